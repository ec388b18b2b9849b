"""Values that were broken over two or more lines because the line was full."""

import re
from collections.abc import Callable, Iterator

from handler.detecting.source import Source
from handler.detecting.suffixes import public_suffix
from handler.detecting.views import Edit
from handler.reading.page import Box

_HEX_END = re.compile(r"(?<![0-9A-Za-z_])[0-9a-fA-F]{12,127}$")
_HEX_START = re.compile(r"[ \t]*([0-9a-fA-F]{1,127})(?![0-9A-Za-z_])")
# A password hash that starts on a line and reaches its end, and what may continue it.
_CRYPT_END = re.compile(r"(?<![A-Za-z0-9_$])\$(?:2[abxy]?|[156PHSy]|gy|apr1|sha1)\$[./A-Za-z0-9$=,]{0,200}$")
_CRYPT_START = re.compile(r"[ \t]*([./A-Za-z0-9$]{1,120}(?: [./A-Za-z0-9$]{1,120})?)(?![./A-Za-z0-9+=$])")
_LONGEST_CRYPT = 240
_BREAK = re.compile(r"\n[ \t]*(?=\S)")
_MAX_LINES = 6
_MAX_TOKEN = 300
# Equal halves up to this length are two lines of a list of short numbers rather than one digest.
_LIST_TOTAL = 64
# A line counts as full when it reaches this share of the longest of the lines around it.
_FULL = 0.9
_LONG_LINE = 36
_NEARLY = 0.85
_BRIMFUL = 0.97
_AROUND = 8

