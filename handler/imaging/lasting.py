"""What was found on one frame of an animation and stands on others as well, where reading may have missed it.

Two frames of an animation are mostly the same picture, and reading is not sure to find a value on both; one frame that
still shows it would undo the redaction of all others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handler.imaging.box import Box, LabelledBox
from handler.imaging.decoding import Frame
from handler.imaging.painting import padded

Grey = NDArray[Any]

# Letters make this much difference, in levels of 255; anything flatter shows nothing.
_INK = 8.0
# How alike a piece of two frames must be to show the same: noise of compression leaves more, other letters less.
_ALIKE = 0.8
_LEAST_TILE = 8


class Value(NamedTuple):
    """A box and the pixels that it had on the frame on which it was found."""

    labelled: LabelledBox
    pixels: Grey


def values_of(frames: Iterable[Frame], boxes: Mapping[int, Sequence[LabelledBox]]) -> list[Value]:
    """What ``boxes`` (by frame) show; what several frames show at one place is there once."""
    values: list[Value] = []
    for frame in frames:
        own = boxes.get(frame.number, ())
        grey = frame.image.convert("L") if own else frame.image
        for labelled in own:
            known = (v for v in values if _covers(v.labelled.box, labelled.box, grey.size))
            if not any(_stands(value, grey) for value in known):
                values.append(Value(labelled, _pixels(grey, labelled.box)))
    return values


def lasting(values: Iterable[Value], frame: Frame, own: Sequence[LabelledBox]) -> list[LabelledBox]:
    """Those of ``values`` that ``frame`` shows at least in part, without what its ``own`` boxes cover."""
    grey = frame.image.convert("L")
    return [
        value.labelled
        for value in values
        if not any(_covers(box, value.labelled.box, grey.size) for box, _ in own) and _stands(value, grey)
    ]


def _covers(box: Box, other: Box, size: tuple[int, int]) -> bool:
    paint = padded(box, size)
    return paint.x <= other.x and paint.y <= other.y and other.right <= paint.right and other.bottom <= paint.bottom


def _pixels(grey: Image.Image, box: Box) -> Grey:
    return np.asarray(grey.crop((box.x, box.y, box.right, box.bottom)), dtype=np.float32)


def _stands(value: Value, grey: Image.Image) -> bool:
    here = _pixels(grey, value.labelled.box)
    if np.array_equal(here, value.pixels):
        return True
    height, width = here.shape
    tile = max(_LEAST_TILE, min(height, width))
    return any(
        _alike(value.pixels[y : y + tile, x : x + tile], here[y : y + tile, x : x + tile])
        for y in range(0, height, tile)
        for x in range(0, width, tile)
    )


def _alike(one: Grey, other: Grey) -> bool:
    a, b = one - one.mean(), other - other.mean()
    spread = float(a.std()), float(b.std())
    if spread[0] < _INK or not spread[1]:
        return False
    return float((a * b).mean()) / (spread[0] * spread[1]) > _ALIKE
