"""How long detection takes: beside reading, on a page of 5 kB for all ten types, on 100 kB of hostile text for each.

    python tests/bench/detecting.py [DIR] [--limit N] [--markdown]

DIR is a folder of labelled pictures, as tests/bench/reading.py describes; without it samples are drawn. What reading
asks the detectors, which lines are worth a second look, is counted apart.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from compare import Rows, show
from samples import load, material

from handler.detecting import find, find_on_page
from handler.detecting.interest import Interest
from handler.detecting.registry import RECOGNISERS
from handler.detecting.source import Source
from handler.reading.reader import Reader

README = Path(__file__).parents[2] / "README.md"
SIZE = 100_000
UNITS = (
    "a", "1", "@", ":", "1 ", "a.", "a@", "a@b.", "a:b\n", "http://", "$6$", "0aOf", "例a.", "A1 ", "12.03.2024 ",
    "+44 20 7946 0958 ", "4111 1111 1111 1111 ", "34 ABC 123\n", "12345678950 ",
)  # fmt: skip
NOISE = ("abcABC0123 .:@/-$\n", "0123456789 -./\n")


def seconds(work: Callable[[], object], runs: int) -> float:
    """The least processor time of ``work`` over some runs."""
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


class Timed:
    """The detectors' answers to what reading asks, and how long they took."""

    def __init__(self) -> None:
        self._judge, self.seconds = Interest(), 0.0

    def could_hold(self, line: str) -> bool:
        return bool(self._timed(self._judge.could_hold, line))

    def evidence(self, line: str) -> float:
        return float(self._timed(self._judge.evidence, line))

    def _timed(self, ask: Callable[[str], float], line: str) -> float:
        began = time.perf_counter()
        said = ask(line)
        self.seconds += time.perf_counter() - began
        return said


def beside_reading(folder: Path | None, limit: int) -> Rows:
    """Seconds of each part over all pictures, and their share of reading."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
    reader, judge = Reader(), Timed()
    reading = detecting = 0.0
    with material(folder, limit) as (place, samples):
        images = [load(place / "images" / sample["file"]) for sample in samples]
        list(find_on_page(reader.read(images[0], judge=judge, time_limit=60.0)))
        judge.seconds = 0.0
        for image in images:
            began = time.perf_counter()
            page = reader.read(image, judge=judge, time_limit=60.0)
            reading += time.perf_counter() - began
            began = time.perf_counter()
            list(find_on_page(page))
            detecting += time.perf_counter() - began
    reading -= judge.seconds
    rows = [["part", "ms an image", "share of reading"], ["reading", f"{1000 * reading / len(images):.1f}", ""]]
    for part, took in (("finding values on the page", detecting), ("telling which lines to read again", judge.seconds)):
        rows.append([part, f"{1000 * took / len(images):.1f}", f"{took / reading:.1%}"])
    return rows


def main() -> None:
    """Prints the share of reading, then milliseconds: of the page, and for each type of its slowest hostile texts."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("dir", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=24, help="so many images, evenly chosen; 0 for all")
    options.add_argument("--markdown", action="store_true", help="the first table alone")
    chosen = options.parse_args()
    show("Detecting beside reading", beside_reading(chosen.dir, chosen.limit), chosen.markdown)
    if chosen.markdown:
        return
    page = README.read_text()[:5000]
    find(page)
    print(f"page of {len(page)} characters, all types: {1000 * seconds(lambda: find(page), 30):.1f} ms")
    dice = random.Random(1)
    hostile = {repr(unit): (unit * SIZE)[:SIZE] for unit in UNITS}
    hostile |= {f"noise of {signs!r}": "".join(dice.choices(signs, k=SIZE)) for signs in NOISE}
    for kind, recogniser in RECOGNISERS:
        times = {name: seconds(lambda t=text, r=recogniser: list(r(Source(t))), 2) for name, text in hostile.items()}
        slowest = sorted(times, key=lambda name: -times[name])[:3]
        print(f"{kind.value:20}" + "".join(f"{1000 * times[n]:8.0f} ms {n:28}" for n in slowest))


if __name__ == "__main__":
    main()
