"""How many parts a file is made of, counted without decoding any: each costs time, and may be a few bytes long.

A scan of a progressive JPEG passes over the whole picture, however little it changes; segments, chunks and blocks are
taken apart one by one before the first pixel is decoded. A file of nothing but these keeps a processor busy for
minutes, within every limit of bytes and pixels.
"""

import re

from handler.errors import BadInput, BrokenImage, TooManyFrames
from handler.imaging.limits import Limits

# Encoders make ten or twenty of one picture; each costs one of the largest pictures 75 ms.
_MOST_SCANS = 100
# Encoders fill their chunks and blocks: these are far more than any of them makes for so many bytes.
_MOST_PARTS = 10_000
_PNG_CHUNK, _GIF_BLOCK = 4096, 100

_JPEG, _PNG, _GIF = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a")
# JPEG's markers (ITU-T T.81, table B.1): of a scan, of the end, and any that a length follows.
_SOS, _EOI = 0xDA, 0xD9
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = b",!;"


class _Bound:
    """Counts up to a bound."""

    def __init__(self, most: int, beyond: BadInput) -> None:
        self._left = most
        self._beyond = beyond

    def count(self, more: int = 1) -> None:
        """Raises the error of what is beyond the bound, once it is."""
        self._left -= more
        if self._left < 0:
            raise self._beyond


def check_parts(data: bytes, limits: Limits) -> None:
    """Refuses a file that is made of more parts than an encoder makes.

    Raises:
        BrokenImage: more scans or segments of a JPEG, chunks of a PNG or blocks of a GIF.
        TooManyFrames: more frames of a GIF than ``limits`` allow.
    """
    if data.startswith(_JPEG):
        _jpeg(data, _bound(_MOST_SCANS, "scans"), _bound(_MOST_PARTS, "segments"))
    elif data.startswith(_PNG):
        _png(data, _bound(_MOST_PARTS + len(data) // _PNG_CHUNK, "chunks"))
    elif data.startswith(_GIF):
        frames = _Bound(limits.frames, too_many_frames(limits))
        _gif(data, frames, _bound(_MOST_PARTS + len(data) // _GIF_BLOCK, "blocks"))


def too_many_frames(limits: Limits) -> TooManyFrames:
    """What is said of a file with more pages or frames than ``limits`` allow."""
    return TooManyFrames(
        f"The image has more than {limits.frames} pages or frames, which is the limit; split it and send the parts."
    )


def _bound(most: int, name: str) -> _Bound:
    error = BrokenImage(
        f"This image is cut into more than {most} {name}, which no program does that saves pictures; export the image"
        " again and send the new file."
    )
    return _Bound(most, error)


def _jpeg(data: bytes, scans: _Bound, parts: _Bound) -> None:
    """Follows the markers as libjpeg finds them; what comes after the first picture is never decoded."""
    at, begun = len(_JPEG), False
    while found := _MARKER.search(data, at):
        if not begun:  # Pillow passes over bytes between segments one by one
            parts.count(found.start() - at)
        parts.count()
        marker = data[found.end() - 1]
        at = found.end()
        if marker == _EOI:
            if begun:
                return
            continue
        if marker == _SOS:
            begun = True
            scans.count()
        at += int.from_bytes(data[at : at + 2])
    if not begun:
        parts.count(max(0, len(data) - at))


def _png(data: bytes, parts: _Bound) -> None:
    at = len(_PNG)
    while at < len(data) and data[at + 4 : at + 8] != b"IEND":
        parts.count()
        at += 12 + int.from_bytes(data[at : at + 4])


def _gif(data: bytes, frames: _Bound, parts: _Bound) -> None:
    """Counts every block and piece of a block, and bytes between them, which Pillow passes over one by one."""
    at = 13 + _table(data[10:11])
    while at < len(data) and data[at] != _GIF_END:
        parts.count()
        kind = data[at]
        at += 1
        if kind == _GIF_IMAGE:
            frames.count()
            at += 10 + _table(data[at + 8 : at + 9])  # with the byte that tells the width of its codes
        elif kind == _GIF_EXTENSION:
            at += 1
        else:
            continue
        while at < len(data) and data[at]:
            parts.count()
            at += 1 + data[at]
        at += 1


def _table(flags: bytes) -> int:
    """The bytes of the colour table that ``flags`` announce."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0
