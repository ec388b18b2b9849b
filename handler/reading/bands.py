"""Cuts a page between its lines into bands that can be read at the same time where there are processors."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# So many bands at most, each of at least so many pixels. That depends on the page alone, so that what is read is the
# same wherever it is read.
_MOST, _LEAST_PIXELS = 2, 100_000
# Rows whose change from the row above is below the first share of what it is in most inked rows, and whose change from
# left to right is below the second, lie between lines, if there are so many of them. Large letters have rows of
# nothing but upright strokes, which only the second tells from the rules of a table, that are fewer.
_STILL, _CROSSED, _STILL_ROWS = 0.12, 0.3, 4
# Steps from pixel to pixel below so many times the usual one are the grain of paper.
_GRAIN = 3
# A cut may lie so far from the place that would halve the work, as a share of it.
_ASIDE = 0.5
# Rows of nothing but the tails of letters have few strokes too, but more than those right below: a share of strokes
# counts against a row as this much of the work on the wrong side does.
_TAILS = 0.25


def bands(image: Image.Image) -> list[tuple[int, int]]:
    """First row and row after the last of each band of a grey picture, cut where no line stands.

    They hold about the same amount of ink. Where no place to cut is found there are fewer.
    """
    wanted = min(_MOST, image.width * image.height // _LEAST_PIXELS)
    if wanted < 2:  # noqa: PLR2004 - nothing to cut
        return [(0, image.height)]
    grey = np.asarray(image)[:, :: max(1, image.width // 1000)].astype(np.int16)
    change, strokes = _change(grey, 0), _change(grey, 1)
    strokes /= float(np.percentile(strokes, 90)) or 1.0
    still = (change < _STILL * float(np.percentile(change, 90))) & (strokes < _CROSSED)
    work = np.cumsum(np.where(still, 0.0, change))
    gaps = _gaps(still)
    cuts: list[int] = []
    for n in range(1, wanted):
        aside = {row: abs(work[row] / work[-1] - n / wanted) for row in gaps}
        near = [row for row in gaps if aside[row] <= _ASIDE / wanted and row not in cuts]
        cuts += sorted(near, key=lambda row: aside[row] + _TAILS * strokes[row])[:1]
    return list(pairwise([0, *cuts, image.height]))


def _change(grey: NDArray[np.int16], axis: int) -> NDArray[np.float64]:
    """How much the pixels of each row differ from those above (axis 0) or on their left (1), the grain of paper apart.

    What all rows have, such as the rules of a table, does not count.
    """
    steps = np.abs(np.diff(grey, axis=axis)).astype(np.uint8)
    grain = np.uint8(min(255, _GRAIN * int(np.median(steps[::4, ::4]))))
    change = np.zeros(len(grey))
    change[len(grey) - len(steps) :] = (np.maximum(steps, grain) - grain).mean(axis=1)
    return np.asarray(change - np.percentile(change, 2))


def _gaps(still: NDArray[np.bool_]) -> list[int]:
    """The middles of the runs of still rows that are high enough."""
    edges = np.flatnonzero(np.diff(still.astype(np.int8), prepend=0, append=0))
    return [int(a + b) // 2 for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= _STILL_ROWS]
