"""Host names in running text: where one ends, and whether it can be real."""

import re
from dataclasses import dataclass
from functools import lru_cache

from handler.detecting.suffixes import PRIVATE_SUFFIXES, is_suffix, public_suffix

# Letters of scripts that are written without spaces, so that a host may touch the words around it.
UNSPACED = "\u2e80-\u2fff\u3005-\u3007\u3040-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_LATIN_THEN_UNSPACED = re.compile(f"[0-9A-Za-z](?=[{UNSPACED}])")
_UNSPACED_RUN = re.compile(f"[{UNSPACED}]+")
# Everything that is no ASCII sign, no white space and no typographic punctuation: host letters of every script,
# with the marks of those that have them, and signs like the ones some registries once sold.
HOST_LETTER = (
    "0-9A-Za-z_\u00aa-\u00ba\u00c0-\u167f\u1681-\u1fff\u200c\u200d\u2190-\u2bff\u2c00-\u2dff"
    "\u2e80-\u2fff\u3005-\u3007\u3021-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff10-\uff19\U00010000-\U0010ffff"
)
_HOST = re.compile(f"[{HOST_LETTER}][{HOST_LETTER}-]{{0,62}}(?:\\.[{HOST_LETTER}-]{{1,63}}){{0,12}}")
# Where a host may start: not inside a word, a path or an address, but after a letter of a script without spaces.
START = rf"(?:(?<![\w.@/\\~$%&#-])(?![{UNSPACED}]{{1,63}}[0-9A-Za-z])|(?<=[{UNSPACED}])(?=[0-9A-Za-z]))"
_IPV4 = re.compile(r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\w.]*\w)")
_MAX_NAME = 253
# An empty label, or a hyphen or underscore where a label may not have one.
_BADLY_CUT = re.compile(r"(?:^|\.)(?:[.-]|$)|[-_](?:\.|$)")


@dataclass(frozen=True, slots=True)
class Host:
    """A host at ``text[start:end]``; ``suffix`` is its public suffix, None for addresses and unknown endings."""

    name: str
    start: int
    end: int
    suffix: str | None
    is_address: bool = False

    @property
    def labels(self) -> list[str]:
        """The dot-separated parts."""
        return self.name.split(".")

    @property
    def is_private(self) -> bool:
        """Whether it is a name of a private or reserved kind: ``server.local``, ``mail.example``."""
        head, _, last = self.name.lower().rpartition(".")
        return bool(head) and not self.is_address and last in PRIVATE_SUFFIXES


def host_at(text: str, start: int) -> Host | None:
    """The longest believable host that starts at ``start``, or None.

    Words that touch it are left off: in ``example.com.Then`` the sentence after the full stop, in
    ``example.com中国`` the letters of another script.
    """
    if ip := _IPV4.match(text, start):
        return Host(ip[0], start, ip.end(), None, is_address=True)
    run = _HOST.match(text, start)
    if run is None:
        return None
    touching = _LATIN_THEN_UNSPACED.search(run[0])
    whole = (run[0][: touching.start() + 1] if touching else run[0]).rstrip("-._")
    labels = whole.split(".")
    for count in range(len(labels), 1, -1):
        last = _ending(labels[count - 1])
        # Cheaper than the whole name; some countries' own ending is on the list only with a second level.
        if last is None and not is_suffix(f"{labels[count - 2]}.{labels[count - 1]}".lower()):
            continue
        name = ".".join([*labels[: count - 1], last or labels[count - 1]])
        if _well_formed(name) and (suffix := public_suffix(name)):
            return Host(name, start, start + len(name), suffix)
    return Host(whole, start, start + len(whole), None) if _well_formed(whole) else None


def _well_formed(name: str) -> bool:
    return 0 < len(name) <= _MAX_NAME and _BADLY_CUT.search(name) is None


@lru_cache(maxsize=4096)
def _ending(label: str) -> str | None:
    """``label`` if it is a public suffix, or its head that is one if the next word of an unspaced script touches it."""
    if is_suffix(label.lower()):
        return label
    if _UNSPACED_RUN.match(label):
        return next((label[:end] for end in range(len(label) - 1, 0, -1) if is_suffix(label[:end])), None)
    return None
