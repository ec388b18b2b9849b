"""Vehicle registration plates. ``normalized`` is the plate in capitals without separators."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from handler.detecting._id_labels import fold
from handler.detecting._misreadings import capitals, fitted
from handler.detecting._plate_formats import BY_SHAPE, PlateFormat
from handler.detecting._stretches import Shapes, Stretch, is_held, shape_of
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source

_SHAPES = Shapes(BY_SHAPE)
# Shapes that may count without a label.
_SELF_EVIDENT = frozenset(shape for shape, rows in BY_SHAPE.items() if any(t in {"plain", "dense"} for _, t in rows))
_NEAR = 45
# A line longer than this is no row of a table.
_WIDEST = 400

# Each label with the countries whose language it is; the others name another kind of code.
_LABEL = re.compile(
    r"(?<![^\W_])(?=[^\W\d_]{2}|[a-zгd][./])(?:"
    r"(?P<TR>plaka\w*|arac pl\w*)|(?P<DE>kennzeichen|kfz\b|kfz-?\w+|nummernschild)|(?P<FR>immatricul\w+|plaque\w*)|"
    r"(?P<IT>targa\b|targhe\b|targato)|(?P<NL>kenteken\w*)|(?P<PL>rejestrac\w+|nr rej\w*|tablic\w*)|"
    r"(?P<ES>matricula\w*|placas?\b)|(?P<RU>госномер\w*|гос\.? ?номер\w*|номерно\w+ знак\w*|г/н\b|номер авто\w*)|"
    r"(?P<UA>номерн\w+ знак\w*|держномер\w*)|(?P<CZ>spz\b|rz\b)|(?P<HU>rendszam\w*)|"
    r"(?P<SE>registreringsn\w+|reg\.?nr\b)|"
    r"(?P<any>(?:licen[cs]e|number|registration|vehicle|car)[ -]?plates?\b|plates?\b|vrm\b|vrn\b|"
    r"(?:vehicle|car|auto)[ -]?(?:reg\w*|no\b|number|id\b)|reg(?:istration)?\.? ?(?:no\b|number|nr\b|mark\b)|"
    r"registered (?:as|under)|tag (?:no|number|#)|arac\b)|"
    r"(?P<other>(?:order|invoice|part|product|item|model|serial|flight|ref\w*|booking|tracking|ticket|batch|lot|room|"
    r"code|promo|coupon|sku|postcode|post code|zip|iban|bic|vat|siparis|fatura|urun|seri|parti|kod\w*|ucus|bestell\w*|"
    r"artikel\w*|rechnung\w*|flug\w*|commande|facture|vol|pedido|factura|ordine|fattura|error|version|policy|police|"
    r"gate|account|passport|pnr|case|claim|document|form|section|chapter|id)\b))"
)
_STANDS_FOR = {"ES": ("ES", "PT", "BR"), "FR": ("FR", "BE", "CH", "LU"), "DE": ("DE", "AT", "CH"), "CZ": ("CZ", "SK")}

# Three letters between two numbers that are a month, a word, a unit or a currency far more often than a plate.
_WORDS: frozenset[str] = frozenset(
    re.findall(
        r"\w+",
        """
        JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC OCA SUB NIS HAZ TEM AGU EYL EKI KAS ARA MAI OKT DEZ
        ENE ABR AGO DIC FEV GEN MAG GIU LUG SET OTT AND FOR THE ILE USD EUR GBP TRY CHF PLN PCS MIN MAX DAY
        AGE LED RAM SSD HDD VIA NOT TOP OUT OFF ALL ARE BUT CAN HAS OLD NEW ONE TWO TEN PER ADET GUN SAA YIL
        DER DIE DAS UND MIT VON BIS LES DES SUR PAR KG KM CM MM TL GB MB KB TB HZ HP KW MW AM PM NO ML DL LT
        GR DK SN VE AD EN ON IN OF TO OR BY AT IS AS IT UP CC HR
        """,
    )
)
_STATE_AND_CODE = re.compile(
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|"
    r"W[AIVY]) \d{5}"
)
_MOST_MENDS = 2
_LETTERS_ONLY = re.compile(r"[^\W_]")
_MENDED_COUNTRIES = frozenset({"TR", "DE", "GB", "FR", "IT", "ES", "NL"})
_MENDED_TIERS = frozenset({"plain", "dense"})
_CYRILLIC = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")
_RANK = {"label": 3, "plain": 2, "context": 1, "alone": 0}
_TIERS = ("plain", "dense", "short", "labelled")


class _Candidate(NamedTuple):
    stretch: Stretch
    row: PlateFormat
    tier: str
    support: str
    confidence: float
    value: str
    mended: bool


def find(source: Source) -> Iterator[Finding]:
    """Every number plate in ``source``, best reading of each stretch, in order."""
    words = _Words(source)
    candidates = [c for s in _SHAPES.stretches(source.text) for c in _readings(source, words, s)]
    if source.from_pixels:
        candidates += _mended(source, words)
    yield from _best(candidates)


def _readings(source: Source, words: "_Words", s: Stretch) -> Iterator[_Candidate]:
    """What the stretch may be, if anything."""
    as_read = source.text[s.start : s.end]
    printed = (capitals(as_read) if source.from_pixels else None) or as_read
    if is_held(source.text, s) or (s.shape not in _SELF_EVIDENT and not words.label_of(s) and words.whole != printed):
        return
    supported = _supported(s.shape, words.around(s, printed))
    if not supported:
        return
    number = _compact(printed)
    for row, tier, support, confidence in supported:
        if row.rule.fullmatch(number):
            yield _Candidate(s, row, tier, support, confidence, printed, mended=printed != as_read)


def _compact(printed: str) -> str:
    return "".join(c for c in printed.upper() if c.isalnum()).translate(_CYRILLIC)


class _Around(NamedTuple):
    """What is known of a stretch besides its shape."""

    label: str
    case: str
    worded: bool
    alone: bool
    spoken_of: bool


@lru_cache(maxsize=4096)
def _supported(shape: str, around: _Around) -> tuple[tuple[PlateFormat, str, str, float], ...]:
    """The rows that print in ``shape`` and have support, each with its tier, its support and its confidence."""
    if around.label == "other" or around.case == "mixed":
        return ()
    weighed = ((row, tier, *_weigh(row, tier, shape, around)) for row, tier in BY_SHAPE[shape])
    return tuple(found for found in weighed if found[2])


def _weigh(row: PlateFormat, tier: str, shape: str, around: _Around) -> tuple[str, float]:
    """What supports this reading, and the share of such findings that are right."""
    if around.label:
        fits = _fits(around.label, row)
        return "label", 0.95 if fits else 0.85 if tier != "labelled" else 0.6
    sober = around.case == "upper" and not around.worded
    written = around.case == "upper" or _lower_too(row, shape)
    supports = (
        ("plain", 0.85 if row.country == "TR" else 0.75, tier == "plain" and sober),
        ("context", 0.7, tier == "dense" and sober and around.spoken_of),
        (
            "alone",
            0.6 if tier != "short" else 0.4,
            tier != "labelled" and around.alone and written and not around.worded,
        ),
    )
    return next(((name, weight) for name, weight, holds in supports if holds), ("", 0.0))


def _fits(label: str, row: PlateFormat) -> bool:
    """Whether a label is in the language of the row's country."""
    return row.country in _STANDS_FOR.get(label, (label,))


