import random
import subprocess
import sys

import phonenumbers
import pytest

from handler.detecting import _phone_plans, phone_number
from handler.detecting.finding import FindingType
from handler.detecting.source import DEFAULT_REGIONS, Source
from handler.reading.page import Box, Line, Page, Word


def found(text, regions=DEFAULT_REGIONS):
    return [(f.value, f.normalized) for f in phone_number.find(Source(text, regions))]


def page(*lines):
    return Page(
        1,
        1000,
        1000,
        tuple(
            Line(tuple(Word(w, Box(10 + 100 * j, 30 * i, 90, 20), 0.9) for j, w in enumerate(line.split())))
            for i, line in enumerate(lines)
        ),
    )


@pytest.mark.parametrize(
    ("text", "value", "e164"),
    [
        ("+90 532 123 45 67", "+90 532 123 45 67", "+905321234567"),
        ("+905321234567", "+905321234567", "+905321234567"),
        ("+90-212-345-67-60", "+90-212-345-67-60", "+902123456760"),
        ("+90 (212) 345 67 60", "+90 (212) 345 67 60", "+902123456760"),
        ("0090 532 123 45 67", "0090 532 123 45 67", "+905321234567"),
        ("0532 123 45 67", "0532 123 45 67", "+905321234567"),
        ("05321234567", "05321234567", "+905321234567"),
        ("(0212) 345 67 60", "(0212) 345 67 60", "+902123456760"),
        ("0 (532) 1234567", "0 (532) 1234567", "+905321234567"),
        ("Cep: 5321234567", "5321234567", "+905321234567"),
        ("T: 0212 345 67 60", "0212 345 67 60", "+902123456760"),
        ("(415) 555-0132", "(415) 555-0132", "+14155550132"),
        ("415.555.0132", "415.555.0132", "+14155550132"),
        ("1-415-555-0132", "1-415-555-0132", "+14155550132"),
        ("415/555-0132", "415/555-0132", "+14155550132"),
        ("415-555-0132 x12", "415-555-0132 x12", "+14155550132"),
        ("(415) 555-0132, ext. 4410", "(415) 555-0132, ext. 4410", "+14155550132"),
        ("0212 345 67 60 dahili 14", "0212 345 67 60 dahili 14", "+902123456760"),
        ("+44 (0) 20 7946 0958", "+44 (0) 20 7946 0958", "+442079460958"),
        ("020 7946 0958", "020 7946 0958", "+442079460958"),
        ("07400 123456", "07400 123456", "+447400123456"),
        ("030 / 1234567", "030 / 1234567", "+49301234567"),
        ("0176-12345678", "0176-12345678", "+4917612345678"),
        ("06 12 34 56 78", "06 12 34 56 78", "+33612345678"),
        ("Móvil 612 34 56 78", "612 34 56 78", "+34612345678"),
        ("cell. 328 345 6789", "328 345 6789", "+393283456789"),
        ("+39 02 3661 8300", "+39 02 3661 8300", "+390236618300"),
        ("06-12345678", "06-12345678", "+31612345678"),
        ("Telefon: 512 345 678", "512 345 678", "+48512345678"),
        ("(11) 96123-4567", "(11) 96123-4567", "+5511961234567"),
        ("74104 10123", "74104 10123", "+917410410123"),
        ("8 (916) 123-45-67", "8 (916) 123-45-67", "+79161234567"),
        ("тел. 89161234567", "89161234567", "+79161234567"),
        ("tel:+905321234567", "+905321234567", "+905321234567"),
        ("WhatsApp 05321234567", "05321234567", "+905321234567"),
        ("＋９０ ５３２ １２３ ４５ ６７", "＋９０ ５３２ １２３ ４５ ６７", "+905321234567"),
        ("call me on 21.6.1984 at 415-555-0132", "415-555-0132", "+14155550132"),
        ("(914)349-8600 04/21/2020 12:37:30", "(914)349-8600", "+19143498600"),
        ("100.50 USD to +90 532 123 45 67", "+90 532 123 45 67", "+905321234567"),
        ("user@example.com:05321234567", "05321234567", "+905321234567"),
        ("+34\n612 34 56 78", "+34\n612 34 56 78", "+34612345678"),
        ("call +90-532-123-\n45-67.", "+90-532-123-\n45-67", "+905321234567"),
        ("by telephone on +39 312 340\n4219.", "+39 312 340\n4219", "+393123404219"),
        ("call +44 20 7946 0958\n1234", "+44 20 7946 0958", "+442079460958"),
        ("+90 532 123 45 67 -\n89 rooms", "+90 532 123 45 67", "+905321234567"),
        ("电话 415-555-0132", "415-555-0132", "+14155550132"),
    ],
)
def test_numbers(text, value, e164):
    assert found(text) == [(value, e164)]


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "5321234567",
        "1700000000",
        "1748503543012",
        "10000000146",
        "2012-01-02 08:00",
        "20120102 08:00",
        "03/27/2011",
        "01.02.2024 05.06.2024",
        "08.30-17.00",
        "192.168.100.200",
        "10.0.19041.1",
        "41.0082, 28.9784",
        "0.000000012",
        "-2208960000",
        "1.234.567.890",
        "1 234 567 890",
        "123 456 789",
        "415-555-0132$",
        "£415-555-0132",
        "415-555-0132%",
        "123-45-6789",
        "ISBN 0-306-40615-2",
        "ISBN 978-3-16-148410-0",
        "4111 1111 1111 1111",
        "3782 822463 10005",
        "TR33 0006 1005 1978 6457 8413 26",
        "Order 0532 123 45 67",
        "Sipariş no: 05321234567",
        "Fatura No 0212 345 67 60",
        "T.C. Kimlik No: 10000000146",
        "Konto 0532 1234567",
        "IMEI 490154203237518",
        "P0-001-000016155-9",
        "9a1-677-0060",
        "a0532123456789",
        "d41d8cd98f00b204e9800998ecf8427e",
        "650x2531234",
        "0000000000",
        "+0000000000",
        "+5081",
        "(45)+(31)-278394",
        "2019 2020 2021 2022",
        "0800 1200 1600",
        "550e8400-e29b-41d4-a716-446655440000",
        "1600x1200 1920x1080",
        "12 34 56 78 90",
        "00 00 00 00 00",
        "Copyright (C) 1991-2010, Jane Doe",
        "Phone\n1991-2010",
        "Boston, MA 02110-1301 USA",
        "0.60520202",
        "77.70273908",
        "x**3 + 261954000*x**2 + 278326125*x",
        "3 - 200240054",
        "1.5e+8685889636",
        "+1980-02-29",
        "S(16969)/2592",
        "69629/71318",
        "CVE-2022-23521",
        "00CD; 0069 0307 0301",
        "E 71, 056103 (2005).",
        "clause 252.227-7013",
        "phone 61 . 92047",
        "phone 61. 92047",
    ],
)
def test_other_figures(text):
    assert found(text) == []


