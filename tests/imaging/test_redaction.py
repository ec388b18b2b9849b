"""The redacted file is the same kind of file, painted over, with nothing of the old one left."""

import contextlib
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFont, PngImagePlugin

from handler.errors import TooManyPixels
from handler.imaging import redaction
from handler.imaging.box import Box, LabelledBox
from handler.imaging.decoding import open_picture
from handler.imaging.limits import Limits
from handler.imaging.painting import Style
from handler.imaging.redaction import redact

ROOT = Path(__file__).parents[2]
LIMITS = Limits()
VALUE = "4111 1111 1111 1111"
AT = Box(20, 20, 250, 24)


def encoded(pages, kind, **options):
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, kind, **more, **options)
    return out.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


def frames(data):
    return [frame.image.convert("RGB") for frame in open_picture(data, LIMITS).frames()]


def marked(*boxes, page=1, label="EMAIL"):
    return {page: [LabelledBox(box, label) for box in boxes]}


def written(text=VALUE, size=(320, 64), paper="white", ink="black"):
    image = Image.new("RGB", size, paper)
    ImageDraw.Draw(image).text((AT.x, AT.y), text, ink, ImageFont.load_default(24))
    return image


def same_under(one, other, box=AT):
    area = (box.x, box.y, box.right, box.bottom)
    return ImageChops.difference(one.convert("RGB").crop(area), other.convert("RGB").crop(area)).getbbox() is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
def test_the_box_is_black_and_the_rest_is_not(kind):
    data = encoded([Image.new("RGB", (100, 60), "white")], kind)
    painted, media_type = redact(data, marked(Box(20, 20, 30, 10)), LIMITS)
    image = opened(painted)
    assert (image.format, image.size) == (kind, (100, 60))
    assert media_type == Image.MIME[kind]
    grey = image.convert("L")
    assert max(grey.getpixel((x, y)) for x in range(20, 50) for y in range(20, 30)) < 30
    assert grey.getpixel((80, 50)) > 225


@pytest.mark.parametrize(
    ("mode", "kind", "kept"),
    [
        ("1", "PNG", "1"),
        ("1", "TIFF", "1"),
        ("L", "PNG", "L"),
        ("LA", "PNG", "LA"),
        ("P", "PNG", "P"),
        ("P", "GIF", "P"),
        ("P", "BMP", "P"),
        ("RGB", "PNG", "RGB"),
        ("RGBA", "PNG", "RGBA"),
        ("RGBA", "WEBP", "RGBA"),
        ("RGBA", "TIFF", "RGBA"),
        ("I;16", "PNG", "I;16"),
        ("I;16", "TIFF", "I;16"),
        ("I", "TIFF", "I"),
        ("F", "TIFF", "F"),
        ("CMYK", "JPEG", "CMYK"),
        ("CMYK", "TIFF", "CMYK"),
        ("L", "JPEG", "L"),
    ],
)
@pytest.mark.parametrize("style", Style)
def test_a_mode_survives_every_style(mode, kind, kept, style):
    if mode == "I;16":
        pixels = np.asarray(written().convert("L"), dtype=np.uint16) * 257
        source = Image.fromarray(pixels)
        assert source.mode == "I;16"
    else:
        source = written().convert("L" if mode in {"I", "F"} else mode).convert(mode)
    if mode in {"LA", "RGBA"}:
        source.paste((0, 0) if mode == "LA" else (0, 0, 0, 0), (300, 0, 310, 10))
    data = encoded([source], kind)
    painted, _ = redact(data, marked(AT), LIMITS, style)
    image = opened(painted)
    assert (image.mode, image.size) == (kept, source.size)
    before, after = frames(data)[0], frames(painted)[0]
    assert not same_under(before, after)
    # Of the letters nothing is left: what had the darkest ink and what was paper cannot be told apart any more.
    letters = np.asarray(written().convert("L"))[AT.y : AT.bottom, AT.x : AT.right] < 128
    level = np.asarray(after.convert("L"), dtype=float)[AT.y : AT.bottom, AT.x : AT.right]
    if style is not Style.LABEL:
        assert abs(level[letters].mean() - level[~letters].mean()) < 12
    assert after.getpixel((310, 60)) == before.getpixel((310, 60)) or kind == "JPEG"


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize(("one", "two"), [("4111 1111 1111 1111", "1414 1111 1111 1111"), ("cobalt", "tabloc")])
def test_two_values_of_equal_darkness_leave_the_same_picture(style, one, two):
    painted = [
        redact(encoded([written(text)], "PNG"), marked(Box(20, 20, 260, 26)), LIMITS, style)[0] for text in (one, two)
    ]
    assert painted[0] == painted[1]


