"""One stretch of text is one thing, except inside a line of a combolist."""

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable

from handler.detecting.finding import Finding, FindingType

# What a field of a combolist line may be on its own account, by field.
_FIELDS = (
    ("login", frozenset((FindingType.EMAIL, FindingType.PHONE_NUMBER, FindingType.ID_NUMBER))),
    ("url", frozenset((FindingType.URL,))),
    ("secret", frozenset((FindingType.HASH,))),
)
_WHOLES = frozenset((FindingType.URL, FindingType.EMAIL, FindingType.HASH))
_SURE = 0.6
_BY_CHECK = 0.12
_BY_LETTER = 0.006
_MAX_LETTERS = 60
_SPACE = re.compile(r"\s+")


def resolve(findings: Iterable[Finding]) -> list[Finding]:
    """``findings`` without those that lose their text to a better one, in order of their place."""
    every = list(findings)
    lines = [f for f in every if f.type is FindingType.COMBOLIST]
    kept: list[Finding] = []
    taken: list[tuple[int, int]] = []
    starts = sorted((line.start, line.end, line) for line in _best(lines, taken))
    nested: list[Finding] = []
    free: list[Finding] = []
    bounds = [start for start, _, _ in starts]
    for found in every:
        if found.type is FindingType.COMBOLIST:
            continue
        i = bisect_left(bounds, found.end) - 1
        line = starts[i][2] if i >= 0 and starts[i][1] > found.start else None
        if line is None:
            free.append(found)
        elif _is_field(found, line):
            nested.append(found)
    kept += [line for _, _, line in starts]
    kept += _best(nested, [])
    kept += _best(_outside_addresses(free), [])
    return sorted(kept, key=lambda f: (f.start, -f.end, f.type))


def _outside_addresses(findings: list[Finding]) -> list[Finding]:
    """``findings`` without those that are a piece of a URL, an e-mail address or a hash."""
    wholes = sorted((f.start, f.end) for f in findings if f.type in _WHOLES and f.confidence >= _SURE)
    kept = []
    for found in findings:
        i = bisect_right(wholes, (found.start, math.inf)) - 1
        own = (found.start, found.end)
        # Two wholes hardly ever overlap, so the one before is the only other that may reach over the piece.
        if not any(a <= own[0] and own[1] <= b and (a, b) != own for a, b in wholes[max(0, i - 1) : i + 1]):
            kept.append(found)
    return kept


def _best(findings: list[Finding], taken: list[tuple[int, int]]) -> list[Finding]:
    kept = []
    for found in sorted(findings, key=_worth, reverse=True):
        i = bisect_left(taken, (found.start, found.end))
        if (i == len(taken) or taken[i][0] >= found.end) and (i == 0 or taken[i - 1][1] <= found.start):
            insort(taken, (found.start, found.end))
            kept.append(found)
    return kept


def _worth(found: Finding) -> float:
    """Confidence first, then what was checked and how much text it explains."""
    letters = min(_MAX_LETTERS, found.end - found.start)
    return found.confidence + _BY_CHECK * min(3, len(found.checks)) + _BY_LETTER * letters


def _is_field(found: Finding, line: Finding) -> bool:
    if found.start < line.start or found.end > line.end:
        return False
    value = _SPACE.sub("", found.value)
    return any(
        found.type in types and isinstance(field := line.details.get(name), str) and _SPACE.sub("", field) == value
        for name, types in _FIELDS
    )
