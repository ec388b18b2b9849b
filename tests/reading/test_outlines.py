"""Connected parts of a mask and the boxes around them."""

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw

from handler.reading.outlines import parts, smallest_box


def flooded(mask):
    """The number of pixels of each part, counted the slow way, largest first."""
    left, sizes = {(int(y), int(x)) for y, x in np.argwhere(mask)}, []
    while left:
        edge, size = [left.pop()], 0
        while edge:
            y, x = edge.pop()
            size += 1
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & left
            left -= near
            edge += near
        sizes.append(size)
    return sorted(sizes, reverse=True)


def pixels(points):
    """How many pixels the row ends of a part enclose."""
    starts, ends = np.split(points, 2)
    return int((ends[:, 0] - starts[:, 0] + 1).sum())


@pytest.mark.parametrize("share", [0.05, 0.3, 0.45, 0.7])
@pytest.mark.parametrize("size", [(1, 40), (40, 1), (37, 53)])
def test_parts_are_what_a_flood_reaches(share, size):
    mask = np.random.default_rng(7).random(size) < share
    assert [pixels(points) for points in parts(mask)] == flooded(mask)


def test_an_empty_mask_has_no_parts():
    assert list(parts(np.zeros((5, 5), dtype=bool))) == []


@pytest.mark.parametrize("angle", [0, 12, 45, 80, 135])
def test_the_box_lies_as_what_it_holds(angle):
    turn = math.radians(angle)
    u, v = np.array([math.cos(turn), math.sin(turn)]), np.array([-math.sin(turn), math.cos(turn)])
    corners = [np.array([100, 100]) + a * 60 * u + b * 9 * v for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    image = Image.new("1", (200, 200))
    ImageDraw.Draw(image).polygon([tuple(c) for c in corners], fill=1)
    [points] = parts(np.asarray(image))
    box = smallest_box(points)
    assert sorted(box.half) == pytest.approx([9, 60], abs=1)
    assert box.middle == pytest.approx([100, 100], abs=1)
    for corner in corners:
        assert min(np.hypot(*(corner - found)) for found in box.corners()) < 2.5


def test_the_box_of_a_point_and_of_a_line():
    assert smallest_box(np.array([[3.0, 4.0], [3.0, 4.0]])).half == (0, 0)
    assert sorted(smallest_box(np.array([[0.0, 0.0], [8.0, 0.0], [4.0, 0.0]])).half) == [0, 4]


def test_a_box_grows_on_all_sides_and_knows_its_pixels():
    box = smallest_box(np.array([[2.0, 2.0], [6.0, 2.0], [2.0, 4.0], [6.0, 4.0]]))
    assert {tuple(c) for c in box.corners(1).tolist()} == {(1, 1), (7, 1), (7, 5), (1, 5)}
    held = box.holds(np.arange(8), np.arange(8))
    assert held.sum() == 15
    assert held[2:5, 2:7].all()