def _speaks_of(label: str, row: PlateFormat) -> bool:
    """Whether a label may speak of the row's plates: one in English may speak of any."""
    return label == "any" or _fits(label, row)


def _lower_too(row: PlateFormat, shape: str) -> bool:
    """Whether people write such a plate in small letters: Turkish and German ones in groups."""
    return row.country in {"TR", "DE"} and " " in shape


def _is_postal(before: str, printed: str) -> bool:
    """Whether an American state and its postal code stand behind a town."""
    return before == ", " and _STATE_AND_CODE.fullmatch(printed) is not None


class _Words:
    """The labels of one text, found once and only if asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.whole = source.text.strip()
        self._columns: dict[int, tuple[int, str]] = {}

    @cached_property
    def _labels(self) -> list[tuple[int, int, str]]:
        return [(m.start(), m.end(), m.lastgroup or "") for m in _LABEL.finditer(fold(self._source.text))]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end, _ in self._labels]

    @cached_property
    def _first_mention(self) -> int:
        return next((start for start, _, kind in self._labels if kind not in {"other", "any"}), -1)

    def around(self, s: Stretch, printed: str) -> _Around:
        """What is known of ``s``, printed so."""
        case = "upper" if printed == printed.upper() else "lower" if printed == printed.lower() else "mixed"
        return _Around(
            self.label_of(s),
            case,
            not _WORDS.isdisjoint(printed.upper().split(" ")) or _is_postal(self._source.before(s.start, 2), printed),
            self.whole == printed,
            0 <= self._first_mention < s.start or self._on_own_line(s),
        )

    def _on_own_line(self, s: Stretch) -> bool:
        """Whether the stretch is all that stands on its line of a picture."""
        start, end = self._source.line_span(s.start)
        return self._source.from_pixels and self._source.text[start:end].strip() == self._source.text[s.start : s.end]

    def label_of(self, s: Stretch) -> str:
        """The language of the label that speaks of ``s``, ``other`` for a label of something else, or nothing."""
        line_start, _ = self._source.line_span(s.start)
        i = bisect_right(self._ends, s.start)
        if i:
            start, end, kind = self._labels[i - 1]
            if start >= line_start and s.start - end <= _NEAR:
                return kind
        return self._over(s, line_start)

    def _over(self, s: Stretch, line_start: int) -> str:
        """The label over the stretch, where only codes like it stand between."""
        column = s.start - line_start
        if line_start == 0 or column > _WIDEST:
            return ""
        last, kind = self._columns.get(column, (-1, ""))
        if self._source.page is None and last >= 0 and self._source.line_span(last)[1] + 1 == line_start:
            self._columns[column] = (s.start, kind)
            return kind
        found = ""
        for words in self._source.above(s.start, s.end, 30):
            if "9" in shape_of(words):
                continue
            kinds = [m.lastgroup or "" for m in _LABEL.finditer(fold(words))]
            found = kinds[0] if kinds else ""
            break
        self._columns[column] = (s.start, found)
        return found


def _signatures() -> dict[str, list[str]]:
    """The shapes with every letter and digit as A → what they may have been before a misreading."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for shape, rows in BY_SHAPE.items():
        if any(row.country in _MENDED_COUNTRIES and tier in _MENDED_TIERS for row, tier in rows):
            table[shape.replace("9", "A")].append(shape)
    return dict(table)


