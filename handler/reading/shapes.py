"""The shapes of single characters, cut out of a strip and brought to one size, to be compared with each other."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handler.reading.second import Reading
from handler.reading.strips import Grey

# Pixels of mean 0 and length 1, row by row; last, the logarithm of width over height.
Shape = NDArray[np.float32]

# Shapes are brought to this size.
_WIDE, _HIGH = 16, 24
# Rows at the edges of a strip may show the neighbouring lines.
_EDGE = 2
# Shapes lower than this many rows of a strip are dirt or cut badly; so are those wider than this many distances.
_LOWEST, _WIDEST = 8, 1.35
# A difference in proportion counts by this much.
_PROPORTION = 0.5


def likenesses(shape: Shape, others: Grey) -> Grey:
    """How much a shape looks like each of ``others``, 1 for the same: correlation, less for another proportion."""
    alike = others[:, :-1] @ shape[:-1] - _PROPORTION * np.abs(others[:, -1] - shape[-1])
    return np.asarray(alike, dtype=np.float32)


def middle_ink(shape: Shape) -> float:
    """How much more ink the middle of a shape has than all of it, in standard deviations of its pixels.

    About 0 for a zero with a dot or a slash, below -1 for a ring.
    """
    pixels = shape[:-1].reshape(_HIGH, _WIDE)
    middle = pixels[_HIGH * 3 // 8 : _HIGH * 5 // 8, _WIDE * 3 // 8 : _WIDE * 5 // 8]
    return float(middle.mean() * np.sqrt(pixels.size))


def shapes_of(reading: Reading, chosen: Sequence[int]) -> dict[int, Shape]:
    """The shapes of a reading's characters at the places ``chosen``, without those that cannot be cut out."""
    if not chosen:
        return {}
    ink = _ink(reading.grey)
    inked = np.asarray(ink > _threshold(ink), dtype=np.bool_)
    places, pitch = _places(reading)
    wide = ink.shape[1]
    found = {}
    for i in chosen:
        box = _box(inked, places[i] * wide, pitch * wide)
        if box is not None:
            found[i] = _shape(ink, box)
    return found


def _ink(grey: Grey) -> Grey:
    """How far each pixel is from the paper, in shades."""
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


def _places(reading: Reading) -> tuple[list[float], float]:
    """The middle of each character and the usual distance between two, as shares of the strip's width."""
    if reading.even:
        width, start = reading.even
        return [start + n * width for n in range(len(reading.characters))], width
    places = [c.at for c in reading.characters if c.text != " "]
    pitch = median(b - a for a, b in pairwise(places)) if len(places) > 1 else 0.5
    return [c.at for c in reading.characters], pitch


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
