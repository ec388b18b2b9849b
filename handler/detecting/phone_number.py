"""Telephone numbers, international (ITU-T E.123 and E.164) or as written inside one of the configured countries.

``normalized`` is E.164 (``+905321234567``), or None for a labelled number that no plan has. ``details``: ``region``
(ISO 3166), ``kind`` (mobile, fixed, …), ``format`` (international or national) and ``extension`` where one is printed.

Figures become a number when a country's plan has it and the way it is written, or a word beside it, supports it: a plus
sign, a trunk zero with that country's grouping, brackets around an area code, the American three-three-four. Bare
figures need a label. The plans come from ``phonenumbers``; candidates from one pass of a linear expression.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from handler.detecting import lookalikes
from handler.detecting._phone_plans import Plan, cuts, international, national, possible
from handler.detecting._phone_words import says_phone, side
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source

_LEAST, _MOST = 7, 15  # figures of a number; E.164 allows fifteen with the country code
_LABEL_REACH = 40
_MENDED_CONFIDENCE = 0.85
_MANY_PIECES = 12  # a longer chain of figures is a table or a dump
_WINDOW = 6  # pieces between spaces of one number

_FULL_WIDTH = str.maketrans(
    {**{0xFF10 + i: str(i) for i in range(10)}, 0xFF0B: "+", 0xFF08: "(", 0xFF09: ")", 0xFF0D: "-", 0xFF0F: "/"}
    | dict.fromkeys((0x3000, 0xA0, 0x2009, 0x202F, 0x2007), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-")
)
_CHAIN = re.compile(r"(?:\([ ]?\+|\+{1,2}[ ]?\(?|\()?\d(?:\)?[ ]?[-./]?[ ]?\(?\d)*")
_PIECE = re.compile(r"[^ \n]+(?: [-./] ?[^ \n]+)*")
# How a number starts that stands behind other figures.
_START = re.compile(r"[(+0]|1?[-. ]?\d{3}[-. /]\d{3}[-. ]\d{4}(?!\d)")
_EXTENSION = re.compile(
    r"[ ]{0,4}[,;]?[ ]{0,2}"
    r"(?:x|#|(?P<word>ext(?:ension|n)?|dahili|dah|доб|durchwahl|dw|wew|poste|ramal|interno|int|toestel|anexo))"
    r"[.:]?[ ]{0,2}(?P<figures>\d{1,7})(?!\d)",
    re.IGNORECASE,
)
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[-./])(?:(?:1[89]|20)\d\d[-./]{_MONTH}[-./]{_DAY}"
    rf"|(?:{_MONTH}[-./]{_DAY}|{_DAY}[-./]{_MONTH})[-./](?:\d\d)?\d\d)(?!\d|[-./]\d)"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_SSN = re.compile(r"\d{3}-\d\d-\d{4}")
_AMERICAN = re.compile(
    r"1?[-. ]?(?:\(\d{3}\) ?\d{3}[-. ]?\d{4}|\d{3}([-.])\d{3}\1\d{4}|\d{3}/\d{3}-\d{4}|(?P<weak>\d{3} \d{3}[- ]\d{4}))"
)
# A short run of figures behind a last dash is how extensions are written in Asia and in offices.
_INNER = re.compile(r"(?P<number>.{7,}\d) ?-(?P<inner>\d{3,4})")
_LETTER = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ_]")
_MONEY = "$€£₺¥%"

_MISREAD = re.compile(r"(?<![\w@/.-])\+?\(?[\dOoQIl|SBZ](?:\)?[ ]?[-./]?[ ]?\(?[\dOoQIl|SBZ]){6,16}(?![\w@])")


@dataclass(frozen=True, slots=True)
class _Context:
    """What the surroundings say: ``label`` is 1 beside a word for telephones, -1 beside one for another number."""

    label: int
    regions: tuple[str, ...]


def find(source: Source) -> Iterator[Finding]:
    """Every telephone number in ``source``, in order of appearance."""
    text = source.text.translate(_FULL_WIDTH)
    spoken = says_phone(text)
    last = 0
    found = []
    for m in _CHAIN.finditer(text):
        if m.start() < last or (m.end() - m.start() < _LEAST and m[0][0] != "+"):
            continue
        here = list(_in_chain(source, text, m[0], m.start(), spoken=spoken))
        if not here and m[0][0] == "+" and (over := _CHAIN.match(text, m.end() + 1)) and text[m.end()] == "\n":
            # A number with its country code, broken at the end of a line.
            joined = text[m.start() : over.end()]
            here = [f for f in _in_chain(source, text, joined, m.start(), spoken=spoken) if f.end > m.end()]
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
    if sum(c.isdigit() for c in chain) < _LEAST:
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
        context = _Context(min(label, other) if other < 0 else label if i == 0 else 0, source.regions)
        for j in range(min(i + _WINDOW, len(pieces)) - 1, i - 1, -1):
            start, end = _trimmed(chain, pieces[i][0], pieces[j][1])
            judged = _judge(chain[start:end], context)
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
        return told
    line = source.line_span(start)
    if line[1] - line[0] > 400:  # noqa: PLR2004 - a paragraph in one line has no columns
        return 0
    for over in source.above(start, end, 12):
        if told := side(over):
            return told
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
        return before[-1] in ")(" or before[-1].isdigit()
    if _LETTER.match(before[-1]):
        return label < 1 and chain[0] != "("
    if before[-1] in "-._/" and before[0].isalnum() and len(before) > 1:
        return label < 1
    return before[-1] == ":" and before[0].isdigit()


def _trimmed(chain: str, start: int, end: int) -> tuple[int, int]:
    """The window without a bracket that has no partner in it."""
    window = chain[start:end]
    if window.startswith("(") and ")" not in window:
        start += 1
    return start, end


@dataclass(frozen=True, slots=True)
class _Judged:
    """A verdict: the plan (None where no plan has the number), how sure, which format."""

    plan: Plan | None
    confidence: float
    style: str


def _judge(window: str, context: _Context) -> _Judged | None:
    figures = "".join(c for c in window if c.isdigit())
    if not _LEAST <= len(figures) <= _MOST + 4 or len(set(figures)) == 1:
        return None
    abroad = _abroad(window, figures, context)
    if (abroad is None or not abroad.plan or not abroad.plan.valid) and (m := _INNER.fullmatch(window)):
        inner = _abroad(m["number"], "".join(c for c in m["number"] if c.isdigit()), context)
        if inner and inner.plan and inner.plan.valid:
            return inner
    if abroad or window.lstrip("(").startswith("+"):
        return abroad
    if _DATE.search(window) or _ADDRESS.fullmatch(window) or _SSN.fullmatch(window):
        return None
    if len(figures) >= _MOST or context.label < 0:
        return None
    return _labelled(window, figures, context) if context.label > 0 else _unlabelled(window, figures, context)


def _abroad(window: str, figures: str, context: _Context) -> _Judged | None:
    """``window`` as a number with its country code: after a plus sign, 00, or 011 as dialled in America."""
    if window.lstrip("(").startswith("+"):
        return _international(figures, context)
    if figures.startswith("00"):
        plan = international(figures[2:])
        if plan and (plan.valid or context.label > 0):
            return _Judged(plan, (0.97 if context.label > 0 else 0.9) if plan.valid else 0.7, "international")
    elif figures.startswith("011") and "US" in context.regions and len(cuts(window)) > 2:  # noqa: PLR2004 - prefix, code, number
        plan = international(figures[3:])
        if plan and plan.valid:
            return _Judged(plan, 0.9 if context.label > 0 else 0.75, "international")
    return None


def _international(figures: str, context: _Context) -> _Judged | None:
    plan = international(figures)
    if plan is None and len(figures) > 10:  # noqa: PLR2004 - +44 (0) 20 …: the trunk zero in brackets is not dialled
        shorter = (figures[:n] + figures[n + 1 :] for n in (1, 2, 3) if figures[n] == "0")
        plan = next((p for f in shorter if (p := international(f))), None)
    if plan is None:
        return None
    if plan.valid:
        return _Judged(plan, 0.98, "international")
    return _Judged(plan, 0.8 if context.label > 0 else 0.7, "international")


def _labelled(window: str, figures: str, context: _Context) -> _Judged | None:
    plan = national(figures, context.regions, cuts(window))
    if plan:
        return _Judged(plan, 0.96 if plan.dialled else 0.9, "national")
    plan_abroad = international(figures)
    if plan_abroad and plan_abroad.valid and len(figures) > 10:  # noqa: PLR2004 - code and number
        return _Judged(plan_abroad, 0.85, "international")
    return _Judged(possible(figures, context.regions), 0.7, "national")


def _unlabelled(window: str, figures: str, context: _Context) -> _Judged | None:
    printed = cuts(window)
    if len(figures) < 9 or not (printed or figures[0] == "0"):  # noqa: PLR2004 - shorter or bare figures may be anything
        return None
    if "US" in context.regions and (m := _AMERICAN.fullmatch(window)) and len(set(figures)) > 2:  # noqa: PLR2004
        if american := national(figures, ("US",), printed):
            return _Judged(american, 0.7 if m["weak"] else 0.95, "national")
        if not m["weak"] and figures[0] != "0":
            # 123-456-7890 and the like stand in forms, films and examples, and nothing else is written so.
            return _Judged(possible(figures, context.regions), 0.75, "national")
    plan = national(figures, context.regions, printed)
    return _as_written(window, figures, plan) if plan else _without_plus(figures, printed)


def _as_written(window: str, figures: str, plan: Plan) -> _Judged | None:
    """A valid national number without a label: its writing must be that of its country."""
    printed = cuts(window)
    if not printed:
        if plan.dialled and (plan.kind == "mobile" or len(figures) == 11):  # noqa: PLR2004 - trunk zero and ten figures
            return _Judged(plan, 0.75 if plan.kind == "mobile" else 0.6, "national")
        return None
    if not printed <= plan.cuts | _area(figures, plan):
        return None
    if plan.dialled and (figures[0] == "0" or "(" in window):
        return _Judged(plan, 0.93, "national")
    thousands = all(size == 3 for size in _sizes(window)[1:])  # noqa: PLR2004 - as sums and article numbers are set
    if "mobile" in plan.kind and not thousands and len(printed) >= len(plan.cuts) - 1:
        return _Judged(plan, 0.75, "national")
    return None


def _without_plus(figures: str, printed: frozenset[int]) -> _Judged | None:
    """An international number whose plus sign was left out or lost, in its country's grouping."""
    if len(figures) < 11 or len(printed) < 3:  # noqa: PLR2004 - country code, and groups enough to tell
        return None
    plan = international(figures)
    if plan and plan.valid and printed <= plan.cuts | _area(figures, plan) and plan.kind in {"mobile", "fixed"}:
        return _Judged(plan, 0.65, "international")
    return None


def _area(figures: str, plan: Plan) -> frozenset[int]:
    """The cuts that set a country code or a trunk prefix apart from the national number."""
    digits = len(plan.e164) - 1
    return frozenset(n for n in range(digits - 3, digits) if n < len(figures)) & frozenset(
        {len(figures) - 1, len(figures) - 2, len(figures) - 3}
    )


def _sizes(window: str) -> list[int]:
    return [len(group) for group in re.findall(r"\d+", window)]


def _finding(original: str, text: str, start: int, end: int, judged: _Judged) -> Finding:
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
