"""Gaps between words, told from what lies between letters by their width and by what they part."""

import itertools

import numpy as np
import pytest
from PIL import Image

from handler.reading.recogniser import Character
from handler.reading.second import Reading
from handler.reading.view import View

PITCH = 0.02


def text_of(letters: str, wide: dict[int, float]) -> str:
    """The line of ``letters`` an even distance apart; ``wide`` says how blank it is before some, in distances."""
    blank = list(itertools.accumulate(wide.get(i, 0.0) for i in range(len(letters))))
    characters = tuple(Character(c, 0.99, 0.02 + PITCH * (i + blank[i])) for i, c in enumerate(letters))
    gaps = tuple(wide.get(i, 0.1) * PITCH for i in range(len(letters)))
    quad = np.array([(0, 0), (900, 0), (900, 40), (0, 40)], dtype=np.float32)
    line = Reading(quad, np.zeros((48, 900), np.float32), characters, gaps).line(View.of(Image.new("L", (900, 40))))
    assert line is not None
    return line.text


@pytest.mark.parametrize(
    ("letters", "wide", "text"),
    [
        ("card4111", {4: 0.9}, "card 4111"),
        ("card4111", {4: 0.5}, "card4111"),
        ("card4111", {4: 3.5}, "card\t4111"),
        ("0501234567812:40", {11: 0.55}, "05012345678 12:40"),
        ("0501234567812:40", {}, "0501234567812:40"),
        ("0501234567812:40x", {11: 0.55}, "0501234567812:40x"),
        ("0501234567892:40", {11: 0.55}, "0501234567892:40"),
        ("Card:411111111111", {9: 0.48}, "Card:411111111111"),
        ("order8118", {7: 0.8}, "order8118"),
        ("order8228", {7: 0.8}, "order82 28"),
        ("order8118", {7: 1.4}, "order81 18"),
        ("mail.ru", {6: 0.86}, "mail.ru"),
        ("mailru", {4: 1.3}, "mail ru"),
    ],
)
def test_a_gap_is_one_by_its_width_or_by_width_and_a_clock_behind_it(
    letters: str, wide: dict[int, float], text: str
) -> None:
    assert text_of(letters, wide) == text


@pytest.mark.parametrize(
    ("gap", "shift", "text"),
    [
        (0.6, 0.0, "user@mail.example.com:Winter2019"),  # the blank halves beside a colon in type of one width
        (0.6, 1.0, "user@mail.example.com: Winter2019"),
    ],
)
def test_in_type_of_one_width_a_space_takes_the_room_of_a_character(gap: float, shift: float, text: str) -> None:
    letters = "user@mail.example.com:Winter2019"
    behind = letters.index("W")
    characters = tuple(Character(c, 0.99, 0.02 + PITCH * (i + shift * (i >= behind))) for i, c in enumerate(letters))
    gaps = tuple((gap if i == behind else 0.1) * PITCH for i in range(len(letters)))
    quad = np.array([(0, 0), (900, 0), (900, 40), (0, 40)], dtype=np.float32)
    reading = Reading(quad, np.zeros((48, 900), np.float32), characters, gaps)
    seam = 0.02 + PITCH * (behind - 0.5)
    line = reading.line(View.of(Image.new("L", (900, 40))), [seam])
    assert line is not None
    assert line.text == text
