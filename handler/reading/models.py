"""Whether the second reader is installed, where its models lie, what it can read. Loads nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

# What the models are run with.
_NEEDED = ("onnxruntime", "numpy")

# Tesseract's languages whose letters the network does not know: it would put Latin ones in their place.
_UNKNOWN = frozenset({
    "rus", "ukr", "bel", "bul", "mkd", "srp", "kaz", "kir", "mon", "tat", "tgk", "uzb_cyrl", "aze_cyrl", "ara", "fas",
    "pus", "snd", "uig", "urd", "heb", "yid", "hin", "mar", "nep", "san", "ben", "asm", "guj", "pan", "ori", "tam",
    "tel", "kan", "mal", "sin", "tha", "lao", "mya", "khm", "bod", "dzo", "kat", "kat_old", "hye", "amh", "tir", "kor",
    "kor_vert", "syr", "chr", "div", "iku",
})  # fmt: skip


@dataclass(frozen=True)
class Models:
    """The second reader's name and version, and the files of its two models."""

    name: str
    version: str
    recogniser: Path
    detector: Path


def installed() -> Models | None:
    """The models inside the ``rapidocr`` package, which is not imported; None where anything is missing."""
    if any(find_spec(name) is None for name in _NEEDED):
        return None
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "models"
    recogniser, detector = folder / "PP-OCRv6_rec_small.onnx", folder / "PP-OCRv6_det_small.onnx"
    if not (recogniser.is_file() and detector.is_file()):
        return None
    try:
        return Models("PP-OCRv6 small", f"rapidocr {version('rapidocr')}", recogniser, detector)
    except PackageNotFoundError:
        return None


def knows(languages: Iterable[str]) -> bool:
    """Whether the network can read the letters of all of Tesseract's ``languages``."""
    scripts = {name.removeprefix("script/") for name in languages if name.startswith("script/")}
    return _UNKNOWN.isdisjoint(languages) and scripts <= {"Latin", "Fraktur", "Vietnamese"}
