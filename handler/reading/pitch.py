"""Whether a line is set in type of one width, as terminals and editors use it, and how wide a character of it is."""

from collections.abc import Sequence

import numpy as np

from handler.reading.recogniser import Character

# Fewer characters than this tell nothing.
_FEWEST = 10
# Letters that are narrow in any other type. Digits are of one width in most types, and tell nothing either.
_NARROW = frozenset("fijlrtI")
# In type of one width places lie nearer than this to a straight line, in widths: on the whole, and at most.
_USUAL, _FARTHEST = 0.25, 0.6


def one_width(characters: Sequence[Character]) -> tuple[float, float] | None:
    """``(width, start)``: character n of a run without spaces stands at about start + n·width; None in other type.

    The recogniser tells the places of ``characters`` to half a character.
    """
    if len(characters) < _FEWEST or _NARROW.isdisjoint(c.text for c in characters):
        return None
    places = [c.at for c in characters]
    numbers, at = np.arange(len(places)), np.array(places)
    kept = np.ones(len(places), dtype=bool)
    for _ in range(2):
        width, start = np.polyfit(numbers[kept], at[kept], 1)
        off = np.abs(at - width * numbers - start)
        kept = off <= 3 * float(np.median(off)) + width / 20
    if off.max() >= _FARTHEST * width or float(np.sqrt(np.square(off).mean())) >= _USUAL * width:
        return None
    return float(width), float(start)
