"""Calendar dates with day, month and year, in figures or with a month's name.

``normalized`` is ISO 8601 (``2024-03-15``). The value is the date as printed, without weekday and time, except where
the time stands between day and year (``Mar 16 21:20:02 2026``). Dates that the proleptic Gregorian calendar does not hold
(31 February) are refused.

Order: year first means year, month, day. Otherwise the day comes first, unless that is impossible or the page
writes American dates: another date with a day over twelve in second place, or a note of the form ``MM/DD/YYYY``.
``details`` says ``order`` (``dmy``, ``mdy``, ``ymd``) and ``ambiguous`` where both readings are valid.
Two-digit years 00 to 49 are taken for 2000 to 2049, 50 to 99 for 1950 to 1999.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from handler.detecting import lookalikes
from handler.detecting._month_names import mended_month, month_of
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source

_PIVOT = 50
_YEARS_IN_FIGURES = range(1700, 2200)
_YEARS_WITH_NAMES = range(1000, 2200)

_LETTER = "A-Za-zÀ-ɏͰ-ϿЀ-ӿ"
_NUMERIC = re.compile(
    rf"(?<![\d{_LETTER}])(?<!\d[./:,\-–])(?<![$€£₺%+#])"
    r"(?P<a>\d{1,4})(?P<sep>[ ]?[./\-–][ ]?)(?P<b>\d{1,2})(?P<sep2>[ ]?[./\-–][ ]?)(?P<c>\d{4}|\d{1,2})"
    r"(?!\d|[./\-–:,]\d|[%$€£₺]|[ ]?[/–-][ ]?\d{1,3}(?!\d))"
)
_SPACED = re.compile(
    rf"(?<![\d{_LETTER}])(?<![\d.,:+)/-] )(?P<a>\d\d)(?P<sep> )(?P<b>\d\d)(?P<sep2> )(?P<c>\d{{4}})(?![\d{_LETTER}]|[ .,:/-]+\d)"
)
_COMPACT = re.compile(rf"(?<![\d{_LETTER}.,:/+-])((?:19|20)\d\d)(\d\d)(\d\d)(T\d{{4}}|(?![\d{_LETTER}]|[.,:/-]\d))")
_IDEOGRAPHIC = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")

_WORD = r"[^\W\d_]{3,12}"
_NAME = rf"(?P<name>{_WORD})(?:\s?/\s?(?P<other>{_WORD}))?\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|ers|re|ste|de|ten|[eºª°]|[oa](?![a-z]))"
_GAP = r"(?:\s?[.,/\-–]\s?|[ \t]{1,2}|[.,][ ]{1,2}|(?<=[.,])|\s(?:de|del|of|van|den)\s|)"
_DAY_NAME_YEAR = re.compile(
    rf"(?<![\d{_LETTER}])(?<!\d[.,:/])(?P<day>\d{{1,2}})(?:{_ORDINAL}(?![^\W\d_]))?{_GAP}{_NAME}"
    rf"(?P<gap>[ ]?,[ ]?|{_GAP})(?P<year>\d{{4}}|['’]?\d\d)(?!\d|[:.,]\d|[ ]?%)",
    re.IGNORECASE,
)
_NAME_DAY_YEAR = re.compile(
    rf"(?<![^\W\d_]){_NAME}(?:\s?[-/]\s?|[ \t]{{1,2}}|)(?P<day>\d{{1,2}})(?:{_ORDINAL}(?![^\W\d_]))?"
    rf"(?P<gap>(?:[ ]?,[ ]?|{_GAP})(?P<time>[ ]?\d\d:\d\d(?::\d\d)?[ ](?:[A-Z]{{3,4}}[ ])?)?)(?P<year>\d{{4}})"
    r"(?!\d|[:]\d)",
    re.IGNORECASE,
)
_YEAR_NAME_DAY = re.compile(
    rf"(?<![\d{_LETTER}])(?<!\d[.,:/-])(?P<year>\d{{4}}){_GAP}{_NAME}{_GAP}(?P<day>\d{{1,2}})"
    r"(?![\d:]|[.,]\d|[ ]?\d{4})",
    re.IGNORECASE,
)

# What a reader of pixels makes of digits, in the shape of a date; each part must hold or resemble figures only.
_LIKE = r"[\dOoQlI|!SsBZzDg]"
_MISREAD = re.compile(
    rf"(?<![\w.,/-]){_LIKE}{{1,4}}[ ]?[./-][ ]?{_LIKE}{{1,2}}[ ]?[./-][ ]?{_LIKE}{{2,4}}(?![\w/-]|[.,]\w)"
)
_MISREAD_NAME = re.compile(
    r"(?<![\w./-])(?P<day>[\dOolI|]{1,2})(?P<g1>[ .\-/]{0,2})(?P<word>[^\W_][\w|]{2,11}?)"
    r"(?P<dot>\.?)(?P<g2>[ ,.\-/]{0,2})(?P<year>[12Il|][\dOolI|]{3})(?![\w]|[.,:]\d)"
)

_DATE_LABEL = re.compile(
    r"(?:date|dated|dob|d\.o\.b|born|birth|tarih\w*|doğum|dogum|datum|geb\w*|ausgestellt|gültig|fecha|nacimiento|né\(?e?|"
    r"naissance|data|nascita|nascimento|urodz\w*|geboren|geboortedatum|дата|народження|рождения|issued?|expir\w*|exp|valid|"
    r"until|from|to|since|on|le|am|vom|bis|del|dal|al|tot|van|od|do|от|до|até|em)\b[^\n\d]{0,14}$",
    re.IGNORECASE,
)
_STRICT_LABEL = re.compile(
    r"(?:\bdate|dated|\bdob|birth|\btarih\w*|doğum|dogum|\bdatum|\bgeb\w*|fecha|nacimiento|naissance|\bdata|nascita|"
    r"nascimento|urodz\w*|geboortedatum|дата|народження|рождения|issued?|expir\w*|yyyy\W?mm\W?dd)\b[^\n\d]{0,14}$",
    re.IGNORECASE,
)
_NOT_A_DATE = re.compile(
    r"(?:\bv\.?|\bver\.?|version|versiyon|sürüm|surum|release|\brev\.?|build|firmware|sort code|§+|section|abschnitt|"
    r"bölüm|chapter|clause|\bart\.|\bip|phone|\btel\.?|telefon|fax|iban|isbn|ssn)[ :=#]{0,3}$",
    re.IGNORECASE,
)
_MONTH_FIRST_NOTE = re.compile(r"\bMM\s?[/.-]\s?DD\s?[/.-]\s?YY|\bmonth\s?/\s?day\s?/\s?year", re.IGNORECASE)
_DAY_FIRST_NOTE = re.compile(r"\b(?:DD|GG|TT|JJ)\s?[/.-]\s?(?:MM|AA)\s?[/.-]\s?(?:YY|AA|JJ|RR)", re.IGNORECASE)
_AMERICAN = re.compile(
    r"\b(?:SSN|Social Security|ZIP|U\.?S\.?A|United States|DOB|Driver'?s? License|Form W-\d|IRS)\b|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a stretch as a date; ``other`` tells whether the opposite order is valid as well."""

    day: date
    order: str
    ambiguous: bool = False


