"""What is told about a picture before anything is read."""

import random

import pytest
from PIL import Image, ImageFilter

from handler.reading import ink
from handler.reading.lines import slopes
from handler.reading.tesseract import Glyphs


@pytest.mark.parametrize(("share", "blur"), [(0.1, 0.0), (0.2, 0.6), (0.3, 0.8)])
def test_the_grain_of_a_scan_does_not_look_like_text(draw, share, blur):
    page = Image.new("L", (760, 1400), 255)
    page.paste(
        draw(["Some lines of text that stand on the upper part of this", "page and are as long as it is wide"] * 2)
    )
    grain = Image.frombytes("L", page.size, random.Random(3).randbytes(page.width * page.height))
    cells = ink.look_at(Image.blend(page, grain.filter(ImageFilter.GaussianBlur(blur)), share)).cells
    assert len(cells) > 6
    assert cells[:, 1].max() < 220


def row(*words: tuple[str, int, int, int]) -> list[Glyphs]:
    return [Glyphs(text, left, top, left + 12 * len(text), bottom, 0.9) for text, left, top, bottom in words]


def test_boxes_that_caught_the_rules_of_a_table_do_not_slope():
    assert not slopes(row(("Name", 0, 20, 40), ("ann@example.com", 80, 14, 47), ("19-01-1968", 300, 20, 40)))
    assert not slopes(row(("Name", 0, 20, 40), ("Phone", 80, 20, 40), ("Date", 300, 20, 40)))


def test_a_line_that_falls_or_bends_slopes():
    assert slopes(row(("Name", 0, 20, 40), ("Phone", 80, 30, 50), ("Date", 300, 44, 64)))
    assert slopes(row(("Name", 0, 20, 40), ("something", 80, 20, 62), ("Date", 300, 20, 40)))
