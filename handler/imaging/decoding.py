"""Bytes → pixels, safely: an allow-list of formats, limits checked before anything is decoded, one page at a time."""

import atexit
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from PIL import Image, UnidentifiedImageError

from handler.errors import BrokenImage, NotAnImage, TooManyFrames, TooManyPixels, UnsupportedFormat
from handler.imaging.apart import Decoder, DistantPicture
from handler.imaging.heif import HEIF
from handler.imaging.limits import Limits
from handler.imaging.originals import Original, Whole, original, upright, whole
from handler.imaging.parts import check_parts, too_many_frames

_Converted = TypeVar("_Converted")

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", *HEIF)
# Those that Pillow always has at hand: asked for another one, it would load every format it knows.
_HERE = ("PNG", "JPEG", "GIF", "BMP")

# The limits below are checked on every image; Pillow's own would only warn, and at another number.
Image.MAX_IMAGE_PIXELS = None

# First bytes of files that people send by mistake, to name them in the answer.
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"8BPS", "PSD"),
    (b"<svg", "SVG"),
    (b"<?xml", "SVG or XML"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"\x00\x00\x00\x0cjP", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x01\xda", "SGI"),
    (b"gimp xcf", "XCF"),
    (b"DDS ", "DDS"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL", "JPEG XL"),
    *((b"P%d" % n, "PNM") for n in range(1, 8)),
)
# What libtiff, libwebp, libavif and libheif decode.
_TIFF = (b"II*\x00", b"MM\x00*", b"II\x00*", b"MM*\x00", b"II+\x00", b"MM\x00+")
# What announces a profile in the formats that are decoded here.
_PROFILES = (b"iCCP", b"ICC_PROFILE")
_SIXTEEN_BIT_WHITE = 65535
_LIGHT = 170


_decoder = Decoder()
atexit.register(_decoder.close)


class Frame(NamedTuple):
    """One page or animation frame: its number from 1, and its pixels as a person sees them, mode RGB or L."""

    number: int
    image: Image.Image


@dataclass(frozen=True)
class Picture:
    """An opened image whose pages are decoded one by one."""

    format: str
    frame_count: int
    _opened: Image.Image
    _limits: Limits

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the first page, as the file has it."""
        return self._opened.size

    @property
    def whole(self) -> Whole:
        """What of the file holds for all pages."""
        return whole(self._opened)

    def frames(self) -> Iterator[Frame]:
        """Every page or frame in order.

        Raises:
            BrokenImage: the data is damaged or cut off.
            TooManyPixels: a page is larger than the limits.
        """
        for number, image in self._decoded(_as_seen):
            # The next page comes into the place of this one.
            own = image.copy() if image is self._opened and number < self.frame_count else image
            yield Frame(number, own)
            del own, image

    def originals(self) -> Iterator[tuple[Original, Frame]]:
        """Every page in order as the file has it, and as a person sees it; raises as ``frames`` does.

        Both may be one image, where it is seen as it is.
        """
        for number, own in self.owns():
            yield own, Frame(number, _as_seen(own.image))

    def owns(self) -> Iterator[tuple[int, Original]]:
        """Every page's number, and the page as the file has it; raises as ``frames`` does."""
        return self._decoded(original)

    def _decoded(self, convert: Callable[[Image.Image], _Converted]) -> Iterator[tuple[int, _Converted]]:
        for index in range(self.frame_count):
            try:
                if index:
                    self._opened.seek(index)
                _check_size(self._opened.size, self._limits)
                self._opened.load()
                converted = convert(self._opened)
            except TooManyPixels:
                raise
            # Decoders raise whatever the damage makes them stumble over; all of it means the same to the caller.
            except Exception as error:
                raise BrokenImage(
                    f"Page {index + 1} of this {self.format} is damaged or cut off and cannot be decoded;"
                    " export the image again and send the new file."
                ) from error
            yield index + 1, converted
            del converted  # before the next one comes


@dataclass(frozen=True)
class ApartPicture:
    """A picture that is decoded in a process of its own."""

    format: str
    frame_count: int
    _distant: DistantPicture

    @property
    def size(self) -> tuple[int, int]:
        """As ``Picture.size``."""
        return self._distant.size

    @property
    def whole(self) -> Whole:
        """As ``Picture.whole``."""
        return self._distant.whole

    def frames(self) -> Iterator[Frame]:
        """As ``Picture.frames``; ReadingTimedOut where a page is not decoded in time."""
        return (Frame(index + 1, image) for index, image in enumerate(self._distant.pages()))

    def originals(self) -> Iterator[tuple[Original, Frame]]:
        """As ``Picture.originals``."""
        for index, own in enumerate(self._distant.originals()):
            yield own, Frame(index + 1, _as_seen(own.image))


def open_picture(data: bytes, limits: Limits, *, profiled: bool = False) -> Picture | ApartPicture:
    """Opens an image without decoding its pixels. ``profiled`` says that its colour profile is going to be applied.

    Raises:
        NotAnImage: the bytes are empty or no image.
        UnsupportedFormat: an image of a kind that is not read here.
        BrokenImage: the header is damaged.
        TooManyPixels, TooManyFrames: larger than ``limits``.
        ReadingTimedOut: a process of its own does not open it in time.
        Unavailable: the process for formats that are decoded apart does not start.
    """
    if _is_decoded_apart(data) or (profiled and _may_have_profile(data)):
        distant = _decoder.open(data, limits)
        return ApartPicture(distant.format, distant.frame_count, distant)
    return open_here(data, limits, _HERE)


def open_here(data: bytes, limits: Limits, formats: tuple[str, ...] = FORMATS) -> Picture:
    """``open_picture`` in this process, for any of ``formats``."""
    if not data:
        raise NotAnImage("The image is empty (0 bytes); send the bytes of one image.")
    check_parts(data, limits)
    try:
        opened = Image.open(io.BytesIO(data), formats=formats)
        _check_size(opened.size, limits)
        kind = opened.format or "image"
        # The further pictures of an MPO are other views or previews of the first, not pages.
        count = 1 if kind == "MPO" else _count(opened, limits)
    except (TooManyPixels, TooManyFrames):
        raise
    except UnidentifiedImageError as error:
        raise _unidentified(data) from error
    except Exception as error:
        raise BrokenImage(
            "The header of this image is damaged; export the image again and send the new file."
        ) from error
    return Picture("JPEG" if kind == "MPO" else kind, count, opened, limits)


def _is_decoded_apart(data: bytes) -> bool:
    return data.startswith(_TIFF) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp"


def _may_have_profile(data: bytes) -> bool:
    return any(name in data for name in _PROFILES)


def _count(opened: Image.Image, limits: Limits) -> int:
    """How many pages or frames there are."""
    count = _tiff_pages(opened, limits) if opened.format == "TIFF" else int(getattr(opened, "n_frames", 1))
    if count > limits.frames:
        raise too_many_frames(limits)
    opened.seek(0)
    return count


def _tiff_pages(opened: Image.Image, limits: Limits) -> int:
    """Only who goes from page to page knows their number: no further than it takes to know that they are too many."""
    count = 1
    with suppress(EOFError):
        while count <= limits.frames:
            opened.seek(count)
            count += 1
    return count


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width * height > limits.pixels or max(size) > limits.side:
        raise TooManyPixels(
            f"The image has {width} × {height} pixels; the limits are {limits.pixels} pixels in all and {limits.side}"
            " on a side; scale it down or cut it into parts."
        )


def _unidentified(data: bytes) -> NotAnImage | UnsupportedFormat:
    accepted = ", ".join(FORMATS)
    head = data[:256].lstrip().removeprefix(b"\xef\xbb\xbf")
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return UnsupportedFormat(f"{name} files are not read here; send one of {accepted}.")
    return NotAnImage(f"The bytes sent are not an image that can be identified; send one of {accepted}.")


def _as_seen(opened: Image.Image) -> Image.Image:
    """The current frame as RGB or L: upright by EXIF, transparency laid on paper, deep samples brought to 8 bits."""
    image = upright(opened)
    if image.mode in {"I", "I;16", "I;16B", "I;16L", "I;16N", "F"}:
        return _eight_bit(image)
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        return _on_paper(image if image.mode == "RGBA" else image.convert("RGBA"))
    wanted = "L" if image.mode in {"1", "L"} else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _eight_bit(image: Image.Image) -> Image.Image:
    deep = image.convert("F")
    low, high = deep.getextrema()
    assert isinstance(low, float)
    assert isinstance(high, float)
    # Sixteen-bit files that use their range are scaled by it; others by what they hold, or they come out black.
    if low >= 0 and _SIXTEEN_BIT_WHITE / 4 < high <= _SIXTEEN_BIT_WHITE:
        low, high = 0.0, float(_SIXTEEN_BIT_WHITE)
    scale = 255.0 / ((high - low) or 1.0)
    return deep.point(lambda value: value * scale - low * scale).convert("L")


def _on_paper(image: Image.Image) -> Image.Image:
    """Lays a transparent image on white, or on black if what is opaque is itself light, so that text stays visible."""
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB")
    ink = image.convert("L").histogram(mask=alpha.point(lambda a: 255 if a > 127 else 0))  # noqa: PLR2004 # half opaque
    total = sum(ink)
    mean = sum(level * count for level, count in enumerate(ink)) / total if total else 0
    paper = Image.new("RGB", image.size, "black" if mean > _LIGHT else "white")
    paper.paste(image, mask=alpha)
    return paper