def find(source: Source) -> Iterator[Finding]:
    """Every calendar date in ``source``, in order of appearance."""
    found: list[Finding] = []
    for part in (_named(source), _in_figures(source), _compact(source), _mended(source)):
        taken = [(f.start, f.end) for f in found]
        spans = sorted(taken)
        found.extend(f for f in part if not _touches(spans, f))
    yield from sorted(found, key=lambda f: f.start)


def _touches(spans: list[tuple[int, int]], finding: Finding) -> bool:
    """Whether ``finding`` shares a character with one of the sorted, disjoint ``spans``."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= finding.start:
            low = middle + 1
        else:
            high = middle
    return low < len(spans) and spans[low][0] < finding.end


def _finding(
    text: str, start: int, end: int, reading: _Reading, confidence: float, details: dict[str, Detail] | None = None
) -> Finding:
    said: dict[str, Detail] = {"order": reading.order}
    if reading.ambiguous:
        said["ambiguous"] = True
    return Finding(
        FindingType.DATE,
        text[start:end],
        start,
        end,
        confidence,
        normalized=reading.day.isoformat(),
        checks=("calendar",),
        details=said | (details or {}),
    )


def _full_year(figures: str) -> int:
    year = int(figures.lstrip("'’"))
    return year if len(figures.lstrip("'’")) == 4 else year + (2000 if year < _PIVOT else 1900)  # noqa: PLR2004 - digits of a year


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- figures only ---------------------------------------------------------------------------------------------------


def _american(text: str) -> bool:
    """Whether the page writes the month first."""
    if _MONTH_FIRST_NOTE.search(text):
        return True
    if _DAY_FIRST_NOTE.search(text):
        return False
    month_first = day_first = 0
    for m in _NUMERIC.finditer(text):
        if len(m["a"]) <= 2 and m["sep"].strip() != ".":  # noqa: PLR2004 - digits of a day or month
            month_first += int(m["a"]) <= 12 < int(m["b"]) <= 31  # noqa: PLR2004 - months and days
            day_first += int(m["b"]) <= 12 < int(m["a"]) <= 31  # noqa: PLR2004 - months and days
    if month_first or day_first:
        return month_first > day_first
    return _AMERICAN.search(text) is not None


def _read(a: str, b: str, c: str, *, american: bool) -> _Reading | None:
    """The date that three figures mean, or None."""
    if len(a) == 4:  # noqa: PLR2004 - a year of four digits comes first
        day = _calendar(int(a), int(b), int(c)) if len(c) <= 2 and int(a) in _YEARS_IN_FIGURES else None  # noqa: PLR2004
        return _Reading(day, "ymd") if day else None
    if len(a) > 2 or len(c) not in (2, 4):  # noqa: PLR2004 - digits of day and year
        return None
    year = _full_year(c)
    if year not in _YEARS_IN_FIGURES:
        return None
    dmy, mdy = _calendar(year, int(b), int(a)), _calendar(year, int(a), int(b))
    ambiguous = dmy is not None and mdy is not None and dmy != mdy
    if mdy and (american or not dmy):
        return _Reading(mdy, "mdy", ambiguous)
    return _Reading(dmy, "dmy", ambiguous) if dmy else None


def _in_figures(source: Source) -> Iterator[Finding]:
    text = source.text
    american = _american(text)
    for m in _NUMERIC.finditer(text):
        sep, sep2 = m["sep"].strip(), m["sep2"].strip()
        reading = _read(m["a"], m["b"], m["c"], american=american and sep != ".")
        if sep != sep2 or reading is None:
            continue
        confidence = _confidence(source, m, sep, reading)
        if confidence:
            yield _finding(text, m.start(), m.end(), reading, confidence)
    for m in _SPACED.finditer(text):
        reading = _read(m["a"], m["b"], m["c"], american=american)
        labelled = _labelled(source, m.start(), m.end())
        alone = not (source.before(m.start()) + source.after(m.end())).strip()
        if reading and 1900 <= reading.day.year < 2100 and (labelled or alone):  # noqa: PLR2004 - lifetimes
            yield _finding(text, m.start(), m.end(), reading, 0.9 if labelled else 0.7)
    for m in _IDEOGRAPHIC.finditer(text):
        if day := _calendar(int(m[1]), int(m[2]), int(m[3])):
            yield _finding(text, m.start(), m.end(), _Reading(day, "ymd"), 0.99)


def _confidence(source: Source, m: re.Match[str], sep: str, reading: _Reading) -> float:
    """How sure a numeric date is; 0 where its surroundings speak for something else."""
    before = source.before(m.start(), 24)
    after = source.after(m.end(), 3)
    if _NOT_A_DATE.search(before):
        return 0.0
    letters = after[:1].isalpha() and after[:1] < "\u0500"
    if letters and not (reading.order == "ymd" and after[0] in "Tt") and not source.from_pixels:
        return 0.0
    if len(m["a"]) == 4:  # noqa: PLR2004 - a year of four digits comes first
        if len(m["c"]) < 2 and sep == "." and not 1900 <= reading.day.year < 2100:  # noqa: PLR2004 - sections, versions
            return 0.0
        return 0.99 if sep == "-" else 0.97
    if len(m["c"]) == 4:  # noqa: PLR2004 - a year of four digits comes last
        return 0.97 if sep in "/." else 0.96
    # Two-digit years: figures of the same shape are versions, sections, scores and sizes.
    padded = len(m["a"]) == len(m["b"]) == 2  # noqa: PLR2004 - leading zeros written
    labelled = _DATE_LABEL.search(before) is not None
    if m["sep"] != sep or m["sep2"] != sep:
        return 0.8 if labelled else 0.0
    if sep == ".":
        return 0.9 if labelled else 0.75 if padded else 0.0
    if sep in "-–":
        return 0.9 if labelled else 0.75 if padded else 0.6
    return 0.92 if labelled else 0.85


def _labelled(source: Source, start: int, end: int) -> bool:
    if _STRICT_LABEL.search(source.before(start, 30)):
        return True
    over = source.above(start, end, 1)
    return bool(over) and _STRICT_LABEL.search(over[0]) is not None


def _compact(source: Source) -> Iterator[Finding]:
    text = source.text
    for m in _COMPACT.finditer(text):
        day = _calendar(int(m[1]), int(m[2]), int(m[3]))
        if day is None:
            continue
        if m[4] or _STRICT_LABEL.search(source.before(m.start(), 30)):
            yield _finding(text, m.start(), m.start() + 8, _Reading(day, "ymd"), 0.9)


# --- with a month's name --------------------------------------------------------------------------------------------


def _named(source: Source) -> Iterator[Finding]:
    text = source.text
    last = 0
    matches = [
        (m, order)
        for pattern, order in ((_DAY_NAME_YEAR, "dmy"), (_NAME_DAY_YEAR, "mdy"), (_YEAR_NAME_DAY, "ymd"))
        for m in _overlapping(pattern, text)
    ]
    matches.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    for m, order in matches:
        if m.start() < last:
            continue
        day = _named_day(m)
        if day is None or (len(m["year"]) < 4 and not _short_year_holds(source, m)):  # noqa: PLR2004 - digits of a year
            continue
        last = m.end()
        yield _finding(text, m.start(), m.end(), _Reading(day, order), 0.98 if len(m["year"]) == 4 else 0.9)  # noqa: PLR2004


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches of ``pattern`` that name a month; one that does not is retried from its next character."""
    at = 0
    while m := pattern.search(text, at):
        if month_of(m["name"]) is not None:
            yield m
            at = m.end()
        else:
            at = m.start("name") + 1 if m.start("name") > m.start() else m.end("name")


