"""The pixels as one reader wants them, and the way back to the pixels a person sees.

A reader is given text that is upright, level and of a comfortable size; what it then finds is told in the
coordinates of the page. Every change of the pixels therefore carries its inverse along.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image

from handler.reading.page import Box

# x' = a·x + b·y + c and y' = d·x + e·y + f, the order of Pillow's affine transform.
Affine = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

_IDENTITY: Affine = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


@dataclass(frozen=True)
class View:
    """A changed picture of a page of ``width`` by ``height`` pixels.

    ``to_page`` takes a point of ``image`` to the point of the page that it shows.
    """

    image: Image.Image
    width: int
    height: int
    to_page: Affine = _IDENTITY

    @classmethod
    def of(cls, image: Image.Image) -> "View":
        """The page as it is."""
        return cls(image, image.width, image.height)

    def scaled(self, factor: float) -> "View":
        """The same picture ``factor`` times as large."""
        size = max(1, round(self.image.width * factor)), max(1, round(self.image.height * factor))
        if size == self.image.size:
            return self
        # Shrinking by a mean of whole pixels first is several times faster and looks the same.
        how = Image.Resampling.BICUBIC if factor > 1 else Image.Resampling.BOX
        image = self.image.resize(size, how)
        back = (self.image.width / size[0], 0.0, 0.0, 0.0, self.image.height / size[1], 0.0)
        return self._changed(image, back)

    def turned(self, degrees: int) -> "View":
        """The same picture turned clockwise by ``degrees``, a multiple of 90."""
        if degrees % 360 == 0:
            return self
        w, h = float(self.image.width), float(self.image.height)
        back: dict[int, Affine] = {
            90: (0.0, 1.0, 0.0, -1.0, 0.0, h),
            180: (-1.0, 0.0, w, 0.0, -1.0, h),
            270: (0.0, -1.0, w, 1.0, 0.0, 0.0),
        }
        return self._changed(self.image.transpose(_TURNS[degrees % 360]), back[degrees % 360])

    def levelled(self, degrees: float) -> "View":
        """The same picture, turned counter-clockwise by the small angle by which its lines fall to the right."""
        angle = math.radians(degrees)
        cos, sin = math.cos(angle), math.sin(angle)
        w, h = self.image.size
        wide, high = math.ceil(w * cos + h * abs(sin)), math.ceil(h * cos + w * abs(sin))
        # Turn about the middle of both pictures.
        back = (
            cos,
            -sin,
            w / 2 - cos * wide / 2 + sin * high / 2,
            sin,
            cos,
            h / 2 - sin * wide / 2 - cos * high / 2,
        )
        paper = _paper(self.image)
        image = self.image.transform(
            (wide, high), Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=paper
        )
        return self._changed(image, back)

    def with_image(self, image: Image.Image) -> "View":
        """Other pixels of the same size over the same page."""
        return View(image, self.width, self.height, self.to_page)

    @property
    def fall(self) -> float:
        """By how many rows of the page a level line of the picture falls with each column to the right."""
        return self.to_page[3] / self.to_page[0]

    def point(self, x: float, y: float) -> Point:
        """Where a point of the picture lies on the page."""
        a, b, c, d, e, f = self.to_page
        return a * x + b * y + c, d * x + e * y + f

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box on the page around a rectangle of the picture, clipped to the page, at least a pixel large."""
        return self.box_around([(left, top), (right, top), (right, bottom), (left, bottom)])

    def box_around(self, points: Iterable[Point]) -> Box:
        """The box on the page around some points of the picture, clipped to the page, at least a pixel large."""
        xs, ys = zip(*(self.point(x, y) for x, y in points), strict=True)
        left, top = _within(math.floor(min(xs) + 0.01), self.width), _within(math.floor(min(ys) + 0.01), self.height)
        right = min(max(left + 1, math.ceil(max(xs) - 0.01)), self.width)
        bottom = min(max(top + 1, math.ceil(max(ys) - 0.01)), self.height)
        return Box(left, top, right - left, bottom - top)

    def _changed(self, image: Image.Image, back: Affine) -> "View":
        return View(image, self.width, self.height, _after(self.to_page, back))


def _after(second: Affine, first: Affine) -> Affine:
    """The transform that does ``first``, then ``second``."""
    a, b, c, d, e, f = second
    p, q, r, s, t, u = first
    return a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f


def _within(at: int, size: int) -> int:
    return min(max(at, 0), size - 1)


def _paper(image: Image.Image) -> tuple[int, ...] | int:
    """The commonest shade, channel by channel: what to lay behind a turned picture."""
    counts = image.resize((max(1, image.width // 8), max(1, image.height // 8)), Image.Resampling.NEAREST).histogram()
    shades = [max(range(256), key=counts[i : i + 256].__getitem__) for i in range(0, len(counts), 256)]
    return shades[0] if len(shades) == 1 else tuple(shades)
