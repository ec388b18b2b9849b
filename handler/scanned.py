"""What a scan found, the JSON of its answer, and both as an entry of the cache.

An entry begins with the very bytes of the default answer, so that a hit is answered without taking them apart and
putting them together again; what they do not tell of a scan follows.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from handler.detecting import Finding, FindingType
from handler.errors import ReadingTimedOut
from handler.imaging.box import LabelledBox
from handler.reading.page import Box

# The number of findings, and the length of the answer.
_HEAD = struct.Struct("!II")


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page of the answer: pixels as a person sees it, the quarter turn that reading undid, whether all was read."""

    width: int
    height: int
    rotation: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in one image. ``content`` is the text, one line per line, pages separated by a form feed.

    ``words`` are its words with their places, packed as ``handler.words`` packs them.
    """

    content: str
    findings: tuple[Finding, ...]
    pages: tuple[PageSize, ...]
    words: str = ""
    cached: bool = field(default=False)

    @property
    def complete(self) -> bool:
        """Whether everything was read within the time limit."""
        return all(page.complete for page in self.pages)

    def at_least(self, confidence: float) -> Self:
        """The same scan with only those findings whose confidence, as it is shown, is at least ``confidence``."""
        return replace(self, findings=tuple(f for f in self.findings if shown_confidence(f) >= confidence))

    def boxes(self) -> dict[int, list[LabelledBox]]:
        """The boxes of all findings by page number, each with its finding's type: what a redacted copy hides.

        Raises:
            ReadingTimedOut: not everything was read, and such a copy could show what was not.
        """
        if not self.complete:
            raise self._unfinished("so that a redacted copy could show values")
        found: dict[int, list[LabelledBox]] = {}
        for finding in self.findings:
            found.setdefault(finding.page, []).extend(LabelledBox(box, finding.type) for box in finding.boxes)
        return found

    def say_nothing(self) -> None:
        """To be asked before a caller hears that there is nothing.

        Raises:
            ReadingTimedOut: not everything was read, and nobody knows what is in the rest.
        """
        if not self.complete:
            raise self._unfinished("and nothing was found before")

    def _unfinished(self, therefore: str) -> ReadingTimedOut:
        unread = sum(not page.complete for page in self.pages)
        return ReadingTimedOut(
            f"{unread} of {len(self.pages)} pages could not be read to the end within the time limit, {therefore};"
            " send fewer pages or a smaller image at once."
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer's JSON, as it is by default; ``handler.presentation`` makes others."""
        return {
            "status": "successful",
            "content": self.content,
            "findings": [finding_to_dict(f) for f in self.findings],
            "pages": [asdict(p) for p in self.pages],
            "cached": self.cached,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry of the cache: the number of findings, the default answer's bytes, and what else makes the scan."""

    count: int
    answer: bytes
    _rest: bytes

    @classmethod
    def of(cls, scan: Scan) -> Self:
        """The entry of ``scan``."""
        rest = {"spans": [[f.start, f.end] for f in scan.findings], "words": scan.words}
        answer = json_bytes(replace(scan, cached=True).to_dict())
        return cls(len(scan.findings), answer, json_bytes(rest))

    @classmethod
    def from_bytes(cls, entry: bytes) -> Self:
        """What ``to_bytes`` gave."""
        count, length = _HEAD.unpack_from(entry)
        end = _HEAD.size + length
        return cls(count, entry[_HEAD.size : end], entry[end:])

    def to_bytes(self) -> bytes:
        """As the cache keeps it."""
        return _HEAD.pack(self.count, len(self.answer)) + self.answer + self._rest

    def scan(self) -> Scan:
        """The scan, as it was but for the figures of its confidences that nobody is shown."""
        answer, rest = json.loads(self.answer), json.loads(self._rest)
        findings = tuple(map(_finding, answer["findings"], rest["spans"]))
        sizes = tuple(PageSize(**page) for page in answer["pages"])
        return Scan(answer["content"], findings, sizes, rest["words"], cached=True)


def json_bytes(body: Mapping[str, Any]) -> bytes:
    """``body`` as answers are written."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def shown_confidence(finding: Finding) -> float:
    """Three decimals: more would claim to know more than anybody does."""
    return round(finding.confidence, 3)


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    """The JSON of one finding."""
    return {
        "type": finding.type.value,
        "value": finding.value,
        "normalized": finding.normalized,
        "confidence": shown_confidence(finding),
        "checks": list(finding.checks),
        "page": finding.page,
        "boxes": [asdict(box) for box in finding.boxes],
        "details": dict(finding.details),
    }


def _finding(told: dict[str, Any], span: list[int]) -> Finding:
    known = {
        "type": FindingType(told["type"]),
        "checks": tuple(told["checks"]),
        "boxes": tuple(Box(**box) for box in told["boxes"]),
    }
    return Finding(**(told | known), start=span[0], end=span[1])
