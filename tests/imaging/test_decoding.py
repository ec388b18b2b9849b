"""Every accepted format comes out as a person sees it; everything else is a named error before it costs anything."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from handler.errors import BrokenImage, NotAnImage, TooManyFrames, TooManyPixels, UnsupportedFormat
from handler.imaging.decoding import FORMATS, open_picture
from handler.imaging.limits import Limits

LIMITS = Limits()


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def frames(data, limits=LIMITS):
    return [f.image for f in open_picture(data, limits).frames()]


def drawn(mode="RGB", size=(60, 40)):
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, 9, 9), fill="black")
    return image.convert(mode)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_of_the_list_is_read(kind):
    (image,) = frames(encoded(drawn(), kind))
    assert image.size == (60, 40)
    assert image.convert("L").getpixel((4, 4)) < 60
    assert image.convert("L").getpixel((40, 30)) > 200


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "CMYK", "I", "F"])
def test_every_mode_comes_out_in_eight_bits(mode):
    kind = "PNG" if mode not in {"CMYK", "F", "I"} else "TIFF"
    source = drawn("L").convert("I").point(lambda v: v * 257).convert("I;16") if mode == "I;16" else drawn(mode)
    (image,) = frames(encoded(source, kind))
    assert image.mode in {"RGB", "L"}
    grey = image.convert("L")
    assert grey.getpixel((4, 4)) < 60
    assert grey.getpixel((40, 30)) > 200


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    (image,) = frames(encoded(drawn(), "JPEG", exif=exif))
    assert image.size == ((60, 40) if orientation < 5 else (40, 60))


@pytest.mark.parametrize(("ink", "paper"), [("black", 255), ("white", 0)])
def test_transparent_text_stays_visible(ink, paper):
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 9, 9), fill=ink)
    (seen,) = frames(encoded(image, "PNG"))
    assert seen.convert("L").getpixel((30, 30)) == paper


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP", "PNG"])
def test_pages_and_animations_have_all_frames(kind):
    pages = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green", "blue")]
    data = encoded(pages[0], kind, save_all=True, append_images=pages[1:])
    assert len(frames(data)) == 3
    with pytest.raises(TooManyFrames, match="more than 2 pages"):
        open_picture(data, Limits(frames=2))


def test_too_many_pixels_are_refused_before_decoding():
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 20000, 20000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(TooManyPixels, match="20000 × 20000"):
        open_picture(bomb, LIMITS)


def test_a_long_side_is_refused():
    with pytest.raises(TooManyPixels, match="on a side"):
        open_picture(encoded(Image.new("L", (500, 1)), "PNG"), Limits(side=400))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotAnImage),
        (b"hello, this is text", NotAnImage),
        (b"\x00" * 500, NotAnImage),
        (b"%PDF-1.7 ...", UnsupportedFormat),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnsupportedFormat),
        (b"P6 1 1 255 abc", UnsupportedFormat),
        (b"8BPS\x00\x01", UnsupportedFormat),
    ],
)
def test_what_is_no_image_is_named(data, error):
    with pytest.raises(error):
        open_picture(data, LIMITS)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_cut_off_file_is_broken_not_half_read(kind):
    noisy = Image.effect_noise((200, 200), 80).convert("RGB")
    data = encoded(noisy, kind)
    with pytest.raises((BrokenImage, NotAnImage)):
        frames(data[: len(data) // 2])
