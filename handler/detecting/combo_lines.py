"""The fields of one line of credentials, and how much the line itself speaks for being one."""

import re
from dataclasses import dataclass

from handler.detecting.combo_words import LABELS, NO_SECRETS
from handler.detecting.hosts import host_at
from handler.detecting.suffixes import public_suffix

_MAX_LINE = 1000
_SEPARATORS = ":;|\t"
_EMAIL = re.compile(r"[\w.+&'!#$%*-]{1,64}@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?![\w@])")
_URL = re.compile(
    r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+-]{1,15}://)(?:[^\s/@:;|\t]{1,200}@)?(?P<host>[^\s/:;|\t?#]{1,253}|\[[0-9a-fA-F:.]{2,45}\])"
    r"(?P<port>:\d{1,5}(?=[/:;|\t?#]))?(?P<path>[/?#][^\s:;|\t]{0,2000})?"
)
_BARE_URL = re.compile(
    r"(?:www\.)?(?P<host>[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){1,8})(?P<port>:\d{1,5}(?=[/:;|\t]))?(?P<path>/[^\s:;|\t]{0,2000})?"
)
_WINDOWS = re.compile(r"(?P<login>[A-Za-z0-9][\w.-]{1,62}\\[\w.$-]{1,64})(?P<sep>[:;|\t])(?P<secret>\S.{0,200})$")
_USER = re.compile(r"(?P<login>[\w][\w.+@-]{0,63}?)(?P<sep> ?[:;|\t] ?)(?P<secret>\S{3,64})$")
_LOGIN = re.compile(r"[^\s:;|\t]{1,100}")
_TIME = re.compile(r"\d{1,2}(?::\d\d){1,2}\b")
_PURE = re.compile(r"[\d.,+\-/%]*$")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+|\d+(?:px|em|rem|pt|ms|kb|mb|gb|s|h|m|x|k|%)$", re.IGNORECASE)
_CODE = re.compile(r"[(){}<>\[\]\"`=\\]|::|//|,$|;$")
_PORT = re.compile(r"\d{1,5}(?:/.*)?$")
_HEXISH = re.compile(r"[0-9a-fA-F:]+$")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")
_PLACEHOLDER = re.compile(r"[\[({<*].*[\])}>*]$|https?$|-+$|\.+$|[*•xX]{3,}$")
_SPRINKLED = re.compile(r"\s")
_MIN_SECRET = 3
_GOOD_LENGTH = 6
_LONG_LOGIN = 4


@dataclass(frozen=True, slots=True)
class Combo:
    """Fields of a line; spans count from the line's start. ``cap`` is the most that neighbours can raise ``belief`` to."""

    shape: str
    login: str
    secret: str
    url: str | None
    length: int
    belief: float
    cap: float
    checks: tuple[str, ...] = ()
    url_span: tuple[int, int] | None = None
    url_named: bool = False
    mail_span: tuple[int, int] | None = None

    @property
    def normalized(self) -> str:
        """The fields with one kind of separator: ``url:login:secret``."""
        return ":".join(part for part in (self.url, self.login, self.secret) if part)


def parse(line: str, *, from_pixels: bool = False) -> Combo | None:
    """The credentials that the whole of ``line`` (stripped) seems to be, or None."""
    if not 5 < len(line) <= _MAX_LINE:  # noqa: PLR2004 -- a:b and one more letter each
        return None
    return (
        _url_first(line)
        or _mail_first(line, from_pixels=from_pixels)
        or _domain_user(line)
        or _user_only(line, from_pixels=from_pixels)
    )


def _url_first(line: str) -> Combo | None:
    named = _URL.match(line)
    match = named or _BARE_URL.match(line)
    if match is None:
        return None
    host = match["host"]
    known = host_at(host, 0)
    suffix = public_suffix(host.rstrip(".").lower()) if known else None
    address = known is not None and known.is_address
    if not named and not (suffix or (address and match["port"])):
        return None
    if named and not (suffix or address or "." in host or host.startswith(("localhost", "["))) and "@" not in match[0]:
        if match["scheme"].lower() not in ("android://",):
            return None
    end = match.end()
    while end > match.start() and line[end - 1] in ",":
        end -= 1
    separator = line[end : end + 1]
    if separator not in _SEPARATORS or not separator:
        return None
    split = _login_and_secret(line, end + 1, separator)
    if split is None:
        return None
    (a, b), secret = split
    login = line[a:b]
    mail = _EMAIL.fullmatch(login)
    strict = named is None and not match["path"]
    if (
        not _is_secret(secret, login)
        or login.lower() in NO_SECRETS
        or login.lower() in LABELS - {"admin", "root", "user", "test", "login"}
    ):
        return None
    if login.startswith("//") or login in ("http", "https") or _CODE.search(login):
        return None
    belief = 0.95 if mail else 0.86
    if strict and not mail:
        belief = 0.62 if _looks_secret(secret) else 0.45
        if login.isdigit() and secret.isdigit():
            return None
    if named and not mail and (secret.isdigit() or login.isdigit()) and not _looks_secret(secret):
        belief = 0.6
    return Combo(
        "url_login_secret", login, secret, line[:end], len(line), belief, 0.97,
        ("public_suffix",) if suffix else (),
        (0, end), bool(named or match["path"] or match[0].startswith("www.")),
        (a, b) if mail and public_suffix(mail["host"]) else None,
    )  # fmt: skip


