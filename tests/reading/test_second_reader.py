"""What the second look adds, and what it must leave alone."""

import math
import threading
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from handler.reading import models
from handler.reading.ink import look_at
from handler.reading.judge import Judge
from handler.reading.merging import better, in_rows, uncovered
from handler.reading.page import Box, Line, Word
from handler.reading.reader import Reader
from handler.reading.second import Reading, SecondReader
from handler.reading.tesseract_cli import CommandLine
from handler.reading.view import View

Draw = Callable[..., Image.Image]

HASH = "9b74c9897bac770ffc029102a200c5de5f4dcc3b"
LOGIN = "global.tilly@mail-01.example.com:Kr8vbQ27"


class Mind:
    """A judge that is after lines with a digit, and knows one text for right."""

    def __init__(self, right: str = "") -> None:
        self.right = right

    def could_hold(self, line: str) -> bool:
        return any(c.isdigit() for c in line)

    def evidence(self, line: str) -> float:
        return 1.0 if self.right and self.right in line else 0.0


def a_line(text: str, confidence: float = 0.9, box: Box | None = None) -> Line:
    return Line((Word(text, box or Box(0, 0, 100, 20), confidence, ""),))


def test_a_hash_is_read_better_than_by_tesseract_alone(draw: Draw, tesseract: Reader, both: Reader) -> None:
    image = draw([HASH, "ordinary words"], size=11, width=420).filter(ImageFilter.GaussianBlur(0.6))
    assert HASH not in tesseract.read(image).text
    page = both.read(image, judge=Mind())
    assert page.lines[0].text == HASH
    box = page.lines[0].words[0].box
    assert abs(box.x - 11) < 8
    assert box.right <= image.width


def test_log_ins_are_read_to_the_letter(draw: Draw, both: Reader) -> None:
    assert both.read(draw([LOGIN, "second.user@example.org:hunter22"])).lines[0].text == LOGIN


def test_spaces_stand_where_they_were_printed(draw: Draw, both: Reader) -> None:
    page = both.read(draw(["Call +49 30 901820 or 030 90 18 20", "on 12.03.2024 at h.k.a:1.1.1"], size=26, width=700))
    assert page.text == "Call +49 30 901820 or 030 90 18 20\non 12.03.2024 at h.k.a:1.1.1"


def test_a_tilted_photograph_is_read(draw: Draw, both: Reader) -> None:
    lines = ["account 4556 7375 8689 9855", "user anna@example.org", "call +49 30 901820"]
    paper = draw(lines, size=30, width=640)
    desk = Image.effect_noise((1000, 800), 40).convert("RGB")
    desk = ImageChops.multiply(desk, Image.new("RGB", desk.size, "#806040"))
    size = 1000, 800
    outline = paper.size
    # Seen from the left: the right side is farther away and the whole falls.
    plane = (0.9, -0.25, -60.0, 0.18, 0.95, -160.0, 0.00012, 0.00005)
    laid = paper.transform(size, Image.Transform.PERSPECTIVE, plane, Image.Resampling.BICUBIC)
    mask = Image.new("L", outline, 255).transform(size, Image.Transform.PERSPECTIVE, plane)
    desk.paste(laid, mask=mask)
    page = both.read(desk.filter(ImageFilter.GaussianBlur(0.8)))
    for line in lines:
        assert line.replace(" ", "") in page.text.replace(" ", "").replace("\t", "")


def test_lines_are_read_once(draw: Draw, both: Reader) -> None:
    text = [f"row {n} of the table 10{n}" for n in range(8)]
    page = both.read(draw(text))
    assert [line.text for line in page.lines] == text


