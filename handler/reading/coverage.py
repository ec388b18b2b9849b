"""Whether the lines that were found are all that looks like text, and where others may lie.

Boxes around text that slopes are higher than the text, and reach into the lines above and below; ``fall`` says by how
many rows a line falls with each column to the right, so that only what is level with a word counts as its own.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from handler.reading.ink import Ink
from handler.reading.page import Box, Line, Word

Cells = NDArray[np.float32]

# At least this share of what looks like text must lie on lines that were found.
_FOUND = 0.7
_FEW_CELLS = 6
# Where little looks like text, a page that is not plain with fewer letters than this may hide some.
_SPARSE = 60
# So many places beside each other, hardly higher or lower than this share of the letters' height, are a missed line;
# a gap between words may hide one place.
_MISSED, _LEVEL, _NEXT = 2, 0.6, 2.1
# Around a missed line is looked so many heights of its letters farther.
_AROUND = 3.0
# A word less sure than this is a guess at a smudge.
_GUESS = 0.5
# Boxes that share this much of the lower one's height stand on one row. A box was read where this share of its width
# was.
_ONE_ROW, _NEARLY_ALL = 0.5, 0.85


def covers(lines: Sequence[Line], marks: Ink, fall: float = 0.0) -> bool:
    """Whether the lines cover most of what looks like text."""
    if len(marks.cells) < _FEW_CELLS:
        return marks.plain or sum(len(line.text) for line in lines) >= _SPARSE
    return len(_left([line.box for line in lines], marks, fall)) <= (1 - _FOUND) * len(marks.cells)


def missed(lines: Sequence[Line], marks: Ink, height: int, fall: float = 0.0) -> list[tuple[int, int]]:
    """First row and row after the last of parts of a page, ``height`` pixels high, where a line seems to be missing.

    Words that were only guessed do not count as found.
    """
    rows: list[list[tuple[float, float]]] = []
    close, next_ = _LEVEL * marks.height, _NEXT * marks.cell
    for x, y in sorted(_left([w.box for w in _read(lines)], marks, fall).tolist()):
        near = (r for r in rows if x - r[-1][0] <= next_ and abs(y - r[-1][1] - fall * (x - r[-1][0])) <= close)
        row = next(near, None)
        if row is None:
            rows.append([(x, y)])
        else:
            row.append((x, y))
    beyond = _AROUND * marks.height
    spans = ((min(y for _, y in r) - beyond, max(y for _, y in r) + beyond) for r in rows if len(r) >= _MISSED)
    found: list[tuple[int, int]] = []
    for top, bottom in sorted((max(0, int(a)), min(height, int(b))) for a, b in spans):
        if found and top <= found[-1][1]:
            found[-1] = found[-1][0], max(bottom, found[-1][1])
        else:
            found.append((top, bottom))
    return found


def is_read(box: Box, lines: Sequence[Line], fall: float = 0.0) -> bool:
    """Whether nearly all of ``box`` was read: dirt on it, or the start of what stands there, is not enough."""
    read = np.zeros(box.width, dtype=bool)
    top, bottom = _level(box, fall)
    for word in (w.box for w in _read(lines)):
        upper, lower = _level(word, fall)
        if min(bottom, lower) - max(top, upper) > _ONE_ROW * min(bottom - top, lower - upper):
            beyond = int(lower - upper) // 2
            read[max(0, word.x - beyond - box.x) : max(0, word.right + beyond - box.x)] = True
    return float(read.mean()) > _NEARLY_ALL


def _read(lines: Sequence[Line]) -> Iterator[Word]:
    return (word for line in lines for word in line.words if word.confidence >= _GUESS)


def _level(box: Box, fall: float) -> tuple[float, float]:
    """The top and the bottom of a box's text where its line meets column 0."""
    half = max(1.0, box.height - abs(fall) * box.width) / 2
    middle = box.y + box.height / 2 - fall * (box.x + box.width / 2)
    return middle - half, middle + half


def _left(boxes: Iterable[Box], marks: Ink, fall: float) -> Cells:
    """The places like text on none of the boxes."""
    cells, half = marks.cells, marks.cell / 2
    covered = np.zeros(len(cells), dtype=bool)
    xs, ys = cells[:, 0], cells[:, 1] - fall * cells[:, 0]
    for box in boxes:
        top, bottom = _level(box, fall)
        beyond = (bottom - top) * 0.3
        covered |= (
            (xs > box.x - beyond - half)
            & (xs < box.right + beyond + half)
            & (ys > top - beyond)
            & (ys < bottom + beyond)
        )
    return cells[~covered]
