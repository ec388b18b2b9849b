"""Payment card numbers: issuer range and length (ISO/IEC 7812-1) and the Luhn check digit.

``normalized`` is the digits alone (``4111111111111111``); ``details`` says the ``brand``. Numbers of 16 to 19 digits,
of 15 for American Express and 14 for Diners Club count; the shorter old Visa and Maestro numbers only beside a word
that says card. The grouping must be one that is printed: one block, groups of four, 4-6-5, 4-6-4, or these with
gaps lost, or on a page with one more beside a 1 where a word says card; a number that stands inside a longer chain of
figures is no card.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from handler.detecting import lookalikes
from handler.detecting._issuers import Issuer, issuer_of
from handler.detecting.finding import Detail, Finding, FindingType
from handler.detecting.source import Source

_SHORTEST, _LONGEST = 12, 19
# How sure a number is that a word announces.
_SAID = 0.99

# Figures with at most a small gap between them; wide gaps are columns, and photographed cards have wide gaps too.
_GAP = r"(?:[ \t\u00a0]{1,6}|[ ]?[.\-–—·][ ]?)"
_CHAIN = re.compile(rf"\d+(?:{_GAP}\d+)*")
_GROUP = re.compile(r"\d+")
_TWO_LINES = re.compile(r"^[ \t]*(\d{4})[ ]{1,6}(\d{4})[ \t]*\n[ \t]*(\d{4})[ ]{1,6}(\d{4})[ \t]*$", re.MULTILINE)
# Groups that end a line of words, and groups that begin the next.
_BROKEN = re.compile(
    r"(?<=[^\W\d])(?P<signs>[^\w\n]{1,3})(?P<first>\d{4}(?:[ -]\d{4,6}){0,2})[ \t]*\n"
    r"[ \t]*(?P<rest>\d{4,6}(?:[ -]\d{1,6}){0,2})(?![\w%€$₺-])"
)

# What stands before the year of ``18/02/2007``, ``7 June 2021`` and ``October 18, 1969``.
_YEAR_FOLLOWS = re.compile(r"(?:\d[/]|\d[ .]{1,2}[^\W\d_]{3,12}[ .]{1,2}|[^\W\d_]{3,12} \d{1,2}(?:st|nd|rd|th)?, ?)$")

# Signs that tie figures to the word before them.
_TIES = frozenset(("-", "–", "_", ".", "/", "#", "+", "$", "€", "£", "₺"))
_LIKE = r"[\dOoQDlI|!SsBZzGbgq]"
_MISREAD = re.compile(rf"(?<![\w@/.-]){_LIKE}{{2,19}}(?:[ .\-–]{{1,3}}{_LIKE}{{2,19}}){{0,5}}(?![\w@/-])")

# The groups a number is printed in, by its length; a reader may lose a gap between two of them.
_PRINTED: dict[int, tuple[tuple[int, ...], ...]] = {
    12: ((4, 4, 4),),
    13: ((4, 3, 3, 3), (4, 4, 4, 1)),
    14: ((4, 6, 4), (4, 4, 4, 2)),
    15: ((4, 6, 5), (4, 4, 4, 3)),
    16: ((4, 4, 4, 4), (6, 4, 6)),
    17: ((4, 4, 4, 4, 1), (4, 4, 4, 5)),
    18: ((4, 4, 4, 4, 2), (6, 12), (4, 4, 4, 6)),
    19: ((4, 4, 4, 4, 3), (6, 13), (4, 5, 5, 5), (6, 5, 8)),
}

_CARD_WORD = re.compile(
    r"\b(?:card|cards|cc|ccn|pan|credit|debit|visa|master ?card|amex|american express|maestro|troy|discover|diners|jcb|"
    r"unionpay|kart\w*|karte\w*|kredi\w*|kreditkart\w*|carte|tarjeta|carta|cartão|cartao|karta|karty|kaart\w*|карт\w*|картк\w*)\b",
    re.IGNORECASE,
)
_OTHER_WORD = re.compile(
    r"\b(?:imei\w*|iccid|iban|tracking|kargo|takip|order|sipari[sş]\w*|bestell\w*|commande|pedido|ordine|zam[oó]wieni\w*|invoice|"
    r"fatura|rechnung\w*|facture|factura|fattura|serial|seri|s/n|barcode|ean|gtin|upc|sscc|transaction|transa\w*|txn|trx|"
    r"account|konto\w*|hesap|timestamp|ref|reference|referans|ticket|parcel|waybill|awb|meter|policy|swift|"
    r"uuid|session|device|user id|заказ\w*|счет\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Card:
    """A number found inside a chain; ``start`` and ``end`` are offsets into the chain."""

    start: int
    end: int
    number: str
    issuer: Issuer
    grouped: bool


def luhn(number: str) -> bool:
    """Whether the digits ``number`` end in the check digit of ISO/IEC 7812-1, annex B."""
    total = sum(int(d) for d in number[-1::-2]) + sum((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[int(d)] for d in number[-2::-2])
    return total % 10 == 0


def find(source: Source) -> Iterator[Finding]:
    """Every payment card number in ``source``, in order of appearance."""
    text = source.text
    found = [f for m in _CHAIN.finditer(text) for f in _in_chain(source, m[0], m.start(), mended=False)]
    taken = {f.start for f in found}
    found += [f for f in (*_over_two_lines(source), *_over_break(source)) if f.start not in taken]
    if source.from_pixels:
        again = (*_torn(source), *_mended(source))
        found += [f for f in again if not any(f.start < g.end and g.start < f.end for g in found)]
    yield from sorted(found, key=lambda f: f.start)


def _in_chain(source: Source, chain: str, at: int, *, mended: bool) -> Iterator[Finding]:
    if sum(c.isdigit() for c in chain) < _SHORTEST:
        return
    groups = list(_GROUP.finditer(chain))
    if _glued_before(source.text, at) and not _let_go(source.text, at, chain, groups):
        return
    if _glued_after(source.text, at + len(chain)) and not (
        groups.pop() and groups and chain[groups[-1].end() :][:1].isspace()
    ):
        return
    dated = _YEAR_FOLLOWS.search(source.before(at, 16)) is not None
    for card in _cards(chain, groups, dated=dated):
        start, end = at + card.start, at + card.end
        confidence = _confidence(source, card, start, end)
        if confidence:
            yield _finding(chain[card.start : card.end], start, end, card, confidence, mended=mended)


def _finding(value: str, start: int, end: int, card: _Card, confidence: float, *, mended: bool) -> Finding:
    details: dict[str, Detail] = {"brand": card.issuer.brand}
    if mended:
        details["mended"] = True
    return Finding(
        FindingType.CREDIT_CARD_NUMBER,
        value,
        start,
        end,
        min(confidence, 0.9) if mended else confidence,
        normalized=card.number,
        checks=("luhn", "issuer_range"),
        details=details,
    )


def _let_go(text: str, at: int, chain: str, groups: list[re.Match[str]]) -> bool:
    """Drops the first group of a chain tied to what stands before it; false where the rest is tied as well.

    ``user1 4111…`` sets the card free, ``TR33 0006 1005 …`` is an IBAN to its end.
    """
    first = groups.pop(0)
    country = text[max(0, at - 2) : at]
    iban = len(first[0]) == 2 and len(country) == 2 and country.isupper()  # noqa: PLR2004 - country and check digits
    return bool(groups) and not iban and chain[first.end() : groups[0].start()].isspace()


def _glued_before(text: str, start: int) -> bool:
    """Whether letters or signs before figures tie them to a serial, a hash, a decimal or a sum of money."""
    before = text[max(0, start - 2) : start]
    if before and (before[-1].isalnum() or before[-1] in "_.,$€£₺+%"):
        return ord(before[-1]) < 0x2E80  # noqa: PLR2004 - ideographs stand beside figures without a space
    return len(before) == 2 and before[-1] in "-–" and before[0].isalnum()  # noqa: PLR2004 - two characters looked at


def _glued_after(text: str, end: int) -> bool:
    """Whether letters or signs after figures tie them to something longer."""
    after = text[end : end + 2]
    if after and (after[0].isalpha() or after[0] in "_%€$₺"):
        return ord(after[0]) < 0x2E80  # noqa: PLR2004
    return len(after) == 2 and after[0] in "-.," and after[1].isalnum()  # noqa: PLR2004


def _cards(chain: str, groups: list[re.Match[str]], *, dated: bool) -> Iterator[_Card]:
    """The numbers in a chain of groups; what else the chain holds must not look like a part of them.

    ``dated`` says that the first group is the year of a date, in a column before that of the cards.
    """
    i = 0
    free = True  # whether the group before belongs to nothing that could run on into this one
    while i < len(groups):
        card = _card_at(chain, groups, i) if free or _wide(chain, groups, i) else None
        if card:
            yield card
            while i < len(groups) and groups[i].start() < card.end:
                i += 1
            free = True
        else:
            # A whole number in one block needs no free space before it, provided the gap is a space.
            i += 1
            free = i < len(groups) and (
                chain[groups[i].start() - 1].isspace()
                and (
                    len(groups[i][0]) >= 14  # noqa: PLR2004 - a whole card
                    or len(groups[i - 1][0]) not in (4, 5, 6)
                    or (dated if i == 1 else _punctuated(chain, groups, i))
                )
            )


def _punctuated(chain: str, groups: list[re.Match[str]], i: int) -> bool:
    """Whether the group before ``i`` is tied by a sign to the one before it, as the year of ``09.03.1990``."""
    return i > 1 and not chain[groups[i - 2].end() : groups[i - 1].start()].isspace()


def _wide(chain: str, groups: list[re.Match[str]], i: int) -> bool:
    """Whether a column's gap stands before group ``i``."""
    gap = chain[groups[i - 1].end() : groups[i].start()] if i else ""
    return "\t" in gap or len(gap) > 2  # noqa: PLR2004 - more than a doubled space


