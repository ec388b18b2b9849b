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
        """The box around ``text[start:end]``: a word touched in part gives its share by characters."""
        parts = []
        for a, b, word in self.offsets():
            s, e = max(start, a), min(end, b)
            if s < e:
                per = word.box.width / max(1, b - a)
                left, right = round(word.box.x + per * (s - a)), round(word.box.x + per * (e - a))
                parts.append(Box(left, word.box.y, max(1, right - left), word.box.height))
        return union(parts) if parts else None


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
