"""Pictures of text, drawn with the font that Pillow brings along."""

from collections.abc import Callable, Sequence

import pytest
from PIL import Image, ImageDraw, ImageFont

from handler.reading.models import installed
from handler.reading.reader import Reader

Draw = Callable[..., Image.Image]


@pytest.fixture(scope="session")
def draw() -> Draw:
    def drawn(
        lines: Sequence[str], *, size: int = 22, paper: str = "white", pen: str = "black", width: int = 760
    ) -> Image.Image:
        font = ImageFont.load_default(size)
        image = Image.new("RGB", (width, (size * 2) * (len(lines) + 1)), paper)
        pencil = ImageDraw.Draw(image)
        for n, line in enumerate(lines):
            pencil.text((size, size + n * size * 2), line, fill=pen, font=font)
        return image

    return drawn


@pytest.fixture(scope="session")
def tesseract() -> Reader:
    return Reader(second_reader=False)


@pytest.fixture(scope="session")
def both() -> Reader:
    assert installed() is not None, "the second reader is missing; local/test installs it"
    return Reader()
