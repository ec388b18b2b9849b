import random

import pytest

from handler.detecting import id_number
from handler.detecting.source import Source
from handler.reading.page import Box, Line, Page, Word


def found(text):
    return [(f.value, f.details["country"], f.details["kind"]) for f in id_number.find(Source(text))]


def page_of(*lines):
    """A page of monospaced lines: eight pixels a character, twenty a line."""
    made = []
    for row, line in enumerate(lines):
        words, column = [], 0
        for i, part in enumerate(line.split(" ")):
            if part:
                words.append(Word(part, Box(8 * column, 20 * row, 8 * len(part), 16), 0.9, " " if i else ""))
            column += len(part) + 1
        made.append(Line(tuple(words)))
    return Page(1, 800, 600, tuple(made))


def on_page(*lines):
    page = page_of(*lines)
    return list(id_number.find(Source(page.text, page=page)))


@pytest.mark.parametrize(
    ("text", "value", "country", "kind"),
    [
        ("T.C. Kimlik No: 10000000146", "10000000146", "TR", "tckn"),
        ("TCKN:10000000146", "10000000146", "TR", "tckn"),
        ("TC KİMLİK NO 10000000146, adı Ayşe", "10000000146", "TR", "tckn"),
        ("benim numaram 10000000146 bu", "10000000146", "TR", "tckn"),
        ("kişi;10000000146;ankara", "10000000146", "TR", "tckn"),
        ("My SSN is 536-22-8745.", "536-22-8745", "US", "ssn"),
        ("SSN 536 22 8745", "536 22 8745", "US", "ssn"),
        ("Social Security Number: 536228745", "536228745", "US", "ssn"),
        ("employee 536-22-8745 hired", "536-22-8745", "US", "ssn"),
        ("SSN: 000-12-3456", "000-12-3456", "US", "ssn"),
        ("ITIN 912-70-1234", "912-70-1234", "US", "itin"),
        ("NI Number: AB 12 34 56 C", "AB 12 34 56 C", "GB", "nino"),
        ("national insurance ab123456c", "ab123456c", "GB", "nino"),
        ("NHS number 943 476 5919", "943 476 5919", "GB", "nhs"),
        ("Steuer-ID 36 574 261 809", "36 574 261 809", "DE", "idnr"),
        ("Steueridentifikationsnummer: 36574261809", "36574261809", "DE", "idnr"),
        ("n° de sécurité sociale 2 95 10 99 126 111 93", "2 95 10 99 126 111 93", "FR", "nir"),
        ("codice fiscale RCCMNL83S18D969H", "RCCMNL83S18D969H", "IT", "codicefiscale"),
        ("Il contribuente RCCMNL83S18D969H ha", "RCCMNL83S18D969H", "IT", "codicefiscale"),
        ("DNI 54362315-K", "54362315-K", "ES", "dni"),
        ("NIE: X-2482300-W", "X-2482300-W", "ES", "nie"),
        ("PESEL 44051401359", "44051401359", "PL", "pesel"),
        ("BSN: 111222333", "111222333", "NL", "bsn"),
        ("CPF 390.533.447-05", "390.533.447-05", "BR", "cpf"),
        ("o titular 390.533.447-05 pagou", "390.533.447-05", "BR", "cpf"),
        ("Aadhaar No. 2341 2341 2346", "2341 2341 2346", "IN", "aadhaar"),
        ("PAN: ACUPA7085R", "ACUPA7085R", "IN", "pan"),
        ("ИНН 500100732259", "500100732259", "RU", "inn"),
        ("СНИЛС 112-233-445 95", "112-233-445 95", "RU", "snils"),
        ("РНОКПП 1759013776", "1759013776", "UA", "rntrc"),
        ("personnummer 880320-0016", "880320-0016", "SE", "personnummer"),
        ("henkilötunnus 131052-308T", "131052-308T", "FI", "hetu"),
        ("fødselsnummer 15108695088", "15108695088", "NO", "fodselsnummer"),
        ("AHV-Nr. 756.9217.0769.85", "756.9217.0769.85", "CH", "ssn"),
        ("rodné číslo 710319/2745", "710319/2745", "CZ", "rc"),
        ("CNP: 1630615123457", "1630615123457", "RO", "cnp"),
        ("CURP BOXW310820HNERXN09", "BOXW310820HNERXN09", "MX", "curp"),
        ("RUT 12.531.909-2", "12.531.909-2", "CL", "rut"),
        ("HKID A123456(3)", "A123456(3)", "HK", "hkid"),
        ("NRIC S1234567D", "S1234567D", "SG", "nric"),
        ("身份证 11010519491231002X", "11010519491231002X", "CN", "ric"),
        ("my SIN is 130 692 544", "130 692 544", "CA", "sin"),
        ("South African ID 8001015009087", "8001015009087", "ZA", "idnr"),
    ],
)
def test_finds(text, value, country, kind):
    assert found(text) == [(value, country, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "T.C. Kimlik No: 10000000147",  # the check fails
        "TCKN 00000000000",
        "TCKN 11111111111",
        "SSN 666-12-345",
        "NI number BG 12 34 56 C",  # no such prefix
        "nino: nt 99 88 77 a",
        "PESEL 44051401350",
        "CPF 390.533.447-06",
        "CPF 111.111.111-11",
        "Sipariş No: 10000000146",  # the nearest label speaks of something else
        "Order number 10000000146",
        "Fatura No 10000000146",
        "Die Rechnung Nr. 36574261809",
        "Tel: 10000000146",
        "Phone 536-22-8745",
        "IBAN TR330006100519786457841326",
        "TR33 0006 1005 1978 6457 8413 26",
        "card 4539 1488 0343 6467",
        "4539 1488 0343 6467",
        "978-3-16-148410-0",
        "ISBN 9783161484100",
        "at 1700000000000 ms",
        "2024-03-01 10:20:30",
        "01.02.2024 and 03.04.2025",
        "call 0212 345 67 89 now",
        "+90 532 123 45 67",
        "price 1.234.567,89 TL",
        "1,234,567,890",
        "192.168.100.200",
        "v2.10.3-beta.4",
        "/var/log/10000000146/x",
        "10000000146@example.com",
        "user_10000000146",
        "https://example.com/?id=1&n=10000000146%20",
        "IMEI 490154203237518",
        "SKU ACUPA7085R-2",
        "lot 111222333 of the batch",
        "we shipped 111222333 units",  # a weak check and no label
        "9434765919 hits",
        "tracking 1Z999AA10123456784",
        "550e8400-e29b-41d4-a716-446655440000",
        "a 6271 6278 5365 6295 row of hex",
        "VKN 1234567890",
        "passport no X2482300W",
        "",
    ],
)
def test_leaves(text):
    assert found(text) == []


