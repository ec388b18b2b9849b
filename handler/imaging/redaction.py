"""Pixels → bytes again: the same picture with every finding painted over and nothing else of the old file left."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from handler.errors import TooManyPixels
from handler.imaging import heif
from handler.imaging.box import LabelledBox
from handler.imaging.decoding import FORMATS, ApartPicture, Frame, Picture, open_picture
from handler.imaging.limits import Limits
from handler.imaging.originals import Original, Whole, with_palette
from handler.imaging.painting import Style, paint

_ANIMATED = frozenset({"AVIF", "GIF", "PNG", "WEBP"})
# An animation is encoded as a whole, and so has all its frames in memory; how many pages that may be.
_MOST_AT_ONCE = 2

_SAVE: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 85},
    "HEIF": {"quality": 90},
    "WEBP": {"quality": 92, "method": 4},
}
# Encoders try hard to save bytes, for seconds a megapixel where a picture is noise. Large ones are written in a hurry.
_LARGE = 4_000_000
_IN_A_HURRY: dict[str, dict[str, Any]] = {
    "AVIF": {"speed": 10},
    "HEIF": {"enc_params": {"preset": "ultrafast"}},
    "PNG": {"compress_level": 1},
    "WEBP": {"method": 0},
}
# Even then these take up to a second of a processor for each megapixel, or much memory: so many pixels at most, in all
# frames together.
_MOST_PIXELS = {"AVIF": 32_000_000, "GIF": 32_000_000, "HEIF": 24_000_000, "WEBP": 48_000_000}


MEDIA_TYPES = {name: f"image/{name.lower()}" for name in FORMATS}


def redact(
    data: bytes, boxes: Mapping[int, Sequence[LabelledBox]], limits: Limits, style: Style = Style.BLACK
) -> tuple[bytes, str]:
    """The image of ``data`` with ``boxes`` (by page number, in pixels as a person sees the page) painted over.

    The result has the format of the original, its pages and timing, upright, without any metadata; the second value
    is its media type. What an animation shows on several frames is painted over on all of them.

    Raises:
        BadInput: as ``open_picture`` and ``Picture.frames`` do.
        TooManyPixels: an image, or an animation, that would take too long or too much memory to encode.
    """
    # Little CMS, which applies profiles, is native code like the decoders.
    picture = open_picture(data, limits, profiled=True)
    _check_size(picture, limits)
    painted = _painted(data, picture, boxes, limits, style)
    media_type = MEDIA_TYPES[picture.format]
    if picture.format == "TIFF":
        return _tiff(painted), media_type
    return _encoded(picture, data, painted), media_type


def _pixels(picture: Picture | ApartPicture) -> int:
    width, height = picture.size
    return width * height * picture.frame_count


def _check_size(picture: Picture | ApartPicture, limits: Limits) -> None:
    if picture.format == "TIFF":  # written page by page, and quickly
        return
    total, most = _pixels(picture), _MOST_PIXELS.get(picture.format, limits.pixels * _MOST_AT_ONCE)
    if total > most:
        frames = f"{picture.frame_count} frames" if picture.frame_count > 1 else "one frame"
        raise TooManyPixels(
            f"The image has {total} pixels ({frames}); the limit for a redacted copy in {picture.format} is {most};"
            " scale it down, save it as PNG or JPEG, or send its frames one by one."
        )


def _painted(
    data: bytes,
    picture: Picture | ApartPicture,
    boxes: Mapping[int, Sequence[LabelledBox]],
    limits: Limits,
    style: Style,
) -> Iterator[Original]:
    more: Callable[[Frame, Sequence[LabelledBox]], Sequence[LabelledBox]] = _nothing
    if picture.frame_count > 1 and picture.format in _ANIMATED:
        from handler.imaging.lasting import lasting, values_of  # noqa: PLC0415 # loads numpy, which few images need

        more = partial(lasting, values_of(open_picture(data, limits).frames(), boxes))
    for original, frame in picture.originals():
        own = boxes.get(frame.number, ())
        paint(original.image, frame.image, [*own, *more(frame, own)], style)
        yield original


def _nothing(_frame: Frame, _own: Sequence[LabelledBox]) -> Sequence[LabelledBox]:
    return ()


def _tiff(pages: Iterator[Original]) -> bytes:
    from PIL import TiffImagePlugin  # noqa: PLC0415 # Pillow loads its formats on first need

    out = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(out, new=True) as file:
        for image, _, dpi, compression, _ in pages:
            options = {"dpi": dpi} if dpi else {}
            fits = {"group4": {"1"}, "jpeg": {"L", "RGB"}}.get(compression, {image.mode})
            image.save(file, "TIFF", compression=compression if image.mode in fits else "tiff_deflate", **options)
            file.newFrame()
        return out.getvalue()


def _encoded(picture: Picture | ApartPicture, data: bytes, frames: Iterator[Original]) -> bytes:
    out = io.BytesIO()
    whole = picture.whole
    first, *rest = frames
    in_a_hurry = _pixels(picture) > _LARGE
    options = dict(_SAVE.get(picture.format, {})) | (whole.jpeg or {})
    if in_a_hurry:
        options |= _IN_A_HURRY.get(picture.format, {})
    if picture.format == "WEBP" and _is_lossless_webp(data):
        options["lossless"] = True
        if in_a_hurry:  # of lossless ones this is the effort
            options["quality"] = 0
    if first.dpi and picture.format in {"PNG", "JPEG", "BMP"}:
        options["dpi"] = first.dpi
    if rest:
        options |= {"save_all": True, "append_images": [frame.image for frame in rest]}
        options |= _timing(picture.format, whole, [first, *rest])
    if picture.format == "HEIF":
        heif.register()
    image = with_palette(first.image) if first.had_palette and not rest else first.image
    try:
        image.save(out, picture.format, **options)
    except ValueError:
        if picture.format != "WEBP":
            raise
        # Its lossy form has no room for the details of a large picture that is all noise; the lossless one has.
        out = io.BytesIO()
        image.save(out, "WEBP", **options | {"lossless": True, "quality": 0, "method": 0})
    return out.getvalue()


def _timing(kind: str, whole: Whole, frames: Sequence[Original]) -> dict[str, Any]:
    if kind not in _ANIMATED:
        return {}
    timed = frames[1:] if whole.default_image else frames
    options: dict[str, Any] = {"duration": [frame.milliseconds for frame in timed]}
    if whole.loop is not None:
        options["loop"] = whole.loop
    if whole.default_image:
        options["default_image"] = True
    if kind == "GIF" and any(frame.image.mode in {"LA", "RGBA"} for frame in frames):
        # Each frame is a whole picture; what was there before must not show through it.
        options["disposal"] = 2
    return options


def _is_lossless_webp(data: bytes) -> bool:
    return b"VP8L" in data and b"VP8 " not in data
