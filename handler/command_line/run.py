"""One scan from the paths to the exit code: what is left to do, the workers, and what comes of their results."""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from handler.command_line.copies import Copies
from handler.command_line.formats import Format
from handler.command_line.interruption import Interruption
from handler.command_line.job import Done, Job, Task, Thumbnail, crashed, prepare
from handler.command_line.journal import Journal, line
from handler.command_line.outcome import ExitCode, Outcome, Status, exit_code
from handler.command_line.progress import Progress, progress
from handler.command_line.results import write, write_all
from handler.command_line.sources import STDIN, find_sources
from handler.command_line.workers import Workers
from handler.command_line.writing import check_new, write_whole
from handler.errors import BadOption
from handler.processors import processors


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    paths: Sequence[str]
    job: Job
    format: Format
    output: Path | None = None
    copies: Path | None = None
    report: Path | None = None
    overwrite: bool = False
    jobs: int | None = None


def run(request: Request) -> ExitCode:
    """Does what was asked for.

    Raises:
        BadOption: it cannot be done as asked.
        Hopeless: no image can be read.
    """
    return _Run(request).run()


class _Run:
    def __init__(self, request: Request) -> None:
        self._request = request
        self._options = request.job.wanted.name(request.job.url or "local")
        self._sources = find_sources(request.paths)
        self._copies: Copies | None = None
        if request.copies:
            self._copies = Copies(request.copies, request.paths, self._sources.folders, request.overwrite)
        if request.report and request.report.suffix.lower() not in {".html", ".htm"}:
            raise BadOption(f"--report {request.report} is not named as a page; give a name that ends in .html.")
        if request.report:
            check_new(request.report, overwrite=True)  # made anew from the same results, whenever there are more
        self._journal: Journal | None = None
        self._statuses: list[Status] = []
        self._outcomes: list[Outcome] = []
        self._thumbnails: dict[str, tuple[Thumbnail, ...]] = {}

    def run(self) -> ExitCode:
        with ExitStack() as stack:
            if self._keeps_journal():
                self._journal = stack.enter_context(self._open_journal())
            tasks = self._plan()
            lines_on_terminal = self._lines and not self._request.output and sys.stdout.isatty()
            total = len(self._statuses) + len(tasks)
            interruption = stack.enter_context(Interruption())
            with progress(total, len(self._statuses), lines_on_terminal) as shown:
                self._begin(shown)
                count = min(self._request.jobs or processors(), max(1, len(tasks)))
                with Workers(partial(prepare, self._request.job, count), crashed, count) as workers:
                    for done in workers.run(tasks, interruption.bell):
                        self._take(done, shown)
            return self._end(interruption.code, total)

    @property
    def _lines(self) -> bool:
        return self._request.format is Format.JSONL

    @property
    def _keeps_all(self) -> bool:
        return not self._lines or self._request.report is not None

    def _keeps_journal(self) -> bool:
        output = self._request.output
        if output is None or (output.exists() and not output.is_file() and not output.is_dir()):
            return False  # the standard output, a device or a pipe
        check_new(output, self._request.overwrite or self._lines)
        return self._lines

    def _open_journal(self) -> Journal:
        assert self._request.output is not None
        images = frozenset(self._sources.images)
        tops = [os.path.abspath(path) for path in self._request.paths]  # noqa: PTH100 # links keep their own names

        def still_true(outcome: Outcome) -> bool:
            failed = outcome.status is Status.ERROR
            if outcome.path in images:
                return not failed and _unchanged(outcome)
            # Of an image that is gone, the line stays; of a folder that could not be read, it comes again or not.
            return not failed or not any(Path(os.path.abspath(outcome.path)).is_relative_to(top) for top in tops)  # noqa: PTH100

        return Journal(self._request.output, self._options, still_true=still_true, overwrite=self._request.overwrite)

    def _plan(self) -> list[Task]:
        """What is left to do; what is done already counts as it did."""
        done = self._journal.done if self._journal else {}
        tasks = []
        for path in self._sources.images:
            known = done.get(path)
            if known is None:
                tasks.append(Task(path, _stdin() if path == STDIN else None, copy=self._copies is not None))
                continue
            copy = self._copies is not None and not self._copies.has(path)
            if known.findings and (copy or self._request.report):
                tasks.append(Task(path, known=known, copy=copy))
            else:
                self._count(known)
        return tasks

    def _begin(self, shown: Progress) -> None:
        if self._statuses:
            shown.say(f"{len(self._statuses)} images were read by an earlier run and are the same.")
        for note in self._sources.notes:
            shown.say(note)
        for outcome in self._sources.unreadable:
            self._write(outcome)
            shown.done(outcome)

    def _take(self, done: Done, shown: Progress) -> None:
        outcome = done.outcome
        if done.copy is not None and self._copies:
            problem = self._copies.write(outcome.path, done.copy)
            outcome = replace(outcome, error=problem) if problem else outcome
        if done.thumbnails:
            self._thumbnails[outcome.path] = done.thumbnails
        known = done.task.known
        if known and outcome.sha256 in {None, known.sha256}:
            self._count(outcome)  # its line stands, whatever came of the copy
        else:
            self._write(outcome)
        shown.done(outcome)

    def _write(self, outcome: Outcome) -> None:
        if self._journal:
            self._journal.add(outcome)
        elif self._lines:
            write(line(outcome, self._options), self._request.output)
        self._count(outcome)

    def _count(self, outcome: Outcome) -> None:
        self._statuses.append(outcome.status)
        if self._keeps_all:
            self._outcomes.append(outcome)

    def _end(self, interrupted: ExitCode | None, total: int) -> ExitCode:
        from handler.command_line.report import report, summary  # noqa: PLC0415 # loads what makes pages

        request = self._request
        outcomes = sorted(self._outcomes, key=lambda outcome: outcome.path)
        if not self._lines:
            write_all(outcomes, request.format, request.output, self._options)
        if request.report:
            write_whole(request.report, report(outcomes, self._thumbnails))
        if interrupted:
            more = " The same command goes on from there." if self._journal else ""
            Progress().say(f"Interrupted: {len(self._statuses)} of {total} images are done.{more}")
            return interrupted
        if sys.stderr.isatty() or not total:
            Progress().say(summary(self._statuses))
        return exit_code(self._statuses)


def _unchanged(outcome: Outcome) -> bool:
    try:
        now = os.stat(outcome.path)  # noqa: PTH116
    except OSError:
        return False
    return (now.st_size, now.st_mtime_ns) == (outcome.size, outcome.modified)


def _stdin() -> bytes:
    from handler.settings import checked_settings  # noqa: PLC0415 # few read from a pipe

    return sys.stdin.buffer.read(checked_settings().max_upload_bytes + 1)
