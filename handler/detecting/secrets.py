"""What a secret looks like beside a login that is no e-mail address."""

import re

_ORDINAL = re.compile(r"[A-Za-z]+[-_]?\d{1,2}$")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")
_ENDING_SIGNS = frozenset("!@#$*&?%.^_+")
_SHORTEST = 4
_LONG = 8
_LONG_LOGIN = 4
_MANY = 3


def looks_secret(secret: str) -> bool:
    """Whether ``secret`` mixes at least two of letters, digits and signs, or upper and lower case within a word."""
    if len(secret) < _SHORTEST or any(c.isspace() for c in secret) or _DATE.match(secret):
        return False
    return any(c.isalpha() for c in secret) and _classes(secret) > 1


def _classes(secret: str) -> int:
    """How many kinds of characters ``secret`` mixes; a capital at the start of a word is none of its own."""
    upper = any(c.isupper() for c in secret[1:]) and any(c.islower() for c in secret)
    signs = any(not c.isalnum() for c in secret[:-1]) or secret[-1:] in _ENDING_SIGNS
    return sum((any(c.isalpha() for c in secret), any(c.isdigit() for c in secret), signs, upper))


def strength(login: str, secret: str) -> float:
    """The probability that ``login:secret`` alone, without any other line, is a pair of credentials."""
    classes = _classes(secret)
    belief = 0.12
    if looks_secret(secret):
        belief += (0.28 if len(secret) >= _LONG else 0.12) + (0.12 if classes >= _MANY else 0.0)
    belief += _login_strength(login)
    if _ORDINAL.match(login) and _ORDINAL.match(secret) and login[-2:].isdigit() == secret[-2:].isdigit():
        belief -= 0.3  # step1:install2 counts, it does not log in
    return max(0.05, min(0.8, belief))


def _login_strength(login: str) -> float:
    belief = 0.0
    if login[-2:].isdigit() or any(c in "._" for c in login[1:-1]):
        belief += 0.12
    if login.islower() and len(login) >= _LONG_LOGIN:
        belief += 0.11
    if login.istitle() and login.isalpha():
        belief -= 0.1
    if login.isupper():
        belief -= 0.2
    return belief
