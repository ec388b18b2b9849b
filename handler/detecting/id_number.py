"""Identity, tax and social-security numbers of persons."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from handler.detecting._id_checks import compact, passes
from handler.detecting._id_formats import BY_SHAPE, Format
from handler.detecting._id_labels import Label, fold, labels_in
from handler.detecting._misreadings import fitted
from handler.detecting._stretches import Shapes, Stretch, is_held, shape_of
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.lookalikes import as_digits
from handler.detecting.source import Source

_SHAPES = Shapes(BY_SHAPE)
# A number that passes by chance as rarely as this may stand in running text without a label.
_RARE = 0.018
_VERY_RARE = 0.0005
_STRONG = 0.12
_NEAR = 70
# A line longer than this is no row of a table.
_WIDEST = 400
_HOME = "TR"
# What a mended number must pass at least where a label announces it, how many characters may be mended, and what
# that takes from the confidence.
_MENDABLE = 0.05
_MOST_MENDS = 2
_DOUBT = 0.08
_ALPHANUMERIC = re.compile(r"[^\W_]")
# What stands between a label and its number.
_AFTER_LABEL = " \t:.#-–"


def _signatures() -> dict[str, list[str]]:
    """The shapes of letters and digits with everything as A → the shapes themselves."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for shape, rows in BY_SHAPE.items():
        if "A" in shape and "9" in shape and any(row.odds <= _MENDABLE for row, _ in rows):
            table[shape.replace("9", "A")].append(shape)
    return dict(table)


_SIGNATURES = _signatures()
_SIGNED = Shapes(_SIGNATURES)
# Eleven digits with a gap that is not printed there.
_GAPPED = Shapes(f"{'9' * n} {'9' * (11 - n)}" for n in range(2, 10))


