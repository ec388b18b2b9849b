import pytest

from handler.detecting import plate
from handler.detecting._plate_formats import FORMATS
from handler.detecting.source import Source
from handler.reading.page import Box, Line, Page, Word


def found(text):
    return [(f.value, f.details["country"]) for f in plate.find(Source(text))]


def on_page(*lines):
    made = []
    for row, line in enumerate(lines):
        words, column = [], 0
        for i, part in enumerate(line.split(" ")):
            words.append(Word(part, Box(8 * column, 20 * row, 8 * len(part), 16), 0.9, " " if i else ""))
            column += len(part) + 1
        made.append(Line(tuple(words)))
    page = Page(1, 800, 600, tuple(made))
    return list(plate.find(Source(page.text, page=page)))


@pytest.mark.parametrize(
    ("text", "value", "country"),
    [
        ("Araç 34 ABC 123 girdi", "34 ABC 123", "TR"),
        ("saat 10:20 06 BTU 792 çıkış", "06 BTU 792", "TR"),
        ("16 B 1234", "16 B 1234", "TR"),
        ("07 AB 123", "07 AB 123", "TR"),
        ("Plaka: 34ABC123", "34ABC123", "TR"),
        ("plaka 34 abc 123", "34 abc 123", "TR"),
        ("34 abc 123", "34 abc 123", "TR"),
        ("plakalar: 81TRP584", "81TRP584", "TR"),
        ("Das Auto mit B-MA 1234 stand dort", "B-MA 1234", "DE"),
        ("Kennzeichen HH-AB-1234", "HH-AB-1234", "DE"),
        ("Kennzeichen: M XY 999", "M XY 999", "DE"),
        ("Kennzeichen TÜ-AB 123E", "TÜ-AB 123E", "DE"),
        ("vehicle seen: AB12 CDE near gate", "AB12 CDE", "GB"),
        ("registration number AB12CDE", "AB12CDE", "GB"),
        ("la voiture AB-123-CD est", "AB-123-CD", "FR"),
        ("immatriculée AB 123 CD", "AB 123 CD", "FR"),
        ("targa AB 123 CD", "AB 123 CD", "IT"),
        ("l'auto EX 123 CD passa", "EX 123 CD", "IT"),
        ("matrícula 1234 BCD", "1234 BCD", "ES"),
        ("el coche 4474 HWK entró", "4474 HWK", "ES"),
        ("kenteken GZ-53-HT", "GZ-53-HT", "NL"),
        ("de auto GZ-53-HT reed", "GZ-53-HT", "NL"),
        ("nr rejestracyjny WA 12345", "WA 12345", "PL"),
        ("госномер А123ВС77", "А123ВС77", "RU"),
        ("номерний знак AA 1234 BB", "AA 1234 BB", "UA"),
        ("vehicle KA 01 AB 1234 parked", "KA 01 AB 1234", "IN"),
        ("Vehicle No: KA01AB1234", "KA01AB1234", "IN"),
        ("placa ABC1D23", "ABC1D23", "BR"),
        ("placa ABC-1234", "ABC-1234", "BR"),
        ("License plate 7ABC123", "7ABC123", "US"),
    ],
)
def test_finds(text, value, country):
    assert found(text) == [(value, country)]


@pytest.mark.parametrize(
    "text",
    [
        "82 ABC 123 is no province",
        "00 ABC 123 is none",
        "34 ABCD 12 is none",
        "34 QWX 123 has no such letters",
        "on 12 DEC 123 or so",
        "01 JAN 99",
        "10 AND 20 or 10 AND 200",
        "30 KG 500 and 20 MB 1234",
        "25 USD 100",
        "part 34ABC123",
        "order no 34 ABC 123",
        "sku AB-123-CD",
        "the code 34ABC123 alone does not do",
        "34-ABC-123-X9",
        "X34 ABC 123",
        "2024 NTT and 2006 FSF",
        "1500 GBP or 2000 KWH",
        "MODEL XR-80",
        "flight TK1234 to IST",
        "flight no TK 1234",
        "SW1A 1AA London",
        "postcode 1234 AB Amsterdam",
        "FOO-AB 1234",
        "HRO-ABC 123",
        "QX-AB 1234",
        "B-MA 0123",
        "ISO 9001 and RFC 2822",
        "UTF 8 and SHA 256",
        "a1b2c3d4e5f6",
        "0x34AB12",
        "v12 ABC 34",
        "2024-03-01",
        "10.0.0.1",
        "AB12-CDEF-3456",
        "ABC 123 is just a code",
        "see XX 01 ABCD 1234",
        "",
        "48 Main Street, Springfield, CO 34414",
    ],
)
def test_leaves(text):
    assert found(text) == []


def test_every_rule_compiles():
    assert all(row.rule.pattern == row.pattern for row in FORMATS)


def test_normalised_and_checked():
    (finding,) = plate.find(Source("Plaka: 34 abc 123"))
    assert (finding.normalized, finding.checks) == ("34ABC123", ("format", "label"))


def test_a_column_header_labels_every_row():
    text = "No\tPlate\tType\n1\t34ABC123\tCar\n2\tAB12CDE\tVan"
    assert found(text) == [("34ABC123", "TR"), ("AB12CDE", "GB")]


def test_a_label_of_one_country_makes_no_plate_of_another():
    found = on_page("Matrícula", "2417 RKX", "8151 PVS")
    assert [(f.value, f.details["country"]) for f in found] == [("2417 RKX", "ES"), ("8151 PVS", "ES")]


def test_row_numbers_are_no_part_of_a_plate():
    assert found("1 34 ABC 123\n2 06 BTU 792") == [("34 ABC 123", "TR"), ("06 BTU 792", "TR")]


def test_a_plate_on_its_own_line_of_a_picture():
    assert [f.value for f in on_page("Hello there", "34ABC123")] == ["34ABC123"]
    assert found("Hello there\n34ABC123") == []


@pytest.mark.parametrize(
    ("read", "value"),
    [("34 A8C 123", "34 ABC 123"), ("Plaka: O6 BTU 792", "06 BTU 792"), ("targa ZH 525 Jc", "ZH 525 JC")],
)
def test_mends_pixels_by_place(read, value):
    assert [(f.value, f.details.get("mended")) for f in on_page(read)] == [(value, True)]


@pytest.mark.parametrize("text", ["34 A8C 123", "Plaka: O6 BTU 792 A"])
def test_mends_nothing_in_plain_text(text):
    assert "ABC" not in "".join(v for v, _ in found(text))


@pytest.mark.parametrize("text", ["34 ABC 123 " * 9_000, "AB 12 " * 16_000, "A " * 50_000, "34ABC123\n" * 11_000])
def test_hostile_text_ends(text):
    for finding in plate.find(Source(text)):
        assert finding.value
