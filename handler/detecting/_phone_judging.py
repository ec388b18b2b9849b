"""Whether figures are a telephone number: what a numbering plan, the way of writing and a label beside them say."""

import re
from dataclasses import dataclass

from handler.detecting._phone_plans import Plan, cuts, international, national, possible

LEAST, MOST = 7, 15  # figures of a number; E.164 allows fifteen with the country code
BESIDE = 2  # the weight of a label on the same line; one above weighs 1

_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[-./])(?:(?:1[89]|20)\d\d[-./]{_MONTH}[-./]{_DAY}"
    rf"|(?:{_MONTH}[-./]{_DAY}|{_DAY}[-./]{_MONTH})[-./](?:\d\d)?\d\d)(?!\d|[-./]\d)"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_SSN = re.compile(r"\d{3}-\d\d-\d{4}")
# Two sentences, or what was cut off and what stands in the next column.
_TWO = re.compile(r"\d+ ?\. \d+")
_YEARS = re.compile(r"\(?(?:1[5-9]|20)\d\d\)? ?[-/ ] ?\(?(?:1[5-9]|20)\d\d\)?")
# A decimal fraction, an American postal code, a subtraction; no way to write a telephone number without a label.
_NO_WRITING = re.compile(r"(?:\d{1,2}|[1-9]\d*)\.\d+|\d{5}-\d{4}|[1-9]\d* - .*|\(?[1-9]\d*\)? ?/ ?\d+")
_AMERICAN = re.compile(
    r"1?[-. ]?(?:\(\d{3}\) ?\d{3}[-. ]?\d{4}|\d{3}([-.])\d{3}\1\d{4}|\d{3}/\d{3}-\d{4}|(?P<weak>\d{3} \d{3}[- ]\d{4}))"
)
# A short run of figures behind a last dash is how extensions are written in Asia and in offices.
_INNER = re.compile(r"(?P<number>.{7,}\d) ?-(?P<inner>\d{3,4})")


@dataclass(frozen=True, slots=True)
class Context:
    """What the surroundings say.

    ``label`` is 2 beside a word for telephones, 1 below one, -1 beside a word for another number, else 0.
    """

    label: int
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict: the plan (None where no plan has the number), how sure, which format."""

    plan: Plan | None
    confidence: float
    style: str


def judge(window: str, context: Context) -> Judged | None:
    """The verdict on figures with their separators, or None where they are no telephone number."""
    figures = "".join(c for c in window if c.isdigit())
    if not LEAST <= len(figures) <= MOST + 4 or len(set(figures)) == 1:
        return None
    abroad = _abroad(window, figures, context)
    if (abroad is None or not abroad.plan or not abroad.plan.valid) and (m := _INNER.fullmatch(window)):
        inner = _abroad(m["number"], "".join(c for c in m["number"] if c.isdigit()), context)
        if inner and inner.plan and inner.plan.valid:
            return inner
    if abroad or window.lstrip("(").startswith("+"):
        return abroad
    if _is_other(window) or (context.label < BESIDE and _NO_WRITING.fullmatch(window)):
        return None
    if len(figures) >= MOST or context.label < 0:
        return None
    return _labelled(window, figures, context) if context.label > 0 else _unlabelled(window, figures, context)


def _is_other(window: str) -> bool:
    """Whether the figures are written as a date, an address, a span of years, two numbers or with half a bracket."""
    return (
        _DATE.search(window) is not None
        or any(shape.fullmatch(window) for shape in (_ADDRESS, _SSN, _YEARS, _TWO))
        or window.count("(") != window.count(")")
    )


def _abroad(window: str, figures: str, context: Context) -> Judged | None:
    """``window`` as a number with its country code: after a plus sign, 00, or 011 as dialled in America."""
    if window.lstrip("(").startswith("+"):
        sum_of_numbers = window.startswith("+ ") and len(cuts(window)) < 2 and context.label < BESIDE  # noqa: PLR2004
        return None if sum_of_numbers or _DATE.fullmatch(window[1:]) else _international(figures, context)
    if figures.startswith("00"):
        plan = international(figures[2:])
        if plan and (context.label > 0 or (plan.valid and _sets_code_apart(window, plan))):
            return Judged(plan, (0.97 if context.label > 0 else 0.9) if plan.valid else 0.7, "international")
    elif figures.startswith("011") and "US" in context.regions and len(cuts(window)) > 2:  # noqa: PLR2004 - prefix, code, number
        plan = international(figures[3:])
        if plan and plan.valid:
            return Judged(plan, 0.9 if context.label > 0 else 0.75, "international")
    return None


def _sets_code_apart(window: str, plan: Plan) -> bool:
    """Whether the first figures of ``window`` are 00, 00 and the country code, or run on far enough to hold more."""
    first = re.split(r"\D", window.lstrip("("), maxsplit=1)[0]
    return len(first) > 6 or first == "00" or first[2:].startswith(plan.code)  # noqa: PLR2004 - 00, code, area


def _international(figures: str, context: Context) -> Judged | None:
    plan = international(figures)
    if plan is None and len(figures) > 10:  # noqa: PLR2004 - +44 (0) 20 …: the trunk zero in brackets is not dialled
        shorter = (figures[:n] + figures[n + 1 :] for n in (1, 2, 3) if figures[n] == "0")
        plan = next((p for f in shorter if (p := international(f))), None)
    if plan is None:
        return None
    if plan.valid:
        return Judged(plan, 0.98, "international")
    return Judged(plan, 0.8 if context.label > 0 else 0.7, "international")


def _labelled(window: str, figures: str, context: Context) -> Judged | None:
    plan = national(figures, context.regions, cuts(window))
    if plan:
        return Judged(plan, 0.96 if plan.dialled else 0.9, "national")
    plan_abroad = international(figures)
    if plan_abroad and plan_abroad.valid and len(figures) > 10:  # noqa: PLR2004 - code and number
        return Judged(plan_abroad, 0.85, "international")
    if context.label < BESIDE:
        return None
    return Judged(possible(figures, context.regions), 0.7, "national")


def _unlabelled(window: str, figures: str, context: Context) -> Judged | None:
    printed = cuts(window)
    if len(figures) < 9 or not (printed or figures[0] == "0"):  # noqa: PLR2004 - shorter or bare figures may be anything
        return None
    if "US" in context.regions and (m := _AMERICAN.fullmatch(window)) and len(set(figures)) > 2:  # noqa: PLR2004
        if american := national(figures, ("US",), printed):
            return Judged(american, 0.7 if m["weak"] else 0.95, "national")
        if not m["weak"] and figures[0] != "0":
            # 123-456-7890 and the like stand in forms, films and examples, and nothing else is written so.
            return Judged(possible(figures, context.regions), 0.75, "national")
    plan = national(figures, context.regions, printed)
    return _as_written(window, figures, plan) if plan else _without_plus(figures, printed)


def _as_written(window: str, figures: str, plan: Plan) -> Judged | None:
    """A valid national number without a label: its writing must be that of its country."""
    printed = cuts(window)
    if not printed:
        if plan.dialled and (plan.kind == "mobile" or len(figures) == 11):  # noqa: PLR2004 - trunk zero and ten figures
            return Judged(plan, 0.75 if plan.kind == "mobile" else 0.6, "national")
        return None
    if not printed <= plan.cuts | _area(figures, plan):
        return None
    if plan.dialled and (figures[0] == "0" or "(" in window):
        return Judged(plan, 0.93, "national")
    mixed = "." in window and "-" in window
    thousands = mixed or all(size == 3 for size in _sizes(window)[1:])  # noqa: PLR2004 - as sums and article numbers are set
    if "mobile" in plan.kind and not thousands and len(printed) >= len(plan.cuts) - 1:
        return Judged(plan, 0.75, "national")
    return None


def _without_plus(figures: str, printed: frozenset[int]) -> Judged | None:
    """An international number whose plus sign was left out or lost, in its country's grouping."""
    if len(figures) < 11 or len(printed) < 3:  # noqa: PLR2004 - country code, and groups enough to tell
        return None
    plan = international(figures)
    if plan and plan.valid and printed <= plan.cuts | _area(figures, plan) and plan.kind in {"mobile", "fixed"}:
        return Judged(plan, 0.65, "international")
    return None


def _area(figures: str, plan: Plan) -> frozenset[int]:
    """The cuts that set a country code or a trunk prefix apart from the national number."""
    digits = len(plan.e164) - 1
    return frozenset(n for n in range(digits - 3, digits) if n < len(figures)) & frozenset(
        {len(figures) - 1, len(figures) - 2, len(figures) - 3}
    )


def _sizes(window: str) -> list[int]:
    return [len(group) for group in re.findall(r"\d+", window)]
