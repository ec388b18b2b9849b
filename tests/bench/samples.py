"""What the benches measure with: a folder of labelled pictures, or pictures drawn for the purpose."""

import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

Sample = dict[str, Any]


def load(image: Path | BinaryIO) -> Image.Image:
    """The picture on white paper, as a person sees it."""
    picture = ImageOps.exif_transpose(Image.open(image))
    if picture.mode in {"P", "LA", "RGBA", "PA"}:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    return picture if picture.mode == "L" else picture.convert("RGB")


WORDS = ("copper", "lantern", "meadow", "harbour", "violet", "pepper", "saddle", "winter", "orchid", "timber")


def card(digits: str) -> str:
    """A number that issuers could have given out: its check digit is right."""
    number = "4" + digits[1:15]
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(number)]
    number += str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)
    return " ".join(number[i : i + 4] for i in range(0, 16, 4))


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
        "CREDIT_CARD_NUMBER": card(digits),
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
        if kind == "COMBOLIST":
            labels.append({"type": "EMAIL", "value": value.partition(":")[0]})
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


@contextmanager
def material(folder: Path | None, limit: int) -> Iterator[tuple[Path, list[Sample]]]:
    """A folder with images/ and its samples: all of ``folder``, evenly ``limit`` of them, or so many drawn ones."""
    if folder is None:
        with tempfile.TemporaryDirectory() as scratch:
            yield Path(scratch), draw_samples(Path(scratch), limit or 24)
        return
    samples: list[Sample] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    for sample in samples:
        sample.setdefault("condition", "all")
    if limit and limit < len(samples):
        step = len(samples) / limit
        samples = [samples[int(i * step)] for i in range(limit)]
    yield folder, samples
