"""URLs (RFC 3986, RFC 3987): with a scheme, with ``www.``, or a host with a path; also defanged."""

import re
from collections.abc import Iterator

from handler.detecting import addresses
from handler.detecting.finding import Finding, FindingType
from handler.detecting.hosts import START, UNSPACED, Host, host_at
from handler.detecting.source import Source

SCHEMES = (
    "http", "https", "ftp", "ftps", "sftp", "ssh", "git", "svn", "ws", "wss", "rtsp", "rtmp", "ldap", "ldaps", "smb",
    "nfs", "afp", "telnet", "irc", "ircs", "rdp", "vnc", "mysql", "postgres", "postgresql", "mongodb", "mongodb+srv",
    "redis", "rediss", "amqp", "amqps", "mssql", "oracle", "s3", "gs", "android", "ios", "app", "ipfs", "magnet", "tcp",
    "udp", "socks4", "socks5", "market", "webcal", "gopher", "imap", "imaps", "pop3", "smtp", "smtps", "mqtt", "coap",
    "vmess", "vless", "trojan", "ss",
)  # fmt: skip
_SCHEME = re.compile(rf"(?:{'|'.join(re.escape(s) for s in sorted(SCHEMES, key=len, reverse=True))})$", re.IGNORECASE)
_LONGEST_SCHEME = max(map(len, SCHEMES))
_USERINFO = re.compile(r"[\w.~!$&'()*+,;=%:-]{1,200}@", re.ASCII)
_IPV6 = re.compile(r"\[[0-9A-Fa-f:.]{2,45}(?:%\w{1,16})?\]")
_PORT = re.compile(r":(\d{1,5})(?!\d)")
_BODY = re.compile(r"[/?#][^\s\x00-\x20<>\"`|｜»“”‹›\u2066-\u2069\u202a-\u202e，。、；：！？）】』」]{0,4000}")
_UNSPACED = re.compile(f"[{UNSPACED}]+")
_BARE = re.compile(
    rf"{START}(?=\w[\w-]{{0,62}}(?:\.[\w-]{{1,63}}){{1,12}}(?::\d{{1,5}})?/)|(?<![a-zA-Z0-9.@/\\-])(?=www\d?\.\w)",
    re.IGNORECASE,
)
# The e-mail address that follows the URL on a line of credentials.
_LOGIN = re.compile(r":[\w.+-]{1,64}@[\w-]{1,63}\.\w")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?*_~…"
_MIN_WWW_LABELS = 3
_MAX_PORT = 65535


def find(source: Source) -> Iterator[Finding]:
    """Every URL in ``source``."""
    if "/" not in source.text and "www" not in source.text.lower():
        return
    seen = addresses.read(source)
    text = seen.live
    done = 0
    for start, head, named in sorted(_starts(text)):
        if start < done:
            continue
        if found := _read(seen, text, start, head, named):
            done, finding = found
            yield finding


def _starts(text: str) -> Iterator[tuple[int, int, bool]]:
    """``(start, start of the authority, whether a scheme stands before it)`` of what may be a URL."""
    at = text.find("://")
    while at >= 0:
        scheme = _SCHEME.search(text, max(0, at - _LONGEST_SCHEME), at) if text[at - 1 : at].isalnum() else None
        if scheme:
            yield scheme.start(), at + 3, True
        at = text.find("://", at + 3)
    for match in _BARE.finditer(text):
        yield match.start(), match.start(), False


def _read(seen: addresses.Addresses, text: str, start: int, head: int, named: bool) -> tuple[int, Finding] | None:
    info = _USERINFO.match(text, head) if named else None
    at = info.end() if info else head
    literal = _IPV6.match(text, at) if named else None
    host = Host(literal[0], at, literal.end(), None, is_address=True) if literal else host_at(text, at)
    if host is None:
        return None
    end = host.end
    port = _PORT.match(text, end)
    if port and int(port[1]) <= _MAX_PORT:
        end = port.end()
    body_end = _body_end(text, end)
    confidence = _confidence(host, named=named, port=end > host.end, path=body_end > end, torn=seen.from_pixels)
    if confidence is None:
        return None
    end = body_end
    scheme = text[start:head].lower() if named else ""
    normalized = scheme + text[head : host.start] + host.name.lower() + text[host.end : end]
    checks = (("scheme",) if named else ()) + (("public_suffix",) if host.suffix else ())
    return end, seen.finding(FindingType.URL, start, end, confidence, normalized, checks, {"host": host.name.lower()})


def _confidence(host: Host, *, named: bool, port: bool, path: bool, torn: bool) -> float | None:
    """How sure a URL on ``host`` is; ``torn`` says that what was read from pixels may lack its end."""
    if not named:
        return _without_scheme(host, path=path)
    if host.suffix or host.is_address:
        return 0.98
    last = host.labels[-1].lower()
    if last == "localhost" or host.is_private:
        return 0.93
    if last[0].isdigit() or (torn and not (port or path)):
        return None
    if len(host.labels) > 1:
        return 0.85 if len(last) > 1 else None
    return 0.75 if port or path else None


def _without_scheme(host: Host, *, path: bool) -> float | None:
    if host.suffix is None:
        return None
    if host.labels[0].lower().rstrip("0123456789") == "www":
        return 0.97 if len(host.labels) >= _MIN_WWW_LABELS else None
    named = any(c.isalpha() for label in host.labels[:-1] for c in label)
    return 0.9 if path and named else None


def _body_end(text: str, at: int) -> int:
    """Where path, query and fragment end; without any, ``at``."""
    body = _BODY.match(text, at)
    if body is None:
        return at
    part = _before_foreign(body[0])
    if login := _LOGIN.search(part):
        part = part[: login.start()]
    depth = dict.fromkeys(_PAIRS.values(), 0)
    for i, c in enumerate(part):
        if c in depth:
            depth[c] += 1
        elif c in _PAIRS:
            depth[_PAIRS[c]] -= 1
            if depth[_PAIRS[c]] < 0:
                part = part[:i]
                break
    return at + len(_trimmed(part))


def _trimmed(part: str) -> str:
    while part:
        last = part[-1]
        if last in _TRAILING or (last == "'" and part.count("'") % 2) or last in "([{\\":
            part = part[:-1]
        else:
            break
    return part


def _before_foreign(body: str) -> str:
    """``body`` up to words of a script without spaces that touch it: these letters count only as whole segments."""
    for run in _UNSPACED.finditer(body):
        before = body[run.start() - 1]
        if run.start() == 1 or before not in "/=_-(&%":
            return body[: run.start()]
    return body
