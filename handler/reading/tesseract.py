"""What the two ways to call Tesseract share: where its data lies, its settings, and its table of words."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Protocol

from PIL import Image

# Columns 1 to 4 of the table name block, paragraph, line and word; then box, confidence in per cent, text.
_COLUMNS = 12
_WORD_LEVEL = "5"
# What shares more than this of its height with another line is an edge of it.
_EDGE = 0.35

# Signs the English model prints in place of digits and ASCII letters, and that English text hardly holds.
_NOT_ENGLISH = "éèêëàâäáãåçñöôóòõúùûüíìîïÉÈÊËÀÂÄÁÃÅÇÑÖÔÓÒÕÚÙÛÜÍÌÎÏ©®¢¥«»‹›"

# A resolution keeps Tesseract from guessing one; it stands for text of the size that pictures are brought to.
RESOLUTION = 200


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One word as a reader saw it, in pixels of the picture it was given; ``confidence`` 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


@dataclass(frozen=True)
class Sight:
    """What a reader saw: lines of words in reading order; ``complete`` is false where time ran out."""

    lines: tuple[tuple[Glyphs, ...], ...]
    complete: bool = True

    def shrunk(self, factor: float) -> "Sight":
        """The same, seen in a picture that was made ``factor`` times as large, in the pixels of the original."""
        lines = tuple(
            tuple(
                replace(w, left=w.left / factor, top=w.top / factor, right=w.right / factor, bottom=w.bottom / factor)
                for w in line
            )
            for line in self.lines
        )
        return Sight(lines, self.complete)

    def replaced(self, top: int, bottom: int, other: "Sight") -> "Sight":
        """The same with what ``other`` saw in the place of those lines whose middle lies between two rows.

        Of lines whose middle does not, ``other`` saw an edge only; what it made of that is left out.
        """
        middles = [sum(_top_and_bottom(line)) / 2 for line in self.lines]
        inside = [n for n, middle in enumerate(middles) if top <= middle < bottom]
        kept = [line for n, line in enumerate(self.lines) if n not in set(inside)]
        at = inside[0] if inside else sum(middle < top for middle in middles)
        whole = [line for line in other.lines if not any(_is_edge(line, cut) for cut in kept)]
        return Sight((*kept[:at], *whole, *kept[at:]), self.complete)

    def lower(self, rows: int) -> "Sight":
        """The same, seen in a picture that goes on for so many rows above."""
        if not rows:
            return self
        lines = tuple(tuple(replace(w, top=w.top + rows, bottom=w.bottom + rows) for w in line) for line in self.lines)
        return Sight(lines, self.complete)


def _top_and_bottom(line: Sequence[Glyphs]) -> tuple[float, float]:
    """The first and the last row of a line."""
    return min(w.top for w in line), max(w.bottom for w in line)


def _is_edge(line: Sequence[Glyphs], whole: Sequence[Glyphs]) -> bool:
    """Whether ``line`` stands where another one does."""
    across = line[0].left < whole[-1].right and whole[0].left < line[-1].right
    (top, bottom), (upper, lower) = _top_and_bottom(line), _top_and_bottom(whole)
    return across and min(bottom, lower) - max(top, upper) > _EDGE * (bottom - top)


class Tesseract(Protocol):
    """One way to call Tesseract."""

    name: str
    version: str
    tesseract_version: str

    def languages(self) -> frozenset[str]:
        """The trained data at hand."""

    def data_sizes(self) -> Mapping[str, int]:
        """Bytes of the trained data at hand, by language."""

    def look(self, image: Image.Image, languages: Sequence[str], time_limit: float) -> Sight:
        """Read a grey picture of upright text within ``time_limit`` seconds.

        Raises:
            EngineUnavailable: Tesseract does not start.
        """


def settings(languages: Sequence[str]) -> dict[str, str]:
    """Tesseract's variables for a picture in ``languages``."""
    chosen = {"user_defined_dpi": str(RESOLUTION)}
    if tuple(languages) == ("eng",):
        chosen["tessedit_char_blacklist"] = _NOT_ENGLISH
    return chosen


def find_tessdata(wanted: str | None = None) -> str | None:
    """The directory of Tesseract's trained data: ``wanted``, else TESSDATA_PREFIX, else where packages put it."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    candidates = [wanted] if wanted else [prefix, f"{prefix}/tessdata"] if prefix else []
    if not candidates:
        candidates = [
            *sorted((str(d) for d in Path("/usr/share/tesseract-ocr").glob("*/tessdata")), reverse=True),
            "/usr/share/tessdata",
            "/usr/share/tesseract/tessdata",
            "/usr/local/share/tessdata",
            "/opt/homebrew/share/tessdata",
        ]
    return next((d for d in candidates if d and any(Path(d).glob("*.traineddata"))), None)


def installed_languages(tessdata: str) -> frozenset[str]:
    """The names of the trained data in a directory; ``osd`` is no language."""
    root = Path(tessdata)
    found = {p.relative_to(root).with_suffix("").as_posix() for p in root.rglob("*.traineddata")}
    return frozenset(found - {"osd", "equ"})


def sizes_of_data(tessdata: str) -> dict[str, int]:
    """Bytes of each of ``installed_languages``."""
    root = Path(tessdata)
    return {name: (root / f"{name}.traineddata").stat().st_size for name in sorted(installed_languages(tessdata))}


def parse(table: str) -> tuple[tuple[Glyphs, ...], ...]:
    """The lines in Tesseract's table of tab-separated values, which may start with a header."""
    lines = groupby(_rows(table), key=lambda row: row[:4])
    found = (tuple(_glyphs(row) for row in rows) for _, rows in lines)
    return tuple(line for line in found if line)


def _rows(table: str) -> Iterator[list[str]]:
    for raw in table.split("\n"):
        row = raw.split("\t")
        if len(row) == _COLUMNS and row[0] == _WORD_LEVEL and row[-1].strip():
            # Page, block, paragraph and line come first once the level is gone.
            yield row[1:]


def _glyphs(row: list[str]) -> Glyphs:
    left, top, width, height = (int(n) for n in row[5:9])
    confidence = min(max(float(row[9]) / 100, 0.0), 1.0)
    return Glyphs(row[10].strip(), left, top, left + width, top + height, confidence)
