import pytest

from handler.detecting import credit_card
from handler.detecting.finding import FindingType
from handler.detecting.source import Source
from handler.reading.page import Box, Line, Page, Word


def found(text):
    return [(f.value, f.details["brand"]) for f in credit_card.find(Source(text))]


def read(*lines):
    page = Page(
        1,
        1000,
        1000,
        tuple(
            Line(tuple(Word(w, Box(10 + 100 * j, 30 * i, 90, 20), 0.9) for j, w in enumerate(line.split())))
            for i, line in enumerate(lines)
        ),
    )
    return [
        (f.value, f.normalized, f.details.get("mended", False)) for f in credit_card.find(Source(page.text, page=page))
    ]


@pytest.mark.parametrize(
    ("text", "value", "brand"),
    [
        ("4111111111111111", "4111111111111111", "visa"),
        ("4111 1111 1111 1111", "4111 1111 1111 1111", "visa"),
        ("4111-1111-1111-1111", "4111-1111-1111-1111", "visa"),
        ("4111.1111.1111.1111", "4111.1111.1111.1111", "visa"),
        ("4111\t1111\t1111\t1111", "4111\t1111\t1111\t1111", "visa"),
        ("4111    1111    1111    1111", "4111    1111    1111    1111", "visa"),
        ("4111 11111111 1111", "4111 11111111 1111", "visa"),
        ("4716989580001715211", "4716989580001715211", "visa"),
        ("card 4222222222222", "4222222222222", "visa"),
        ("5555555555554444", "5555555555554444", "mastercard"),
        ("2223003122003222", "2223003122003222", "mastercard"),
        ("3782 822463 10005", "3782 822463 10005", "amex"),
        ("378282246310005", "378282246310005", "amex"),
        ("6011 0009 9013 9424", "6011 0009 9013 9424", "discover"),
        ("3056 930902 5904", "3056 930902 5904", "diners"),
        ("3530 1113 3330 0000", "3530 1113 3330 0000", "jcb"),
        ("6200000000000005", "6200000000000005", "unionpay"),
        ("6200 0000 0000 0000 125", "6200 0000 0000 0000 125", "unionpay"),
        ("9792 0300 0000 0000", "9792 0300 0000 0000", "troy"),
        ("2200 1234 5678 9019", "2200 1234 5678 9019", "mir"),
        ("6759649826438453", "6759649826438453", "maestro"),
        ("5019717010103742", "5019717010103742", "dankort"),
        ("user1 4111111111111111 12/27 123", "4111111111111111", "visa"),
        ("4111111111111111|12|27|123", "4111111111111111", "visa"),
        ("4111 1111 1111 1111 12/27 123", "4111 1111 1111 1111", "visa"),
        ("Kart No: 4111 1111 1111 1111.", "4111 1111 1111 1111", "visa"),
        ("1. 4111 1111 1111 1111", "4111 1111 1111 1111", "visa"),
        ("Ada 09.03.1990 4111 1111 1111 1111", "4111 1111 1111 1111", "visa"),
        ("Ada 18/02/2007 4111 1111 1111 1111", "4111 1111 1111 1111", "visa"),
        ("Ada 7 June 2021 4111 1111 1111 1111", "4111 1111 1111 1111", "visa"),
        ("Ada October 18, 1969 4111-1111-1111-1111", "4111-1111-1111-1111", "visa"),
        ("Ada 2007-02-18 4111 1111 1111 1111", "4111 1111 1111 1111", "visa"),
        ("4111 1111\n1111 1111", "4111 1111\n1111 1111", "visa"),
    ],
)
def test_cards(text, value, brand):
    assert found(text) == [(value, brand)]


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "4111 1111 1111 1112",
        "3782 822463 10006",
        "5555 5555 5555 5555",
        "0000000000000000",
        "1111 1111 1111 1111",
        "1234567812345670",
        "7992 7398 7130 0005",
        "4222222222222",
        "36168002586008",
        "IMEI 353626070000000",
        "IMEI: 490154203237518",
        "order no 4111111111111111",
        "sipariş 4111111111111111",
        "TR33 0006 1005 1978 6457 8413 26",
        "TR33 4111 1111 1111 1111 26",
        "DE89 3704 0044 0532 0130 00",
        "tracking 4111111111111111",
        "A4111111111111111",
        "4111111111111111F",
        "ab4111111111111111cd",
        "SKU-4111111111111111",
        "0.4111111111111111",
        "$4111111111111111",
        "41111111111111111111111",
        "4111 1111 1111 1111 1111 1111",
        "41 11 11 11 11 11 11 11",
        "411111 11111 11111",
        "1700000000000 1700000000001",
        "2024-03-15 08:15:30.123456",
        "12/03/2024 4111",
        "8.9900 1234 5678 9012 345",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14",
    ],
)
def test_other_figures(text):
    assert found(text) == []


