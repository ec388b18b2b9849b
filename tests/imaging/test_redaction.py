"""The redacted file is the same kind of file, painted over, with nothing of the old one left."""

import io

import pytest
from PIL import Image

from handler.imaging.limits import Limits
from handler.imaging.redaction import redact
from handler.reading.page import Box


def encoded(pages, kind, **options):
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, kind, **more, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
def test_the_box_is_black_and_the_rest_is_not(kind):
    data = encoded([Image.new("RGB", (100, 60), "white")], kind)
    painted, media_type = redact(data, {1: [Box(20, 20, 30, 10)]}, Limits())
    image = Image.open(io.BytesIO(painted))
    assert (image.format, image.size) == (kind, (100, 60))
    assert media_type == Image.MIME[kind]
    grey = image.convert("L")
    assert max(grey.getpixel((x, y)) for x in range(20, 50) for y in range(20, 30)) < 30
    assert grey.getpixel((80, 50)) > 225


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP"])
def test_every_page_keeps_its_place(kind):
    pages = [Image.new("RGB", (40, 40), colour) for colour in ("white", "yellow", "cyan")]
    painted, _ = redact(encoded(pages, kind), {2: [Box(5, 5, 10, 10)]}, Limits())
    image = Image.open(io.BytesIO(painted))
    assert image.n_frames == 3
    dark = []
    for n in range(3):
        image.seek(n)
        dark.append(image.convert("L").getpixel((10, 10)) < 40)
    assert dark == [False, True, False]


def test_metadata_is_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at home"
    data = encoded([Image.new("RGB", (80, 40), "white")], "JPEG", exif=exif, comment=b"secret comment")
    painted, _ = redact(data, {1: [Box(1, 1, 5, 5)]}, Limits())
    image = Image.open(io.BytesIO(painted))
    assert image.size == (40, 80)
    assert not dict(image.getexif())
    assert b"home" not in painted
    assert b"secret comment" not in painted
