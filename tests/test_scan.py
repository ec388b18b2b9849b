"""The time limit of one image: what it ends, and what the answer says of pages that it left out."""

from types import SimpleNamespace

import pytest
from PIL import Image

from handler import scan as pipeline
from handler.errors import ReadingTimedOut
from handler.imaging.decoding import Frame
from handler.reading.page import Page
from handler.scan import Options, Scanner
from handler.settings import Settings


class Reader:
    """Stands in for one that takes ``seconds`` for a page, by a clock of its own."""

    def __init__(self, seconds, never=()):
        self.now = 0.0
        self._seconds, self._never = seconds, never

    def read(self, image, *, number, **_):
        self.now += self._seconds
        if number in self._never:
            raise ReadingTimedOut("Nothing could be read.")
        return Page(number, *image.size, lines=())


@pytest.fixture(params=[1, 2], ids=["one processor", "two"])
def scanned(request, monkeypatch):
    """Reads a document of ten pages with a reader, and notes which of them were decoded."""
    monkeypatch.setattr("handler.processors.processors", lambda: request.param)

    def scan(reader, decoding=0.0):
        decoded = []

        def frames():
            for number in range(1, 11):
                decoded.append(number)
                reader.now += decoding
                yield Frame(number, Image.new("L", (20 + number, 30)))

        picture = SimpleNamespace(frame_count=10, size=(23, 30), frames=frames)
        monkeypatch.setattr(pipeline, "open_picture", lambda *_: picture)
        monkeypatch.setattr(pipeline, "time", SimpleNamespace(monotonic=lambda: reader.now))
        scanner = Scanner(Settings(cache_url="none://", time_limit=10), reader)
        return scanner.scan(b"", Options(), use_cache=False), decoded

    return scan


def test_everything_is_decoded_and_read_while_there_is_time(scanned):
    scan, decoded = scanned(Reader(0.5))
    assert decoded == list(range(1, 11))
    assert scan.complete


def test_once_time_is_out_no_further_page_is_decoded(scanned):
    scan, decoded = scanned(Reader(0), decoding=4)
    assert decoded == [1, 2, 3]
    assert scan.pages[0].complete
    assert [page.complete for page in scan.pages[2:]] == [False] * 8
    assert (scan.pages[2].width, scan.pages[9].width) == (23, 23)


def test_a_later_page_of_which_nothing_was_read_in_time_leaves_the_others(scanned):
    scan, _ = scanned(Reader(0.5, never=(4,)))
    assert [page.complete for page in scan.pages] == [number != 4 for number in range(1, 11)]


def test_where_even_the_first_page_was_not_read_it_is_an_error(scanned):
    with pytest.raises(ReadingTimedOut):
        scanned(Reader(0.5, never=(1,)))
    with pytest.raises(ReadingTimedOut):
        scanned(Reader(0.5), decoding=11)
