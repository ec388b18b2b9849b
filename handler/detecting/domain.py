"""Bare host names with a real public suffix that are no part of an address, and no file names or program code."""

import re
from collections.abc import Iterator

from handler.detecting import addresses
from handler.detecting.domain_evidence import belief
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.hosts import START, host_at
from handler.detecting.source import Source

_CANDIDATE = re.compile(rf"(?:{START}|(?<==))(?=\w[\w-]{{0,62}}\.[\w-])")
_ENOUGH = 0.5
# What the head of a column adds to a name that has at least so much for it.
_HEADED, _SOMETHING = 0.4, 0.2
_HEAD = re.compile(
    r"(?:sub)?domains?|hosts?|host ?names?|(?:web)?sites?|urls?|servers?|dns|fqdn|alan ad[ıi]|site(?:si|ler)|"
    r"dom[aä]ne?n?|domein(?:naam)?|domaine|dominio|dom[ií]nio|domena|домен|хост",
    re.IGNORECASE,
)
# How many lines up the head of a column may stand.
_COLUMN = 30


def find(source: Source) -> Iterator[Finding]:
    """Every bare domain in ``source``; those inside e-mails and URLs are left to the overlap rules."""
    if "." not in source.text and "dot" not in source.text:
        return
    seen = addresses.read(source)
    text = seen.live
    done = 0
    for match in _CANDIDATE.finditer(text):
        if match.start() < done:
            continue
        host = host_at(text, match.start())
        if host is None or host.suffix is None:
            continue
        done = host.end
        yield from _judged(source, seen, host.start, host.end, host.name, host.suffix)


def _judged(
    source: Source, seen: addresses.Addresses, start: int, end: int, name: str, suffix: str
) -> Iterator[Finding]:
    text = seen.live
    if text[end : end + 1] in ("@", "(") or (text.startswith("/", end) and text[end + 1 : end + 2].strip()):
        return
    defanged = seen.refanged.edited(start, end)
    confidence = belief(text, start, end, name, suffix, defanged=defanged)
    if _SOMETHING <= confidence < _ENOUGH and _is_under_head(source, *seen.stretch(start, end)):
        confidence = round(confidence + _HEADED, 2)
    if confidence >= _ENOUGH:
        details: dict[str, Detail] = {"suffix": suffix.lower(), "registered": _registered(name, suffix)}
        yield seen.finding(FindingType.DOMAIN, start, end, confidence, name.lower(), ("public_suffix",), details)


def _is_under_head(source: Source, start: int, end: int) -> bool:
    """Whether a column that holds nothing but names like ``text[start:end]`` is headed as one of hosts."""
    over = next((words for words in source.above(start, end, _COLUMN) if "." not in words), "")
    return _HEAD.fullmatch(over.strip(" :")) is not None


def _registered(name: str, suffix: str) -> str:
    own = name.lower()[: -len(suffix) - 1].rpartition(".")[2]
    return f"{own}.{suffix.lower()}"
