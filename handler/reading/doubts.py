"""Which words of the first reader's lines are read again: doubtful ones that hold, or may hold, what callers seek."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handler.reading.ends import is_blank
from handler.reading.judge import Judge
from handler.reading.lines import as_line, column_gaps
from handler.reading.page import Line
from handler.reading.tesseract import Glyphs
from handler.reading.view import View

# A line of a few letters below this confidence was read badly.
_POOR, _FEW = 0.66, 4
# Tesseract is hardly ever wrong about a word as sure as this; beside a gap that may be none it has to be surer, and
# surer still where an address may go on behind the gap.
_BEYOND_DOUBT, _BESIDE_A_GAP, _TORN_ADDRESS = 0.87, 0.9, 0.97
# A gap narrower than this share of the line's height may be none; than the second between digits, of which the 1 is
# narrow, and between two words with signs or digits in them, which may be one address or hash in type of one width.
_GAP, _WIDER_GAP = 0.25, 0.45
# A doubtful word is read with so many of its neighbours, and matters for what it may hold with so many.
_BESIDE, _TOGETHER = 1, 3


@dataclass(frozen=True)
class Piece:
    """Words side by side of one line, all of which are read again or none.

    ``line`` is these words on the page, ``before`` what parts them from the piece to their left: nothing, a space or a
    tab. ``left`` and ``right`` are columns of the view, halfway to the next words on either side; nothing beyond them
    is part of this piece.
    """

    words: Sequence[Glyphs]
    line: Line
    before: str
    again: bool
    left: float = float("-inf")
    right: float = float("inf")


def pieces(words: Sequence[Glyphs], view: View, judge: Judge | None) -> list[Piece]:
    """The words of a line in ``view``, in pieces that are read again and others."""
    found: list[Piece] = []
    for segment, torn in _segments(words, view):
        start, end = _to_read(segment, torn, view, judge)
        cuts = sorted({0, start, end, len(segment)}) if start < end else [0, len(segment)]
        edges = {cut: _middle(segment, cut) for cut in cuts}
        for first, last in pairwise(cuts):
            part = segment[first:last]
            before = " " if first else "\t" if found else ""
            again = (first, last) == (start, end)
            found.append(Piece(part, as_line(part, view), before, again, edges[first], edges[last]))
    return found


def _segments(words: Sequence[Glyphs], view: View) -> Iterator[tuple[Sequence[Glyphs], set[int]]]:
    """What stands between the column gaps of a line, and which of its words lost letters to what is no gap.

    Where the first reader makes nothing of some letters, or puts a word in the wrong place, it leaves a gap with ink.
    """
    start, torn = 0, set[int]()
    for n in column_gaps(words):
        left, right = words[n - 1], words[n]
        if is_blank(view.image, left.right, min(left.top, right.top), right.left, max(left.bottom, right.bottom)):
            yield words[start:n], torn
            start, torn = n, set()
        else:
            torn |= {n - 1 - start, n - start}
    yield words[start:], torn


def _to_read(words: Sequence[Glyphs], torn: set[int], view: View, judge: Judge | None) -> tuple[int, int]:
    """The first of some words to be read again and the one after the last; twice 0 if none is."""
    doubts = [n for n in range(len(words)) if n in torn or _is_in_doubt(words, n)]
    if not doubts:
        return 0, 0
    line = as_line(words, view)
    near = as_line(words[max(0, doubts[0] - _TOGETHER) : doubts[-1] + _TOGETHER + 1], view)
    if not (torn or _is_poor(line) or (judge.could_hold(near.text) if judge else _holds_a_value(line.text))):
        return 0, 0
    start, end = max(0, doubts[0] - _BESIDE), min(len(words), doubts[-1] + _BESIDE + 1)
    while start > 0 and not _are_apart(words[start - 1], words[start]):
        start -= 1
    while end < len(words) and not _are_apart(words[end - 1], words[end]):
        end += 1
    return start, end


def _is_in_doubt(words: Sequence[Glyphs], at: int) -> bool:
    """Whether one of some words may be wrong, or be a part of its neighbour."""
    sure = words[at].confidence
    if sure < _BEYOND_DOUBT or sure >= _TORN_ADDRESS:
        return sure < _BEYOND_DOUBT
    near = words[max(0, at - 1) : at + 2]
    least = _TORN_ADDRESS if any("@" in word.text or "://" in word.text for word in near) else _BESIDE_A_GAP
    return sure < least and not all(_are_apart(*pair) for pair in pairwise(near))


def _are_apart(left: Glyphs, right: Glyphs) -> bool:
    """Whether two neighbours are two words for sure, not one around whose signs a reader saw a gap."""
    high = max(left.bottom, right.bottom) - min(left.top, right.top)
    last, first = left.text[-1], right.text[0]
    wider = (last.isdigit() and first.isdigit()) or not (_is_plain(left.text) or _is_plain(right.text))
    least = _WIDER_GAP if wider else _GAP
    return last.isalnum() and first.isalnum() and right.left - left.right > least * high


def _is_plain(word: str) -> bool:
    """Whether a word is a number, or letters with signs around them at most."""
    return word.isdigit() or word.strip(".,;:!?()'\"-").isalpha()


def _is_poor(line: Line) -> bool:
    """Whether a line was read so badly that nobody knows what it may hold."""
    return sum(c.isalnum() for c in line.text) >= _FEW and line.confidence < _POOR


def _holds_a_value(text: str) -> bool:
    """What matters to callers who do not say what they seek."""
    return any(c.isdigit() or c in "@/\\" for c in text) or any(a.isalnum() and b in ".:;|" for a, b in pairwise(text))


def _middle(words: Sequence[Glyphs], at: int) -> float:
    """The middle of the gap before a word; no end beyond the first and the last."""
    if at == 0:
        return float("-inf")
    return (words[at - 1].right + words[at].left) / 2 if at < len(words) else float("inf")