_SIGNATURES = _signatures()
_SIGNED = Shapes(_SIGNATURES)


def _mended(source: Source, words: "_Words") -> Iterator[_Candidate]:
    """Plates in which the reader took a letter for a digit or the reverse, told by the place in the format."""
    for s in _SIGNED.stretches(_LETTERS_ONLY.sub("A", source.text)):
        printed = source.text[s.start : s.end]
        known = shape_of(printed)
        if printed != printed.upper() or "9" not in known or is_held(source.text, s):
            continue
        around = words.around(s, printed)
        for shape in _SIGNATURES[s.shape]:
            fit = fitted(printed, known, shape)
            if fit is None or not 0 < fit[1] <= _MOST_MENDS:
                continue
            value, mends = fit
            number = _compact(value)
            for row, tier, support, confidence in _supported(shape, around._replace(alone=False)):
                # Under the label of another country what is printed is that country's, in a format not known here.
                enough = (support == "label" and _speaks_of(around.label, row)) or (support == "plain" and mends == 1)
                if enough and row.country in _MENDED_COUNTRIES and tier in _MENDED_TIERS and row.rule.fullmatch(number):
                    yield _Candidate(s, row, tier, support, confidence - 0.15 * mends, value, mended=True)


def _best(candidates: list[_Candidate]) -> Iterator[Finding]:
    """One reading for each stretch: as printed, best supported, longest, most distinctive, earliest in the table."""
    candidates.sort(
        key=lambda c: (
            -_RANK[c.support],
            c.stretch.start - c.stretch.end,
            c.mended,
            -c.confidence,
            _TIERS.index(c.tier),
        )
    )
    taken: set[int] = set()
    chosen: dict[int, tuple[_Candidate, list[str]]] = {}
    for c in candidates:
        start, end, _ = c.stretch
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            chosen[start] = (c, [])
        elif start in chosen and chosen[start][0].stretch == c.stretch and not c.mended:
            chosen[start][1].append(c.row.country)
    for start in sorted(chosen):
        yield _finding(*chosen[start])


def _finding(c: _Candidate, also: list[str]) -> Finding:
    details: dict[str, Detail] = {"country": c.row.country}
    others = [country for country in dict.fromkeys(also) if country != c.row.country]
    if others:
        details["also"] = others
    if c.mended:
        details["mended"] = True
    checks = ("format", "label") if c.support == "label" else ("format",)
    confidence = round(max(0.3, c.confidence), 2)
    return Finding(
        FindingType.PLATE, c.value, c.stretch.start, c.stretch.end, confidence, _compact(c.value), checks, details
    )
