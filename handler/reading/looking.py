"""The course of reading one picture: size it, look, turn it where it lies on its side, look again."""

import time
from collections.abc import Sequence

from PIL import Image, ImageOps

from handler.reading import ink
from handler.reading.judge import Judge
from handler.reading.lines import as_line, is_noise
from handler.reading.page import Page
from handler.reading.tesseract import Glyphs, Sight, Tesseract
from handler.reading.view import View

# Letters of this height, in pixels, Tesseract reads best; it costs time to make them larger.
_BEST_HEIGHT = 22.0
# Larger pictures are not enlarged further, so that time and memory stay bounded.
_MOST_PIXELS = 12_000_000
# A reading as good as this is upright.
_GOOD = 0.6
# Changes of size within these bounds cost a resampling and gain nothing.
_LARGER, _SMALLER = 1.2, 0.7
# Tesseract itself follows lines that fall by less, in degrees.
_LEVEL = 0.4
# Surely read words, in confidence and letters; shorter ones are read into any texture.
_SURE, _WORD = 0.5, 3


class Looking:
    """Reads pictures with Tesseract alone."""

    def __init__(self, engine: Tesseract, second_reader: bool) -> None:
        self._engine = engine
        self._second = second_reader

    def read(
        self, image: Image.Image, number: int, languages: Sequence[str], judge: Judge | None, time_limit: float
    ) -> Page:
        """The page that ``image`` shows."""
        deadline = time.monotonic() + time_limit
        whole = View.of(image if image.mode == "L" else image.convert("L"))
        marks = ink.look_at(whole.image)
        if not marks.marked:
            return Page(number, image.width, image.height, ())
        view = level(sized(whole, marks))
        rotation = 0
        sight = self._look(view, languages, deadline)
        if sight.complete and goodness(sight) < _GOOD:
            rotation, view, sight = self._turn(view, sight, languages, deadline)
        lines = tuple(as_line(words, view) for words in sight.lines if not is_noise(words))
        return Page(number, image.width, image.height, lines, rotation, sight.complete)

    def _look(self, view: View, languages: Sequence[str], deadline: float) -> Sight:
        left = deadline - time.monotonic()
        return self._engine.look(view.image, languages, left) if left > 0 else Sight((), complete=False)

    def _turn(self, view: View, first: Sight, languages: Sequence[str], deadline: float) -> tuple[int, View, Sight]:
        """The quarter turn that reads best, tried on a part of the picture."""
        best = (letters(first), 0, view, first)
        turns = (90, 270, 180) if on_side(first) else (180, 90, 270)
        for turn in turns:
            turned = view.turned(turn)
            sight = self._look(turned, languages, deadline)
            best = max(best, (letters(sight), turn, turned, sight), key=lambda b: b[0])
            if goodness(sight) >= _GOOD or not sight.complete:
                break
        return best[1:]


def sized(view: View, marks: ink.Ink) -> View:
    """The view with letters of a readable height, dark on light."""
    factor = 1.0
    if marks.height:
        factor = min(2.0, _BEST_HEIGHT / marks.height)
        factor = factor if not _SMALLER <= factor <= _LARGER else 1.0
    factor = min(factor, (_MOST_PIXELS / (view.image.width * view.image.height)) ** 0.5)
    view = view.scaled(factor)
    return view.with_image(ImageOps.invert(view.image)) if marks.dark else view


def level(view: View) -> View:
    """The view with its lines level, where they fall by more than Tesseract takes."""
    angle = ink.fall(view.image)
    return view.levelled(angle) if abs(angle) >= _LEVEL else view


def letters(sight: Sight) -> float:
    """How many letters and digits were surely read in words of some length."""
    return sum(w.confidence * len(w.text) for w in _words(sight) if w.confidence > _SURE and len(w.text) >= _WORD)


def goodness(sight: Sight) -> float:
    """From 0 to 1: how sure the reading is on the whole; 0 where hardly anything was read."""
    every = [w for w in _words(sight) if len(w.text) > 1]
    size = sum(len(w.text) for w in every)
    if size <= _WORD or on_side(sight):
        return 0.0
    return sum(w.confidence * len(w.text) for w in every) / size


def on_side(sight: Sight) -> bool:
    """Whether most longer words stand on end: Tesseract follows lines that run down the page."""
    long = [w for w in _words(sight) if len(w.text) > _WORD]
    return sum(w.bottom - w.top > 1.5 * (w.right - w.left) for w in long) * 2 > len(long)


def _words(sight: Sight) -> list[Glyphs]:
    return [w for line in sight.lines for w in line]
