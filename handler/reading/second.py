"""The second reader: finds lines on a picture and reads them, as lines of the page."""

import itertools
import re
import threading
import time
from collections.abc import Container, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from handler.processors import processors
from handler.reading.models import Models
from handler.reading.page import Line, Word
from handler.reading.pitch import one_width
from handler.reading.recogniser import Character, Recogniser
from handler.reading.strips import Grey, band, cut, part, shades, sides
from handler.reading.text_detector import TextDetector
from handler.reading.view import View

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]

# Blank columns between two characters, as a share of the usual distance from one character to the next. The network
# hardly ever puts a space where there is none, but leaves some out between digits: so wide a gap is one, a narrower
# one is where the first reader saw it too, and a very wide one parts columns. Between two letters it hardly ever
# leaves one out, and narrow letters stand far apart in some typefaces.
_SPACE, _LETTERS_SPACE, _LIKELY_SPACE, _COLUMN = 0.72, 1.1, 0.44, 3.0
# Where digits are of one width, the narrow 1 has so much more blank on each side than others.
_BESIDE_ONE = 0.18
# In type of one width, characters nearer than this many widths have no space between them.
_NEXT_BUT_ONE = 1.6
# The time of a chat's message stands behind it, in smaller type, with little space before it: where a line ends like
# this, that too speaks for a gap.
_CLOCK = re.compile(r"(?<=\d)(?:[01]\d|2[0-3]):[0-5]\d$")
# A column of a strip holds ink when its shades differ by this share of what they differ by in most inked columns.
_INKED, _INK = 0.3, 20
# Letters take at least this share of a strip's height.
_LEAST = 0.3
# Rows at the edges of a strip may show the neighbouring lines.
_EDGE = 4
# A line less sure than this whose letters take less than this share of its strip was cut out with its neighbours; it is
# cut again with so much of its letters' height around them.
_CUT_BADLY, _NARROW_BAND, _AROUND = 0.9, 0.55, 0.2
# More threads than this gain nothing for the few dozen lines of a picture.
_WORKERS = 4


@dataclass(frozen=True)
class Reading:
    """What the second reader saw on one slanted box, with the blank share of the strip before each character.

    ``grey`` is the strip that was read, each pixel the mean of its colours.
    """

    quad: Quad
    grey: Grey
    characters: tuple[Character, ...]
    gaps: tuple[float, ...]

    @cached_property
    def confidence(self) -> float:
        """The mean probability of the characters, 0 where there are none."""
        return sum(c.probability for c in self.characters) / max(1, len(self.characters))

    @cached_property
    def even(self) -> tuple[float, float] | None:
        """``(width, start)``: in type of one width character n, spaces counted, stands at about start + n·width.

        A straight line through all places is truer than each of them. None in other type.
        """
        return one_width(self.characters)

    def line(self, page: View, seams: Sequence[float] = ()) -> Line | None:
        """The line on ``page``; None where nothing was read.

        ``seams`` are the shares of the box's width at which another reader saw gaps between words.
        """
        words: list[Word] = []
        solid = [(c, g) for c, g in zip(self.characters, self.gaps, strict=True) if c.text != " "]
        if not solid:
            return None
        distances = [b[0].at - a[0].at for a, b in itertools.pairwise(solid)]
        pitch = float(np.median(distances)) if distances else self._only_pitch()
        spaced = self._spaced()
        run = _longest_run([c for c, _ in solid], spaced)
        # Digits are of one width in most types, and say nothing about the room that a space takes.
        even = one_width(run) if 2 * sum(c.text.isdigit() for c in run) <= len(run) else None
        clock = _CLOCK.search("".join(c.text for c, _ in solid))
        start, before = 0, ""
        for i in range(1, len(solid) + 1):
            if i < len(solid):
                character, gap = solid[i]
                last = solid[i - 1][0]
                seen = any(last.at < seam < character.at for seam in seams)
                wide = _is_space(last.text, character.text, gap / pitch, seen=seen)
                if clock is not None and i == clock.start():
                    wide = gap > _LIKELY_SPACE * pitch
                if even and character.at - last.at < _NEXT_BUT_ONE * even[0]:
                    # Beside a full stop type of one width is blank for half a character; a space takes a whole one.
                    wide = False
                if not (wide or i in spaced):
                    continue
                between = "\t" if gap > _COLUMN * pitch else " "
            else:
                between = ""
            words.append(self._word([c for c, _ in solid[start:i]], before, pitch, page))
            start, before = i, between
        return Line(tuple(words))

    @cached_property
    def rows(self) -> tuple[float, float]:
        """The first and the last row of the letters, as shares of the strip's height, which shows more than them."""
        contrast = self.grey.max(axis=1) - self.grey.min(axis=1)
        inked = contrast > max(_INK, float(contrast.max()) * _INKED)
        edges = np.flatnonzero(np.diff(inked.astype(np.int8), prepend=0, append=0))
        high = inked.size
        # Runs at the edges of the strip belong to the lines above and below.
        top, bottom = max(zip(edges[::2], edges[1::2], strict=True), key=lambda r: r[1] - r[0], default=(0, high))
        return (float(top) / high, float(bottom) / high) if bottom - top > _LEAST * high else (0.0, 1.0)

    def _spaced(self) -> set[int]:
        """The numbers of the solid characters that follow a space."""
        found, n = set(), 0
        for c in self.characters:
            if c.text == " ":
                found.add(n)
            else:
                n += 1
        return found

    def _only_pitch(self) -> float:
        wide, high = sides(self.quad)
        return high / 2 / max(wide, 1.0)

    def _word(self, characters: Sequence[Character], before: str, pitch: float, page: View) -> Word:
        left, right = max(0.0, characters[0].at - pitch / 2), min(1.0, characters[-1].at + pitch / 2)
        corners = [(float(x), float(y)) for x, y in part(band(self.quad, *self.rows), left, right)]
        confidence = sum(c.probability for c in characters) / len(characters)
        return Word("".join(c.text for c in characters), page.box_around(corners), min(confidence, 1.0), before)


