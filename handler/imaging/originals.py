"""Frames as their file has them: deep, transparent, in ink colours or black and white; upright, and nothing but pixels.

What is not pixels is dropped: EXIF with its thumbnails, XMP, comments, text chunks, tags, further pictures, the colour
of what is fully transparent. A colour profile is not kept either, since it names its owner's devices and can hold
anything: the pixels are converted to sRGB instead, which everybody assumes without a profile. Kept are numbers without
which the picture would not look the same: the time of a frame, the size of a pixel on paper, the kind of compression.
"""

import io
from typing import Any, NamedTuple

from PIL import ExifTags, Image, ImageChops, ImageOps

# Pixel sizes that scanners and printers have; a fax has other ones across than down.
_LEAST_DPI, _MOST_DPI = 10, 10_000
_PLAIN = frozenset({"1", "L", "LA", "RGB", "RGBA", "CMYK", "I;16", "I", "F"})
_TIFF_COMPRESSIONS = frozenset({"group4", "jpeg", "raw"})
# The sum of the luminance table of JPEG's annex K, which is quality 50.
_HALF_QUALITY = 3688
JPEG_OPTIONS = ("quality", "subsampling")
_LEAST_QUALITY, _MOST_QUALITY = 75, 95


class Original(NamedTuple):
    """One frame: its pixels, the milliseconds it is shown, how it is compressed and printed, if it had a palette."""

    image: Image.Image
    milliseconds: int = 0
    dpi: tuple[float, float] | None = None
    tiff_compression: str = "tiff_deflate"
    had_palette: bool = False


class Whole(NamedTuple):
    """What holds for all frames; ``default_image`` says that the first one is not part of the animation (APNG)."""

    loop: int | None = None
    default_image: bool = False
    jpeg: dict[str, Any] | None = None


def original(opened: Image.Image) -> Original:
    """The loaded frame of ``opened``."""
    info = opened.info
    compression = str(info.get("compression"))
    return Original(
        _bare(_in_srgb(_plain(upright(opened)))),
        int(info.get("duration", 0) or 0),
        _dpi(info.get("dpi")),
        compression if compression in _TIFF_COMPRESSIONS else "tiff_deflate",
        opened.mode == "P",
    )


def upright(image: Image.Image) -> Image.Image:
    """``image`` as its EXIF says it is to be held; itself, and no copy, where it is already."""
    if image.getexif().get(ExifTags.Base.Orientation, 1) == 1:
        return image
    return ImageOps.exif_transpose(image) or image


def with_palette(image: Image.Image) -> Image.Image:
    """``image`` with a palette, where that loses nothing: a file of few colours stays several times smaller so."""
    colours = image.getcolors(256) if image.mode == "RGB" else None
    if not colours:
        return image
    small = image.quantize(len(colours), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return image if ImageChops.difference(small.convert("RGB"), image).getbbox() else small


def whole(opened: Image.Image) -> Whole:
    """What holds for all frames of ``opened``."""
    loop = opened.info.get("loop")
    return Whole(
        loop if isinstance(loop, int) else None,
        bool(opened.info.get("default_image")),
        _jpeg(opened) if opened.format in {"JPEG", "MPO"} else None,
    )


def _plain(image: Image.Image) -> Image.Image:
    """``image`` in one of the modes that hold no palette and that every step here understands."""
    if image.has_transparency_data and image.mode not in {"LA", "RGBA"}:
        return image.convert("LA" if image.mode in {"1", "L", "La"} else "RGBA")
    if image.mode.startswith("I;16"):
        return image if image.mode == "I;16" else image.convert("I").convert("I;16")
    return image if image.mode in _PLAIN else image.convert("RGB")


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"L", "RGB", "RGBA", "CMYK"}:
        return image
    from PIL import ImageCms  # noqa: PLC0415 # few images have a profile

    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        seen = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):  # broken, or for other colours than the image has: nobody can apply it
        return image
    assert seen is not None
    return seen.convert("L") if image.mode == "L" else seen


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: a new image has no EXIF, XMP, profile or comment that an encoder could write."""
    clean = Image.new(image.mode, image.size)
    if image.mode in {"LA", "RGBA"}:
        # What is fully transparent may still have colour, and so text that nobody sees and everybody can get at.
        clean.paste(image, mask=image.getchannel("A").point(lambda alpha: 255 if alpha else 0))
    else:
        clean.paste(image)
    return clean


def _dpi(told: object) -> tuple[float, float] | None:
    try:
        across, down = (float(number) for number in told)  # type: ignore[attr-defined] # whatever a file says
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (across, down) if all(_LEAST_DPI <= number <= _MOST_DPI for number in (across, down)) else None


def _jpeg(opened: Image.Image) -> dict[str, Any]:
    """Options that compress about as the file does: less would harm the picture, more only make it larger."""
    from PIL import JpegImagePlugin  # noqa: PLC0415

    tables = getattr(opened, "quantization", None) or {}
    scale = 100 * sum(tables.get(0, ())) / _HALF_QUALITY
    quality = 5000 / scale if scale > 100 else 100 - scale / 2  # noqa: PLR2004 # libjpeg's formula, turned round
    sampling = JpegImagePlugin.get_sampling(opened)
    return {
        "quality": max(_LEAST_QUALITY, min(_MOST_QUALITY, round(quality))) if scale else _MOST_QUALITY,
        "subsampling": max(sampling, 0),
    }
