"""Neighbouring groups of letters and digits, found by their shape.

A shape writes ``9`` for a digit, ``A`` for a letter and keeps the signs between groups: ``123.456.789-09`` has
the shape ``999.999.999-99``. A table of shapes therefore finds every layout of every country in one walk over the text.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

# The signs that stand between the groups of one number; each look-alike counts as its plain form.
_SIGNS = {
    "-": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", ".": ".", "·": ".", "•": ".", "/": "/", ":": ":",
    "+": "+", "(": "(", "[": "(",
}  # fmt: skip
_CLOSING = ")]"
_LONGEST_GAP = 3
_GROUP = re.compile(r"[9A]+")
# Signs that, without a space, make a value part of something longer.
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?![\w:])")
_HOLDS_LEFT = frozenset("_+@$€£₺%/\\&?")
_HOLDS_RIGHT = frozenset("_+@$€£₺%/\\&°")


class _Shape(dict[int, str]):
    """The translation from characters to their shape, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        c = chr(code)
        self[code] = shaped = "9" if "0" <= c <= "9" else "A" if c.isalpha() else "\0" if c.isalnum() else c
        return shaped


_SHAPE = _Shape()


def shape_of(text: str) -> str:
    """``text`` with its digits as 9 and its letters as A."""
    return text.translate(_SHAPE)


def spelled_out(shape: str) -> list[str]:
    """Every shape that ``shape`` stands for, where ``#`` is a letter or a digit."""
    return ["".join(parts) for parts in product(*("9A" if c == "#" else c for c in shape))]


@lru_cache(maxsize=4096)
def _sign(gap: str) -> str | None:
    """The one sign that ``gap`` between two groups amounts to, or None where it parts them."""
    if len(gap) > _LONGEST_GAP or "\n" in gap or "\t" in gap:
        return None
    signs = set(gap) - {" ", "\u00a0"}
    if not signs:
        return " " if len(gap) < _LONGEST_GAP else None
    return _SIGNS.get(signs.pop()) if len(signs) == 1 else None


class Stretch(NamedTuple):
    """``text[start:end]`` and its ``shape``."""

    start: int
    end: int
    shape: str


class Shapes:
    """A set of shapes to look for."""

    def __init__(self, shapes: Iterable[str]) -> None:
        self._whole = frozenset(shapes)
        self._beginnings = frozenset(
            shape[:i] for shape in self._whole for i in range(1, len(shape) + 1) if _ends_group(shape, i)
        )

    def stretches(self, text: str) -> Iterator[Stretch]:
        """Every run of whole groups whose shape is looked for, in order, overlapping ones too."""
        groups = [(m.start(), m.end(), m.group()) for m in _GROUP.finditer(shape_of(text))]
        for i, (start, end, first) in enumerate(groups):
            shape, at, stop = first, i, end
            while shape in self._beginnings:
                if shape in self._whole:
                    yield Stretch(start, _closed(text, stop, shape), shape)
                at += 1
                if at == len(groups):
                    break
                gap = _sign(text[stop : groups[at][0]])
                if gap is None:
                    break
                stop = groups[at][1]
                shape += gap + groups[at][2]


def _ends_group(shape: str, i: int) -> bool:
    return shape[i - 1] in "9A" and (i == len(shape) or shape[i] not in "9A")


def _closed(text: str, end: int, shape: str) -> int:
    """``end``, moved past the bracket that closes one opened within the stretch."""
    return end + 1 if "(" in shape and text[end : end + 1] in tuple(_CLOSING) else end


def is_held(text: str, s: Stretch) -> bool:
    """Whether the stretch is only a part of something longer, such as a path, a price or a longer number."""
    return _held_left(text, s.start) or _held_right(text, s.end) or (" " in s.shape and _in_a_row(text, s))


def _in_a_row(text: str, s: Stretch) -> bool:
    """Whether one more group with digits stands a space before or behind digits that are themselves spaced.

    The number of a list's line does not count where the stretch has letters to tell them apart.
    """
    # The time of a chat's message stands behind it.
    if s.shape[-1] == "9" and text[s.end : s.end + 1] == " " and not _CLOCK.match(text, s.end + 1):
        after = text[s.end + 1 : s.end + 5].split()
        if after and (after[0][0].isdigit() or ("A" not in s.shape and any(map(str.isdigit, after[0])))):
            return True
    if s.shape[0] != "9" or s.start == 0 or text[s.start - 1] != " ":
        return False
    before = text[max(0, s.start - 5) : s.start - 1].split()
    if not before:
        return False
    if "A" not in s.shape:
        return any(map(str.isdigit, before[-1]))
    return before[-1].isdigit() and not _numbers_line(text, s.start - 1)


def _numbers_line(text: str, end: int) -> bool:
    """Whether the word that ends at ``end`` is up to three digits at the start of a line."""
    first = end
    while first > max(0, end - 4) and text[first - 1].isdigit():
        first -= 1
    return first == 0 or text[first - 1] == "\n"


def _held_left(text: str, start: int) -> bool:
    if start == 0 or text[start - 1].isspace():
        return False
    sign, before = text[start - 1], text[start - 2 : start - 1] if start > 1 else ""
    if sign in _HOLDS_LEFT:
        return True
    if sign in "-–.,":
        return before.isdigit() or (sign in "-–" and before.isalnum())
    return sign == ":" and before.isdigit()


def _held_right(text: str, end: int) -> bool:
    sign, after = text[end : end + 1], text[end + 1 : end + 2]
    if not sign or sign.isspace():
        return False
    if sign in _HOLDS_RIGHT:
        return True
    if sign in "-–.":
        return after.isalnum()
    return sign == ":" and after.isdigit()
