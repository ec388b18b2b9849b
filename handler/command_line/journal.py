"""A file of JSON lines, one for each image, that a second run goes on with.

Each line tells the image's path, size, time of change and SHA-256, and a short name of all options that its result
depends on. A line is written as soon as its image is done. A run that finds the file there takes over the lines that
are still true, and drops the others, with a torn last line: their images are read again. So no path has two lines; but
one whose file changes while its copy is made, of which the next run drops the first.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Self

from handler.command_line.outcome import Outcome
from handler.command_line.printable import encoded
from handler.command_line.writing import open_private
from handler.errors import BadOption

# How every line begins: what does not, and cannot be read, is nothing of ours.
_START = b'{"path": "'


class Journal:
    """An open journal. ``done`` holds, by path, what earlier runs left and is still true."""

    def __init__(self, path: Path, options: str, *, still_true: Callable[[Outcome], bool], overwrite: bool) -> None:
        """Opens ``path``, or begins it.

        Raises:
            BadOption: the file is no journal, was written with other options, or another run is writing it.
        """
        self._path = path.resolve()
        self._options = options
        self._file = self._open(os.O_RDWR | os.O_CREAT | os.O_APPEND, self._path)
        self.done: dict[str, Outcome] = {}
        if overwrite:
            os.ftruncate(self._file.fileno(), 0)
        else:
            self._take_over(still_true)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, outcome: Outcome) -> None:
        """Writes one line, at once."""
        self._file.write(line(outcome, self._options))
        self._file.flush()

    def _open(self, flags: int, path: Path) -> BinaryIO:
        file = open_private(path, flags)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise BadOption(f"Another run is writing {self._path}; wait for it, or give another name.") from None
        return file

    def _take_over(self, still_true: Callable[[Outcome], bool]) -> None:
        kept: dict[str, bytes] = {}
        lines = 0
        for text, row in self._rows():
            lines += 1
            outcome = self._outcome(row) if row is not None else None
            if outcome is not None and still_true(outcome):
                kept[outcome.path] = text
                self.done[outcome.path] = replace(outcome, content=None)  # it stands in the file
        if len(kept) < lines:
            self._rewrite(kept.values())

    def _rows(self) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
        """Every line and what it says; None for a torn last line."""
        with self._path.open("rb") as lines:
            for number, text in enumerate(lines, 1):
                try:
                    row = json.loads(text)
                except ValueError:
                    row = None
                if row is None and not text.endswith(b"\n") and _is_torn(text):
                    yield text, None
                elif isinstance(row, dict) and text.endswith(b"\n"):
                    yield text, row
                else:
                    raise self._strange(number)

    def _outcome(self, row: dict[str, Any]) -> Outcome:
        try:
            outcome, options = Outcome.from_dict(row), row["options"]
        except (KeyError, TypeError):
            raise self._strange(None) from None
        if options != self._options:
            raise BadOption(
                f"{self._path} was written with other options or by another version; give the same options to go on"
                " with it, another name, or --overwrite."
            )
        return outcome

    def _strange(self, number: int | None) -> BadOption:
        where = f" (line {number})" if number else ""
        return BadOption(
            f"{self._path} exists and was not written by this command{where}; give another name, or --overwrite."
        )

    def _rewrite(self, kept: Iterable[bytes]) -> None:
        partial = self._path.with_name(f".{self._path.name}.{os.getpid()}.partial")
        fresh = self._open(os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND, partial)
        try:
            fresh.writelines(kept)
            fresh.flush()
            partial.replace(self._path)
        finally:
            partial.unlink(missing_ok=True)
        self._file.close()
        self._file = fresh


def _is_torn(text: bytes) -> bool:
    return text.startswith(_START) or _START.startswith(text)


def line(outcome: Outcome, options: str) -> bytes:
    """One line of JSON for ``outcome``, made with ``options``."""
    return encoded(json.dumps(outcome.to_dict() | {"options": options}, ensure_ascii=False) + "\n")
