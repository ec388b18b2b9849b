"""What more processors bring: a large page and a document of several pages, read on one processor and on more.

    python tests/bench/cores.py [--lines N] [--pages N] [--runs N]

Every number of processors has a process of its own that may run on no others. Prints seconds for each, how many times
faster than on one that is, and how many of the values on the pages were found.
"""

import argparse
import io
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image, ImageDraw, ImageFont

WORDS = ("copper", "lantern", "meadow", "harbour", "violet", "pepper", "saddle", "winter", "orchid", "timber")


def page(chance: random.Random, lines: int, size: int = 26) -> tuple[Image.Image, list[str]]:
    """A page of prose with an address in every third line, and the addresses."""
    font = ImageFont.load_default(size)
    picture = Image.new("RGB", (size * 62, round(size * 1.6 * (lines + 2))), "#fdfdfb")
    pencil = ImageDraw.Draw(picture)
    values = []
    for n in range(lines):
        line = " ".join(chance.choices(WORDS, k=10)).capitalize()
        if n % 3 == 0:
            values.append(f"{chance.choice(WORDS)}.{chance.choice(WORDS)}{chance.randint(10, 99)}@example.org")
            line = f"{' '.join(line.split()[:6])} {values[-1]}"
        pencil.text((size * 2, size * (1 + 1.6 * n)), line, fill="#202020", font=font)
    return picture, values


def document(pages: list[Image.Image]) -> bytes:
    """The pages as one file."""
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate")
    return file.getvalue()


def measure(cores: int, files: dict[str, bytes], runs: int, answer: Any) -> None:
    """Read every file on ``cores`` processors; the best seconds and the values of each go on the queue ``answer``."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    from handler.scan import scan  # noqa: PLC0415 - it asks at once how many processors there are

    scan(next(iter(files.values())), use_cache=False)
    found = {}
    for name, data in files.items():
        seconds, values = min(
            (
                timed(lambda data=data: {f.normalized for f in scan(data, use_cache=False).findings})
                for _ in range(runs)
            ),
            key=lambda run: run[0],
        )
        found[name] = seconds, values
    answer.put(found)


def timed(work: Callable[[], set[Any]]) -> tuple[float, set[Any]]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=60, help="of the large page")
    options.add_argument("--pages", type=int, default=6, help="of the document, 20 lines each")
    options.add_argument("--runs", type=int, default=3, help="the best of so many counts")
    chosen = options.parse_args()
    chance = random.Random(5)
    large = page(chance, chosen.lines)
    several = [page(chance, 20) for _ in range(chosen.pages)]
    files = {
        "a large page": document([large[0]]),
        f"{chosen.pages} pages": document([picture for picture, _ in several]),
    }
    wanted = {"a large page": set(large[1]), f"{chosen.pages} pages": {v for _, values in several for v in values}}
    context = multiprocessing.get_context("spawn")
    alone: dict[str, float] = {}
    print(f"{'processors':>10}  {'file':16}{'seconds':>8}{'faster':>8}  values")
    cores = 1
    while cores <= len(os.sched_getaffinity(0)):
        answer = context.SimpleQueue()
        process = context.Process(target=measure, args=(cores, files, chosen.runs, answer))
        process.start()
        while answer.empty() and process.is_alive():
            time.sleep(0.05)
        if answer.empty():
            sys.exit(f"Reading on {cores} processor(s) failed.")
        found = answer.get()
        process.join()
        for name, (seconds, values) in found.items():
            alone.setdefault(name, seconds)
            share = f"{len(values & wanted[name])} of {len(wanted[name])}"
            print(f"{cores:>10}  {name:16}{seconds:8.2f}{alone[name] / seconds:8.2f}  {share}", flush=True)
        cores *= 2


if __name__ == "__main__":
    main()
