"""How good a look at a picture was."""

from handler.reading.tesseract import Glyphs, Sight

# A reading as good as this is upright.
UPRIGHT = 0.6
# Surely read words, in confidence and letters; shorter ones are read into any texture.
_SURE, _WORD = 0.5, 3


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
