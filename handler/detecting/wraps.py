"""Values that were broken over two or more lines because the line was full."""

import re
from collections.abc import Iterator

from handler.detecting.source import Source

_HEX_END = re.compile(r"(?<![0-9A-Za-z_])[0-9a-fA-F]{8,127}$")
_HEX_START = re.compile(r"[ \t]*([0-9a-fA-F]{1,127})(?![0-9A-Za-z_])")
_MAX_LINES = 6
# A line counts as full when it reaches this share of the longest line around it.
_FULL = 0.9
_AROUND = 8


def hex_runs(source: Source, lengths: frozenset[int]) -> Iterator[tuple[int, int, str]]:
    """``(start, end, digits)`` of runs of hexadecimal digits that only reach one of ``lengths`` over line breaks."""
    text = source.text
    at = text.find("\n")
    done = 0
    while at >= 0:
        head = _HEX_END.search(text, max(done, at - 127), at)
        if head and len(head[0]) not in lengths and (found := _joined(source, head.start(), at, lengths)):
            yield found
            done = found[1]
        at = text.find("\n", max(at + 1, done))


def _joined(source: Source, start: int, line_end: int, lengths: frozenset[int]) -> tuple[int, int, str] | None:
    text = source.text
    digits, end = text[start:line_end], line_end
    for _ in range(_MAX_LINES):
        following = _HEX_START.match(text, end + 1)
        if not text.startswith("\n", end) or following is None or not is_full(source, end):
            return None
        digits, end = digits + following[1], following.end()
        if len(digits) in lengths:
            return start, end, digits
        if len(digits) > max(lengths) or text[end : end + 1] not in ("\n", ""):
            return None
    return None


def is_full(source: Source, line_end: int) -> bool:
    """Whether the line that ends at offset ``line_end`` was broken for want of room.

    On a page its right edge is near that of the widest line around it; in plain text it is about the longest.
    """
    if source.page is None:
        start, end = source.line_span(line_end)
        longest, at = 0, start
        for _ in range(_AROUND):
            if at == 0:
                break
            at, stop = source.line_span(at - 1)
            longest = max(longest, stop - at)
        stop = end
        for _ in range(_AROUND):
            if stop >= len(source.text):
                break
            begin, stop = source.line_span(stop + 1)
            longest = max(longest, stop - begin)
        return end - start >= _FULL * longest
    page = source.page
    boxes = page.boxes_of(max(0, line_end - 1), line_end)
    if not boxes:
        return False
    edge = boxes[0]
    near = [line.box for line in page.lines if abs(line.box.y - edge.y) < _AROUND * 2 * edge.height]
    left = min(box.x for box in near)
    widest = max(box.right for box in near)
    return edge.right - left >= _FULL * (widest - left)
