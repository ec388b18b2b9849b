"""The text that recognisers search, and what stands around a place in it."""

import itertools
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from handler.reading.page import Line, Page

DEFAULT_REGIONS = ("TR", "US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "BR", "IN", "RU")

# How far a label, a column header or a heading may stand above its value, in lines.
_ABOVE = 40
# A stretch further right than this, in characters, stands in no column.
_WIDEST = 2000
# How many columns of lines may stand side by side.
_COLUMNS = 8


@dataclass(frozen=True)
class Source:
    """A text to search and the little that is known about it.

    ``regions`` are the ISO 3166 countries whose national phone formats count. ``page`` is the page the text was read
    from, or None for plain text; only text that was read from pixels may be mended for look-alike characters.
    ``kept`` holds what several recognisers work out from the text and share.
    """

    text: str
    regions: tuple[str, ...] = DEFAULT_REGIONS
    page: Page | None = None
    kept: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def from_pixels(self) -> bool:
        """Whether the text was read from an image and may hold reading errors."""
        return self.page is not None

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for i, c in enumerate(self.text):
            if c == "\n":
                starts.append(i + 1)
        return starts

    @cached_property
    def _by_bottom(self) -> tuple[list[int], list[Line]]:
        """The lower edges of the page's lines, and the lines in that order."""
        ordered = sorted(self.page.lines if self.page else (), key=lambda line: line.box.bottom)
        return [line.box.bottom for line in ordered], ordered

    def line_span(self, at: int) -> tuple[int, int]:
        """``(start, end)`` of the line that holds offset ``at``, without its line break."""
        i = bisect_right(self._starts, at) - 1
        end = self._starts[i + 1] - 1 if i + 1 < len(self._starts) else len(self.text)
        return self._starts[i], end

    def line_number(self, at: int) -> int:
        """The number, from 0, of the line that holds offset ``at``."""
        return bisect_right(self._starts, at) - 1

    def line_lengths(self, first: int, stop: int) -> list[int]:
        """The lengths in characters of the lines numbered ``first`` up to ``stop``, as far as they exist."""
        starts = [*self._starts[max(0, first) : stop + 1]]
        if stop >= len(self._starts):
            starts.append(len(self.text) + 1)
        return [b - a - 1 for a, b in itertools.pairwise(starts)]

    def before(self, start: int, limit: int = 60) -> str:
        """Up to ``limit`` characters before ``start`` on the same line."""
        return self.text[max(self.line_span(start)[0], start - limit) : start]

    def after(self, end: int, limit: int = 60) -> str:
        """Up to ``limit`` characters after ``end`` on the same line."""
        return self.text[end : min(self.line_span(end)[1], end + limit)]

    def above(self, start: int, end: int, lines: int = _ABOVE) -> list[str]:
        """What stands over ``text[start:end]`` in each of up to ``lines`` lines above it, nearest first.

        On a page only words whose columns overlap the stretch count, so that this finds the label over a form's
        field and the header of a table's column; in plain text columns are counted in characters, and a tab-separated
        line gives its cell of the same number.
        """
        index = bisect_right(self._starts, start) - 1
        if self.page is not None:
            return self._above_on_page(start, end, lines)
        first, last = self.line_span(start)
        if not index or start - first > _WIDEST:
            return []
        found = []
        cell = self.text.count("\t", first, start)
        tabbed = cell or self.text.find("\t", end, min(last, end + _WIDEST)) >= 0
        for i in range(index - 1, max(-1, index - 1 - lines), -1):
            line = self.text[self._starts[i] : self._starts[i + 1] - 1]
            if tabbed and "\t" in line:
                cells = line.split("\t")
                part = cells[cell] if cell < len(cells) else ""
            else:
                part = _words_over(line, start - first, end - first)
            if part.strip():
                found.append(part.strip())
        return found

    def _above_on_page(self, start: int, end: int, lines: int) -> list[str]:
        assert self.page is not None
        boxes = self.page.boxes_of(start, end)
        if not boxes:
            return []
        box = boxes[0]
        bottoms, ordered = self._by_bottom
        found = []
        # From the nearest line upwards, and on a page of nothing but columns not for ever.
        nearest = bisect_right(bottoms, box.y + box.height // 2)
        for line in reversed(ordered[max(0, nearest - _COLUMNS * lines) : nearest]):
            if line.box.x < box.right and box.x < line.box.right:
                lines -= 1
                text = " ".join(w.text for w in line.words if w.box.x < box.right and box.x < w.box.right)
                if text:
                    found.append(text)
                if not lines:
                    break
        return found


def _words_over(line: str, left: int, right: int) -> str:
    """The words of ``line`` that touch the character columns ``left`` to ``right``."""
    if left >= len(line):
        return ""
    right = min(right, len(line))
    while left > 0 and not line[left - 1].isspace():
        left -= 1
    while right < len(line) and not line[right].isspace():
        right += 1
    return line[left:right]
