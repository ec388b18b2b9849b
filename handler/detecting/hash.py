"""Digests in hexadecimal and the password hashes that name their own kind (``$2b$12$…``, ``{SSHA}…``)."""

import re
from collections.abc import Iterator

from handler.detecting import hash_formats, lookalikes, wraps
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source

# Candidate algorithms by length in hexadecimal digits.
BY_LENGTH = {
    32: ("md5", "ntlm", "md4", "lm", "ripemd-128"),
    40: ("sha1", "ripemd-160", "mysql5", "sha1(sha1)"),
    56: ("sha224", "sha3-224", "sha512/224", "keccak-224"),
    64: ("sha256", "sha3-256", "blake2s", "sm3", "gost", "keccak-256", "ripemd-256"),
    96: ("sha384", "sha3-384", "keccak-384"),
    128: ("sha512", "sha3-512", "whirlpool", "blake2b", "streebog-512"),
}
_HEX = re.compile(r"(?<![0-9A-Za-z_])[0-9a-fA-F]{32,128}(?![0-9A-Za-z_])")
_PAIRS = re.compile(
    r"(?<![0-9A-Za-z:])(?:[0-9A-F]{2}:){15,63}[0-9A-F]{2}(?![0-9A-Za-z:])|(?<![0-9A-Za-z:])(?:[0-9a-f]{2}:){15,63}[0-9a-f]{2}(?![0-9A-Za-z:])"
)
_FINGERPRINT = re.compile(r"fingerprint|thumbprint|\b(?:sha|md)-?\d", re.IGNORECASE)
_IDENTIFIER = re.compile(
    r"(?:uuid|guid|serial(?: (?:no|number))?|seri no|trace[ _-]?id|span[ _-]?id|request[ _-]?id)\W{0,5}$", re.IGNORECASE
)
_SAID = re.compile(
    r"\b(?:md[245]|ntlm|lm|sha-?[1235]|sha-?\d{3}|hash(?:es)?|digest|checksum|(?:sha|md5)\d*sum|özet|prüfsumme)\b",
    re.IGNORECASE,
)
_FEW = 6
_MIN_SALT = 2


def find(source: Source) -> Iterator[Finding]:
    """Every digest and password hash in ``source``."""
    yield from _crypt(source)
    yield from _fingerprints(source)
    for start, end, value, mended in _runs(source):
        if found := _hex(source, start, end, value, mended=mended):
            yield found


def _runs(source: Source) -> Iterator[tuple[int, int, str, bool]]:
    """``(start, end, digits, mended)`` of what may be a digest: in one piece, over line breaks, misread."""
    for match in _HEX.finditer(source.text):
        yield match.start(), match.end(), match[0], False
    lengths = frozenset(BY_LENGTH)
    for start, end, value in wraps.hex_runs(source, lengths):
        yield start, end, value, False
    if source.from_pixels:
        for start, end, value in lookalikes.hex_runs(source.text, lengths):
            yield start, end, value, True


def _fingerprints(source: Source) -> Iterator[Finding]:
    """Digests in pairs with colons, which certificates' serial numbers share: the label decides."""
    text = source.text
    if ":" in text:
        for match in _PAIRS.finditer(text):
            digits = match[0].replace(":", "")
            if len(digits) in BY_LENGTH and _FINGERPRINT.search(source.before(match.start(), 40)):
                yield _finding(match.start(), match.end(), match[0], digits, 0.9)


def _hex(source: Source, start: int, end: int, value: str, *, mended: bool) -> Finding | None:
    if len(value) not in BY_LENGTH or value.isdigit() or value.isalpha() or len(set(value.lower())) < _FEW:
        return None
    before = source.before(start, 24)
    if _IDENTIFIER.search(before):
        return None
    confidence = 0.94 if _SAID.search(source.before(start, 60)) else 0.9
    if mended or end - start != len(value):
        confidence -= 0.06
    if value != value.lower() and value != value.upper():
        # Digests are printed in one case; a reader of pixels takes f for F, a person may have typed it so.
        if source.from_pixels:
            upper = sum(c.isupper() for c in value)
            value = value.upper() if upper > sum(c.islower() for c in value) else value.lower()
            mended = True
        else:
            confidence -= 0.3
    return _finding(start, end, value, value, confidence, mended=mended)


def _finding(start: int, end: int, value: str, digits: str, confidence: float, *, mended: bool = False) -> Finding:
    details: dict[str, str | bool | int | float | list[str] | None] = {"algorithms": list(BY_LENGTH[len(digits)])}
    if mended:
        details["mended"] = True
    return Finding(
        FindingType.HASH, value, start, end, round(confidence, 3), digits.lower(), ("alphabet", "length"), details
    )


# The signs of a crypt string, read as the letter or figure that they look like: the first one, or all where the
# lengths of salt and hash fit to the character.
_B64 = "[./A-Za-z0-9]"
_END = "(?![./A-Za-z0-9+=$])"
_FIRST = re.compile(r"(?<![A-Za-z0-9_$])[S58](?=(?:[156]|2[abxy]|y|argon2i?d?)\$)")
_ALL = re.compile(
    rf"(?<![A-Za-z0-9_$])[$S58](?:(?P<kind>2[aby])[$S](?P<cost>[01]\d)[$S](?={_B64}{{53}}{_END})"
    rf"|6[$S](?P<salt512>{_B64}{{8}}|{_B64}{{16}})[$S](?={_B64}{{86}}{_END})"
    rf"|5[$S](?P<salt256>{_B64}{{8}}|{_B64}{{16}})[$S](?={_B64}{{43}}{_END})"
    rf"|1[$S](?P<saltmd5>{_B64}{{8}})[$S](?={_B64}{{22}}{_END}))"
)


def _signed(match: re.Match[str]) -> str:
    kind, cost, *salts = match.groups()
    if kind:
        return f"${kind}${cost}$"
    number, salt = next(of for of in zip("651", salts, strict=True) if of[1])
    return f"${number}${salt}$"


def _crypt(source: Source) -> Iterator[Finding]:
    text = source.text
    if source.from_pixels:
        # A small x stands between the others' tails like the sign for times.
        text = _FIRST.sub("$", _ALL.sub(_signed, text.replace("×", "x")))
    for start, end, algorithms in hash_formats.search(text):
        yield _password_hash(source, start, end, text[start:end], algorithms)
    for start, end, joined in wraps.crypt_runs(source, text):
        for first, last, algorithms in hash_formats.search(joined):
            if (first, last) == (0, len(joined)):
                yield _password_hash(source, start, end, joined, algorithms)


def _password_hash(source: Source, start: int, end: int, value: str, algorithms: tuple[str, ...]) -> Finding:
    details: dict[str, Detail] = {"algorithms": list(algorithms)}
    mended = value != source.text[start:end]
    if mended:
        details["mended"] = True
    return Finding(FindingType.HASH, value, start, end, 0.9 if mended else 0.98, value, ("format",), details)
