"""Plain text searched: no image, no reader, one outcome."""

import sys
from pathlib import Path

from handler.command_line.formats import Format, as_object
from handler.command_line.masking import masked
from handler.command_line.outcome import ExitCode, Outcome, exit_code, told
from handler.command_line.progress import Progress
from handler.command_line.results import write, write_all
from handler.command_line.sources import STDIN, unreadable
from handler.command_line.wanted import Wanted
from handler.command_line.writing import check_new
from handler.detecting import find


def search(path: str, wanted: Wanted, shown: Format, output: Path | None, overwrite: bool) -> ExitCode:
    """Searches the file at ``path``, or the standard input, and writes the result.

    Raises:
        BadOption: the output cannot be written as asked.
    """
    if output:
        check_new(output, overwrite)
    outcome = _searched(path, wanted)
    Progress().done(outcome)
    if shown is Format.JSON:
        write(as_object(outcome), output)
    else:
        write_all([outcome], shown, output, wanted.name("text"))
    return exit_code([outcome.status])


def _searched(path: str, wanted: Wanted) -> Outcome:
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        return unreadable(path, error)
    content = _decoded(data)
    found = (told(finding) for finding in find(content, wanted.types or None, wanted.regions or None))
    sure = tuple(finding for finding in found if finding["confidence"] >= wanted.min_confidence)
    outcome = Outcome(path, len(data), content=content, findings=sure)
    return masked(outcome) if wanted.masked else outcome


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")
