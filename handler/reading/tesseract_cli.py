"""Tesseract as a program of its own: works wherever ``tesseract`` is on the path.

pytesseract finds the program and knows its version and languages. Its own way to read would write the picture and the
text to temporary files, which must not be: the picture goes in through a pipe and the text comes out of one.
"""

import os
import subprocess
from collections.abc import Sequence
from importlib.metadata import version

from PIL import Image

from handler.errors import EngineUnavailable
from handler.reading.tesseract import Sight, find_tessdata, installed_languages, parse, settings, sizes_of_data

# What the program needs of this process's environment; secrets are not among it.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "OMP_THREAD_LIMIT", "TESSDATA_PREFIX", "LANG", "LC_ALL")


class CommandLine:
    """The ``tesseract`` program."""

    name = "pytesseract"

    def __init__(self, tessdata: str | None = None) -> None:
        """Find the program and its data.

        Raises:
            EngineUnavailable: one of them is missing.
        """
        try:
            import pytesseract  # noqa: PLC0415 - loads pandas where that is installed
        except ImportError as error:
            raise EngineUnavailable("pytesseract is not installed.") from error
        self._pytesseract = pytesseract
        self._tessdata = find_tessdata(tessdata)
        # Without a directory of its own the program looks where it was built to.
        if tessdata is not None and self._tessdata is None:
            raise EngineUnavailable("Tesseract's trained data was not found in the directory that is set.")
        try:
            self.tesseract_version = str(pytesseract.get_tesseract_version())
        except (pytesseract.TesseractNotFoundError, SystemExit) as error:
            raise EngineUnavailable("The tesseract program was not found; install Tesseract 5.") from error
        self.version = version("pytesseract")

    def languages(self) -> frozenset[str]:
        """The trained data at hand."""
        if self._tessdata:
            return installed_languages(self._tessdata)
        return frozenset(self._pytesseract.get_languages()) - {"osd", "equ"}

    def data_sizes(self) -> dict[str, int]:
        """Bytes of the trained data at hand, where it is known where that lies."""
        return sizes_of_data(self._tessdata) if self._tessdata else {}

    def look(self, image: Image.Image, languages: Sequence[str], time_limit: float) -> Sight:
        """Read a grey picture of upright text within ``time_limit`` seconds; nothing when they do not suffice."""
        try:
            done = subprocess.run(  # noqa: S603 # no shell; language names have been checked against the data at hand
                self._command(languages),
                input=b"P5 %d %d 255\n" % image.size + image.tobytes(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=max(0.05, time_limit),
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                check=False,
            )
        except subprocess.TimeoutExpired:  # the program has been killed
            return Sight((), complete=False)
        except OSError as error:
            raise EngineUnavailable("The tesseract program does not start; install Tesseract 5.") from error
        if done.returncode:
            raise EngineUnavailable(f"Tesseract ended with status {done.returncode}.")
        return Sight(parse(done.stdout.decode(errors="replace")))

    def _command(self, languages: Sequence[str]) -> list[str]:
        program: str = self._pytesseract.pytesseract.tesseract_cmd
        command = [program, "stdin", "stdout", "-l", "+".join(languages), "--psm", "3", "--oem", "1"]
        if self._tessdata:
            command += ["--tessdata-dir", self._tessdata]
        for name, value in (settings(languages) | {"tessedit_create_tsv": "1"}).items():
            command += ["-c", f"{name}={value}"]
        return command
