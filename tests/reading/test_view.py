"""Pixels change, places on the page do not."""

import pytest
from PIL import Image

from handler.reading.page import Box
from handler.reading.view import View


def marked() -> Image.Image:
    image = Image.new("L", (120, 80), 255)
    image.paste(0, (30, 20, 60, 30))
    return image


def ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.point(lambda p: 255 if p < 128 else 0).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0, 3.0])
def test_turned_and_scaled_views_lead_back(turn: int, factor: float) -> None:
    view = View.of(marked()).turned(turn).scaled(factor)
    box = view.box(*ink_box(view.image))
    assert abs(box.x - 30) <= 1
    assert abs(box.y - 20) <= 1
    assert abs(box.right - 60) <= 1
    assert abs(box.bottom - 30) <= 1


@pytest.mark.parametrize("degrees", [-7.0, -1.5, 2.0, 6.5])
def test_levelled_views_lead_back(degrees: float) -> None:
    view = View.of(marked()).levelled(degrees)
    left, top, right, bottom = ink_box(view.image)
    x, y = view.point((left + right) / 2, (top + bottom) / 2)
    assert abs(x - 45) < 1.5
    assert abs(y - 25) < 1.5


def test_boxes_stay_on_the_page() -> None:
    view = View.of(marked()).scaled(2.0)
    assert view.box(-10, -10, 500, 500) == Box(0, 0, 120, 80)
    assert view.box(240, 160, 260, 170) == Box(119, 79, 1, 1)