def _card_at(chain: str, groups: list[re.Match[str]], i: int) -> _Card | None:
    """The first card number that begins with group ``i`` and does not run on behind its end."""
    for j, card in _numbers_at(groups, i):
        if "." in chain[card.start : card.end] and len(groups[i][0]) != 4:  # noqa: PLR2004 - a decimal fraction
            continue
        if not _runs_on(chain, groups, j, card):
            return card
    return None


def _numbers_at(groups: list[re.Match[str]], i: int) -> Iterator[tuple[int, _Card]]:
    """The numbers with a check digit and an issuer that begin with group ``i``, and the last group of each."""
    number = ""
    sizes: list[int] = []
    for j in range(i, min(i + 5, len(groups))):
        number += groups[j][0]
        sizes.append(len(groups[j][0]))
        if len(number) > _LONGEST:
            return
        if len(number) >= _SHORTEST and _as_printed(sizes) and len(set(number)) > 1 and luhn(number):
            issuer = issuer_of(number)
            if issuer:
                yield j, _Card(groups[i].start(), groups[j].end(), number, issuer, len(sizes) > 1)


def _as_printed(sizes: list[int]) -> bool:
    """Whether a card is printed in groups of these sizes, lost gaps allowed."""
    ends = set(accumulate(sizes))
    return len(sizes) == 1 or any(ends <= set(accumulate(printed)) for printed in _PRINTED[sum(sizes)])


