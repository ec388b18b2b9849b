"""Letters that a reader left out of its boxes: half a letter, a thin i or a dash at either end, some in between."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handler.reading.page import Line, Word
from handler.reading.view import View

# Shares of the line's height: how far beyond the box is looked, how far above and below, the blank that ends a word.
_FARTHEST, _MARGIN, _BLANK = 1.2, 0.12, 0.22
# A column has ink where its shades differ by this share of what the line's do: a rule from top to bottom has none.
_INKED = 0.45
# A line with less contrast than this, in shades, has no ends to tell.
_FLAT = 24
# Between two words so many heights of either tell what ink is; rows at their upper and lower ends may show other lines.
# A gap of which less than the last share is blank in one piece is none.
_BESIDE, _EDGES, _MOSTLY = 2.0, 0.15, 0.5


def fitted(line: Line, view: View) -> Line:
    """The line with the boxes of its words reaching to the ends of their ink, where the view shows the page level.

    Readers tell where a letter is to a third of its width; a box has to hold all of the first and the last. Words that
    are letters only keep their boxes: hardly a value is one.
    """
    across, slant, _, fall, down, _ = view.to_page
    if slant or fall:
        return line
    words: list[Word] = []
    for n, word in enumerate(line.words):
        if word.text.isalpha():
            words.append(word)
            continue
        box = word.box
        ends = reach(view.image, box.x / across, box.y / down, box.right / across, box.bottom / down)
        left, right = (across * x for x in ends)
        # A neighbour that touches keeps its own.
        first = words[-1].box.right if words else 0
        last = line.words[n + 1].box.x if n + 1 < len(line.words) else view.width
        x, beyond = max(round(left), min(first, box.x)), min(round(right), max(last, box.right))
        words.append(replace(word, box=replace(box, x=x, width=beyond - x)))
    return Line(tuple(words))


def reach(image: Image.Image, left: float, top: float, right: float, bottom: float) -> tuple[float, float]:
    """The left and the right end of the text in a box of a grey picture, with what goes on beyond the box.

    Where nothing does these are ``left`` and ``right``.
    """
    high = bottom - top
    far, margin = round(_FARTHEST * high), round(_MARGIN * high)
    x, y = max(0, round(left) - far), max(0, round(top) - margin)
    area = x, y, min(image.width, round(right) + far), min(image.height, round(bottom) + margin)
    grey = np.asarray(image.crop(area)).astype(np.int16)
    first, last = round(left) - x, round(right) - x
    inside = grey[:, first:last]
    contrast = int(inside.max()) - int(inside.min()) if inside.size else 0
    if contrast < _FLAT:
        return left, right
    inked = grey.max(axis=0) - grey.min(axis=0) > _INKED * contrast
    blank = max(2, round(_BLANK * high))
    return left - _goes_on(inked[:first][::-1], blank), right + _goes_on(inked[last:], blank)


def is_blank(image: Image.Image, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a place of a grey picture, in its pixels, is a gap between what stands on either side: mostly no ink."""
    high = bottom - top
    aside, edge = round(_BESIDE * high), round(_EDGES * high)
    x, end = max(0, round(left) - aside), min(image.width, round(right) + aside)
    grey = np.asarray(image.crop((x, round(top) + edge, end, round(bottom) - edge))).astype(np.int16)
    contrast = int(grey.max()) - int(grey.min()) if grey.size else 0
    if contrast < _FLAT:
        return True
    between = grey[:, round(left) - x : round(right) - x]
    ink = np.flatnonzero(between.max(axis=0) - between.min(axis=0) > _INKED * contrast)
    blank = np.diff(np.concatenate([[-1], ink, [between.shape[1]]])).max() - 1
    return bool(blank >= _MOSTLY * between.shape[1])


def _goes_on(inked: NDArray[np.bool_], blank: int) -> int:
    """How many columns from the start belong to what stands there, up to ``blank`` columns without ink."""
    columns = np.flatnonzero(inked)
    if columns.size == 0 or columns[0] >= blank:
        return 0
    gaps = np.flatnonzero(np.diff(columns) > blank)
    end = int(columns[gaps[0] if gaps.size else -1]) + 1
    # What goes on as far as one looks is a picture, or a column of its own.
    return end if end < inked.size else 0
