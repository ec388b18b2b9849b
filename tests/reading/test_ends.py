"""Letters that a reader left out of the box of a line are found; rules, neighbours and pictures are not taken in."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from handler.reading.ends import fitted, reach
from handler.reading.page import Box, Line, Word
from handler.reading.view import View

FONT = ImageFont.load_default(24)
TOP, BOTTOM = 22, 44


def drawn(*more):
    """A grey picture of ``thistle`` at column 100, and its first and last column; ``more`` are rectangles of ink."""
    image = Image.new("L", (400, 70), 255)
    pen = ImageDraw.Draw(image)
    pen.text((100, 18), "thistle", 0, FONT)
    left, _, right, _ = image.point(lambda shade: 255 - shade).getbbox()
    for box in more:
        pen.rectangle(box, fill=0)
    return image, left, right


def test_a_letter_left_out_at_either_end_is_taken_in():
    image, left, right = drawn()
    found = reach(image, left + 14, TOP, right - 12, BOTTOM)
    assert found == pytest.approx((left, right), abs=2)


def test_where_nothing_goes_on_the_box_is_as_it_was():
    image, left, right = drawn()
    assert reach(image, left - 1.5, TOP, right + 1.5, BOTTOM) == (left - 1.5, right + 1.5)


@pytest.mark.parametrize(
    "box",
    [
        (60, 20, 80, 46),  # the next word
        (96, 0, 97, 69),  # a rule right before the letters
        (0, 25, 98, 40),  # a picture that goes on
    ],
)
def test_what_is_no_part_of_the_word_is_not_taken_in(box):
    image, left, right = drawn(box)
    assert reach(image, left, TOP, right, BOTTOM)[0] == pytest.approx(left, abs=2)


def test_a_flat_or_empty_place_has_no_ends():
    image = Image.new("L", (100, 40), 200)
    assert reach(image, 20, 10, 60, 30) == (20, 60)
    assert reach(image, 20, 10, 20, 30) == (20, 20)
    assert reach(image, -5, 10, 130, 30) == (-5, 130)


def boxes(*places):
    return Line(tuple(Word("word:", Box(x, TOP, right - x, BOTTOM - TOP), 0.9, " ") for x, right in places))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_box_of_a_word_holds_its_first_and_its_last_letter(scale):
    image, left, right = drawn()
    [word] = fitted(boxes((left + 6, right - 5)), View.of(image).scaled(scale)).words
    assert (word.box.x, word.box.right) == pytest.approx((left, right), abs=2)
    assert (word.box.y, word.box.bottom) == (TOP, BOTTOM)


def test_words_that_touch_keep_to_themselves():
    image, left, right = drawn()
    middle = (left + right) // 2
    first, second = fitted(boxes((left + 6, middle), (middle, right - 5)), View.of(image)).words
    assert (first.box.right, second.box.x) == (middle, middle)
    assert (first.box.x, second.box.right) == pytest.approx((left, right), abs=2)


def test_letters_alone_keep_their_boxes():
    image, left, right = drawn()
    line = Line((Word("word", Box(left + 6, TOP, right - left - 11, BOTTOM - TOP), 0.9, " "),))
    assert fitted(line, View.of(image)) == line


def test_a_page_that_slopes_keeps_its_boxes():
    image, left, right = drawn()
    line = boxes((left + 6, right - 5))
    assert fitted(line, View.of(image).levelled(3.0)) == line