def test_several_cards_side_by_side():
    assert [v for v, _ in found("5555555555554444 4111 1111 1111 1111 4012-8888-8888-1881 3782 822463 10005")] == [
        "5555555555554444",
        "4111 1111 1111 1111",
        "4012-8888-8888-1881",
        "3782 822463 10005",
    ]


def test_what_a_finding_says():
    (finding,) = credit_card.find(Source("card 4111 1111 1111 1111"))
    assert finding.type is FindingType.CREDIT_CARD_NUMBER
    assert finding.normalized == "4111111111111111"
    assert finding.checks == ("luhn", "issuer_range")
    assert (finding.start, finding.end) == (5, 24)
    assert finding.confidence > 0.95


def test_a_word_beside_the_number_counts():
    def confidence(text):
        return next(credit_card.find(Source(text))).confidence

    assert confidence("Kart 4111111111111111") > confidence("4111111111111111")
    assert confidence("4111 1111 1111 1111") > confidence("order 4111 1111 1111 1111")


@pytest.mark.parametrize(
    ("line", "value", "normalized"),
    [
        ("4OI2 8888 8888 I88l", "4012 8888 8888 1881", "4012888888881881"),
        ("4111 1111 1111 111I", "4111 1111 1111 1111", "4111111111111111"),
        ("5S55555555554444", "5555555555554444", "5555555555554444"),
    ],
)
def test_look_alikes_on_pages(line, value, normalized):
    assert read(line) == [(value, normalized, True)]
    assert found(line) == []


@pytest.mark.parametrize(
    "line",
    ["556664491 3337333", "5566 6449 1 333 7333", "5566-6449-1 333-7333"],
)
def test_a_gap_beside_a_1_may_be_none_where_a_word_says_card(line):
    assert read(f"card {line}") == [(line, "5566644913337333", True)]
    assert found(f"card {line}") == []
    assert read(f"order {line}") == []
    assert read(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "5566644 913337333",  # no 1 beside the gap
        "556664491 3337334",  # no check digit
        "55 6664491 3337333",  # one gap too many
        "556664491-3337333",
        "556664491 3337333-1",
    ],
)
def test_other_gaps_stay_gaps(line):
    assert read(f"card {line}") == []


@pytest.mark.parametrize(
    "line", ["4OI2 8888 8888 I882", "BOSS OILS SOIL BOIL", "4lll llll llll llll", "4OI2@8888 8888 I88l"]
)
def test_look_alikes_that_prove_nothing(line):
    assert read(line) == []


@pytest.mark.parametrize("unit", ["4111 ", "4111111111111112 ", "1", "4111-", "12 ", "4\t", "4111 1111\n"])
def test_long_hostile_text_is_searched_to_its_end(unit):
    text = unit * (100_000 // len(unit))
    # A search that goes back for each place would not come to its end.
    assert all(0 <= f.start < f.end <= len(text) for f in credit_card.find(Source(text)))
