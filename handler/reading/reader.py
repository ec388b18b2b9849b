"""Reads the text of one picture: the door to this room.

Tesseract looks first. Where a second reader is installed it looks again at what matters and is doubtful, and at
whole pictures whose layout defeats Tesseract. What is heavy to load is loaded on first need.
"""

import importlib
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image

from handler.errors import BadOption, EngineUnavailable, ReadingTimedOut
from handler.reading.judge import Judge
from handler.reading.page import Page

if TYPE_CHECKING:  # these load numpy
    from handler.reading.looking import Looking
    from handler.reading.models import Models
    from handler.reading.tesseract import Tesseract

_ENGINES = {
    "tesserocr": ("handler.reading.tesseract_inprocess", "InProcess"),
    "pytesseract": ("handler.reading.tesseract_cli", "CommandLine"),
}


class Reader:
    """Reads pictures; one object serves a whole process and any number of threads.

    ``engine`` is ``tesserocr``, ``pytesseract`` or ``auto``, which takes the first of these that works.
    ``second_reader`` allows the neural reader where it is installed. ``tessdata`` is the directory of Tesseract's
    trained data where it is not in the usual place.
    """

    def __init__(self, engine: str = "auto", second_reader: bool = True, tessdata: str | None = None) -> None:
        if engine != "auto" and engine not in _ENGINES:
            raise BadOption(f"There is no engine {engine!r}; take auto, {' or '.join(_ENGINES)}.")
        self._wanted = tuple(_ENGINES) if engine == "auto" else (engine,)
        self._second = second_reader
        self._tessdata = tessdata
        self._lock = threading.Lock()
        self._engine: Tesseract | None = None
        self._looking: Looking | None = None

    def read(
        self,
        image: Image.Image,
        *,
        number: int = 1,
        languages: Sequence[str] = ("eng",),
        judge: Judge | None = None,
        time_limit: float = 20.0,
    ) -> Page:
        """The text of ``image``, an RGB or L picture as a person sees it.

        ``number`` is the page's number, from 1. ``languages`` are Tesseract's names. ``judge`` says which lines are
        worth a second look. After ``time_limit`` seconds the page holds what was read so far and is not ``complete``.

        Raises:
            BadOption: a language is not installed.
            EngineUnavailable: Tesseract or its data is missing.
            ReadingTimedOut: time ran out before anything was read.
        """
        chosen = tuple(dict.fromkeys(languages)) or ("eng",)
        self._check(chosen)
        page = self._looker().read(image, number, chosen, judge, time_limit)
        if not page.complete and not page.lines:
            raise ReadingTimedOut(
                f"Nothing could be read within {time_limit:g} seconds; send a smaller image or one page at a time."
            )
        return page

    def describe(self) -> dict[str, str | bool | None]:
        """What reads here: names and versions, None for what is missing.

        Damage that a file's size does not show is known once the second reader was needed.

        ``engine``, ``engine_version``, ``tesseract``, ``second_reader`` and ``second_reader_version``.
        """
        try:
            engine: Tesseract | None = self._first()
        except EngineUnavailable:
            engine = None
        second = self._second_models()
        return {
            "engine": engine.name if engine else None,
            "engine_version": engine.version if engine else None,
            "tesseract": engine.tesseract_version if engine else None,
            "second_reader": second.name if second else None,
            "second_reader_version": second.version if second else None,
        }

    def _second_models(self) -> "Models | None":
        if self._looking is not None:
            return self._looking.models
        found: Models | None = importlib.import_module("handler.reading.models").installed() if self._second else None
        return found

    def trained_data(self) -> dict[str, int]:
        """The size of each language's trained data: the fast and the best have the same name and read differently."""
        try:
            return dict(self._first().data_sizes())
        except EngineUnavailable:
            return {}

    def available_languages(self) -> frozenset[str]:
        """The languages that can be asked for.

        Raises:
            EngineUnavailable: Tesseract or its data is missing.
        """
        return self._first().languages()

    def _check(self, languages: Sequence[str]) -> None:
        at_hand = self.available_languages()
        missing = [name for name in languages if name not in at_hand]
        if missing:
            raise BadOption(
                f"Language {', '.join(missing)!r} is not installed; installed are {', '.join(sorted(at_hand))}."
            )

    def _first(self) -> "Tesseract":
        with self._lock:
            if self._engine is None:
                self._engine = self._start()
            return self._engine

    def _start(self) -> "Tesseract":
        complaints = []
        for name in self._wanted:
            module, of = _ENGINES[name]
            try:
                engine: Tesseract = getattr(importlib.import_module(module), of)(self._tessdata)
            except EngineUnavailable as error:
                complaints.append(error.detail)
            else:
                return engine
        raise EngineUnavailable(" ".join(complaints))

    def _looker(self) -> "Looking":
        engine = self._first()
        with self._lock:
            if self._looking is None:
                self._looking = importlib.import_module("handler.reading.looking").Looking(engine, self._second)
            return self._looking
