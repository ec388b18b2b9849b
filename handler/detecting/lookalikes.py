"""What readers of pixels confuse, and how to take it back.

Every repair rests on one of these tables, and is applied only inside a candidate that a check digit, an alphabet or a
public suffix then confirms: on its own a look-alike proves nothing.
"""

import re
from collections.abc import Iterator

from handler.detecting.suffixes import public_suffix
from handler.detecting.views import Edit

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
                if len(tight) not in lengths or not _touches_nothing(
                    text, match.start() + first.start(), match.start() + last.end()
                ):
                    continue
                wrong = sum(c in _HEX_OF for c in tight)
                short = sum(len(p[0]) < 3 for p in parts[i : parts.index(last) + 1])
                if (wrong or first is not last) and wrong <= _MISREAD * len(tight) and short <= 1:
                    digits = "".join(_HEX_OF.get(c, c) for c in tight)
                    yield match.start() + first.start(), match.start() + last.end(), digits


def _touches_nothing(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() if start else False) and not text[end : end + 1].isalnum()


_SUFFIXISH = r"(?:\.[\w-]{1,63}){1,4}"
_AT = re.compile(r"(?<=[\w]) ?(?:[©®€]|\([aA]\)|\(@\)) ?(?=[a-z0-9][\w-]{0,62}(?:[.,] ?[\w-]{2,63}){1,4})")
_SPACED_AT = re.compile(r"(?<=\w)(?: @ ?| ?@ )(?=[a-z0-9][\w-]{0,62}[.,])")
_SCHEME = re.compile(
    r"\b(?:h[tl1il]{1,3}ps?|hitps?|nttps?|bttps?|https?)(?P<colon>[:;.] ?|: )(?P<slashes>/ ?/|//|/(?=\w))[ ]?(?=[\w\[])",
    re.IGNORECASE,
)
_HOST_SPACE = re.compile(
    r"(?<=@)[\w-]{1,63}(?:(?: ?[.,] ?)[\w-]{1,63}){1,4}|(?<=://)[\w-]{1,63}(?:(?: ?[.,] ?)[\w-]{1,63}){1,4}"
)
_ENDING = re.compile(r"(?<=[\w])[.,](?:corn|c0m|com|con|corn|conn|c0rn|coin|orq|0rg|nel|lnfo|inf0)(?![\w-])")
_ENDINGS = {
    "corn": "com",
    "c0m": "com",
    "con": "com",
    "conn": "com",
    "c0rn": "com",
    "coin": "com",
    "orq": "org",
    "0rg": "org",
    "nel": "net",
    "lnfo": "info",
    "inf0": "info",
}
PROVIDERS = (
    "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "proton.me", "protonmail.com", "mail.ru",
    "yandex.ru", "yandex.com", "gmx.de", "gmx.net", "web.de", "aol.com", "live.com", "msn.com", "googlemail.com",
    "mail.com", "zoho.com", "wp.pl", "libero.it", "orange.fr", "free.fr", "qq.com", "163.com",
)  # fmt: skip


def address_edits(text: str) -> list["Edit"]:
    """The mendings of addresses in ``text`` that was read from pixels, in order: see the tables above."""
    edits: list[Edit] = []
    for match in _SCHEME.finditer(text):
        name = match[0][: match.start("colon") - match.start()].lower()
        new = ("https" if name.endswith("s") else "http") + "://"
        if match[0] != new and match[0].lower() != new:
            edits.append(Edit(match.start(), match.end(), new))
    for pattern in (_AT, _SPACED_AT):
        for match in pattern.finditer(text):
            host = re.compile(r"[a-z0-9][\w-]{0,62}(?:[.,] ?[\w-]{1,63}){1,4}").match(text, match.end())
            if host and public_suffix(re.sub(r"[, ]+", ".", host[0].replace(", ", ".").replace(". ", "."))):
                edits.append(Edit(match.start(), match.end(), "@"))
    edits.sort(key=lambda e: e.start)
    return edits
