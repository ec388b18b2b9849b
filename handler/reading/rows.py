"""Lines that stand side by side on one row with no more than a space between them are one line.

Columns of short words and groups of digits, as type of one width sets them one above the other, look like columns of a
table to a layout that looks for gaps: a list of card numbers is then read group by group from top to bottom.
"""

from bisect import bisect_left
from collections.abc import Sequence

from handler.reading.lines import is_noise
from handler.reading.page import Line, Word
from handler.reading.quality import on_side
from handler.reading.tesseract import Glyphs, Sight

# Left, top, right and bottom.
Edges = tuple[float, float, float, float]

# Boxes that share this much of the lower one's height stand on one row, and are of one size where the higher one is
# lower than this many times the lower one.
_ONE_ROW, _ONE_SIZE = 0.55, 1.5
# A gap less than this many line heights, or less than this many widths of a letter, is a space and not the gap between
# columns: in type of one width a space is as wide as a letter, and digits keep away from both ends of their room.
# Boxes may overlap a little.
_SPACE, _LETTERS, _TOUCHING = 0.55, 1.7, 0.2


def adjoined(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page, those joined that are one."""
    every = [(float(b.x), float(b.y), float(b.right), float(b.bottom)) for b in (line.box for line in lines)]
    found = []
    for first, *rest in _chains(every, [(b[2] - b[0]) / len(line.text) for b, line in zip(every, lines, strict=True)]):
        words = list(lines[first].words)
        for n in rest:
            start, *others = lines[n].words
            words += [Word(start.text, start.box, start.confidence, " "), *others]
        found.append(Line(tuple(words)))
    return found


def rejoined(sight: Sight) -> Sight:
    """The same with those lines joined that are one. Lines that run down the page, and mere signs, stay as they are."""
    if on_side(sight):
        return sight
    every = [_edges(words) for words in sight.lines]
    letters = [
        0.0 if is_noise(words) else (b[2] - b[0]) / (len(words) - 1 + sum(len(w.text) for w in words))
        for b, words in zip(every, sight.lines, strict=True)
    ]
    joined = tuple(tuple(w for n in chain for w in sight.lines[n]) for chain in _chains(every, letters))
    return Sight(joined, sight.complete)


def _edges(words: Sequence[Glyphs]) -> Edges:
    return words[0].left, min(w.top for w in words), max(w.right for w in words), max(w.bottom for w in words)


def _chains(every: Sequence[Edges], letters: Sequence[float]) -> list[list[int]]:
    """The numbers of the boxes in their order, behind each what goes on to its right.

    ``letters`` are the widths of a letter in each; 0 for what is part of nothing.
    """
    order = sorted((n for n in range(len(every)) if letters[n]), key=lambda n: every[n][0])
    lefts = [every[n][0] for n in order]
    after: dict[int, int] = {}
    taken: set[int] = set()
    for n in sorted(order):
        _, top, right, bottom = every[n]
        high = bottom - top
        nearest, farthest = right - _TOUCHING * high, right + max(_SPACE * high, _LETTERS * letters[n])
        for other in order[bisect_left(lefts, nearest) : bisect_left(lefts, farthest)]:
            space = max(_SPACE * high, _LETTERS * min(letters[n], letters[other]))
            near = other != n and other not in taken and every[other][0] < right + space
            if near and _go_on(every[n], every[other]):
                after[n] = other
                taken.add(other)
                break
    chains = []
    for n in range(len(every)):
        if n not in taken:
            chain = [n]
            while chain[-1] in after:
                chain.append(after[chain[-1]])
            chains.append(chain)
    return chains


def _go_on(box: Edges, other: Edges) -> bool:
    """Whether ``other``, a little to the right of ``box``, is of the same row and size."""
    shared = min(box[3], other[3]) - max(box[1], other[1])
    low, high = sorted((box[3] - box[1], other[3] - other[1]))
    return other[0] > box[0] and shared > _ONE_ROW * low and high < _ONE_SIZE * low
