"""Reading errors in addresses, taken back where a public suffix or a well-known mail provider decides."""

import re
from collections.abc import Iterator

from handler.detecting.domain_words import STRONG, WORDS
from handler.detecting.suffixes import is_suffix, public_suffix
from handler.detecting.views import Edit

# Where most of the world's mailboxes are: the only hosts whose letters are mended, not just their ending.
PROVIDERS = (
    "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "proton.me", "protonmail.com", "mail.ru",
    "yandex.ru", "yandex.com", "gmx.de", "gmx.net", "web.de", "aol.com", "live.com", "msn.com", "googlemail.com",
    "mail.com", "zoho.com", "libero.it", "orange.fr", "free.fr", "hotmail.fr", "hotmail.de", "yahoo.co.uk",
)  # fmt: skip
# Endings as they are misread; none of the left ones exists.
_ENDINGS = {
    "corn": "com", "c0m": "com", "c0rn": "com", "conn": "com", "cem": "com", "corm": "com", "cor": "com", "n1": "nl",
    "p1": "pl", "1t": "it", "jt": "it", "i0": "io", "0rg": "org", "orq": "org", "nel": "net", "nct": "net",
    "lnfo": "info", "inf0": "info", "c0": "co", "d3": "de", "con": "com", "arg": "org", "1o": "io",
}  # fmt: skip
_SKELETON = str.maketrans({**dict.fromkeys("1Iit|!j", "l"), "0": "o", "O": "o", "5": "s", "$": "s", ",": "."})


def _skeleton(host: str) -> str:
    """``host`` with everything that readers confuse written alike."""
    return host.translate(_SKELETON).replace("rn", "m").replace("nn", "m").replace("vv", "w")


_PROVIDER_OF = {_skeleton(provider): provider for provider in PROVIDERS}

_SCHEME = re.compile(
    r"\b(?P<name>h[tl1i]{1,3}ps?|nttps?|bttps?|hips?) ?[:;.] ?(?:/ ?/|/(?=\w)) ?(?=[\w\[])", re.IGNORECASE
)
_AT = re.compile(r"(?<=\w)(?: ?(?:[©®€¢]|\([aA]\)|\(@\)) ?|Q?@ | @ ?|Q@|@)(?=[A-Za-z0-9])")
_Q = re.compile(
    r"(?<![\w.+@-])[a-z0-9][a-z0-9._+-]{1,40}(?P<at>Q)(?=(?P<host>[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){1,4})(?![\w@]))"
)
_LETTER_AT = re.compile(
    rf"(?<![\w.+@-])[A-Za-z0-9][\w.+-]{{2,40}}?(?P<at>[aAgQ9])(?=(?:{'|'.join(map(re.escape, PROVIDERS))})(?![\w@]))"
)
_HOST = re.compile(r"[\w-]{1,63}(?: ?[.,]{1,2} ?[\w-]{1,63}){0,6}")
_JOINT = re.compile(r" ?([.,]{1,2}) ?")
_TORN_LOCAL = re.compile(r"(?:^|(?<=[\t|;\"'(<])|(?<=: ))(?=[a-z])[a-z0-9_+-]{2,40}(?: ?\. ?[a-z0-9_+-]{1,40}){1,3}$")
_BARE = re.compile(
    r"(?<![\w.@/-])[a-z0-9-]{3,63}(?:\.[a-z0-9-]{2,63}){0,3}(?P<gap> \.|\. )(?P<end>[a-z]{2,4})(?=$|[\s\"'/,;:)])"
)
_HEAD = re.compile(r"://|\bwww\.")
# One w too few or too many after a scheme.
_WWW = re.compile(r"(?<=://)(?:ww|wwww)(?=\.[\w-]{1,63}\.)")
# The login that begins a line of credentials, in small letters but for an I inside.
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{0,40}(?<=[a-z])I[a-zI0-9._-]{0,40}(?=[:;|]\S)")
# A line of credentials whose bar was read as a letter: the ending of the host seems to go on into the secret.
_LOST_BAR = re.compile(r"[\w.+-]{1,64}@(?P<host>(?:[\w-]{1,63}\.){1,6})(?P<run>[a-z]{2,8}[lI1][^\s:;|@.]{3,40})$")
_MAILBOX = re.compile(r"[\w.+-]{1,64}$")
_PIECE = re.compile(r"[^\W_]+")
# A line of credentials in which spaces stand only beside its dots and separators.
_TORN_RECORD = re.compile(
    r"(?=\S{0,200} )(?:https?: ?/ ?/ ?[^\s:;|.]{1,60}(?: ?\. ?[^\s:;|.]{1,60}){0,12}"
    r" ?(?P<sep>[:;|]) ?[^\s:;|.]{2,60}(?: ?\. ?[^\s:;|.]{1,60}){0,12}"
    r" ?(?P=sep) ?\S{3,60}"
    r"|[a-z][a-z0-9_]{1,30} ?\. ?[a-z]{1,30}\d{2,4}[:;|]\S{5,60})",
    re.IGNORECASE,
)
_GAP = re.compile(r" (?P<sign>[.:;|]) ?|(?P<only>[.:;|]) ")
_MAX_LOCAL = 64
_SHORTEST_SECRET = 3


def edits(text: str) -> list[Edit]:
    """The mendings of ``text``, which was read from pixels, in order."""
    found = [*_schemes(text)]
    lines = 0
    for line in text.split("\n"):
        if line:
            found += (Edit(e.start + lines, e.end + lines, e.new) for e in _in_line(line))
        lines += len(line) + 1
    return sorted(found, key=lambda e: (e.start, e.end))


