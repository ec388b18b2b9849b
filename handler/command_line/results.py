"""Where outcomes go: lines at once, everything else at the end and in the order of the paths."""

import sys
from collections.abc import Sequence
from pathlib import Path

from handler.command_line.formats import Format, as_csv, as_json, as_table, print_table
from handler.command_line.journal import line
from handler.command_line.outcome import Outcome
from handler.command_line.writing import write_whole


def write_all(outcomes: Sequence[Outcome], shown: Format, output: Path | None, options: str) -> None:
    """``outcomes`` in one of the formats, to ``output`` or the standard output."""
    if shown is Format.TABLE and output is None:
        print_table(outcomes, sys.stdout)  # as wide as the terminal
        sys.stdout.flush()
    elif shown is Format.JSONL:
        write(b"".join(line(outcome, options) for outcome in outcomes), output)
    else:
        write({Format.JSON: as_json, Format.CSV: as_csv, Format.TABLE: as_table}[shown](outcomes), output)


def write(content: bytes, output: Path | None) -> None:
    """``content`` to a file, or to the standard output."""
    if output:
        write_whole(output, content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
