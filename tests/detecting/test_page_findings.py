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


def test_a_sentence_after_an_address_is_no_part_of_it():
    page = page_of("All of it is at https://example.com/reviews", "and nothing is anywhere else, so look there.")
    assert [f.value for f in find_on_page(page)] == ["https://example.com/reviews"]


def test_the_page_number_is_the_pages():
    page = page_of("ann@example.com")
    [found] = find_on_page(Page(7, page.width, page.height, page.lines))
    assert found.page == 7
