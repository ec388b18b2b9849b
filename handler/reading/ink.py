"""What can be told about a picture's text without reading it: whether there is any, how large, how tilted, how dark."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]
Runs = NDArray[np.int64]

# The width of the strips in which rows are looked at: a few letters of ordinary text.
_CELL = 48
# About so many pixels are looked at; of a larger picture only every so many strips.
_ENOUGH = 1_500_000
# Shades between the darkest and the lightest pixel of a row that are still flat paper, or the noise of a lossy file.
_FLAT = 24
# The least and the largest height, in pixels, that a run of rows can have and be a line of text.
_SMALLEST, _LARGEST = 5, 160
# A ground of this shade or darker has light letters on it.
_DARK = 110
# Of a plain picture more than this share has the shade of its ground.
_BARE = 0.6
# So many runs of rows, or edges of letters, are the least that says anything about a picture.
_FEW_RUNS, _FEW_EDGES = 3, 200
# Text that counts stands out from its ground by this share of what most of it does; the grain of a scan does not.
_STANDS_OUT = 0.3
# Where a picture with a longer side of so many pixels shows less than so many places like text, its letters may be too
# large to be seen so closely.
_LARGE, _FEW_CELLS = 1600, 48
# So many places are looked at closely; rows of letters have so many upright edges in the width of a strip.
_MANY_CELLS, _EDGES_PER_ROW = 800, 3
# The longer side, in pixels, and the number of edges that suffice to tell the tilt.
_TILT_SIDE, _TILT_EDGES = 1000, 20_000
# So many edges tell the tilt to half a degree.
_SOME_EDGES = 5000
# A line of text may fall by so many degrees and is still levelled; what falls more is not a scan put in askew.
_STEEPEST = 8.0


@dataclass(frozen=True)
class Ink:
    """How the marks of a picture lie.

    ``marked`` tells whether there is anything on the paper at all. ``height`` is the usual height in pixels of a
    line's letters, 0 where nothing looks like lines. ``dark`` tells whether the ground is darker than the letters.
    ``plain`` tells whether most of it is bare ground of one shade, as on screens and clean paper.
    ``cells`` are middles (x, y) of places, ``cell`` pixels wide, that look like level text.
    """

    marked: bool
    height: float
    dark: bool
    plain: bool
    cells: NDArray[np.float32]
    cell: float = _CELL

    def larger(self, factor: int) -> "Ink":
        """The same, seen on a picture that was made so many times smaller."""
        return replace(self, height=self.height * factor, cells=self.cells * factor, cell=self.cell * factor)


def look_at(image: Image.Image) -> Ink:
    """Look at a grey picture; at a large one from farther away where that shows more."""
    marks, factor = _look_at(image), 1
    while marks.marked and len(marks.cells) < _FEW_CELLS and max(image.size) > _LARGE:
        image, factor = image.reduce(2), factor * 2
        farther = _look_at(image)
        if len(farther.cells) <= len(marks.cells):
            break
        marks = farther.larger(factor)
    return marks


def _look_at(image: Image.Image) -> Ink:
    grey = np.asarray(image)
    if grey.size == 0 or int(grey.max()) - int(grey.min()) <= _FLAT:
        return Ink(marked=False, height=0.0, dark=False, plain=True, cells=np.empty((0, 2), np.float32))
    sample = grey[:: max(1, grey.shape[0] // 400), :: max(1, grey.shape[1] // 400)]
    runs, across = _runs(grey), _runs(grey.T)
    # Text on its side makes runs as long as its words; the other direction then shows the letters.
    height = min((h for h in (_line_height(runs), _line_height(across)) if h), default=0.0)
    ground = float(np.median(sample))
    bare = np.count_nonzero(np.abs(sample.astype(np.int16) - ground) <= _FLAT // 2)
    return Ink(
        marked=True,
        height=height,
        dark=ground < _DARK,
        plain=bool(bare > _BARE * sample.size),
        cells=_cells(grey, runs, height),
    )


def _runs(grey: Grey) -> Runs:
    """What stands between blank rows, strip by strip: left column, first row and row after the last of each run."""
    high, wide = grey.shape
    strips = max(1, wide // _CELL)
    step = max(1, round(high * strips * _CELL / _ENOUGH))
    if wide < _CELL:
        parts = grey[None]
    else:
        parts = grey[:, : strips * _CELL].reshape(high, strips, _CELL)[:, ::step].transpose(1, 0, 2)
    contrast = parts.max(axis=2) - parts.min(axis=2)
    strong = np.percentile(contrast, 95, axis=1).astype(np.int64)
    inked = np.zeros((len(parts), high + 2), dtype=np.int8)
    inked[:, 1:-1] = (contrast > np.maximum(_FLAT, strong * 0.4)[:, None]) & (strong > _FLAT)[:, None]
    change = np.diff(inked, axis=1)
    strip, first = np.nonzero(change > 0)
    runs: Runs = np.stack([strip * step * _CELL, first, np.nonzero(change < 0)[1]], axis=1)
    length = runs[:, 2] - runs[:, 1]
    chosen: Runs = runs[(length >= _SMALLEST) & (length <= _LARGEST)]
    return chosen


def _line_height(runs: Runs) -> float:
    """The height of most lines: above the median, since strips without tall letters show less of a line."""
    return float(np.percentile(runs[:, 2] - runs[:, 1], 70)) if len(runs) >= _FEW_RUNS else 0.0


def _cells(grey: Grey, runs: Runs, height: float) -> NDArray[np.float32]:
    """The middles of the runs that have about the height of letters and as many edges from left to right as words."""
    length = runs[:, 2] - runs[:, 1]
    likely = runs[(length >= height * 0.5) & (length <= max(height * 4, height + 12))]
    likely = likely[:: max(1, len(likely) // _MANY_CELLS)]
    found, contrasts = [], []
    for left, top, bottom in likely:
        part = grey[top:bottom, left : left + _CELL].astype(np.int16)
        contrast = int(part.max() - part.min())
        step = np.abs(np.diff(part, axis=1)) > 0.25 * contrast
        if np.count_nonzero(step) >= _EDGES_PER_ROW * len(part):
            found.append((left + _CELL / 2, (top + bottom) / 2))
            contrasts.append(contrast)
    cells = np.array(found, dtype=np.float32).reshape(-1, 2)
    return cells[np.array(contrasts) > _STANDS_OUT * np.percentile(contrasts, 98)] if found else cells


def fall(image: Image.Image) -> float:
    """The angle in degrees, between -8 and 8, by which the lines of a grey picture fall to the right.

    The ink is projected along each angle in turn: where it lies along the lines, rows of letters and gaps between
    lines stand out most. 0 where no angle does.
    """
    if max(image.size) > _TILT_SIDE:
        image = image.reduce(round(max(image.size) / _TILT_SIDE) + 1)
    grey = np.asarray(image).astype(np.int16)
    # The upper and lower edges of letters, not their sides.
    edges = np.abs(np.diff(grey, axis=0)).astype(np.uint8)
    shades = np.cumsum(np.bincount(edges.ravel(), minlength=256))
    strong = int(np.searchsorted(shades, 0.97 * edges.size))
    ys, xs = np.nonzero(edges > max(_FLAT, strong // 2))
    if xs.size < _FEW_EDGES:
        return 0.0
    if xs.size > _TILT_EDGES:
        chosen = np.linspace(0, xs.size - 1, _TILT_EDGES).astype(np.int64)
        ys, xs = ys[chosen], xs[chosen]

    def sharpness(degrees: float, every: int = 1) -> float:
        rows = ys[::every] - xs[::every] * np.tan(np.radians(degrees))
        counts = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
        return float((counts * counts).sum())

    some = max(1, xs.size // _SOME_EDGES)
    coarse = max(np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5), key=lambda angle: sharpness(angle, some))
    best = max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=sharpness)
    # An edge of the picture or a frame is level; text must be clearly sharper along the angle than level.
    return float(best) if sharpness(best) > 1.15 * sharpness(0.0) else 0.0
