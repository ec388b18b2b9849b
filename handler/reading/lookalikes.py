"""Tells characters that look alike apart: an unsure O is compared with the page's own zeros.

A recogniser that has seen every typeface knows no difference between O and 0 that holds for all of them. Within one
page there is one: the zero has a dot, a slash or narrower shoulders, the l a foot that the 1 has not. So the shapes
of characters that are certain become the measure for those that are not.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from statistics import median

import numpy as np

from handler.reading.recogniser import Character
from handler.reading.second import Reading
from handler.reading.shapes import Shape, likenesses, middle_ink, shapes_of

# Characters of one group are taken for each other; those of different groups hardly ever.
_GROUPS = ("0OQD", "1lI|i", "8B", "5S", "2Z")
_GROUP = {c: n for n, group in enumerate(_GROUPS) for c in group}
# What a run of letters and digits must be to make its own kind certain: a number, a long hexadecimal one, a word.
_RUN = re.compile(r"[0-9A-Za-z]{3,}")
_NUMBER = re.compile(r"\d+|(?=(?:\D*\d){3})(?:[0-9a-f]{8,}|[0-9A-F]{8,})")
_WORD = re.compile(r"[A-Za-z]+")
# A digit of a number that is as probable as this is certain. Elsewhere digits as probable as the second are hardly ever
# wrong, and letters as the third: the network takes letters for digits more readily than digits for letters.
_LIKELY, _SURE, _SURE_LETTER = 0.6, 0.995, 0.9
# So many measures are needed to know how much the shapes of one character differ; more than the second add nothing.
_FEWEST, _MOST = 3, 24
# A shape is compared with the mean of its likeness to so many of the nearest.
_NEAREST = 5
# Likenesses nearer to each other than this do not decide.
_MARGIN = 0.03
# Two characters differ if the square of the distance between their mean shapes is more than this; a shape on the way
# from one to the other is the other beyond this share of it, farther where a sure one or a letter would become a digit.
_DIFFERENT, _NEARER, _FARTHER = 0.1, 0.5, 0.75
# A zero with a dot or a slash has at least so much ink in its middle, an O and a bare zero at most the second. Where
# this share of a page's zeros has one, all have.
_MARKED, _BARE, _MOSTLY = -0.6, -1.0, 0.75
# An O is hardly wider for its height than a zero, in logarithms; an o, as wide as an O in type of one width, is by more
# than the second. A shape less like the zeros than the third was cut badly.
_WIDER, _SAME_HEIGHT, _MARK_SEEN = 0.4, 0.16, 0.5
# Outside type of one width a shape less like a measure than this may have been cut badly. One that is less like that
# of its rival than the second is not taken for it.
_UNLIKE, _ALIKE = 0.55, 0.8


def tell_apart(readings: Sequence[Reading | None]) -> list[Reading | None]:
    """The readings of one page, with unsure characters replaced where their shape says that they are another."""
    found = list(readings)
    certain = [_certain(r.characters) if r else frozenset() for r in readings]
    doubts = [
        (n, i)
        for n, reading in enumerate(readings)
        if reading
        for i, c in enumerate(reading.characters)
        if c.rival and _rivals(c) and i not in certain[n]
    ]
    if not doubts:
        return found
    wanted = {_GROUP[r.characters[i].text] for n, i in doubts if (r := readings[n])}
    shapes = [
        shapes_of(r, [i for i, c in enumerate(r.characters) if _GROUP.get(c.text) in wanted]) if r else {}
        for r in readings
    ]
    # What the first round puts right is a measure in the second, for what the network was surer of.
    for _ in range(2):
        measures = _measures(found, shapes, certain)
        for n, i in doubts:
            reading, shape = found[n], shapes[n].get(i)
            if reading is None or shape is None or i in certain[n]:
                continue
            c = reading.characters[i]
            well_cut = reading.even is not None
            text = _by_mark(c, shape, measures.get("0", _NONE) if well_cut else _NONE)
            if text is None:
                same, rival = measures.get(c.text, _NONE), measures.get(c.rival, _NONE)
                text = c.rival if _is_rival(c, shape, same, rival, well_cut=well_cut) else c.text
            if text != c.text:
                characters = list(reading.characters)
                characters[i] = replace(c, text=text, rival=c.text)
                found[n] = replace(reading, characters=tuple(characters))
                certain[n] |= {i}
    return found


def _certain(characters: Sequence[Character]) -> frozenset[int]:
    """The places of characters whose neighbours say what they are: digits of numbers, letters of words."""
    text = "".join(c.text if len(c.text) == 1 else " " for c in characters)
    places: set[int] = set()
    for run in _RUN.finditer(text):
        digits = _NUMBER.fullmatch(run[0]) is not None
        if digits or _WORD.fullmatch(run[0]):
            least = _LIKELY if digits else _SURE_LETTER
            here = range(run.start(), run.end())
            places |= {i for i in here if text[i].isdigit() == digits and characters[i].probability >= least}
    return frozenset(places)


class _Measure:
    """What one character looks like on this page; ``usual`` is how alike its shapes are."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = np.stack(shapes) if shapes else np.zeros((0, 1), np.float32)
        self.shown = len(shapes) > 0
        self.known = len(shapes) >= _FEWEST
        if self.known:
            own = [_nearest(shape, np.delete(self._shapes, n, axis=0)) for n, shape in enumerate(self._shapes)]
            middle = median(own)
            # Less than this is not the same character.
            self.usual = middle - max(_MARGIN, 3 * median(abs(o - middle) for o in own))

    @cached_property
    def marked(self) -> bool:
        """Whether nearly all its shapes have a dot or a slash in their middle; some may be cut badly."""
        marks = sum(middle_ink(shape) > _MARKED for shape in self._shapes)
        return self.shown and marks >= _MOSTLY * len(self._shapes)

    @cached_property
    def mean(self) -> Shape:
        """The mean of its shapes."""
        return np.asarray(self._shapes.mean(axis=0), dtype=np.float32)

    def likeness(self, shape: Shape) -> float:
        """How much ``shape`` looks like this character, 1 for the same."""
        return _nearest(shape, self._shapes)


