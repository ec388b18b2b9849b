"""What detection returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from handler.reading.page import Box

Detail = str | bool | int | float | list[str] | None


class FindingType(StrEnum):
    """The ten kinds of sensitive data."""

    PHONE_NUMBER = "PHONE_NUMBER"
    ID_NUMBER = "ID_NUMBER"
    CREDIT_CARD_NUMBER = "CREDIT_CARD_NUMBER"
    PLATE = "PLATE"
    DATE = "DATE"
    EMAIL = "EMAIL"
    DOMAIN = "DOMAIN"
    URL = "URL"
    HASH = "HASH"
    COMBOLIST = "COMBOLIST"


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of sensitive data.

    ``value`` is the text as printed, with reading errors mended; ``normalized`` its canonical form (E.164, ISO 8601,
    refanged address, bare digits, …) or None where there is none. ``confidence`` is the probability, 0 to 1, that the
    finding is right. ``checks`` names every test it passed (``luhn``, ``tckn``, ``public_suffix``, ``e164``, …).
    ``start`` and ``end`` are offsets into the searched text; ``boxes`` pixels of the image as a person sees it, one
    for each line touched, empty for plain text. ``page`` counts from 1.
    """

    type: FindingType
    value: str
    start: int
    end: int
    confidence: float
    normalized: str | None = None
    checks: tuple[str, ...] = ()
    details: Mapping[str, Detail] = field(default_factory=dict)
    page: int = 1
    boxes: tuple[Box, ...] = ()
