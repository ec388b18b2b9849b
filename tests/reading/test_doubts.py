"""Which words of a line are read again, and how the rest of it stays as it was."""

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from handler.reading.doubts import pieces
from handler.reading.merging import joined
from handler.reading.tesseract import Glyphs
from handler.reading.view import View

HIGH, WIDE = 20.0, 10.0
VIEW = View.of(Image.new("L", (2000, 40)))


class Mind:
    """A judge that is after digits."""

    def could_hold(self, line: str) -> bool:
        return any(c.isdigit() for c in line)

    def evidence(self, line: str) -> float:
        return float(self.could_hold(line))


def row(text: str, space: float = 8.0) -> list[Glyphs]:
    """A line of words: ``word?`` is doubtful (.6), ``word??`` a guess (.2), others are sure; two bars part columns."""
    words: list[Glyphs] = []
    left = 10.0
    for word in text.split():
        if word == "||":
            left += 80
            continue
        printed = word.rstrip("?")
        confidence = (0.95, 0.6, 0.2)[len(word) - len(printed)]
        words.append(Glyphs(printed, left, 5, left + WIDE * len(printed), 5 + HIGH, confidence))
        left = words[-1].right + space
    return words


@pytest.mark.parametrize(
    ("line", "again"),
    [
        ("number 4711 in a row", []),
        ("number 47ll? in a row", ["number 47ll in"]),
        ("ordinary words? in a row", []),
        ("ordinary? words? in? a? row?", ["ordinary words in a row"]),
        ("all sure words before this card 4556? 7375 8689 9855?", ["card 4556 7375 8689 9855"]),
        ("card 4556 7375 8689 o855? and sure words until here", ["4556 7375 8689 o855 and"]),
        # A doubt far from all that matters.
        ("born 1987 in the old town of Lower? Saxony then moved", []),
        ("born 1987 in Lower? Saxony", ["in Lower Saxony"]),
        # Two columns are two lines.
        ("row 1 || 0501 234? 58 || total 17", ["0501 234 58"]),
        ("guess?? these?? || 0501 234", ["guess these"]),
        (".. ?? .", []),
    ],
)
def test_doubtful_words_that_matter_are_read_again_with_a_neighbour(line: str, again: list[str]) -> None:
    assert [p.line.text for p in pieces(row(line), VIEW, Mind()) if p.again] == again


@pytest.mark.parametrize(
    ("line", "space", "again"),
    [
        # Readers see gaps around signs that are none, and gaps too narrow to be one.
        ("write to kestrel52@hotmail. com: 6Kom? today sometime", 10.0, "to kestrel52@hotmail. com: 6Kom today"),
        # In type of one width an l has as much room around it as a narrow space.
        ("write to jasper@out look.com|river7? today sometime", 8.0, "to jasper@out look.com|river7 today"),
        ("see www. example. org/7a? for the rest", 8.0, "www. example. org/7a for"),
        ("number 12 34 56 l8? or so", 3.0, "number 12 34 56 l8 or so"),
    ],
)
def test_a_line_is_cut_between_words_only(line: str, space: float, again: str) -> None:
    assert [p.line.text for p in pieces(row(line, space), VIEW, Mind()) if p.again] == [again]


@pytest.mark.parametrize(
    "line",
    [
        "number 47ll? in a row",
        "4711",
        "all sure words before this card 4556? 7375 || 0501 234? 58 and more || row 9",
        "in 1987? || in 1988 || l989?",
    ],
)
def test_pieces_are_the_whole_line_again(line: str) -> None:
    words = row(line)
    found = pieces(words, VIEW, Mind())
    assert [word for piece in found for word in piece.words] == words
    text = line.replace("?", "").replace(" || ", "\t")
    assert joined([(piece.before, piece.line) for piece in found]).text == text


@pytest.mark.parametrize(
    ("space", "again"),
    [(3.0, "meadow winter.saddle7 2@example.org"), (8.0, "meadow winter.saddle7 2@example.org"), (12.0, None)],
)
def test_words_beside_a_gap_that_may_be_none_have_to_be_surer(space: float, again: str | None) -> None:
    words = [*row("sure words meadow"), *row("winter.saddle7 2@example.org", space)]
    words = [
        replace(w, confidence=0.88, left=w.left + 180, right=w.right + 180) if n > 2 else w for n, w in enumerate(words)
    ]
    assert next((p.line.text for p in pieces(words, VIEW, Mind()) if p.again), None) == again


LETTERS = ((150, 158), (166, 176), (186, 194), (204, 212))


@pytest.mark.parametrize(("ink", "again"), [((), []), (LETTERS, ["4711 0815"])])
def test_a_gap_with_ink_in_it_parts_no_columns(ink: tuple[tuple[int, int], ...], again: list[str]) -> None:
    words = [Glyphs("4711", 100, 5, 140, 25, 0.95), Glyphs("0815", 220, 5, 260, 25, 0.95)]
    image = Image.new("L", (400, 40), 255)
    for left, right in ((100, 140), *ink, (220, 260)):
        ImageDraw.Draw(image).rectangle((left, 10, right - 2, 20), fill=0)
    found = pieces(words, View.of(image), Mind())
    assert [p.line.text.replace("\t", " ") for p in found if p.again] == again
    assert len(found) == (1 if ink else 2)


def test_a_rule_and_the_line_below_are_no_ink_between_columns() -> None:
    words = [Glyphs("4711", 100, 5, 140, 25, 0.95), Glyphs("0815", 220, 5, 260, 25, 0.95)]
    image = Image.new("L", (400, 60), 255)
    pencil = ImageDraw.Draw(image)
    for box in ((100, 8, 138, 22), (220, 8, 258, 22), (150, 24, 210, 50), (180, 0, 181, 60)):
        pencil.rectangle(box, fill=0)
    assert len(pieces(words, View.of(image), Mind())) == 2


@pytest.mark.parametrize(("space", "again"), [(8.0, True), (10.0, False)])
@pytest.mark.parametrize("words", ["oasis@out Look.com", "http://out Look.com"])
def test_an_address_that_may_go_on_behind_a_gap_has_to_be_surer(words: str, space: float, again: bool) -> None:
    sure = [replace(w, confidence=0.92) for w in row(f"{words} 47", space)]
    assert any(p.again for p in pieces(sure, VIEW, Mind())) == again


def test_pieces_end_halfway_to_their_neighbours() -> None:
    head, middle, tail = pieces(row("some plain words 47ll? then other words"), VIEW, Mind())
    assert middle.again
    assert not head.again
    assert not tail.again
    assert (head.left, tail.right) == (float("-inf"), float("inf"))
    assert head.right == middle.left == head.words[-1].right + 4
    assert middle.right == tail.left == tail.words[0].left - 4


def test_without_a_judge_numbers_addresses_and_labels_matter() -> None:
    def again(line: str) -> bool:
        return any(piece.again for piece in pieces(row(line), VIEW, None))

    assert again("row 47ll?")
    assert again("write to me@example?")
    assert again("login: tilly?")
    assert not again("ordinary words? only")
