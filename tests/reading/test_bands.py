"""A page may be read in bands at once; nothing on it is lost, moved or cut through by that."""

import random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from handler.reading import looking
from handler.reading.bands import bands
from handler.reading.reader import Reader
from handler.reading.tesseract import Glyphs, Sight

LINES = [f"The {word} line of this page has eight words" for word in ("red", "blue", "green", "white") * 3]


def inked_rows(image: Image.Image) -> set[int]:
    grey = image.convert("L")
    return {y for y in range(grey.height) if min(grey.crop((0, y, grey.width, y + 1)).tobytes()) < 128}


@pytest.mark.parametrize("size", [14, 22, 40])
def test_bands_share_the_page_and_cut_no_line(draw, size):
    page = draw(LINES, size=size, width=1400).convert("L")
    found = bands(page)
    assert len(found) == 2
    assert (found[0][0], found[-1][1]) == (0, page.height)
    assert [end for _, end in found[:-1]] == [start for start, _ in found[1:]]
    assert inked_rows(page).isdisjoint(start for start, _ in found[1:])
    ink = [len(inked_rows(page.crop((0, a, page.width, b)))) for a, b in found]
    assert max(ink) <= 2 * min(ink)


def test_the_rules_of_a_table_and_the_grain_of_paper_do_not_hide_the_gaps(draw):
    page = draw(LINES).convert("L")
    pencil = ImageDraw.Draw(page)
    for x in range(10, page.width, 150):
        pencil.line((x, 0, x, page.height), fill=120, width=2)
    grain = Image.frombytes("L", page.size, random.Random(1).randbytes(page.width * page.height))
    page = Image.blend(page, grain.filter(ImageFilter.GaussianBlur(1)), 0.1)
    assert len(bands(page)) == 2


def test_grain_that_a_levelled_page_has_not_in_its_corners_does_not_hide_them_either(draw):
    page = draw(LINES).convert("L")
    grain = Image.frombytes("L", page.size, random.Random(1).randbytes(page.width * page.height))
    page = Image.blend(page, grain, 0.08)
    page.paste(255, (0, 0, page.width, 10))
    page.paste(255, (0, page.height - 10, page.width, page.height))
    (_, cut), _ = bands(page)
    assert cut not in inked_rows(draw(LINES))


def test_a_short_page_is_cut_where_it_can_be(draw):
    page = draw(LINES[:3], size=60, width=2600).convert("L")
    found = bands(page)
    assert len(found) == 2
    assert found[0][1] not in inked_rows(page)


@pytest.mark.parametrize("angle", [90, 5])
def test_without_a_gap_across_the_page_there_is_one_band(draw, angle):
    page = draw(LINES).convert("L").rotate(angle, expand=True, fillcolor=255)
    assert bands(page) == [(0, page.height)]


def test_a_small_or_blank_page_is_one_band(draw):
    small = draw(["a word", "and one"], size=10, width=200).convert("L")
    assert bands(small) == [(0, small.height)]
    blank = Image.new("L", (800, 800), 255)
    assert bands(blank) == [(0, 800)]


def test_what_is_seen_in_a_band_lies_lower_on_the_page():
    word = Glyphs("word", 1, 2, 3, 4, 0.9)
    assert Sight(((word,),)).lower(10) == Sight(((Glyphs("word", 1, 12, 3, 14, 0.9),),))
    assert Sight((), complete=False).lower(10) == Sight((), complete=False)


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_a_page_reads_the_same_on_one_processor_and_on_more_and_as_a_whole(monkeypatch, draw, engine):
    page = draw(LINES)
    assert len(bands(page.convert("L"))) == 2
    monkeypatch.setattr(looking, "processors", lambda: 1)
    one = Reader(engine, second_reader=False).read(page)
    monkeypatch.setattr(looking, "processors", lambda: 2)
    assert Reader(engine, second_reader=False).read(page) == one
    monkeypatch.setattr(looking, "bands", lambda image: [(0, image.height)])
    whole = Reader(engine, second_reader=False).read(page)
    assert one.text == whole.text == "\n".join(LINES)
    for ours, other in zip(one.lines, whole.lines, strict=True):
        assert abs(ours.box.y - other.box.y) <= 1
        assert abs(ours.box.x - other.box.x) <= 1
