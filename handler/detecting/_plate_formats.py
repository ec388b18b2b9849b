"""How countries print number plates.

A row holds the shapes as printed and a rule over the plate's letters and digits without separators. Its ``source`` is
the regulation or, where the regulation is not at hand, the article that describes it.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from handler.detecting._plate_districts import AUSTRIA, GERMANY, INDIA, UKRAINE

_ARTICLE = "Wikipedia: Vehicle registration plates of "


@dataclass(frozen=True)
class PlateFormat:
    """One country's format.

    ``plain`` shapes are distinctive enough to stand in running text; ``dense`` ones need a label, a header, a text that
    speaks of plates, or a line of their own; ``short`` ones a label or to be the whole text; ``labelled`` a label.
    """

    country: str
    pattern: str
    source: str
    plain: str = ""
    dense: str = ""
    short: str = ""
    labelled: str = ""

    @cached_property
    def rule(self) -> re.Pattern[str]:
        """What the letters and digits must match; compiled when the first plate of these shapes is met."""
        return re.compile(self.pattern)


def _row(
    country: str, rule: str, source: str, *, plain: str = "", dense: str = "", short: str = "", labelled: str = ""
) -> PlateFormat:
    return PlateFormat(country, rule, source or _ARTICLE + country, plain, dense, short, labelled)


_TR_SHAPES = (("A", "9999"), ("A", "99999"), ("AA", "999"), ("AA", "9999"), ("AAA", "99"), ("AAA", "999"))
_DE_DISTRICT = "(?:" + "|".join(sorted(GERMANY, key=len, reverse=True)) + ")"
_DE_TAILS = [("A" * a, "9" * d) for a in (1, 2) for d in (1, 2, 3, 4)]
_ES_LETTERS = "[BCDFGHJKLMN][BCDFGHJKLMNPRSTVWXYZ]{2}"
# Units and abbreviations that follow four digits.
_ES_WORDS = "GBP|CHF|HKD|MXN|KPH|MPH|BTC|GHZ|MHZ|KHZ|KWH|FPS|LTD|LLC|HRS|LBS|KGS|MTR|CPM|BPM|HTTP|KMH|MTS|BHP"
_NL_LETTERS = "BDFGHJKLMNPRSTVWXYZ"
_UA_LETTERS = "[ABCEHIKMOPTX]"
_RU_LETTERS = "[ABEKMHOPCTYX]"

FORMATS: tuple[PlateFormat, ...] = (
    _row("TR", r"(?:0[1-9]|[1-7]\d|8[01])(?:[A-PR-VYZ]\d{4,5}|[A-PR-VYZ]{2}\d{3,4}|[A-PR-VYZ]{3}\d{2,3})",
         "Karayolları Trafik Yönetmeliği, madde 53-55; ek 16",
         plain=",".join(f"99 {a} {d}" for a, d in _TR_SHAPES),
         dense=",".join(s for a, d in _TR_SHAPES for s in (f"99{a}{d}", f"99{a} {d}", f"99 {a}{d}", f"99-{a}-{d}"))),
    _row("DE", rf"(?=.{{2,8}}[EH]?$){_DE_DISTRICT}[A-Z]{{1,2}}[1-9]\d{{0,3}}[EH]?",
         "Fahrzeug-Zulassungsverordnung (FZV) § 9 and annexes",
         plain=",".join(f"{'A' * n}-{a} {d}{e}" for n in (1, 2, 3) for a, d in _DE_TAILS if len(d) > 1
               for e in ("", "A")),
         dense=",".join(f"{'A' * n}{g}{a}{h}{d}{e}" for n in (1, 2, 3) for a, d in _DE_TAILS if len(d) > 1
                        for g, h in (("-", "-"), (" ", " "), ("-", ""), (" ", ""), (":", " "), (" ", "-"), (" - ", " "))
                        for e in ("", "A")),
         short=",".join(f"{'A' * n}{g}{a} {d}" for n in (1, 2, 3) for a, d in _DE_TAILS if len(d) == 1 for g in "- ")),
    _row("GB", r"[A-HJ-PR-Z][A-HJ-PR-Y](?:0[2-9]|1\d|2[0-7]|5[1-9]|6\d|7[0-7])[A-HJ-PR-Z]{3}",
         "DVLA INF104: vehicle registration numbers and number plates",
         plain="AA99 AAA", dense="AA99AAA,AA99-AAA,AA 99 AAA"),
    _row("GB", r"[A-HJ-NPR-TV-Y]\d{1,3}[A-HJ-PR-Y]{3}|[A-HJ-PR-Y]{3}\d{1,3}[A-HJ-NPR-TV-Y]",
         _ARTICLE + "the United Kingdom",
         dense="A999 AAA,A99 AAA,AAA 999A", labelled="A9 AAA,AAA 99A,AAA 9A,A999AAA,AAA999A"),
    _row("GB", r"[A-HJ-PR-Y]{1,3}\d{1,4}|\d{1,4}[A-HJ-PR-Y]{1,3}|[A-Z]?I[A-Z]\d{1,4}|\d{1,4}[A-Z]?I[A-Z]",
         _ARTICLE + "the United Kingdom", short="AAA 999,999 AAA,9999 AA,AAA 9999,AA 9999"),
    _row("FR", r"(?!SS|WW)[A-HJ-NP-TV-Z]{2}(?!000)\d{3}(?!SS)[A-HJ-NP-TV-Z]{2}",
         "Arrêté du 9 février 2009 (système d'immatriculation des véhicules)",
         plain="AA-999-AA", dense="AA 999 AA,AA999AA"),
    _row("FR", r"\d{2,4}[A-Z]{1,3}(?:\d\d|2[AB]|97\d|\d{3})|\d\dD\d{4}[A-Z]", "Code de la route, plates before 2009",
         dense="9999 AA 99,999 AAA 99,9999-AA-99", short="999-AAA-99,999-AAA-999,99A-9999A"),
    _row("ES", rf"(?!19[89]\d|20[0-3]\d)\d{{4}}(?!{_ES_WORDS}){_ES_LETTERS}", "Real Decreto 2822/1998, anexo XVIII",
         plain="9999 AAA", dense="9999AAA,9999-AAA"),
    _row("ES", rf"(?:19[89]\d|20[0-3]\d){_ES_LETTERS}", "Real Decreto 2822/1998; the number is a year's",
         dense="9999AAA", short="9999 AAA,9999-AAA"),
    _row("ES", r"\d{4}[BCDFGHJKLMNPRSTVWXYZ]{3}", "Real Decreto 2822/1998; series that are still to come",
         labelled="9999 AAA,9999AAA,9999-AAA"),
    _row("ES", r"[A-Z]{1,3}\d{4,6}[A-Z]{0,2}", "Real Decreto 2822/1998, provincial plates before 2000",
         short="A-9999-AA,AA-9999-AA,AAA-9999-AA,AAA-9999-A,A-99999,A-999999,AA-9999-A",
         labelled="A 9999 AA,AA 9999 A"),
    _row("IT", r"[A-HJ-NPR-TV-Z]{2}\d{3}[A-HJ-NPR-TV-Z]{2}", "Codice della strada, art. 100; D.P.R. 495/1992",
         plain="AA 999 AA", dense="AA999AA,AA-999-AA,AA999 AA"),
    _row("NL", rf"[{_NL_LETTERS}]{{2}}\d\d[{_NL_LETTERS}]{{2}}|\d\d[{_NL_LETTERS}]{{4}}|\d\d[{_NL_LETTERS}]{{3}}\d|"
         rf"\d[{_NL_LETTERS}]{{3}}\d\d|[{_NL_LETTERS}]{{2}}\d{{3}}[{_NL_LETTERS}]|"
         rf"[{_NL_LETTERS}]\d{{3}}[{_NL_LETTERS}]{{2}}|"
         rf"[{_NL_LETTERS}]{{3}}\d\d[{_NL_LETTERS}]", "RDW, Regeling kentekens en kentekenplaten, sidecodes 4 to 11",
         plain="AA-99-AA,99-AAA-9,9-AAA-99,AA-999-A,A-999-AA,99-AA-AA,AAA-99-A",
         dense="AA 99 AA,99 AAA 9,9 AAA 99,AA 999 A,A 999 AA"),
    _row("NL", r"[A-Z]{2}\d{4}|\d{4}[A-Z]{2}|\d\d[A-Z]{2}\d\d|\d\d[A-Z]{3}\d|[A-Z]{2,3}\d{3}",
         "RDW, sidecodes 1 to 3 and special series", dense="99-99-AA,AA-99-99,99-AA-99",
         short="99-AAA-9,AA-999,AAA-999"),
    _row("PT", r"\d{4}[A-Z]{2}|\d\d[A-Z]{2}\d\d|[A-Z]{2}\d{4}|[A-Z]{2}\d\d[A-Z]{2}", "Decreto-Lei 54/2005; 106/2006",
         dense="99-99-AA,99-AA-99,AA-99-99,AA-99-AA,99.AA.99,99.99.AA,AA.99.99,AA.99.AA",
         short="AA 99 99,99 AA 99,99 99 AA,AA 99 AA,AA9999,9999AA,AA99AA,99AA99"),
    _row("IN", rf"(?:{'|'.join(sorted(INDIA))})\d{{1,2}}[A-HJ-NP-Z]{{1,3}}\d{{4}}|\d\dBH\d{{4}}[A-HJ-NP-Z]{{1,2}}",
         "Central Motor Vehicles Rules, 1989, rules 50 and 51",
         plain=",".join(f"AA{g}99{g}{'A' * n}{g}9999" for g in (" ", "-")
               for n in (1, 2, 3)) + ",99 AA 9999 AA,99 AA 9999 A",
         dense=",".join(f"AA{g}99{h}{'A' * n}{i}9999" for g, h, i in (("", "", ""), ("", " ", " "), (" ", " ", ""),
                        ("-", "", "-"), ("", "-", "-"), ("-", "-", ""), ("", "", " "), (" ", "", " "), ("", " ", ""))
                        for n in (1, 2)) + ",AA 9A AA 9999,AA9AAA9999,99AA9999AA,99AA9999A"),
    _row("UA", rf"(?:{'|'.join(sorted(UKRAINE))})\d{{4}}{_UA_LETTERS}{{2}}", "MIA of Ukraine,"
         " order 174 of 2004; DSTU 4278",
         plain="AA 9999 AA", dense="AA9999AA,AA-9999-AA,AA9999 AA"),
    _row("RU", rf"{_RU_LETTERS}\d{{3}}{_RU_LETTERS}{{2}}(?:\d\d|[1-9]\d\d)", "GOST R 50577-2018",
         dense="A999AA99,A999AA999,A 999 AA 99,A 999 AA 999,A999AA 99,A999AA 999"),
    _row("BR", r"[A-Z]{3}\d[A-J0-9]\d\d", "CONTRAN, Resolução 969/2022",
         dense="AAA9A99,AAA-9A99", short="AAA-9999,AAA 9A99,AAA 9999,AAA9999"),
    _row("PL", r"[BCDEFGKLNOPRSTWZ][A-Z]{1,2}(?=[A-Z0-9]{4,5}$)(?=.*\d)[A-Z0-9]{2}[0-9A-Z]*",
         "Rozporządzenie w sprawie rejestracji i oznaczania pojazdów, 2022",
         dense="AA 99999,AAA 99999,AA 9999A,AA 999AA,AAA 9A999,AAA 99A99,AA 9A999,AA 99A99",
         short="AA99999,AAA99999,AA AAA99,AA9999A,AA999AA,AAA 9999,AAA A999,AAA 99AA,AAA 9AA9,AA A9999"),
    _row("BE", r"[1-9]?(?:[A-Z]{3}\d{3}|\d{3}[A-Z]{3})", "Arrêté royal du 20 juillet 2001",
         plain="9-AAA-999,9-999-AAA", short="999-AAA,AAA-999"),
    _row("AT", rf"(?:{'|'.join(sorted(AUSTRIA))})(?:\d{{1,5}}[A-Z]{{0,3}})", "Kraftfahrgesetz 1967, § 48",
         dense="A-99999A,A-9999A,A 99999 A,A-999AA,AA-999AA,AA-99AAA,AA 999 AA",
         short="A 9999,A 9999 A,A 99 AA,A 999 AA,AA 99 AA,A-9999 A,AA-999 A,AA-999 AA"),
    _row("CH", r"(?:AG|AI|AR|BE|BL|BS|FR|GE|GL|GR|JU|LU|NE|NW|OW|SG|SH|SO|SZ|TG|TI|UR|VD|VS|ZG|ZH)\d{1,6}",
         "Verkehrszulassungsverordnung (VZV), art. 83", dense="AA 999999", short="AA 99999,AA-999999,AA 9999",
         labelled="AA 999,AA999999"),
    _row("LI", r"FL\d{1,5}", "", short="AA 99999", labelled="AA 9999,AA 999"),
    _row("SE", r"(?!.*[IQVÅÄÖ])[A-Z]{3}\d\d[A-HJ-NPR-UW-Z0-9]", "Transportstyrelsen, TSFS 2015:63",
         short="AAA999,AAA 999,AAA99A,AAA 99A"),
    _row("NO", r"[A-Z]{2}\d{4,5}", "", short="AA 99999", labelled="AA99999,AA 9999"),
    _row("DK", r"[A-Z]{2}\d{5}", "", short="AA 99 999,AA 99.999", labelled="AA99999"),
    _row("FI", r"C?D?\d{2,5}|[A-ZÅÄÖ]{1,3}\d{1,5}|\d{3}[A-ZÅÄÖ]{2,3}", "",
         short="AAA-999,999-AAA,A-99999,AA-999,AA 9999,999.AAA,999-AA,999AA,A99999"),
    _row("IE", r"(?:8[7-9]|9\d|0\d|1\d|2\d)[12]?(?:C|CE|CN|CW|D|DL|G|KE|KK|KY|L|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|T|"
         r"TN|TS|W|"
         r"WD|WH|WW|WX)\d{1,6}", "S.I. No. 542/2012",
         dense="999-A-99999,999-AA-99999,99-A-99999,99-AA-99999,999-A-9999,999-AA-9999,999-A-999,999-AA-999",
         short="99-A-9999,99-AA-9999,999 A 99999,999 AA 9999,99 A 99999"),
    _row("CZ", r"\d[ABCEHJKLMPSTUZ][A-Z0-9]\d{4}", "Vyhláška 343/2014 Sb.", dense="9AA 9999,9A9 9999",
         short="9A99999,9AA9999"),
    _row("SK", r"[A-Z]{2}\d{3}[A-Z]{2}|[A-Z]{2}\d{4}", "", short="AA-999AA,AA999AA,AA 999AA,AA9999"),
    _row("HU", r"[A-Z]{3}\d{3}|[A-Z]{4}\d{3}|[A-Z]{2}\d\d[A-Z]{2}|[A-Z]{2}\d{4}", "", dense="AA AA-999,AAAA-999",
         short="AAA-999,AA99-AA,AA 99-99"),
    _row("RO", r"(?:B\d{2,3}|(?:AB|AG|AR|BC|BH|BN|BR|BT|BV|BZ|CJ|CL|CS|CT|CV|DB|DJ|GJ|GL|GR|HD|HR|IF|IL|IS|MH|MM|"
         r"MS|NT|OT|PH|"
         r"SB|SJ|SM|SV|TL|TM|TR|VL|VN|VS)\d\d)[A-PR-Z]{3}", "",
         dense="A 99 AAA,A 999 AAA,AA 99 AAA,A-99-AAA,A-999-AAA,AA-99-AAA"),
    _row("BG", r"(?:A|B|BH|BP|BT|C|CA|CB|CC|CH|CM|CO|CT|E|EB|EH|H|K|KH|M|OB|P|PA|PB|PK|PP|T|TX|X|"
         r"Y)\d{4}[ABCEHKMOPTXY]{2}", "",
         plain="AA 9999 AA", dense="A 9999 AA", short="AA9999AA"),
    _row("SI", r"(?:CE|GO|KK|KP|KR|LJ|MB|MS|NM|PO|SG)[A-Z0-9]{4,5}", "",
         dense="AA-9999-A,AA 99-999,AA-999-AA,AA AA-999",
         short="AA 999-AA"),
    _row("HR", r"(?:BJ|BM|ČK|DA|DE|DJ|DU|GS|IM|KA|KC|KR|KT|KŽ|MA|NA|NG|OG|OS|PU|PŽ|RI|SB|SK|SL|ST|ŠI|VK|VT|VU|VŽ|"
         r"ZD|ZG|ŽU)"
         r"\d{3,4}[A-Z]{1,2}", "", dense="AA 9999-AA,AA 999-AA,AA-9999-AA,AA-999-AA",
         short="AA999-AA,AA9999-AA,AA 999-A"),
    _row("GR", r"[ABEZHIKMNOPTYXΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]{3}[1-9]\d{3}", "", short="AAA-9999,AAA 9999"),
    _row("GR", r"[A-Z]{3}[1-9]\d{3}", "", short="AAA-9999"),
    _row("LT", r"[A-Z]{3}\d{3}", "", short="AAA999,AAA 999,AAA:999"),
    _row("LV", r"[A-Z]{2}\d{1,4}", "", labelled="AA-9999,AA 9999"),
    _row("EE", r"\d{3}[A-Z]{3}", "", labelled="999 AAA,999AAA"),
    _row("LU", r"[A-Z]{2}\d{4}", "", labelled="AA 9999,AA9999"),
    _row("NG", r"[A-Z]{3}\d{2,3}[A-Z]{2}", "", dense="AAA-999AA,AAA-999-AA"),
    _row("IL", r"\d{7,8}", "", labelled="99-999-99,999-99-999"),
    _row("SG", r"(?:S|F|G|P|T|X|Y)[A-Z]{1,2}\d{1,4}[A-Z]", "", dense="AAA-9999-A,AAA 9999 A", short="AAA9999A"),
    _row("NZ", r"[A-Z]{3}\d{3}|[A-Z]{2}\d{4}|(?=.*[A-Z])[A-Z0-9]\d{2,3}[A-Z]|\d[A-Z]\d{3}|\d{3}[A-Z]\d|[A-Z]\d{4}", "",
         short="9999A,A9999,A999A,9A999,999A9"),
    _row("US", r"(?=.*\d)(?=.*[A-Z])[A-Z0-9]{5,8}", _ARTICLE + "the United States",
         labelled="9AAA999,AAA9999,AAA-9999,AAA 9999,AAA 999,AAA-999,AAA999,999 AAA,999-AAA,9AA 999,A99-99A,"
         "A99 99A,AA 99999,"
         "AAA 9A99,999A999,999-AAAA,A999999,AA99999,AA-99999,9AA9999,99-A9999"),
)  # fmt: skip


def _by_shape() -> Mapping[str, tuple[tuple[PlateFormat, str], ...]]:
    table: defaultdict[str, list[tuple[PlateFormat, str]]] = defaultdict(list)
    for row in FORMATS:
        tiers = (("plain", row.plain), ("dense", row.dense), ("short", row.short), ("labelled", row.labelled))
        for tier, shapes in tiers:
            for shape in filter(None, shapes.split(",")):
                if all(known is not row for known, _ in table[shape]):
                    table[shape].append((row, tier))
    return MappingProxyType({shape: tuple(rows) for shape, rows in table.items()})


# Shape → the rows that print so, each with the support that this shape needs: plain, dense, short or labelled.
BY_SHAPE = _by_shape()
