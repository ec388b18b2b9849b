"""What a first look left out is looked for where something looks like text, and nowhere else."""

import numpy as np
import pytest
from PIL import Image

from handler.reading.coverage import covers, is_read, missed
from handler.reading.ink import Ink
from handler.reading.merging import inserted
from handler.reading.page import Box, Line, Word


def line(text: str, x: int, y: int, width: int = 200) -> Line:
    return Line((Word(text, Box(x, y, width, 20), 0.9, ""),))


def looks(*cells: tuple[float, float], plain: bool = True) -> Ink:
    places = np.array(cells, dtype=np.float32).reshape(-1, 2)
    return Ink(marked=True, height=20.0, dark=False, plain=plain, cells=places)


def along(y: float, *, start: int = 24, count: int = 4) -> list[tuple[float, float]]:
    return [(start + 48.0 * n, y) for n in range(count)]


def test_a_row_of_places_on_no_line_is_a_missed_one():
    assert missed([line("found", 0, 100)], looks(*along(110), *along(300)), 800) == [(240, 360)]


def test_what_overlaps_is_looked_at_once_and_the_page_ends_where_it_ends():
    assert missed([], looks(*along(30), *along(80), *along(590)), 600) == [(0, 140), (530, 600)]


@pytest.mark.parametrize(
    "cells",
    [
        along(110),
        along(300, count=1),
        [(24.0, 300.0), (72.0, 330.0), (168.0, 300.0), (216.0, 330.0)],
        [(24.0, 300.0), (224.0, 300.0), (424.0, 300.0)],
    ],
)
def test_dirt_and_what_was_found_are_not_missed(cells):
    assert missed([line("found", 0, 100)], looks(*cells), 800) == []


def test_most_of_what_looks_like_text_must_be_on_lines():
    found = [line("found", 0, 100, 400)]
    assert covers(found, looks(*along(110, count=8), *along(300, count=2)))
    assert not covers(found, looks(*along(110, count=8), *along(300, count=5)))
    assert covers([], looks())
    assert not covers([], looks(plain=False))


def test_a_line_is_put_behind_the_one_above_it_in_its_column():
    left, right = [line("a", 0, 0), line("c", 0, 100)], [line("d", 400, 0), line("f", 400, 100)]
    more = [line("b", 0, 50), line("e", 400, 60), line("top", 0, -40)]
    assert [li.text for li in inserted([*left, *right], more)] == ["top", "a", "b", "c", "d", "e", "f"]


def test_missed_lines_of_one_row_are_one():
    assert [li.text for li in inserted([line("a", 0, 0)], [line("c", 400, 50), line("b", 0, 50)])] == ["a", "b\tc"]


def test_dirt_and_guesses_are_not_what_stands_there():
    place = Box(0, 0, 400, 20)
    assert not is_read(place, [line("|", 100, 0, 10)])
    assert not is_read(place, [line("the start", 0, 0, 200)])
    assert not is_read(place, [line("below", 0, 14, 400)])
    assert not is_read(place, [Line((Word("MRO", Box(0, 0, 400, 20), 0.1, ""),))])
    assert is_read(place, [line("words", 0, 0, 190), line("and more", 210, 2, 190)])


def test_where_words_were_guessed_a_line_is_missed():
    guessed = Line((Word("MRO", Box(0, 100, 220, 20), 0.1, ""),))
    assert missed([guessed], looks(*along(110)), 800) == [(50, 170)]


def test_the_start_of_a_line_gives_way_to_the_whole():
    lines = [line("above", 0, 0), line("the start", 0, 50, 150), line("below", 0, 100)]
    assert [li.text for li in inserted(lines, [line("the start and the end", 0, 50, 400)])] == [
        "above",
        "the start and the end",
        "below",
    ]


def test_a_pale_header_on_a_dark_bar_is_read_beside_black_text(draw, both):
    page = Image.new("RGB", (760, 700), "white")
    page.paste(draw(["Tool for phone numbers +44 20 7946 0958"], paper="#343a40", pen="#a4a8ab", size=18))
    page.paste(
        draw([f"Ordinary line {word} of the page below it" for word in ("one", "two", "three", "four")]), (0, 120)
    )
    read = both.read(page)
    first, *rest = read.lines
    assert first.text == "Tool for phone numbers +44 20 7946 0958"
    assert first.box.y < 72
    assert [li.text for li in rest] == [
        f"Ordinary line {word} of the page below it" for word in ("one", "two", "three", "four")
    ]


def test_the_box_of_a_line_that_falls_does_not_hide_its_neighbours():
    falling = line("found", 0, 100, 400), looks(*((x, y + 0.1 * x) for x, y in along(134)))
    assert missed([Line((Word("found", Box(0, 100, 400, 60), 0.9, ""),))], falling[1], 800) == []
    assert missed([Line((Word("found", Box(0, 100, 400, 60), 0.9, ""),))], falling[1], 800, 0.1) == [(76, 210)]


def test_a_line_between_two_that_fall_is_not_read_by_them():
    around = [Line((Word("found", Box(0, y, 400, 60), 0.9, ""),)) for y in (105, 155)]
    between = Box(0, 130, 400, 60)
    assert is_read(between, around)
    assert not is_read(between, around, 0.1)
    assert is_read(Box(0, 107, 380, 58), around, 0.1)
