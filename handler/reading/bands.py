"""Cuts a page between its lines into bands that can be read at the same time where there are processors."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# So many bands at most, each of at least so many pixels. That depends on the page alone, so that what is read is the
# same wherever it is read.
_MOST, _LEAST_PIXELS = 2, 100_000
# Rows whose change from the row above is below this share of what it is in most inked rows lie between lines, if
# there are so many of them.
_STILL, _STILL_ROWS = 0.12, 4
# A cut may lie so far from the place that would halve the work, as a share of it.
_ASIDE = 0.25


def bands(image: Image.Image) -> list[tuple[int, int]]:
    """First row and row after the last of each band of a grey picture, cut where no line stands.

    They hold about the same amount of ink. Where no place to cut is found there are fewer.
    """
    wanted = min(_MOST, image.width * image.height // _LEAST_PIXELS)
    if wanted < 2:  # noqa: PLR2004 - nothing to cut
        return [(0, image.height)]
    change = _change(np.asarray(image))
    still = change < _STILL * float(np.percentile(change, 90))
    work = np.cumsum(np.where(still, 0.0, change))
    gaps = _gaps(still)
    cuts: list[int] = []
    for n in range(1, wanted):
        best = min(gaps, key=lambda row: abs(work[row] - work[-1] * n / wanted), default=None)
        if best is not None and abs(work[best] / work[-1] - n / wanted) <= _ASIDE / wanted and best not in cuts:
            cuts.append(best)
    return list(pairwise([0, *cuts, image.height]))


def _change(grey: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How much each row differs from the one above: upright rules do not count, the grain of paper hardly."""
    some = grey[:, :: max(1, grey.shape[1] // 1000)].astype(np.int16)
    change = np.abs(np.diff(some, axis=0, prepend=some[:1])).mean(axis=1)
    return np.asarray(change - np.percentile(change, 2))


def _gaps(still: NDArray[np.bool_]) -> list[int]:
    """The middles of the runs of still rows that are high enough."""
    edges = np.flatnonzero(np.diff(still.astype(np.int8), prepend=0, append=0))
    return [int(a + b) // 2 for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= _STILL_ROWS]
