"""The fields of one line of credentials, and how much the line itself speaks for being one."""

import re
from dataclasses import dataclass

from handler.detecting.combo_words import LABELS, LOGINS, NO_SECRETS
from handler.detecting.hosts import host_at
from handler.detecting.secrets import looks_secret, strength
from handler.detecting.suffixes import public_suffix

_LONGEST, _SHORTEST = 1000, 6
_SEPARATORS = frozenset(":;|\t")
_EMAIL = re.compile(r"[\w.+&'!#$%*-]{1,64}@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?![\w@])")
_URL = re.compile(
    r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+-]{1,15}://)(?P<info>[^\s/@:;|\t]{1,200}@)?"
    r"(?P<host>[^\s/:;|\t?#\[\]]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?P<port>:\d{1,5}(?=[/:;|\t?#]))?(?P<path>[/?#][^\s:;|]{0,2000})?"
)
_HOST_PATH = re.compile(
    r"(?P<host>[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){1,8})(?P<port>:\d{1,5}(?=[/:;|\t]))?(?P<path>/[^\s:;|]{0,2000})?"
)
_AFTER_MAIL = re.compile(r"/?(?P<sep> ?[:;|\t] ?)")
_URL_LAST = re.compile(r"[:;|\t](?P<url>(?:https?://|www\.)[^\s|]+)$")
_NOISE = re.compile(r" ?\| ?|\t")
_WINDOWS = re.compile(r"(?P<login>[A-Za-z0-9][\w.-]{1,62}\\[\w.$-]{1,64})[:;|\t](?P<secret>[^\s\\]{3,200})$")
_USER = re.compile(r"(?P<login>\w[\w.+-]{0,63}?)(?P<sep> ?[:;|\t] ?)(?P<secret>\S{3,64})$")
_PURE = re.compile(r"[\d.,+\-/%]*$")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+|\d+(?:px|em|rem|pt|ms|kb|mb|gb|s|h|m|x|k|%)$", re.IGNORECASE)
_CODE = re.compile(r"[(){}<>\[\]\"`=\\]|::|//")
_NUMBER = re.compile(r"\d{1,5}(?:/.*)?$")
_HEXISH = re.compile(r"[0-9a-fA-F:]+$")
_TIME = re.compile(r"\d{1,2}(?::\d\d){1,2}\b")
# A date and a time of day, as logs and tables print them; a reader of pixels may take 0 for O.
_STAMP = re.compile(r"\[?[\dOo]{2,4}[./-]?[\dOo]{2}[./-]?[\dOo]{2,4}[Tt_-]?[\dOo]{2}:[\dOo]{2}(?::[\dOo]{2}\b|\b)")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")
_PATH = re.compile(r"(?:~|\.{0,2}/)?[\w.-]*(?:/[\w.-]+)+/?$")
_PLACEHOLDER = re.compile(r"[\[({<*].*[\])}>*]$|-+$|\.+$|[*•xX]{3,}$")
_MIN_SECRET = 3
_GOOD_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Combo:
    """Fields of a line; spans count from the line's start.

    ``belief`` is how probable the line makes itself, ``cap`` the most that lines around it can raise that to.
    """

    shape: str
    login: str
    secret: str
    length: int
    belief: float
    cap: float
    url: str | None = None
    url_span: tuple[int, int] | None = None
    mail_span: tuple[int, int] | None = None
    checks: tuple[str, ...] = ()

    @property
    def normalized(self) -> str:
        """The fields with one kind of separator: ``url:login:secret``."""
        return ":".join(part for part in (self.url, self.login, self.secret) if part)


