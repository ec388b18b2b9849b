"""How long detection takes: a page of 5 kB for all ten types, 100 kB of hostile text for each.

python tests/bench/detecting.py
"""

import random
import time
from collections.abc import Callable
from pathlib import Path

from handler.detecting import find
from handler.detecting.registry import RECOGNISERS
from handler.detecting.source import Source

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


def main() -> None:
    """Prints milliseconds: first the page, then for each type its slowest hostile texts."""
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
