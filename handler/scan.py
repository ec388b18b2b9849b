"""The pipeline: bytes and options → a scan, with the cache around it."""

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Self

from handler import __version__
from handler.cache import CacheKey, ResultCache, open_cache
from handler.closed import keep_closed
from handler.detecting import DETECTORS_VERSION, Finding, FindingType, find_on_page
from handler.detecting.interest import Interest
from handler.detecting.source import DEFAULT_REGIONS
from handler.errors import Overloaded, ReadingTimedOut
from handler.flights import Flights
from handler.heaps import keep_few
from handler.imaging.box import LabelledBox
from handler.imaging.decoding import Frame, open_picture
from handler.imaging.limits import Limits
from handler.imaging.painting import Style
from handler.imaging.redaction import redact
from handler.processors import at_once, processors
from handler.reading.page import Page
from handler.reading.reader import Reader
from handler.scanned import Kept, PageSize, Scan
from handler.settings import Settings, get_settings
from handler.words import pack

# How entries are written; changed with any change of it, so that no instance meets an entry it cannot read.
_ENTRY = 3
# Pages with more pixels are read one by one: two of the largest at once need more memory than one processor comes with.
_ALONE = 16_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller can choose: the types to look for, Tesseract's languages, regions of national phone formats."""

    types: tuple[FindingType, ...] = tuple(FindingType)
    languages: tuple[str, ...] = ("eng",)
    regions: tuple[str, ...] = DEFAULT_REGIONS

    def to_dict(self) -> dict[str, list[str]]:
        """As JSON can carry them."""
        return {"types": [*self.types], "languages": [*self.languages], "regions": [*self.regions]}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Sequence[str]]) -> Self:
        """What ``to_dict`` gave."""
        return cls(tuple(FindingType(name) for name in kept["types"]), tuple(kept["languages"]), tuple(kept["regions"]))


