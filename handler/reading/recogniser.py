"""The second reader's recogniser: one strip of text → its characters, with places and probabilities.

PP-OCRv6 small: a network that takes a strip 48 pixels high and answers, for every eighth column, how probable each
character is (connectionist temporal classification, CTC). Class 0 says that no new character begins; the last one is
the space.
"""

import itertools
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handler.reading.network import load

Pixels = NDArray[np.uint8]

# What the network was trained on.
STRIP_HEIGHT = 48
_NARROWEST, _WIDEST = 48, 6400
# Scripts that are always read; every language's text has addresses and numbers.
_ALWAYS = ("LATIN",)
_SCRIPTS = {
    **dict.fromkeys(("ell", "grc"), ("GREEK",)),
    **dict.fromkeys(("chi_sim", "chi_tra"), ("CJK",)),
    "jpn": ("CJK", "HIRAGANA", "KATAKANA"),
}
# A character more probable than this has no rival.
_BEYOND_DOUBT = 0.9995
# Signs beyond ASCII that stand in European text.
_SIGNS = frozenset("€£¥¢§°©®™±×÷·•…–—‘’“”„«»¿¡№ªº¹²³µ¬")


@dataclass(frozen=True, slots=True)
class Character:
    """A character and its probability; ``at`` is its middle as a share of the strip's width.

    ``rival`` is the next probable character in its place, empty where the first is beyond doubt.
    """

    text: str
    probability: float
    at: float
    rival: str = ""


class Recogniser:
    """The network, loaded once; any number of threads may use it."""

    def __init__(self, model: Path) -> None:
        self._session = load(model)
        self._input = self._session.get_inputs()[0].name
        known = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._alphabet = ["", *known, " "]
        self._chosen: dict[frozenset[str], NDArray[np.int64]] = {}
        self._lock = threading.Lock()

    def read(self, strip: Pixels, languages: Iterable[str]) -> tuple[Character, ...]:
        """The characters on a strip of 48 rows of blue, green, red, left to right, spaces among them.

        Only characters of the scripts of ``languages`` (Tesseract's names), of Latin, digits and signs are answered.
        """
        wide = strip.shape[1]
        pixels = np.ascontiguousarray(strip.transpose(2, 0, 1)[None], dtype=np.float32)
        pixels /= 127.5
        pixels -= 1.0
        if wide < _NARROWEST:
            pixels = np.pad(pixels, ((0, 0), (0, 0), (0, 0), (0, _NARROWEST - wide)), mode="edge")
        (answer,) = self._session.run(None, {self._input: pixels})
        classes = self._classes(frozenset(languages))
        scores = answer[0][:, classes]
        return self._decode(scores, classes, max(wide, _NARROWEST) / wide)

    def _decode(self, scores: NDArray[np.float32], classes: NDArray[np.int64], stretch: float) -> tuple[Character, ...]:
        """One character for each run of the same class, the greedy reading of CTC."""
        found = []
        best, sure = scores.argmax(axis=1), scores.max(axis=1)
        edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
        for start, end in itertools.pairwise(edges):
            if text := self._alphabet[int(classes[best[start]])]:
                at = (start + end) / 2 / best.size * stretch
                peak = start + int(sure[start:end].argmax())
                probability = float(sure[peak])
                rival = self._alphabet[int(classes[_second(scores[peak])])] if probability < _BEYOND_DOUBT else ""
                found.append(Character(text, probability, min(float(at), 1.0), rival))
        return tuple(found)

    def _classes(self, languages: frozenset[str]) -> NDArray[np.int64]:
        with self._lock:
            if languages not in self._chosen:
                scripts = tuple({*_ALWAYS, *(s for name in languages for s in _SCRIPTS.get(name, ()))})
                fits = [i for i, c in enumerate(self._alphabet) if _belongs(c, scripts)]
                self._chosen[languages] = np.array(fits, dtype=np.int64)
            return self._chosen[languages]


def _second(scores: NDArray[np.float32]) -> int:
    """The second best class of a column; the first class, no character, does not count."""
    return int(np.argpartition(scores[1:], -2)[-2]) + 1


def _belongs(character: str, scripts: tuple[str, ...]) -> bool:
    if character.isascii() or character in _SIGNS:
        return True
    if len(character) != 1 or unicodedata.normalize("NFKC", character) != character:
        return False
    return unicodedata.name(character, "").startswith(scripts)


def widest(height: float, width: float) -> int:
    """The width of a strip that shows ``width`` by ``height`` pixels undistorted, within what the network takes."""
    return int(min(max(round(width * STRIP_HEIGHT / max(height, 1.0)), 8), _WIDEST))
