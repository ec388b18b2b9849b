"""Tells characters that look alike apart by their shapes: an unsure O is compared with the page's own sure zeros.

A recogniser that has seen every typeface knows no difference between O and 0 that holds for all of them. Within one
page there is one: the zero has a dot, a slash or narrower shoulders, the l a foot that the 1 has not. So the shapes
of characters that it was sure of become the measure for those that it was not.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handler.reading.pitch import one_width
from handler.reading.recogniser import Character
from handler.reading.second import Reading

Pixels = NDArray[np.uint8]
Grey = NDArray[np.float32]
Shape = NDArray[np.float32]

# Characters of one group are taken for each other; those of different groups hardly ever.
_GROUPS = ("0OQD", "1lI|", "8B", "5S", "2Z")
_GROUP = {c: n for n, group in enumerate(_GROUPS) for c in group}
# Readings as probable as this are hardly ever wrong even here, and serve as the measure; the network takes letters for
# digits more readily than digits for letters.
_SURE, _SURE_LETTER = 0.995, 0.9
# In a word of nothing but letters, or digits, this much will do.
_LIKELY = 0.6
# So many measures are needed to know how much the shapes of one character differ; more than the second add nothing.
_FEWEST, _MOST = 3, 24
# A shape is compared with the mean of its likeness to so many of the nearest.
_NEAREST = 5
# Likenesses nearer to each other than this do not decide.
_MARGIN = 0.03
# Two characters differ if the square of the distance between their mean shapes is more than this; a shape on the way
# from one to the other is the other beyond this share of it, farther where a letter would become a digit.
_DIFFERENT, _NEARER, _NEARER_DIGIT = 0.1, 0.5, 0.75
# A shape less like a measure than this was cut badly.
_UNLIKE = 0.55
# A shape less like the measure of its rival than this is not taken for it.
_ALIKE = 0.8
# A difference in proportion counts by this much.
_PROPORTION = 0.5
# Shapes are brought to this size.
_WIDE, _HIGH = 16, 24
_EDGE = 2
# Shapes lower than this many rows of a strip are dirt or cut badly; so are those wider than this many distances.
_LOWEST, _WIDEST = 8, 1.35


def tell_apart(readings: Sequence[Reading | None]) -> list[Reading | None]:
    """The readings of one page, with unsure characters replaced where their shape says that they are another."""
    doubts = [
        (n, i)
        for n, reading in enumerate(readings)
        if reading
        for i, c in enumerate(reading.characters)
        if c.probability < _SURE and _GROUP.get(c.text) == _GROUP.get(c.rival, -1)
    ]
    if not doubts:
        return list(readings)
    wanted = {_GROUP[readings[n].characters[i].text] for n, i in doubts}  # type: ignore[union-attr]
    shapes = [_shapes(reading, wanted) if reading else {} for reading in readings]
    measures = _measures(readings, shapes)
    found = list(readings)
    for n, i in doubts:
        reading, shape = found[n], shapes[n].get(i)
        assert reading is not None
        c = reading.characters[i]
        if shape is not None and _is_rival(
            shape, measures.get(c.text, _NONE), measures.get(c.rival, _NONE), to_digit=c.rival.isdigit()
        ):
            characters = list(reading.characters)
            characters[i] = replace(c, text=c.rival, rival=c.text)
            found[n] = replace(reading, characters=tuple(characters))
    return found


class _Measure:
    """What one character looks like on this page; ``usual`` is how alike its shapes are."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = np.stack(shapes) if shapes else np.zeros((0, 1), np.float32)
        self.shown = len(shapes) > 0
        self.known = len(shapes) >= _FEWEST
        if self.known:
            own = [_likeness(shape, np.delete(self._shapes, n, axis=0)) for n, shape in enumerate(self._shapes)]
            middle = median(own)
            # Less than this is not the same character.
            self.usual = middle - max(_MARGIN, 3 * median(abs(o - middle) for o in own))

    @cached_property
    def mean(self) -> Shape:
        """The mean of its shapes."""
        return np.asarray(self._shapes.mean(axis=0), dtype=np.float32)

    def likeness(self, shape: Shape) -> float:
        """How much ``shape`` looks like this character, 1 for the same."""
        return _likeness(shape, self._shapes)


_NONE = _Measure(())


def _is_rival(shape: Shape, same: _Measure, rival: _Measure, *, to_digit: bool) -> bool:
    """Whether a shape is not what it was read as but the next probable character."""
    if same.shown and rival.shown:
        # Only what the two differ in counts, not what blur and neighbours do to both.
        away = rival.mean - same.mean
        between = float(away @ away)
        place = float((shape - same.mean) @ away) / max(between, 1e-6)
        beyond = place > (_NEARER_DIGIT if to_digit else _NEARER)
        return between > _DIFFERENT and beyond and rival.likeness(shape) > _ALIKE
    return same.known and _UNLIKE < same.likeness(shape) < same.usual - _MARGIN


def _likeness(shape: Shape, others: Grey) -> float:
    """The mean likeness to the nearest of some shapes: correlation, less for another proportion."""
    alike = others[:, :-1] @ shape[:-1] - _PROPORTION * np.abs(others[:, -1] - shape[-1])
    return float(np.sort(alike)[-_NEAREST:].mean())


def _measures(readings: Iterable[Reading | None], shapes: Sequence[dict[int, Shape]]) -> dict[str, _Measure]:
    sure: defaultdict[str, list[Shape]] = defaultdict(list)
    for reading, known in zip(readings, shapes, strict=True):
        for i, shape in known.items():
            assert reading is not None
            c = reading.characters[i]
            enough = _SURE if c.text.isdigit() else _SURE_LETTER
            if len(sure[c.text]) < _MOST and (c.probability >= enough or _fits_word(reading.characters, i)):
                sure[c.text].append(shape)
    return {text: _Measure(found) for text, found in sure.items()}


