"""Decoding in a process of its own, for formats whose native libraries have a long history of faults.

A file that makes such a library crash, or use memory or time without end, then ends the decoding of that file and not
the service; a file that takes such a library over finds no secret and can write nothing to a file. The process
(``decoder.py``) is started on first need and kept; for each image it makes a child, which is gone with the image.
Pixels come back through a socket.
"""

import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from handler import errors
from handler.imaging.limits import Limits
from handler.imaging.originals import JPEG_OPTIONS, Original, Whole

# What a child is asked for: the next page as a person sees it, or as its file has it.
SEEN, ORIGINAL = b"+", b"o"
_LENGTHS = struct.Struct("!II")
# For one page, also of the processor; the largest that the limits let through take a fraction of it.
LONGEST_SECONDS = 20.0
# What is decoded apart; simple formats are where a colour profile has to be applied, which native code does as well.
_FORMATS = frozenset({"TIFF", "WEBP", "AVIF", "HEIF", "PNG", "JPEG", "GIF", "BMP"})
_SEEN_MODES = frozenset({"L", "RGB"})
# Bytes of a pixel in the modes that an original may have; black and white has eight pixels in a byte.
_BYTES = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4, "I;16": 2, "I": 4, "F": 4}
_MOST_BYTES = max(_BYTES.values())
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH")


class Ended(Exception):
    """The other side is gone, or talks nonsense."""


class Late(Ended):
    """The other side is silent, or slow, for too long."""


def send(to: socket.socket, words: dict[str, Any], data: bytes = b"") -> None:
    """One message: JSON and bytes."""
    text = json.dumps(words).encode()
    to.sendall(_LENGTHS.pack(len(text), len(data)) + text)
    to.sendall(data)


def receive(of: socket.socket, most: int, ends: float | None = None) -> tuple[dict[str, Any], bytearray]:
    """What ``send`` sent, with ``most`` bytes at most, until ``ends`` on the clock that only goes forward.

    Raises:
        Ended: it did not come, or is no message.
    """
    text_length, length = _LENGTHS.unpack(_exactly(of, _LENGTHS.size, ends))
    if text_length > 4096 or length > most:  # noqa: PLR2004 # far more than any of our messages has
        raise Ended
    try:
        words = json.loads(_exactly(of, text_length, ends))
    except (ValueError, RecursionError) as error:
        raise Ended from error
    if not isinstance(words, dict):
        raise Ended
    return words, _exactly(of, length, ends)


def _exactly(of: socket.socket, count: int, ends: float | None) -> bytearray:
    got = bytearray(count)
    view, at = memoryview(got), 0
    while at < count:
        try:
            if ends is not None:  # whoever sends a byte now and then must not have the time for each
                of.settimeout(max(0.001, ends - time.monotonic()))
            size = of.recv_into(view[at:])
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise Ended from error
        if not size:
            raise Ended
        at += size
    return got


@dataclass(frozen=True)
class DistantPicture:
    """An image that a child has opened; its pages come one by one."""

    format: str
    frame_count: int
    size: tuple[int, int]
    whole: Whole
    _child: socket.socket
    _limits: Limits

    def pages(self) -> Iterator[Image.Image]:
        """Every page in order, RGB or L.

        Raises:
            BrokenImage: a page cannot be decoded.
            ReadingTimedOut: decoding a page takes too long.
            TooManyPixels: a page is larger than the limits.
        """
        for _, image in self._asked(SEEN):
            if image.mode not in _SEEN_MODES:
                raise _broken()
            yield image

    def originals(self) -> Iterator[Original]:
        """Every page in order as its file has it; raises as ``pages`` does."""
        for words, image in self._asked(ORIGINAL):
            yield _original(words, image)

    def _asked(self, wanted: bytes) -> Iterator[tuple[dict[str, Any], Image.Image]]:
        with self._child:
            for number in range(1, self.frame_count + 1):
                with suppress(OSError):  # a child that is gone is told by its answer
                    self._child.sendall(wanted)
                words, pixels = _answer(self._child, self._limits.pixels * _MOST_BYTES)
                if number == self.frame_count:
                    self._child.close()  # and so it ends, before this process makes more of the page
                image = self._page(words, pixels)
                del pixels
                yield words, image
                del image  # before the next one comes

    def _page(self, words: dict[str, Any], pixels: bytearray) -> Image.Image:
        """The page that a message holds; whoever sent it may not be itself any more."""
        try:
            width, height, mode = int(words["width"]), int(words["height"]), str(words["mode"])
        except (KeyError, OverflowError, TypeError, ValueError) as error:
            raise _broken() from error
        fits = 0 < width <= self._limits.side and 0 < height <= self._limits.side
        wanted = (width + 7) // 8 * height if mode == "1" else width * height * _BYTES.get(mode, 0)
        if not fits or not wanted or wanted != len(pixels):
            raise _broken()
        return Image.frombytes(mode, (width, height), pixels)


