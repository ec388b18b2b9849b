"""How much speaks for a dotted name being a host: its ending, its labels and the words around it.

Half of all file names and many lines of program code end in something that is also a top-level domain (``setup.py``,
``self.name``, ``date.today``). So a name starts with what its ending is worth and gains or loses by what else is seen.
"""

import re

from handler.detecting.domain_words import (
    ALSO_FILES,
    CODE_HEADS,
    FILE_STEMS,
    MOSTLY_FILES,
    REVERSED,
    STRONG,
    WORDS,
)
from handler.detecting.suffixes import public_suffix

_FOR = re.compile(
    r"(?:\b(?:domains?|hosts?|hostname|sites?|website|web|visit|ping|dig|nslookup|whois|host|curl|wget|ssh|telnet|traceroute|"
    r"nmap|dns|url|link|server|subdomains?|resolve[sd]?|resolving|cname|mx|ns|redirects?|c2|ioc|at|on|from|via|www|"
    r"alan ad[ıi]|internet|sitesi|adresi|besuchen|auf|visitez|sur|visita|en)\b|访问|网址|官网|地址|ссылка|сайт)"
    r"[\s:=>-]{0,4}(?:\+\w+\s{1,2})?[\"'(\[{<]?$",
    re.IGNORECASE,
)
_STRONGER_FOR = re.compile(
    r"(?:\b(?:(?:domain|hostname|website|visit|ping|dig|nslookup|whois|traceroute|dns|subdomain|c2|ioc)s?|resolving)\b|访问|网址|官网|地址)",
    re.IGNORECASE,
)
_FILE_BEFORE = re.compile(
    r"(?:\b(?:python[\d.]{0,4}|perl|bash|sh|cat|vim?|nano|less|file|rustc|gcc|cp|mv|rm|chmod|touch|edit|open|run|import|"
    r"from|source|dosya|fichier|datei|unzip|zip|tar|include|node|ls|script)\b|[-+]{3}|[$#>] |modified:|\.\.?/)"
    r"[\s:]{0,3}[\"'`(]?$",
    re.IGNORECASE,
)
_CODE_LINE = re.compile(
    r"[;{}]\s*$|\bdef |\breturn\b|\bimport\b|[=!<>]=|=>|->|\w\(|\bvar\b|\blet\b|\bconst\b|\bfunction\b"
)
_IMPORT = re.compile(r"\s*(?:from|import|package|using|require|use)\s")
# Words of a sentence on both sides: perhaps a full stop that lost its space.
_IN_PROSE_BEFORE = re.compile(r"[a-z]{2,} $")
_IN_PROSE_AFTER = re.compile(r" [a-z]{2,}")
# Names of products that are written like hosts.
_PRODUCTS = frozenset(("ASP.NET", "ADO.NET", "VB.NET", "ML.NET", "Socket.io", "Paint.NET"))
_MULTI = 2
_DOUBTFUL, _NEARLY_CERTAIN = 0.6, 0.9
# How far around a name its line and the words before it are looked at, in characters.
_REACH, _NEAR = 120, 40


