"""The rules of identity numbers, ``python-stdnum``'s and those that it does not know.

Every function takes the printed number with its letters in capitals. Modules of the library are loaded at first use.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module


def passes(rule: str, number: str) -> bool:
    """Whether ``number`` obeys ``rule``: a ``python-stdnum`` module (``pl.pesel``) or a function of this file."""
    gate = _GATES.get(rule)
    if gate is not None and number.isdigit() and not gate(number):
        return False
    valid = _rule(rule)
    return valid(number) or (not number.isalnum() and valid(compact(number)))


@cache
def _rule(rule: str) -> Callable[[str], bool]:
    if rule in _OWN:
        return _OWN[rule]
    valid: Callable[[str], bool] = import_module(f"stdnum.{rule}").is_valid
    return valid


def compact(number: str) -> str:
    """Letters and digits only."""
    return "".join(c for c in number if c.isalnum())


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False))


def _nino(number: str) -> bool:
    """HMRC National Insurance Manual NIM39110: prefix letters, six digits, suffix A to D."""
    return bool(re.fullmatch(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", compact(number)))


def _placeholder(number: str) -> bool:
    """Nine digits in the layout of a US SSN; whether they were ever issued is not asked."""
    return len(compact(number)) == 9  # noqa: PLR2004 # the length of an SSN


def _de_card(number: str) -> bool:
    """German identity card: authority, serial characters, and the ICAO 9303 check digit (weights 7 3 1)."""
    number = compact(number)
    if re.fullmatch(r"T\d{8}", number):  # without its check digit
        return True
    if not re.fullmatch(r"(?=(?:[A-Z]*\d){4})[CFGHJ-NPRTVWXY][CFGHJ-NPRTV-Z0-9]{7}\d\d?", number):
        return False
    total = sum(int(c, 36) * (7, 3, 1)[i % 3] for i, c in enumerate(number[:-1]))
    return total % 10 == int(number[-1])


def _de_rvnr(number: str) -> bool:
    """German pension insurance number (VKVV § 2): area, birth date, letter, serial, check digit."""
    number = compact(number)
    if not 1 <= int(number[4:6]) % 20 <= 12 or not 1 <= int(number[2:4]) % 50 <= 31:  # noqa: PLR2004 # months and days
        return False
    digits = number[:8] + f"{ord(number[8]) - 64:02d}" + number[9:11]
    total = sum(sum(divmod(int(d) * w, 10)) for d, w in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return total % 10 == int(number[11])


def _at_vnr(number: str) -> bool:
    """Austrian insurance number (ASVG § 31): serial, check digit, birth date; months 13 to 15 where a day ran out."""
    number = compact(number)
    dated = 1 <= int(number[4:6]) <= 31 and 1 <= int(number[6:8]) <= 15  # noqa: PLR2004 # days and months
    return dated and _stdnum("at.vnr", number)


def _nir_without_key(number: str) -> bool:
    """French NIR printed without its two-digit key: sex, year, month, department, commune, order."""
    match = re.fullmatch(r"[1-478]\d\d(0[1-9]|1[0-2]|[2-4]\d)(2[AB]|\d\d)(\d{3})(\d{3})", compact(number))
    if not match:
        return False
    department, commune, order = match.group(2, 3, 4)
    known = department in {"2A", "2B", "99"} or "01" <= department <= "95"
    return known and commune != "000" and order != "000" if department < "97" or department == "99" else False


def _lu_tin(number: str) -> bool:
    """Luxembourg matricule: birth date, serial, a Luhn and a Verhoeff digit."""
    from stdnum import luhn, verhoeff  # noqa: PLC0415 # loaded at first use

    number = compact(number)
    dated = _is_date(int(number[:4]) or 1, int(number[4:6]), int(number[6:8])) and "1880" < number[:4] < "2040"
    return dated and bool(luhn.is_valid(number[:12])) and bool(verhoeff.is_valid(number[:11] + number[12]))


def _rc_before_1954(number: str) -> bool:
    """Czech and Slovak birth number of nine digits: births before 1954, no check digit."""
    number = compact(number)
    year, month = int(number[:2]), int(number[2:4]) % 50
    born = 1900 + year if year < 54 else 1800 + year  # noqa: PLR2004 # the rule's own year
    return 1880 <= born and number[6:] != "000" and _is_date(born, month, int(number[4:6]))  # noqa: PLR2004, SIM300 # oldest holders


def _hu_tin(number: str) -> bool:
    """Hungarian tax identification: 8, days since 1867, serial, weighted sum modulo 11."""
    number = compact(number)
    return number[0] == "8" and _weighted(number, tuple(range(1, 10))) % 11 == int(number[9])


def _jmbg(number: str) -> bool:
    """JMBG of the former Yugoslav states: birth date, region, serial, modulo 11."""
    number = compact(number)
    year = 1000 + int(number[4:7]) + (1000 if number[4] == "0" else 0)
    total = 11 - _weighted(number, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    check = 0 if total > 9 else total  # noqa: PLR2004 # one digit
    return _is_date(year, int(number[2:4]), int(number[:2])) and check == int(number[12])


def _cy_tin(number: str) -> bool:
    """Cypriot tax number: eight digits and a letter over odd and even places; persons begin with 0 or 9."""
    number = compact(number)
    odd = sum((1, 0, 5, 7, 9, 13, 15, 17, 19, 21)[int(d)] for d in number[:8:2])
    return number[0] in "09" and chr(65 + (odd + sum(map(int, number[1:8:2]))) % 26) == number[8]


def _latvian(number: str) -> bool:
    """Latvian personal code: birth date, century, serial, modulo 11."""
    number = compact(number)
    if number[6] not in "012" or not _is_date(
        1800 + 100 * int(number[6]) + int(number[4:6]), int(number[2:4]), int(number[:2])
    ):
        return False
    return (1 + _weighted(number, (10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) % 11 % 10 == int(number[10])


def _person_inn(number: str) -> bool:
    """Russian INN of twelve digits: a person's, with two check digits."""
    return number.isdigit() and number[:2] != "00" and _stdnum("ru.inn", number)


