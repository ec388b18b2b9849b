import pytest

from handler.detecting import find, find_on_page
from handler.detecting.lookalikes import as_digits
from handler.reading.page import Box, Line, Page, Word

SHA1 = "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"


def read(text):
    """``text`` as a reader of pixels would hand it over."""
    lines = []
    for row, line in enumerate(text.split("\n")):
        at, words = 0, []
        for part in line.split(" "):
            words.append(Word(part, Box(10 + 8 * at, 10 + 20 * row, 8 * len(part), 14), 0.8))
            at += len(part) + 1
        lines.append(Line(tuple(words)))
    return Page(1, 1000, 1000, tuple(lines))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4O19 l234 S678", "4019 1234 5678"),
        ("+9O 532", "+90 532"),
        ("IB2Z", "1822"),
        ("2024-1O-01", "2024-10-01"),
        ("", ""),
        ("12x4", None),
        ("hello", None),
    ],
)
def test_as_digits(text, expected):
    assert as_digits(text) == expected


MISREAD = [
    ("name©gmail.com", "name@gmail.com"),
    ("ann.lee®example.org", "ann.lee@example.org"),
    ("ann.leeQexample.org", "ann.lee@example.org"),
    ("ann.leeagmail.com", "ann.lee@gmail.com"),
    ("annQ@gmail.com", "ann@gmail.com"),
    ("cobalt@gmai1.com", "cobalt@gmail.com"),
    ("cobalt@hotmall.com", "cobalt@hotmail.com"),
    ("ann@example.corn", "ann@example.com"),
    ("ann@example.c0m", "ann@example.com"),
    ("ann @example.com", "ann@example.com"),
    ("ann@ example. com", "ann@example.com"),
    ("ann@example. gov. tr", "ann@example.gov.tr"),
    ("ann. lee@example.com", "ann.lee@example.com"),
    ("https: //example.com/a", "https://example.com/a"),
    ("https:/ /example.com/a", "https://example.com/a"),
    ("htps://example.com/a", "https://example.com/a"),
    ("https://example. com/a", "https://example.com/a"),
    ("dig example .com", "example.com"),
    (SHA1.replace("0", "O").replace("1", "l"), SHA1),
    (SHA1[:15] + " " + SHA1[15:], SHA1),
    ("86F7e437faa5a7fce15d1ddcb9eaeaea377667b8", SHA1),
    ("S1S6CxW3ICuS7k6J9Qw77FEQw09KpDTZHl", "$1$6CxW3ICu$7k6J9Qw77FEQw09KpDTZHl"),
    ("$1$6C×W3ICu$7k6J9Qw77FEQw09KpDTZHl", "$1$6CxW3ICu$7k6J9Qw77FEQw09KpDTZHl"),
    ("danieI.lee@example.com", "daniel.lee@example.com"),
    ("beacon.I@example.com", "beacon.l@example.com"),
    ("Iuna@example.com", "luna@example.com"),
    ("ann@coraI.example.nI", "ann@coral.example.nl"),
    ("https://ww.river.example.org/a", "https://www.river.example.org/a"),
    ("https://wwww.river.example.org/a", "https://www.river.example.org/a"),
]


@pytest.mark.parametrize(("text", "value"), MISREAD)
def test_reading_errors_are_mended_on_a_page(text, value):
    [found] = find_on_page(read(text))
    assert found.value == value
    assert found.details["mended"] is True
    assert found.boxes


@pytest.mark.parametrize(("text", "value"), MISREAD)
def test_plain_text_is_left_as_it_is(text, value):
    assert value not in [f.value for f in find(text)]


def test_a_torn_line_of_credentials_is_one():
    text = "https: //example. org/login: ann. lee@example.com:hunter2"
    assert [f.value for f in find_on_page(read(text))] == [
        "https://example.org/login:ann.lee@example.com:hunter2",
        "https://example.org/login",
        "ann.lee@example.com",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "https://webmail.longer-host.info/account/signin:pebble97 : u0ABROxF6L",
        "https://river21.nl/account/login:thistle. saffron859:Quartz1435",
        "https://violet-ember.org/wp-login.php:timber .pebble@gmail.com:indigo2005!",
    ],
)
def test_a_space_may_stand_late_in_a_torn_line(text):
    assert find_on_page(read(text))[0].value == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ann.lee@example.melwinter_last", "ann.lee@example.me|winter_last"),
        ("ann.lee@example.itIroad935", "ann.lee@example.it|road935"),
        ("marbIe848:Winter2024!", "marble848:Winter2024!"),
    ],
)
def test_a_line_of_credentials_is_mended_as_one(text, value):
    around = "bob@example.org:hunter2!\nzoe@example.org:Summer2023"
    assert value in [f.value for f in find_on_page(read(f"{around}\n{text}"))]


@pytest.mark.parametrize("text", ["ann.lee@example.museum", "ann@example.com, lemon", "Iron848:Winter2024!"])
def test_no_bar_and_no_letter_is_put_where_none_was_lost(text):
    assert [f for f in find_on_page(read(text)) if f.details.get("mended")] == []


@pytest.mark.parametrize(
    "text",
    [
        "Copyright © Example Ltd.",
        "S1S6CxW3ICuS7k6J9Qw77FEQw09KpDTZ",
        "XS1S6CxW3ICuS7k6J9Qw77FEQw09KpDTZHl",
        "4 × 4 cm",
        "© example.com",
        "See me at ten. ann is here",
        "the review. In spring",
        "popcorn. corn",
        "Hello : / world",
        "QUIET. NET",
        "megabytes",
        "Info@example.com",
        "Isabel.Ivory@example.com",
        "IAN@EXAMPLE.COM",
        "https://www.example.com/a",
    ],
)
def test_nothing_is_made_of_ordinary_text(text):
    assert [f for f in find_on_page(read(text)) if f.details.get("mended")] == []


def test_what_was_read_right_is_not_said_to_be_mended():
    [found] = find_on_page(read("ann@example.com"))
    assert "mended" not in found.details
    [next_sentence] = find_on_page(read("ann@example.com. Write soon"))
    assert next_sentence.value == "ann@example.com"
