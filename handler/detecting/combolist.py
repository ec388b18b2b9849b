r"""Lines of leaked credentials: ``email:secret``, ``user:secret``, ``url:login:secret``, ``DOMAIN\user:secret``."""

from collections.abc import Iterator

from handler.detecting import addresses, combo_lines
from handler.detecting.combo_lines import Combo
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source

_ENOUGH = 0.5
# How many lines up and down may lend support to one that does not stand alone, and how much they lend together.
_REACH = 4
_LENT = 0.5


def find(source: Source) -> Iterator[Finding]:
    """Every line of credentials, and the e-mails and URLs that are its fields."""
    seen = addresses.read(source)
    if not any(mark in seen.live for mark in ":;|\t"):
        return
    lines = list(_parsed(seen.live, from_pixels=source.from_pixels))
    for i, (start, combo) in enumerate(lines):
        if combo is None:
            continue
        confidence = combo.belief
        if confidence < combo.cap:
            confidence = min(combo.cap, confidence + _LENT * _support(lines, i))
        if confidence >= _ENOUGH:
            yield from _findings(seen, start, combo, confidence)


def _support(lines: list[tuple[int, Combo | None]], i: int) -> float:
    """How much the lines around number ``i`` look like credentials, 0 to 1; one alone counts for half."""
    around = lines[max(0, i - _REACH) : i] + lines[i + 1 : i + _REACH + 1]
    if not around:
        return 0.0
    total = sum(combo.belief for _, combo in around if combo is not None)
    return total / max(2, len(around))


def _parsed(text: str, *, from_pixels: bool) -> Iterator[tuple[int, Combo | None]]:
    """Each line that is not blank: where it starts, and its fields if it may be one of credentials."""
    at = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if line:
            start = at + len(raw) - len(raw.lstrip())
            yield start, combo_lines.parse(line, from_pixels=from_pixels)
        at += len(raw) + 1


def _findings(seen: addresses.Addresses, start: int, combo: Combo, confidence: float) -> Iterator[Finding]:
    details: dict[str, Detail] = {"login": combo.login, "secret": combo.secret, "url": combo.url}
    end = start + combo.length
    yield seen.finding(
        FindingType.COMBOLIST, start, end, confidence, combo.normalized, (combo.shape, *combo.checks), details
    )
    if combo.url_span:
        a, b = combo.url_span
        yield seen.finding(FindingType.URL, start + a, start + b, 0.95, combo.url or "", ("combolist",), {})
    if combo.mail_span:
        a, b = combo.mail_span
        host = combo.login.rpartition("@")[2].lower()
        mail = f"{combo.login.rpartition('@')[0]}@{host}"
        yield seen.finding(FindingType.EMAIL, start + a, start + b, 0.96, mail, ("public_suffix",), {"domain": host})
