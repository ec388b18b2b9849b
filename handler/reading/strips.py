"""Cuts lines of text out of a picture, level and of the recogniser's height."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handler.reading.recogniser import STRIP_HEIGHT, widest

Pixels = NDArray[np.uint8]
Grey = NDArray[np.float32]
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
    part, corners = _around(picture, quad)
    if _is_level(corners):
        (left, top), (right, bottom) = corners[0], corners[2]
        # Means of pixels where the strip is smaller, straight lines between them where it is larger.
        box = (float(left), float(top), float(right), float(bottom))
        return np.asarray(part.resize((width, STRIP_HEIGHT), Image.Resampling.BILINEAR, box=box))
    shrink = high / STRIP_HEIGHT
    times = round(shrink) if shrink > _COARSE else 1
    size = width * times, STRIP_HEIGHT * times
    strip = part.transform(size, Image.Transform.PERSPECTIVE, _perspective(size, corners), Image.Resampling.BILINEAR)
    return np.asarray(strip.reduce(times) if times > 1 else strip)


def shades(strip: Pixels) -> Grey:
    """The mean of each pixel's colours, 0 to 255, rows by columns; added up, as numpy is slow at means of three."""
    added = strip[..., 0].astype(np.float32)
    added += strip[..., 1]
    added += strip[..., 2]
    added /= 3
    return added


def _around(picture: Pixels, quad: Quad) -> tuple[Image.Image, Quad]:
    """The part of the picture around a quad, its edge repeated beyond the picture, and the quad's place in it."""
    high, wide = picture.shape[:2]
    left, top = np.floor(quad.min(axis=0)).astype(int) - 1
    right, bottom = np.ceil(quad.max(axis=0)).astype(int) + 1
    if left >= 0 and top >= 0 and right <= wide and bottom <= high:
        part = picture[top:bottom, left:right]
    else:
        rows, columns = np.arange(top, bottom).clip(0, high - 1), np.arange(left, right).clip(0, wide - 1)
        part = picture[rows[:, None], columns[None, :]]
    return Image.fromarray(np.ascontiguousarray(part)), quad - np.array([left, top], dtype=np.float32)


def _is_level(quad: Quad) -> bool:
    (a, b), (c, d), (e, f), (g, h) = quad.tolist()
    return bool(b == d and c == e and f == h and a == g and c > a and f > b)


def _perspective(size: tuple[int, int], corners: Quad) -> list[float]:
    """The eight numbers with which Pillow takes a point of the strip to that of the picture that it shows."""
    wide, high = size
    rows, wanted = [], []
    for (x, y), (u, v) in zip([(0, 0), (wide, 0), (wide, high), (0, high)], corners.tolist(), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(n) for n in np.linalg.solve(np.array(rows, dtype=np.float64), np.array(wanted, dtype=np.float64))]


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


def band(quad: Quad, start: float, end: float) -> Quad:
    """The piece of a box between two shares of its height."""
    return turned(part(turned(quad, 1), start, end), 3)