class Scanner:
    """The pipeline with its reader and cache; safe to use from several threads."""

    def __init__(self, settings: Settings, reader: Reader | None = None, cache: ResultCache | None = None) -> None:
        self.settings = settings
        self.reader = reader or Reader(settings.engine, settings.second_reader, settings.tessdata)
        self.cache = cache or open_cache(settings)
        self.limits = Limits(settings.max_pixels, settings.max_side, settings.max_frames)
        self._turns = threading.BoundedSemaphore(settings.max_concurrent or processors())
        self._waiting = 0
        self._flights: Flights[Scan] = Flights()
        self._lock = threading.Lock()

    def scan(self, data: bytes, options: Options, *, use_cache: bool = True, client: str = "") -> Scan:
        """Everything sensitive in the image of ``data``.

        Callers who send the same image at once share one reading of it, here and, with a Redis, between processes.
        ``client`` names who calls where results are not to be shared between callers.

        Raises:
            BadInput: no readable image, or a language that is not installed.
            ReadingTimedOut: nothing was read within the time limit.
            EngineUnavailable: Tesseract is missing.
            Overloaded: too many images are waiting.
        """
        if not use_cache:
            return self._read_and_find(data, options)
        said = self._made_by["reader"]
        key = self.cache.key(data, self._depends_on(options, client))
        return self._flights.run(key.lookup, lambda: self._kept_or_read(key, said, data, options))

    def kept(self, data: bytes, options: Options, client: str = "") -> Kept | None:
        """What the cache has for an equal call; asks nothing of the image but its hash, and waits for nobody."""
        entry = self.cache.get(self.cache.key(data, self._depends_on(options, client)))
        return None if entry is None else Kept.from_bytes(entry)

    def prepare(self) -> None:
        """Loads what every hit needs: what opens it, the versions of what reads, a connection to the store."""
        self.kept(b"", Options())

    @property
    def answers_at_once(self) -> bool:
        """Whether ``kept`` needs no more than some computing: nothing to load first, and no other machine to ask."""
        return self.cache.is_here and "_made_by" in vars(self)

    def _kept_or_read(self, key: CacheKey, said: Mapping[str, Any], data: bytes, options: Options) -> Scan:
        with self.cache.turn(key) as kept:
            if kept is not None:
                return Kept.from_bytes(kept).scan()
            scan = self._read_and_find(data, options)
            # What the time limit cut short may be complete the next time.
            if scan.complete and self._reads_as(said):
                self.cache.put(key, Kept.of(scan).to_bytes())
            return scan

    def _reads_as(self, said: Mapping[str, Any]) -> bool:
        """Whether the reader is what a key says it is: that a model is damaged shows only when it is needed."""
        if said == self.reader.describe():
            return True
        vars(self).pop("_made_by", None)  # the next key names what reads
        return False

    def _depends_on(self, options: Options, client: str) -> bytes:
        return json.dumps([self._made_by, options.to_dict(), client], sort_keys=True).encode()

    @cached_property
    def _made_by(self) -> dict[str, Any]:
        """What makes an answer; it does not change while this process lives, but for a model that turns out damaged."""
        return {
            "version": __version__,
            "detectors": DETECTORS_VERSION,
            "reader": self.reader.describe(),
            "trained_data": self.reader.trained_data(),
            "limits": self.limits,
            "entry": _ENTRY,
        }

    def redact(
        self, data: bytes, boxes: Mapping[int, Sequence[LabelledBox]], style: Style = Style.BLACK
    ) -> tuple[bytes, str]:
        """The image of ``data`` with ``boxes`` painted over, and its media type; waits for its turn as ``scan`` does.

        Raises:
            BadInput: as ``handler.imaging.redaction.redact`` does.
            Overloaded: too many images are waiting.
        """
        with self._turn():
            return redact(data, boxes, self.limits, style)

    def _read_and_find(self, data: bytes, options: Options) -> Scan:
        judge = Interest(options.types, options.regions)

        def read(frame: Frame) -> tuple[Page, list[Finding]]:
            page = self._page(frame, options, judge, ends)
            return page, list(find_on_page(page, options.types, options.regions))

        with self._turn():  # opening is work as well
            ends = time.monotonic() + self.settings.time_limit
            picture = open_picture(data, self.limits)
            width, height = picture.size
            frames = _until(ends, picture.frames())
            done = list(at_once(read, frames, alone=width * height > _ALONE))
        pages = [page for page, _ in done]
        pages += [_unread(number, picture.size) for number in range(len(pages) + 1, picture.frame_count + 1)]
        findings = tuple(finding for _, found in done for finding in found)
        sizes = tuple(PageSize(p.width, p.height, p.rotation, p.complete) for p in pages)
        return Scan("\f".join(p.text for p in pages), findings, sizes, pack(pages))

    def _page(self, frame: Frame, options: Options, judge: Interest, ends: float) -> Page:
        """What is read of one page before ``ends``: without the first there is no answer, others may be missing."""
        left = ends - time.monotonic()
        if left > 0:
            try:
                return self.reader.read(
                    frame.image, number=frame.number, languages=options.languages, judge=judge, time_limit=left
                )
            except ReadingTimedOut:
                if frame.number == 1:
                    raise
        elif frame.number == 1:
            raise ReadingTimedOut(
                f"The image was not read within {self.settings.time_limit:g} seconds; send a smaller part of it,"
                " or use POST /scans."
            )
        return _unread(frame.number, frame.image.size)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Waits until a processor is free, no longer than reading may take; too many who wait are refused at once."""
        with self._lock:
            if self._waiting >= self.settings.max_waiting + self._capacity:
                raise Overloaded(f"{self._waiting} images are being read or wait already; try again in a few seconds.")
            self._waiting += 1
        try:
            if not self._turns.acquire(timeout=self.settings.time_limit):
                raise Overloaded("No processor was free within the time limit; try again in a few seconds.")
            try:
                yield
            finally:
                self._turns.release()
        finally:
            with self._lock:
                self._waiting -= 1

    @property
    def _capacity(self) -> int:
        return self.settings.max_concurrent or processors()


def _until(ends: float, frames: Iterable[Frame]) -> Iterator[Frame]:
    """``frames`` as long as there is time: decoding what nobody is going to read takes time as well."""
    for frame in frames:
        yield frame
        del frame  # while the next one is decoded
        if time.monotonic() >= ends:
            return


def _unread(number: int, size: tuple[int, int]) -> Page:
    return Page(number, *size, lines=(), complete=False)


@lru_cache(maxsize=1)
def default_scanner() -> Scanner:
    """The scanner of this process, made on first need from the environment."""
    keep_closed()  # from here on this process, and what it starts, holds images
    keep_few()
    return Scanner(get_settings())


def scan(data: bytes, options: Options | None = None, *, use_cache: bool = True) -> Scan:
    """Everything sensitive in the image of ``data``, by the scanner of this process."""
    return default_scanner().scan(data, options or Options(), use_cache=use_cache)
