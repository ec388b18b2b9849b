"""How this product's time and memory grow: with pixels, with lines of text, with pages.

    python tests/bench/growth.py [--markdown] [--plots DIR]

The pictures are drawn. Each point is a process of its own that reads the same file four times: once to load what it
needs, then three times for the mean. Processor seconds are shown, which a busy machine changes least.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from compare import show
from PIL import Image, ImageDraw, ImageFont
from running import HERE, run
from samples import made_up

LINES = 20
FONTS = (12, 18, 24, 36, 48, 72, 96)
LINE_COUNTS = (5, 10, 20, 40, 80, 120)
PAGE_COUNTS = (1, 2, 5, 10, 20)
NORMAL_FONT = 24
TIMES = 3


def page(lines: int, size: int, seed: int = 5) -> Image.Image:
    """The same text for the same seed and lines, at any size."""
    chance = random.Random(seed)
    width, step = 28 * size, 1.7 * size
    picture = Image.new("RGB", (width, round(step * (lines + 1))), "white")
    pencil, font = ImageDraw.Draw(picture), ImageFont.load_default(size)
    for n in range(lines):
        text = made_up(chance)[1] if n % 2 else "The meeting of the garden club is in the old hall"
        pencil.text((size, step * (n + 0.5)), text[:44], "#202020", font)
    return picture


def drawn(folder: Path) -> Iterator[tuple[str, float, Path]]:
    """What grows, how large it is, the picture."""
    for size in FONTS:
        picture = page(LINES, size)
        picture.save(folder / f"size-{size}.png")
        yield f"megapixels ({LINES} lines)", picture.width * picture.height / 1e6, folder / f"size-{size}.png"
    for count in LINE_COUNTS:
        page(count, NORMAL_FONT).save(folder / f"lines-{count}.png")
        yield f"lines ({NORMAL_FONT}-pixel type)", count, folder / f"lines-{count}.png"
    for count in PAGE_COUNTS:
        first, *others = (page(LINES, NORMAL_FONT, seed) for seed in range(count))
        first.save(folder / f"pages-{count}.tiff", save_all=True, append_images=others, compression="tiff_lzw")
        yield f"TIFF pages ({LINES} lines each)", count, folder / f"pages-{count}.tiff"


def main() -> None:
    """Measure every point, print the table, draw the plot."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--markdown", action="store_true")
    options.add_argument("--plots", type=Path, metavar="DIR")
    chosen = options.parse_args()
    # matplotlib is only for those who draw, who learn at once that it is missing.
    plots = import_module("plots") if chosen.plots else None
    series: dict[str, list[tuple[float, float, float]]] = {}
    rows = [["what grows", "size", "processor s", "s", "MB"]]
    command = [sys.executable, str(HERE / "peers.py"), "this product"]
    with tempfile.TemporaryDirectory() as scratch:
        for what, size, file in drawn(Path(scratch)):
            if result := run(what, command, [file] * TIMES, 1):
                series.setdefault(what, []).append((size, result.processor, result.megabytes))
                figures = [f"{size:.3g}", f"{result.processor:.2f}", f"{result.mean:.2f}", f"{result.megabytes:.0f}"]
                rows.append([what, *figures])
    show("How time and memory grow", rows, chosen.markdown)
    if plots:
        plots.growth(chosen.plots, series)


if __name__ == "__main__":
    main()