def test_a_text_that_is_only_a_number_needs_no_label():
    (lone,) = id_number.find(Source(" 111222333\n"))
    (labelled,) = id_number.find(Source("BSN 111222333"))
    assert lone.confidence <= 0.5 < labelled.confidence


def test_the_normalised_form_has_no_separators():
    (finding,) = id_number.find(Source("CPF: 390.533.447-05"))
    assert finding.normalized == "39053344705"
    assert finding.checks == ("format", "br_cpf", "label")


def test_a_column_header_labels_every_row():
    text = "Name\tBSN\tCity\nAnna\t111222333\tUtrecht\nPiet\t123456782\tLeiden"
    assert [v for v, _, _ in found(text)] == ["111222333", "123456782"]


def test_a_column_of_orders_stays_silent():
    assert found("Name\tOrder No\nAnna\t10000000146\nPiet\t10000000146") == []


def test_a_label_over_the_field_counts_on_a_page():
    findings = on_page("BSN", "111222333")
    assert [(f.value, f.details["country"]) for f in findings] == [("111222333", "NL")]


@pytest.mark.parametrize(
    ("read", "value"),
    [
        ("TCKN: 1OOOO0O0146", "10000000146"),
        ("T.C. Kimlik No: 100000 00146", "10000000146"),
        ("CPF: 39O.533.447-O5", "390.533.447-05"),
    ],
)
def test_mends_pixels_where_the_check_then_passes(read, value):
    findings = on_page(read)
    assert [(f.value, f.details.get("mended")) for f in findings] == [(value, True)]


@pytest.mark.parametrize("read", ["TCKN: 1OOOO0O0147", "T.C. Kimlik No: 100000 00147", "Order no: 1OOOO0O0146"])
def test_mends_nothing_that_the_check_refuses(read):
    assert on_page(read) == []


def test_mends_a_letter_by_its_place():
    (finding,) = on_page("NIF: 543623I5K")
    assert (finding.value, finding.details["mended"]) == ("54362315K", True)


@pytest.mark.parametrize("text", ["TCKN: 1OOOO0O0146", "T.C. Kimlik No: 100000 00146", "SSN: 536-2Z-8745"])
def test_mends_nothing_in_plain_text(text):
    assert found(text) == []


def test_random_order_numbers_seldom_pass():
    digits = random.Random(7)
    lines = [f"no {digits.randrange(10**9, 10**10)} done" for _ in range(500)]
    assert len(found("\n".join(lines))) <= 5


@pytest.mark.parametrize("text", ["1 " * 50_000, "10000000146 " * 8_000, "1-" * 50_000, "ssn " * 25_000, "9" * 100_000])
def test_hostile_text_ends(text):
    for finding in id_number.find(Source(text)):
        assert finding.value