def _is_space(before: str, after: str, gap: float, *, seen: bool) -> bool:
    """Whether a blank of ``gap`` distances between two characters is a space; ``seen`` by the first reader too."""
    gap -= _BESIDE_ONE * ((before == "1") + (after == "1"))
    if seen:
        return gap > _LIKELY_SPACE
    return gap > (_LETTERS_SPACE if before.isalpha() and after.isalpha() else _SPACE)


def _longest_run(characters: Sequence[Character], spaced: Container[int]) -> list[Character]:
    """The longest run of characters without a space before any but its first."""
    longest: list[Character] = []
    run: list[Character] = []
    for i, character in enumerate(characters):
        run = [character] if i in spaced else [*run, character]
        longest = max(longest, run, key=len)
    return longest


class SecondReader:
    """Both networks; any number of threads may use it."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._recogniser = Recogniser(models.recogniser)
        self._detector: TextDetector | None = None
        self._lock = threading.Lock()
        # A network runs on one thread; strips are independent of each other, so every core takes its share of them.
        self._pool = ThreadPoolExecutor(max_workers=min(_WORKERS, processors()), thread_name_prefix="strips")

    def find(self, picture: Pixels, scale: float) -> list[Quad]:
        """Where lines of text lie, found in a copy ``scale`` times as large."""
        with self._lock:
            if self._detector is None:  # most pictures do without it
                self._detector = TextDetector(self._models.detector)
        return self._detector.find(picture, scale)

    def read(self, picture: Pixels, quad: Quad, languages: Sequence[str]) -> Reading:
        """The text in one box."""
        reading = self._read(picture, quad, languages)
        top, bottom = reading.rows
        if reading.confidence >= _CUT_BADLY or bottom - top >= _NARROW_BAND:
            return reading
        around = _AROUND * (bottom - top)
        again = self._read(picture, band(quad, top - around, bottom + around), languages)
        return max(reading, again, key=lambda r: r.confidence)

    def _read(self, picture: Pixels, quad: Quad, languages: Sequence[str]) -> Reading:
        strip = cut(picture, quad)
        grey = shades(strip)
        characters = self._recogniser.read(strip, languages)
        return Reading(quad, grey, characters, _gaps(grey, characters))

    def read_each(
        self, picture: Pixels, quads: Sequence[Quad], languages: Sequence[str], deadline: float
    ) -> Generator[Reading | None, None, None]:
        """The text in each box as it becomes known; None for those not begun at ``deadline`` on the monotonic clock.

        Who closes the generator early spares what was not begun.
        """

        def read(quad: Quad) -> Reading | None:
            return self.read(picture, quad, languages) if time.monotonic() <= deadline else None

        yield from self._pool.map(read, quads)

    def read_all(
        self, picture: Pixels, quads: Sequence[Quad], languages: Sequence[str], deadline: float
    ) -> list[Reading | None]:
        """The same, once all are known."""
        return list(self.read_each(picture, quads, languages, deadline))


def _gaps(grey: Grey, characters: Sequence[Character]) -> tuple[float, ...]:
    """The widest blank, as a share of the strip's width, between each character and the solid one before it."""
    lines = grey[_EDGE:-_EDGE]
    contrast = lines.max(axis=0) - lines.min(axis=0)
    blank = contrast <= max(_INK, float(np.percentile(contrast, 90)) * _INKED)
    wide = blank.size
    found, last = [], None
    for c in characters:
        gap = 0.0
        if c.text != " ":
            if last is not None:
                between = blank[int(last * wide) : int(c.at * wide) + 1]
                edges = np.flatnonzero(np.diff(between.astype(np.int8), prepend=0, append=0))
                gap = float((edges[1::2] - edges[::2]).max(initial=0)) / wide
            last = c.at
        found.append(gap)
    return tuple(found)
