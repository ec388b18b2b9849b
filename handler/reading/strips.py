"""Cuts lines of text out of a picture, level and of the recogniser's height."""

import cv2
import numpy as np
from numpy.typing import NDArray

from handler.reading.recogniser import STRIP_HEIGHT, widest

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]

# More than this much smaller, and single pixels would be picked from the picture instead of means.
_COARSE = 1.5


def sides(quad: Quad) -> tuple[float, float]:
    """The width and the height of a slanted box, along and across its text."""
    upper_left, upper_right, lower_right, lower_left = quad
    wide = max(np.linalg.norm(upper_right - upper_left), np.linalg.norm(lower_right - lower_left))
    high = max(np.linalg.norm(lower_left - upper_left), np.linalg.norm(lower_right - upper_right))
    return float(wide), float(high)


def cut(picture: Pixels, quad: Quad) -> Pixels:
    """What ``quad`` (clockwise from the text's upper left corner) shows, 48 rows high."""
    wide, high = sides(quad)
    width = widest(high, wide)
    shrink = high / STRIP_HEIGHT
    times = round(shrink) if shrink > _COARSE else 1
    size = width * times, STRIP_HEIGHT * times
    corners = np.array([(0, 0), (size[0], 0), size, (0, size[1])], dtype=np.float32)
    how = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    strip = cv2.warpPerspective(picture, how, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if times > 1:
        strip = cv2.resize(strip, (width, STRIP_HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(strip, dtype=np.uint8)


def turned(quad: Quad, quarters: int) -> Quad:
    """The same box for text that runs ``quarters`` quarter turns further clockwise."""
    return np.roll(quad, -quarters, axis=0)


def part(quad: Quad, start: float, end: float) -> Quad:
    """The piece of a box between two shares of its width."""
    upper_left, upper_right, lower_right, lower_left = quad
    upper, lower = upper_right - upper_left, lower_right - lower_left
    return np.array(
        [
            upper_left + upper * start,
            upper_left + upper * end,
            lower_left + lower * end,
            lower_left + lower * start,
        ],
        dtype=np.float32,
    )
