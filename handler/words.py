"""The words of a scan, packed: where each lies in the text and in the picture.

The cache keeps them with every scan, and few callers ask for them: so they are one short string, which costs an answer
without words nothing but its length (about ten bytes a word) and is opened only for who asks. The letters are not
repeated; they stand in the text.
"""

import base64
import json
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from handler.reading.page import Box, Page


class PlacedWord(NamedTuple):
    """``start`` and ``end`` are offsets into the page's text; ``confidence`` is in hundredths."""

    start: int
    end: int
    box: Box
    confidence: float


def pack(pages: Iterable[Page]) -> str:
    """The words of ``pages``, ASCII."""
    rows = [[number for row in _rows(page) for number in row] for page in pages]
    return base64.b85encode(zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 6)).decode()


def unpack(packed: str) -> list[list[PlacedWord]]:
    """The words of each page, as ``pack`` got them."""
    if not packed:
        return []
    return [_placed(numbers) for numbers in json.loads(zlib.decompress(base64.b85decode(packed)))]


_FIELDS = 7


def _rows(page: Page) -> Iterable[tuple[int, ...]]:
    end = 0
    for at, line in zip(page.line_starts, page.lines, strict=True):
        for a, b, word in line.offsets():
            box = word.box
            yield at + a - end, b - a, box.x, box.y, box.width, box.height, round(word.confidence * 100)
            end = at + b


def _placed(numbers: list[int]) -> list[PlacedWord]:
    words, at = [], 0
    for i in range(0, len(numbers), _FIELDS):
        gap, length, x, y, width, height, hundredths = numbers[i : i + _FIELDS]
        start, at = at + gap, at + gap + length
        words.append(PlacedWord(start, at, Box(x, y, width, height), hundredths / 100))
    return words
