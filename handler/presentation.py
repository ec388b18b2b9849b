"""A scan → the JSON of its answer, as the caller wants to see it. The cache keeps scans, so nothing is read again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple, Self

from handler.detecting import Finding
from handler.masking import HIDDEN, hashed, key_name, masked, value_key
from handler.scanned import Scan, finding_to_dict, shown_confidence
from handler.words import unpack


class Values(StrEnum):
    """How values are shown: in full, masked by their type, or as keyed hashes."""

    FULL = "full"
    MASKED = "masked"
    HASH = "hash"


class Part(StrEnum):
    """Parts of an answer that may be left out."""

    BOXES = "boxes"
    WORDS = "words"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a caller can choose about the answer; the default shows all findings in full, with text and boxes."""

    min_confidence: float = 0.0
    values: Values = Values.FULL
    include: frozenset[Part] = frozenset({Part.BOXES, Part.TEXT})

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {"min_confidence": self.min_confidence, "values": self.values, "include": sorted(self.include)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """What ``to_dict`` gave; what is not in it is as by default."""
        standard = cls()
        return cls(
            float(kept.get("min_confidence", standard.min_confidence)),
            Values(kept.get("values", standard.values)),
            frozenset(Part(name) for name in kept.get("include", standard.include)),
        )


STANDARD = Presentation()


def present(scan: Scan, how: Presentation, secret: str) -> dict[str, Any]:
    """The answer's JSON; ``secret`` is the server's, from which the key of hashed values is derived.

    Where values are not shown in full, they are hidden in the text and its words as well, those of findings below
    ``min_confidence`` too. What was not looked for is not hidden. ``content`` is always there, empty if not asked for.
    """
    if how == STANDARD:
        return scan.to_dict()
    findings = scan.findings
    answer: dict[str, Any] = {"status": "successful"}
    if how.values is Values.MASKED:
        findings = tuple(map(masked, findings))
    elif how.values is Values.HASH:
        key = value_key(secret)
        findings = tuple(map(partial(hashed, key=key), findings))
        answer["hash_key"] = key_name(key)
    pages = [_PageText(text) for text in (scan.content.split("\f") if scan.pages else [scan.content])]
    if how.values is not Values.FULL:
        for page, shown in zip(pages, _by_page(findings, len(pages)), strict=True):
            page.hide(shown)
    answer["content"] = "\f".join(page.shown for page in pages) if Part.TEXT in how.include else ""
    answer["findings"] = [_finding(f, how) for f in findings if shown_confidence(f) >= how.min_confidence]
    answer["pages"] = [asdict(page) for page in scan.pages]
    if Part.WORDS in how.include:
        for size, page, words in zip(answer["pages"], pages, unpack(scan.words), strict=True):
            size["words"] = [
                {"text": page.word(w.start, w.end), "box": asdict(w.box), "confidence": w.confidence} for w in words
            ]
    return answer | {"cached": scan.cached}


def _finding(finding: Finding, how: Presentation) -> dict[str, Any]:
    answer = finding_to_dict(finding)
    if Part.BOXES not in how.include:
        del answer["boxes"]
    return answer


def _by_page(findings: Sequence[Finding], count: int) -> list[list[Finding]]:
    pages: list[list[Finding]] = [[] for _ in range(count)]
    for finding in findings:
        pages[finding.page - 1].append(finding)
    return pages


class _Stretch(NamedTuple):
    start: int
    end: int
    shown: str


class _PageText:
    """The text of one page, in which values can be hidden."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._hidden: list[_Stretch] = []

    def hide(self, findings: Sequence[Finding]) -> None:
        """Shows the values of ``findings`` in place of what is printed there; of nested ones, the outermost."""
        self._hidden = list(_outermost(findings))

    @property
    def shown(self) -> str:
        """The text with its hidden stretches; it has as many lines as before."""
        parts, at = [], 0
        for start, end, shown in self._hidden:
            parts += [self._text[at:start], shown, "\n" * self._text.count("\n", start, end)]
            at = end
        return "".join([*parts, self._text[at:]])

    def word(self, start: int, end: int) -> str:
        """The word between two offsets; what belongs to a value is hidden letter by letter."""
        word = self._text[start:end]
        for s in self._hidden:
            if s.start < end and start < s.end:
                a, b = max(s.start - start, 0), min(s.end, end) - start
                word = word[:a] + HIDDEN * (b - a) + word[b:]
        return word


def _outermost(findings: Sequence[Finding]) -> Iterator[_Stretch]:
    last: _Stretch | None = None
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if last is None or finding.start >= last.end:
            if last:
                yield last
            last = _Stretch(finding.start, finding.end, finding.value)
        elif finding.end > last.end:
            last = last._replace(end=finding.end)
    if last:
        yield last
