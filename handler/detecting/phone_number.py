"""Telephone numbers, international (ITU-T E.123 and E.164) or as written inside one of the configured countries.

``normalized`` is E.164 (``+905321234567``), or None for a labelled number that no plan has. ``details``: ``region``
(ISO 3166), ``kind`` (mobile, fixed, …), ``format`` (international or national) and ``extension`` where one is printed.

Figures become a number when a country's plan has it and the way it is written, or a word beside it, supports it: a plus
sign, a trunk zero with that country's grouping, brackets around an area code, the American three-three-four. Bare
figures need a label. The plans come from ``phonenumbers``; candidates from one pass of a linear expression.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from handler.detecting import lookalikes
from handler.detecting._phone_judging import BESIDE, LEAST, Context, Judged, judge
from handler.detecting._phone_words import says_phone, side
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source

_LABEL_REACH = 40
_MENDED_CONFIDENCE = 0.85
# A number that a plan has is at least as sure.
_WHOLE = 0.9
_MANY_PIECES = 12  # a longer chain of figures is a table or a dump
_WINDOW = 6  # pieces between spaces of one number

_FULL_WIDTH = str.maketrans(
    {**{0xFF10 + i: str(i) for i in range(10)}, 0xFF0B: "+", 0xFF08: "(", 0xFF09: ")", 0xFF0D: "-", 0xFF0F: "/"}
    | dict.fromkeys((0x3000, 0xA0, 0x2009, 0x202F, 0x2007), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-")
)
_CHAIN = re.compile(r"(?:\([ ]?\+|\+{1,2}[ ]?\(?|\()?\d(?:\)?[ ]?[-./]?[ ]?\(?\d)*")
# The rest of one on the next line.
_OVER = re.compile(r"-?\n[ \t]*\(?\d(?:\)?[ ]?[-./]?[ ]?\(?\d)*")
_PIECE = re.compile(r"[^ \n]+(?: [-./] ?[^ \n]+)*")
# How a number starts that stands behind other figures.
_START = re.compile(r"[(+0]|1?[-. ]?\d{3}[-. /]\d{3}[-. ]\d{4}(?!\d)")
_EXTENSION = re.compile(
    r"[ ]{0,4}[,;]?[ ]{0,2}"
    r"(?:x|#|(?P<word>ext(?:ension|n)?|dahili|dah|доб|durchwahl|dw|wew|poste|ramal|interno|int|toestel|anexo))"
    r"[.:]?[ ]{0,2}(?P<figures>\d{1,7})(?!\d)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ_]")
# A cell of a column of numbers.
_CELL = re.compile(r"(?:\d[^\d\n]{0,3}){4}")
_MONEY = "$€£₺¥%"

_MISREAD = re.compile(r"(?<![\w@/.-])\+?\(?[\dOoQIl|SBZ](?:\)?[ ]?[-./]?[ ]?\(?[\dOoQIl|SBZ]){6,16}(?![\w@])")


def find(source: Source) -> Iterator[Finding]:
    """Every telephone number in ``source``, in order of appearance."""
    text = source.text.translate(_FULL_WIDTH)
    spoken = says_phone(text)
    last = 0
    found = []
    for m in _CHAIN.finditer(text):
        if m.start() < last or (m.end() - m.start() < LEAST and m[0][0] != "+"):
            continue
        here = list(_in_chain(source, text, m[0], m.start(), spoken=spoken))
        if m[0][0] == "+" and all(f.confidence < _WHOLE for f in here) and (over := _OVER.match(text, m.end())):
            # A number with its country code, broken at the end of a line.
            joined = text[m.start() : over.end()]
            more = [f for f in _in_chain(source, text, joined, m.start(), spoken=spoken) if f.end > m.end()]
            here = more if more and (not here or more[0].confidence > here[0].confidence) else here
        found += here
        last = here[-1].end if here else last
    if source.from_pixels:
        for f in _mended(source, spoken=spoken):
            touched = [g for g in found if f.start < g.end and g.start < f.end]
            if all(f.start <= g.start and g.end <= f.end and g.confidence < f.confidence for g in touched):
                found = [g for g in found if g not in touched] + [f]
    yield from sorted(found, key=lambda f: f.start)


def _in_chain(source: Source, text: str, chain: str, at: int, *, spoken: bool) -> Iterator[Finding]:
    """The numbers in one chain of figures; ``text`` is what stands around it, of the same length as the source's."""
    if sum(c.isdigit() for c in chain) < LEAST:
        return
    before, after = text[max(0, at - 2) : at], text[at + len(chain) : at + len(chain) + 2]
    pieces = [(m.start(), m.end()) for m in _PIECE.finditer(chain)]
    if _ends_in_something_else(text, at + len(chain), after):
        pieces.pop()
    label = _label(source, at, at + len(chain)) if spoken else 0
    if label == 0 and (extension := _EXTENSION.match(text, at + len(chain))) and extension["word"]:
        label = 1
    other = label if spoken else side(source.before(at, _LABEL_REACH))
    if pieces and _starts_in_something_else(before, chain, label):
        pieces.pop(0)
        label = 0
    i = 0
    while i < len(pieces):
        if (i > 0 or len(pieces) > _MANY_PIECES) and not _START.match(chain, pieces[i][0]):
            i += 1
            continue
        context = Context(min(label, other) if other < 0 else label if i == 0 else 0, source.regions)
        for j in range(min(i + _WINDOW, len(pieces)) - 1, i - 1, -1):
            start, end = _trimmed(chain, pieces[i][0], pieces[j][1])
            judged = judge(chain[start:end], context)
            if judged:
                finding = _finding(source.text, text, at + start, at + end, judged)
                yield finding
                i = j
                if finding.end > at + len(chain):
                    return
                break
        i += 1