def _runs_on(chain: str, groups: list[re.Match[str]], j: int, card: _Card) -> bool:
    """Whether the group after ``j`` looks like one more of the same number."""
    if j + 1 == len(groups):
        return False
    gap, after = chain[groups[j].end() : groups[j + 1].start()], groups[j + 1][0]
    if not gap.isspace():
        return True
    if not card.grouped or len(gap) > 1 or len(after) != 4:  # noqa: PLR2004 - the size of the groups of cards
        return False
    expiry = j + 2 == len(groups) and 1 <= int(after[:2]) <= 12  # noqa: PLR2004 - months
    return not expiry and next(_numbers_at(groups, j + 1), None) is None


def _confidence(source: Source, card: _Card, start: int, end: int) -> float:
    before = source.before(start, 48)
    words = any(c.isalpha() for c in before)
    said = _nearest(before) if words else 0
    if not words:
        over = source.above(start, end, 1)
        said = _nearest(over[0]) if over else 0
    length = len(card.number)
    if said > 0:
        return _SAID
    if said < 0:
        return 0.6 if card.grouped and length == 16 else 0.0  # noqa: PLR2004 - the common card
    if length < 16 and card.issuer.brand not in {"amex", "diners"}:  # noqa: PLR2004 - too short to tell without a word
        return 0.0
    usual = length == 16 or card.issuer.lengths == (length,)  # noqa: PLR2004 - the common card
    if card.grouped:
        return 0.98 if usual else 0.85
    return 0.93 if usual else 0.7


