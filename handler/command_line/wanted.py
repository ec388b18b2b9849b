"""What the caller wants found and shown, checked before any image is read."""

import hashlib
import json
from dataclasses import asdict, dataclass

from handler import __version__
from handler.errors import BadOption


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty lists mean the standard."""

    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    min_confidence: float = 0.0
    masked: bool = False

    def name(self, reader: str) -> str:
        """A short name of all that a result depends on besides the image; ``reader`` says who reads."""
        everything = json.dumps([__version__, reader, asdict(self)], sort_keys=True)
        return hashlib.sha256(everything.encode()).hexdigest()[:12]


def wanted(types: str, languages: str, regions: str, min_confidence: float, masked: bool) -> Wanted:
    """The lists with commas, split and checked.

    Raises:
        BadOption: a type or region that does not exist, or a confidence that is none.
    """
    if not 0 <= min_confidence <= 1:  # "nan" is a number to the parser of options
        raise BadOption("--min-confidence must be a number from 0 to 1, as 0.8.")
    return Wanted(
        _types(_split(types.upper())), _split(languages), _regions(_split(regions.upper())), min_confidence, masked
    )


def _split(listed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.strip() for item in listed.split(",") if item.strip()))


def _types(names: tuple[str, ...]) -> tuple[str, ...]:
    if names:
        from handler.detecting import FindingType  # noqa: PLC0415 # loads all detectors

        known = [kind.value for kind in FindingType]
        for name in names:
            if name not in known:
                raise BadOption(f"There is no type {name!r}; there are {', '.join(known)}.")
    return names


def _regions(names: tuple[str, ...]) -> tuple[str, ...]:
    if names:
        from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 # heavy, and only needed by who names regions

        for name in names:
            if name not in SUPPORTED_REGIONS:
                hint = " (the United Kingdom is GB)" if name == "UK" else ""
                raise BadOption(f"There is no region {name!r}{hint}; give ISO 3166 codes of two letters, as TR or US.")
    return names
