"""The recognisers, in one tuple, and the one way through them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from handler.detecting import combolist, credit_card, date, domain, email, id_number, phone_number, plate, url
from handler.detecting import hash as hash_
from handler.detecting.finding import Finding, FindingType
from handler.detecting.overlaps import resolve
from handler.detecting.source import DEFAULT_REGIONS, Source
from handler.reading.page import Page

# Part of the cache key: change it with any change of what detection answers.
DETECTORS_VERSION = "1"

Recogniser = Callable[[Source], Iterator[Finding]]

RECOGNISERS: tuple[tuple[FindingType, Recogniser], ...] = (
    (FindingType.COMBOLIST, combolist.find),
    (FindingType.URL, url.find),
    (FindingType.EMAIL, email.find),
    (FindingType.DOMAIN, domain.find),
    (FindingType.HASH, hash_.find),
    (FindingType.CREDIT_CARD_NUMBER, credit_card.find),
    (FindingType.PHONE_NUMBER, phone_number.find),
    (FindingType.ID_NUMBER, id_number.find),
    (FindingType.DATE, date.find),
    (FindingType.PLATE, plate.find),
)


def find(
    text: str, types: Iterable[FindingType | str] | None = None, regions: Iterable[str] | None = None
) -> list[Finding]:
    """Every piece of sensitive data in ``text``, in order."""
    return search(Source(text, tuple(regions or DEFAULT_REGIONS)), types)


def find_on_page(
    page: Page, types: Iterable[FindingType | str] | None = None, regions: Iterable[str] | None = None
) -> list[Finding]:
    """Every piece of sensitive data on ``page``, with boxes."""
    found = search(Source(page.text, tuple(regions or DEFAULT_REGIONS), page), types)
    return [replace(f, page=page.number, boxes=page.boxes_of(f.start, f.end)) for f in found]


def search(source: Source, types: Iterable[FindingType | str] | None = None) -> list[Finding]:
    """The findings of ``types`` (all by default) in ``source``, in order.

    Every recogniser runs whatever was asked: only against all other readings of the same text can it be told that,
    say, a phone number is a piece of a card number.
    """
    wanted = frozenset(FindingType(t) for t in types) if types is not None else frozenset(FindingType)
    found = resolve(f for _, recogniser in RECOGNISERS for f in recogniser(source))
    return [f for f in found if f.type in wanted]