def _lost_gaps() -> dict[str, list[str]]:
    """The shapes of spaced digits with some of their gaps lost, and some kept → the shapes as printed."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for shape, rows in BY_SHAPE.items():
        groups = shape.split(" ")
        if set(shape) == {"9", " "} and any(row.odds <= _MENDABLE for row, _ in rows):
            for gaps in product((" ", ""), repeat=len(groups) - 1):
                lost = "".join(group + gap for group, gap in zip(groups, (*gaps, ""), strict=True))
                if " " in lost and lost not in BY_SHAPE:
                    table[lost].append(shape)
    return dict(table)


_LOST = _lost_gaps()
_RUN_TOGETHER = Shapes(_LOST)


class _Candidate(NamedTuple):
    """One reading of one stretch."""

    stretch: Stretch
    row: Format
    support: str
    confidence: float
    value: str
    mended: bool


def find(source: Source) -> Iterator[Finding]:
    """Every identity number in ``source``, best reading of each stretch, in order."""
    labels = _Labels(source)
    candidates = [c for s in _SHAPES.stretches(source.text) for c in _readings(source, labels, s)]
    if source.from_pixels:
        candidates += _mended(source, labels)
    yield from _best(source, candidates)


def _readings(source: Source, labels: "_Labels", s: Stretch) -> list[_Candidate]:
    """What the stretch may be, if anything."""
    printed = source.text[s.start : s.end]
    if not printed.isascii() or ("A" not in s.shape and _is_one_digit(printed)) or is_held(source.text, s):
        return []
    label = labels.of(s)
    if label is not None and not label.keys:
        return []
    number = printed.upper().replace("[", "(").replace("]", ")")
    alone, upper = labels.whole == printed, printed == printed.upper()
    keys = label.keys if label is not None else None
    return [
        _Candidate(s, row, support, confidence, printed, mended=False)
        for row, support, confidence in _supported(s.shape, keys, source.regions, upper, alone)
        if passes(row.rule, number)
    ]


def _is_one_digit(number: str) -> bool:
    return len({c for c in number if c.isdigit()}) == 1


def _mended(source: Source, labels: "_Labels") -> Iterator[_Candidate]:
    """Numbers in which the reader took one character for another or saw a gap; only a check digit lets them count."""
    digits = _repaired(source.text)
    for s in _SHAPES.stretches(digits):
        if digits[s.start : s.end] != source.text[s.start : s.end]:
            yield from _proven(source, labels, s, s.shape, digits[s.start : s.end])
    for s in _SIGNED.stretches(_ALPHANUMERIC.sub("A", source.text)):
        printed = source.text[s.start : s.end]
        known = shape_of(printed)
        for shape in _SIGNATURES[s.shape]:
            fit = fitted(printed, known, shape)
            if fit is not None and 0 < fit[1] <= _MOST_MENDS:
                yield from _proven(source, labels, s, shape, fit[0].upper())
    for s in _RUN_TOGETHER.stretches(source.text):
        for shape in _LOST[s.shape]:
            yield from _proven(source, labels, s, shape, _spaced(compact(source.text[s.start : s.end]), shape))
    for s in _GAPPED.stretches(source.text):
        yield from _proven(source, labels, s, s.shape.replace(" ", ""), compact(source.text[s.start : s.end]))


def _spaced(digits: str, shape: str) -> str:
    """``digits`` with gaps where ``shape`` has them."""
    left = iter(digits)
    return "".join(next(left) if c == "9" else c for c in shape)


def _proven(source: Source, labels: "_Labels", s: Stretch, shape: str, value: str) -> Iterator[_Candidate]:
    """What ``value``, the mended text of ``s``, is: labelled as just that, or hard to hit by chance."""
    label = labels.of(s)
    if is_held(source.text, s) or (label is not None and not label.keys):
        return
    keys = label.keys if label is not None else None
    for row, support, confidence in _supported(shape, keys, source.regions, True, False):  # as cached
        certain = row.odds <= _MENDABLE if support in {"label", "generic"} else row.odds <= _RARE
        if certain and passes(row.rule, value):
            yield _Candidate(s, row, support, confidence - _DOUBT, value, mended=True)


@lru_cache(maxsize=4096)
def _supported(
    shape: str, keys: frozenset[str] | None, regions: tuple[str, ...], upper: bool, alone: bool
) -> tuple[tuple[Format, str, float], ...]:
    """The rows that print in ``shape`` and have support under a label that names ``keys``."""
    weighed = (
        (row, *_weigh(row, tier, keys or frozenset(), upper=upper, alone=alone, home=row.country in (_HOME, *regions)))
        for row, tier in BY_SHAPE[shape]
    )
    return tuple((row, support, weight) for row, support, weight in weighed if support)


def _weigh(row: Format, tier: str, keys: frozenset[str], *, upper: bool, alone: bool, home: bool) -> tuple[str, float]:
    """What supports this reading, and the share of such findings that are right; 0 where nothing does."""
    checked, rare = row.odds <= _STRONG, row.odds <= _RARE
    if row.key in keys or row.country in keys:
        return "label", (0.98 if checked else 0.9) - (0.1 if tier == "labelled" else 0)
    weights: tuple[tuple[str, float, bool], ...] = (
        ("generic", 0.92 if rare else 0.8, "*" in keys and (checked or tier == "layout")),
        ("layout", 0.9 if row.odds <= _MENDABLE else 0.72, tier == "layout" and (checked or upper)),
        ("check", 0.85 if row.country == _HOME else 0.7, row.odds <= (_RARE if home else _VERY_RARE)),
        ("alone", 0.5 if checked else 0.3, alone),
    )
    if tier == "labelled":
        return "", 0.0
    return next(((support, weight) for support, weight, holds in weights if holds), ("", 0.0))


class _Labels:
    """The labels of one text, found once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.whole = source.text.strip()
        self._columns: dict[int, tuple[int, Label | None]] = {}
        self._lines: dict[int, tuple[list[Label], list[int]]] = {}

    def _on_line(self, line: int, start: int, end: int) -> tuple[list[Label], list[int]]:
        """The labels of line number ``line``, which is ``text[start:end]``, and where each ends in it."""
        if line not in self._lines:
            labels = labels_in(fold(self._source.text[start:end]))
            self._lines[line] = labels, [label.end for label in labels]
        return self._lines[line]

    def of(self, s: Stretch) -> Label | None:
        """The label that speaks of ``s``: before it on its line, behind it, or over it."""
        line_start, line_end = self._source.line_span(s.start)
        # Few lines hold anything like a number, and only these are searched for labels.
        labels, ends = self._on_line(self._source.line_number(s.start), line_start, line_end)
        start, end = s.start - line_start, s.end - line_start
        i = bisect_right(ends, start)
        if i and start - ends[i - 1] <= _NEAR:
            return labels[i - 1]
        over = self._over(s, line_start)
        if over is not None:
            return over
        if broken := self._before_break(s, line_start):
            return broken
        behind = labels[i] if i < len(labels) else None
        if behind is not None and behind.keys and end <= behind.start <= end + _NEAR // 4:
            return behind
        return None

    def _before_break(self, s: Stretch, line_start: int) -> Label | None:
        """The label that ends the line before, where ``s`` begins its own: a sentence that was broken between them."""
        text = self._source.text
        if not line_start or text[line_start : s.start].strip():
            return None
        start, end = self._source.line_span(line_start - 1)
        labels, ends = self._on_line(self._source.line_number(start), start, end)
        return labels[-1] if ends and not text[start + ends[-1] : end].strip(_AFTER_LABEL) else None

    def _over(self, s: Stretch, line_start: int) -> Label | None:
        """The label over the stretch, where only numbers like it stand between."""
        column = s.start - line_start
        if line_start == 0 or column > _WIDEST:
            return None
        last, label = self._columns.get(column, (-1, None))
        if self._source.page is None and last >= 0 and self._source.line_span(last)[1] + 1 == line_start:
            self._columns[column] = (s.start, label)
            return label
        found = None
        for words in self._source.above(s.start, s.end, 30):
            if sum(c == "9" for c in shape_of(words)) >= len(s.shape) // 2:
                continue
            over = labels_in(fold(words))
            found = over[-1] if over else None
            break
        self._columns[column] = (s.start, found)
        return found


