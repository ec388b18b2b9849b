"""The second reader's text detector: a picture → the slanted boxes of its lines, however they lie.

PP-OCRv6 small, a network with differentiable binarisation (DB): it answers, pixel by pixel, how probable text is,
with the boxes shrunk so that neighbours stay apart. They are outlined and grown back.
"""

from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handler.processors import processors
from handler.reading.network import load
from handler.reading.outlines import Slanted, parts, smallest_box

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]  # four points: upper left, upper right, lower right, lower left of the text's own

# Sides must be multiples of this.
_MULTIPLE = 32
# Pixels above this probability are text; a box whose mean is lower than the second is none.
_TEXT, _BOX = 0.3, 0.5
# Area over circumference, times this, is the width by which boxes were shrunk.
_GROWTH = 1.6
# Boxes thinner than this many pixels of the map are dirt.
_THINNEST = 3.0
_MOST = 1000
# More threads than this gain nothing for pictures of this size.
_MOST_THREADS = 4


class TextDetector:
    """The network, loaded once; any number of threads may use it."""

    def __init__(self, model: Path) -> None:
        # It runs once for a picture, and nothing else can be done meanwhile.
        self._session = load(model, min(_MOST_THREADS, processors()))
        self._input = self._session.get_inputs()[0].name

    def find(self, picture: Pixels, scale: float) -> list[Quad]:
        """The lines of text on ``picture`` (blue, green, red), looked for in a copy ``scale`` times as large."""
        high, wide = picture.shape[:2]
        size = _multiple(wide * scale), _multiple(high * scale)
        how = Image.Resampling.BOX if size[0] < wide else Image.Resampling.BILINEAR
        small = np.asarray(Image.fromarray(picture).resize(size, how))
        pixels = small.transpose(2, 0, 1)[None].astype(np.float32)
        pixels /= 127.5
        pixels -= 1.0
        (answer,) = self._session.run(None, {self._input: pixels})
        stretch = np.array([wide / size[0], high / size[1]], dtype=np.float32)
        edge = np.array([wide, high], dtype=np.float32)
        return [np.clip(quad * stretch, 0, edge) for quad in _quads(answer[0, 0])]


def _multiple(length: float) -> int:
    return max(_MULTIPLE, round(length / _MULTIPLE) * _MULTIPLE)


def _quads(probable: NDArray[np.float32]) -> list[Quad]:
    text = np.asarray(probable > _TEXT)
    # A pixel more to the right and below joins what only a hairline parts.
    text[:, 1:] |= text[:, :-1]
    text[1:] |= text[:-1]
    found = []
    for points in islice(parts(text), _MOST):
        box = smallest_box(points)
        wide, high = 2 * box.half[0], 2 * box.half[1]
        if min(wide, high) >= _THINNEST and _mean(probable, box) >= _BOX:
            growth = _GROWTH * wide * high / (2 * (wide + high))
            found.append(_ordered(box.corners(growth).astype(np.float32)))
    return found


def _mean(probable: NDArray[np.float32], box: Slanted) -> float:
    corners = box.corners()
    left, top = np.floor(corners.min(axis=0)).astype(int).clip(0)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    part = probable[top:bottom, left:right]
    rows, columns = part.shape
    return float(part[box.holds(np.arange(left, left + columns), np.arange(top, top + rows))].mean())


def _ordered(points: NDArray[np.float32]) -> Quad:
    """The points clockwise from the upper left one, for text that falls by less than 45 degrees."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    upper_left, lower_left = left[np.argsort(left[:, 1], kind="stable")]
    upper_right, lower_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.array([upper_left, upper_right, lower_right, lower_left], dtype=np.float32)