def test_blur_is_soft_and_black_is_hard():
    data = encoded([written()], "PNG")
    soft, hard = (
        np.asarray(frames(redact(data, marked(AT), LIMITS, style)[0])[0].convert("L"), dtype=int)
        for style in (Style.BLUR, Style.BLACK)
    )
    middle = AT.y + AT.height // 2
    assert abs(np.diff(soft[:, 150])).max() < 60
    assert abs(np.diff(hard[:, 150])).max() == 255
    assert 100 < soft[middle, 150] < 240


def test_the_label_stands_on_the_box():
    data = encoded([Image.new("RGB", (320, 80), "white")], "PNG")
    texts = {}
    for label in ("EMAIL", "CREDIT_CARD_NUMBER"):
        (image,) = frames(redact(data, marked(AT, label=label), LIMITS, Style.LABEL)[0])
        level = np.asarray(image.convert("L"))[AT.y : AT.bottom, AT.x : AT.right]
        assert 0.02 < (level > 128).mean() < 0.4
        assert level[:, :3].max() == level[:, -3:].max() == 0
        texts[label] = level.tobytes()
    assert len(set(texts.values())) == 2


@pytest.mark.parametrize("box", [Box(5, 5, 12, 60), Box(2, 2, 4, 4), Box(0, 0, 40, 5), Box(90, 70, 50, 50)])
def test_a_label_that_does_not_fit_leaves_the_box_black(box):
    data = encoded([Image.new("RGB", (100, 80), "white")], "PNG")
    (image,) = frames(redact(data, marked(box, label="CREDIT_CARD_NUMBER"), LIMITS, Style.LABEL)[0])
    inside = image.convert("L").crop((box.x, box.y, min(100, box.right), min(80, box.bottom)))
    assert inside.getextrema() == (0, 0)


def test_a_label_runs_along_text_that_stands_upright():
    data = encoded([Image.new("RGB", (80, 320), "white")], "PNG")
    (image,) = frames(redact(data, marked(Box(20, 20, 24, 250)), LIMITS, Style.LABEL)[0])
    level = np.asarray(image.convert("L"))[20:270, 20:44]
    rows = np.flatnonzero((level > 128).any(axis=1))
    assert rows.max() - rows.min() > 40


def test_nested_boxes_carry_one_label():
    data = encoded([Image.new("RGB", (400, 80), "white")], "PNG")
    line, mail = LabelledBox(Box(20, 20, 350, 24), "COMBOLIST"), LabelledBox(Box(20, 20, 200, 24), "EMAIL")
    both, one = (redact(data, {1: boxes}, LIMITS, Style.LABEL)[0] for boxes in ([mail, line], [line]))
    assert both == one


def test_the_paint_reaches_beyond_the_box_by_the_lines_height_not_its_length():
    for box in (Box(50, 50, 100, 20), Box(50, 50, 20, 100)):
        data = encoded([Image.new("L", (300, 300), "white")], "PNG")
        dark = opened(redact(data, marked(box), LIMITS)[0]).convert("L").point(lambda v: 255 - v).getbbox()
        assert dark == (45, 45, box.right + 6, box.bottom + 6)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG", "AVIF", "HEIF"])
def test_every_page_keeps_its_place(kind):
    pages = [Image.new("RGB", (64, 64), colour) for colour in ("white", "yellow", "cyan")]
    painted, _ = redact(encoded(pages, kind), marked(Box(15, 15, 20, 20), page=2), LIMITS)
    assert [page.convert("L").getpixel((25, 25)) < 40 for page in frames(painted)] == [False, True, False]


@pytest.mark.parametrize(
    ("kind", "endless"), [("GIF", 0), ("GIF", 3), ("WEBP", 0), ("WEBP", 3), ("PNG", 0), ("PNG", 3)]
)
def test_timing_and_loops_stay(kind, endless):
    pages = [written(text) for text in ("one", "two", "three")]
    data = encoded(pages, kind, duration=[100, 250, 400], loop=endless)
    painted, _ = redact(data, marked(Box(200, 20, 30, 20), page=2), LIMITS)

    def told(of):
        image = opened(of)
        times = []
        for n in range(image.n_frames):
            image.seek(n)
            image.load()
            times.append(image.info["duration"])
        return times, image.info["loop"]

    assert told(painted) == told(data) == ([100, 250, 400], endless)


