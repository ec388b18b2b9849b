"""Whether the second reader is installed, and where its models lie. Loads nothing."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

# What the models are run and their input is cut with.
_NEEDED = ("onnxruntime", "cv2", "numpy")


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