_LOCAL = re.compile(r"[\w.+-]{2,64}$")
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_MAIL = re.compile(r"[\w.+-]{1,64}@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_HALF_HOST = re.compile(r"://(?P<host>[\w.-]{1,200}-)$")
_HALF_MAIL = re.compile(r"[\w.+-]{1,64}@(?P<host>[\w-]{0,63}(?:\.[\w-]{0,63}){0,8})$")
_URL_START = re.compile(r"://|^www\.")
_FIELD = re.compile(r"[:;|](?!\d+/)")
# What begins anew: another address, a long number in hexadecimal, a word after an opening sign.
_OTHER = re.compile(r"\S*@|\S*://|www\.|[0-9a-fA-F]{32}|[^\w/?=&%#.-]")
# Whole credentials, of which the secret may go on; an address and a login, after which a secret must come.
_RECORD = re.compile(r"(?:https?://[^\s:;|]+[:;|][^\s:;|]+|[\w.+-]+@[\w.-]+)[:;|]\S+")
_REMAINDER = re.compile(r"[^\s:;|@\\/]{1,40}")
_HALF_RECORD = re.compile(r"https?://[^\s:;|]+[:;|][\w.+-]+")
_OTHER_HALF = re.compile(r"[\w.+-]*@[\w.-]+[:;|]\S+")
# A line ends at the edge of a picture where less than this share of its width is left.
_TO_EDGE = 0.07
# A query that has only begun, and a parameter of it.
_QUERY_END, _PARAMETER = re.compile(r"[\w/]\?$|[?&][^\s?]{1,200}&$"), re.compile(r"[\w.%-]{1,40}=")
_WANTS_MORE = re.compile(r"[-_=&?%/+~]$")
_URLISH = re.compile(r"[/?=&%#_]|[\w-]\.\w|\w-\w|\d")


def hex_runs(source: Source, lengths: frozenset[int]) -> Iterator[tuple[int, int, str]]:
    """``(start, end, digits)`` of runs of hexadecimal digits that only reach one of ``lengths`` over line breaks."""
    text = source.text
    done = 0
    for match in _BREAK.finditer(text):
        at = match.start()
        if at < done or not _HEX_START.match(text, match.end()):
            continue
        head = _HEX_END.search(text, max(done, at - max(lengths)), at)
        if head and len(head[0]) not in lengths and (found := _joined(source, head.start(), at, lengths)):
            yield found
            done = found[1]


def _joined(source: Source, start: int, line_end: int, lengths: frozenset[int]) -> tuple[int, int, str] | None:
    text = source.text
    digits, end = text[start:line_end], line_end
    for _ in range(_MAX_LINES):
        following = _HEX_START.match(text, end + 1)
        if not text.startswith("\n", end) or following is None or not _is_full(source, end, _FULL):
            return None
        listed = len(following[1]) == len(digits) and 2 * len(digits) <= _LIST_TOTAL
        digits, end = digits + following[1], following.end()
        if len(digits) in lengths:
            return None if listed else (start, end, digits)
        if len(digits) > max(lengths) or text[end : end + 1] not in ("\n", ""):
            return None
    return None


def crypt_runs(source: Source, text: str) -> Iterator[tuple[int, int, str]]:
    """``(start, end, joined)`` of what may be a password hash, as ``$6$salt$…``, that goes on after a line break.

    ``text`` is that of ``source`` with misread signs mended, offset for offset.
    """
    if "$" not in text:
        return
    for match in _BREAK.finditer(text):
        at = match.start()
        head = _CRYPT_END.search(text, max(text.rfind("\n", 0, at) + 1, at - _LONGEST_CRYPT), at)
        if head is None:
            continue
        joined, end = head[0], at
        while len(joined) < _LONGEST_CRYPT and text.startswith("\n", end) and _is_full(source, end, _FULL):
            following = _CRYPT_START.match(text, end + 1)
            if following is None:
                break
            first, _, second = following[1].partition(" ")
            if second and source.from_pixels:  # a reader of pixels may put a space behind a full stop
                yield head.start(), following.end(), joined + first + second
            joined, end = joined + first, following.start(1) + len(first)
            yield head.start(), end, joined


def address_edits(source: Source) -> Iterator[Edit]:
    """The line breaks inside e-mail addresses and URLs, each as the edit that takes it out."""
    text = source.text
    if "@" not in text and "://" not in text and "www." not in text:
        return
    for match in _BREAK.finditer(text):
        at = match.start()
        line_start = text.rfind("\n", max(0, at - _MAX_TOKEN), at) + 1
        tail = text[max(line_start, at - _MAX_TOKEN) : at].rpartition(" ")[2].rpartition("\t")[2]
        head = text[match.end() : match.end() + _MAX_TOKEN].split(None, 1)[0]
        alone = match.end() + len(head) >= len(text) or text[match.end() + len(head)] == "\n"
        if not tail:
            continue
        if (
            _mail_goes_on(source, at, tail, head)
            or _url_goes_on(source, at, tail, head, alone=alone)
            or (alone and at - len(tail) == line_start and _record_goes_on(source, at, tail, head))
        ):
            yield Edit(at, match.end(), "")


def _mail_goes_on(source: Source, at: int, tail: str, head: str) -> bool:
    # A mailbox's name is broken after a hyphen wherever that stands on its line.
    if tail.endswith("-") and _LOCAL.fullmatch(tail) and (mail := _MAIL.match(head)):
        return public_suffix(mail["host"].lower()) is not None
    if head.startswith("@"):
        host = _HOST.match(head, 1)
        return bool(host and public_suffix(host[0].lower()) and _LOCAL.match(tail) and _is_full(source, at, _FULL))
    half = _HALF_MAIL.search(tail)
    rest = _HOST.match(head.removeprefix("."))
    if half is None or rest is None or public_suffix(half["host"].rstrip(".-").lower()):
        return False
    whole = half["host"] + ("." if head.startswith(".") else "") + rest[0]
    # No host ends in a hyphen, so that one at the end of a line says by itself that it goes on.
    torn = not half["host"] or half["host"].endswith("-")
    return public_suffix(whole.lower()) is not None and (torn or _is_full(source, at, _FULL))


def _url_goes_on(source: Source, at: int, tail: str, head: str, *, alone: bool) -> bool:
    started = _URL_START.search(tail)
    if started is None or _FIELD.search(tail, started.end()) or _FIELD.search(head) or _OTHER.match(head):
        return False
    if _QUERY_END.search(tail) and _PARAMETER.match(head):
        return True
    host = _HOST.match(head)
    half = _HALF_HOST.search(tail)
    if half and host:
        return public_suffix((half["host"] + host[0]).lower()) is not None
    if host and public_suffix(host[0].lower()) and not _WANTS_MORE.search(tail):
        return False
    inner = head.rstrip(".,;:!?)")
    plain = alone and inner[:1].islower()
    goes_on = (
        _URLISH.search(inner)
        or (_WANTS_MORE.search(tail) and plain)
        or (plain and inner == head and _is_cut(source, at))
    )
    start, _ = source.line_span(at)
    return bool(goes_on) and at - start >= _LONG_LINE and _is_full(source, at, _BRIMFUL) and _is_block(source, at)


def _record_goes_on(source: Source, at: int, tail: str, head: str) -> bool:
    """Whether a line of credentials that reaches the edge of the picture has its end on the next."""
    if source.page is None or not _reaches_edge(source, at) or not _is_full(source, at, _BRIMFUL):
        return False
    return bool(
        (_RECORD.fullmatch(tail) and _REMAINDER.fullmatch(head))
        or (_HALF_RECORD.fullmatch(tail) and _OTHER_HALF.fullmatch(head))
    )


def _reaches_edge(source: Source, line_end: int) -> bool:
    assert source.page is not None
    page, index = source.page, source.line_number(line_end)
    if index >= len(page.lines):
        return False
    # On a page turned by 90 or 180 degrees text runs towards the upper or left edge, which is at 0.
    along = _ALONG[page.rotation](page.lines[index].box)[1]
    wide = page.height if page.rotation in (90, 270) else page.width
    edge = 0 if page.rotation in (90, 180) else wide
    return edge - along <= _TO_EDGE * wide


def _is_full(source: Source, line_end: int, share: float) -> bool:
    """Whether the line that ends at offset ``line_end`` was broken for want of room.

    On a page its right edge is near that of the widest line around it; in plain text it is about the longest.
    """
    index = source.line_number(line_end)
    if source.page is None:
        lengths = source.line_lengths(index - _AROUND, index + _AROUND + 1)
        start, end = source.line_span(line_end)
        return end - start >= share * max(lengths)
    lines = source.page.lines
    if index >= len(lines):
        return False
    along = _ALONG[source.page.rotation]
    near = [along(line.box) for line in lines[max(0, index - _AROUND) : index + _AROUND + 1]]
    left, right = min(start for start, _ in near), max(end for _, end in near)
    return along(lines[index].box)[1] - left >= share * (right - left)


# Where a line starts and ends in the direction of its text, by the clockwise turn that brings the page upright.
_ALONG: dict[int, Callable[[Box], tuple[int, int]]] = {
    0: lambda box: (box.x, box.right),
    90: lambda box: (-box.bottom, -box.y),
    180: lambda box: (-box.right, -box.x),
    270: lambda box: (box.y, box.bottom),
}


def _is_cut(source: Source, line_end: int) -> bool:
    """Whether lines around the one that ends at ``line_end`` are cut after just as many characters, as terminals do."""
    index = source.line_number(line_end)
    lengths = source.line_lengths(index - _AROUND, index + _AROUND + 1)
    start, end = source.line_span(line_end)
    return end - start == max(lengths) and lengths.count(end - start) > 1


def _is_block(source: Source, line_end: int) -> bool:
    """Whether other lines around the one that ends at ``line_end`` are as long: a text that fills its column."""
    index = source.line_number(line_end)
    lengths = source.line_lengths(index - _AROUND, index + _AROUND + 1)
    return sum(length >= _NEARLY * max(lengths) for length in lengths) > 1
