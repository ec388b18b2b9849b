"""How much of what stands in pictures the reader reads, and how long it takes, beside the readers it is made of.

    python tests/bench/reading.py [DIR] [--limit N] [--only "NAME;NAME"]

DIR holds images/ and truth.json, a list of {"file", "condition", "labels": [{"type", "value"}]}; without it samples
are drawn: screenshots, scans, photographs and turned pages. Every reader reads the same pictures in the same run,
each in a process of its own, one after the other. A value counts when it stands in the text, spaces aside.
"""

# ruff: noqa: PLC0415, I001 - each reader is loaded only in the process that measures it

import argparse
import json
import multiprocessing
import os
import random
import resource
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
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

Read = Callable[[Image.Image], str]
Sample = dict[str, Any]


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
    engine = RapidOCR()

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


def load(image: Path) -> Image.Image:
    """The picture on white paper, as a person sees it."""
    picture = ImageOps.exif_transpose(Image.open(image))
    if picture.mode in {"P", "LA", "RGBA", "PA"}:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    return picture if picture.mode == "L" else picture.convert("RGB")


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
    answer.put((dict(hits), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


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
        while answer.empty() and process.is_alive():
            time.sleep(0.05)
        process.join()
        if answer.empty():
            print(f"{name:24} failed")
            continue
        hits, seconds, megabytes = answer.get()
        seconds.sort()
        share = sum(hits.get(c, 0) for c in conditions) / every
        row = " ".join(f"{hits.get(c, 0) / totals[c]:.3f}" if totals[c] else "-" for c in conditions)
        mean, p50, p95 = sum(seconds) / len(seconds), seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
        print(f"{name:24}{share:7.3f}{mean:8.2f}{p50:7.2f}{p95:7.2f}{megabytes:7.0f}  {row}", flush=True)


WORDS = ("copper", "lantern", "meadow", "harbour", "violet", "pepper", "saddle", "winter", "orchid", "timber")


def made_up(chance: random.Random) -> tuple[str, str]:
    """A type and a value of it."""
    word, other, number = chance.choice(WORDS), chance.choice(WORDS), chance.randint(10, 99)
    digits = "".join(chance.choices("0123456789", k=16))
    kind = chance.choice(["EMAIL", "URL", "HASH", "PHONE_NUMBER", "DATE", "COMBOLIST", "CREDIT_CARD_NUMBER"])
    value = {
        "EMAIL": f"{word}.{other}{number}@example.org",
        "URL": f"https://{word}.example.com/{other}?id={number}",
        "HASH": "".join(chance.choices("0123456789abcdef", k=chance.choice([32, 40, 64]))),
        "PHONE_NUMBER": f"+44 20 {digits[:4]} {digits[4:8]}",
        "DATE": f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.{chance.randint(1950, 2025)}",
        "COMBOLIST": f"{word}{number}@example.net:{other.title()}{number}!",
        "CREDIT_CARD_NUMBER": " ".join(digits[i : i + 4] for i in range(0, 16, 4)),
    }[kind]
    return kind, value


def drawn(chance: random.Random, condition: str) -> tuple[Image.Image, list[dict[str, str]]]:
    """A page with some values on it, and what they are."""
    dark = condition == "screenshot" and chance.random() < 0.4
    size = chance.randint(12, 20) if condition == "screenshot" else chance.randint(22, 34)
    font = ImageFont.load_default(size)
    labels = []
    lines = []
    for _ in range(chance.randint(4, 10)):
        kind, value = made_up(chance)
        labels.append({"type": kind, "value": value})
        lines.append(value if chance.random() < 0.5 else f"{chance.choice(WORDS).title()}: {value}")
    width = round(max(font.getlength(line) for line in lines)) + 4 * size
    page = Image.new("RGB", (width, round(size * 1.7 * (len(lines) + 2))), "#14181c" if dark else "#fdfdfb")
    pencil = ImageDraw.Draw(page)
    for n, line in enumerate(lines):
        pencil.text((size * 2, size * (1 + 1.7 * n)), line, fill="#e0e4e8" if dark else "#202020", font=font)
    return page, labels


def spoilt(page: Image.Image, chance: random.Random, condition: str) -> Image.Image:
    """The page as a scanner, a camera or a careless hand delivers it."""
    if condition == "scan":
        page = page.convert("L").rotate(chance.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True, fillcolor=250)
        noise = Image.effect_noise(page.size, 30)
        return Image.blend(page, noise, 0.12).filter(ImageFilter.GaussianBlur(0.6))
    if condition == "turned":
        return page.rotate(chance.choice([90, 180, 270]), expand=True)
    if condition == "photo":
        desk = Image.blend(
            Image.new("RGB", (page.width + 300, page.height + 300), chance.choice(["#705038", "#405060", "#a09888"])),
            Image.effect_noise((page.width + 300, page.height + 300), 60).convert("RGB"),
            0.15,
        )
        fall, lean, far = chance.uniform(-0.08, 0.08), chance.uniform(-0.08, 0.08), chance.uniform(0, 0.00015)
        plane = (1.0, lean, -130.0 - lean * page.height / 2, fall, 1.0, -130.0 - fall * page.width / 2, far, far / 2)
        how = Image.Transform.PERSPECTIVE
        mask = Image.new("L", page.size, 255).transform(desk.size, how, plane)
        desk.paste(page.transform(desk.size, how, plane, Image.Resampling.BICUBIC), mask=mask)
        return desk.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.0)))
    return page


def draw_samples(folder: Path, count: int) -> list[Sample]:
    """Draw ``count`` pictures into ``folder``, the same ones every time."""
    chance = random.Random(7)
    (folder / "images").mkdir()
    samples = []
    for n in range(count):
        condition = ("screenshot", "scan", "photo", "turned")[n % 4]
        page, labels = drawn(chance, condition)
        name = f"{condition}-{n:02}.png"
        spoilt(page, chance, condition).save(folder / "images" / name)
        samples.append({"file": name, "condition": condition, "labels": labels})
    return samples


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("dir", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=24, help="so many images, evenly chosen; 0 for all")
    options.add_argument("--only", help=f"readers, separated by semicolons: {', '.join(READERS)}", default="")
    chosen = options.parse_args()
    names = [name for name in READERS if not chosen.only or name in chosen.only.split(";")]
    with tempfile.TemporaryDirectory() as scratch:
        if chosen.dir is None:
            folder, samples = Path(scratch), draw_samples(Path(scratch), chosen.limit or 24)
        else:
            folder = chosen.dir
            samples = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
            for sample in samples:
                sample["labels"] = [label for label in sample["labels"] if not label.get("optional")]
                sample.setdefault("condition", "all")
            if chosen.limit and chosen.limit < len(samples):
                step = len(samples) / chosen.limit
                samples = [samples[int(i * step)] for i in range(chosen.limit)]
        compare(folder, samples, names)


if __name__ == "__main__":
    main()
