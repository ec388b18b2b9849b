"""What a worker does with one image: reads it, and makes what else was asked for."""

import hashlib
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from handler.command_line.masking import masked
from handler.command_line.outcome import Outcome, Problem, Status
from handler.command_line.sources import unreadable
from handler.command_line.wanted import Wanted
from handler.command_line.workers import Hopeless
from handler.errors import AnalysisError, BodyTooLarge
from handler.processors import SIDE_BY_SIDE

if TYPE_CHECKING:  # loaded by workers only, as all that follows from it
    from handler.settings import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for every image. ``url`` is the service that reads; without one it is done here."""

    wanted: Wanted
    url: str = ""
    thumbnails: bool = False
    originals: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One image; ``data`` is the standard input's, ``known`` what an earlier run said of this file, unchanged since."""

    path: str
    data: bytes | None = None
    known: Outcome | None = None
    copy: bool = False


class Thumbnail(NamedTuple):
    """A small JPEG of one page."""

    page: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker gives back: the outcome, the redacted copy and the thumbnails that were asked for."""

    task: Task
    outcome: Outcome
    copy: bytes | None = None
    thumbnails: tuple[Thumbnail, ...] = ()


class Reading(Protocol):
    """Who reads: this machine, or a service."""

    def read(self, data: bytes, outcome: Outcome) -> Outcome:
        """``outcome`` with the content, all findings and the pages of the image ``data``."""

    def redacted(self, data: bytes, outcome: Outcome) -> bytes:
        """The image with the findings of ``outcome`` painted over."""


# These would come again with every image.
_HOPELESS = frozenset({"not_authorized", "bad_option", "engine_unavailable"})


def prepare(job: Job, among: int = 1) -> Callable[[Task], Done]:
    """The function that does a task, in one of ``among`` processes.

    Raises:
        AnalysisError: no task can be done.
    """
    from handler.settings import checked_settings  # noqa: PLC0415

    # From here on this process holds images: a crash must not write its memory to a disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ[SIDE_BY_SIDE] = str(among)
    settings = checked_settings()
    reading: Reading
    if job.url:
        from handler.command_line.service import Service  # noqa: PLC0415 # who reads here needs no client

        reading = Service(job.url, os.environ.get("OCR_API_KEY", ""), job.wanted, settings)
    else:
        from handler.command_line.local import Local  # noqa: PLC0415 # who asks a service needs no reader

        reading = Local(job.wanted, settings)
    return _Worker(job, reading, settings).do


def crashed(task: Task, exit_code: int) -> Done:
    """What is said of an image whose worker died."""
    detail = (
        f"The process reading this image ended unexpectedly ({exit_code}); the image may be damaged, or need more"
        " memory than there is."
    )
    return Done(task, Outcome(task.path, error=Problem("reading_crashed", detail)))


class _Worker:
    def __init__(self, job: Job, reading: Reading, settings: "Settings") -> None:
        self._job = job
        self._reading = reading
        self._settings = settings

    def do(self, task: Task) -> Done:
        done = Done(task, Outcome(task.path))
        try:
            data, outcome = self._load(task)
            done = replace(done, outcome=outcome)
            done = replace(done, outcome=self._read(task, data, outcome))
            done = self._more(done, data)
        except OSError as error:
            done = replace(done, outcome=unreadable(task.path, error))
        except AnalysisError as error:
            if error.code in _HOPELESS:
                raise Hopeless(error.detail) from error
            done = _failed(done, error.code, error.detail)
        except Exception as error:  # noqa: BLE001 # its words may hold content; its name and place do not
            last = error.__traceback__
            while last and last.tb_next:
                last = last.tb_next
            where = f"{os.path.basename(last.tb_frame.f_code.co_filename)}:{last.tb_lineno}" if last else "?"  # noqa: PTH119
            done = _failed(done, "internal_error", f"This should not have happened: {type(error).__name__} at {where}.")
        return done

    def _load(self, task: Task) -> tuple[bytes, Outcome]:
        most = self._settings.max_upload_bytes
        data, modified = task.data, None
        if data is None:
            with open(task.path, "rb") as file:  # noqa: PTH123 # a path as it was given
                modified = os.fstat(file.fileno()).st_mtime_ns
                data = file.read(most + 1)
        if len(data) > most:
            raise BodyTooLarge(
                f"The file has more than the {most} bytes that one image may have; make it smaller, or raise"
                " OCR_MAX_UPLOAD_BYTES."
            )
        return data, Outcome(task.path, len(data), modified, hashlib.sha256(data).hexdigest())

    def _read(self, task: Task, data: bytes, outcome: Outcome) -> Outcome:
        if task.known and task.known.sha256 == outcome.sha256:
            return task.known
        read = self._reading.read(data, outcome)
        if not all(page.get("complete", True) for page in read.pages):
            words = "Not everything was read within the time limit; what was found is listed. Cut the image into parts."
            read = replace(read, error=Problem("incomplete", words))
        sure = _sure(read, self._job.wanted.min_confidence)
        return masked(sure) if self._job.wanted.masked else sure

    def _more(self, done: Done, data: bytes) -> Done:
        if done.outcome.status is not Status.FINDINGS:
            return done
        if done.task.copy:
            done = replace(done, copy=self._reading.redacted(data, done.outcome))
        if self._job.thumbnails:
            from handler.command_line.painting import limits_of, painted, thumbnails  # noqa: PLC0415

            limits = limits_of(self._settings)
            shown = data if self._job.originals else done.copy or painted(data, done.outcome, limits)
            done = replace(done, thumbnails=tuple(thumbnails(shown, done.outcome, limits)))
        return done


def _sure(outcome: Outcome, least: float) -> Outcome:
    return replace(outcome, findings=tuple(f for f in outcome.findings if f["confidence"] >= least))


def _failed(done: Done, code: str, detail: str) -> Done:
    return replace(done, outcome=replace(done.outcome, error=Problem(code, detail)))