def test_an_animation_that_plays_once_still_does():
    pages = [written("one"), written("two")]
    painted, _ = redact(encoded(pages, "GIF", duration=100), marked(AT), LIMITS)
    assert "loop" not in opened(painted).info


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_no_frame_shows_what_was_found_on_another(kind, style):
    def with_spot(n):
        page = written()
        ImageDraw.Draw(page).rectangle((280 + 5 * n, 5, 290 + 5 * n, 15), fill="red")
        return page

    gone = Image.new("RGB", (320, 64), "white")
    pages = [gone, *(with_spot(n) for n in range(4)), gone]
    data = encoded(pages, kind, duration=100)
    painted, _ = redact(data, marked(AT, page=3), LIMITS, style)
    seen = frames(painted)
    clean = [np.asarray(page.convert("L"))[AT.y : AT.bottom, AT.x : AT.right] for page in seen]
    letters = np.asarray(written().convert("L"))[AT.y : AT.bottom, AT.x : AT.right] < 128
    assert len(seen) == 6
    assert clean[0].min() > 240
    assert clean[-1].min() > 240
    for page in clean[1:-1]:
        assert page.mean() < 240
        if style is not Style.LABEL:
            assert abs(float(page[letters].mean()) - float(page[~letters].mean())) < 12


def test_a_frame_that_covers_only_a_part_is_painted_where_the_value_stays():
    def half_covered():
        page = written()
        ImageDraw.Draw(page).rectangle((100, 0, 320, 64), fill="grey")
        return page

    data = encoded([written(), half_covered()], "GIF", duration=100, disposal=0)
    painted, _ = redact(data, marked(AT), LIMITS)
    for page in frames(painted):
        assert page.convert("L").crop((AT.x, AT.y, 99, AT.bottom)).getextrema() == (0, 0)


def test_other_text_at_the_same_place_stays():
    data = encoded([written(), written("nothing to see")], "GIF", duration=100)
    seen = frames(redact(data, marked(AT), LIMITS)[0])
    assert same_under(seen[1], frames(data)[1])


def test_transparent_frames_do_not_show_the_one_before():
    pages = [Image.new("RGBA", (60, 40), (0, 0, 0, 0)) for _ in range(2)]
    ImageDraw.Draw(pages[0]).ellipse((2, 2, 20, 37), fill="red")
    ImageDraw.Draw(pages[1]).ellipse((40, 2, 57, 37), fill="blue")
    for kind in ("GIF", "PNG", "WEBP"):
        data = encoded(pages, kind, duration=100, **({"disposal": 2} if kind == "GIF" else {}))
        painted, _ = redact(data, marked(Box(28, 18, 4, 4)), LIMITS)
        image = opened(painted)
        image.seek(1)
        seen = image.convert("RGBA")
        assert seen.getpixel((10, 30))[3] == 0, kind
        assert seen.getpixel((50, 30))[2] > 200, kind


def test_the_picture_before_an_animation_is_painted_too():
    still, pages = written(), [Image.new("RGB", (320, 64), colour) for colour in ("white", "grey")]
    data = encoded([still, *pages], "PNG", default_image=True, duration=[100, 200], loop=2)
    painted, _ = redact(data, marked(AT), LIMITS)
    image = opened(painted)
    assert (image.n_frames, image.info["default_image"], image.info["loop"]) == (3, True, 2)
    assert image.convert("L").crop((AT.x, AT.y, AT.right, AT.bottom)).getextrema() == (0, 0)
    image.seek(2)
    assert image.info["duration"] == 200


def test_pages_of_different_sizes_modes_and_resolutions_stay_so():
    first, second = written().convert("1"), Image.new("RGB", (40, 90), "yellow")
    data = encoded([first], "TIFF", dpi=(204, 98), compression="group4")
    image = opened(redact(data, marked(AT), LIMITS)[0])
    assert (image.mode, image.info["compression"]) == ("1", "group4")
    assert [round(float(n)) for n in image.info["dpi"]] == [204, 98]
    mixed = opened(redact(encoded([written().convert("L"), second], "TIFF"), marked(AT), LIMITS)[0])
    assert (mixed.mode, mixed.size) == ("L", (320, 64))
    mixed.seek(1)
    assert (mixed.mode, mixed.size) == ("RGB", (40, 90))


def test_an_animation_too_large_to_encode_is_refused():
    pages = [Image.new("L", (100, 100), shade) for shade in (0, 100, 200)]
    with pytest.raises(TooManyPixels, match=r"30000 pixels .3 frames.*20000"):
        redact(encoded(pages, "PNG"), {}, Limits(pixels=10_000))
    redact(encoded(pages, "TIFF"), {}, Limits(pixels=10_000))


