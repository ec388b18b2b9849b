"""The connected parts of a mask, and the smallest slanted box around each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Slanted:
    """A slanted box: its ``middle`` (x, y), the unit vector ``along`` its first side, and half of both sides."""

    middle: Points
    along: Points
    half: tuple[float, float]

    def corners(self, growth: float = 0.0) -> Points:
        """The four corners in order, each side moved outwards by ``growth``."""
        across = np.array([-self.along[1], self.along[0]])
        u, v = self.along * (self.half[0] + growth), across * (self.half[1] + growth)
        return np.array([self.middle - u - v, self.middle + u - v, self.middle + u + v, self.middle - u + v])

    def holds(self, xs: NDArray[np.int64], ys: NDArray[np.int64]) -> Mask:
        """Which of the pixels in columns ``xs`` and rows ``ys`` it holds, as a mask of rows by columns."""
        x, y = xs[None, :] - self.middle[0], ys[:, None] - self.middle[1]
        a, b = self.along
        inside = (np.abs(x * a + y * b) <= self.half[0] + 0.5) & (np.abs(y * a - x * b) <= self.half[1] + 0.5)
        return np.asarray(inside)


def parts(mask: Mask) -> Iterator[Points]:
    """The points (x, y) at the ends of the rows of each part whose pixels touch, the larger parts first."""
    rows, starts, ends = _runs(mask)
    if not rows.size:
        return
    group = _groups(rows, starts, ends, mask.shape[1] + 2)
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group, ends - starts)
    bounds = np.searchsorted(group[order], np.arange(sizes.size + 1))
    for n in np.argsort(-sizes, kind="stable"):
        of = order[bounds[n] : bounds[n + 1]]
        xs = np.concatenate([starts[of], ends[of] - 1])
        yield np.stack([xs, np.concatenate([rows[of], rows[of]])], axis=1).astype(np.float64)


def _runs(mask: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Row, first column and the column after the last of each run of pixels, row by row."""
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges > 0)
    return rows, starts, np.nonzero(edges < 0)[1]


def _groups(
    rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64], wide: int
) -> NDArray[np.int64]:
    """The number of the part that each run belongs to; runs of neighbouring rows touch, at a corner too."""
    above = (rows - 1) * wide
    first = np.searchsorted(rows * wide + ends, above + starts, "left")
    last = np.searchsorted(rows * wide + starts, above + ends, "right")
    root = list(range(rows.size))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for i in np.flatnonzero(last > first).tolist():
        for j in range(first[i], last[i]):
            a, b = find(i), find(j)
            root[max(a, b)] = min(a, b)
    return np.unique([find(i) for i in root], return_inverse=True)[1]


def smallest_box(points: Points) -> Slanted:
    """The box of the least area around some points; one of its sides lies along their convex hull."""
    hull = _hull(points)
    sides = np.roll(hull, -1, axis=0) - hull
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    along = sides[lengths > 0] / lengths[lengths > 0, None] if lengths.any() else np.array([[1.0, 0.0]])
    u = along @ hull.T
    v = np.stack([-along[:, 1], along[:, 0]], axis=1) @ hull.T
    wide, high = np.ptp(u, axis=1), np.ptp(v, axis=1)
    best = int(np.argmin(wide * high))
    at = along[best]
    middle_u, middle_v = (u[best].max() + u[best].min()) / 2, (v[best].max() + v[best].min()) / 2
    middle = at * middle_u + np.array([-at[1], at[0]]) * middle_v
    return Slanted(middle, at, (float(wide[best]) / 2, float(high[best]) / 2))


def _hull(points: Points) -> Points:
    """The convex hull (Andrew's monotone chain)."""
    ordered = np.unique(points, axis=0).tolist()
    halves = []
    for way in (ordered, ordered[::-1]):
        chain: list[list[float]] = []
        for p in way:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        halves += chain[:-1]
    return np.array(halves or ordered[:1])


def _turn(o: list[float], a: list[float], b: list[float]) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
