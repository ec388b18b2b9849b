import pytest

from handler.detecting import FindingType, find_on_page
from handler.reading.page import Box, Line, Page, Word

CHAR = 10


def page_of(*lines, top=20, step=30):
    """A page in a fixed-width font, ten pixels a character; two or more spaces are a column gap."""
    made = []
    for i, text in enumerate(lines):
        words, at = [], 0
        for part in text.split(" "):
            if part:
                gap = at - (words[-1][1] if words else 0)
                before = "" if not words else "\t" if gap > 1 else " "
                words.append(
                    (Word(part, Box(20 + CHAR * at, top + step * i, CHAR * len(part), 20), 0.9, before), at + len(part))
                )
            at += len(part) + 1
        made.append(Line(tuple(word for word, _ in words)))
    return Page(1, 900, 600, tuple(made))


def test_a_finding_carries_the_box_of_its_line():
    [found] = find_on_page(page_of("Write to", "ann@example.com today"))
    assert (found.type, found.value, found.page) == (FindingType.EMAIL, "ann@example.com", 1)
    assert found.boxes == (Box(20, 50, 150, 20),)


def test_a_table_of_people_is_no_combolist():
    page = page_of(
        "Name          E-mail              Plate       Born",
        "Ann Lee       ann@example.com     34 ABC 123  12.03.1980",
        "Bob Ray       bob@example.org     06 XY 4567  01.02.1975",
    )
    assert [f.value for f in find_on_page(page, ["EMAIL"])] == ["ann@example.com", "bob@example.org"]
    assert find_on_page(page, ["COMBOLIST"]) == []


def test_a_combolist_line_has_its_fields_boxed():
    page = page_of("marble.fox@example.com:Winter2024!", "bob@example.org:hunter2")
    found = find_on_page(page)
    assert [f.type.value for f in found] == ["COMBOLIST", "EMAIL", "COMBOLIST", "EMAIL"]
    assert found[0].boxes == (Box(20, 20, 340, 20),)
    [mail] = found[1].boxes
    assert (mail.x, mail.y, mail.height) == (20, 20, 20)
    assert 200 < mail.width < 260


def test_a_hash_over_two_lines_has_two_boxes():
    digest = "a1945f6d4da66ac2b64bf9586d4c479e50659854e85dc6562a9839f42736590b"
    [found] = find_on_page(page_of(digest[:48], digest[48:]))
    assert found.value == digest
    assert len(found.boxes) == 2


def test_a_url_over_two_full_lines_is_one():
    page = page_of(
        "The quarterly review was moved to the larger room and",
        "is at https://example.com/reviews/2024/quarter-three-",
        "final.html for all who could not come.",
    )
    [found] = find_on_page(page)
    assert found.value == "https://example.com/reviews/2024/quarter-three-final.html"
    assert found.details["wrapped"] is True
    assert len(found.boxes) == 2


def test_an_address_over_two_lines_is_one():
    page = page_of("All questions that remain go to ann.lee@", "example.com until Friday.")
    assert [f.value for f in find_on_page(page)] == ["ann.lee@example.com"]


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (("Write to ann.lee@meadow-", "example.com."), "ann.lee@meadow-example.com"),
        (("Write to ann-", "lee85@example.com today"), "ann-lee85@example.com"),
        (("It is at http://meadow-", "example.com/a/b now"), "http://meadow-example.com/a/b"),
    ],
)
def test_a_hyphen_at_the_end_of_a_short_line_goes_on(lines, value):
    filler = "A line that is a good deal longer than the ones with the address in them."
    assert [f.value for f in find_on_page(page_of(filler, *lines, filler))] == [value]


def test_a_terminal_cuts_a_url_inside_a_word():
    lines = (
        "GET https://meadow.example.org/great/the",
        "mselves",
        "GET https://harbour.example.org/pepper/q",
        "uiet?id=4",
    )
    assert [f.value for f in find_on_page(page_of(*lines))] == [
        "https://meadow.example.org/great/themselves",
        "https://harbour.example.org/pepper/quiet?id=4",
    ]


def test_a_card_goes_on_behind_the_end_of_a_line_of_words():
    [found] = find_on_page(page_of("The booking is on (4111 1111", "1111 1111) as before."))
    assert (found.value, len(found.boxes)) == ("4111 1111 1111 1111", 2)


@pytest.mark.parametrize(
    "lines",
    [
        ("4111 1111", "1111 1111 1111"),
        ("The booking is on 4111 1111", "1111 1112 as before."),
        ("Order no-4111 1111", "1111 1111"),
        ("The booking is on 4111 1111", "and 1111 1111 as before."),
    ],
)
def test_figures_of_two_lines_are_no_card_by_chance(lines):
    assert find_on_page(page_of(*lines), ["CREDIT_CARD_NUMBER"]) == []


def test_a_label_may_end_the_line_before():
    [found] = find_on_page(page_of("As agreed, her BSN:", "962073234. Please confirm."))
    assert found.checks == ("format", "nl_bsn", "label")


def test_a_label_inside_the_line_before_speaks_of_what_follows_it_there():
    assert find_on_page(page_of("As agreed, her BSN is unknown;", "962073234 was paid."), ["ID_NUMBER"]) == []


def test_lost_gaps_are_put_back_where_the_number_is_printed_with_them():
    [found] = find_on_page(page_of("N° de sécurité sociale 29101 42 391 237 10"))
    assert found.value == "2 91 01 42 391 237 10"


def test_a_clock_behind_a_number_is_no_part_of_it():
    [found] = find_on_page(page_of("Aadhaar 2341 2341 2346 12:30"))
    assert found.value == "2341 2341 2346"


def test_a_record_that_reaches_the_edge_of_the_picture_goes_on():
    longest = "https://meadow.example.org/in:ann.lee+clearly@river.example.com:winter-and-spring-nola"
    found = find_on_page(page_of(longest, "n10", "bob@example.org:hunter2!"), ["COMBOLIST"])
    assert [f.value for f in found] == [longest + "n10", "bob@example.org:hunter2!"]
    short = "https://meadow.example.org/in:ann.lee@example.com:nola"
    assert find_on_page(page_of(short, "n10"), ["COMBOLIST"])[0].value == short


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (("Doğum tarihi 28 Kasim 1992",), "28 Kasım 1992"),
        (("Doğum tarihi 28 Kasım 1992",), "28 Kasım 1992"),
        (("born 28 Kasim 1992",), "28 Kasim 1992"),
        (("Straße, den 3. Marz 1992",), "3. März 1992"),
        (("Doğum tarihi 28 Ekim 1992",), "28 Ekim 1992"),
    ],
)
def test_months_get_the_marks_back_that_the_page_has_elsewhere(lines, value):
    assert [f.value for f in find_on_page(page_of(*lines))] == [value]


def test_a_sentence_after_an_address_is_no_part_of_it():
    page = page_of("All of it is at https://example.com/reviews", "and nothing is anywhere else, so look there.")
    assert [f.value for f in find_on_page(page)] == ["https://example.com/reviews"]


def test_the_page_number_is_the_pages():
    page = page_of("ann@example.com")
    [found] = find_on_page(Page(7, page.width, page.height, page.lines))
    assert found.page == 7