def _label(source: Source, start: int, end: int) -> int:
    told = side(source.before(start, _LABEL_REACH))
    if told:
        return BESIDE if told > 0 else told
    line = source.line_span(start)
    if line[1] - line[0] > 400:  # noqa: PLR2004 - a paragraph in one line has no columns
        return 0
    worded = _LETTER.search(source.before(start, _LABEL_REACH).rpartition("\t")[2]) is not None
    for over in source.above(start, end, 12):
        if told := side(over):
            # A word with figures behind it, over a line with words of its own, speaks of those figures.
            return 0 if worded and _CELL.search(over) else told
        if not _CELL.search(over):
            break  # prose, not the column of a table
    return 0


def _ends_in_something_else(text: str, end: int, after: str) -> bool:
    """Whether what follows ties the last figures to a time, an amount or a word."""
    if not after:
        return False
    if after[0] in _MONEY or (len(after) > 1 and after[0] in ":," and after[1].isdigit()):
        return True
    return _LETTER.match(after) is not None and not _EXTENSION.match(text, end)


def _starts_in_something_else(before: str, chain: str, label: int) -> bool:
    """Whether what stands before ties the first figures to an amount, a serial or a formula."""
    if not before:
        return False
    if before[-1] in _MONEY:
        return True
    if chain[0] == "+":
        exponent = before[-1] in "eE" and before[0].isdigit()
        return exponent or before[-1] in ")(" or before[-1].isdigit()
    if _LETTER.match(before[-1]):
        return label < BESIDE and chain[0] != "("
    if before[-1] in "-._/" and before[0].isalnum() and len(before) > 1:
        return label < BESIDE
    return before[-1] == ":" and before[0].isdigit()


def _trimmed(chain: str, start: int, end: int) -> tuple[int, int]:
    """The window without a bracket that has no partner in it."""
    window = chain[start:end]
    if window.startswith("(") and ")" not in window:
        start += 1
    return start, end


def _finding(original: str, text: str, start: int, end: int, judged: Judged) -> Finding:
    details: dict[str, Detail] = {"format": judged.style}
    checks: tuple[str, ...] = ()
    plan = judged.plan
    if plan:
        details |= {"region": plan.region, "kind": plan.kind}
        checks = ("e164",) if plan.valid else ("possible_length",)
    if extension := _EXTENSION.match(text, end):
        details["extension"] = extension["figures"]
        end = extension.end()
    return Finding(
        FindingType.PHONE_NUMBER,
        original[start:end],
        start,
        end,
        judged.confidence,
        normalized=plan.e164 if plan else None,
        checks=checks,
        details=details,
    )


def _mended(source: Source, *, spoken: bool) -> Iterator[Finding]:
    """Numbers in text from pixels that a plan has once look-alike letters are read as digits."""
    text = source.text
    for m in _MISREAD.finditer(text):
        digits = lookalikes.as_digits(m[0])
        if (
            digits is None
            or digits == m[0]
            or sum(c.isdigit() for c in m[0]) * 4 < sum(c.isdigit() for c in digits) * 3
        ):
            continue
        before = source.before(m.start(), _LABEL_REACH)
        line = before + digits + source.after(m.end(), _LABEL_REACH)
        by = m.start() - len(before)
        for f in _in_chain(Source(line, source.regions), line, digits, len(before), spoken=spoken):
            if "e164" in f.checks:
                yield replace(
                    f,
                    start=f.start + by,
                    end=f.end + by,
                    confidence=min(f.confidence, _MENDED_CONFIDENCE),
                    details={**f.details, "mended": True},
                )