def belief(text: str, start: int, end: int, name: str, suffix: str, *, defanged: bool) -> float:
    """The probability that ``text[start:end]``, the host-like ``name`` with public ``suffix``, is meant as a host."""
    labels = name.split(".")
    own = labels[: -suffix.count(".") - 1]
    ending = labels[-1]
    line_start = text.rfind("\n", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
    line_end = text.find("\n", end, end + _REACH)
    line = text[line_start : line_end if line_end >= 0 else end + _REACH]
    before = text[max(line_start, start - _NEAR) : start]
    if name in _PRODUCTS or _is_sentence_end(labels) or (_is_number(labels) and not _names_it(own, ending, before)):
        return 0.0
    score = _ending(ending, suffix, labels) + _labels(own, labels, suffix) + (0.5 if defanged else 0.0)
    score += _words_for(before, line, score)
    if ending in WORDS and not _STRONGER_FOR.search(before) and _in_prose(text, before, end):
        score -= 0.25
    if _FILE_BEFORE.search(before) and ending.lower() in MOSTLY_FILES | ALSO_FILES:
        score -= 0.3
    score -= _code(line, labels, text[end : end + 3], score)
    if score < _DOUBTFUL and _neighbours(line, name):
        score += 0.3
    return max(0.0, min(0.97, round(score, 2)))


def _words_for(before: str, line: str, score: float) -> float:
    """What the words around a name add that speak of hosts."""
    if _STRONGER_FOR.search(before):
        return 0.4
    return 0.25 if _FOR.search(before) or (score > 0 and _STRONGER_FOR.search(line)) else 0.0


def _in_prose(text: str, before: str, end: int) -> bool:
    return _IN_PROSE_BEFORE.search(before) is not None and _IN_PROSE_AFTER.match(text, end) is not None


def _code(line: str, labels: list[str], after: str, score: float) -> float:
    """What program code around a name takes away."""
    loss = 0.0
    lonely = len(labels) == _MULTI and len(labels[0]) == 1
    if score < _NEARLY_CERTAIN and _CODE_LINE.search(line) and (lonely or labels[-1].lower() not in STRONG):
        loss += 0.4 if lonely else 0.3
    if _IMPORT.match(line):
        loss += 0.5
    if after[:1] in ("[", "=") or after[:2] in (" =", "+=", "->", "::"):
        loss += 0.35
    return loss


def _ending(ending: str, suffix: str, labels: list[str]) -> float:
    low = ending.lower()
    if "." in suffix or not ending.isascii() or low.startswith("xn--"):
        return 0.85
    if low in MOSTLY_FILES:
        return 0.15
    if low in ALSO_FILES:
        return 0.5 if labels[0].lower() not in FILE_STEMS else 0.2
    if low in STRONG:
        return 0.85 if low not in WORDS else 0.5
    if low in WORDS:
        return 0.25
    return 0.6


def _labels(own: list[str], labels: list[str], suffix: str) -> float:
    score = 0.0
    first = labels[0].lower()
    if len(own) >= _MULTI:
        score += 0.12
    if any(c.isdigit() for c in own[-1]) or "-" in own[-1]:
        score += 0.12
    if first in CODE_HEADS and suffix not in ("com", "net", "org"):
        score -= 0.45
    if first in REVERSED and len(labels) > _MULTI and labels[-1].lower() not in ("com", "net", "org"):
        score -= 0.8
    if first in REVERSED and any(label[:1].isupper() for label in labels[1:]) and not labels[0].isupper():
        score -= 0.6
    if "_" in own[-1]:
        score -= 0.8
    if not all(label.isupper() or label.islower() or label.istitle() or label.isdigit() for label in own):
        score -= 0.2
    if labels[-1][:1].isupper() and not labels[-1].isupper():
        score -= 0.5
    if all(len(label) == 1 for label in labels[:-1]) and len(labels[-1]) <= _MULTI and len(labels) > _MULTI:
        score -= 0.6
    return score


def _is_sentence_end(labels: list[str]) -> bool:
    """A full stop that lost its space: ``floor.In``, ``end.It``."""
    head, last = labels[-2], labels[-1]
    return head[-1:].islower() and last[:1].isupper() and not last.isupper()


def _is_number(labels: list[str]) -> bool:
    return not any(c.isalpha() for label in labels[:-1] for c in label)


def _names_it(own: list[str], ending: str, before: str) -> bool:
    """``163.com`` and ``1337.com`` are names, ``7.am`` and ``12.pm`` times unless the words before say otherwise."""
    return bool(_STRONGER_FOR.search(before)) or (ending.lower() in STRONG and len(own) == 1 and len(own[0]) >= _MULTI)


def _neighbours(line: str, name: str) -> bool:
    """Whether the same line lists at least two other hosts."""
    others = {w for w in re.findall(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}", line) if w != name}
    return sum(1 for other in others if public_suffix(other)) >= _MULTI
