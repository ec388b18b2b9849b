"""Dates in figures alone: ``15.03.2024``, ``3/15/24``, ``2024-03-15T14:30Z``, ``20240315`` beside a label."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from handler.detecting._calendar import LETTER, Dated, calendar, full_year, is_label
from handler.detecting.source import Source

_YEARS = range(1700, 2200)
_LIFETIMES = range(1900, 2100)
_MONTHS = range(1, 13)
_DAYS_ABOVE_MONTHS = range(13, 32)
_WHOLE_YEAR, _PADDED = 4, 2
_LABEL_REACH = 30

_NUMERIC = re.compile(
    r"(?<![\d$€£₺%+#])(?P<a>\d{1,4})(?P<gap>[ ]?(?P<sep>[./\-–])[ ]?)(?P<b>\d{1,2})(?P<gap2>[ ]?(?P=sep)[ ]?)"
    r"(?P<c>\d{4}|\d{1,2})(?![\d%$€£₺])"
)
_SPACED = re.compile(
    rf"(?<![\d{LETTER}])(?<![\d.,+)/-] )(?P<a>\d\d) (?P<b>\d\d) (?P<c>\d{{4}})(?![\d{LETTER}]|[ .,:/-]{{1,2}}\d)"
)
_COMPACT = re.compile(rf"(?<![\d{LETTER}.,:/+-])((?:19|20)\d\d)(\d\d)(\d\d)(T\d{{4}}|(?![\d{LETTER}]|[.,:/-]\d))")
_IDEOGRAPHIC = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")

# Words before a two-digit year that make it one.
_PREPOSITION = re.compile(
    r"\b(?:né\(?e?\)?|exp|valid|until|from|to|since|on|le|am|vom|bis|del|dal|al|tot|van|od|do|от|до|até|em|gültig)\b\W{0,3}$",
    re.IGNORECASE,
)
_NOT_A_DATE = re.compile(
    r"(?:sort code|§+|section|abschnitt|bölüm|chapter|clause|\bart\.|\bip|phone|\btel\.?|telefon|fax|iban|isbn|ssn)"
    r"[ :=#]{0,3}$",
    re.IGNORECASE,
)
# What stands before the number of an edition, or before its day.
_EDITION = re.compile(
    r"(?:\bv\.?|\bver\.?|version|versiyon|sürüm|surum|release|\brev\.?|build|firmware)[ :=#]{0,3}$", re.IGNORECASE
)
_VERSION = re.compile(r"\bv\.?$", re.IGNORECASE)
_END_OF_DATE = re.compile(r"\d[./\-–](?:\d{4}|\d\d)[-–/]$|^(?:\d{4}|\d\d)[-–/]$")
_MONTH_FIRST_NOTE = re.compile(r"\bMM\s?[/.-]\s?DD\s?[/.-]\s?YY|\bmonth\s?/\s?day\s?/\s?year", re.IGNORECASE)
_DAY_FIRST_NOTE = re.compile(r"\b(?:DD|GG|TT|JJ)\s?[/.-]\s?(?:MM|AA)\s?[/.-]\s?(?:YY|AA|JJ|RR)", re.IGNORECASE)
_AMERICAN = re.compile(
    r"\b(?:SSN|Social Security|ZIP|U\.?S\.?A|United States|Form W-\d|IRS)\b|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"
)


def dates_in_figures(source: Source) -> Iterator[Dated]:
    """Every date in figures, in the order of the ways of writing them."""
    american = _is_american(source.text)
    return chain(_separated(source, american=american), _spaced(source, american=american), _closed(source))


def _separated(source: Source, *, american: bool) -> Iterator[Dated]:
    for m in _NUMERIC.finditer(source.text):
        read = _read(m["a"], m["b"], m["c"], american=american and m["sep"] != ".")
        if read:
            day, order, ambiguous = read
            if confidence := _confidence(source, m, order):
                yield Dated(m.start(), m.end(), day, order, confidence, ambiguous)


def _spaced(source: Source, *, american: bool) -> Iterator[Dated]:
    """Figures between spaces, as in the boxes of forms: only beside a label or alone on their line."""
    for m in _SPACED.finditer(source.text):
        read = _read(m["a"], m["b"], m["c"], american=american)
        if read and read[0].year in _LIFETIMES:
            labelled = _labelled(source, m.start(), m.end())
            if labelled or not (source.before(m.start()) + source.after(m.end())).strip():
                yield Dated(m.start(), m.end(), read[0], read[1], 0.9 if labelled else 0.7, read[2])


def _closed(source: Source) -> Iterator[Dated]:
    """Eight figures in a row (ISO 8601 basic format) with a time or a label, and East Asian dates."""
    for m in _COMPACT.finditer(source.text):
        day = calendar(int(m[1]), int(m[2]), int(m[3]))
        if day and (m[4] or _labelled(source, m.start(), m.end())):
            yield Dated(m.start(), m.end(3), day, "ymd", 0.9)
    for m in _IDEOGRAPHIC.finditer(source.text):
        if day := calendar(int(m[1]), int(m[2]), int(m[3])):
            yield Dated(m.start(), m.end(), day, "ymd", 0.99)


def _read(a: str, b: str, c: str, *, american: bool) -> tuple[date, str, bool] | None:
    """The date that three figures mean, its order, and whether the opposite order is valid as well."""
    if len(a) == _WHOLE_YEAR:
        day = calendar(int(a), int(b), int(c)) if len(c) <= _PADDED and int(a) in _YEARS else None
        return (day, "ymd", False) if day else None
    if len(a) > _PADDED or len(c) < _PADDED:
        return None
    year = full_year(c)
    if year not in _YEARS:
        return None
    dmy, mdy = calendar(year, int(b), int(a)), calendar(year, int(a), int(b))
    ambiguous = dmy is not None and mdy is not None and dmy != mdy
    if mdy and (american or not dmy):
        return mdy, "mdy", ambiguous
    return (dmy, "dmy", ambiguous) if dmy else None


def _is_american(text: str) -> bool:
    """Whether the page writes the month first."""
    if _MONTH_FIRST_NOTE.search(text):
        return True
    if _DAY_FIRST_NOTE.search(text):
        return False
    month_first = day_first = 0
    for m in _NUMERIC.finditer(text):
        if len(m["a"]) <= _PADDED and m["sep"] != ".":
            month_first += int(m["a"]) in _MONTHS and int(m["b"]) in _DAYS_ABOVE_MONTHS
            day_first += int(m["b"]) in _MONTHS and int(m["a"]) in _DAYS_ABOVE_MONTHS
    if month_first or day_first:
        return month_first > day_first
    return _AMERICAN.search(text) is not None


def _confidence(source: Source, m: re.Match[str], order: str) -> float:
    """How sure a date between separators is; 0 where its surroundings speak for something else."""
    before = source.before(m.start(), 24)
    if _NOT_A_DATE.search(before) or (_EDITION.search(before) and not _is_full(m)):
        return 0.0
    if _tied_before(before, m) or _tied_after(source, m, order):
        return 0.0
    if order == "ymd":
        return 0.99 if m["sep"] == "-" else 0.97
    if len(m["c"]) == _WHOLE_YEAR:
        return 0.97 if m["gap"] == m["gap2"] else 0.75
    if before[-1:] == "/" or source.after(m.end(), 1) == "/":
        return 0.0  # a path
    return _with_short_year(m, announced=is_label(before), preposition=_PREPOSITION.search(before) is not None)


def _is_full(m: re.Match[str]) -> bool:
    """Whether every figure is written in full and no full stop parts them, as in no edition's number."""
    figures = sorted(len(m[part]) for part in "abc")
    return figures == [_PADDED, _PADDED, _WHOLE_YEAR] and m["sep"] != "."


