"""What reading costs beside one pass of Tesseract over the same picture, where no second look is needed.

    python tests/bench/plain.py [DIR] [--limit N] [--runs N] [--markdown]

DIR is a folder of labelled pictures, as tests/bench/reading.py describes; without it samples are drawn. In one process,
on one processor, both read each picture in turn. Only pictures that were looked at once count: those of which this
product read a strip again, enlarged or turned a part, or in which it looked for lines, are left out; and so are those
of which the one pass read less than half the letters, which it may do in no time. What counts is the sum of the best
times of one over that of the other, by the clock and by the processor, of which a busy machine changes the first more.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from compare import show
from reading import tesseract_in_process, this_reader
from samples import load, material

from handler.reading.looking import Looking
from handler.reading.second import SecondReader


def counted() -> Callable[[], int]:
    """Tells how often a picture or a part of one was looked at so far, by either reader."""
    asked = 0

    def noting(method: Callable[..., object]) -> Callable[..., object]:
        def noted(*given: object, **options: object) -> object:
            nonlocal asked
            asked += 1
            return method(*given, **options)

        return noted

    for owner, name in ((SecondReader, "find"), (SecondReader, "read"), (Looking, "_look_at")):
        setattr(owner, name, noting(getattr(owner, name)))
    return lambda: asked


def letters(text: str) -> int:
    return sum(c.isalnum() for c in text)


def timed(read: Callable[..., str], image: object) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    read(image)
    return time.perf_counter() - clock, time.process_time() - processor


def best(runs: Sequence[tuple[float, float]]) -> Iterator[float]:
    """The least by the clock, and the least by the processor."""
    return map(min, zip(*runs, strict=True))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("dir", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=24, help="so many images, evenly chosen; 0 for all")
    options.add_argument("--runs", type=int, default=3, help="the best of so many counts")
    options.add_argument("--markdown", action="store_true")
    chosen = options.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
    asked = counted()
    ours, theirs = this_reader(), tesseract_in_process()
    mine: list[tuple[float, ...]] = []
    bare: list[tuple[float, ...]] = []
    with material(chosen.dir, chosen.limit) as (folder, samples):
        for sample in samples:
            image = load(folder / "images" / sample["file"])
            before = asked()
            read = ours(image)
            if asked() > before + 1 or 2 * letters(theirs(image)) < letters(read):
                continue
            pairs = [(timed(ours, image), timed(theirs, image)) for _ in range(chosen.runs)]
            mine.append(tuple(best([pair[0] for pair in pairs])))
            bare.append(tuple(best([pair[1] for pair in pairs])))
    if not mine:
        sys.exit("Every picture needed a second look.")
    rows = [[f"{len(mine)} of {len(samples)} images", "this product, s", "one Tesseract pass, s", "ratio"]]
    for by, ours_took, theirs_took in zip(
        ("clock", "processor"), zip(*mine, strict=True), zip(*bare, strict=True), strict=True
    ):
        one, other = sum(ours_took) / len(mine), sum(theirs_took) / len(bare)
        rows.append([f"by the {by}", f"{one:.3f}", f"{other:.3f}", f"{one / other:.2f}"])
    show("Where no second look is needed", rows, chosen.markdown)


if __name__ == "__main__":
    main()
