"""Which findings are right: a finding is, when a label of its picture has its type and says the same value.

What says the same is decided per type. Spaces never count, because a reader cannot know them. Of telephone numbers only
the digits count, and the one may have a country code or trunk zero that the other lacks; of other numbers, plates and
dates the letters and digits; of addresses case and a closing slash do not; secrets must be exact.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Found = tuple[str, str]
TYPES = (
    "PHONE_NUMBER", "ID_NUMBER", "CREDIT_CARD_NUMBER", "PLATE", "DATE", "EMAIL", "DOMAIN", "URL", "HASH", "COMBOLIST",
)  # fmt: skip
_SHORTEST_NATIONAL_NUMBER = 7


def essence(kind: str, value: str) -> str:
    """What of a value must be right."""
    packed = "".join(value.split())
    match kind:
        case "PHONE_NUMBER":
            return re.sub(r"\D", "", packed).lstrip("0")
        case "ID_NUMBER" | "CREDIT_CARD_NUMBER" | "PLATE" | "DATE":
            return "".join(sign for sign in packed if sign.isalnum()).casefold()
        case "COMBOLIST":
            return packed
        case "HASH":
            return packed if packed.startswith(("$", "{")) else packed.casefold()
        case _:
            return packed.rstrip("/").casefold()


def same(kind: str, one: str, other: str) -> bool:
    """Whether two essences are one value."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return kind == "PHONE_NUMBER" and len(shorter) >= _SHORTEST_NATIONAL_NUMBER and longer.endswith(shorter)


@dataclass
class Tally:
    """Right, wrong and missed values, by type; a value counts once for each picture, however often it stands there."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, labels: Iterable[dict[str, Any]], found: Iterable[Found]) -> None:
        """One more picture. A label that says ``optional`` counts neither found nor missed."""
        wanted = {(label["type"], essence(label["type"], label["value"])): False for label in labels}
        optional = {(x["type"], essence(x["type"], x["value"])) for x in labels if x.get("optional")}
        for kind, value in {(kind, essence(kind, value)) for kind, value in found}:
            met = [w for w in wanted if w[0] == kind and same(kind, w[1], value)]
            if met:
                best = (kind, value) if (kind, value) in wanted else met[0]
                wanted[best] = True
            else:
                self.wrong[kind] += 1
        for label, was_found in wanted.items():
            if label not in optional:
                (self.right if was_found else self.missed)[label[0]] += 1

    def figures(self, types: Iterable[str] = TYPES) -> "Figures":
        """Precision, recall and F1 over all values of these types together (micro)."""
        chosen = tuple(types)
        right, wrong, missed = (sum(c[t] for t in chosen) for c in (self.right, self.wrong, self.missed))
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        f1 = 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0
        return Figures(precision, recall, f1, right + missed)


@dataclass(frozen=True)
class Figures:
    """Micro precision, recall and F1, and over how many labels."""

    precision: float
    recall: float
    f1: float
    labels: int
