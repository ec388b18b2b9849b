"""A text with some places rewritten, and the way back to where they stood."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """``text[start:end]`` reads ``new`` instead."""

    start: int
    end: int
    new: str


class View:
    """``original`` after ``edits``, which are in order and do not overlap; without any it is the text itself."""

    def __init__(self, original: str, edits: Iterable[Edit] = ()) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []  # where each piece begins in ``text``
        self._sources: list[tuple[int, int, bool]] = []  # its start and end in ``original``, and whether it was edited
        self.original = original
        at = done = 0
        for edit in edits:
            if edit.start < done:
                continue
            for piece, start, end, edited in (
                (original[done : edit.start], done, edit.start, False),
                (edit.new, edit.start, edit.end, True),
            ):
                if piece:
                    self._starts.append(at)
                    self._sources.append((start, end, edited))
                    pieces.append(piece)
                    at += len(piece)
            done = edit.end
        self._starts.append(at)
        self._sources.append((done, len(original), False))
        pieces.append(original[done:])
        self.text = "".join(pieces)
        self._plain = len(self._starts) == 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that ``text[start:end]`` (not empty) came from."""
        if self._plain:
            return start, end
        i, j = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        first, last = self._sources[i], self._sources[j]
        return (
            first[0] if first[2] else first[0] + start - self._starts[i],
            last[1] if last[2] else last[0] + end - self._starts[j],
        )

    def edited(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` differs from what stands in the original."""
        if self._plain:
            return False
        i, j = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        if any(self._sources[k][2] for k in range(i, j + 1)):
            return True
        a, b = self.span(start, end)
        return b - a != end - start