def _nearest(words: str) -> int:
    """1 where the last telling word speaks for a card, -1 where it speaks for another number, 0 without one."""
    last, side = -1, 0
    for pattern, value in ((_CARD_WORD, 1), (_OTHER_WORD, -1)):
        for m in pattern.finditer(words):
            if m.end() > last:
                last, side = m.end(), value
    return side


def _over_two_lines(source: Source) -> Iterator[Finding]:
    """Two groups of four on one line, two on the next and nothing else: a tall card, photographed."""
    for m in _TWO_LINES.finditer(source.text):
        number = "".join(m.groups())
        issuer = issuer_of(number)
        if issuer and luhn(number) and len(set(number)) > 1:
            card = _Card(0, 0, number, issuer, grouped=True)
            start, end = m.start(1), m.end(4)
            yield _finding(source.text[start:end], start, end, card, 0.9, mended=False)


def _over_break(source: Source) -> Iterator[Finding]:
    """A card in a sentence that was broken between two of its groups."""
    for m in _BROKEN.finditer(source.text):
        groups = [g[0] for g in _GROUP.finditer(m["first"] + " " + m["rest"])]
        number = "".join(groups)
        if tuple(map(len, groups)) not in _PRINTED.get(len(number), ()) or len(set(number)) == 1 or not luhn(number):
            continue
        if m["signs"].strip() in _TIES or (issuer := issuer_of(number)) is None:
            continue
        start, end = m.start("first"), m.end("rest")
        card = _Card(0, 0, number, issuer, grouped=True)
        confidence = _confidence(source, card, start, m.end("first"))
        if confidence:
            yield _finding(f"{m['first']} {m['rest']}", start, end, card, min(confidence, 0.9), mended=False)


def _torn(source: Source) -> Iterator[Finding]:
    """A number that a card word announces, with a gap seen beside a 1, around which type of one width has room."""
    for m in _CHAIN.finditer(source.text):
        chain, groups = m[0], list(_GROUP.finditer(m[0]))
        sizes = [len(group[0]) for group in groups]
        number = "".join(group[0] for group in groups)
        issuer = issuer_of(number) if len(number) in _PRINTED and luhn(number) and not _as_printed(sizes) else None
        if issuer is None or _glued_before(source.text, m.start()) or _glued_after(source.text, m.end()):
            continue
        for k, (left, right) in enumerate(pairwise(groups)):
            beside = chain[left.end() - 1], chain[right.start()]
            whole = [*sizes[:k], sizes[k] + sizes[k + 1], *sizes[k + 2 :]]
            if chain[left.end() : right.start()] == " " and "1" in beside and _as_printed(whole):
                card = _Card(0, len(chain), number, issuer, grouped=len(whole) > 1)
                if _confidence(source, card, m.start(), m.end()) >= _SAID:
                    yield _finding(chain, m.start(), m.end(), card, _SAID, mended=True)
                    break


def _mended(source: Source) -> Iterator[Finding]:
    for m in _MISREAD.finditer(source.text):
        digits = lookalikes.as_digits(m[0])
        if (
            digits is None
            or digits == m[0]
            or sum(c.isdigit() for c in m[0]) * 4 < sum(c.isdigit() for c in digits) * 3
        ):
            continue
        yield from _in_chain(source, digits, m.start(), mended=True)
