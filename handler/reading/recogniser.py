"""The second reader's recogniser: one strip of text → its characters, with places and probabilities.

PP-OCRv6 small: a network that takes a strip 48 pixels high and answers, for every eighth column, how probable each
character is (connectionist temporal classification, CTC). Class 0 says that no new character begins; the last one is
the space.

It knows 18,710 classes, most of them Chinese characters, and weighing them all takes time. So the network ends before
that, and only the few hundred classes that a picture's languages have are weighed here; strips that are
doubtful even among those are weighed against all of them, so that what is no text of these languages looks unsure.
"""

import itertools
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handler.reading.graph import LastLayer, without_last_layer
from handler.reading.network import load

Pixels = NDArray[np.uint8]
Numbers = NDArray[np.float32]

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
# A strip whose characters are on average less probable than this among those chosen is weighed against all.
_DOUBTFUL = 0.98
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


@dataclass(frozen=True, slots=True)
class _Choice:
    """Some of the classes: their characters, and what weighs them."""

    characters: tuple[str, ...]
    layer: LastLayer


class Recogniser:
    """The network, loaded once; any number of threads may use it."""

    def __init__(self, model: Path) -> None:
        network, self._layer = without_last_layer(model.read_bytes())
        self._session = load(network)
        self._input = self._session.get_inputs()[0].name
        known = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._alphabet = ["", *known, " "]
        self._chosen: dict[frozenset[str], _Choice] = {}
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
        return self._decode(answer[0], self._choice(frozenset(languages)), max(wide, _NARROWEST) / wide)

    def _decode(self, columns: Numbers, choice: _Choice, stretch: float) -> tuple[Character, ...]:
        """One character for each run of the same class, the greedy reading of CTC."""
        weights = _weighed(columns, choice.layer)
        sums = _sums(weights)
        best = weights.argmax(axis=1)
        sure = np.exp(weights.max(axis=1) - sums)
        edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
        runs = [(int(start), int(end)) for start, end in itertools.pairwise(edges) if choice.characters[best[start]]]
        peaks = [start + int(sure[start:end].argmax()) for start, end in runs]
        probabilities = sure[peaks]
        if runs and probabilities.mean() < _DOUBTFUL:
            probabilities *= np.exp(sums[peaks] - _sums(_weighed(columns[peaks], self._layer)))
        found = []
        for (start, end), peak, probability in zip(runs, peaks, probabilities.tolist(), strict=True):
            at = (start + end) / 2 / best.size * stretch
            rival = choice.characters[_second(weights[peak])] if probability < _BEYOND_DOUBT else ""
            found.append(Character(choice.characters[best[peak]], min(probability, 1.0), min(at, 1.0), rival))
        return tuple(found)

    def _choice(self, languages: frozenset[str]) -> _Choice:
        with self._lock:
            if languages not in self._chosen:
                scripts = tuple({*_ALWAYS, *(s for name in languages for s in _SCRIPTS.get(name, ()))})
                fits = [i for i, c in enumerate(self._alphabet) if _belongs(c, scripts)]
                layer = LastLayer(np.ascontiguousarray(self._layer.weights[:, fits]), self._layer.bias[fits])
                self._chosen[languages] = _Choice(tuple(self._alphabet[i] for i in fits), layer)
            return self._chosen[languages]


def _weighed(columns: Numbers, layer: LastLayer) -> Numbers:
    """How much speaks for each class in each column: the logarithm of its probability, but for a number."""
    return columns @ layer.weights + layer.bias


def _sums(weights: Numbers) -> Numbers:
    """The logarithm of each column's sum of what the weights are logarithms of."""
    most = weights.max(axis=1)
    return np.asarray(most + np.log(np.exp(weights - most[:, None]).sum(axis=1)))


def _second(weights: Numbers) -> int:
    """The second best class of a column; the first class, no character, does not count."""
    return int(np.argpartition(weights[1:], -2)[-2]) + 1


def _belongs(character: str, scripts: tuple[str, ...]) -> bool:
    if character.isascii() or character in _SIGNS:
        return True
    if len(character) != 1 or unicodedata.normalize("NFKC", character) != character:
        return False
    return unicodedata.name(character, "").startswith(scripts)


def widest(height: float, width: float) -> int:
    """The width of a strip that shows ``width`` by ``height`` pixels undistorted, within what the network takes."""
    return int(min(max(round(width * STRIP_HEIGHT / max(height, 1.0)), 8), _WIDEST))
