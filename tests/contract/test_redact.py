"""POST /redact: read again, the redacted image shows none of the values, whatever the style and format."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw

from handler import scan
from handler.api.app import create_app
from handler.detecting import FindingType
from handler.imaging.painting import Style
from handler.processors import processors

RAW = {"Content-Type": "application/octet-stream"}
VALUES = ("cobalt", "example.com", "7946", "0958", "4111", "1111", "example.org")


def post(client, image, query="", path="/redact", **headers):
    return client.post(f"{path}?{query}", content=image, headers=RAW | headers)


def read_again(client, image):
    answer = post(client, image, path="/analyze", Prefer="return=representation")
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
def test_read_again_nothing_is_found(client, letter, encoded, kind, style):
    image = encoded(Image.open(io.BytesIO(letter)), kind)
    answer = post(client, image, f"style={style}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, Image.MIME[kind])
    assert answer.headers["content-disposition"] == f'inline; filename="redacted.{kind.lower()}"'
    again = read_again(client, answer.content)
    assert again["findings"] == []
    assert [v for v in VALUES if v in again["content"]] == []
    assert "Delivery note for the northern office" in again["content"]


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_text_that_lies_on_its_side_is_hidden(client, letter, encoded, turned, style):
    image = encoded(Image.open(io.BytesIO(letter)).rotate(turned, expand=True, fillcolor="white"))
    assert len(read_again(client, image)["findings"]) >= 3
    assert read_again(client, post(client, image, f"style={style}").content)["findings"] == []


@pytest.mark.parametrize(("ink", "paper"), [("white", "black"), ("#335577", "#ffeecc")])
@pytest.mark.parametrize("style", Style)
def test_other_colours_are_hidden_as_well(client, picture, encoded, ink, paper, style):
    image = encoded(picture(["Contact: cobalt@example.com", "and nothing more"], ink=ink, paper=paper))
    again = read_again(client, post(client, image, f"style={style}").content)
    assert again["findings"] == []
    assert "cobalt" not in again["content"]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_later_frame_that_changes_little_does_not_show_the_value(client, picture, encoded, kind):
    first = picture(["Contact: cobalt@example.com", "frame by frame"])
    others = [first.copy() for _ in range(2)]
    for n, other in enumerate(others):
        ImageDraw.Draw(other).ellipse((5 + 20 * n, 60, 15 + 20 * n, 70), fill="red")
    image = encoded(first, kind, save_all=True, append_images=others, duration=200, loop=0)
    answer = post(client, image)
    again = read_again(client, answer.content)
    assert len(again["pages"]) == 3
    assert again["findings"] == []
    assert "cobalt" not in again["content"]
    assert again["content"].count("frame by frame") == 3


@pytest.mark.parametrize(
    ("kind", "options", "style"), [("TIFF", {}, Style.BLUR), ("GIF", {"duration": 200, "loop": 0}, Style.LABEL)]
)
def test_every_page_and_frame_is_hidden_whatever_the_style(client, picture, encoded, kind, options, style):
    pages = [picture(["Contact: cobalt@example.com", f"and nothing on {n} else"]) for n in ("one", "two")]
    image = encoded(pages[0], kind, save_all=True, append_images=pages[1:], **options)
    again = read_again(client, post(client, image, f"style={style}").content)
    assert len(again["pages"]) == 2
    assert again["findings"] == []
    assert "cobalt" not in again["content"]
    assert again["content"].count("and nothing on") == 2


EVERYTHING = (
    "Phone: +44 20 7946 0958",
    "T.C. Kimlik No: 10000000146",
    "Card: 4111 1111 1111 1111",
    "Plaka: 34 ABC 123",
    "Date of birth: 14 March 1986",
    "Write to cobalt@example.com",
    "Host: portal.example.org",
    "See https://example.net/terms",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "amber@example.com:Winter2024!",
)


def test_all_ten_types_are_hidden(client, picture, encoded):
    image = encoded(picture(EVERYTHING))
    found = read_again(client, image)["findings"]
    assert {finding["type"] for finding in found} == set(FindingType)
    for style in Style:
        again = read_again(client, post(client, image, f"style={style}").content)
        assert again["findings"] == []
        assert [f["value"] for f in found if f["value"] in again["content"]] == []


def test_no_more_are_painted_at_once_than_there_are_processors(scanner, letter, monkeypatch):
    many, going, most = processors(), [], []
    go = threading.Event()

    def held(*_):
        going.append(1)
        most.append(len(going))
        assert go.wait(30)
        going.pop()
        return b"painted", "image/png"

    monkeypatch.setattr(scan, "redact", held)
    with TestClient(create_app(scanner)) as client, ThreadPoolExecutor(many + 2) as pool:
        assert post(client, letter, path="/analyze").status_code == 200  # in the cache: no reading holds them up
        calls = [pool.submit(post, client, letter) for _ in range(many + 2)]
        assert any(scanner._waiting == many + 2 or go.wait(0.01) for _ in range(3000))
        go.set()
        assert [call.result().content for call in calls] == [b"painted"] * (many + 2)
    assert max(most) == many


@pytest.mark.parametrize("query", ["style=invisible", "style=", "style=blur&style=black"])
def test_a_style_that_there_is_not_is_named(client, letter, query):
    answer = post(client, letter, query)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_option")
    assert "black, blur, label" in answer.json()["detail"] or "once" in answer.json()["detail"]


def test_analyze_has_no_style(client, letter):
    assert post(client, letter, "style=blur", "/analyze").json()["code"] == "bad_option"


def test_what_was_not_read_to_the_end_is_not_given_out(client, scanner, letter, blank):
    class Hasty:
        """Stands in for a reader whose time runs out on every page."""

        def __init__(self, reader):
            self.reader = reader

        def describe(self):
            return self.reader.describe()

        def trained_data(self):
            return self.reader.trained_data()

        def read(self, *args, **more):
            page = self.reader.read(*args, **more)
            return type(page)(page.number, page.width, page.height, page.lines[:2], page.rotation, complete=False)

    scanner.reader = Hasty(scanner.reader)
    for image, path in ((letter, "/redact"), (blank, "/redact"), (blank, "/analyze")):
        answer = post(client, image, path=path)
        assert (answer.status_code, answer.json()["code"]) == (504, "reading_timed_out")
        assert "1 of 1 pages" in answer.json()["detail"]
    assert post(client, letter, path="/analyze").json()["pages"][0]["complete"] is False
    asked = read_again(client, blank)
    assert (asked["findings"], asked["pages"][0]["complete"]) == ([], False)
