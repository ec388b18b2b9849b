"""The commands and their options.

Exit codes are made for pipelines: 0 nothing found, 1 something found, 2 something could not be read or done, 130 and
143 when interrupted. The larger wins.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from handler import __version__
from handler.command_line.formats import Format, format_of
from handler.command_line.outcome import ExitCode
from handler.command_line.wanted import wanted
from handler.errors import AnalysisError, BadOption

_EXIT_CODES = "Exit code: 0 nothing found, 1 something found, 2 errors (whatever was found), 130 interrupted."

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Finds sensitive data in images.",
    epilog=_EXIT_CODES,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Types = Annotated[str, typer.Option(help="Only these types, separated by commas.")]
Languages = Annotated[str, typer.Option(help="Tesseract's names of the languages printed, separated by commas.")]
Regions = Annotated[str, typer.Option(help="ISO countries of national phone formats, separated by commas.")]
Least = Annotated[float, typer.Option("--min-confidence", min=0, max=1, help="Only findings as sure as this.")]
Masked = Annotated[bool, typer.Option("--masked", help="Show a mask in place of each value, and no text.")]
Shown = Annotated[Format | None, typer.Option("--format", help="By default as --output is named, or a table.")]
Output = Annotated[
    Path | None, typer.Option(help="File for the results. A .jsonl file is gone on with by the same command.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Begin --output anew, and replace redacted copies.")]


@app.command(epilog=_EXIT_CODES)
def scan(
    paths: Annotated[
        list[Path], typer.Argument(help="Images, folders to search for images, or - for one image from a pipe.")
    ],
    types: Types = "",
    languages: Languages = "",
    regions: Regions = "",
    least: Least = 0.0,
    masked: Masked = False,
    shown: Shown = None,
    output: Output = None,
    overwrite: Overwrite = False,
    copies: Annotated[
        Path | None, typer.Option("--redact", help="Folder for copies of images with findings, these painted over.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="File for a page with thumbnails and findings.")] = None,
    originals: Annotated[
        bool, typer.Option("--report-originals", help="Thumbnails with the findings to be seen, not painted over.")
    ] = False,
    url: Annotated[str, typer.Option(help="Let the service at this address read; its key is OCR_API_KEY's.")] = "",
    jobs: Annotated[int | None, typer.Option(min=1, help="Images read at once; by default one per processor.")] = None,
) -> None:
    """Find sensitive data in images, on this machine or by a service."""
    with _complaints():
        from handler.command_line.job import Job  # noqa: PLC0415 # the other commands need none of this
        from handler.command_line.run import Request, run  # noqa: PLC0415

        job = Job(wanted(types, languages, regions, least, masked), _address(url), report is not None, originals)
        chosen = format_of(shown, output)
        code = run(Request([*map(str, paths)], job, chosen, output, copies, report, overwrite, jobs))
    raise typer.Exit(code)


@app.command(epilog=_EXIT_CODES)
def text(
    source: Annotated[Path, typer.Argument(help="A text file; - is the standard input.")] = Path("-"),
    types: Types = "",
    regions: Regions = "",
    least: Least = 0.0,
    masked: Masked = False,
    shown: Shown = None,
    output: Output = None,
    overwrite: Overwrite = False,
) -> None:
    """Find sensitive data in plain text."""
    with _complaints():
        from handler.command_line.plain_text import search  # noqa: PLC0415

        code = search(
            str(source), wanted(types, "", regions, least, masked), format_of(shown, output), output, overwrite
        )
    raise typer.Exit(code)


@app.command()
def serve(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="0.0.0.0 to be reached from other machines.")] = "127.0.0.1",
    workers: Annotated[
        int, typer.Option(envvar="WEB_CONCURRENCY", min=1, max=256, help="Processes; one for each processor at most.")
    ] = 1,
) -> None:
    """Serve the API and the web page."""
    with _complaints():
        from handler.command_line import serving  # noqa: PLC0415 # only this command needs a server

        serving.serve(host, port, workers)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@contextmanager
def _complaints() -> Iterator[None]:
    """Whatever goes wrong is one line and an exit code, never a traceback."""
    from handler.command_line.workers import Hopeless  # noqa: PLC0415 # loads what starts processes

    try:
        yield
    except AnalysisError as error:
        words = error.detail
    except Hopeless as error:
        words = str(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who read the results has gone
        raise typer.Exit(ExitCode.ERROR) from None
    except OSError as error:
        words = f"{error.filename or 'The output'}: {error.strerror or type(error).__name__}"
    else:
        return
    typer.echo(f"ocr-text-analysis: {words}", err=True)
    raise typer.Exit(ExitCode.ERROR)


def _address(url: str) -> str:
    if not url:
        return ""
    from urllib.parse import urlsplit  # noqa: PLC0415

    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or True)
    except ValueError:
        fits = False
    if not fits or parts.username is not None or parts.query or parts.fragment:
        raise BadOption("--url must be the address of a service, as https://ocr.example.com, with nothing after it.")
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme == "http" and not local and os.environ.get("OCR_API_KEY"):
        raise BadOption("OCR_API_KEY is not sent without encryption; give --url as https://…")
    return url
