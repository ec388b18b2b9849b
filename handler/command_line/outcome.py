"""What became of one image or text, and the exit codes that follow from it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:  # loads all detectors
    from handler.detecting import Finding


class Status(StrEnum):
    """How it went."""

    CLEAN = "clean"
    FINDINGS = "findings"
    ERROR = "error"


class ExitCode(IntEnum):
    """Made for pipelines. The largest that applies is given: what could not be read may hold anything."""

    CLEAN = 0
    FINDINGS = 1
    ERROR = 2
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True)
class Problem:
    """A stable code for programs, and one or two sentences for a person."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source. ``modified`` is in nanoseconds; findings and pages are as in the API's answer."""

    path: str
    size: int | None = None
    modified: int | None = None
    sha256: str | None = None
    content: str | None = None
    findings: tuple[dict[str, Any], ...] = ()
    pages: tuple[dict[str, Any], ...] = ()
    error: Problem | None = None

    @property
    def status(self) -> Status:
        """An error counts before findings: there may be more than was found."""
        if self.error:
            return Status.ERROR
        return Status.FINDINGS if self.findings else Status.CLEAN

    def to_dict(self) -> dict[str, Any]:
        """As JSON can carry it; what is not known is left out."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return {"path": known.pop("path"), "status": self.status.value} | known

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """What ``to_dict`` gave.

        Raises:
            KeyError, TypeError: it is something else.
        """
        error = kept.get("error")
        return cls(
            str(kept["path"]),
            kept.get("size"),
            kept.get("modified"),
            kept.get("sha256"),
            kept.get("content"),
            tuple(dict(f) for f in kept["findings"]),
            tuple(dict(p) for p in kept["pages"]),
            error and Problem(str(error["code"]), str(error["detail"])),
        )


def told(finding: "Finding") -> dict[str, Any]:
    """The JSON of one finding, as the API tells it."""
    known = asdict(finding)
    del known["start"], known["end"]
    return known | {"type": finding.type.value, "confidence": round(finding.confidence, 3)}


def exit_code(outcomes: Iterable[Status]) -> ExitCode:
    """2 if there was any error, else 1 if there was any finding, else 0."""
    worst = {Status.CLEAN: ExitCode.CLEAN, Status.FINDINGS: ExitCode.FINDINGS, Status.ERROR: ExitCode.ERROR}
    return max((worst[status] for status in outcomes), default=ExitCode.CLEAN)