def _schemes(text: str) -> Iterator[Edit]:
    for match in _SCHEME.finditer(text):
        new = ("https" if match["name"].lower().endswith("s") else "http") + "://"
        if match[0].lower() != new:
            yield Edit(match.start(), match.end(), new)


def _in_line(line: str) -> Iterator[Edit]:
    for match in _AT.finditer(line):
        host, changes = _host(line, match.end())
        if host:
            # A Q before the sign is its second half, unless the address is written in capitals anyway.
            word = line[: match.start()].rpartition(" ")[2]
            if match[0] != "@" and (not match[0].startswith("Q") or word == word.lower()):
                yield Edit(match.start(), match.end(), "@")
            yield from _local(line, match.start())
            if mailbox := _MAILBOX.search(line, max(0, match.start() - _MAX_LOCAL), match.start()):
                yield from _small_l(line, mailbox.start(), mailbox.end())
            yield from changes
    for match in _HEAD.finditer(line):
        yield from _host(line, match.end())[1]
    for match in _WWW.finditer(line):
        yield Edit(match.start(), match.end(), "www")
    yield from _lost_signs(line)
    yield from _in_record(line)


def _in_record(line: str) -> Iterator[Edit]:
    """What is mended only in a line of credentials."""
    if lost := _LOST_BAR.match(line):
        yield from _bar(lost)
    if login := _LOGIN.match(line):
        yield from _small_l(line, login.start(), login.end())
    if _TORN_RECORD.fullmatch(line):
        for gap in _GAP.finditer(line):
            yield Edit(gap.start(), gap.end(), gap["sign"] or gap["only"])


def _bar(lost: re.Match[str]) -> Iterator[Edit]:
    """The bar behind the longest ending that exists, where what was read is none."""
    host, run = lost["host"].lower(), lost["run"]
    if public_suffix(host + run.lower()):
        return
    for i in range(len(run) - 1, 1, -1):
        if run[i] in "lI1" and len(run) - i > _SHORTEST_SECRET and public_suffix(host + run[:i]):
            at = lost.start("run") + i
            yield Edit(at, at + 1, "|")
            return


def _small_l(line: str, start: int, end: int) -> Iterator[Edit]:
    """Each I among the small letters of ``line[start:end]`` as l: in most type the two are one shape.

    People write addresses in small letters. A capital that begins a name is left alone, except before a vowel or an l,
    where a name in I is rarer than one in l.
    """
    part = line[start:end]
    if "I" not in part or not any(c.islower() for c in part) or any(c.isupper() and c != "I" for c in part):
        return
    for piece in _PIECE.finditer(part):
        word = piece[0]
        for i, c in enumerate(word):
            if c == "I" and (i or len(word) == 1 or word[1] in "aeiouyl"):
                at = start + piece.start() + i
                yield Edit(at, at + 1, "l")


def _lost_signs(line: str) -> Iterator[Edit]:
    """The ``@`` that was read as a letter, and the dot before an ending that was torn off."""
    for pattern in (_Q, _LETTER_AT):
        for match in pattern.finditer(line):
            if pattern is _LETTER_AT or public_suffix(match["host"]):
                yield Edit(match.start("at"), match.end("at"), "@")
    for match in _BARE.finditer(line):
        known = match["end"] in STRONG and match["end"] not in WORDS
        if known and (match["gap"] == " ." or not line[match.end() :].strip(" \"';,")):
            yield Edit(match.start("gap"), match.end("gap"), ".")


def _host(line: str, at: int) -> tuple[str, list[Edit]]:
    """The host that starts at ``at`` once its torn dots and its ending are mended, and the edits that do it."""
    run = _HOST.match(line, at)
    if run is None:
        return "", []
    host, done = "", at
    changes: list[Edit] = []
    kept, end, kept_changes = "", at, 0
    for joint in [*_JOINT.finditer(line, at, run.end()), None]:
        stop = joint.start() if joint else run.end()
        label = line[done:stop]
        if spelt := list(_small_l(line, done, stop)):
            label = label.replace("I", "l")
            changes += spelt
        label = label.lower()
        if host and label in _ENDINGS and not is_suffix(label):
            label = _ENDINGS[label]
            changes.append(Edit(done, stop, label))
        host = f"{host}.{label}" if host else label
        if public_suffix(host):
            kept, end, kept_changes = host, stop, len(changes)
        if joint is None:
            break
        if joint[0] != ".":
            following = line[joint.end() : joint.end() + 4]
            if following[:1].isupper() or (kept == host and not _longer_suffix(label, following)):
                break
            changes.append(Edit(joint.start(), joint.end(), "."))
        done = joint.end()
    meant = _PROVIDER_OF.get(_skeleton(kept))
    if meant and meant != kept and line[:at].rstrip(" ").endswith("@"):
        return meant, [Edit(at, end, meant)]
    return kept, changes[:kept_changes]


def _longer_suffix(ending: str, following: str) -> bool:
    """Whether ``ending`` and the word after it are one suffix, as in ``gov. tr``."""
    word = re.match(r"[a-z]{2,3}\b", following)
    return word is not None and is_suffix(f"{ending}.{word[0]}")


def _local(line: str, at: int) -> Iterator[Edit]:
    """The spaces around the dots before an ``@`` at ``at``, where the address begins its line or field."""
    before = line[max(0, at - _MAX_LOCAL) : at]
    offset = at - len(before)
    torn = _TORN_LOCAL.search(before)
    # Cut off at its start the field might begin further left.
    if torn and (torn.start() or not offset):
        for joint in _JOINT.finditer(torn[0]):
            if joint[0] != ".":
                start = offset + torn.start() + joint.start()
                yield Edit(start, start + len(joint[0]), ".")
