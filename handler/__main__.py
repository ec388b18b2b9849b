"""The command line: ``ocr-text-analysis`` or ``python -m handler``.

Exit codes are made for pipelines: 0 nothing found, 1 something found, 2 something could not be read.
"""

import csv
import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import typer

from handler import __version__
from handler.detecting import Finding, FindingType, find
from handler.errors import AnalysisError
from handler.imaging.redaction import redact
from handler.scan import Options, Scan, Scanner
from handler.settings import get_settings

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Finds sensitive data in images.", pretty_exceptions_enable=False
)

_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif"}
FOUND, FAILED = 1, 2


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a scan, or the words of its error."""

    path: Path
    scan: Scan | None
    error: str = ""


Types = Annotated[str, typer.Option(help="Only these types, separated by commas.")]
Languages = Annotated[str, typer.Option(help="Tesseract's names of the languages printed, separated by commas.")]
Regions = Annotated[str, typer.Option(help="ISO countries of national phone formats, separated by commas.")]
Shown = Annotated[Format, typer.Option("--format", help="table, json (a line for each file) or csv.")]
Masked = Annotated[bool, typer.Option(help="Show only the first characters of each value.")]


@app.command()
def scan(
    paths: Annotated[list[Path], typer.Argument(help="Images, and folders to search for images.", exists=True)],
    types: Types = "",
    languages: Languages = "",
    regions: Regions = "",
    shown: Shown = Format.TABLE,
    masked: Masked = False,
    redact_to: Annotated[Path | None, typer.Option("--redact", help="Folder for redacted copies.")] = None,
) -> None:
    """Scan images on this machine."""
    options = _options(types, languages, regions)
    scanner = Scanner(get_settings())
    code = 0
    with _Printer(shown, masked) as printer, ThreadPoolExecutor(os.cpu_count()) as pool:
        for outcome in pool.map(lambda path: _scan_one(scanner, path, options, redact_to), _images(paths)):
            printer.show(outcome)
            if outcome.scan is None:
                code = FAILED
            elif outcome.scan.findings:
                code = max(code, FOUND)
    raise typer.Exit(code)


@app.command()
def text(
    source: Annotated[typer.FileText, typer.Argument(help="A text file; - is the standard input.")] = sys.stdin,  # type: ignore[assignment]
    types: Types = "",
    regions: Regions = "",
    shown: Shown = Format.TABLE,
    masked: Masked = False,
) -> None:
    """Search plain text."""
    options = _options(types, "", regions)
    content = source.read()
    findings = find(content, options.types, options.regions)
    with _Printer(shown, masked) as printer:
        printer.show(Outcome(Path(source.name), Scan(content, tuple(findings), ())))
    raise typer.Exit(FOUND if findings else 0)


@app.command()
def serve(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="0.0.0.0 to be reached from other machines.")] = "127.0.0.1",
) -> None:
    """Serve the API and the web page."""
    import uvicorn  # noqa: PLC0415 # only this command needs a server

    uvicorn.run("handler.api.app:app", host=host, port=port)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _options(types: str, languages: str, regions: str) -> Options:
    standard = Options()
    try:
        chosen = tuple(FindingType(name.strip().upper()) for name in types.split(",") if name.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{error}; there are {', '.join(FindingType)}", param_hint="--types") from None
    return Options(
        chosen or standard.types,
        tuple(name.strip() for name in languages.split(",") if name.strip()) or standard.languages,
        tuple(name.strip().upper() for name in regions.split(",") if name.strip()) or standard.regions,
    )


def _images(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
        else:
            yield path


def _scan_one(scanner: Scanner, path: Path, options: Options, redact_to: Path | None) -> Outcome:
    try:
        data = path.read_bytes()
        result = scanner.scan(data, options, use_cache=False)
        if redact_to and result.findings:
            painted, _ = redact(data, result.boxes(), scanner.limits)
            redact_to.mkdir(parents=True, exist_ok=True)
            _write_new(redact_to, path, painted)
    except AnalysisError as error:
        return Outcome(path, None, error.detail)
    except OSError as error:
        return Outcome(path, None, error.strerror or "cannot be read")
    return Outcome(path, result)


def _write_new(folder: Path, path: Path, content: bytes) -> None:
    """Writes a copy of ``path`` under a name of its own: files of one name may come from several folders."""
    for count in itertools.count(1):
        name = path.name if count == 1 else f"{path.stem}-{count}{path.suffix}"
        try:
            with (folder / name).open("xb") as copy:
                copy.write(content)
        except FileExistsError:
            continue
        return


def _masked(value: str) -> str:
    return "".join(c if i < 2 or c in " \t@.:/-" else "•" for i, c in enumerate(value))  # noqa: PLR2004 # two to know it by


class _Printer:
    """Results on the standard output, errors on the standard error."""

    def __init__(self, shown: Format, masked: bool) -> None:
        self._shown = shown
        self._masked = masked
        self._csv = csv.writer(sys.stdout)
        self._rows: list[tuple[str, Finding]] = []

    def __enter__(self) -> Self:
        if self._shown is Format.CSV:
            self._csv.writerow(["file", "page", "type", "value", "normalized", "confidence", "checks"])
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown is Format.TABLE:
            self._table()

    def show(self, outcome: Outcome) -> None:
        if outcome.scan is None:
            typer.echo(f"{outcome.path}: {outcome.error}", err=True)
            if self._shown is Format.JSON:
                typer.echo(json.dumps({"file": str(outcome.path), "error": outcome.error}, ensure_ascii=False))
            return
        if self._shown is Format.JSON:
            typer.echo(json.dumps(self._json(outcome.path, outcome.scan), ensure_ascii=False))
        for finding in outcome.scan.findings:
            if self._shown is Format.CSV:
                self._csv.writerow(self._row(outcome.path, finding))
            elif self._shown is Format.TABLE:
                self._rows.append((str(outcome.path), finding))

    def _json(self, path: Path, result: Scan) -> dict[str, Any]:
        body = result.to_dict()
        if self._masked:
            body.pop("content")
            for finding in body["findings"]:
                finding |= {"value": _masked(finding["value"]), "normalized": None, "details": {}}
        return {"file": str(path)} | body

    def _row(self, path: Path, finding: Finding) -> list[object]:
        value = _masked(finding.value) if self._masked else finding.value
        normalized = "" if self._masked else finding.normalized
        checks = " ".join(finding.checks)
        # A cell that a spreadsheet would run as a formula starts with an apostrophe.
        cells = [str(path), finding.page, finding.type.value, value, normalized, round(finding.confidence, 3), checks]
        return [f"'{c}" if isinstance(c, str) and c[:1] in tuple("=+-@\t\r") else c for c in cells]

    def _table(self) -> None:
        from rich.console import Console  # noqa: PLC0415 # the other formats do without
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table("File", "Page", "Type", "Value", "Sure", "Checks")
        for path, finding in self._rows:
            value = _masked(finding.value) if self._masked else finding.value
            sure = f"{finding.confidence:.0%}"
            table.add_row(
                Text(path), str(finding.page), finding.type.value, Text(value), sure, ", ".join(finding.checks)
            )
        Console().print(table if self._rows else "Nothing sensitive was found.")


def main() -> None:
    """The entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
