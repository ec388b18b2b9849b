"""Calendar dates with day, month and year, in figures or with a month's name.

``normalized`` is ISO 8601 (``2024-03-15``). The value is the date as printed, without weekday and time, except where
the time stands between day and year (``Mar 16 21:20:02 2026``). Dates that the proleptic Gregorian calendar does not
hold (31 February) are refused.

Order: year first means year, month, day. Otherwise the day comes first, unless that is impossible or the page
writes American dates: another date with a day over twelve in second place, a note of the form ``MM/DD/YYYY``, an
American address. ``details`` says ``order`` (``dmy``, ``mdy``, ``ymd``) and ``ambiguous`` where both readings are
valid. Two-digit years 00 to 49 are taken for 2000 to 2049, 50 to 99 for 1950 to 1999.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from handler.detecting import lookalikes
from handler.detecting._calendar import Dated, is_label
from handler.detecting._dates_in_figures import dates_in_figures
from handler.detecting._dates_with_names import dates_with_names
from handler.detecting._month_names import mended_month, month_of, spelt_month
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source

_MENDED_CONFIDENCE = 0.85
_NAME = re.compile(r"[^\W\d_]{3,}")

# What a reader of pixels makes of figures, in the shape of a date, and of a date with a name.
_LIKE = r"[\dOoQlI|!SsBZzDg]"
_MISREAD = re.compile(
    rf"(?<![\w.,/-]){_LIKE}{{1,4}}[ ]?(?P<sep>[./-])[ ]?{_LIKE}{{1,2}}[ ]?(?P=sep)[ ]?{_LIKE}{{2,4}}(?![\w/-]|[.,]\w)"
)
_MISREAD_NAME = re.compile(
    r"(?<![\w./-])(?P<day>[\dOolI|]{1,2})(?P<gap>[ .\-/]{0,2})(?P<name>[^\W_][\w|]{2,11}?)(?P<dot>\.?)"
    r"(?P<gap2>[ ,.\-/]{0,2})(?P<year>[12Il|][\dOolI|]{3})(?![\w]|[.,:]\d)"
)
_LOST_SEPARATOR = re.compile(
    r"(?<![\w./-])(?:(?P<a>\d\d)(?P<b>\d\d)(?P<sep>[./-])|(?P<a2>\d\d)(?P<sep2>[./-])(?P<b2>\d\d))(?P<c>(?:19|20)\d\d)"
    r"(?![\w/-]|[.,]\w)"
)


def find(source: Source) -> Iterator[Finding]:
    """Every calendar date in ``source``, in order of appearance."""
    found = _apart(dates_with_names(source), [])
    found = _apart(dates_in_figures(source), found)
    marked = source.from_pixels and _has_marks(source.text)
    findings = [_as_spelt(source.text[d.start : d.end], d, marked=marked) for d in found]
    if source.from_pixels:
        starts, ends = [d.start for d in found], [d.end for d in found]
        findings += [f for f in _mended(source) if _is_free(f.start, f.end, starts, ends)]
    yield from sorted(findings, key=lambda f: f.start)


def _apart(more: Iterator[Dated], found: list[Dated]) -> list[Dated]:
    """``found`` and those of ``more`` that share no character with them or each other, in order."""
    starts, ends = [d.start for d in found], [d.end for d in found]
    result = list(found)
    last = -1
    for dated in sorted(more, key=lambda d: d.start):
        if dated.start >= last and _is_free(dated.start, dated.end, starts, ends):
            result.append(dated)
            last = dated.end
    return sorted(result, key=lambda d: d.start)


def _is_free(start: int, end: int, starts: list[int], ends: list[int]) -> bool:
    """Whether ``start`` to ``end`` touches none of the sorted, disjoint stretches."""
    i = bisect_right(ends, start)
    return i == len(starts) or starts[i] >= end


def _has_marks(text: str) -> bool:
    """Whether letters with marks are printed at all."""
    return any(not c.isascii() and c.isalpha() for c in text)


def _as_spelt(printed: str, dated: Dated, *, marked: bool) -> Finding:
    """The date as it is printed, or with the marks that a reader of a page of ``marked`` letters lost."""
    value = _NAME.sub(lambda name: spelt_month(name[0]), printed) if marked else printed
    return _finding(value, dated, mended=value != printed)


def _finding(value: str, dated: Dated, *, mended: bool = False) -> Finding:
    details: dict[str, Detail] = {"order": dated.order}
    if dated.ambiguous:
        details["ambiguous"] = True
    if mended:
        details["mended"] = True
    return Finding(
        FindingType.DATE,
        value,
        dated.start,
        dated.end,
        min(dated.confidence, _MENDED_CONFIDENCE) if mended else dated.confidence,
        normalized=dated.day.isoformat(),
        checks=("calendar",),
        details=details,
    )


def _mended(source: Source) -> Iterator[Finding]:
    """Dates that become valid when look-alike letters are read as digits, or digits in a month's name as letters."""
    for m in _MISREAD.finditer(source.text):
        digits = lookalikes.as_digits(m[0])
        if digits and digits != m[0] and _mostly_figures(m[0], digits):
            yield from _whole(digits, m.start(), dates_in_figures(Source(digits, source.regions)))
    for m in _MISREAD_NAME.finditer(source.text):
        name = m["name"] if month_of(m["name"]) else mended_month(m["name"])
        day, year = lookalikes.as_digits(m["day"]), lookalikes.as_digits(m["year"])
        if name and day and year:
            mended = f"{day}{m['gap']}{name}{m['dot']}{m['gap2']}{year}"
            if mended != m[0]:
                yield from _whole(mended, m.start(), dates_with_names(Source(mended, source.regions)))
    for m in _LOST_SEPARATOR.finditer(source.text):
        if is_label(source.before(m.start(), 30)):
            sep = m["sep"] or m["sep2"]
            mended = f"{m['a'] or m['a2']}{sep}{m['b'] or m['b2']}{sep}{m['c']}"
            yield from _whole(mended, m.start(), dates_in_figures(Source(mended, source.regions)), m.end())


def _mostly_figures(printed: str, digits: str) -> bool:
    """Whether at least half of the figures were read as figures."""
    return sum(c.isdigit() for c in printed) * 2 >= sum(c.isdigit() for c in digits)


def _whole(mended: str, at: int, dates: Iterator[Dated], end: int | None = None) -> Iterator[Finding]:
    """The date that fills the whole of a mended stretch, put back where the stretch stands."""
    for d in dates:
        if d.start == 0 and d.end == len(mended):
            moved = Dated(at, end or at + len(mended), d.day, d.order, d.confidence, d.ambiguous)
            yield _finding(mended, moved, mended=True)
