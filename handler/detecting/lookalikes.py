"""What readers of pixels confuse, and how to take it back.

Every repair rests on one of these tables, and is applied only inside a candidate that a check digit, an alphabet or a
public suffix then confirms: on its own a look-alike proves nothing.
"""

import re
from collections.abc import Iterator

# The letters and signs that optical readers print where a digit stood.
_DIGIT_OF = {
    **dict.fromkeys("OoQDО°", "0"),
    **dict.fromkeys("lI|i!L][ı", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Ss$§", "5"),
    **dict.fromkeys("Gbé", "6"),
    "A": "4",
    "T": "7",
    "B": "8",
    **dict.fromkeys("gq", "9"),
}
_SEPARATORS = frozenset(" \t\u00a0-–—./()+,_")


def as_digits(text: str) -> str | None:
    """``text`` with look-alike letters replaced by the digits they resemble, separators kept.

    None when a character is no digit, separator or look-alike. ``4O19 l234`` becomes ``4019 1234``.
    """
    mended = []
    for c in text:
        if ("0" <= c <= "9") or c in _SEPARATORS:
            mended.append(c)
        elif (digit := _DIGIT_OF.get(c)) is not None:
            mended.append(digit)
        else:
            return None
    return "".join(mended)


# Letters that stand for a hexadecimal digit; digits read as letters that are digits themselves do not show.
_HEX_OF = {
    **dict.fromkeys("OoQ", "0"),
    **dict.fromkeys("lI|i!", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Ss$§", "5"),
    **dict.fromkeys("Gé", "6"),
    **dict.fromkeys("gq", "9"),
    **dict.fromkeys("©¢", "c"),
    "T": "7",
    "ƒ": "f",
}
_HEXISH = re.compile(r"[0-9a-fA-FOoQlI|i!ZzSs$§GégqT©¢ƒ]+(?: [0-9a-fA-FOoQlI|i!ZzSs$§GégqT©¢ƒ]+){0,4}")
_MIN_HEX = 32
# Of a run of hexadecimal digits at most this share may have been misread.
_MISREAD = 0.12
# How many scraps of one or two digits a run may have been torn into.
_SCRAP = 2


def hex_runs(text: str, lengths: frozenset[int]) -> Iterator[tuple[int, int, str]]:
    """``(start, end, digits)`` of runs that are hexadecimal of one of ``lengths`` once mended.

    Letters that look like digits are replaced and up to four spaces within a run are dropped; a run that needs
    neither is not returned.
    """
    for match in _HEXISH.finditer(text):
        if len(match[0]) < _MIN_HEX:
            continue
        parts = list(re.finditer(r"\S+", match[0]))
        for i, first in enumerate(parts):
            for last in parts[i:]:
                run = match[0][first.start() : last.end()]
                tight = run.replace(" ", "")
                a, b = match.start() + first.start(), match.start() + last.end()
                if len(tight) not in lengths or not _stands_free(text, a, b):
                    continue
                wrong = sum(c in _HEX_OF for c in tight)
                short = sum(len(p[0]) <= _SCRAP for p in parts[i : parts.index(last) + 1])
                if (wrong or first is not last) and wrong <= _MISREAD * len(tight) and short <= 1:
                    digits = "".join(_HEX_OF.get(c, c) for c in tight)
                    yield a, b, digits


def _stands_free(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() if start else False) and not text[end : end + 1].isalnum()