def _repaired(text: str) -> str:
    """``text`` with the look-alike letters of words that are mostly digits read as digits, of the same length."""
    words = []
    for line in text.split("\n"):
        parts = []
        for word in line.split(" "):
            digits = sum("0" <= c <= "9" for c in word)
            mended = as_digits(word) if 2 * digits >= len(word) > digits else None
            parts.append(mended if mended is not None and len(mended) == len(word) else word)
        words.append(" ".join(parts))
    return "\n".join(words)


_RANK = {"label": 4, "generic": 3, "layout": 2, "check": 1, "alone": 0}


def _best(source: Source, candidates: list[_Candidate]) -> Iterator[Finding]:
    """One reading for each stretch: the best supported, then Turkey and the configured regions, then the rarest."""
    region = {country: i for i, country in reversed(list(enumerate((_HOME, *source.regions))))}
    candidates.sort(
        key=lambda c: (
            c.mended,
            -_RANK[c.support],
            c.stretch.start - c.stretch.end,
            c.row.odds > _RARE,
            region.get(c.row.country, len(region)),
            c.row.odds,
        )
    )
    chosen: dict[int, tuple[_Candidate, list[str]]] = {}
    taken = bytearray(len(source.text))
    for c in candidates:
        start, end, _ = c.stretch
        if not any(taken[start:end]):
            chosen[start] = (c, [])
            taken[start:end] = b"\1" * (end - start)
        elif start in chosen and chosen[start][0].stretch == c.stretch and not c.mended:
            chosen[start][1].append(c.row.key)
    for start in sorted(chosen):
        yield _finding(*chosen[start])


def _finding(c: _Candidate, also: list[str]) -> Finding:
    details: dict[str, Detail] = {"country": c.row.country, "kind": c.row.kind}
    others = [key for key in dict.fromkeys(also) if key != c.row.key]
    if others and c.support != "label":
        details["also"] = others
    if c.mended:
        details["mended"] = True
    rule = f"{c.row.country.lower()}_{c.row.kind}"
    checks = ("format", rule, "label") if c.support in {"label", "generic"} else ("format", rule)
    normalized = compact(c.value).upper()
    return Finding(
        FindingType.ID_NUMBER,
        c.value,
        c.stretch.start,
        c.stretch.end,
        round(c.confidence, 2),
        normalized,
        checks,
        details,
    )
