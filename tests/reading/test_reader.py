"""The reader as its callers see it."""

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from handler.errors import BadOption, EngineUnavailable, ReadingTimedOut
from handler.reading.page import Page
from handler.reading.reader import Reader

Draw = Callable[..., Image.Image]

LETTER = (
    "Dear Mister Holloway, thank you for your letter",
    "of the second of March. We have sent the parcel",
    "to the office in Hamburg, where it will arrive soon.",
    "Please write to anna.keller@example.org if not.",
)


def folded(text: str) -> str:
    return "".join(text.split())


def assert_sound(page: Page, image: Image.Image) -> None:
    assert (page.width, page.height) == image.size
    for at, line in zip(page.line_starts, page.lines, strict=True):
        assert page.text[at : at + len(line.text)] == line.text
        assert line.words
        assert line.words[0].space_before == ""
        for word in line.words:
            assert word.text
            assert word.text == word.text.strip()
            assert 0.0 <= word.confidence <= 1.0
            assert word.box.width > 0
            assert word.box.height > 0
            assert word.box.x >= 0
            assert word.box.y >= 0
            assert word.box.right <= page.width
            assert word.box.bottom <= page.height


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_both_engines_give_the_same_kind_of_page(draw: Draw, engine: str) -> None:
    image = draw(LETTER)
    page = Reader(engine, second_reader=False).read(image)
    assert [line.text for line in page.lines] == list(LETTER)
    assert page.complete
    assert page.rotation == 0
    assert_sound(page, image)
    assert all(a.box.bottom <= b.box.y + 4 for a, b in pairwise(page.lines))


def test_words_lie_where_they_were_drawn(draw: Draw, tesseract: Reader) -> None:
    image = draw(["alpha", "bravo"], size=30)
    first, second = tesseract.read(image).lines
    assert abs(first.box.x - 30) < 8
    assert 25 < first.box.y < 55
    assert 85 < second.box.y < 115
    assert first.box.height < 35


@pytest.mark.parametrize("size", [9, 11, 60, 110])
def test_boxes_are_told_in_pixels_of_the_image_whatever_its_letters_size(
    draw: Draw, tesseract: Reader, size: int
) -> None:
    image = draw(["Invoice number", "Hamburg office"], size=size, width=size * 12)
    page = tesseract.read(image)
    assert [line.text for line in page.lines] == ["Invoice number", "Hamburg office"]
    assert_sound(page, image)
    assert abs(page.lines[0].box.x - size) < size
    assert page.lines[1].box.y > size * 2


@pytest.mark.parametrize("readers", ["tesseract", "both"])
@pytest.mark.parametrize(
    ("turn", "rotation"),
    [(Image.Transpose.ROTATE_90, 90), (Image.Transpose.ROTATE_180, 180), (Image.Transpose.ROTATE_270, 270)],
)
def test_turned_pages_are_read(
    request: pytest.FixtureRequest, draw: Draw, readers: str, turn: Image.Transpose, rotation: int
) -> None:
    image = draw(LETTER).transpose(turn)
    page = request.getfixturevalue(readers).read(image)
    assert folded(page.text) == folded("".join(LETTER))
    assert page.rotation == rotation
    assert_sound(page, image)
    if rotation != 180:
        assert all(line.box.height > line.box.width for line in page.lines)


# Read with little confidence; Tesseract follows each of them down the page when it is turned, and tears its lines.
UNSURE = ("bnkewuhadrwp", "rxypmxyypdpd", "xmuwkhmkrdkk", "rwamurkpyyhp")


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
@pytest.mark.parametrize("name", UNSURE)
def test_an_upright_page_stays_upright_however_unsure_its_words(engine: str, name: str) -> None:
    lines = [f"Write to {name}@example.com", f"or see https://{name}.example.org/{name}", "card 4111 1111 1111 1111"]
    image = Image.new("RGB", (760, 200), "white")
    for n, line in enumerate(lines):
        ImageDraw.Draw(image).text((20, 20 + 40 * n), line, "black", ImageFont.load_default(26))
    page = Reader(engine, second_reader=False).read(image)
    assert page.rotation == 0
    assert [line.text.split()[0] for line in page.lines] == ["Write", "or", "card"]
    assert page.lines[2].text == lines[2]


