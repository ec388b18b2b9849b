"""From words as a reader saw them to the lines of a page."""

from collections.abc import Sequence
from statistics import median

from handler.reading.page import Line, Word
from handler.reading.tesseract import Glyphs
from handler.reading.view import View

# A gap of so many letter widths parts columns; the widest space of a justified line stays below it.
_COLUMN_GAP = 2.8
# A line of so many words shows whether it slopes: by more than this share of its letters' height.
_SEVERAL, _SLOPE = 3, 0.6
# A word so much higher than its neighbours holds pieces of rules or of other lines.
_SWOLLEN, _OFF = 1.6, 0.15
# Shorter lines less sure than this are guesses.
_SHORT, _WILD = 4, 0.2


def letter_width(words: Sequence[Glyphs]) -> float:
    """The usual width of a letter, in pixels of the picture."""
    return median((w.right - w.left) / max(1, len(w.text)) for w in words for _ in w.text)


def as_line(words: Sequence[Glyphs], view: View) -> Line:
    """The line on the page; gaps that part columns become tabs."""
    wide = letter_width(words) * _COLUMN_GAP
    made = []
    edge = words[0].left
    for i, word in enumerate(words):
        gap = word.left - edge
        before = "" if i == 0 else "\t" if gap > wide else " "
        box = view.box(word.left, word.top, word.right, word.bottom)
        made.append(Word(word.text, box, word.confidence, before))
        edge = word.right
    return Line(tuple(made))


def column_gaps(words: Sequence[Glyphs]) -> list[int]:
    """The numbers of the words of a line that have a gap before them as wide as between columns."""
    wide = letter_width(words) * _COLUMN_GAP
    return [n for n in range(1, len(words)) if words[n].left - words[n - 1].right > wide]


def slopes(words: Sequence[Glyphs]) -> bool:
    """Whether a line of some length falls, rises or bends: by its ends, or by what else its words' boxes caught."""
    words = [w for w in words if sum(c.isalnum() for c in w.text) >= _SEVERAL]
    if len(words) < _SEVERAL:
        return False
    high = median(w.bottom - w.top for w in words)
    middle = median(w.top + w.bottom for w in words) / 2
    # Boxes that swell up and down alike caught the rules of a table.
    if any(w.bottom - w.top > _SWOLLEN * high and abs((w.top + w.bottom) / 2 - middle) > _OFF * high for w in words):
        return True
    third = max(1, len(words) // 3)
    start, end = (median(w.top + w.bottom for w in some) / 2 for some in (words[:third], words[-third:]))
    return bool(abs(end - start) > _SLOPE * high)


def is_noise(words: Sequence[Glyphs]) -> bool:
    """Whether a line is what a reader makes of dirt, rules and pictures: nothing but signs, or wild guesses."""
    text = "".join(w.text for w in words)
    if not any(c.isalnum() for c in text):
        return True
    sure = max(w.confidence for w in words)
    return sure < _WILD and len(text) < _SHORT
