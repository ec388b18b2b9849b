"""Findings without their values: masked by what they are, or as keyed hashes that can be joined.

A mask has two signs: ``•`` hides one letter or figure, ``…`` any number of them. Of a card it shows the first six and
the last four digits, the most that PCI DSS lets a display show; of an address its host; of anything else too little to
know it by. Equal values have equal masks.

A hash is HMAC-SHA-256, in hexadecimal, of the normalised form (of the value where there is none), so that a number
printed in two ways has one hash, and a host or login in ``details`` the hash of the finding of its own. A plain SHA-256
would be no protection: there are so few phone and card numbers that all of them can be tried. The key is derived from
the server's secret, so hashes can be joined across images and instances that share it; without a secret it is made up
when the process starts. ``key_name`` tells whether two answers had the same key, and nothing about it.
"""

import hmac
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from handler.detecting import Finding, FindingType
from handler.detecting.finding import Detail
from handler.detecting.suffixes import public_suffix

HIDDEN, LEFT_OUT = "•", "…"

_CARD_FIRST, _CARD_LAST, _CARD_LEAST = 6, 4, 15
_LAST_SHOWN, _LONG_ENOUGH = 2, 8
_HASH_SHOWN = 4
_SCHEME = re.compile(r"\$[^$]{0,12}\$|\{[^}]{0,12}\}")
# Details that say something about a value and nothing of it; whatever else there is or will be is hidden.
_OPEN = frozenset({"algorithms", "also", "ambiguous", "brand", "country", "defanged"}) | frozenset(
    {"format", "kind", "mended", "order", "region", "suffix", "wrapped"}
)


def masked(finding: Finding) -> Finding:
    """``finding`` with masks in place of all that carries its value."""
    details = {name: _masked_detail(name, told) for name, told in finding.details.items()}
    mask = _MASKS.get(finding.type)
    if mask is None:
        # A line of credentials is masked field by field.
        fields = (details.get(name) for name in ("url", "login", "secret"))
        whole = ":".join(field for field in fields if isinstance(field, str))
        return replace(finding, value=whole, normalized=whole, details=details)
    canonical = None if finding.normalized is None else mask(finding.normalized)
    printed = canonical if canonical and finding.type in _ADDRESSES else mask(finding.value)
    return replace(finding, value=printed, normalized=canonical, details=details)


def hashed(finding: Finding, key: bytes) -> Finding:
    """``finding`` with keyed hashes in place of all that carries its value."""
    digest = _digest(finding.normalized or finding.value, key)
    details = {name: _hashed_detail(name, told, key) for name, told in finding.details.items()}
    return replace(finding, value=digest, normalized=finding.normalized and digest, details=details)


@lru_cache(maxsize=8)
def value_key(secret: str) -> bytes:
    """The key of the hashes under the server's ``secret``; without one, made up once in each process."""
    return hmac.digest(secret.encode() or os.urandom(32), b"ocr-text-analysis values", "sha256")


def key_name(key: bytes) -> str:
    """A short name of ``key``; whoever has the name learns nothing about the key."""
    return hmac.digest(key, b"ocr-text-analysis key name", "sha256").hex()[:16]


def _digest(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def _hidden(text: str) -> str:
    """``text`` with every letter and figure hidden, and spaces, hyphens and the like left."""
    return "".join(HIDDEN if c.isalnum() else c for c in text)


def _but(text: str, first: int, last: int) -> str:
    """``text`` with all its letters and figures hidden but so many."""
    count = sum(c.isalnum() for c in text)
    shown, seen = [], 0
    for c in text:
        if not c.isalnum():
            shown.append(c)
            continue
        shown.append(c if seen < first or seen >= count - last else HIDDEN)
        seen += 1
    return "".join(shown)


def _card(text: str) -> str:
    enough = sum(c.isalnum() for c in text) >= _CARD_LEAST
    return _but(text, _CARD_FIRST, _CARD_LAST) if enough else _hidden(text)


def _number(text: str) -> str:
    enough = sum(c.isalnum() for c in text) >= _LONG_ENOUGH
    return _but(text, 0, _LAST_SHOWN) if enough else _hidden(text)


def _hash(text: str) -> str:
    scheme = _SCHEME.match(text)
    if scheme:
        return scheme[0] + LEFT_OUT
    return text[:_HASH_SHOWN] + HIDDEN * len(text[_HASH_SHOWN:])


def _start(text: str) -> str:
    return (text[0] if len(text) > 1 else "") + LEFT_OUT


def _host(text: str) -> str:
    suffix = public_suffix(text.lower())
    return _start(text[: -len(suffix) - 1]) + "." + suffix if suffix and len(suffix) < len(text) else _start(text)


def _email(text: str) -> str:
    local, _, host = text.rpartition("@")
    return f"{_start(local)}@{host}"


def _url(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = "", text
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    user, at, host = authority.rpartition("@")
    name = LEFT_OUT if host.startswith("[") else _host(host.partition(":")[0])
    more = f"/{LEFT_OUT}" if rest[len(authority) :].strip("/") or ":" in host else ""
    return f"{scheme}{mark}{LEFT_OUT if user else ''}{at}{name}{more}"


def _login(text: str) -> str:
    return _email(text) if "@" in text else _start(text)


def _secret(_: str) -> str:
    return LEFT_OUT


def _domain(text: str) -> str:
    return text  # of an e-mail address, whose mask shows it


_MASKS: Mapping[FindingType, Callable[[str], str]] = {
    FindingType.CREDIT_CARD_NUMBER: _card,
    FindingType.PHONE_NUMBER: _number,
    FindingType.ID_NUMBER: _number,
    FindingType.PLATE: _hidden,
    FindingType.DATE: _hidden,
    FindingType.EMAIL: _email,
    FindingType.URL: _url,
    FindingType.DOMAIN: _host,
    FindingType.HASH: _hash,
}
# Printed in many ways (``user[at]host``), of which the mask need not show which.
_ADDRESSES = frozenset({FindingType.EMAIL, FindingType.URL, FindingType.DOMAIN})
_DETAIL_MASKS: Mapping[str, Callable[[str], str]] = {
    "domain": _domain,
    "extension": _hidden,
    "host": _host,
    "login": _login,
    "registered": _host,
    "secret": _secret,
    "url": _url,
}


def _masked_detail(name: str, told: Detail) -> Detail:
    if told is None or name in _OPEN:
        return told
    return _DETAIL_MASKS.get(name, _secret)(str(told))


def _hashed_detail(name: str, told: Detail, key: bytes) -> Detail:
    if told is None or name in _OPEN:
        return told
    text = str(told)
    if name == "login" and "@" in text:
        # As an e-mail address is normalised.
        local, _, host = text.rpartition("@")
        text = f"{local}@{host.lower()}"
    return _digest(text, key)
