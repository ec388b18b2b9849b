"""Outcomes that can be shown to who must not see the values."""

import re
from dataclasses import replace
from typing import Any

from handler.command_line.outcome import Outcome

_SHOWN = 2
_SEPARATOR = re.compile(r"[\s@.:/-]")


def masked(outcome: Outcome) -> Outcome:
    """``outcome`` with the first letters and the separators of each value, and without the text."""
    return replace(outcome, content=None, findings=tuple(_masked(f) for f in outcome.findings))


def mask(value: str) -> str:
    """``value`` with dots in place of all but two letters and the separators."""
    return "".join(c if i < _SHOWN or _SEPARATOR.match(c) else "•" for i, c in enumerate(value))


def _masked(finding: dict[str, Any]) -> dict[str, Any]:
    return finding | {"value": mask(finding["value"]), "normalized": None, "details": {}}