_NONE = _Measure(())


def _rivals(c: Character) -> bool:
    """Whether a character and the next probable one in its place look alike."""
    return _GROUP.get(c.text) == _GROUP.get(c.rival, -1) or (c.text, c.rival) == ("0", "o")


def _by_mark(c: Character, shape: Shape, zeros: _Measure) -> str | None:
    """Whether a character is 0 or O on a page whose zeros have a dot or a slash; None where that does not tell.

    Nothing else tells a 0 from an o: they are of different heights, which shapes brought to one size are not.
    """
    if zeros.marked and {c.text, c.rival} in ({"0", "O"}, {"0", "o"}):
        middle, wider = middle_ink(shape), float(shape[-1] - zeros.mean[-1])
        if middle < _BARE and abs(wider) < _WIDER:
            return "o" if c.rival == "o" and wider > _SAME_HEIGHT else "O"
        if middle > _MARKED and zeros.likeness(shape) > _MARK_SEEN:
            return "0"
    return "0" if c.rival == "o" else None


def _is_rival(c: Character, shape: Shape, same: _Measure, rival: _Measure, *, well_cut: bool) -> bool:
    """Whether a shape is not what it was read as but the next probable character."""
    sure = c.probability >= _SURE
    if same.shown and rival.shown:
        # Only what the two differ in counts, not what blur and neighbours do to both.
        away = rival.mean - same.mean
        between = float(away @ away)
        place = float((shape - same.mean) @ away) / max(between, 1e-6)
        beyond = place > (_FARTHER if sure or c.rival.isdigit() else _NEARER)
        return between > _DIFFERENT and beyond and rival.likeness(shape) > _ALIKE
    if sure or not same.known:
        return False
    return (well_cut or same.likeness(shape) > _UNLIKE) and same.likeness(shape) < same.usual - _MARGIN


def _nearest(shape: Shape, others: Shape) -> float:
    return float(np.sort(likenesses(shape, others))[-_NEAREST:].mean())


def _measures(
    readings: Sequence[Reading | None], shapes: Sequence[dict[int, Shape]], certain: Sequence[frozenset[int]]
) -> dict[str, _Measure]:
    """What the characters look like: the certain ones, and where these are few the sure ones."""
    known: defaultdict[str, list[Shape]] = defaultdict(list)
    sure: defaultdict[str, list[Shape]] = defaultdict(list)
    for n, reading in enumerate(readings):
        for i, shape in shapes[n].items():
            assert reading is not None
            c = reading.characters[i]
            if i in certain[n]:
                known[c.text].append(shape)
            elif c.probability >= (_SURE if c.text.isdigit() else _SURE_LETTER):
                sure[c.text].append(shape)
    for text, more in sure.items():
        if len(known[text]) < _FEWEST:
            known[text] += more
    return {text: _Measure(found[:_MOST]) for text, found in known.items()}