def _with_short_year(m: re.Match[str], *, announced: bool, preposition: bool) -> float:
    """Figures of this shape are versions, sections, scores and sizes as well."""
    padded = len(m["a"]) == len(m["b"]) == _PADDED
    if m["sep"] == "." and not padded:
        return 0.85 if announced else 0.0
    labelled = announced or preposition
    if not labelled and (len(m["gap"]) > 1 or len(m["gap2"]) > 1):
        return 0.0
    if labelled:
        return 0.9
    return 0.85 if m["sep"] == "/" else 0.75 if padded else 0.6


def _tied_before(before: str, m: re.Match[str]) -> bool:
    """Whether what stands right before the figures belongs to them."""
    last = before[-1:]
    if re.match(f"[{LETTER}_]", last):
        # The end of a file's name, and labels whose space a reader lost.
        named = last == "_" or (m["sep"] == "/" or is_label(before))
        return not named or len(m["a"]) == 1 or len(m["c"]) == 1 or _VERSION.search(before) is not None
    if not before[-2:-1].isdigit() or last not in "./:,-–":
        return False
    return last in ".:," or last == m["sep"] or _END_OF_DATE.search(before) is None


def _tied_after(source: Source, m: re.Match[str], order: str) -> bool:
    """Whether what stands right after the figures belongs to them."""
    after = source.after(m.end(), 2)
    whole = order == "ymd" or len(m["c"]) == _WHOLE_YEAR
    if re.match(f"[{LETTER}]", after):
        return not (order == "ymd" and after[0] in "Tt") and not (source.from_pixels and whole)
    if after[1:].isdigit() and after[0] in "./-–:,":
        return not whole or after[0] in (m["sep"], ".")
    return False


def _labelled(source: Source, start: int, end: int) -> bool:
    if is_label(source.before(start, _LABEL_REACH)):
        return True
    over = source.above(start, end, 1)
    return bool(over) and is_label(over[0])
