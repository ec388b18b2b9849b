"""How large an image may be."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What one image may have at most: pixels of a page, pixels of a side, pages."""

    pixels: int = 64_000_000
    side: int = 32_000
    frames: int = 50
