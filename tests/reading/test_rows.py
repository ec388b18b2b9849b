"""Lines that a layout took apart are joined where no more than a space parts them, columns are not."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from handler.reading.page import Box, Line, Word
from handler.reading.rows import adjoined, rejoined
from handler.reading.tesseract import Glyphs, Sight


def line(text: str, x: int, y: int, width: int) -> Line:
    return Line((Word(text, Box(x, y, width, 20), 0.9, ""),))


def glyphs(text: str, x: float, y: float, width: float, height: float = 20) -> tuple[Glyphs, ...]:
    return (Glyphs(text, x, y, x + width, y + height, 0.9),)


def test_what_stands_a_space_apart_on_one_row_is_one_line():
    lines = [line("GD", 0, 100, 24), line("KR", 0, 130, 24), line("87491", 30, 101, 60), line("84355", 30, 131, 60)]
    assert [found.text for found in adjoined(lines)] == ["GD 87491", "KR 84355"]


@pytest.mark.parametrize(
    "other",
    [
        line("column", 50, 100, 60),
        line("next row", 30, 125, 60),
        Line((Word("larger", Box(30, 90, 90, 44), 0.9, ""),)),
    ],
)
def test_columns_rows_and_sizes_stay_apart(other):
    assert [found.text for found in adjoined([line("GD", 0, 100, 24), other])] == ["GD", other.text]


def texts(sight: Sight) -> list[str]:
    return [" ".join(w.text for w in words) for words in sight.lines]


def test_groups_of_digits_in_type_of_one_width_are_one_number():
    # Twelve pixels a character: the digits' boxes are 15 high, and a space with what is blank beside it 16 wide.
    columns = [[("card", 0), ("card", 30)], [("4111", 0), ("5500", 30)], [("1111", 0), ("0000", 30)]]
    lines = [glyphs(text, 60 * n, y, 44, 15) for n, column in enumerate(columns) for text, y in column]
    assert texts(rejoined(Sight(tuple(lines)))) == ["card 4111 1111", "card 5500 0000"]


def test_columns_of_a_table_in_such_type_stay_apart():
    lines = [glyphs("4111", 0, 0, 44, 15), glyphs("1111", 68, 0, 44, 15)]
    assert texts(rejoined(Sight(tuple(lines)))) == ["4111", "1111"]


def test_a_mere_sign_joins_nothing():
    lines = [glyphs("left", 0, 0, 40), glyphs("|", 50, 0, 2), glyphs("right", 62, 0, 50)]
    assert texts(rejoined(Sight(tuple(lines)))) == ["left", "|", "right"]


def test_lines_that_run_down_the_page_stay_as_they_are():
    lines = tuple(glyphs("down the page", 30 * n, 0, 20, 200) for n in range(3))
    assert rejoined(Sight(lines)) == Sight(lines)


@pytest.mark.parametrize("readers", ["tesseract", "both"])
@pytest.mark.parametrize("size", [10, 12, 14])
def test_card_numbers_one_above_the_other_are_read_row_by_row(request, readers, size):
    font = ImageFont.truetype("DejaVuSansMono.ttf", size)
    image = Image.new("RGB", (size * 22, size * 12), "white")
    lines = [f"card {4000 + 7 * n} {1234 + 77 * n} {9876 - 111 * n} {5500 + n}" for n in range(6)]
    for n, text in enumerate(lines):
        ImageDraw.Draw(image).text((size, size + n * size * 1.6), text, "black", font)
    page = request.getfixturevalue(readers).read(image)
    assert [len(line.text.split()) for line in page.lines] == [5] * 6
    assert [line.text.split()[0] for line in page.lines] == ["card"] * 6
