"""Pixels → bytes again: the same picture with every finding painted over and nothing else of the old file left."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from handler.imaging.box import Box
from handler.imaging.decoding import ApartPicture, Picture, open_picture
from handler.imaging.limits import Limits

# A share of the line's height, so that no edge of a letter and no soft shadow of it shows beside the paint.
_PAD = 0.25
_LEAST_PAD = 3

_SAVE: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "subsampling": 0},
    "WEBP": {"quality": 92, "method": 4},
    "AVIF": {"quality": 85},
    "HEIF": {"quality": 90},
    "TIFF": {"compression": "tiff_deflate"},
}


def redact(data: bytes, boxes: Mapping[int, Sequence[Box]], limits: Limits) -> tuple[bytes, str]:
    """The image of ``data`` with ``boxes`` (by page number, in pixels as a person sees the page) painted black.

    The result has the format of the original (and its pages and timing), upright, without any metadata; the second
    value is its media type.

    Raises:
        BadInput: as ``open_picture`` and ``Picture.frames`` do.
    """
    picture = open_picture(data, limits)
    painted = [_painted(frame.image, boxes.get(frame.number, ())) for frame in picture.frames()]
    return _encode(picture, painted), Image.MIME.get(picture.format, f"image/{picture.format.lower()}")


def _painted(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    clean = Image.new(image.mode, image.size)  # a new image carries no EXIF, XMP, profile or comment
    clean.paste(image)
    draw = ImageDraw.Draw(clean)
    for box in boxes:
        pad = max(_LEAST_PAD, round(box.height * _PAD))
        draw.rectangle((box.x - pad, box.y - pad, box.right + pad, box.bottom + pad), fill="black")
    return clean


def _encode(picture: Picture | ApartPicture, pages: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    options = dict(_SAVE.get(picture.format, {}))
    if len(pages) > 1:
        options |= {"save_all": True, "append_images": pages[1:]}
        timing = [picture.timing(n + 1) for n in range(len(pages))]
        if any(timing):
            options |= {"duration": timing, "loop": 0}
    pages[0].save(out, format=picture.format, **options)
    return out.getvalue()
