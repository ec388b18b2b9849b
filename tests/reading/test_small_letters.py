"""Small letters are looked at as they are, and enlarged only where a line matters or is doubtful."""

import pytest
from PIL import Image

from handler.reading.looking import Looking
from handler.reading.tesseract import Glyphs, Sight
from handler.reading.tesseract_inprocess import InProcess

PLAIN = [
    "The committee will publish its findings next spring",
    "and all members are invited to send their comments",
    "to the office on the third floor of the old building",
    "where they will be collected by the end of the month",
]


class Noting(InProcess):
    """Tesseract that notes the size of each picture it is given."""

    def __init__(self):
        super().__init__()
        self.sizes = []

    def look(self, image, languages, time_limit):
        self.sizes.append(image.size)
        return super().look(image, languages, time_limit)


def test_plain_small_letters_are_looked_at_once(draw):
    engine = Noting()
    lines = [*PLAIN, "Jolly people gather by the quay of Harbor (Left) daily", *reversed(PLAIN)]
    picture = draw(lines, size=14)
    page = Looking(engine, second_reader=True).read(picture, 1, ["eng"], None, 20)
    assert [line.text for line in page.lines] == lines
    assert {wide for wide, _ in engine.sizes} == {picture.width}


@pytest.mark.parametrize(
    ("turn", "size"),
    [(Image.Transpose.ROTATE_90, 17), (Image.Transpose.ROTATE_180, 12), (Image.Transpose.ROTATE_270, 18)],
)
def test_small_letters_on_a_turned_page(draw, both, turn, size):
    assert [line.text for line in both.read(draw(PLAIN, size=size).transpose(turn)).lines] == PLAIN


def test_small_letters_on_their_side_are_not_enlarged_for_tesseract(draw):
    engine = Noting()
    picture = draw(PLAIN, size=17).transpose(Image.Transpose.ROTATE_90)
    Looking(engine, second_reader=True).read(picture, 1, ["eng"], None, 20)
    assert {wide for wide, _ in engine.sizes} == {picture.width}


@pytest.mark.parametrize("place", [0, 2, 4])
def test_only_the_part_that_matters_is_enlarged_and_the_order_stays(draw, place):
    engine = Noting()
    lines = [*PLAIN[:place], "login: cobalt.birch@example.com:Harbor95", *PLAIN[place:]]
    picture = draw([*lines, *reversed(PLAIN)], size=14)
    page = Looking(engine, second_reader=True).read(picture, 1, ["eng"], None, 20)
    assert [line.text for line in page.lines] == [*lines, *reversed(PLAIN)]
    first = [high for wide, high in engine.sizes if wide == picture.width]
    closer = [high * picture.width / wide for wide, high in engine.sizes if wide > picture.width]
    assert sum(first) == picture.height
    assert 0 < sum(closer) < picture.height


def test_what_was_seen_closer_takes_the_place_of_what_was_seen_there():
    def sight(*lines):
        return Sight(tuple((Glyphs(text, 0, top, 50, top + 10, 0.9),) for text, top in lines))

    far = sight(("a", 0), ("b", 20), ("c", 40))
    assert far.replaced(18, 34, sight(("B", 21))) == sight(("a", 0), ("B", 21), ("c", 40))
    assert far.replaced(18, 34, sight()) == sight(("a", 0), ("c", 40))
    assert far.replaced(31, 38, sight(("new", 32))) == sight(("a", 0), ("b", 20), ("new", 32), ("c", 40))
    # The lower edge of the line above and the upper one of the line below.
    cut = sight(("top", 4), ("B", 21), ("bottom", 36))
    assert far.replaced(12, 40, cut) == sight(("a", 0), ("B", 21), ("c", 40))
    [[shrunk]] = sight(("a", 30)).shrunk(2.0).lower(5).lines
    assert (shrunk.left, shrunk.top, shrunk.right, shrunk.bottom) == (0, 20, 25, 25)


def test_a_page_is_not_complete_when_time_ran_out_while_a_part_was_looked_at_again(draw):
    class Late(Noting):
        def look(self, image, languages, time_limit):
            sight = super().look(image, languages, time_limit)
            return Sight((), complete=False) if image.width > picture.width else sight

    picture = draw([*PLAIN, "login: cobalt.birch@example.com:Harbor95", *reversed(PLAIN)], size=14)
    page = Looking(Late(), second_reader=True).read(picture, 1, ["eng"], None, 20)
    assert [line.text for line in page.lines[:4]] == PLAIN
    assert len(page.lines) == 9
    assert not page.complete
