"""Strips cut out of a picture, level and of one height."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from handler.reading.strips import band, cut, part, sides, turned

PICTURE = Image.new("RGB", (400, 300), "white")
ImageDraw.Draw(PICTURE).text((60, 120), "Level text 42", "black", ImageFont.load_default(32))
PIXELS = np.asarray(PICTURE)
QUAD = np.array([(50, 110), (290, 110), (290, 160), (50, 160)], dtype=np.float32)


def test_a_level_box_is_what_it_shows():
    strip = cut(PIXELS, QUAD)
    assert strip.shape == (48, 230, 3)
    wanted = np.asarray(PICTURE.crop((50, 110, 290, 160)).resize((230, 48), Image.Resampling.BILINEAR))
    assert np.abs(strip.astype(int) - wanted).max() <= 1


@pytest.mark.parametrize("angle", [3, -8, 20])
def test_a_slanted_box_comes_out_level(angle):
    middle = (170, 135)
    leaning = PICTURE.rotate(-angle, Image.Resampling.BICUBIC, center=middle, fillcolor="white")
    turn = np.radians(angle)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    quad = ((QUAD - middle) @ matrix.T + middle).astype(np.float32)
    straight, found = cut(PIXELS, QUAD).astype(float), cut(np.asarray(leaning), quad).astype(float)
    assert found.shape == straight.shape
    assert np.corrcoef(straight.ravel(), found.ravel())[0, 1] > 0.93


def test_turned_by_half_it_stands_on_its_head():
    assert np.abs(cut(PIXELS, turned(QUAD, 2)).astype(int) - cut(PIXELS, QUAD)[::-1, ::-1]).mean() < 3


def test_beyond_the_picture_its_edge_goes_on():
    red = np.full((40, 60, 3), (10, 20, 200), np.uint8)
    strip = cut(red, np.array([(-9, -5), (70, -5), (70, 52), (-9, 52)], dtype=np.float32))
    assert (strip == (10, 20, 200)).all()


def test_a_large_box_is_shrunk_by_means():
    noise = np.random.default_rng(3).integers(0, 256, (480, 960, 3), dtype=np.uint8)
    slanted = np.array([(2, 0), (958, 3), (956, 478), (0, 475)], dtype=np.float32)
    assert cut(noise, slanted).std() < 20


def test_part_and_sides():
    piece = part(QUAD, 0.25, 0.5)
    assert piece.tolist() == [[110, 110], [170, 110], [170, 160], [110, 160]]
    assert sides(piece) == (60, 50)
    assert band(QUAD, 0.2, 0.6).tolist() == [[50, 120], [290, 120], [290, 140], [50, 140]]