def _snils(number: str) -> bool:
    """Russian СНИЛС: nine digits and their weighted sum modulo 101."""
    number = compact(number)
    return number[:9] > "001001998" and _weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 101 % 100 == int(number[9:])


def _idnp(number: str) -> bool:
    """Moldovan IDNP of a person: begins with 2 or 09, weights 7 3 1."""
    return (number[0] == "2" or number[:2] == "09") and _weighted(number, (7, 3, 1) * 4) % 10 == int(number[12])


def _melli(number: str) -> bool:
    """Iranian national code: ten digits modulo 11."""
    number = compact(number)
    rest = _weighted(number, tuple(range(10, 1, -1))) % 11
    return "0" * 6 not in number[3:9] and int(number[9]) == (rest if rest < 2 else 11 - rest)  # noqa: PLR2004 # modulus rule


def _egypt(number: str) -> bool:
    """Egyptian national number: century, birth date, governorate, serial, check digit."""
    year = 100 * (17 + int(number[0])) + int(number[1:3])
    governorate = "01" <= number[7:9] <= "35" or number[7:9] == "88"
    total = 11 - _weighted(number, (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (
        number[0] in "23"
        and governorate
        and total % 10 == int(number[13])
        and _is_date(year, int(number[3:5]), int(number[5:7]))
    )


def _libya(number: str) -> bool:
    """Libyan national number: sex, year of birth, serial."""
    return bool(re.fullmatch(r"[12](?:19\d\d|20[0-2]\d)\d{7}", number))


def _za_idnr(number: str) -> bool:
    """South African identity number: birth date, serial, citizen, resident or refugee, Luhn."""
    number = compact(number)
    dated = _is_date(2000 + int(number[:2]), int(number[2:4]), int(number[4:6]))
    return dated and number[10] in "012" and _stdnum("luhn", number)


def _ng_nin(number: str) -> bool:
    """Nigerian NIN: eleven digits with a Verhoeff check."""
    return number[0] != "0" and _stdnum("verhoeff", number)


def _in_pan(number: str) -> bool:
    """Indian PAN: three letters, the kind of holder, one letter, four digits, a letter (Income-tax Rules, rule 114)."""
    return bool(re.fullmatch(r"[A-Z]{3}[ABCFGHJKLPTZ][A-Z]\d{4}[A-Z]", compact(number)))


def _lk_nic(number: str) -> bool:
    """Sri Lankan NIC: year and day of birth (women plus 500), serial; the old form ends in V or X."""
    match = re.fullmatch(r"(?:\d\d(\d{3})\d{4}[VX]|(?:19|20)\d\d(\d{3})\d{5})", number)
    return bool(match) and 1 <= int(match[1] or match[2]) % 500 <= 366 if match else False  # noqa: PLR2004 # days of a year


def _hkid(number: str) -> bool:
    """Hong Kong identity card: one or two letters, six digits, modulo 11 with A for ten."""
    number = compact(number).rjust(9)
    if number[8] not in "0123456789A":
        return False
    values = [36 if c == " " else int(c, 36) for c in number[:8]]
    total = sum(v * w for v, w in zip(values, range(9, 1, -1), strict=True)) + int(number[8], 36)
    return total % 11 == 0


def _tw_ic(number: str) -> bool:
    """Taiwanese identity card: area letter, 1, 2, 8 or 9, seven digits and a check digit modulo 10."""
    if number[1] not in "1289":
        return False
    area = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(number[0])
    return (area // 10 + area % 10 * 9 + _weighted(number[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


def _kr_rrn(number: str) -> bool:
    """Korean resident registration: birth date and century digit; numbers since October 2020 carry no check digit."""
    number = compact(number)
    century = {"9": 18, "0": 18, "1": 19, "2": 19, "5": 19, "6": 19}.get(number[6], 20)
    return number[7:9] <= "96" and _is_date(100 * century + int(number[:2]), int(number[2:4]), int(number[4:6]))


def _thai(number: str) -> bool:
    """Thai citizen number: kind of person 1 to 8, area, modulo 11."""
    number = compact(number)
    return number[0] in "12345678" and number[1] != "0" and _stdnum("th.pin", number)


def _sg_nric(number: str) -> bool:
    """Singapore NRIC and FIN: S, T, F, G or M, seven digits, a check letter."""
    number = compact(number)
    if number[0] not in "STFGM":
        return False
    rest = (_weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(number[0], 0)) % 11
    letters = "JZIHGFEDCBA" if number[0] in "ST" else "XWUTRQPNMLK" if number[0] in "FG" else "XWUTRQPNJLK"
    return number[8] == letters[rest]


def _hetu(number: str) -> bool:
    """Finnish personal identity code: birth date, century sign, number (900 and up are temporary), modulo 31."""
    match = re.fullmatch(r"(\d\d)(\d\d)(\d\d)([-+A-FU-Y])(\d{3})([0-9A-FHJ-NPR-Y])", number)
    if not match or match[5] < "002":
        return False
    day, month, year, sign, serial, check = match.groups()
    century = 1800 if sign == "+" else 2000 if sign in "ABCDEF" else 1900
    remainder = int(day + month + year + serial) % 31
    return _is_date(century + int(year), int(month), int(day)) and "0123456789ABCDEFHJKLMNPRSTUVWXY"[remainder] == check


_CN_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


def _cn_ric(number: str) -> bool:
    """Chinese resident identity (GB 11643): province, area, birth date, serial, ISO 7064 modulo 11-2."""
    if not _CN_PROVINCE.match(number) or not number[:17].isdigit():
        return False
    total = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(number[:17]))
    dated = "1880" < number[6:10] < "2040" and _is_date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return dated and "10X98765432"[total % 11] == number[17]


def _ph_tin(number: str) -> bool:
    """Philippine TIN: nine digits and a branch code, no published check."""
    return number[:3] != "000" or compact(number)[9:] != ""


def _person_cuit(number: str) -> bool:
    """Argentine CUIL or CUIT of a person: the prefixes 20, 23, 24, 25, 26 and 27."""
    return number[:2] in {"20", "23", "24", "25", "26", "27"} and _stdnum("ar.cuit", number)


def _uy_ci(number: str) -> bool:
    """Uruguayan cédula: seven digits and a check digit modulo 10 (weights 2 9 8 7 6 3 4)."""
    number = compact(number)
    return (_weighted(number, (2, 9, 8, 7, 6, 3, 4)) + int(number[7])) % 10 == 0


def _person_rif(number: str) -> bool:
    """Venezuelan RIF of a person: V for citizens, E for residents."""
    return number[0] in "VE" and _stdnum("ve.rif", number)


def _stdnum(module: str, number: str) -> bool:
    return bool(import_module(f"stdnum.{module}").is_valid(number))


# What bare digits must show before a full check is worth its time; all of it follows from the full checks.
_GATES: dict[str, Callable[[str], bool]] = {
    "de.idnr": lambda n: n[0] != "0" and 8 <= len(set(n[:10])) <= 9,  # noqa: PLR2004 # one digit stands twice or thrice
    "pl.pesel": lambda n: 1 <= int(n[2:4]) % 20 <= 12 and 1 <= int(n[4:6]) <= 31,  # noqa: PLR2004 # months and days
    "tr.tckimlik": lambda n: n[0] != "0" and n[-1] in "02468",
}

_OWN: dict[str, Callable[[str], bool]] = {
    "at_vnr": _at_vnr,
    "cn_ric": _cn_ric,
    "cy_tin": _cy_tin,
    "de_card": _de_card,
    "de_rvnr": _de_rvnr,
    "egypt": _egypt,
    "hetu": _hetu,
    "hkid": _hkid,
    "hu_tin": _hu_tin,
    "idnp": _idnp,
    "in_pan": _in_pan,
    "jmbg": _jmbg,
    "kr_rrn": _kr_rrn,
    "latvian": _latvian,
    "libya": _libya,
    "lk_nic": _lk_nic,
    "lu_tin": _lu_tin,
    "melli": _melli,
    "ng_nin": _ng_nin,
    "nino": _nino,
    "nir_without_key": _nir_without_key,
    "person_cuit": _person_cuit,
    "person_inn": _person_inn,
    "person_rif": _person_rif,
    "ph_tin": _ph_tin,
    "placeholder": _placeholder,
    "rc_before_1954": _rc_before_1954,
    "sg_nric": _sg_nric,
    "snils": _snils,
    "thai": _thai,
    "tw_ic": _tw_ic,
    "uy_ci": _uy_ci,
    "za_idnr": _za_idnr,
}
