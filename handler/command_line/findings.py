"""Findings made again from the JSON of them."""

from collections.abc import Mapping
from typing import Any

from handler.detecting import Finding, FindingType
from handler.imaging.box import Box


def finding_of(told: Mapping[str, Any]) -> Finding:
    """The finding that ``told`` tells; where it stood in the text is not known any more.

    Raises:
        ValueError: it is of a type that is not known here.
    """
    return Finding(
        FindingType(told["type"]),
        told["value"],
        0,
        0,
        told["confidence"],
        told["normalized"],
        tuple(told["checks"]),
        told["details"],
        told["page"],
        tuple(Box(**box) for box in told["boxes"]),
    )
