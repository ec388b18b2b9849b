"""Dates with a month's name: ``15 March 2024``, ``3 Ocak 2015``, ``Sept. 4th, 1998``, ``01 JAN /JAN 85``."""

import re
from collections.abc import Iterator

from handler.detecting._calendar import LETTER, Dated, calendar, full_year, is_label
from handler.detecting._month_names import month_of
from handler.detecting.source import Source

_YEARS = range(1000, 2200)
_WHOLE_YEAR, _PADDED = 4, 2
_LABEL_REACH = 30

_NAME = r"(?P<name>[^\W\d_]{3,12})(?:\s?/\s?(?P<other>[^\W\d_]{3,12}))?\.?"
_ORDINAL = r"(?:(?:st|nd|rd|th|er|ers|re|ste|de|ten|[eºª°]|[oa])(?![^\W\d_]))"
_GAP = r"(?:\s?[.,،/\-–]\s?|[ \t\u00a0]{1,2}|[.,][ ]{1,2}|\s(?:de|del|of|van|den)\s|)"
_DAY_NAME_YEAR = re.compile(
    rf"(?<![\d{LETTER}])(?<!\d[.,:/])(?P<day>\d{{1,2}}){_ORDINAL}?{_GAP}{_NAME}"
    rf"(?P<gap>[ ]?,[ ]?|\n|{_GAP})(?P<year>\d{{4}}(?!\d|[.,]\d|[ ]?%)|(?:['’]\s?)?\d\d(?!\d|[:.,]\d|[ ]?%))",
    re.IGNORECASE,
)
_NAME_DAY_YEAR = re.compile(
    rf"(?<![^\W\d_]){_NAME}(?:\s?[-/]\s?|[ \t\u00a0]{{1,2}}|)(?P<day>\d{{1,2}}){_ORDINAL}?"
    rf"(?P<gap>(?:[ ]?,[ ]?|[ ]?,?\n|{_GAP})(?:[ ]?\d\d:\d\d(?::\d\d)?[ ](?:[A-Z]{{3,4}}[ ])?)?)"
    r"(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_YEAR_NAME_DAY = re.compile(
    rf"(?<![\d{LETTER}])(?<!\d[.,:/-])(?P<year>\d{{4}}){_GAP}{_NAME}(?P<gap>{_GAP})(?P<day>\d{{1,2}})"
    r"(?![\d:]|[.,]\d|[ ]?\d{4})",
    re.IGNORECASE,
)
_SHAPES = ((_DAY_NAME_YEAR, "dmy"), (_NAME_DAY_YEAR, "mdy"), (_YEAR_NAME_DAY, "ymd"))


def dates_with_names(source: Source) -> Iterator[Dated]:
    """Every date with a month's name, in order of appearance."""
    matches = [(m, order) for shape, order in _SHAPES for m in _with_months(shape, source.text)]
    matches.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    last = 0
    for m, order in matches:
        if m.start() < last:
            continue
        month = month_of(m["name"])
        figures = m["year"].lstrip("'’ ")
        year = full_year(figures)
        if month is None or year not in _YEARS or (m["other"] and month_of(m["other"]) != month):
            continue
        day = calendar(year, month, int(m["day"]))
        whole = len(figures) == _WHOLE_YEAR
        if day and (whole or _short_year_holds(source, m)):
            last = m.end()
            yield Dated(m.start(), m.end(), day, order, 0.98 if whole else 0.9)


def _with_months(shape: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches of ``shape`` that name a month; the search goes on inside one that does not."""
    at = 0
    while m := shape.search(text, at):
        if month_of(m["name"]) is not None:
            yield m
            at = m.end()
        else:
            at = m.start("name") + 1 if m.start("name") > m.start() else m.end("name")


def _short_year_holds(source: Source, m: re.Match[str]) -> bool:
    """Whether two digits after a month's name are a year and not an hour or a count."""
    return (
        m["year"][0] in "'’"
        or m["gap"].strip() in ("-", "/", "–")
        or (m["name"].isupper() and len(m["day"]) == _PADDED)  # as in passports: 01 JAN 85
        or is_label(source.before(m.start(), _LABEL_REACH))
    )
