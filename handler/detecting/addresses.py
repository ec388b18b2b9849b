"""The text as the address recognisers read it: reading errors mended, defanged forms refanged.

``Addresses.printed`` is the source with look-alikes mended (only where it was read from pixels); ``Addresses.live``
is that with ``hxxp``, ``[.]``, ``(at)`` and their kind turned back into what they stand for. A stretch of ``live`` is
reported with the value that ``printed`` has there and the offsets of the source.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handler.detecting import address_repairs, wraps
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source
from handler.detecting.views import Edit, View

_DEFANGED = re.compile(
    r"(?P<dot>(?<=\w) ?(?:\[\.\]|\(\.\)|\{\.\}|<\.>|\[dot\]|\(dot\)|\{dot\}|<dot>|\[\.(?=\w)|(?<=\w)\.\](?=\w)|\\\.)"
    r" ?(?=\w))"
    r"|(?P<at>(?<=[\w.]) ?(?:\[at\]|\(at\)|\{at\}|<at>|\[@\]|\(@\)|\{@\}|<@>) ?(?=\w))"
    r"|(?P<scheme>\b(?:h(?:xx|tt|\*\*|__)p(?P<s>s?)|(?P<ftp>f[tx]p))"
    r"(?:\[:\]//|\[://\]|\(:\)//|\[:\]\[//\]|:\[//\]|:\\\\|:///?|\[:/\]/))"
    r"|(?P<slash>(?<=\w)\[/\](?=\w|$))",
    re.IGNORECASE,
)
# The sign in words, where a bracket or a label says that an address follows.
_SPOKEN = re.compile(
    r"(?:<|\be-?mail(?: address)?(?: is|:)? )[\w.+-]{1,64}(?P<at> at )"
    r"(?=[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?![\w.-]*@))",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\n[ \t]*")
_MARKS = re.compile(r"[\[({<\\]|hxxp|h\*\*p|h__p|fxp", re.IGNORECASE)


@dataclass(frozen=True)
class Addresses:
    """See the module's docstring."""

    mended: View
    refanged: View
    from_pixels: bool

    @property
    def printed(self) -> str:
        """The source with its reading errors mended."""
        return self.mended.text

    @property
    def live(self) -> str:
        """``printed`` with defanged forms refanged."""
        return self.refanged.text

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of ``live[start:end]``."""
        return self.mended.span(*self.refanged.span(start, end))

    def finding(
        self,
        kind: FindingType,
        start: int,
        end: int,
        confidence: float,
        normalized: str,
        checks: tuple[str, ...],
        details: dict[str, Detail],
    ) -> Finding:
        """A finding for ``live[start:end]``."""
        details = dict(details)
        if self.refanged.edited(start, end):
            details["defanged"] = True
        a, b = self.refanged.span(start, end)
        value = self.printed[a:b]
        edited = self.mended.edited(a, b)
        a, b = self.mended.span(a, b)
        if edited:
            stood = _BREAK.sub("", self.mended.original[a:b])
            details["wrapped" if stood == value else "mended"] = True
            confidence *= 0.95 if stood == value else 0.93
        return Finding(kind, value, a, b, round(confidence, 3), normalized, checks, details)


def read(source: Source) -> Addresses:
    """The views of ``source``, made once for each."""
    made = source.kept.get("addresses")
    if not isinstance(made, Addresses):
        edits = list(wraps.address_edits(source))
        if source.from_pixels:
            edits = sorted([*edits, *address_repairs.edits(source.text)], key=lambda e: e.start)
        mended = View(source.text, edits)
        made = Addresses(mended, View(mended.text, _refanging(mended.text)), source.from_pixels)
        source.kept["addresses"] = made
    return made


def _refanging(text: str) -> list[Edit]:
    edits = list(_defanged(text)) if _MARKS.search(text) else []
    if " at " in text:
        edits += (Edit(match.start("at"), match.end("at"), "@") for match in _SPOKEN.finditer(text))
    return sorted(edits, key=lambda edit: edit.start)


def _defanged(text: str) -> Iterator[Edit]:
    for match in _DEFANGED.finditer(text):
        kind = match.lastgroup
        if match["scheme"] is not None:
            new = "ftp://" if match["ftp"] else f"http{match['s'].lower()}://"
            if match[0].lower() == new:
                continue
        else:
            new = {"dot": ".", "at": "@", "slash": "/"}[kind or ""]
            if match[0] == "\\." and text[match.end() : match.end() + 1] in "\\*+?":
                continue
        yield Edit(match.start(), match.end(), new)
