"""What is told about a picture before anything is read."""

import random

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

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


def test_large_letters_are_seen_from_farther_away(draw):
    page = draw(["Letters of a photographed card", "may be as high as a whole line"], size=150, width=2800).convert("L")
    marks = ink.look_at(page)
    assert 50 < marks.height < 200
    assert len(marks.cells) > 12
    assert marks.cell > 48
    assert {y < 300 for _, y in marks.cells} == {True, False}
    assert marks.cells[:, 0].max() > 1800


def test_pale_letters_of_a_large_photograph_look_like_text_too():
    card = Image.new("L", (3600, 2400), 154)
    pencil = ImageDraw.Draw(card)
    pencil.polygon([(1900, 0), (3600, 0), (3600, 2400), (2700, 2400)], fill=244)
    for n in range(4):
        pencil.text((2750, 300 + 200 * n), "Harbor Street 12", 0, ImageFont.load_default(90))
        pencil.text((300, 1400 + 220 * n), "Cell: +1 987 123 4567", 234, ImageFont.load_default(120))
    pale = [(x, y) for x, y in ink.look_at(card).cells if x < 1700 and y > 1300]
    assert len(pale) >= 16
    assert {round((y - 1400) / 220) for _, y in pale} >= {0, 1, 2, 3}


def row(*words: tuple[str, int, int, int]) -> list[Glyphs]:
    return [Glyphs(text, left, top, left + 12 * len(text), bottom, 0.9) for text, left, top, bottom in words]


def test_boxes_that_caught_the_rules_of_a_table_do_not_slope():
    assert not slopes(row(("Name", 0, 20, 40), ("ann@example.com", 80, 14, 47), ("19-01-1968", 300, 20, 40)))
    assert not slopes(row(("Name", 0, 20, 40), ("Phone", 80, 20, 40), ("Date", 300, 20, 40)))


def test_a_line_that_falls_or_bends_slopes():
    assert slopes(row(("Name", 0, 20, 40), ("Phone", 80, 30, 50), ("Date", 300, 44, 64)))
    assert slopes(row(("Name", 0, 20, 40), ("something", 80, 20, 62), ("Date", 300, 20, 40)))
