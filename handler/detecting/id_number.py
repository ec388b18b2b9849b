"""Identity, tax and social-security numbers of persons."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from handler.detecting._id_checks import compact, passes
from handler.detecting._id_formats import BY_SHAPE, Format
from handler.detecting._id_labels import Label, fold, labels_in
from handler.detecting._stretches import Shapes, Stretch, is_held, shape_of
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.lookalikes import as_digits
from handler.detecting.source import Source

_SHAPES = Shapes(BY_SHAPE)
# A number that passes by chance as rarely as this may stand in running text without a label.
_RARE = 0.012
_VERY_RARE = 0.0005
_STRONG = 0.12
_NEAR = 70
# A line longer than this is no row of a table.
_WIDEST = 400
_FEW_DISTINCT = 2
_HOME = "TR"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One reading of one stretch."""

    stretch: Stretch
    row: Format
    support: str
    confidence: float
    mended: bool


def find(source: Source) -> Iterator[Finding]:
    """Every identity number in ``source``, best reading of each stretch, in order."""
    text = source.text
    labels = _Labels(source)
    candidates = [c for s in _SHAPES.stretches(text) for c in _readings(source, labels, text, s, mended=False)]
    if source.from_pixels:
        repaired = _repaired(text)
        if repaired != text:
            taken = [(c.stretch.start, c.stretch.end) for c in candidates]
            for s in _SHAPES.stretches(repaired):
                changed = repaired[s.start : s.end] != text[s.start : s.end]
                if changed and not any(a < s.end and s.start < b for a, b in taken):
                    candidates += _readings(source, labels, repaired, s, mended=True)
            text = repaired
    yield from _best(source, text, candidates)


def _readings(source: Source, labels: "_Labels", text: str, s: Stretch, *, mended: bool) -> list[_Candidate]:
    """What the stretch may be, if anything."""
    printed = text[s.start : s.end]
    digits = [c for c in printed if "0" <= c <= "9"]
    if not printed.isascii() or is_held(text, s):
        return []
    if "A" not in s.shape and len(set(digits)) < _FEW_DISTINCT:
        return []
    label = labels.of(s)
    if label is not None and not label.keys:
        return []
    number = printed.upper().replace("[", "(").replace("]", ")")
    alone, upper = labels.whole == printed, printed == printed.upper()
    keys = label.keys if label is not None else None
    return [
        _Candidate(s, row, support, confidence - (0.05 if mended else 0), mended)
        for row, support, confidence in _supported(s.shape, keys, source.regions, upper, alone)
        if (not mended or support in {"label", "layout"} or row.odds <= _RARE) and passes(row.rule, number)
    ]


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
        ("layout", 0.9 if rare else 0.72, tier == "layout" and (checked or upper)),
        ("check", 0.85 if row.country == _HOME else 0.7, row.odds <= (_RARE if home else _VERY_RARE)),
        ("alone", 0.5 if checked else 0.4, alone),
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

    @cached_property
    def _labels(self) -> list[Label]:
        return labels_in(fold(self._source.text))

    @cached_property
    def _ends(self) -> list[int]:
        return [label.end for label in self._labels]

    def of(self, s: Stretch) -> Label | None:
        """The label that speaks of ``s``: before it on its line, behind it, or over it."""
        line_start, line_end = self._source.line_span(s.start)
        i = bisect_right(self._ends, s.start)
        if i and self._labels[i - 1].start >= line_start and s.start - self._ends[i - 1] <= _NEAR:
            return self._labels[i - 1]
        over = self._over(s, line_start)
        if over is not None:
            return over
        behind = self._labels[i] if i < len(self._labels) else None
        if behind is not None and behind.keys and s.end <= behind.start <= min(line_end, s.end + _NEAR // 4):
            return behind
        return None

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


def _best(source: Source, text: str, candidates: list[_Candidate]) -> Iterator[Finding]:
    """One reading for each stretch: the best supported, then Turkey and the configured regions, then the rarest."""
    region = {country: i for i, country in enumerate((_HOME, *source.regions))}
    candidates.sort(
        key=lambda c: (
            -_RANK[c.support],
            c.stretch.start - c.stretch.end,
            c.row.odds > _RARE,
            region.get(c.row.country, 99),
            c.row.odds,
        )
    )
    chosen: dict[int, tuple[_Candidate, list[str]]] = {}
    covered: dict[int, int] = {}
    for c in candidates:
        first = covered.get(c.stretch.start, covered.get(c.stretch.end - 1))
        if first is None:
            chosen[c.stretch.start] = (c, [])
            covered.update(dict.fromkeys(range(c.stretch.start, c.stretch.end), c.stretch.start))
        elif chosen[first][0].stretch == c.stretch:
            chosen[first][1].append(c.row.key)
    for start in sorted(chosen):
        yield _finding(text, *chosen[start])


def _finding(text: str, c: _Candidate, also: list[str]) -> Finding:
    value = text[c.stretch.start : c.stretch.end]
    details: dict[str, Detail] = {"country": c.row.country, "kind": c.row.kind}
    if also and c.support != "label":
        details["also"] = list(dict.fromkeys(key for key in also if key != c.row.key))
    if c.mended:
        details["mended"] = True
    checks = ("format", c.row.rule.replace(".", "_"), *(("label",) if c.support in {"label", "generic"} else ()))
    return Finding(
        FindingType.ID_NUMBER,
        value,
        c.stretch.start,
        c.stretch.end,
        round(c.confidence, 2),
        compact(value).upper(),
        checks,
        details,
    )