@pytest.mark.parametrize("readers", ["tesseract", "both"])
def test_light_letters_on_a_dark_ground(request: pytest.FixtureRequest, draw: Draw, readers: str) -> None:
    page = request.getfixturevalue(readers).read(draw(LETTER, paper="#101418", pen="#e8e8e8"))
    assert folded(page.text) == folded("".join(LETTER))


@pytest.mark.parametrize("angle", [-3, 2])
def test_slightly_tilted_pages(draw: Draw, tesseract: Reader, angle: int) -> None:
    image = draw(LETTER, width=900).rotate(angle, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    page = tesseract.read(image)
    assert folded(page.text) == folded("".join(LETTER))
    assert_sound(page, image)


def test_grey_pictures(draw: Draw, both: Reader) -> None:
    image = draw(LETTER).convert("L")
    assert folded(both.read(image).text) == folded("".join(LETTER))


@pytest.mark.parametrize("readers", ["tesseract", "both"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_blank_paper_holds_nothing(request: pytest.FixtureRequest, readers: str, mode: str) -> None:
    page = request.getfixturevalue(readers).read(Image.new(mode, (300, 200), "white"), number=3)
    assert page == Page(3, 300, 200, ())
    assert page.text == ""


@pytest.mark.parametrize("readers", ["tesseract", "both"])
@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3), (1500, 40)])
def test_odd_sizes(request: pytest.FixtureRequest, readers: str, size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).point([(0, 0), (size[0] - 1, size[1] - 1)], fill="black")
    page = request.getfixturevalue(readers).read(image)
    assert (page.width, page.height) == size


def test_shapes_without_letters_hold_no_words(both: Reader) -> None:
    image = Image.new("RGB", (500, 400), "#d8e4f0")
    pencil = ImageDraw.Draw(image)
    pencil.polygon([(40, 300), (250, 60), (460, 340)], fill="#3060a0")
    assert not any(c.isalpha() for c in both.read(image).text)


def test_wide_gaps_part_columns(draw: Draw, tesseract: Reader) -> None:
    image = Image.new("RGB", (900, 200), "white")
    left, right = draw(["Name", "Anna"], width=300), draw(["Phone", "Keller"], width=300)
    image.paste(left, (0, 0))
    image.paste(right, (600, 0))
    page = tesseract.read(image)
    words = page.text.replace("\t", "\n").split("\n")
    assert sorted(words) == ["Anna", "Keller", "Name", "Phone"]


def test_an_unknown_language_is_named_with_those_at_hand(draw: Draw, tesseract: Reader) -> None:
    with pytest.raises(BadOption) as caught:
        tesseract.read(draw(["text"]), languages=("eng", "tlh"))
    assert "'tlh'" in caught.value.detail
    assert "eng" in caught.value.detail.split("installed are")[1]
    assert "osd" not in tesseract.available_languages()


def test_missing_data_is_said(tmp_path: Path, draw: Draw) -> None:
    reader = Reader(tessdata=str(tmp_path))
    with pytest.raises(EngineUnavailable):
        reader.read(draw(["text"]))


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(BadOption):
        Reader("abbyy")


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_time_runs_out(draw: Draw, engine: str) -> None:
    with pytest.raises(ReadingTimedOut):
        Reader(engine, second_reader=False).read(draw(LETTER * 6, size=14), time_limit=0.001)


def test_describe_names_what_reads(tesseract: Reader, both: Reader) -> None:
    alone, together = tesseract.describe(), both.describe()
    assert alone["engine"] in {"tesserocr", "pytesseract"}
    assert str(alone["tesseract"])[0].isdigit()
    assert alone["second_reader"] is None
    assert together["second_reader"]
    assert together["second_reader_version"]


def test_importing_the_reader_loads_nothing_heavy() -> None:
    heavy = "{'onnxruntime', 'tesserocr', 'pytesseract', 'numpy', 'rapidocr'}"
    program = f"import sys, handler.reading.reader; sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
