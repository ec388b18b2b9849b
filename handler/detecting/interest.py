"""The judge that tells reading which lines deserve a second look (see ``handler.reading.judge``)."""

import re
from collections.abc import Iterable

from handler.detecting.finding import FindingType
from handler.detecting.registry import search
from handler.detecting.source import DEFAULT_REGIONS, Source

# What each type cannot do without, as a reader of pixels may print it.
_ADDRESS = (
    r"[@©®€¢]|\([aA]\)|: ?/ ?/|\bww+\b|\bh[tl1ix]{1,3}ps?\b|\[\.\]|\(dot\)|[a-z0-9][.,][a-z]{2}|"
    r"[a-z0-9] ?[.,] (?:com|corn|net|org|io|dev|app|info|[a-z]{2})\b|[a-z0-9] [.,][a-z]{2,4}\b"
)
_HASH = r"[0-9a-fA-FOlISGéo]{14}|[$S]\w{1,12}[$S] ?[\w./]{4}|\{\w{2,10}\}\S{8}|\*[0-9A-F]{10}"
_COMBO = r"[\w.@!#$%*-]{4} ?[:;|] ?[^\s/]{4}|\w\\\w"
_DIGITS = r"[\dOolISB]{6}|\d(?:[ .()/-]{0,2}[\dOolISB]){5}"
_DATE = (
    r"\d ?[./-] ?\d{1,2} ?[./-] ?\d|\d(?:st|nd|rd|th|\.)?[ ./-]?(?:de |of )?[^\W\d_]{3,12}\.?,?[ ./-]?(?:de )?\d|"
    r"[^\W\d_]{3}\.? ?\d{1,2}(?:st|nd|rd|th)?,? \d{2}|"
    r"\d{4} ?[年-]"
)
_PLATE = r"\b[A-Z0-9]{0,3}(?:[A-Z][ .-]?\d|\d[ .-]?[A-Z])[A-Z0-9]{0,3}[ .-]?[A-Z0-9]"
_NEEDED = {
    FindingType.EMAIL: (_ADDRESS,),
    FindingType.URL: (_ADDRESS,),
    FindingType.DOMAIN: (_ADDRESS,),
    FindingType.HASH: (_HASH,),
    FindingType.COMBOLIST: (_COMBO, _ADDRESS),
    FindingType.PHONE_NUMBER: (_DIGITS,),
    FindingType.ID_NUMBER: (_DIGITS, _PLATE),
    FindingType.CREDIT_CARD_NUMBER: (_DIGITS,),
    FindingType.DATE: (_DATE, _DIGITS),
    FindingType.PLATE: (_PLATE,),
}
_LONGEST = 400


class Interest:
    """What a caller is after: ``types`` (all by default) in the national formats of ``regions``."""

    def __init__(self, types: Iterable[FindingType | str] | None = None, regions: Iterable[str] | None = None) -> None:
        self._types = frozenset(FindingType(t) for t in types) if types is not None else frozenset(FindingType)
        self._regions = tuple(regions or DEFAULT_REGIONS)
        parts = {part: None for kind in FindingType if kind in self._types for part in _NEEDED[kind]}
        self._anything = re.compile("|".join(parts)) if parts else None

    def could_hold(self, line: str) -> bool:
        """Whether ``line`` holds, or almost holds, something of the types asked for."""
        return self._anything is not None and self._anything.search(line[:_LONGEST]) is not None

    def evidence(self, line: str) -> float:
        """The confidence of each finding on ``line``, times one and the number of its checks, added up."""
        found = search(Source(line, self._regions), self._types)
        return sum(f.confidence * (1 + len(f.checks)) for f in found)
