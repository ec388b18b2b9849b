"""The second look: lines that matter or are doubtful are read again; pictures that were read badly, as a whole."""

import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import islice, pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handler.reading.coverage import covers, missed
from handler.reading.doubts import Piece, pieces
from handler.reading.ends import fitted, reach
from handler.reading.ink import Ink
from handler.reading.judge import Judge
from handler.reading.lines import as_line, is_noise, slopes
from handler.reading.lookalikes import tell_apart
from handler.reading.merging import better, inserted, joined, uncovered
from handler.reading.models import Models
from handler.reading.page import Line, Page
from handler.reading.quality import UPRIGHT, goodness
from handler.reading.rows import adjoined
from handler.reading.second import Reading, SecondReader
from handler.reading.survey import has_text, patch, survey
from handler.reading.tesseract import Glyphs, Sight
from handler.reading.view import View

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]

# A first look as good as this found the lines, whatever it made of them.
_FAIR = 0.35
# Shorter lines tell little of how they were cut.
_FEW = 4
# Second readings of the first lines below this say that the lines lie askew or were cut wrongly.
_ASKEW, _SAMPLE = 0.9, 4
# A page with more than this share of sloping lines was photographed from aside.
_SLOPING = 0.2
# Where more than this share of a picture's rows is to be enlarged, all is.
_MOST_OF_IT = 0.6
# Crops reach so far beyond the letters, in line heights.
_PADDING = 0.2
# Lines of the first look that the survey missed are kept when this sure.
_KEPT, _KEPT_LETTERS = 0.7, 3


class SecondLook:
    """Improves what Tesseract saw."""

    def __init__(self, models: Models) -> None:
        self._second = SecondReader(models)

    def worth_enlarging(self, marks: Ink, view: View, sight: Sight, judge: Judge | None) -> list[tuple[int, int]]:
        """First row and row after the last of the parts of ``view`` whose small letters have to be seen better.

        These are the lines that are read again, with what stands right above and below; all where lines were missed,
        none where so little was made of them that the picture is surveyed.
        """
        if goodness(sight) < _FAIR:
            return []
        high = view.image.height
        seen = [words for words in sight.lines if not is_noise(words)]
        lines, fall = [as_line(words, view) for words in seen], view.fall
        if not covers(lines, marks, fall) or missed(lines, marks, view.height, fall):
            return [(0, high)]
        rows = sorted(
            (min(w.top for w in words), max(w.bottom for w in words))
            for words in seen
            if any(piece.again for piece in pieces(words, view, judge))
        )
        found: list[tuple[int, int]] = []
        for top, bottom in rows:
            first, last = max(0, int(top - marks.height)), min(high, int(bottom + marks.height))
            if found and first <= found[-1][1]:
                found[-1] = found[-1][0], max(last, found[-1][1])
            else:
                found.append((first, last))
        return found if sum(last - first for first, last in found) < _MOST_OF_IT * high else [(0, high)]

    def improve(
        self,
        image: Image.Image,
        number: int,
        marks: Ink,
        view: View,
        sight: Sight,
        languages: Sequence[str],
        judge: Judge | None,
        deadline: float,
    ) -> Page:
        """The page, from what Tesseract saw in ``view`` and a second look at ``image``."""
        page, picture = View.of(image), cache(partial(_pixels, image))
        seen = [words for words in sight.lines if not is_noise(words)]
        lines = [as_line(words, view) for words in seen]
        if goodness(sight) >= _FAIR and covers(lines, marks, view.fall) and not _askew(seen):
            rows = [pieces(words, view, judge) for words in seen]
            again = self._again(picture, page, view, rows, languages, judge, deadline)
            if again is not None:
                lines, complete = again
                bands = missed(lines, marks, page.height, view.fall)
                if bands:
                    # They would cut through lines that fall.
                    bands = bands if abs(view.fall) * page.width <= marks.height else [(0, page.height)]
                    more = patch(self._second, picture(), page, marks, languages, lines, bands, view.fall, deadline)
                    lines, complete = inserted(lines, more.lines), complete and more.complete
                exact = [fitted(line, view) for line in adjoined(lines)]
                return Page(number, page.width, page.height, tuple(exact), 0, complete)
        late = time.monotonic() > deadline
        if not seen and not late and not has_text(self._second, picture()):
            return Page(number, page.width, page.height, ())
        found = survey(
            self._second, picture(), page, marks, languages, upright=goodness(sight) >= UPRIGHT, deadline=deadline
        )
        kept = [] if found.rotation else uncovered(lines, found.lines)
        if found.complete:
            kept = [line for line in kept if _well_read(line)]
        lines = sorted([*found.lines, *kept], key=lambda line: line.box.y) if kept else list(found.lines)
        return Page(number, page.width, page.height, tuple(lines), found.rotation, found.complete)

    def _again(
        self,
        picture: Callable[[], Pixels],
        page: View,
        view: View,
        rows: Sequence[Sequence[Piece]],
        languages: Sequence[str],
        judge: Judge | None,
        deadline: float,
    ) -> tuple[list[Line], bool] | None:
        """The lines with the doubtful ones read again, and whether time sufficed; None where they lie askew."""
        # With what stands before and after each on its row.
        chosen = [
            (piece, _text(row[:n]) + piece.before, _text(row[n + 1 :]))
            for row in rows
            for n, piece in enumerate(row)
            if piece.again
        ]
        # The longest tell most of how well the lines were cut, and what takes long is best begun first. What stands on
        # its side tells nothing.
        chosen.sort(key=lambda c: (_stands(c[0].words), -len(c[0].line.text)))
        boxes = [_around(piece, view) for piece, _, _ in chosen]
        sample = sum(len(p.line.text) > _FEW and not _stands(p.words) for p, _, _ in chosen[:_SAMPLE])
        readings = self._readings(picture, [quad for quad, _ in boxes], sample, languages, deadline)
        if readings is None:
            return None
        readings = tell_apart(readings)
        better_of = {}
        for (piece, before, after), (_, seams), reading in zip(chosen, boxes, readings, strict=True):
            second = reading.line(page, seams) if reading else None
            better_of[id(piece)] = better(piece.line, second, judge, before, after)
        merged = [joined([(piece.before, better_of.get(id(piece), piece.line)) for piece in row]) for row in rows]
        return merged, None not in readings

    def _readings(
        self,
        picture: Callable[[], Pixels],
        quads: Sequence[Quad],
        sample: int,
        languages: Sequence[str],
        deadline: float,
    ) -> list[Reading | None] | None:
        """The text in each box; None where the first so many tell that the rest is not worth reading."""
        if not quads:
            return []
        each = self._second.read_each(picture(), quads, languages, deadline)
        first = list(islice(each, sample))
        sure = [reading.confidence for reading in first if reading]
        if len(sure) > 1 and median(sure) < _ASKEW:
            each.close()
            return None
        return [*first, *each]


