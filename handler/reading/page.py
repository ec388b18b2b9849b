"""What a reader returns: a page of lines of words, with boxes and text offsets.

Boxes are whole pixels of the image as a person sees it (EXIF orientation applied, before any turning or scaling
that reading does for itself); the origin is the upper left corner. Confidences are 0 to 1. Offsets count
characters of ``Page.text``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from handler.imaging.box import Box, union

__all__ = ["Box", "Line", "Page", "Word", "union"]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters without a gap.

    ``space_before`` is the text that stands between the word before it on the line and this one: empty for the
    first word, a space for a gap, a tab for the gap between two columns, empty again where two words touch.
    """

    text: str
    box: Box
    confidence: float
    space_before: str = " "


@dataclass(frozen=True)
class Line:
    """One printed line, at least one word, left to right."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words with their spaces."""
        first, *rest = self.words
        return first.text + "".join(w.space_before + w.text for w in rest)

    @cached_property
    def box(self) -> Box:
        """The smallest box around all words."""
        return union(w.box for w in self.words)

    @cached_property
    def confidence(self) -> float:
        """The mean of the words' confidences, weighted by their lengths."""
        return sum(w.confidence * len(w.text) for w in self.words) / max(1, sum(len(w.text) for w in self.words))

    def offsets(self) -> Iterator[tuple[int, int, Word]]:
        """``(start, end, word)`` with offsets into ``text``."""
        at = 0
        for i, word in enumerate(self.words):
            at += len(word.space_before) if i else 0
            yield at, at + len(word.text), word
            at += len(word.text)

    def box_of(self, start: int, end: int) -> Box | None:
        """The box around ``text[start:end]``; of a word touched in part, at least what belongs to it."""
        parts = []
        for a, b, word in self.offsets():
            s, e = max(start, a) - a, min(end, b) - a
            if s < e:
                left, right = _part_of(word, s, e)
                parts.append(Box(left, word.box.y, right - left, word.box.height))
        return union(parts) if parts else None


# Letters that are much narrower or wider than others in proportional type, in widths of an ordinary letter.
_NARROW, _WIDE = frozenset("iIl1jtfr.,:;'|!()[]{}/\\ "), frozenset("mwMW@%—")
_NARROW_WIDTH, _WIDE_WIDTH, _CAPITAL_WIDTH = 0.55, 1.5, 1.2


def _advance(letter: str) -> float:
    if letter in _NARROW:
        return _NARROW_WIDTH
    if letter in _WIDE:
        return _WIDE_WIDTH
    return _CAPITAL_WIDTH if letter.isupper() else 1.0


def _part_of(word: Word, start: int, end: int) -> tuple[int, int]:
    """The columns of ``word.text[start:end]``.

    Where a letter stands inside a word is not known, only how wide letters are in type of one width and in
    proportional type. Both are asked, the wider answer counts, and half a letter is added: what hides a value must
    not show the edge of it, and may hide the edge of its neighbour.
    """
    box, length = word.box, len(word.text)
    advances = [_advance(letter) for letter in word.text]
    total = sum(advances)
    half = 0.5 / length
    lefts = (start / length, sum(advances[:start]) / total)
    rights = (end / length, sum(advances[:end]) / total)
    left = min(lefts) - half if start else 0.0
    right = max(rights) + half if end < length else 1.0
    first = box.x + int(box.width * max(0.0, left))
    return first, max(first + 1, box.x + round(box.width * min(1.0, right)))


@dataclass(frozen=True)
class Page:
    """All that was read from one frame or page of an image.

    ``number`` counts from 1. ``width`` and ``height`` are pixels of the image as a person sees it. ``rotation`` is
    the clockwise quarter turn in degrees (0, 90, 180 or 270) that brought the text upright for reading. ``complete`` is
    false where the time limit ended reading early.
    """

    number: int
    width: int
    height: int
    lines: tuple[Line, ...]
    rotation: int = 0
    complete: bool = True

    @cached_property
    def text(self) -> str:
        """The lines, one per line."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset in ``text`` at which each line starts."""
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line.text) + 1
        return tuple(starts)

    def boxes_of(self, start: int, end: int) -> tuple[Box, ...]:
        """One box for each line that ``text[start:end]`` touches."""
        found = (
            line.box_of(start - at, end - at)
            for at, line in zip(self.line_starts, self.lines, strict=True)
            if start < at + len(line.text) and at < end
        )
        return tuple(box for box in found if box)
