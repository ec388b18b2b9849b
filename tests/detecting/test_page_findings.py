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
