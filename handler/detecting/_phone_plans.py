"""National numbering plans, as the ``phonenumbers`` package knows them (ITU-T E.164).

The package's metadata takes time to load, so that nothing here touches it before the first number is asked for.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache


@dataclass(frozen=True, slots=True)
class Plan:
    """What a numbering plan says about figures.

    ``valid`` where the plan has such a number, else only the length is right. ``cuts`` are the places, counted in figures
    from the right, at which the number is set apart in its country's way of writing. ``dialled`` where the figures start
    as they are dialled inside the country, with the trunk prefix if it has one.
    """

    e164: str
    region: str
    kind: str
    valid: bool
    cuts: frozenset[int]
    dialled: bool = True


@lru_cache(maxsize=4096)
def international(figures: str) -> Plan | None:
    """The number that ``figures``, country code first and no sign before it, is; None where its length is impossible."""
    import phonenumbers as pn  # noqa: PLC0415 - loads slowly, and only texts with numbers need it

    try:
        number = pn.parse("+" + figures, None)
    except pn.NumberParseException:
        return None
    if not pn.is_possible_number(number):
        return None
    return _plan(number, pn.region_code_for_number(number) or pn.region_code_for_country_code(number.country_code))


@lru_cache(maxsize=4096)
def national(figures: str, regions: tuple[str, ...]) -> tuple[Plan, ...]:
    """The plans of those of ``regions``, in their order, in which ``figures`` dialled inside the country are valid."""
    plans = []
    for region in regions:
        if _shape(region).fullmatch(figures):
            import phonenumbers as pn  # noqa: PLC0415

            try:
                number = pn.parse(figures, region)
            except pn.NumberParseException:
                continue
            if pn.is_valid_number_for_region(number, region):
                plans.append(_plan(number, region, dialled=_dialled(figures, region)))
    return tuple(plans)


@lru_cache(maxsize=1024)
def possible(figures: str, regions: tuple[str, ...]) -> Plan | None:
    """The first of ``regions`` in which a number may be as long as ``figures`` and start as they do."""
    import phonenumbers as pn  # noqa: PLC0415

    for region in regions:
        try:
            number = pn.parse(figures, region)
        except pn.NumberParseException:
            continue
        reason = pn.is_possible_number_with_reason(number)
        if reason == pn.ValidationResult.IS_POSSIBLE and _dialled(figures, region):
            return _plan(number, region)
    return None


def _dialled(figures: str, region: str) -> bool:
    trunk = _trunk(region)
    # Only a zero is written by everyone; the American 1 and the Russian 8 may be left out.
    return figures.startswith("0") == (trunk == "0") or (region in {"IT", "BR"})


@cache
def _trunk(region: str) -> str | None:
    from phonenumbers import PhoneMetadata  # noqa: PLC0415

    metadata = PhoneMetadata.metadata_for_region(region, None)
    return metadata.national_prefix if metadata else None


@cache
def _shape(region: str) -> re.Pattern[str]:
    """What figures dialled in ``region`` look like: far cheaper than parsing them, and never too narrow."""
    from phonenumbers import PhoneMetadata  # noqa: PLC0415

    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None or metadata.general_desc.national_number_pattern is None:
        return re.compile(r"(?!)")
    prefix = metadata.national_prefix_for_parsing or ""
    return re.compile(rf"(?:{prefix})?(?:{metadata.general_desc.national_number_pattern})")


def _plan(number: object, region: str | None, *, dialled: bool = True) -> Plan:
    import phonenumbers as pn  # noqa: PLC0415

    assert isinstance(number, pn.PhoneNumber)
    kinds = {
        pn.PhoneNumberType.MOBILE: "mobile",
        pn.PhoneNumberType.FIXED_LINE: "fixed",
        pn.PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed or mobile",
        pn.PhoneNumberType.TOLL_FREE: "toll-free",
        pn.PhoneNumberType.PREMIUM_RATE: "premium",
        pn.PhoneNumberType.VOIP: "voip",
    }
    return Plan(
        pn.format_number(number, pn.PhoneNumberFormat.E164),
        region or "",
        kinds.get(pn.number_type(number), "other"),
        pn.is_valid_number(number),
        cuts(pn.format_number(number, pn.PhoneNumberFormat.NATIONAL)),
        dialled,
    )


def cuts(printed: str) -> frozenset[int]:
    """The places at which ``printed`` sets figures apart, counted in figures from the right."""
    sizes = [len(group) for group in re.findall(r"\d+", printed)]
    return frozenset(sum(sizes[i:]) for i in range(1, len(sizes)))
