"""The report's plots."""

import io
from pathlib import Path

import matplotlib as mpl
from PIL import Image

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

OURS, THEIRS, INK = "#1f6f8b", "#b9c4c9", "#263238"
Point = tuple[float, float, float]


def keep(figure: Figure, file: Path) -> None:
    """As a PNG of few colours, which a drawing does not miss."""
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=110)
    plt.close(figure)
    Image.open(drawn).convert("RGB").quantize(48).save(file, optimize=True)
    print(f"drawn: {file}")


def plain(axes: Axes) -> None:
    """No frame where nothing is read off it."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK)


def comparison(folder: Path, rows: list[tuple[str, float, float, float]]) -> None:
    """Bars of every reader: F1, seconds an image, memory."""
    names = [row[0] for row in rows][::-1]
    titles = ("F1 of findings (more is better)", "seconds per image (less is better)", "peak memory, MB")
    figure, panels = plt.subplots(1, 3, figsize=(11, 0.45 * len(rows) + 1.1), sharey=True, layout="constrained")
    for column, (axes, title) in enumerate(zip(panels, titles, strict=True), start=1):
        values = [float(row[column]) for row in rows][::-1]
        bars = axes.barh(names, values, color=[OURS if name.startswith("this") else THEIRS for name in names])
        axes.bar_label(bars, fmt="%.0f" if max(values) > 20 else "%.2f", padding=3, color=INK)
        axes.set_title(title, fontsize=10, color=INK)
        axes.set_xlim(0, 1.2 * max(values))
        axes.xaxis.set_visible(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, colors=INK)
    keep(figure, folder / "comparison.png")


def growth(folder: Path, series: dict[str, list[Point]]) -> None:
    """Seconds above, memory below, over what grows in each column."""
    figure, panels = plt.subplots(2, len(series), figsize=(11, 5), sharex="col", squeeze=False, layout="constrained")
    for column, (what, points) in enumerate(series.items()):
        sizes, seconds, megabytes = zip(*points, strict=True)
        for row, values in enumerate((seconds, megabytes)):
            axes = panels[row][column]
            axes.plot(sizes, values, "o-", color=OURS)
            axes.set_ylim(0, 1.1 * max(values))
            axes.set_xlim(0, 1.05 * max(sizes))
            axes.xaxis.set_major_locator(MaxNLocator(5))
            axes.grid(axis="y", color="#e4e8ea")
            plain(axes)
        panels[1][column].set_xlabel(what, color=INK)
    panels[0][0].set_ylabel("processor seconds", color=INK)
    panels[1][0].set_ylabel("peak memory, MB", color=INK)
    keep(figure, folder / "growth.png")