def _named_day(m: re.Match[str]) -> date | None:
    month = month_of(m["name"])
    if month is None or (m["other"] and month_of(m["other"]) != month):
        return None
    year = _full_year(m["year"])
    return _calendar(year, month, int(m["day"])) if year in _YEARS_WITH_NAMES else None


def _short_year_holds(source: Source, m: re.Match[str]) -> bool:
    """Whether two digits after a month's name are a year and not an hour or a count."""
    return (
        m["year"][0] in "'’"
        or m["gap"].strip() in ("-", "/", "–")
        or (m["name"].isupper() and len(m["day"]) == 2)  # noqa: PLR2004 - as in passports: 01 JAN 85
        or _STRICT_LABEL.search(source.before(m.start(), 30)) is not None
    )


# --- mended ---------------------------------------------------------------------------------------------------------


def _mended(source: Source) -> Iterator[Finding]:
    """Dates in text from pixels that become valid when look-alike letters are read as digits, or the other way."""
    if not source.from_pixels:
        return
    text = source.text
    for m in _MISREAD.finditer(text):
        digits = lookalikes.as_digits(m[0])
        if digits is None or digits == m[0] or sum(c.isdigit() for c in m[0]) * 2 < sum(c.isdigit() for c in digits):
            continue
        for finding in _in_figures(Source(digits, source.regions)):
            if finding.start == 0 and finding.end == len(digits) and len(re.split(r"[./-]", digits)[-1]) != 3:  # noqa: PLR2004
                yield _moved(finding, m.start())
    for m in _MISREAD_NAME.finditer(text):
        name = m["word"] if month_of(m["word"]) else mended_month(m["word"])
        day, year = lookalikes.as_digits(m["day"]), lookalikes.as_digits(m["year"])
        if name is None or day is None or year is None:
            continue
        mended = f"{day}{m['g1']}{name}{m['dot']}{m['g2']}{year}"
        for finding in _named(Source(mended, source.regions)):
            if mended != m[0] and finding.end - finding.start == len(mended):
                yield _moved(finding, m.start())


def _moved(finding: Finding, by: int) -> Finding:
    """``finding`` of a mended stretch, put back where the stretch stands."""
    return replace(
        finding,
        start=finding.start + by,
        end=finding.end + by,
        confidence=0.85,
        details={**finding.details, "mended": True},
    )
