"""National numbering plans (ITU-T E.164), read from the metadata of the ``phonenumbers`` package.

The metadata is that of Google's libphonenumber: for each country its code, its trunk prefix, the patterns of its kinds
of numbers and its ways of writing them. A page can hold thousands of candidates, each to be tried in a dozen
countries, so that the patterns are compiled once and asked directly; the package's own parser takes many times as
long. Nothing is loaded before the first number is asked for.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

# Kinds in the order in which libphonenumber tries them, with the name of each in its metadata.
_KINDS = (
    ("premium", "premium_rate"),
    ("toll-free", "toll_free"),
    ("shared cost", "shared_cost"),
    ("voip", "voip"),
    ("personal", "personal_number"),
    ("pager", "pager"),
    ("company", "uan"),
    ("voicemail", "voicemail"),
    ("fixed", "fixed_line"),
    ("mobile", "mobile"),
)
_CODE_LENGTHS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a numbering plan says about figures.

    ``code`` is the country code. ``valid`` where the plan has such a number, else only the length is right. ``cuts``
    are the places, counted in figures from the right, at which the number is set apart in its country's way of
    writing. ``dialled`` where the figures start as they are dialled inside the country, with the trunk prefix if it
    has one.
    """

    code: str
    e164: str
    region: str
    kind: str
    valid: bool
    cuts: frozenset[int]
    dialled: bool = True


@dataclass(frozen=True)
class _Country:
    """The compiled plan of one country."""

    region: str
    code: int
    trunk: str | None
    prefix: re.Pattern[str] | None
    transform: str | None
    leading: re.Pattern[str] | None
    general: re.Pattern[str]
    lengths: tuple[int, ...]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    written: tuple[tuple[re.Pattern[str] | None, re.Pattern[str]], ...]

    def significant(self, figures: str) -> str:
        """``figures`` without the trunk prefix, where what remains is still a number of this country."""
        m = self.prefix.match(figures) if self.prefix else None
        if not m:
            return figures
        rest = figures[m.end() :]
        if self.transform and m.lastindex and m[m.lastindex]:
            rest = m.expand(self.transform) + rest
        return figures if self.general.fullmatch(figures) and not self.general.fullmatch(rest) else rest

    def kind_of(self, number: str) -> str | None:
        """The kind of the national number, or None where the plan has no such number."""
        if len(number) not in self.lengths or not self.general.fullmatch(number):
            return None
        if self.leading and not self.leading.match(number):
            return None
        found = [kind for kind, pattern in self.kinds if pattern.fullmatch(number)]
        if found[:2] == ["fixed", "mobile"]:
            return "fixed or mobile"
        return found[0] if found else None

    def plan(self, number: str, kind: str | None, *, dialled: bool = True) -> Plan:
        """The plan of a national number."""
        cuts_here: frozenset[int] = frozenset()
        for leading, pattern in self.written:
            if (leading is None or leading.match(number)) and (m := pattern.fullmatch(number)):
                cuts_here = frozenset(len(number) - m.start(i) for i in range(2, (m.lastindex or 0) + 1))
                break
        return Plan(
            str(self.code),
            f"+{self.code}{number}",
            self.region,
            kind or "unknown",
            kind is not None,
            cuts_here,
            dialled,
        )


def cuts(printed: str) -> frozenset[int]:
    """The places at which ``printed`` sets figures apart, counted in figures from the right."""
    sizes = [len(group) for group in re.findall(r"\d+", printed)]
    return frozenset(sum(sizes[i:]) for i in range(1, len(sizes)))


@lru_cache(maxsize=4096)
def international(figures: str) -> Plan | None:
    """The number that ``figures``, country code first, are; None where their count is impossible."""
    regions: tuple[str, ...] = ()
    for n in _CODE_LENGTHS:
        if regions := _regions_of(figures[:n]):
            figures = figures[n:]
            break
    likely = None
    for region in regions:
        country = _country(region)
        if country is None:
            continue
        for number in dict.fromkeys((figures, country.significant(figures))):
            if kind := country.kind_of(number):
                return country.plan(number, kind)
            if likely is None and len(number) in country.lengths and not number.startswith("0"):
                likely = country.plan(number, None)
    return likely


@lru_cache(maxsize=4096)
def national(figures: str, regions: tuple[str, ...], printed: frozenset[int]) -> Plan | None:
    """The plan of one of ``regions`` in which ``figures`` dialled inside the country are valid, or None.

    Of several the one whose country sets figures apart at ``printed`` is meant, then one that needs no trunk prefix
    added, then a mobile one, then the first.
    """
    best, most = None, (-1, False, False, False)
    for region in regions:
        if country := _country(region):
            number = country.significant(figures)
            if kind := country.kind_of(number):
                plan = country.plan(number, kind, dialled=_dialled(figures, country, kind))
                fits = (printed <= plan.cuts) + (printed == plan.cuts) if printed else 0
                rank = (min(fits, 1), plan.dialled, fits > 1, "mobile" in kind)
                if rank > most:
                    best, most = plan, rank
                if rank == (bool(printed), True, bool(printed), True):
                    break  # no other can be better
    return best


@lru_cache(maxsize=1024)
def possible(figures: str, regions: tuple[str, ...]) -> Plan | None:
    """The first of ``regions`` in which a number may be as long as ``figures`` and start as they do."""
    for region in regions:
        if (country := _country(region)) and _dialled(figures, country, None):
            number = country.significant(figures)
            if len(number) in country.lengths:
                return country.plan(number, country.kind_of(number))
    return None


def _dialled(figures: str, country: _Country, kind: str | None) -> bool:
    # Only a zero is written by everyone; the American 1 and the Russian 8 may be left out, and Brazil's zero is dialled
    # for long distances only, Turkey's and India's often left out before a mobile number.
    return (
        figures.startswith("0") == (country.trunk == "0")
        or country.region in {"IT", "BR"}
        or (kind in {"mobile", "fixed or mobile"} and country.region in {"TR", "IN"})
    )


@cache
def _regions_of(code: str) -> tuple[str, ...]:
    """The regions that share a country code, the main one first."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # noqa: PLC0415 - loads slowly; few texts need it

    return tuple(COUNTRY_CODE_TO_REGION_CODE.get(int(code or 0), ()))


@cache
def _country(region: str) -> _Country | None:
    from phonenumbers import PhoneMetadata  # noqa: PLC0415 - loads slowly; few texts need it

    metadata: Any = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None:
        return None
    main: Any = PhoneMetadata.metadata_for_region(_regions_of(str(metadata.country_code))[0], None) or metadata
    kinds = ((kind, getattr(metadata, name)) for kind, name in _KINDS)
    return _Country(
        region,
        metadata.country_code,
        metadata.national_prefix,
        _compiled(metadata.national_prefix_for_parsing),
        metadata.national_prefix_transform_rule,
        _compiled(metadata.leading_digits),
        re.compile(metadata.general_desc.national_number_pattern),
        tuple(metadata.general_desc.possible_length),
        tuple(
            (kind, re.compile(desc.national_number_pattern))
            for kind, desc in kinds
            if desc is not None and desc.national_number_pattern
        ),
        tuple(
            (_compiled(f.leading_digits_pattern[-1] if f.leading_digits_pattern else None), re.compile(f.pattern))
            for f in main.number_format
        ),
    )


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None
