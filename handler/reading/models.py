"""Whether the second reader is installed and genuine, where its models lie, what it can read. Loads nothing."""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

# What the models are run with.
_NEEDED = ("onnxruntime", "numpy")

# SHA-256 of the models that this reader was made with: others would read differently, or are not what they seem.
_RECOGNISER, _DETECTOR = "PP-OCRv6_rec_small.onnx", "PP-OCRv6_det_small.onnx"
GENUINE = {
    _RECOGNISER: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    _DETECTOR: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
}
# Their bytes, which a start can afford to look at.
_SIZES = {_RECOGNISER: 21_234_383, _DETECTOR: 9_929_594}

_log = logging.getLogger(__name__)

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
    """The models inside the ``rapidocr`` package, which is not imported; None where anything is missing or cut off.

    Whether they are genuine takes longer to tell: ``are_genuine`` is asked before they are loaded.
    """
    if any(find_spec(name) is None for name in _NEEDED):
        return None
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "models"
    recogniser, detector = folder / _RECOGNISER, folder / _DETECTOR
    if not (_is_whole(recogniser) and _is_whole(detector)):
        return None
    try:
        return Models("PP-OCRv6 small", f"rapidocr {version('rapidocr')}", recogniser, detector)
    except PackageNotFoundError:
        return None


def _is_whole(model: Path) -> bool:
    try:
        return model.stat().st_size == _SIZES[model.name]
    except OSError:
        return False


def are_genuine(models: Models) -> bool:
    """Whether the files of both models are the known ones to the last byte."""
    return all(_has_checksum(model) for model in (models.recogniser, models.detector))


def _has_checksum(model: Path) -> bool:
    try:
        with model.open("rb") as file:
            genuine = hashlib.file_digest(file, "sha256").hexdigest() == GENUINE[model.name]
    except OSError:
        genuine = False
    if not genuine:
        _log.warning("the model %s has not the checksum it should have; Tesseract reads alone", model.name)
    return genuine


def knows(languages: Iterable[str]) -> bool:
    """Whether the network can read the letters of all of Tesseract's ``languages``."""
    scripts = {name.removeprefix("script/") for name in languages if name.startswith("script/")}
    return _UNKNOWN.isdisjoint(languages) and scripts <= {"Latin", "Fraktur", "Vietnamese"}
