"""Query parameters → options, checked. Each list may be given with commas, repeated, or both."""

import re
from enum import StrEnum
from typing import TypeVar

from fastapi import Request

from handler.detecting import FindingType
from handler.errors import BadOption
from handler.imaging.painting import Style
from handler.presentation import Part, Presentation, Values
from handler.scan import Options

PRESENTED = ("min_confidence", "values", "include")

_KNOWN = ("types", "languages", "regions")
_LANGUAGE = re.compile(r"[A-Za-z0-9_]{2,30}(/[A-Za-z_]{2,30})?", re.ASCII)
_NUMBER = re.compile(r"(\d{1,20}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,3})?", re.ASCII)
_Choice = TypeVar("_Choice", bound=StrEnum)
_MOST_LANGUAGES = 4
_SHOWN = 40


def options_of(request: Request, also: tuple[str, ...] = ()) -> Options:
    """What to look for and how to read, by the query of ``request``.

    ``also`` names further options of the route, which it reads itself.

    Raises:
        BadOption: an unknown option, type, region, or the name of a language that cannot be one.
    """
    known = _KNOWN + also
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise BadOption(f"Unknown option {unknown[0][:_SHOWN]!r}; there are {', '.join(known)}.")
    standard = Options()
    types = [t.upper() for t in _listed(request, "types")]
    regions = [r.upper() for r in _listed(request, "regions")]
    languages = _listed(request, "languages")
    return Options(
        types=tuple(dict.fromkeys(_type(t) for t in types)) or standard.types,
        languages=_languages(languages) or standard.languages,
        regions=tuple(dict.fromkeys(_region(r) for r in regions)) or standard.regions,
    )


def presentation_of(request: Request) -> Presentation:
    """What the answer shall show, by the query of ``request``.

    Raises:
        BadOption: a value that an option does not have.
    """
    standard = Presentation()
    parts = [_choice(Part, "include", name) for name in _listed(request, "include")]
    values = _single(request, "values")
    return Presentation(
        min_confidence=min_confidence_of(request),
        values=standard.values if values is None else _choice(Values, "values", values),
        include=frozenset(parts) or standard.include,
    )


def min_confidence_of(request: Request) -> float:
    """The least confidence that a finding must have to count.

    Raises:
        BadOption: no number from 0 to 1.
    """
    given = _single(request, "min_confidence")
    if given is None:
        return 0.0
    if not _NUMBER.fullmatch(given) or not 0 <= float(given) <= 1:
        raise BadOption(f"The option 'min_confidence' must be a number from 0 to 1, as 0.8, not {given[:_SHOWN]!r}.")
    return float(given)


def style_of(request: Request) -> Style:
    """How findings are painted over.

    Raises:
        BadOption: no style of that name.
    """
    given = _single(request, "style")
    return Style.BLACK if given is None else _choice(Style, "style", given)


def _single(request: Request, name: str) -> str | None:
    given = request.query_params.getlist(name)
    if len(given) > 1:
        raise BadOption(f"The option {name!r} is given {len(given)} times; give it once.")
    return given[0].strip() if given else None


def _choice(kind: type[_Choice], option: str, name: str) -> _Choice:
    try:
        return kind(name.lower())
    except ValueError:
        raise BadOption(f"{option!r} cannot be {name[:_SHOWN]!r}; there are {', '.join(kind)}.") from None


def _listed(request: Request, name: str) -> list[str]:
    given = request.query_params.getlist(name)
    items = [item.strip() for value in given for item in value.split(",")]
    if given and not any(items):
        raise BadOption(f"The option {name!r} is empty; leave it out or give it a value.")
    return [item for item in items if item]


def _type(name: str) -> FindingType:
    try:
        return FindingType(name)
    except ValueError:
        raise BadOption(f"Unknown type {name[:_SHOWN]!r}; there are {', '.join(FindingType)}.") from None


def _region(name: str) -> str:
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 # heavy, and only needed by who names regions

    if name not in SUPPORTED_REGIONS:
        hint = " (the United Kingdom is GB)" if name == "UK" else ""
        raise BadOption(f"Unknown region {name[:_SHOWN]!r}{hint}; give ISO 3166 codes of two letters, as TR or US.")
    return name


def _languages(names: list[str]) -> tuple[str, ...]:
    for name in names:
        if not _LANGUAGE.fullmatch(name):
            raise BadOption(f"{name[:_SHOWN]!r} is no name of a Tesseract language; give names as eng or tur.")
    unique = tuple(dict.fromkeys(names))
    if len(unique) > _MOST_LANGUAGES:
        raise BadOption(f"{len(unique)} languages asked for, the limit is {_MOST_LANGUAGES}.")
    return unique