def _askew(seen: Sequence[Sequence[Glyphs]]) -> bool:
    """Whether lines slope although the view was levelled: the page was photographed from aside."""
    long = [words for words in seen if len(words) > 2]  # noqa: PLR2004 - fewer tell nothing
    return sum(slopes(words) for words in long) > _SLOPING * len(long)


def _stands(words: Sequence[Glyphs]) -> bool:
    """Whether words run down the page."""
    high = max(w.bottom for w in words) - min(w.top for w in words)
    return high > max(w.right for w in words) - min(w.left for w in words)


def _around(piece: Piece, view: View) -> tuple[Quad, list[float]]:
    """A slanted box on the page around words of the view, and where in its width gaps between words lie."""
    words = piece.words
    # The box of a colon or a dash often reaches into the neighbouring lines.
    letters = [w for w in words if any(c.isalnum() for c in w.text)] or words
    top, bottom = min(w.top for w in letters), max(w.bottom for w in letters)
    beyond = (bottom - top) * _PADDING
    left, right = reach(view.image, words[0].left, top, words[-1].right, bottom)
    left, right = max(left - beyond, piece.left), min(right + beyond, piece.right)
    corners = [(left, top - beyond), (right, top - beyond), (right, bottom + beyond), (left, bottom + beyond)]
    seams = [((a.right + b.left) / 2 - left) / (right - left) for a, b in pairwise(words)]
    return np.array([view.point(x, y) for x, y in corners], dtype=np.float32), seams


def _text(pieces: Sequence[Piece]) -> str:
    """What some pieces of a row say, with what parts them."""
    return "".join(piece.before + piece.line.text for piece in pieces)


def _pixels(image: Image.Image) -> Pixels:
    """The picture in blue, green, red, as the networks were trained."""
    packed = image.convert("RGB").tobytes("raw", "BGR")  # several times faster than turning an array round
    return np.frombuffer(packed, dtype=np.uint8).reshape(image.height, image.width, 3)


def _well_read(line: Line) -> bool:
    return line.confidence >= _KEPT and sum(c.isalnum() for c in line.text) >= _KEPT_LETTERS
