"""Outcomes that can be shown to who must not see the values: with the masks that the API gives."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handler.command_line.outcome import Outcome, told


def masked(outcome: Outcome) -> Outcome:
    """``outcome`` with masks in place of all that carries a value, and without the text."""
    return replace(outcome, content=None, findings=tuple(map(masked_finding, outcome.findings)))


def masked_finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a finding, masked."""
    from handler import masking  # noqa: PLC0415 # loads all detectors
    from handler.command_line.findings import finding_of  # noqa: PLC0415

    try:
        return told(masking.masked(finding_of(finding)))
    except ValueError:  # of a newer service's type, for which there is no mask
        return {**finding, "value": masking.LEFT_OUT, "normalized": None, "details": {}}
