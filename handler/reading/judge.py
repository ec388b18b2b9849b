"""What reading asks of those who will use its text, without knowing them."""

from typing import Protocol


class Judge(Protocol):
    """Tells which lines are worth a second look and which of two readings of a line says more.

    Reading must not import detection; the pipeline hands it an object of this shape instead.
    """

    def could_hold(self, line: str) -> bool:
        """Whether the line holds, or almost holds, something the caller is after (cheap, errs to true)."""

    def evidence(self, line: str) -> float:
        """How much checked evidence the line holds, 0 upwards: more where a check digit, suffix or alphabet held."""
