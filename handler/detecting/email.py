"""E-mail addresses (RFC 5321, RFC 6531), also defanged: ``name[at]example[.]com``."""

import re
from collections.abc import Iterator

from handler.detecting import addresses
from handler.detecting.finding import Finding, FindingType
from handler.detecting.hosts import UNSPACED, host_at
from handler.detecting.source import Source

_MAX_LOCAL = 64
# Read from right to left. The signs RFC 5321 also allows (/ = ? ` { | }) separate fields far more often than they
# stand in an address.
_LOCAL = re.compile(r"[\w.+&'~!#$%*-]{1,64}")
_QUOTED = re.compile(r'"[^"\n]{1,62}"')
_LATIN_AFTER_UNSPACED = re.compile(rf".*[{UNSPACED}](?=[0-9A-Za-z])")
# user@host:~$ and git@host:owner/repository name machines, not mailboxes.
_REMOTE = re.compile(r":(?:~[/\s$#]|~$|/[\w./-]*[$#](?:\s|$))")
_NOT_LAST = frozenset(("", *" \t\n\r@,:;/\\()[]<>{}|=?`"))
# No address starts with these; on a page an underscore there is the line of a form or table.
_LEADING = ".&'~!#$%*-+"
_BORDERS = _LEADING + "_"
_HOSTISH = re.compile(r"\w[^\s@.,;:]{0,62}\.")
_MASKED = re.compile(r"\*{2,}|^\W+$")


def find(source: Source) -> Iterator[Finding]:
    """Every address in ``source``; a look-alike for the ``@`` has been mended before."""
    if not source.from_pixels and "@" not in source.text and "at" not in source.text.lower():
        return
    seen = addresses.read(source)
    text = seen.live
    at = text.find("@")
    done = 0
    while at >= 0:
        if found := _around(seen, text, at, done):
            done = at + 1 + len((found.normalized or "").rpartition("@")[2])
            yield found
        at = text.find("@", at + 1)


def _around(seen: addresses.Addresses, text: str, at: int, floor: int) -> Finding | None:
    if text[at - 1 : at] in _NOT_LAST or not _HOSTISH.match(text, at + 1):
        return None
    host = host_at(text, at + 1)
    if host is None or not (host.suffix or host.is_private):
        return None
    start = _local_start(text, at, floor, _BORDERS if seen.from_pixels else _LEADING)
    if start is None or _names_machine(text, start, at, host.end):
        return None
    local = text[start:at]
    if _MASKED.search(local):
        return None
    checks = ("public_suffix",) if host.suffix else ()
    confidence = 0.97 if host.suffix else 0.6
    if text[at - 1] == "." or ".." in local:
        confidence *= 0.7
    return seen.finding(
        FindingType.EMAIL,
        start,
        host.end,
        confidence,
        f"{local}@{host.name.lower()}",
        checks,
        {"domain": host.name.lower()},
    )


def _names_machine(text: str, start: int, at: int, end: int) -> bool:
    """Whether a shell prompt or a remote path goes on after ``text[start:end]``."""
    return _REMOTE.match(text, end) is not None or (text[start:at] == "git" and text.startswith(":", end))


def _local_start(text: str, at: int, floor: int, leading: str) -> int | None:
    before = text[max(floor, at - _MAX_LOCAL) : at]
    if before.endswith('"'):
        opening = before.rfind('"', 0, -1)
        return at - len(before) + opening if opening >= 0 and _QUOTED.fullmatch(before, opening) else None
    run = _LOCAL.match(before[::-1])
    if run is None:
        return None
    local = run[0][::-1]
    if touching := _LATIN_AFTER_UNSPACED.match(local):
        local = local[touching.end() :]
    local = local.lstrip(leading)
    return at - len(local) if local else None
