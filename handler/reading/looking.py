"""The course of reading one picture: size it, look, and look again where the first look was poor."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from handler.processors import processors
from handler.reading import ink
from handler.reading.bands import bands
from handler.reading.judge import Judge
from handler.reading.lines import as_line, is_noise
from handler.reading.models import Models, are_genuine, installed, knows
from handler.reading.page import Page
from handler.reading.quality import UPRIGHT, goodness, letters, on_side
from handler.reading.rows import rejoined
from handler.reading.tesseract import Sight, Tesseract
from handler.reading.view import View

if TYPE_CHECKING:  # it loads onnxruntime
    from handler.reading.second_look import SecondLook

# Letters of this height, in pixels, Tesseract reads best; it costs time to make them larger.
_BEST_HEIGHT = 22.0
# Where a second reader follows, Tesseract has to find the lines and to read the plain ones.
_ENOUGH_HEIGHT = 16.0
# Letters of this height it reads well enough to tell which lines matter; only those are then enlarged.
_LEGIBLE_HEIGHT = 10.0
# Larger pictures are not enlarged further, so that time and memory stay bounded.
_MOST_PIXELS = 12_000_000
# Of text that Tesseract followed down the page, so much counts: torn lines may be read twice as surely as whole ones,
# and text that has to stand on end (Japanese in columns) outweighs what is read into it when it is turned.
_ON_SIDE = 0.25
# Larger letters than this are made smaller; enlarging by less than the second number gains nothing.
_TOO_LARGE, _WORTH_ENLARGING = 32.0, 1.2
# Tesseract itself follows lines that fall by less, in degrees.
_LEVEL = 0.4


class Looking:
    """Reads pictures with Tesseract, and with the second reader where it is wanted and installed."""

    def __init__(self, engine: Tesseract, second_reader: bool) -> None:
        self._engine = engine
        self._models = installed() if second_reader else None
        self._second: SecondLook | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=processors(), thread_name_prefix="bands")

    def read(
        self, image: Image.Image, number: int, languages: Sequence[str], judge: Judge | None, time_limit: float
    ) -> Page:
        """The page that ``image`` shows."""
        deadline = time.monotonic() + time_limit
        whole = View.of(image if image.mode == "L" else image.convert("L"))
        marks = ink.look_at(whole.image)
        if not marks.marked:
            return Page(number, image.width, image.height, ())
        second = self._second_look() if knows(languages) else None
        if second and marks.height >= _LEGIBLE_HEIGHT:
            view = level(sized(whole, marks, min(_ENOUGH_HEIGHT, marks.height)))
            sight = self._look(view, languages, deadline)
            if sight.complete and (factor := enlarging(view, marks, _ENOUGH_HEIGHT)) > 1:
                rows = second.worth_enlarging(marks, view, sight, judge)
                sight = self._enlarged(view, sight, rows, factor, languages, deadline)
        else:
            view = level(sized(whole, marks, _ENOUGH_HEIGHT if second else _BEST_HEIGHT))
            sight = self._look(view, languages, deadline)
        if sight.complete and second:
            return second.improve(image, number, marks, view, sight, languages, judge, deadline)
        rotation = 0
        if sight.complete and goodness(sight) < UPRIGHT:
            rotation, view, sight = self._turn(view, sight, languages, deadline)
        lines = tuple(as_line(words, view) for words in sight.lines if not is_noise(words))
        return Page(number, image.width, image.height, lines, rotation, sight.complete)

    @property
    def models(self) -> Models | None:
        """Those of the second reader; None without one, and from when they turned out to be damaged."""
        return self._models

    def _second_look(self) -> "SecondLook | None":
        with self._lock:
            if self._second is None and self._models is not None:
                if not are_genuine(self._models):
                    self._models = None
                    return None
                from handler.reading.second_look import SecondLook  # noqa: PLC0415 - loads onnxruntime

                self._second = SecondLook(self._models)
            return self._second

    def _enlarged(
        self,
        view: View,
        sight: Sight,
        rows: Sequence[tuple[int, int]],
        factor: float,
        languages: Sequence[str],
        deadline: float,
    ) -> Sight:
        """What is seen where the lines in some ``rows`` are looked at anew, ``factor`` times as large.

        Parts for which time did not suffice stay as they were seen first.
        """
        parts = [View.of(view.image.crop((0, top, view.image.width, end))).scaled(factor) for top, end in rows]
        closer = self._look_at(parts, languages, deadline)
        for (top, bottom), seen in zip(rows, closer, strict=True):
            if seen.complete:
                sight = sight.replaced(top, bottom, seen.shrunk(factor).lower(top))
        return Sight(sight.lines, all(seen.complete for seen in closer))

    def _look(self, view: View, languages: Sequence[str], deadline: float) -> Sight:
        """What Tesseract sees."""
        (sight,) = self._look_at([view], languages, deadline)
        return sight

    def _look_at(self, views: Sequence[View], languages: Sequence[str], deadline: float) -> list[Sight]:
        """What Tesseract sees in each view, band by band, at once where there is more than one processor."""

        def look(part: tuple[Image.Image, tuple[int, int]]) -> Sight:
            image, (top, bottom) = part
            left = deadline - time.monotonic()
            if left <= 0:
                return Sight((), complete=False)
            whole = (top, bottom) == (0, image.height)
            seen = image if whole else image.crop((0, top, image.width, bottom))
            return self._engine.look(seen, languages, left).lower(top)

        parts = [[(view.image, band) for band in bands(view.image)] for view in views]
        every = [part for some in parts for part in some]
        sights = iter(self._pool.map(look, every) if len(every) > 1 else map(look, every))
        seen = [[next(sights) for _ in some] for some in parts]
        whole = (Sight(tuple(line for s in some for line in s.lines), all(s.complete for s in some)) for some in seen)
        return [rejoined(sight) for sight in whole]

    def _turn(self, view: View, first: Sight, languages: Sequence[str], deadline: float) -> tuple[int, View, Sight]:
        """The quarter turn that reads best."""
        best = (_upright(first), 0, view, first)
        turns = (90, 270, 180) if on_side(first) else (180, 90, 270)
        for turn in turns:
            turned = view.turned(turn)
            sight = self._look(turned, languages, deadline)
            best = max(best, (_upright(sight), turn, turned, sight), key=lambda b: b[0])
            if goodness(sight) >= UPRIGHT or not sight.complete:
                break
        return best[1:]


def _upright(sight: Sight) -> float:
    """How much was read, a part of it where it stands on its side: upright, its lines are not torn."""
    return letters(sight) * (_ON_SIDE if on_side(sight) else 1.0)


def sized(view: View, marks: ink.Ink, height: float) -> View:
    """The view with letters of about ``height`` pixels, dark on light."""
    factor = height / marks.height if marks.height > _TOO_LARGE else enlarging(view, marks, height)
    view = view.scaled(factor)
    return view.with_image(ImageOps.invert(view.image)) if marks.dark else view


def enlarging(view: View, marks: ink.Ink, height: float) -> float:
    """How many times as large the view has to be for letters of ``height`` pixels; 1 where it gains little."""
    factor = min(2.0, height / marks.height) if marks.height else 1.0
    most = float((_MOST_PIXELS / (view.image.width * view.image.height)) ** 0.5)
    return min(factor if factor > _WORTH_ENLARGING else 1.0, most)


def level(view: View) -> View:
    """The view with its lines level, where they fall by more than Tesseract takes."""
    angle = ink.fall(view.image)
    return view.levelled(angle) if abs(angle) >= _LEVEL else view
