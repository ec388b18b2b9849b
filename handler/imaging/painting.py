"""Painting over: what stands under the paint is not in the picture any more, whichever style is chosen.

``blur`` looks soft and hides as much as ``black``. A Gaussian blur of the letters could be undone, and a mosaic of them
be matched against mosaics of every possible value; both keep what they seem to hide. Here each box is first filled
with one colour, half its own mean and half grey, with three bits for each of red, green and blue, and only then
softened; all that is left of the value is how dark it was as a whole, and roughly.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from handler.imaging.box import Box, LabelledBox

# A share of the line's height, so that no edge of a letter and no soft shadow of it shows beside the paint.
_PAD = 0.25
_LEAST_PAD = 3
_COLOUR_STEP, _GREY = 32, 128
_SOFT = 0.2
# Of the box, for the letters of a label; smaller ones than the least could not be read.
_LETTER_HEIGHT, _LABEL_WIDTH, _LEAST_LETTER = 0.62, 0.94, 7
_LENGTHWISE = 2


class Style(StrEnum):
    """What is painted over a finding."""

    BLACK = "black"
    BLUR = "blur"
    LABEL = "label"


def padded(box: Box, size: tuple[int, int]) -> Box:
    """What is painted for ``box`` in an image of ``size``."""
    pad = max(_LEAST_PAD, round(min(box.width, box.height) * _PAD))
    x, y = max(0, box.x - pad), max(0, box.y - pad)
    right, bottom = min(size[0], box.right + pad + 1), min(size[1], box.bottom + pad + 1)
    return Box(x, y, max(0, right - x), max(0, bottom - y))


def paint(image: Image.Image, seen: Image.Image, boxes: Sequence[LabelledBox], style: Style) -> None:
    """Paints ``boxes`` over in ``image``; ``seen`` is the same picture as RGB or L, or ``image`` itself."""
    areas = [(padded(box, image.size), label) for box, label in boxes]
    areas = [(area, label) for area, label in areas if area.width and area.height]
    if not areas:
        return
    canvas = seen.convert("RGB") if seen.mode != "RGB" else seen.copy()
    for area, _ in areas:
        canvas.paste(_mean(seen, area) if style is Style.BLUR else "black", _corners(area))
    if style is Style.BLUR:
        for area, _ in areas:
            _soften(canvas, area)
    if style is Style.LABEL:
        for area, label in _outermost(areas):
            _write(canvas, area, label)
    for area, _ in areas:
        image.paste(_in_mode(canvas.crop(_corners(area)), image.mode), _corners(area))


def _corners(area: Box) -> tuple[int, int, int, int]:
    return area.x, area.y, area.right, area.bottom


def _mean(seen: Image.Image, area: Box) -> tuple[int, ...]:
    one = seen.crop(_corners(area)).convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(one, tuple)
    return tuple((int(level) // _COLOUR_STEP * _COLOUR_STEP + _COLOUR_STEP // 2 + _GREY) // 2 for level in one)


def _soften(canvas: Image.Image, area: Box) -> None:
    radius = max(1.0, min(area.width, area.height) * _SOFT)
    reach = round(3 * radius)
    left, top = max(0, area.x - reach), max(0, area.y - reach)
    around = canvas.crop((left, top, min(canvas.width, area.right + reach), min(canvas.height, area.bottom + reach)))
    soft = around.filter(ImageFilter.GaussianBlur(radius))
    x, y = area.x - left, area.y - top
    canvas.paste(soft.crop((x, y, x + area.width, y + area.height)), _corners(area))


def _outermost(areas: Iterable[tuple[Box, str]]) -> list[tuple[Box, str]]:
    """Those that lie in no other one: an address in a line of credentials is under the line's paint and name."""
    kept: list[tuple[Box, str]] = []
    for area, label in sorted(areas, key=lambda a: -a[0].width * a[0].height):
        if not any(
            k.x <= area.x and k.y <= area.y and area.right <= k.right and area.bottom <= k.bottom for k, _ in kept
        ):
            kept.append((area, label))
    return kept


def _write(canvas: Image.Image, area: Box, label: str) -> None:
    upright = area.height > _LENGTHWISE * area.width
    width, height = (area.height, area.width) if upright else (area.width, area.height)
    size = int(height * _LETTER_HEIGHT)
    length = _font(size).getlength(label) if size >= _LEAST_LETTER else 0.0
    if length > width * _LABEL_WIDTH:
        size = int(size * width * _LABEL_WIDTH / length)
    if size < _LEAST_LETTER:
        return
    plate = Image.new("RGB", (width, height), "black")
    ImageDraw.Draw(plate).text((width / 2, height / 2), label, "white", _font(size), anchor="mm")
    canvas.paste(plate.transpose(Image.Transpose.ROTATE_90) if upright else plate, (area.x, area.y))


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _in_mode(patch: Image.Image, mode: str) -> Image.Image:
    if mode == "I;16":
        return patch.convert("L").convert("I").point(lambda level: level * 257).convert("I;16")
    if mode in {"I", "F"}:
        return patch.convert("L").convert(mode)
    return patch.convert(mode)