def _fits_word(characters: Sequence[Character], i: int) -> bool:
    """Whether a character that may be wrong stands in a word of its own kind only: a letter among letters."""
    c = characters[i]
    if c.probability < _LIKELY:
        return False
    others = 0
    for step in (-1, 1):
        at = i + step
        while 0 <= at < len(characters) and characters[at].text.isalnum():
            if characters[at].text.isdigit() != c.text.isdigit():
                return False
            others += characters[at].text not in _GROUP
            at += step
    return others >= _FEWEST - 1


def _shapes(reading: Reading, wanted: set[int]) -> dict[int, Shape]:
    """The shapes of a reading's characters of the wanted groups, by their place in it."""
    chosen = [i for i, c in enumerate(reading.characters) if _GROUP.get(c.text) in wanted]
    if not chosen:
        return {}
    ink = _ink(reading.strip)
    inked = np.asarray(ink > _threshold(ink), dtype=np.bool_)
    places, pitch = _places(reading.characters)
    wide = ink.shape[1]
    found = {}
    for i in chosen:
        box = _box(inked, places[i] * wide, pitch * wide)
        if box is not None:
            found[i] = _shape(ink, box)
    return found


def _ink(strip: Pixels) -> Grey:
    """How far each pixel is from the paper, in shades."""
    grey = strip.astype(np.float32).mean(axis=2)
    return np.asarray(np.abs(grey - np.median(grey)), dtype=np.float32)


def _threshold(ink: Grey) -> float:
    """The shade that parts ink and paper best (Otsu, 1979)."""
    darkest = max(float(np.percentile(ink, 97)), 1.0)
    counts, _ = np.histogram(np.minimum(ink, darkest), 64, (0.0, darkest))
    share = counts / counts.sum()
    below = share.cumsum()
    mean = (share * np.arange(64)).cumsum()
    parts = below * (1 - below)
    between = np.divide((mean[-1] * below - mean) ** 2, parts, out=np.zeros(64), where=parts > 0)
    return float((between.argmax() + 1) / 64) * darkest


def _places(characters: Sequence[Character]) -> tuple[list[float], float]:
    """The middle of each character and the usual distance between two, as shares of the strip's width.

    The network tells places to half a character; in type of one width a straight line through them is truer.
    """
    solid = [i for i, c in enumerate(characters) if c.text != " "]
    places = [c.at for c in characters]
    even = one_width(characters) if len(solid) == len(places) else None
    if even:
        width, start = even
        return [start + n * width for n in range(len(places))], width
    return places, median([places[b] - places[a] for a, b in pairwise(solid)]) if len(solid) > 1 else 0.5


def _box(inked: NDArray[np.bool_], middle: float, pitch: float) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the character around a column, None where it cannot be parted from others."""
    columns = np.asarray(inked[_EDGE:-_EDGE].any(axis=0))
    near = np.flatnonzero(columns[max(0, int(middle - pitch / 3)) : int(middle + pitch / 3) + 1])
    if not near.size:
        return None
    first = max(0, int(middle - pitch / 3))
    start = int(near[np.abs(near + first - middle).argmin()]) + first
    blank = np.flatnonzero(~columns)
    left = int(blank[blank < start].max(initial=-1)) + 1
    right = int(blank[blank > start].min(initial=columns.size))
    if right - left > _WIDEST * pitch:  # it touches its neighbours: part them where the ink is least
        left = max(left, _thinnest(inked, middle - pitch / 2, pitch) + 1)
        right = min(right, _thinnest(inked, middle + pitch / 2, pitch))
        if not _WIDEST * pitch > right - left > pitch / 3:
            return None
    rows = np.asarray(inked[:, left:right].any(axis=1))
    rows[:_EDGE] = rows[-_EDGE:] = False
    edges = np.flatnonzero(np.diff(rows.astype(np.int8), prepend=0, append=0)).tolist()
    centre = len(rows) / 2
    # Of several runs of rows the longest near the middle is the character, others are the neighbouring lines'.
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    top, bottom = max(runs, key=lambda r: r[1] - r[0] - 2 * max(0, r[0] - centre, centre - r[1]))
    if bottom - top < _LOWEST:
        return None
    across = np.flatnonzero(inked[top:bottom, left:right].any(axis=0))
    return left + int(across[0]), top, left + int(across[-1]) + 1, bottom


def _thinnest(inked: NDArray[np.bool_], near: float, pitch: float) -> int:
    """The column with the least ink near a place; farther away it would be the hollow of a letter."""
    first = max(0, int(near - pitch / 8))
    part = inked[_EDGE:-_EDGE, first : int(near + pitch / 8) + 1].sum(axis=0)
    return first + int(part.argmin()) if part.size else first


def _shape(ink: Grey, box: tuple[int, int, int, int]) -> Shape:
    """The pixels in a box, of one size, mean and length; last, the logarithm of the box's proportion."""
    left, top, right, bottom = box
    part = Image.fromarray(ink[top:bottom, left:right] / max(float(ink[top:bottom, left:right].max()), 1.0))
    pixels = np.array(part.resize((_WIDE, _HIGH), Image.Resampling.BILINEAR), dtype=np.float32).ravel()
    pixels -= pixels.mean()
    pixels /= max(float(np.linalg.norm(pixels)), 1e-3)
    return np.append(pixels, np.float32(np.log((right - left) / (bottom - top))))
