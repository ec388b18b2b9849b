"""The readers of the comparison that live beside this product; each runs in a process of its own.

python tests/bench/peers.py NAME < a JSON list of files

``BENCH_PRODUCT`` names a checkout whose product is taken instead of this one's.

The peers read text and find nothing in it; so that readers can be compared, what they read is given to this product's
detectors.
"""

# ruff: noqa: PLC0415 - each reader is loaded only in the process that measures it

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

# Two threads of one Tesseract hinder each other.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
# The product may be that of another checkout.
sys.path.insert(0, os.environ.get("BENCH_PRODUCT", str(Path(__file__).resolve().parents[2])))

from peering import Answer, answer
from PIL import Image

Analyse = Callable[[bytes], Answer]


def detected(text: str) -> Answer:
    """What this product's detectors find in a text."""
    from handler.detecting import find

    return [(finding.type.value, finding.value) for finding in find(text)], text


def this_product(second_reader: bool = True) -> Analyse:
    """The whole way from bytes to findings, without the cache."""
    from handler.scan import Options, Scanner
    from handler.settings import Settings

    scanner = Scanner(Settings(second_reader=second_reader, time_limit=60.0))

    def analyse(data: bytes) -> Answer:
        scan = scanner.scan(data, Options(), use_cache=False)
        return [(finding.type.value, finding.value) for finding in scan.findings], scan.content

    return analyse


def first_reader_alone() -> Analyse:
    """This product as it is without its neural reader."""
    return this_product(second_reader=False)


def opened(data: bytes) -> Image.Image:
    """As a careful user of a bare reader would give it: upright, on white paper."""
    from samples import load

    return load(io.BytesIO(data))


def bare(read: Callable[[Image.Image], str]) -> Analyse:
    """A reader of the reading bench, given to this product's detectors."""
    return lambda data: detected(read(opened(data)))


def tesseract_command_line() -> Analyse:
    """Tesseract's program."""
    import reading

    return bare(reading.tesseract_command_line())


def pytesseract() -> Analyse:
    """Its usual Python package."""
    import reading

    return bare(reading.tesseract_pytesseract())


def rapidocr() -> Analyse:
    """Detection, orientation and recognition by the models of its package."""
    import reading

    return bare(reading.rapidocr_complete())


# Name → the package it needs, the maker.
PEERS: dict[str, tuple[str | None, Callable[[], Analyse]]] = {
    "this product": (None, this_product),
    "this product without its second reader": (None, first_reader_alone),
    "Tesseract, command line": (None, tesseract_command_line),
    "Tesseract, pytesseract": ("pytesseract", pytesseract),
    "RapidOCR": ("rapidocr", rapidocr),
}

if __name__ == "__main__":
    answer(PEERS[sys.argv[1]][1])
