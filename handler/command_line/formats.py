"""Outcomes as a table, JSON, lines of JSON, or CSV."""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from handler.command_line.outcome import Outcome
from handler.command_line.printable import cell, encoded, printable

# Where there is no terminal, nothing is cut off or wrapped.
_UNBOUNDED = 100_000


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"


_SUFFIXES = {".jsonl": Format.JSONL, ".ndjson": Format.JSONL, ".json": Format.JSON, ".csv": Format.CSV}
_CSV_HEADER = ("path", "page", "type", "value", "normalized", "confidence", "checks", "error", "detail")


def format_of(chosen: Format | None, output: Path | None) -> Format:
    """The format that was chosen, or that the name of the output asks for, or a table."""
    return chosen or _SUFFIXES.get(output.suffix.lower() if output else "", Format.TABLE)


def as_json(outcomes: Iterable[Outcome]) -> bytes:
    """One array, one image on each line of it."""
    rows = ",\n".join(json.dumps(outcome.to_dict(), ensure_ascii=False) for outcome in outcomes)
    return encoded(f"[\n{rows}\n]\n" if rows else "[]\n")


def as_object(outcome: Outcome) -> bytes:
    """One object, where there can be only one source."""
    return encoded(json.dumps(outcome.to_dict(), ensure_ascii=False) + "\n")


def as_csv(outcomes: Iterable[Outcome]) -> bytes:
    """A line for each finding, and one for each error."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_CSV_HEADER)
    for outcome in outcomes:
        for f in outcome.findings:
            shown = (f["page"], f["type"], f["value"], f["normalized"], f["confidence"], " ".join(f["checks"]))
            writer.writerow(map(cell, (outcome.path, *shown, "", "")))
        if outcome.error:
            writer.writerow(map(cell, (outcome.path, *[""] * 6, outcome.error.code, outcome.error.detail)))
    return encoded(out.getvalue())


def print_table(outcomes: Sequence[Outcome], to: TextIO) -> None:
    """A table for a person."""
    from rich.console import Console  # noqa: PLC0415 # the other formats do without
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table("File", "Page", "Type", "Value", "Sure", "Checks")
    for outcome in outcomes:
        path = Text(printable(outcome.path), overflow="fold")
        for f in outcome.findings:
            value = Text(printable(f["value"]), overflow="fold")
            table.add_row(path, str(f["page"]), f["type"], value, f"{f['confidence']:.0%}", ", ".join(f["checks"]))
        if outcome.error:
            table.add_row(path, "", "error", Text(printable(outcome.error.detail)), "", outcome.error.code)
    # Drawn before it is written: rich would end the program by itself where who reads the results has gone.
    drawn, terminal = io.StringIO(), to.isatty()
    width = shutil.get_terminal_size().columns if terminal else _UNBOUNDED
    console = Console(file=drawn, width=width, force_terminal=terminal)
    console.print(table if table.row_count else "Nothing sensitive was found.")
    to.write(drawn.getvalue())


def as_table(outcomes: Sequence[Outcome]) -> bytes:
    """The table as text for a file."""
    out = io.StringIO()
    print_table(outcomes, out)
    return encoded(out.getvalue())