@pytest.mark.parametrize("kind", ["AVIF", "GIF", "HEIF", "WEBP"])
def test_a_picture_that_would_take_long_to_encode_is_refused(kind, monkeypatch):
    monkeypatch.setitem(redaction._MOST_PIXELS, kind, 9_999)
    with pytest.raises(TooManyPixels, match="save it as PNG"):
        redact(encoded([Image.new("RGB", (100, 100))], kind), {}, LIMITS)


def test_what_lossy_webp_has_no_room_for_is_written_without_loss(monkeypatch):
    """As with 32 megapixels of noise, which would take seconds."""
    data = encoded([Image.effect_noise((300, 300), 60).convert("RGB")], "WEBP")
    save = Image.Image.save

    def no_room(image, file, kind, **options):
        if not options.get("lossless"):
            file.write(b"what was written so far")
            raise ValueError("encoding error 6")
        save(image, file, kind, **options)

    monkeypatch.setattr(Image.Image, "save", no_room)
    painted, _ = redact(data, {}, LIMITS)
    assert Image.open(io.BytesIO(painted)).tobytes() == Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["AVIF", "HEIF", "PNG", "WEBP"])
def test_a_large_picture_is_encoded_in_a_hurry(kind, monkeypatch):
    page = Image.effect_noise((300, 300), 60).convert("RGB")
    data = encoded([page], kind)
    with_care, _ = redact(data, {}, LIMITS)
    monkeypatch.setattr(redaction, "_LARGE", 9_999)
    assert redact(data, {}, LIMITS)[0] != with_care


@pytest.mark.parametrize(("quality", "sampling"), [(40, 2), (80, 2), (90, 0)])
def test_a_jpeg_is_compressed_about_as_before(quality, sampling):
    noisy = Image.effect_noise((300, 300), 60).convert("RGB")
    data = encoded([noisy], "JPEG", quality=quality, subsampling=sampling)
    painted, _ = redact(data, marked(Box(10, 10, 5, 5)), LIMITS)
    reference = encoded([noisy], "JPEG", quality=max(75, quality), subsampling=sampling)
    assert 0.8 < len(painted) / len(reference) < 1.2


def test_a_picture_of_few_colours_stays_small_and_exact():
    page = Image.effect_noise((200, 200), 60).quantize(250)
    data = encoded([page], "PNG")
    painted, _ = redact(data, marked(Box(20, 20, 60, 12)), LIMITS)
    assert opened(painted).mode == "P"
    assert len(painted) < 1.2 * len(data)
    assert same_under(page, opened(painted), Box(0, 50, 200, 150))


def test_a_picture_of_too_many_colours_for_a_palette_loses_none():
    page = Image.new("P", (64, 64))
    page.putpalette([level for i in range(256) for level in (i, 255 - i, 99)])
    page.putdata([i % 256 for i in range(64 * 64)])
    after = opened(redact(encoded([page], "PNG"), marked(Box(20, 20, 9, 9)), LIMITS)[0])
    assert after.mode == "RGB"
    assert same_under(page, after, Box(0, 40, 64, 24))


def test_a_lossless_webp_stays_lossless():
    noisy = Image.effect_noise((80, 80), 60).convert("RGB")
    data = encoded([noisy], "WEBP", lossless=True)
    (after,) = frames(redact(data, marked(Box(0, 0, 4, 4)), LIMITS)[0])
    assert same_under(noisy, after, Box(20, 20, 60, 60))


def test_a_profile_is_applied_and_dropped():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The same profile with red and green exchanged: whoever does not apply it sees other colours.
    swapped = lab.replace(b"rXYZ", b"tmp!").replace(b"gXYZ", b"rXYZ").replace(b"tmp!", b"gXYZ")
    image = Image.new("RGB", (100, 60), (200, 40, 40))
    painted, _ = redact(encoded([image], "PNG", icc_profile=swapped), marked(Box(5, 5, 9, 9)), LIMITS)
    after = opened(painted)
    assert "icc_profile" not in after.info
    red, green, _ = after.convert("RGB").getpixel((80, 50))
    assert green > 150 > red


@pytest.mark.parametrize("profile", [b"broken", b"\x00" * 200])
def test_a_broken_profile_is_dropped(profile):
    painted, _ = redact(encoded([written()], "PNG", icc_profile=profile), marked(AT), LIMITS)
    assert "icc_profile" not in opened(painted).info


