"""How much of what stands in pictures the reader reads, and how long it takes, beside the readers it is made of.

    python tests/bench/reading.py [DIR] [--limit N] [--only "NAME;NAME"]

DIR holds images/ and truth.json, a list of {"file", "condition", "labels": [{"type", "value"}]}; without it samples
are drawn: screenshots, scans, photographs and turned pages. Every reader reads the same pictures in the same run,
each in a process of its own, one after the other. A value counts when it stands in the text, spaces aside. Memory is
the most that the process and all it started held together.
"""

# ruff: noqa: PLC0415, I001 - each reader is loaded only in the process that measures it

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# The same thread for every Tesseract; two of its threads hinder each other.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
# The product sets this too, but numpy is loaded before it here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image
from running import resident
from samples import Sample, load, material

Read = Callable[[Image.Image], str]


def this_reader() -> Read:
    from handler.detecting.interest import Interest
    from handler.reading.reader import Reader

    # As the product asks it: what no finding can come of is not read twice.
    reader, judge = Reader(), Interest()
    return lambda image: reader.read(image, judge=judge, time_limit=60.0).text


def this_reader_first_look() -> Read:
    from handler.reading.reader import Reader

    reader = Reader(second_reader=False)
    return lambda image: reader.read(image, time_limit=60.0).text


def tesseract_command_line() -> Read:
    import subprocess

    def read(image: Image.Image) -> str:
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            image.save(file.name)
            done = subprocess.run(["tesseract", file.name, "-"], capture_output=True, text=True, check=True)
        return done.stdout

    return read


def tesseract_pytesseract() -> Read:
    import pytesseract

    return lambda image: str(pytesseract.image_to_string(image))


def tesseract_in_process() -> Read:
    from handler.reading.tesseract import find_tessdata

    import tesserocr  # after the module above, which limits its threads

    api = tesserocr.PyTessBaseAPI(path=find_tessdata(), lang="eng")

    def read(image: Image.Image) -> str:
        api.SetImage(image)
        return str(api.GetUTF8Text())

    return read


def rapidocr_complete() -> Read:
    import logging

    from rapidocr import RapidOCR

    logging.disable(logging.WARNING)
    # Unless told, it starts threads for every processor of the machine, whatever the process is allowed.
    allowed = len(os.sched_getaffinity(0))
    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": allowed})

    def read(image: Image.Image) -> str:
        found = engine(np.asarray(image.convert("RGB"))[:, :, ::-1])
        return "\n".join(getattr(found, "txts", None) or ())

    return read


READERS: dict[str, tuple[str | None, Callable[[], Read]]] = {
    "this": (None, this_reader),
    "this, first look only": (None, this_reader_first_look),
    "Tesseract command line": (None, tesseract_command_line),
    "Tesseract pytesseract": ("pytesseract", tesseract_pytesseract),
    "Tesseract in process": ("tesserocr", tesseract_in_process),
    "RapidOCR complete": ("rapidocr", rapidocr_complete),
}


def folded(text: str) -> str:
    return "".join(text.split())


def measure(name: str, folder: str, samples: list[Sample], answer: Any) -> None:
    """Read every sample with one reader and put what came of it on the queue ``answer``."""
    read = READERS[name][1]()
    read(Image.new("RGB", (64, 64), "white"))
    hits: Counter[str] = Counter()
    seconds = []
    for sample in samples:
        image = load(Path(folder) / "images" / sample["file"])
        start = time.perf_counter()
        text = folded(read(image))
        seconds.append(time.perf_counter() - start)
        for label in sample["labels"]:
            if folded(label["value"]) in text:
                hits[sample["condition"]] += 1
                hits["type " + label["type"]] += 1
    answer.put((dict(hits), seconds))


def compare(folder: Path, samples: list[Sample], names: list[str]) -> None:
    """Print a row for each reader."""
    conditions = sorted({s["condition"] for s in samples})
    totals = Counter(s["condition"] for s in samples for _ in s["labels"])
    every = max(1, sum(totals.values()))
    print(f"{len(samples)} images, {every} values")
    print(f"{'reader':24}{'share':>7}{'mean s':>8}{'p50':>7}{'p95':>7}{'MB':>7}  " + " ".join(conditions))
    context = multiprocessing.get_context("spawn")
    for name in names:
        needs = READERS[name][0]
        if needs and find_spec(needs) is None:
            print(f"{name:24} not installed")
            continue
        answer = context.SimpleQueue()
        process = context.Process(target=measure, args=(name, str(folder), samples, answer))
        process.start()
        held = 0
        while answer.empty() and process.is_alive():
            held = max(held, resident(process.pid or 0))
            time.sleep(0.02)
        process.join()
        if answer.empty():
            print(f"{name:24} failed")
            continue
        hits, seconds = answer.get()
        megabytes = held / 1e6
        seconds.sort()
        share = sum(hits.get(c, 0) for c in conditions) / every
        row = " ".join(f"{hits.get(c, 0) / totals[c]:.3f}" if totals[c] else "-" for c in conditions)
        mean, p50, p95 = sum(seconds) / len(seconds), seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
        print(f"{name:24}{share:7.3f}{mean:8.2f}{p50:7.2f}{p95:7.2f}{megabytes:7.0f}  {row}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("dir", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=24, help="so many images, evenly chosen; 0 for all")
    options.add_argument("--only", help=f"readers, separated by semicolons: {', '.join(READERS)}", default="")
    chosen = options.parse_args()
    names = [name for name in READERS if not chosen.only or name in chosen.only.split(";")]
    with material(chosen.dir, chosen.limit) as (folder, samples):
        for sample in samples:
            sample["labels"] = [label for label in sample["labels"] if not label.get("optional")]
        compare(folder, samples, names)


if __name__ == "__main__":
    main()
