"""What a file does to a native decoder ends that file's decoding and nothing else."""

import os
import signal
import socket
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from handler.errors import BrokenImage, NotAnImage, ReadingTimedOut, TooManyFrames, TooManyPixels, Unavailable
from handler.imaging import apart, decoding
from handler.imaging import decoder as decoder_module
from handler.imaging.apart import Decoder, DistantPicture, send
from handler.imaging.decoding import ApartPicture, open_here, open_picture
from handler.imaging.limits import Limits
from handler.imaging.originals import Whole

LIMITS = Limits()


@pytest.fixture
def decoder():
    made = Decoder()
    yield made
    made.close()


@pytest.fixture
def pages(encoded):
    """A TIFF whose pages are each larger than what a socket holds, so that its child waits for its reader."""
    page = Image.new("RGB", (1500, 1500), "white")
    return encoded(page, "TIFF", save_all=True, append_images=[page, page])


def children_of(decoder):
    pid = decoder._process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("kind", ["TIFF", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_what_is_decoded_apart_is_the_same(picture, encoded, kind, mode):
    image = picture(["Some text"]).convert(mode)
    data = encoded(image, kind)
    there, here = open_picture(data, LIMITS), open_here(data, LIMITS)
    assert isinstance(there, ApartPicture)
    assert (there.format, there.frame_count) == (here.format, here.frame_count)
    for one, other in zip(there.frames(), here.frames(), strict=True):
        assert (one.number, one.image.mode, one.image.size) == (other.number, other.image.mode, other.image.size)
        assert one.image.tobytes() == other.image.tobytes()


def test_pages_come_in_order_and_as_their_file_has_them(encoded):
    colours = [Image.new("RGB", (40, 40), colour) for colour in ("red", "lime", "blue")]
    data = encoded(colours[0], "WEBP", save_all=True, append_images=colours[1:], duration=[50, 70, 90], lossless=True)
    there = open_picture(data, LIMITS)
    assert [frame.image.getpixel((9, 9)) for frame in there.frames()] == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    assert (there.size, there.whole) == ((40, 40), open_here(data, LIMITS).whole)
    there = open_picture(data, LIMITS)
    assert [own.milliseconds for own, _ in there.originals()] == [50, 70, 90]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_originals_are_the_same_as_here(encoded, mode):
    data = encoded(Image.linear_gradient("L").convert(mode), "TIFF", dpi=(300, 200))
    for (one, seen), (other, here) in zip(
        open_picture(data, LIMITS).originals(), open_here(data, LIMITS).originals(), strict=True
    ):
        assert one[1:] == other[1:]
        assert (one.image.mode, one.image.tobytes()) == (other.image.mode, other.image.tobytes())
        assert (seen.number, seen.image.tobytes()) == (here.number, here.image.tobytes())


@pytest.mark.parametrize("magic", [b"II*\x00", b"II\x00*"])
def test_every_header_that_pillow_takes_for_a_tiff_is_decoded_apart(picture, encoded, magic):
    data = magic + encoded(picture(["a"]), "TIFF")[4:]
    assert isinstance(open_picture(data, LIMITS), ApartPicture)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_the_simple_formats_stay_here(picture, encoded, kind):
    assert not isinstance(open_picture(encoded(picture(["a"]), kind), LIMITS), ApartPicture)


@pytest.mark.parametrize(("limits", "error"), [(Limits(frames=2), TooManyFrames), (Limits(pixels=10), TooManyPixels)])
def test_limits_are_told_as_they_are_here(pages, limits, error):
    with pytest.raises(error) as there:
        open_picture(pages, limits)
    with pytest.raises(error) as here:
        open_here(pages, limits)
    assert there.value.detail == here.value.detail


@pytest.mark.parametrize("data", [b"II*\x00", b"....ftypheic", b"RIFF....WEBP", b"II*\x00" + b"\xff" * 500])
def test_rubbish_is_an_error_of_ours(data):
    with pytest.raises((BrokenImage, NotAnImage)):
        list(open_picture(data, LIMITS).frames())


@pytest.mark.parametrize("fatal", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_while_decoding_ends_that_image_only(decoder, pages, fatal):
    read = decoder.open(pages, LIMITS).pages()
    assert next(read).size == (1500, 1500)
    (first,) = children_of(decoder)
    other = decoder.open(pages, LIMITS)
    os.kill(first, fatal)
    with pytest.raises(BrokenImage, match="cannot be decoded"):
        list(read)
    assert len(list(other.pages())) == 3


def test_the_process_that_makes_children_may_die_too(decoder, pages):
    assert len(list(decoder.open(pages, LIMITS).pages())) == 3
    before = decoder._process
    before.kill()
    before.wait()
    assert len(list(decoder.open(pages, LIMITS).pages())) == 3
    assert decoder._process.pid != before.pid


def test_a_decoder_that_hangs_is_given_up(decoder, pages, monkeypatch):
    decoder.open(pages, LIMITS)  # starting the process may take longer than the time below
    read = decoder.open(pages, LIMITS).pages()
    monkeypatch.setattr(apart, "LONGEST_SECONDS", 0.3)
    (child,) = children_of(decoder)
    os.kill(child, signal.SIGSTOP)
    with pytest.raises(ReadingTimedOut):
        list(read)
    os.kill(child, signal.SIGKILL)


def test_the_child_has_no_secrets_and_may_neither_write_nor_grow(decoder, pages, monkeypatch):
    monkeypatch.setenv("OCR_CACHE_SECRET", "marmalade")
    read = decoder.open(pages, LIMITS).pages()
    next(read)
    (child,) = children_of(decoder)
    with suppress(PermissionError):  # as who is not root gets it
        assert b"marmalade" not in Path(f"/proc/{child}/environ").read_bytes()
    lines = Path(f"/proc/{child}/limits").read_text().splitlines()
    limits = {line[:26].strip(): line[26:].split()[:2] for line in lines}
    assert limits["Max file size"] == limits["Max core file size"] == ["0", "0"]
    assert int(limits["Max address space"][1]) < 4 << 30
    assert int(limits["Max cpu time"][0]) <= apart.LONGEST_SECONDS + 2
    read.close()


@pytest.mark.parametrize(
    "words",
    [
        {"width": 9, "height": 9, "mode": "RGB"},
        {"width": -2, "height": -2, "mode": "L"},
        {"width": 4, "height": 1, "mode": "XYZ"},
        {"width": 1, "height": 1, "mode": "CMYK"},
        {"width": 4, "mode": "L"},
        {"width": [4], "height": 1, "mode": "L"},
        {"error": "SystemExit", "detail": "x"},
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(words):
    mine, theirs = socket.socketpair()
    with theirs:
        threading.Thread(target=send, args=(theirs, words, b"1234")).start()
        with pytest.raises(BrokenImage):
            list(DistantPicture("TIFF", 1, (4, 1), Whole(), mine, LIMITS).pages())


@pytest.mark.parametrize(
    "words", [{"dpi": None}, {"dpi": [1], "milliseconds": 0, "tiff_compression": "raw", "had_palette": False}]
)
def test_nor_are_its_words_about_originals(words):
    mine, theirs = socket.socketpair()
    with theirs:
        page = {"width": 4, "height": 1, "mode": "L"}
        threading.Thread(target=send, args=(theirs, page | words, b"1234")).start()
        with pytest.raises(BrokenImage):
            list(DistantPicture("TIFF", 1, (4, 1), Whole(), mine, LIMITS).originals())


@pytest.mark.parametrize(
    "words",
    [
        {"frame_count": 51},
        {"frame_count": 0},
        {"frame_count": float("inf")},
        {"format": "PDF"},
        {"jpeg": {"quality": 90}},
        {"jpeg": "x"},
        {"size": [1]},
    ],
)
def test_nor_is_what_it_says_of_the_picture(words):
    mine, theirs = socket.socketpair()
    about = {"format": "TIFF", "frame_count": 1, "size": [4, 1], "loop": None, "default_image": False, "jpeg": None}
    with theirs, pytest.raises(BrokenImage):
        apart._opened(about | words, mine, LIMITS)
    assert mine.fileno() == -1


@pytest.mark.parametrize("text", [b"[1]", b"[" * 4000, b"{", b"\xff"])
def test_nor_is_what_is_no_message(text):
    mine, theirs = socket.socketpair()
    with mine, theirs:
        theirs.sendall(apart._LENGTHS.pack(len(text), 0) + text)
        with pytest.raises(BrokenImage):
            apart._answer(mine, 0)


def test_a_child_that_sends_a_byte_now_and_then_is_given_up(monkeypatch):
    monkeypatch.setattr(apart, "LONGEST_SECONDS", 0.2)
    mine, theirs = socket.socketpair()
    given_up = threading.Event()

    def drip():
        theirs.sendall(apart._LENGTHS.pack(4000, 0))
        while not given_up.wait(0.01):
            theirs.sendall(b" ")

    with mine, theirs:
        dripping = threading.Thread(target=drip)
        dripping.start()
        with pytest.raises(ReadingTimedOut):
            apart._answer(mine, 0)
        given_up.set()
        dripping.join()


def test_a_profile_is_applied_apart_and_only_where_it_is(encoded):
    image = Image.linear_gradient("L").convert("RGB")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for kind in ("PNG", "JPEG"):
        plain, profiled = encoded(image, kind), encoded(image, kind, icc_profile=profile)
        assert not isinstance(open_picture(plain, LIMITS, profiled=True), ApartPicture)
        assert not isinstance(open_picture(profiled, LIMITS), ApartPicture)
        there, here = open_picture(profiled, LIMITS, profiled=True), open_here(profiled, LIMITS)
        assert isinstance(there, ApartPicture)
        assert (there.format, there.whole) == (here.format, here.whole)
        ((one, _),), ((other, _),) = there.originals(), here.originals()
        assert one.image.tobytes() == other.image.tobytes()


def test_a_picture_that_waits_for_its_turn_holds_no_pixels(decoder, pages):
    waiting = decoder.open(pages, LIMITS)
    (child,) = children_of(decoder)

    def peak():
        lines = Path(f"/proc/{child}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

    before = peak()
    read = waiting.pages()
    next(read)
    assert peak() - before > 5_000
    read.close()


def test_a_picture_that_nobody_reads_ends_its_child(decoder, pages):
    picture = decoder.open(pages, LIMITS)
    mine = picture._child
    del picture
    assert mine.fileno() == -1


def test_a_child_ends_before_more_is_made_of_its_last_page(decoder, pages):
    picture = decoder.open(pages, LIMITS)
    seen = [picture._child.fileno() == -1 for _ in picture.pages()]
    assert seen == [False, False, True]


def test_a_child_that_sends_originals_makes_nothing_else_of_them(encoded, monkeypatch):
    monkeypatch.setattr(decoding, "_as_seen", None)
    picture = open_here(encoded(Image.new("RGBA", (9, 9)), "WEBP"), LIMITS)
    assert [(words["milliseconds"], image.mode) for words, image in decoder_module._originals(picture)] == [(0, "RGBA")]


def test_without_any_child_the_service_says_so(decoder, pages, monkeypatch):
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(Unavailable):
        decoder.open(pages, LIMITS)


def test_there_is_one_process_for_all_images(pages):
    first, second = open_picture(pages, LIMITS), open_picture(pages, LIMITS)
    assert len(children_of(decoding._decoder)) >= 2
    assert sum(1 for p in (first, second) for _ in p.frames()) == 6
