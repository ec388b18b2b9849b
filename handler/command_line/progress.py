"""What a person at a terminal sees while images are read; a pipeline sees only what went wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from handler.command_line.outcome import Outcome
from handler.command_line.printable import printable

if TYPE_CHECKING:  # loaded only where there is a terminal
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """The standard error, with a bar on it where ``bar`` is given."""

    def __init__(self, bar: "tuple[Bar, TaskID] | None" = None) -> None:
        self._bar = bar

    @property
    def shown(self) -> bool:
        """Whether there is a bar."""
        return self._bar is not None

    def done(self, outcome: Outcome) -> None:
        """One image more; its error is said."""
        if self._bar:
            bar, task = self._bar
            bar.advance(task)
        if outcome.error:
            self.say(f"{outcome.path}: {outcome.error.code}: {outcome.error.detail}")

    def say(self, words: str) -> None:
        """One line."""
        if self._bar:
            self._bar[0].console.print(printable(words), markup=False, highlight=False, soft_wrap=True)
        else:
            sys.stderr.write(f"{printable(words)}\n")


@contextmanager
def progress(total: int, finished: int, lines_on_terminal: bool) -> Iterator[Progress]:
    """Shows a bar for ``total`` images if a person would see it, and no lines of results run through it."""
    if not sys.stderr.isatty() or lines_on_terminal or not total:
        yield Progress()
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        yield Progress((bar, bar.add_task("", total=total, completed=finished)))
