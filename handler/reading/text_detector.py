"""The second reader's text detector: a picture → the slanted boxes of its lines, however they lie.

PP-OCRv6 small, a network with differentiable binarisation (DB): it answers, pixel by pixel, how probable text is,
with the boxes shrunk so that neighbours stay apart. They are outlined and grown back.
"""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from handler.reading.network import load

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


class TextDetector:
    """The network, loaded once; any number of threads may use it."""

    def __init__(self, model: Path) -> None:
        self._session = load(model)
        self._input = self._session.get_inputs()[0].name

    def find(self, picture: Pixels, scale: float) -> list[Quad]:
        """The lines of text on ``picture`` (blue, green, red), looked for in a copy ``scale`` times as large."""
        high, wide = picture.shape[:2]
        size = _multiple(wide * scale), _multiple(high * scale)
        how = cv2.INTER_AREA if size[0] < wide else cv2.INTER_LINEAR
        small = cv2.resize(picture, size, interpolation=how)
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
    text = cv2.dilate((probable > _TEXT).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(text, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines[:_MOST]:
        middle, (a, b), angle = cv2.minAreaRect(outline)
        if min(a, b) < _THINNEST or _mean(probable, _corners(middle, a, b, angle)) < _BOX:
            continue
        growth = _GROWTH * a * b / (2 * (a + b))
        found.append(_ordered(_corners(middle, a + 2 * growth, b + 2 * growth, angle)))
    return found


def _corners(middle: Sequence[float], wide: float, high: float, angle: float) -> Quad:
    return np.asarray(cv2.boxPoints((middle, (wide, high), angle)), dtype=np.float32)


def _mean(probable: NDArray[np.float32], points: NDArray[np.float32]) -> float:
    left, top = np.floor(points.min(axis=0)).astype(int).clip(0)
    right, bottom = np.ceil(points.max(axis=0)).astype(int) + 1
    part = probable[top:bottom, left:right]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(points - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _ordered(points: NDArray[np.float32]) -> Quad:
    """The points clockwise from the upper left one, for text that falls by less than 45 degrees."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    upper_left, lower_left = left[np.argsort(left[:, 1], kind="stable")]
    upper_right, lower_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.array([upper_left, upper_right, lower_right, lower_left], dtype=np.float32)
