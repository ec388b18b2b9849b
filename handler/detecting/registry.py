"""The recognisers, in one tuple, and the one way through them."""

from collections.abc import Callable, Iterable, Iterator

from handler.detecting.finding import Finding, FindingType
from handler.detecting.source import DEFAULT_REGIONS, Source
from handler.reading.page import Page

# Part of the cache key: change it with any change of what detection answers.
DETECTORS_VERSION = "1"

Recogniser = Callable[[Source], Iterator[Finding]]

RECOGNISERS: tuple[tuple[FindingType, Recogniser], ...] = ()


def find(
    text: str, types: Iterable[FindingType | str] | None = None, regions: Iterable[str] | None = None
) -> list[Finding]:
    """Every piece of sensitive data in ``text``, in order."""
    return _search(Source(text, tuple(regions or DEFAULT_REGIONS)), types)


def find_on_page(
    page: Page, types: Iterable[FindingType | str] | None = None, regions: Iterable[str] | None = None
) -> list[Finding]:
    """Every piece of sensitive data on ``page``, with boxes."""
    return _search(Source(page.text, tuple(regions or DEFAULT_REGIONS), page), types)


def _search(source: Source, types: Iterable[FindingType | str] | None) -> list[Finding]:
    wanted = {FindingType(t) for t in types} if types is not None else set(FindingType)
    return [f for kind, recogniser in RECOGNISERS for f in recogniser(source) if kind in wanted]
