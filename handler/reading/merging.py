"""Which of two readings of a line to believe, and in which order lines stand on a page."""

from collections.abc import Iterable, Sequence
from statistics import median

from handler.reading.judge import Judge
from handler.reading.page import Box, Line, Word

# A second reading less sure than this is a guess at a smudge.
_GUESS = 0.5
# So sure and so much longer than the other, a reading saw what the other did not.
_SURE, _LONGER = 0.8, 1.6
# Two boxes that share this much of the lower one's height stand on one row.
_ONE_ROW = 0.55
# Boxes side by side share less than this of the narrower one's width.
_BESIDE = 0.3
# Wider gaps than this many line heights part what stands on one row into columns.
_COLUMN = 1.2
# A line is covered by others that hide this share of it, and a piece of one that hides this one.
_COVERED, _HIDDEN = 0.4, 0.7


def better(first: Line, second: Line | None, judge: Judge | None, before: str = "", after: str = "") -> Line:
    """The line to believe: the second reading, unless it is a guess or the first one holds more checked evidence.

    ``before`` and ``after`` are what else stands on the row: what is evidence may need it.
    """
    if second is None or (second.confidence < _GUESS and second.confidence < first.confidence):
        return first
    if first.confidence > _SURE and len(first.text) > _LONGER * len(second.text):
        return first
    if judge is not None and first.text != second.text:
        evidence = judge.evidence(before + first.text + after)
        if evidence and evidence > judge.evidence(before + second.text + after):
            return first
    return second


def joined(parts: Sequence[tuple[str, Line]]) -> Line:
    """Parts of one row, left to right, as one line, with what stands before each of them but the first."""
    words: list[Word] = []
    for before, line in parts:
        first, *rest = line.words
        words += [Word(first.text, first.box, first.confidence, before if words else ""), *rest]
    return Line(tuple(words))


def uncovered(lines: Iterable[Line], others: Sequence[Line]) -> list[Line]:
    """Those of ``lines`` that none of ``others`` stands on."""
    return [line for line in lines if not any(_share(line.box, other.box) > _COVERED for other in others)]


def inserted(lines: Iterable[Line], more: Sequence[Line]) -> list[Line]:
    """All lines in reading order: each row of ``more`` behind the last line that stands above it in its column.

    Those of ``lines`` that are pieces of one of ``more`` are left out.
    """
    every = [line for line in lines if not any(_is_piece(line, other) for other in more)]
    along = [(float(b.x), float(b.y), float(b.right), float(b.bottom)) for b in (line.box for line in more)]
    for line in in_rows(more, along):
        middle = line.box.y + line.box.height / 2
        above = [
            n
            for n, other in enumerate(every)
            if other.box.bottom <= middle and other.box.x < line.box.right and line.box.x < other.box.right
        ]
        every.insert(above[-1] + 1 if above else 0, line)
    return every


def _is_piece(line: Line, whole: Line) -> bool:
    return _shared(line.box, whole.box) > _HIDDEN * line.box.width * line.box.height


def _share(box: Box, other: Box) -> float:
    return _shared(box, other) / max(1, min(box.width * box.height, other.width * other.height))


def _shared(box: Box, other: Box) -> int:
    """The pixels that both boxes hold."""
    wide = min(box.right, other.right) - max(box.x, other.x)
    high = min(box.bottom, other.bottom) - max(box.y, other.y)
    return max(0, wide) * max(0, high)


def in_rows(lines: Sequence[Line], along: Sequence[tuple[float, float, float, float]]) -> tuple[Line, ...]:
    """The lines from top to bottom, those of one row joined.

    ``along`` are the lines' boxes (left, top, right, bottom) in the direction of the text, which on a turned page is
    not that of the page.
    """
    rows: list[list[int]] = []
    for i in sorted(range(len(lines)), key=lambda i: (along[i][1] + along[i][3]) / 2):
        row = next((r for r in reversed(rows[-4:]) if _beside(along[i], along[r[-1]])), None)
        if row is not None and all(_apart(along[i], along[j]) for j in row):
            row.append(i)
        else:
            rows.append([i])
    found = []
    for row in rows:
        row.sort(key=lambda i: along[i][0])
        found.append(_row([lines[i] for i in row], [along[i] for i in row]))
    return tuple(found)


def _beside(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    shared = min(box[3], other[3]) - max(box[1], other[1])
    return shared > _ONE_ROW * min(box[3] - box[1], other[3] - other[1])


def _apart(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    shared = min(box[2], other[2]) - max(box[0], other[0])
    return shared < _BESIDE * min(box[2] - box[0], other[2] - other[0])


def _row(lines: Sequence[Line], along: Sequence[tuple[float, float, float, float]]) -> Line:
    high = median(b[3] - b[1] for b in along)
    words: list[Word] = []
    edge = along[0][0]
    for n, (line, box) in enumerate(zip(lines, along, strict=True)):
        first, *rest = line.words
        before = "" if n == 0 else "\t" if box[0] - edge > _COLUMN * high else " "
        words += [Word(first.text, first.box, first.confidence, before), *rest]
        edge = box[2]
    return Line(tuple(words))