def parse(line: str, *, from_pixels: bool = False) -> Combo | None:
    """The credentials that the whole of ``line`` (stripped) seems to be, or None.

    ``from_pixels`` says that spaces may have been read where none are printed.
    """
    if not _SHORTEST <= len(line) <= _LONGEST or _SEPARATORS.isdisjoint(line):
        return None
    return (
        _url_first(line)
        or _mail_first(line, from_pixels=from_pixels)
        or _domain_user(line)
        or _user_only(line, from_pixels=from_pixels)
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """The URL or host that a line starts with; ``is_url`` is false for a bare host."""

    end: int
    suffix: str | None
    is_url: bool
    trusted: bool


def _head(line: str) -> _Head | None:
    match = _URL.match(line)
    named = match is not None
    match = match or _HOST_PATH.match(line)
    if match is None:
        return None
    host = match["host"]
    known = host_at(host, 0)
    suffix = public_suffix(host.rstrip(".").lower()) if known else None
    address = known is not None and known.is_address
    is_url = named or match["path"] is not None or host.startswith("www.")
    believable = suffix is not None or (address and (named or match["port"] is not None))
    if named and not believable:
        believable = "." in host or host.startswith(("localhost", "[")) or bool(match["info"])
    return _Head(match.end(), suffix, is_url, named or is_url) if believable else None


def _url_first(line: str) -> Combo | None:
    head = _head(line)
    if head is None or line[head.end : head.end + 1] not in _SEPARATORS:
        return None
    fields = _login_and_secret(line, head.end + 1, line[head.end])
    if fields is None:
        return None
    (a, b), secret = fields
    login = line[a:b]
    low = login.lower()
    if not _is_secret(secret, login) or low in NO_SECRETS or low in LABELS - LOGINS or _CODE.search(login):
        return None
    mail = _EMAIL.fullmatch(login)
    belief = 0.95 if mail else 0.86
    if not mail and not head.trusted:
        if login.isdigit() and secret.isdigit():
            return None
        belief = 0.62 if looks_secret(secret) else 0.45
    elif not mail and (secret.isdigit() or login.isdigit()):
        belief = 0.6
    return Combo(
        shape="url_login_secret",
        login=login,
        secret=secret,
        length=len(line),
        belief=belief,
        cap=0.97,
        url=line[: head.end],
        url_span=(0, head.end) if head.is_url else None,
        mail_span=(a, b) if mail and public_suffix(mail["host"].lower()) else None,
        checks=("public_suffix",) if head.suffix else (),
    )


def _login_and_secret(line: str, at: int, separator: str) -> tuple[tuple[int, int], str] | None:
    """The login's span and the secret of ``line`` after its URL; noise after a bar is no part of the secret."""
    mail = _EMAIL.match(line, at)
    if mail and line[mail.end() : mail.end() + 1] == separator:
        a, b = mail.span()
    else:
        a, b = at, line.find(separator, at)
        if b <= a:
            return None
    secret = line[b + 1 :]
    if separator != "|" and "|" in secret[1:]:
        secret = secret[: secret.index("|", 1)]
    if any(c.isspace() for c in line[a:b]):
        return None
    return (a, b), secret.strip()


def _mail_first(line: str, *, from_pixels: bool) -> Combo | None:
    mail = _EMAIL.match(line)
    after = _AFTER_MAIL.match(line, mail.end()) if mail else None
    if mail is None or after is None or not public_suffix(mail["host"].lower()):
        return None
    login, separator = mail[0], after["sep"].strip(" ")
    rest = line[after.end() :]
    last = _URL_LAST.search(rest)
    if last:
        rest = rest[: last.start()]
    noise = _NOISE.search(rest, 1) if separator not in "|\t" else None
    secret = (rest[: noise.start()] if noise else rest).strip()
    if not _is_secret(secret, login) or _holds_mail(secret) or _is_path(login, secret):
        return None
    belief, cap = _mail_belief(secret, separator, from_pixels=from_pixels)
    if after["sep"] != separator and not noise and not looks_secret(secret):
        belief = min(belief, 0.45)
    return Combo(
        shape="email_secret",
        login=login,
        secret=secret,
        length=len(line),
        belief=belief,
        cap=cap,
        url=last["url"] if last else None,
        url_span=(len(line) - len(last["url"]), len(line)) if last else None,
        mail_span=mail.span(),
        checks=("public_suffix",),
    )


def _mail_belief(secret: str, separator: str, *, from_pixels: bool) -> tuple[float, float]:
    """Belief and cap of ``secret`` after an e-mail address and ``separator``."""
    words = secret.split()
    if len(words) > 1:
        # A sentence after an address, unless a reader of pixels tore one secret in two.
        torn = from_pixels and len(words) == 2 and looks_secret("".join(words))  # noqa: PLR2004 -- in two
        return (0.7, 0.9) if torn else (0.0, 0.0)
    if _DATE.match(secret) or _TIME.match(secret):
        return 0.2, 0.3
    fields = secret.split(separator) if separator in ";|\t" else [secret]
    if separator == "\t":
        # On a page a tab is the gap between the columns of any table.
        return (0.6, 0.9) if looks_secret(secret) and not from_pixels else (0.3, 0.7)
    if len(fields) > 1:
        return (0.6 if looks_secret(fields[0]) else 0.2), 0.8
    if _NUMBER.match(secret) and len(secret) < _GOOD_LENGTH:
        return 0.4, 0.97  # a port, more likely
    return 0.95, 0.97


def _domain_user(line: str) -> Combo | None:
    match = _WINDOWS.match(line)
    if match is None or not _is_secret(match["secret"], match["login"]):
        return None
    return Combo("domain_user_secret", match["login"], match["secret"], len(line), 0.85, 0.95)


def _user_only(line: str, *, from_pixels: bool) -> Combo | None:
    match = _USER.match(line)
    if match is None:
        return None
    login, secret, separator = match["login"], match["secret"], match["sep"].strip(" ")
    spaced = match["sep"] != separator
    if not separator or (spaced and not (from_pixels and separator == ":")):
        return None
    if (
        login.lower() in LABELS
        or _holds_mail(secret)
        or not _is_secret(secret, login)
        or _is_setting(line, login, secret)
    ):
        return None
    belief, cap = strength(login, secret), 0.93
    if spaced or separator != ":":
        belief, cap = belief * 0.5, 0.8
    if "/" in secret or secret.endswith((",", ";")):
        belief, cap = belief * 0.4, 0.6
    return Combo("user_secret", login, secret, len(line), belief, cap)


def _is_setting(line: str, login: str, secret: str) -> bool:
    """Whether the pair is a time, a size, a version, an address, a piece of code or ``host:port``."""
    return bool(
        _TIME.match(line)
        or _STAMP.match(line)
        or _PURE.match(secret)
        or _VERSION.match(secret)
        or _CODE.search(line)
        or _HEXISH.match(line)
        or not any(c.isalnum() for c in login)
        or (public_suffix(login.lower()) and _NUMBER.match(secret))
    )


def _is_secret(secret: str, login: str) -> bool:
    return (
        len(secret) >= _MIN_SECRET
        and secret.lower() not in NO_SECRETS
        and secret != login
        and not _PLACEHOLDER.match(secret)
        and "\ufffd" not in secret
        and not secret.startswith("//")
    )


def _is_path(login: str, secret: str) -> bool:
    """``git@host:owner/name.git`` and ``user@host:/var/www`` name places, not secrets."""
    return login.startswith("git@") or _PATH.match(secret) is not None


def _holds_mail(secret: str) -> bool:
    mail = _EMAIL.search(secret)
    return mail is not None and public_suffix(mail["host"].lower()) is not None
