"""Whether the lines that were found are all that looks like text, and where others may lie."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handler.reading.ink import CELL, Ink
from handler.reading.page import Line

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


def covers(lines: Sequence[Line], marks: Ink) -> bool:
    """Whether the lines cover most of what looks like text."""
    if len(marks.cells) < _FEW_CELLS:
        return marks.plain or sum(len(line.text) for line in lines) >= _SPARSE
    return len(_left(lines, marks.cells)) <= (1 - _FOUND) * len(marks.cells)


def missed(lines: Sequence[Line], marks: Ink, height: int) -> list[tuple[int, int]]:
    """First row and row after the last of parts of a page, ``height`` pixels high, where a line seems to be missing."""
    rows: list[list[tuple[float, float]]] = []
    for x, y in sorted(_left(lines, marks.cells).tolist()):
        near = (r for r in rows if x - r[-1][0] <= _NEXT * CELL and abs(r[-1][1] - y) <= _LEVEL * marks.height)
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


def _left(lines: Sequence[Line], cells: Cells) -> Cells:
    """The places on none of the lines."""
    covered = np.zeros(len(cells), dtype=bool)
    xs, ys = cells[:, 0], cells[:, 1]
    for line in lines:
        box, beyond = line.box, line.box.height * 0.5
        covered |= (
            (xs > box.x - beyond - CELL / 2)
            & (xs < box.right + beyond + CELL / 2)
            & (ys > box.y - beyond)
            & (ys < box.bottom + beyond)
        )
    return cells[~covered]
