"""Look-alike characters told apart by the shapes of the sure ones on the same page."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from handler.reading.lookalikes import tell_apart
from handler.reading.recogniser import Character
from handler.reading.second import Reading
from handler.reading.strips import shades

MONO = ImageFont.truetype("DejaVuSansMono.ttf", 28)  # its zero has a dot
PLAIN = ImageFont.load_default(30)
EDGE = 6


def read_as(printed: str, read: str, doubts: dict[int, tuple[float, str]], font: ImageFont.FreeTypeFont) -> Reading:
    """A strip that shows ``printed``, read as ``read``; ``doubts``: place → probability and rival, others are sure."""
    wide = int(font.getlength(printed)) + 2 * EDGE
    image = Image.new("RGB", (wide, 48), "white")
    ImageDraw.Draw(image).text((EDGE, 6), printed, "black", font)
    characters = []
    for i, c in enumerate(read):
        probability, rival = doubts.get(i, (0.9999, ""))
        middle = EDGE + font.getlength(printed[:i]) + font.getlength(printed[i]) / 2
        characters.append(Character(c, probability, middle / wide, rival))
    quad = np.array([(0, 0), (wide, 0), (wide, 48), (0, 48)], dtype=np.float32)
    return Reading(quad, shades(np.asarray(image)), tuple(characters), (0.0,) * len(read))


def told(*readings: Reading | None) -> list[str]:
    return ["".join(c.text for c in r.characters) if r else "" for r in tell_apart(readings)]


ZEROS = read_as("4070d03c90e05b", "4070d03c90e05b", {}, MONO)


@pytest.mark.parametrize("probability", [0.5, 0.97])
def test_an_unsure_zero_without_the_dot_of_the_others_is_a_letter(probability):
    unsure = read_as("hOrizOn47", "h0rizOn47", {1: (probability, "O"), 5: (0.7, "0")}, MONO)
    assert told(ZEROS, unsure)[1] == "hOrizOn47"


def test_a_zero_with_the_dot_stays_one_however_unsure():
    assert told(ZEROS, read_as("h0riz0n47", "h0riz0n47", {1: (0.5, "O"), 5: (0.6, "O")}, MONO))[1] == "h0riz0n47"


def long_read_as(printed: str, read: str, doubts: dict[int, tuple[float, str]]) -> Reading:
    """The same in type whose width the characters tell."""
    return read_as(printed + "linearfilter", read + "linearfilter", doubts, MONO)


@pytest.mark.parametrize("read", ["h0riz0n47", "hOrizon47", "horizOn47"])
def test_one_marked_zero_tells_that_a_hollow_one_is_a_letter_as_high_as_it_is(read):
    one = long_read_as("a905c", "a905c", {})
    rivals = {1: (0.97, "o" if read[1] == "0" else "0"), 5: (0.97, "o" if read[5] == "0" else "0")}
    doubts = {i: of for i, of in rivals.items() if read[i] in "0O"}
    printed = "hOrizon47"
    assert told(one, long_read_as(printed, read, doubts))[1].startswith(printed if "0" in read else read)


def test_a_marked_zero_read_as_a_letter_is_a_zero():
    one = long_read_as("a905c", "a905c", {})
    assert told(one, long_read_as("h0rizon47", "hOrizon47", {1: (0.99, "0")}))[1].startswith("h0rizon47")


def test_an_i_is_told_from_a_1():
    ones = read_as("1a81c21d91", "1a81c21d91", {}, MONO)
    assert told(ones, read_as("Qoi7itiO", "Qo171tiO", {2: (0.96, "i"), 4: (0.98, "i")}, MONO))[1] == "Qoi7itiO"


def test_an_l_is_told_from_a_1():
    ones = read_as("1a81c21d91", "1a81c21d91", {}, MONO)
    assert (
        told(ones, read_as("qlMc9lf1", "q1Mc91f1", {1: (0.96, "l"), 5: (0.98, "l"), 7: (0.9, "l")}, MONO))[1]
        == "qlMc9lf1"
    )


def test_a_sure_character_is_never_changed():
    assert told(ZEROS, read_as("hOrizon47", "h0rizon47", {}, MONO))[1] == "h0rizon47"


def test_without_measures_nothing_is_changed():
    assert told(read_as("hOrizon47", "h0rizon47", {1: (0.5, "O")}, MONO)) == ["h0rizon47"]


def test_a_character_of_another_group_is_no_rival():
    assert told(ZEROS, read_as("hOrizon47", "h0rizon47", {1: (0.5, "e")}, MONO))[1] == "h0rizon47"


def test_where_both_look_the_same_the_reading_stays():
    # Capital i and small L are one stroke here: either will do, but nothing may fail.
    measures = read_as("IlIlIl ll II", "IlIlIl ll II", {}, PLAIN)
    assert told(measures, read_as("mail", "maiI", {3: (0.6, "l")}, PLAIN))[1] in {"maiI", "mail"}
    assert told(measures, None)[1] == ""


def test_one_that_cannot_be_cut_out_stays():
    blank = Reading(ZEROS.quad, np.full((48, 300), 255, np.float32), (Character("0", 0.5, 0.5, "O"),), (0.0,))
    assert told(ZEROS, blank)[1] == "0"