def _original(words: dict[str, Any], image: Image.Image) -> Original:
    try:
        dpi = words["dpi"]
        return Original(
            image,
            int(words["milliseconds"]),
            (float(dpi[0]), float(dpi[1])) if dpi else None,
            str(words["tiff_compression"]),
            bool(words["had_palette"]),
        )
    except (KeyError, IndexError, OverflowError, TypeError, ValueError) as error:
        raise _broken() from error


class Decoder:
    """The process that makes children, started on first need."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def open(self, data: bytes, limits: Limits) -> DistantPicture:
        """Opens ``data`` in a child.

        Raises:
            BadInput, ReadingTimedOut: as ``open_picture`` does.
            Unavailable: no child can be had.
        """
        child = self._child()
        try:
            child.settimeout(LONGEST_SECONDS)
            try:
                send(child, {"limits": limits}, data)
            except OSError as error:
                raise _broken() from error
            words, _ = _answer(child, 0)
        except BaseException:
            child.close()
            raise
        picture = _opened(words, child, limits)
        weakref.finalize(picture, child.close)  # also where nobody ever asks for its pages
        return picture

    def _child(self) -> socket.socket:
        with self._lock:
            for _ in range(2):  # the process may have been ended since the last image
                mine, theirs = socket.socketpair()
                mine.settimeout(LONGEST_SECONDS)
                with theirs:
                    try:
                        socket.send_fds(self._running(), [b"+"], [theirs.fileno()])
                    except OSError:
                        self.close()
                        mine.close()
                        continue
                try:
                    _exactly(mine, 1, time.monotonic() + LONGEST_SECONDS)
                except Ended:
                    self.close()
                    mine.close()
                else:
                    return mine
        raise errors.Unavailable("The process that decodes images does not start; try again in a few seconds.")

    def _running(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 # our own file, by this interpreter
                    [sys.executable, "-m", "handler.imaging.decoder", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,  # libtiff complains there of every damaged file
                    env={name: os.environ[name] for name in _PASSED_ON if name in os.environ}
                    | {"PYTHONPATH": str(Path(__file__).parents[2])},
                )
        return self._control

    def close(self) -> None:
        """Ends the process; the next image starts another."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None


def _opened(words: dict[str, Any], child: socket.socket, limits: Limits) -> DistantPicture:
    """The picture that a child says it has opened; it may have been taken over while it did."""
    try:
        size = int(words["size"][0]), int(words["size"][1])
        loop = None if words["loop"] is None else int(words["loop"])
        jpeg = words["jpeg"] and {name: int(words["jpeg"][name]) for name in JPEG_OPTIONS}
        whole = Whole(loop, bool(words["default_image"]), jpeg)
        kind, count = str(words["format"]), int(words["frame_count"])
    except (KeyError, IndexError, OverflowError, TypeError, ValueError) as error:
        child.close()
        raise _broken() from error
    if kind not in _FORMATS or not 0 < count <= limits.frames:
        child.close()
        raise _broken()
    return DistantPicture(kind, count, size, whole, child, limits)


def _answer(child: socket.socket, most: int) -> tuple[dict[str, Any], bytearray]:
    try:
        words, data = receive(child, most, time.monotonic() + LONGEST_SECONDS)
    except Late as error:
        # Not the file's fault alone: on a machine with less to do the same one may be decoded.
        raise errors.ReadingTimedOut(
            f"A page of the image was not decoded within {LONGEST_SECONDS:g} seconds; send a smaller one, or try again."
        ) from error
    except Ended as error:
        raise _broken() from error
    if "error" in words:
        kind = getattr(errors, str(words["error"]), None)
        if not (isinstance(kind, type) and issubclass(kind, errors.BadInput)):
            raise _broken()
        raise kind(str(words.get("detail", "")))
    return words, data


def _broken() -> errors.BrokenImage:
    return errors.BrokenImage(
        "This image is damaged and cannot be decoded; export the image again and send the new file."
    )