def _login_and_secret(line: str, at: int, separator: str) -> tuple[tuple[int, int], str] | None:
    """The login's span and the secret of ``line`` after its URL; noise after a bar is no part of the secret."""
    mail = _EMAIL.search(line, at)
    if (
        mail
        and line[mail.end() : mail.end() + 1] == separator
        and (mail.start() == at or line[mail.start() - 1] == separator)
    ):
        a, b = mail.span()
    else:
        cut = line.find(separator, at)
        if cut <= at:
            return None
        a, b = at, cut
    secret = line[b + 1 :]
    if separator != "|" and "|" in secret.strip("|"):
        secret = secret[: secret.index("|", 1)]
    if any(c.isspace() for c in line[a:b]):
        return None
    return (a, b), secret.strip()


def _mail_first(line: str, *, from_pixels: bool) -> Combo | None:
    match = _EMAIL.match(line)
    if match is None:
        return None
    host = match["host"].lower()
    if not public_suffix(host):
        return None
    at = match.end()
    if line.startswith("/:", at):
        at += 1
    rest = re.compile(r"( ?)([:;|\t])( ?)").match(line, at)
    if rest is None:
        return None
    separator, spaced = rest[2], bool(rest[1] or rest[3])
    secret = line[rest.end() :]
    login = match[0]
    url = None
    url_span = None
    if found := re.compile(rf"{re.escape(separator)}((?:https?://|www\.)\S+)$").search(secret):
        url, secret = found[1], secret[: found.start()]
        url_span = (len(line) - len(url), len(line))
    noise = re.compile(r" ?\| ?|\t").search(secret, 1) if separator not in "|\t" else None
    if noise:
        secret = secret[: noise.start()]
    secret = secret.strip()
    words = len(secret.split())
    if not _is_secret(secret, login) or _EMAIL.match(secret) or _has_mail(secret):
        return None
    fields = secret.split(separator) if separator in ";|\t" else [secret]
    belief, cap = 0.95, 0.97
    if words > 1:
        # A sentence after an address; readers of pixels tear a secret in two at most.
        if words > 2 or not from_pixels or not _looks_secret(secret.replace(" ", "")):  # noqa: PLR2004
            return None
        belief = 0.7
    if separator == "\t":
        belief, cap = (0.6, 0.9) if _looks_secret(secret) and not from_pixels else (0.3, 0.75)
    if len(fields) > 1:
        belief, cap = (0.6 if _looks_secret(fields[0]) else 0.2), 0.8
    if spaced and not noise and not _looks_secret(secret):
        belief = min(belief, 0.45)
    if _PORT.match(secret) and len(secret) < _GOOD_LENGTH:
        belief = min(belief, 0.4)
    if _DATE.match(secret) or _TIME.match(secret):
        belief, cap = 0.2, 0.3
    return Combo(
        "email_secret", login, secret, url, len(line), belief, cap, ("public_suffix",), url_span, url is not None,
        (0, match.end()),
    )  # fmt: skip


def _domain_user(line: str) -> Combo | None:
    match = _WINDOWS.match(line)
    if match is None:
        return None
    login, secret = match["login"], match["secret"].strip()
    if " " in secret or not _is_secret(secret, login) or "\\" in secret:
        return None
    return Combo("domain_user_secret", login, secret, None, len(line), 0.85, 0.95)


def _user_only(line: str, *, from_pixels: bool) -> Combo | None:
    match = _USER.match(line)
    if match is None:
        return None
    login, secret = match["login"], match["secret"]
    separator = match["sep"].strip(" ")
    if separator == "" or (match["sep"] != separator and not (from_pixels and separator == ":")):
        return None
    low = login.lower()
    if low in LABELS or "@" in login or not any(c.isalnum() for c in login) or not _is_secret(secret, login):
        return None
    if _TIME.match(line) or _PURE.match(secret) or _VERSION.match(secret) or _CODE.search(line) or _HEXISH.match(line):
        return None
    if public_suffix(low) and _PORT.match(secret):
        return None
    belief, cap = _user_belief(login, secret), 0.93
    if match["sep"] != separator:
        belief *= 0.5
    if separator in ";|\t":
        belief, cap = belief * 0.5, 0.8
    if "/" in secret or secret.endswith((",", ";")):
        belief, cap = belief * 0.4, 0.6
    return Combo("user_secret", login, secret, None, len(line), belief, cap)


def _user_belief(login: str, secret: str) -> float:
    """A login that no label or word is, and a secret that mixes what words do not mix."""
    belief = 0.15
    if _looks_secret(secret):
        belief += 0.32 if len(secret) >= _GOOD_LENGTH + 2 else 0.2
    elif any(c.isdigit() for c in secret):
        belief += 0.1
    if any(c.isdigit() for c in login) or any(c in "._" for c in login[1:-1]):
        belief += 0.15
    if login.islower() and len(login) >= _LONG_LOGIN:
        belief += 0.08
    if login[:1].isupper() and login[1:].islower():
        belief -= 0.1
    if login.isupper():
        belief -= 0.2
    return belief


def _is_secret(secret: str, login: str) -> bool:
    return (
        len(secret) >= _MIN_SECRET
        and secret.lower() not in NO_SECRETS
        and secret != login
        and not _PLACEHOLDER.match(secret)
        and "\ufffd" not in secret
        and not secret.startswith("//")
    )


def _looks_secret(secret: str) -> bool:
    """Whether ``secret`` mixes at least two of letters, digits and signs, or cases within a word."""
    if len(secret) < _MIN_SECRET + 1 or _SPRINKLED.search(secret) or _DATE.match(secret):
        return False
    letters, digits = any(c.isalpha() for c in secret), any(c.isdigit() for c in secret)
    signs = any(not c.isalnum() for c in secret[:-1]) or secret[-1:] in "!@#$*&?%"
    mixed = not secret.islower() and not secret.isupper() and not secret.istitle()
    return letters and (digits or signs or mixed)


def _has_mail(secret: str) -> bool:
    mail = _EMAIL.search(secret)
    return mail is not None and public_suffix(mail["host"].lower()) is not None
