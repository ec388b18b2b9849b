"""Tesseract as a program of its own, through pytesseract: works wherever ``tesseract`` is on the path."""

import shlex
from collections.abc import Sequence
from importlib.metadata import version

from PIL import Image

from handler.errors import EngineUnavailable
from handler.reading.tesseract import Sight, find_tessdata, installed_languages, parse, settings


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

    def look(self, image: Image.Image, languages: Sequence[str], time_limit: float) -> Sight:
        """Read a grey picture of upright text within ``time_limit`` seconds; nothing when they do not suffice."""
        options = ["--psm", "3", "--oem", "1"]
        for name, value in settings(languages).items():
            options += ["-c", f"{name}={value}"]
        if self._tessdata:
            options += ["--tessdata-dir", self._tessdata]
        # Written to the temporary file as it is; PNG would be compressed first.
        picture = image.copy()
        picture.format = "PPM"
        try:
            table = self._pytesseract.image_to_data(
                picture, lang="+".join(languages), config=shlex.join(options), timeout=max(0.05, time_limit)
            )
        except self._pytesseract.TesseractNotFoundError as error:
            raise EngineUnavailable("The tesseract program was not found; install Tesseract 5.") from error
        except self._pytesseract.TesseractError as error:
            raise EngineUnavailable(f"Tesseract ended with status {error.status}.") from error
        except RuntimeError:  # how pytesseract says that time ran out
            return Sight((), complete=False)
        return Sight(parse(table))
