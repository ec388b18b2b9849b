"""This product beside its peers over the same pictures in one run: right findings, seconds, memory, dollars.

    python tests/bench/compare.py [DIR] [--limit N] [--markdown] [--plots DIR] [--presidio-python PATH] [--before DIR]

DIR holds images/ and truth.json, as tests/bench/reading.py describes; without it samples are drawn. Every reader reads
the same files in a process of its own, one after the other, on ``--processors`` (1) of the machine's.
``--presidio-python`` is the interpreter of an environment with Presidio (see tests/bench/presidio_peer.py).
``--before`` names another checkout of this product, which is read with right after this one.
Run it on a quiet machine: seconds are of the clock. ``processor s`` says how many of them the reader really computed.
"""

import argparse
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import prices
from matching import TYPES, Tally
from peers import PEERS
from running import HERE, Run, run
from samples import Sample, material

# What both this product and Presidio look for.
COMMON = ("PHONE_NUMBER", "ID_NUMBER", "CREDIT_CARD_NUMBER", "DATE", "EMAIL", "URL", "DOMAIN")
PRESIDIO = "Microsoft Presidio"
PRODUCT, BEFORE = "this product", "this product before"
VCPUS = (1, 2, 4)
Rows = list[list[str]]


def commands(presidio: str | None) -> dict[str, list[str] | str]:
    """What runs each reader, or why it cannot be run."""
    found: dict[str, list[str] | str] = {}
    for name, (needs, _) in PEERS.items():
        missing = needs and find_spec(needs) is None
        found[name] = f"{needs} is not installed" if missing else [sys.executable, str(HERE / "peers.py"), name]
    ready = presidio or (sys.executable if find_spec("presidio_image_redactor") else None)
    script = str(HERE / "presidio_peer.py")
    found[PRESIDIO] = [ready, script] if ready else "not installed; say --presidio-python PATH"
    return found


def tally(result: Run, samples: list[Sample]) -> Tally:
    """The right, wrong and missed findings of a reader."""
    counted = Tally()
    for sample, line in zip(samples, result.lines, strict=True):
        counted.add(sample["labels"], [(kind, value) for kind, value in line["found"]])
    return counted


def in_the_text(result: Run, samples: list[Sample]) -> float:
    """The share of the labelled values that stand in what was read, spaces aside: what reading alone is good for."""
    hits = [
        "".join(label["value"].split()) in "".join(line["text"].split())
        for sample, line in zip(samples, result.lines, strict=True)
        for label in sample["labels"]
        if not label.get("optional")
    ]
    return sum(hits) / max(1, len(hits))


def clean(result: Run, samples: list[Sample]) -> str:
    """Of how many pictures without a labelled value nothing was said, of how many there are."""
    empty = [line for sample, line in zip(samples, result.lines, strict=True) if not sample["labels"]]
    return f"{sum(not line['found'] for line in empty)} of {len(empty)}"


def findings_table(runs: list[Run], samples: list[Sample]) -> Rows:
    """Right findings."""
    head = ["reader", "F1", "precision", "recall", "F1, seven common types", "values in the text"]
    rows = [[*head, "images without values: nothing said", "failed images"]]
    for result in runs:
        all_types, common = tally(result, samples).figures(), tally(result, samples).figures(COMMON)
        figures = [all_types.f1, all_types.precision, all_types.recall, common.f1, in_the_text(result, samples)]
        rows.append([result.name, *(f"{figure:.3f}" for figure in figures), clean(result, samples), str(result.failed)])
    return rows


def types_table(runs: list[Run], samples: list[Sample]) -> Rows:
    """F1 of each type."""
    tallies = {result.name: tally(result, samples) for result in runs}
    rows = [["type", "values", *tallies]]
    for kind in TYPES:
        figures = [counted.figures([kind]) for counted in tallies.values()]
        if figures[0].labels:
            rows.append([kind, str(figures[0].labels), *(f"{figure.f1:.2f}" for figure in figures)])
    return rows


def conditions_table(runs: list[Run], samples: list[Sample]) -> Rows:
    """F1 of each condition of the pictures."""
    conditions = sorted({sample["condition"] for sample in samples})
    rows = [["condition", "images", *(result.name for result in runs)]]
    for condition in conditions:
        chosen = [n for n, sample in enumerate(samples) if sample["condition"] == condition]
        parts = [Run(result.name, result.processors, lines=[result.lines[n] for n in chosen]) for result in runs]
        f1s = [tally(part, [samples[n] for n in chosen]).figures().f1 for part in parts]
        rows.append([condition, str(len(chosen)), *(f"{f1:.2f}" for f1 in f1s)])
    return rows


def costs_table(runs: list[Run]) -> Rows:
    """Seconds, memory, and dollars on Lambda with as many vCPUs as the reader was allowed processors."""
    rows = [["reader", "s mean", "p50", "p95", "processor s", "first image s", "MB", "$ per 1,000, x86", "arm64"]]
    for result in runs:
        seconds = [result.mean, result.percentile(0.5), result.percentile(0.95), result.processor, result.start]
        dollars = [prices.lambda_thousand(result.billed, result.processors, kind) for kind in ("x86", "arm64")]
        texts = [f"{figure:.2f}" for figure in seconds]
        rows.append([result.name, *texts, f"{result.megabytes:.0f}", *(f"{figure:.3f}" for figure in dollars)])
    product = runs[0]
    aws = prices.textract_and_comprehend_thousand([len(line["text"]) for line in product.lines])
    google = prices.google_thousand([line["bytes"] for line in product.lines])
    blank = ["not measured", "", "", "", "", ""]
    rows.append(["Amazon Textract + Comprehend (commonly quoted)", *blank, f"{aws:.2f}", ""])
    rows.append(["Google Sensitive Data Protection (commonly quoted)", *blank, f"{google:.2f}", ""])
    return rows


