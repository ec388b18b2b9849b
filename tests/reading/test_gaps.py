"""Gaps between words, told from what lies between letters by their width and by what they part."""

import numpy as np
import pytest
from PIL import Image

from handler.reading.recogniser import Character
from handler.reading.second import Reading
from handler.reading.view import View

PITCH = 0.02


def text_of(letters: str, wide: dict[int, float]) -> str:
    """The line of ``letters`` an even distance apart; ``wide`` says how blank it is before some, in distances."""
    characters = tuple(Character(c, 0.99, 0.02 + PITCH * i) for i, c in enumerate(letters))
    gaps = tuple(wide.get(i, 0.1) * PITCH for i in range(len(letters)))
    quad = np.array([(0, 0), (900, 0), (900, 40), (0, 40)], dtype=np.float32)
    line = Reading(quad, characters, gaps).line(View.of(Image.new("L", (900, 40))))
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
    ],
)
def test_a_gap_is_one_by_its_width_or_by_width_and_a_clock_behind_it(
    letters: str, wide: dict[int, float], text: str
) -> None:
    assert text_of(letters, wide) == text