def test_without_the_package_tesseract_reads_alone(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_spec", lambda _: None)
    assert models.installed() is None
    reader = Reader()
    assert reader.describe()["second_reader"] is None


def test_time_may_run_out_between_lines(draw: Draw, both: Reader) -> None:
    assert both.describe()["second_reader"]
    image = draw([f"{n} {HASH}" for n in range(5)], size=12).filter(ImageFilter.GaussianBlur(0.5))
    grey = image.convert("L")
    sight = CommandLine().look(grey, ("eng",), 20.0)
    found = models.installed()
    assert found is not None
    from handler.reading.second_look import SecondLook  # noqa: PLC0415 - loads onnxruntime

    late = SecondLook(found).improve(image, 1, look_at(grey), View.of(grey), sight, ("eng",), None, deadline=0.0)
    assert not late.complete
    assert late.lines


def test_threads_share_a_reader(draw: Draw, both: Reader) -> None:
    images = {n: draw([f"parcel {n}{n}{n}{n} arrived"]) for n in range(4)}
    read: dict[int, str] = {}

    def work(n: int) -> None:
        read[n] = both.read(images[n]).text

    threads = [threading.Thread(target=work, args=(n,)) for n in images]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == {n: f"parcel {n}{n}{n}{n} arrived" for n in images}


@pytest.mark.parametrize(
    ("first", "second", "judge", "chosen"),
    [
        (a_line("gmai1.com"), a_line("gmail.com"), None, "gmail.com"),
        (a_line("gmai1.com"), a_line("gmail.com"), Mind("gmail.com"), "gmail.com"),
        (a_line("gmail.com"), a_line("gmai1.com"), Mind("gmail.com"), "gmail.com"),
        (a_line("total"), None, None, "total"),
        (a_line("total", 0.9), a_line("lolal", 0.3), None, "total"),
        (a_line("tolal", 0.2), a_line("total", 0.3), None, "total"),
        (a_line("a long and sure line"), a_line("a lon"), None, "a long and sure line"),
        (a_line("% ~~ wild guesses ,,", 0.3), a_line("a lon"), None, "a lon"),
    ],
)
def test_which_reading_is_believed(first: Line, second: Line | None, judge: Judge | None, chosen: str) -> None:
    assert better(first, second, judge).text == chosen


def test_what_else_stands_on_the_row_is_evidence_too() -> None:
    first, second = a_line("9855"), a_line("9835")
    mind = Mind("card 4556 7375 8689 9855 is mine")
    assert better(first, second, mind, "card 4556 7375 8689 ", " is mine") is first
    assert better(first, second, mind, "card 4556 7375 8689 ") is second


def test_a_page_of_sure_words_around_a_misread_number_is_read_in_its_place(draw: Draw, both: Reader) -> None:
    text = "please call the office at 030 901820 before noon today"
    page = both.read(draw([text, "and bring the signed papers along"]), judge=Mind())
    assert page.lines[0].text == text


def test_rows_are_joined_and_columns_parted() -> None:
    lines = [a_line("c"), a_line("a"), a_line("b"), a_line("below")]
    boxes = [
        (400.0, 12.0, 500.0, 32.0),
        (10.0, 10.0, 110.0, 30.0),
        (115.0, 8.0, 210.0, 30.0),
        (10.0, 40.0, 200.0, 60.0),
    ]
    assert [line.text for line in in_rows(lines, boxes)] == ["a b\tc", "below"]


def test_only_lines_that_nothing_covers_are_kept() -> None:
    over, beside = a_line("x", box=Box(5, 2, 90, 15)), a_line("y", box=Box(200, 0, 50, 20))
    assert uncovered([over, beside], [a_line("z")]) == [beside]


def test_a_password_hash_is_read_to_the_letter(both: Reader) -> None:
    lines = [
        "$ sha1sum notes.zip",
        "9b70c0897bac110ffc029102a200c5de5f4dcc30",
        "$ cat shadow",
        "$2b$12$zgd5NGeikddWZWwAHnJF4n2qJvt27dUFns7DksvHpOUWSst0m2wSZ",
        "$2b$10$vIacAI8P5Uon4bPGORpQb2dI6vsZLfYy2Qg2ONOchnx1IVMF.m7mb",
    ]
    font = ImageFont.truetype("DejaVuSansMono.ttf", 15)  # its zero has a dot
    image = Image.new("RGB", (640, 170), "#1e1e1e")
    for i, line in enumerate(lines):
        ImageDraw.Draw(image).text((12, 14 + 28 * i), line, "#d0d0d0", font)
    found = [line.text for line in both.read(image, judge=Mind()).lines]
    assert found[3:] == lines[3:]


def test_boxes_are_as_high_as_the_letters(draw: Draw, both: Reader) -> None:
    image = draw([LOGIN, "second.user@example.org:hunter22"], size=30, width=900)
    for line in both.read(image, judge=Mind()).lines:
        shown = image.crop((line.box.x, 0, line.box.right, image.height)).convert("L").point(lambda v: 255 * (v < 128))
        _, top, _, bottom = shown.crop((0, line.box.y - 12, shown.width, line.box.bottom + 12)).getbbox() or (0,) * 4
        assert abs(top - 12) <= 3
        assert abs(bottom - 12 - line.box.height) <= 3


def test_strips_that_nobody_waits_for_any_more_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = models.installed()
    assert found is not None
    begun, go_on, last = [], threading.Event(), np.zeros((4, 2), np.float32)

    def read(_: SecondReader, __: object, quad: object, ___: object) -> Reading:
        begun.append(quad)
        if len(begun) > 1 and quad is not last:
            assert go_on.wait(30)
        return Reading(last, np.zeros((48, 48), np.float32), (), ())

    monkeypatch.setattr(SecondReader, "read", read)
    reader, picture = SecondReader(found), np.zeros((1, 1, 3), np.uint8)
    each = reader.read_each(picture, [np.zeros((4, 2), np.float32)] * 50, ["eng"], math.inf)
    next(each)
    each.close()
    go_on.set()
    reader.read_all(picture, [last], ["eng"], math.inf)  # behind all that could still have been read
    assert len(begun) < 10