def sizes_table(sizes: dict[int, Run], samples: list[Sample]) -> Rows:
    """What this product costs on larger functions, from its runs on so many processors."""
    rows = [["vCPUs", "MB", "F1", "s mean", "$ per 1,000, x86", "arm64"]]
    for vcpus in VCPUS:
        measured = vcpus in sizes
        result = sizes[vcpus if measured else max(sizes)]
        dollars = [prices.lambda_thousand(result.billed, vcpus, kind) for kind in ("x86", "arm64")]
        shown = f"{result.mean:.2f}" if measured else f"{result.mean:.2f} (not measured: as {max(sizes)})"
        megabytes, f1 = str(prices.LAMBDA_MB_OF_A_VCPU * vcpus), f"{tally(result, samples).figures().f1:.3f}"
        rows.append([str(vcpus), megabytes, f1, shown, *(f"{d:.3f}" for d in dollars)])
    return rows


def before_table(before: Run, now: Run) -> Rows:
    """What another checkout of this product took beside this one."""
    rows = [["", "before", "now", "before ÷ now"]]
    for name, of in (
        ("s mean", lambda r: r.mean),
        ("s p50", lambda r: r.percentile(0.5)),
        ("s p95", lambda r: r.percentile(0.95)),
        ("processor s", lambda r: r.processor),
        ("first image s", lambda r: r.start),
        ("MB", lambda r: r.megabytes),
    ):
        rows.append([name, f"{of(before):.3g}", f"{of(now):.3g}", f"{of(before) / of(now):.2f}"])
    return rows


def show(title: str, rows: Rows, markdown: bool) -> None:
    """Print a table."""
    if markdown:
        print(f"\n**{title}**\n")
        for n, row in enumerate(rows):
            print("| " + " | ".join(row) + " |")
            if not n:
                print("|" + "---|" * len(row))
        return
    print(f"\n{title}")
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def show_results(runs: list[Run], samples: list[Sample], markdown: bool) -> None:
    """Print what all readers found, and what they took."""
    show("Right findings", findings_table(runs, samples), markdown)
    show("F1 by type", types_table(runs, samples), markdown)
    if len({sample["condition"] for sample in samples}) > 1:
        show("F1 by condition", conditions_table(runs, samples), markdown)
    show("Seconds, memory, dollars", costs_table(runs), markdown)


def main() -> None:
    """Run all, print the tables, draw the plots."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("dir", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=24, help="so many images, evenly chosen; 0 for all")
    options.add_argument("--processors", type=int, default=1)
    options.add_argument("--presidio-python", metavar="PATH")
    options.add_argument("--before", type=Path, metavar="DIR")
    options.add_argument("--markdown", action="store_true")
    options.add_argument("--plots", type=Path, metavar="DIR")
    chosen = options.parse_args()
    # matplotlib is only for those who draw, who learn at once that it is missing.
    plots = import_module("plots") if chosen.plots else None
    machine = len(os.sched_getaffinity(0))
    with material(chosen.dir, chosen.limit) as (folder, samples):
        files = [folder / "images" / sample["file"] for sample in samples]
        runs: list[Run] = []
        before: Run | None = None
        load = os.getloadavg()[0]
        for name, command in commands(chosen.presidio_python).items():
            print(f"{name} …", file=sys.stderr)
            if isinstance(command, str):
                print(f"{name}: {command}")
            elif result := run(name, command, files, chosen.processors):
                runs.append(result)
            if name == PRODUCT and chosen.before:
                print(f"{BEFORE} …", file=sys.stderr)
                other = {"BENCH_PRODUCT": str(chosen.before.resolve())}
                before = run(BEFORE, commands(None)[PRODUCT], files, chosen.processors, other)
        if not runs or runs[0].name != PRODUCT:
            sys.exit("This product itself could not be run.")
        sizes = {chosen.processors: runs[0]}
        for vcpus in VCPUS:
            if vcpus <= machine and vcpus not in sizes:
                again = run(PRODUCT, commands(None)[PRODUCT], files, vcpus)
                sizes |= {vcpus: again} if again else {}
    values = sum(not label.get("optional") for sample in samples for label in sample["labels"])
    where = f"{len(samples)} images, {values} values, {chosen.processors} of {machine} processors"
    print(f"{where}; load of the machine when it began: {load:.1f}")
    show_results(runs, samples, chosen.markdown)
    show("This product on larger functions", sizes_table(sizes, samples), chosen.markdown)
    if before:
        show("Before and after", before_table(before, runs[0]), chosen.markdown)
    if plots:
        plots.comparison(chosen.plots, [(r.name, tally(r, samples).figures().f1, r.mean, r.megabytes) for r in runs])


if __name__ == "__main__":
    main()