def test_colour_under_full_transparency_is_gone():
    image = Image.new("RGBA", (320, 64), (255, 255, 255, 0))
    ImageDraw.Draw(image).text((AT.x, AT.y), VALUE, (0, 0, 0, 0), ImageFont.load_default(24))
    ImageDraw.Draw(image).rectangle((300, 50, 310, 60), fill="red")
    assert image.convert("RGB").crop((20, 20, 280, 44)).getextrema()[0][0] == 0
    after = opened(redact(encoded([image], "PNG"), marked(Box(1, 1, 3, 3)), LIMITS)[0])
    assert after.convert("RGB").crop((20, 20, 280, 44)).getcolors() == [(260 * 24, (0, 0, 0))]
    assert after.getpixel((305, 55)) == (255, 0, 0, 255)


PLANTED = b"Planted-Marker-4711"


def planted():
    exif = Image.Exif()
    exif[0x0112] = 1
    exif[0x010E] = PLANTED.decode()
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + PLANTED
    text = PngImagePlugin.PngInfo()
    for add in (text.add_text, text.add_itxt):
        add("Comment", PLANTED.decode())
    text.add_text("Zipped", PLANTED.decode(), zip=True)
    text.add(b"prVt", PLANTED)
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    page = written()
    xmp = b"<x:xmpmeta>" + PLANTED + b"</x:xmpmeta>"
    tags = {270: PLANTED.decode(), 305: PLANTED.decode(), 65000: PLANTED.decode()}
    yield "PNG", encoded([page], "PNG", pnginfo=text, exif=exif, icc_profile=icc + PLANTED)
    yield "JPEG", encoded([page], "JPEG", exif=exif, comment=PLANTED, xmp=xmp, icc_profile=icc + PLANTED)
    yield "WEBP", encoded([page], "WEBP", exif=exif, xmp=xmp, icc_profile=icc + PLANTED)
    yield "GIF", encoded([page], "GIF", comment=PLANTED)
    yield "TIFF", encoded([page], "TIFF", tiffinfo=tags, exif=exif, icc_profile=icc + PLANTED)
    yield "AVIF", encoded([page], "AVIF", exif=exif, xmp=xmp)
    yield "HEIF", encoded([page], "HEIF", exif=exif, xmp=xmp)
    yield "BMP", encoded([page], "BMP")


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize(("kind", "data"), list(planted()), ids=lambda p: p if isinstance(p, str) else "")
def test_nothing_that_was_planted_comes_out(kind, data, style):
    data += PLANTED  # after the image's end
    assert data.count(PLANTED) >= (1 if kind == "BMP" else 2)
    painted, _ = redact(data, marked(AT), LIMITS, style)
    assert PLANTED not in painted
    image = opened(painted)
    image.load()
    assert not dict(image.getexif()) or kind == "TIFF"
    assert not any(image.info.get(name) for name in ("exif", "xmp", "icc_profile", "comment", "Comment", "photoshop"))
    for found in zlib_streams(painted):
        assert PLANTED not in found


def zlib_streams(data):
    """What unpacks, wherever it lies."""
    at = data.find(b"\x78")
    while at >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(data[at:], 1000)
        at = data.find(b"\x78", at + 1)


def test_the_thumbnail_in_exif_does_not_survive():
    small = encoded([written(size=(320, 64))], "JPEG")
    ifd = struct.pack("<HHII", 0x0201, 4, 1, 56) + struct.pack("<HHII", 0x0202, 4, 1, len(small))
    exif = b"II*\0" + struct.pack("<IH", 8, 0) + struct.pack("<I", 14) + struct.pack("<H", 2) + ifd + b"\0\0\0\0"
    exif = b"Exif\0\0" + exif.ljust(56, b"\0") + small
    data = encoded([written()], "JPEG", exif=exif)
    assert data.count(b"\xff\xd8\xff") == 2
    assert redact(data, marked(AT), LIMITS)[0].count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_stands_upright(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        data = encoded([Image.new("RGB", (80, 40), "white")], kind, exif=exif)
        painted, _ = redact(data, marked(Box(2, 2, 5, 5)), LIMITS)
        image = opened(painted)
        assert image.size == ((80, 40) if orientation < 5 else (40, 80))
        assert image.getexif().get(0x0112, 1) == 1
        assert image.convert("L").getpixel((4, 4)) < 40


BY_ITSELF = """
import io, sys
from handler.imaging.box import Box, LabelledBox
from handler.imaging.limits import Limits
from handler.imaging.redaction import redact
data, media_type = redact(sys.stdin.buffer.read(), {1: [LabelledBox(Box(0, 0, 9, 9), "DATE")]}, Limits())
assert data[4:8] == b"ftyp" and media_type == "image/heif"
"""


def test_a_process_that_never_met_an_heif_redacts_one():
    data = encoded([Image.new("RGB", (64, 64), "white")], "HEIF")
    subprocess.run([sys.executable, "-c", BY_ITSELF], input=data, cwd=ROOT, check=True)
