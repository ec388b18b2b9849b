"""Tesseract inside this process, through tesserocr: no start of a program, no temporary files."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from PIL import Image

from handler.errors import EngineUnavailable
from handler.processors import processors
from handler.reading.tesseract import Sight, find_tessdata, installed_languages, parse, settings, sizes_of_data

# Each holds its languages' data, tens of megabytes; callers may ask for any combination of languages.
_IDLE_A_PROCESSOR = 2


class InProcess:
    """Tesseract's library. Each of its objects holds one picture at a time, so idle ones are kept and lent out."""

    name = "tesserocr"

    def __init__(self, tessdata: str | None = None) -> None:
        """Find the library and its data.

        Raises:
            EngineUnavailable: one of them is missing.
        """
        try:
            import tesserocr  # noqa: PLC0415 - it may be missing
        except ImportError as error:
            raise EngineUnavailable("tesserocr is not installed.") from error
        found = find_tessdata(tessdata)
        if found is None:
            raise EngineUnavailable("Tesseract's trained data was not found; set TESSDATA_PREFIX to its directory.")
        self._tesserocr = tesserocr
        self._tessdata = found
        self._idle: list[tuple[tuple[str, ...], Any]] = []  # the one that was used last stands last
        self._lock = threading.Lock()
        self.version = version("tesserocr")
        self.tesseract_version = str(tesserocr.tesseract_version()).split()[1]

    def languages(self) -> frozenset[str]:
        """The trained data at hand."""
        return installed_languages(self._tessdata)

    def data_sizes(self) -> dict[str, int]:
        """Bytes of the trained data at hand."""
        return sizes_of_data(self._tessdata)

    def look(self, image: Image.Image, languages: Sequence[str], time_limit: float) -> Sight:
        """Read a grey picture of upright text within ``time_limit`` seconds."""
        with self._lent(tuple(languages)) as api:
            api.SetImageBytes(image.tobytes(), image.width, image.height, 1, image.width)
            complete = bool(api.Recognize(timeout=max(1, round(time_limit * 1000))))
            lines = parse(api.GetTSVText(0))
            # What a picture showed must not outlive its request.
            api.Clear()
            api.ClearAdaptiveClassifier()
        return Sight(lines, complete)

    @contextmanager
    def _lent(self, languages: tuple[str, ...]) -> Iterator[Any]:
        with self._lock:
            fitting = [at for at, (known, _) in enumerate(self._idle) if known == languages]
            api = self._idle.pop(fitting[-1])[1] if fitting else None
        if api is None:
            api = self._start(languages)
        yield api
        with self._lock:
            self._idle.append((languages, api))
            ended = self._idle.pop(0)[1] if len(self._idle) > _IDLE_A_PROCESSOR * processors() else None
        if ended is not None:
            ended.End()

    def _start(self, languages: tuple[str, ...]) -> Any:  # noqa: ANN401 - tesserocr has no types
        try:
            api = self._tesserocr.PyTessBaseAPI(
                path=self._tessdata,
                lang="+".join(languages),
                psm=self._tesserocr.PSM.AUTO,
                oem=self._tesserocr.OEM.LSTM_ONLY,
            )
        except RuntimeError as error:
            raise EngineUnavailable("Tesseract does not start with the trained data found.") from error
        for name, value in settings(languages).items():
            api.SetVariable(name, value)
        return api