def test_several_on_a_line():
    assert [n for _, n in found("Tel: 0212 345 67 60, 0212 345 67 61 / +90 532 123 45 67 0532 123 45 68")] == [
        "+902123456760",
        "+902123456761",
        "+905321234567",
        "+905321234568",
    ]


def test_what_a_finding_says():
    (finding,) = phone_number.find(Source("tel 0532 123 45 67 dahili 9"))
    assert finding.type is FindingType.PHONE_NUMBER
    assert (finding.start, finding.end, finding.checks) == (4, 27, ("e164",))
    assert finding.details == {"format": "national", "region": "TR", "kind": "mobile", "extension": "9"}
    assert finding.confidence > 0.9


def test_regions_decide_about_national_formats():
    assert found("06 12 34 56 78", ("FR",)) == [("06 12 34 56 78", "+33612345678")]
    assert found("06 12 34 56 78", ("TR",)) == []
    assert found("(415) 555-0132", ("TR",)) == []
    assert found("+33 6 12 34 56 78", ("TR",)) == [("+33 6 12 34 56 78", "+33612345678")]


def test_a_labelled_number_that_no_plan_has():
    (finding,) = phone_number.find(Source("My phone number is 1444-555-1234."))
    assert finding.confidence < 0.8
    assert finding.checks != ("e164",)
    assert found("My order number is 1444-555-1234.") == []


def test_a_column_under_its_header():
    assert found("name\tphone\tcity\nAda\t5321234567\tIzmir") == [("5321234567", "+905321234567")]
    prose = "My phone 0212 345 67 60 is new\nNHSNO 0123456789 and more"
    assert found(prose) == [("0212 345 67 60", "+902123456760")]
    assert found("Phone 0212 345 67 60\n5321234567")[1:] == [("5321234567", "+905321234567")]
    assert found("name\torder\tcity\nAda\t5321234567\tIzmir") == []


@pytest.mark.parametrize("line", ["O532 123 45 67", "Tel: 0532 l23 45 67", "+9O 532 123 45 67"])
def test_look_alikes_on_pages(line):
    seen = page(line)
    (finding,) = phone_number.find(Source(seen.text, page=seen))
    assert finding.normalized == "+905321234567"
    assert finding.details["mended"] is True


@pytest.mark.parametrize("line", ["BOIL SOIL OIL", "SO 100 BOSS IS OIL", "Order O532 l23 45 67", "ZZ 12 OO 34 ll"])
def test_words_are_not_mended_into_numbers(line):
    seen = page(line)
    assert list(phone_number.find(Source(seen.text, page=seen))) == []


def test_plans_agree_with_the_library():
    random_ = random.Random(7)
    for _ in range(400):
        figures = random_.choice(["0", "05", "07", "", "6"]) + str(random_.randrange(10**8, 10**10))
        for region in DEFAULT_REGIONS:
            plan = _phone_plans.national(figures, (region,), frozenset())
            if plan:
                number = phonenumbers.parse(figures, region)
                assert phonenumbers.is_valid_number(number)
                assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == plan.e164


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_countrys_example(region):
    number = phonenumbers.example_number(region)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    printed = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert found(printed) == [(printed, e164)]


def test_importing_loads_no_metadata():
    code = "import sys, handler.detecting.phone_number; print('phonenumbers' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert answer.strip() == "False"


@pytest.mark.parametrize("unit", ["0 ", "+", "(1)", "tel 1234567 ", "+90 532 ", "1", "212-555-01", "1/2/3/4/", "+1\n"])
def test_long_hostile_text_is_searched_to_its_end(unit):
    text = unit * (100_000 // len(unit))
    # A search that goes back for each place would not come to its end.
    assert all(0 <= f.start < f.end <= len(text) for f in phone_number.find(Source(text)))
