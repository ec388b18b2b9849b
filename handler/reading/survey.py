"""The second reader's way through a whole picture, for layouts that defeat the first: photographs, turned pages."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handler.reading.coverage import is_read
from handler.reading.ink import Ink
from handler.reading.lookalikes import tell_apart
from handler.reading.merging import in_rows
from handler.reading.page import Line
from handler.reading.second import Reading, SecondReader
from handler.reading.strips import part, sides, turned
from handler.reading.view import View

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]

# Letters of this height, in pixels, suffice to find lines; the picture is brought to it within these bounds. On small
# pages some lines are found only when they are larger, and that takes little time.
_FOUND_HEIGHT = 11.0
_LEAST_PIXELS, _MOST_PIXELS, _LARGEST_SCALE = 300_000, 1_300_000, 1.6
# A quick look for any text at all brings the longer side to this.
_QUICK_SIDE = 736
# A box so much higher than wide holds text on its side.
_TALL = 1.5
# So many of the longest lines at most tell which way up a page is.
_SAMPLE = 3
# So many heights of a line are read for that.
_ENOUGH = 7.0
# A line of at least the first confidence one way round and less than the second the other tells that by itself.
_UPRIGHT, _ON_ITS_HEAD = 0.95, 0.88
# Readings less sure than this show no text.
_GUESS = 0.5


@dataclass(frozen=True)
class Survey:
    """The lines found, the clockwise turn that brings them upright, and whether there was time for all."""

    lines: tuple[Line, ...]
    rotation: int
    complete: bool


def survey(
    second: SecondReader,
    picture: Pixels,
    page: View,
    marks: Ink,
    languages: Sequence[str],
    *,
    upright: bool,
    deadline: float,
) -> Survey:
    """Find and read every line of ``picture``, the pixels of ``page`` in blue, green, red.

    ``upright`` spares the test for pages that stand on their head. Ends at ``deadline`` on the monotonic clock.
    """
    if time.monotonic() > deadline:
        return Survey((), 0, complete=False)
    quads = second.find(picture, max(_scale(picture, marks), _least_scale(picture)))
    quarters = _direction(second, picture, quads, languages, upright=upright, deadline=deadline) if quads else 0
    boxes = _along(quads, quarters)
    found: list[int] = []
    lines: list[Line] = []
    complete = True
    order = sorted(range(len(quads)), key=lambda i: boxes[i][1])
    along = [_is_tall(quads[i]) == (quarters in (1, 3)) for i in order]
    level = [turned(quads[i], quarters) for i, with_page in zip(order, along, strict=True) if with_page]
    readings = iter(tell_apart(second.read_all(picture, level, languages, deadline)))
    for i, with_page in zip(order, along, strict=True):
        if with_page:
            reading = next(readings)
        elif time.monotonic() <= deadline:
            reading = _read_across(second, picture, quads[i], quarters, languages)
        else:
            reading = None
        if reading is None:
            complete = False
            continue
        line = reading.line(page)
        if line is not None and reading.confidence >= _GUESS:
            found.append(i)
            lines.append(line)
    return Survey(in_rows(lines, [boxes[i] for i in found]), (-90 * quarters) % 360, complete)


def patch(
    second: SecondReader,
    picture: Pixels,
    page: View,
    marks: Ink,
    languages: Sequence[str],
    lines: Sequence[Line],
    bands: Sequence[tuple[int, int]],
    fall: float,
    deadline: float,
) -> Survey:
    """Find and read the lines in some ``bands`` of rows that are none of the ``lines`` found already.

    All of them fall by about ``fall`` rows with each column to the right.
    """
    quads: list[Quad] = []
    high = len(picture)
    for top, bottom in bands:
        if time.monotonic() > deadline:
            return Survey((), 0, complete=False)
        part = picture[top:bottom]
        found = [quad for quad in second.find(part, _scale(part, marks)) if not _is_tall(quad)]
        # Lines at the edge of a band are cut through.
        whole = [
            q for q in found if (top == 0 or q[:, 1].min() > 1) and (bottom >= high or q[:, 1].max() < len(part) - 1)
        ]
        level = [quad + np.array([0, top], dtype=np.float32) for quad in whole]
        quads += [quad for quad in level if not is_read(page.box_around(quad.tolist()), lines, fall)]
    readings = second.read_all(picture, quads, languages, deadline)
    read = [r.line(page) for r in readings if r and r.confidence >= _GUESS]
    return Survey(tuple(line for line in read if line is not None), 0, complete=None not in readings)


def has_text(second: SecondReader, picture: Pixels) -> bool:
    """Whether a quick look finds any line."""
    return bool(second.find(picture, min(1.0, _QUICK_SIDE / max(picture.shape[:2]))))


def _scale(picture: Pixels, marks: Ink) -> float:
    high, wide = picture.shape[:2]
    scale = _FOUND_HEIGHT / marks.height if marks.height else 1.0
    return float(min(scale, _LARGEST_SCALE, math.sqrt(_MOST_PIXELS / (high * wide))))


def _least_scale(picture: Pixels) -> float:
    high, wide = picture.shape[:2]
    return min(_LARGEST_SCALE, math.sqrt(_LEAST_PIXELS / (high * wide)))


def _direction(
    second: SecondReader,
    picture: Pixels,
    quads: Sequence[Quad],
    languages: Sequence[str],
    *,
    upright: bool,
    deadline: float,
) -> int:
    """How many quarter turns clockwise the text was turned: where most of it reads best."""
    tall = [q for q in quads if _is_tall(q)]
    long = sum(max(sides(q)) for q in tall) * 2 > sum(max(sides(q)) for q in quads)
    if not long and upright:
        return 0
    ways = (1, 3) if long else (0, 2)
    sample = sorted(tall if long else quads, key=lambda q: max(sides(q)), reverse=True)[:_SAMPLE]

    worth = [0.0, 0.0]
    for quad in sample:
        pair = second.read_all(picture, [_start(turned(quad, way)) for way in ways], languages, deadline)
        sure = [r.confidence if r else 0.0 for r in pair]
        worth = [w + s * len(r.characters) if r else w for w, s, r in zip(worth, sure, pair, strict=True)]
        if max(sure) >= _UPRIGHT and min(sure) < _ON_ITS_HEAD:
            return ways[sure.index(max(sure))]
    return ways[worth.index(max(worth))]


def _start(quad: Quad) -> Quad:
    """The first few letters of a box: enough to tell which way it reads."""
    wide, high = sides(quad)
    return part(quad, 0.0, min(1.0, _ENOUGH * high / max(wide, 1.0)))


def _read_across(second: SecondReader, picture: Pixels, quad: Quad, quarters: int, languages: Sequence[str]) -> Reading:
    """The text of a box that may run across the rest of the page, the way it reads best."""
    wide, high = sides(quad)
    ways = (quarters, *((quarters + 1) % 4, (quarters + 3) % 4))
    # A box hardly longer than wide is a letter or two, and reads the way of the page.
    several = max(wide, high) > 2 * min(wide, high)
    readings = [second.read(picture, turned(quad, w), languages) for w in (ways if several else ways[:1])]
    return max(readings, key=lambda r: r.confidence * len(r.characters))


def _is_tall(quad: Quad) -> bool:
    wide, high = sides(quad)
    return high > _TALL * wide


def _along(quads: Sequence[Quad], quarters: int) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each box on the page brought upright and level."""
    if not quads:
        return []
    points = np.stack([turned(q, quarters) for q in quads]).astype(np.float64)
    for _ in range(quarters):  # a quarter turn counter-clockwise: right becomes up
        points = np.stack([points[..., 1], -points[..., 0]], axis=-1)
    run = points[:, 1] - points[:, 0]
    length = np.hypot(run[:, 0], run[:, 1])
    longest = np.argsort(length)[-max(1, len(quads) // 2) :]
    fall = float(np.median(np.arctan2(run[longest, 1], run[longest, 0])))
    cos, sin = np.cos(fall), np.sin(fall)
    level = np.stack(
        [points[..., 0] * cos + points[..., 1] * sin, points[..., 1] * cos - points[..., 0] * sin], axis=-1
    )
    lows, highs = level.min(axis=1), level.max(axis=1)
    return [(float(a[0]), float(a[1]), float(b[0]), float(b[1])) for a, b in zip(lows, highs, strict=True)]
