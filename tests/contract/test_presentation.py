"""What a caller can choose about the answer: how sure, which parts, and whether values are shown."""

import io
import json
import re

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from handler.api.app import create_app
from handler.detecting import FindingType
from handler.scan import Options, Scanner
from handler.settings import Settings

RAW = {"Content-Type": "application/octet-stream"}
PREFER = {"Prefer": "return=representation"}
VALUES = ("cobalt", "4111 1111 1111 1111", "7946 0958", "/terms")


def post(client, image, query="", path="/analyze", **headers):
    return client.post(f"{path}?{query}", content=image, headers=RAW | headers)


@pytest.mark.parametrize(
    "query", ["values=full", "include=boxes,text", "include=TEXT&include=boxes", "min_confidence=0"]
)
def test_the_default_said_aloud_is_the_default(client, letter, query):
    plain = post(client, letter).json()
    assert set(plain) == {"status", "content", "findings", "pages", "cached"}
    assert post(client, letter, query).json() == plain | {"cached": True}


def test_one_reading_serves_every_presentation(client, letter):
    assert post(client, letter, "include=words&values=hash").json()["cached"] is False
    for query in ("", "values=masked", "include=words", "min_confidence=1", "include=text&values=hash"):
        assert post(client, letter, query, **PREFER).json()["cached"] is True


def test_a_cached_answer_is_the_first_one(client, letter):
    query = "include=words,boxes,text&values=masked"
    first, second = post(client, letter, query).json(), post(client, letter, query).json()
    assert second == first | {"cached": True}


def test_unsure_findings_are_left_out(client, letter):
    sure = sorted(f["confidence"] for f in post(client, letter).json()["findings"])
    assert sure[0] < sure[-1]
    kept = post(client, letter, f"min_confidence={sure[-1]}").json()["findings"]
    assert [f["confidence"] for f in kept] == [c for c in sure if c == sure[-1]]
    assert len(post(client, letter, f"min_confidence={sure[0]}").json()["findings"]) == len(sure)


def test_when_nothing_is_sure_enough_it_is_204(client, letter):
    sure = max(f["confidence"] for f in post(client, letter).json()["findings"])
    assert sure < 1
    answer = post(client, letter, "min_confidence=1")
    assert (answer.status_code, answer.content) == (204, b"")
    told = post(client, letter, "min_confidence=1", **PREFER)
    assert (told.status_code, told.json()["findings"]) == (200, [])
    assert post(client, letter, "min_confidence=1", "/redact").status_code == 204


def test_redact_paints_only_what_is_sure_enough(client, letter):
    found = post(client, letter).json()["findings"]
    least = min(found, key=lambda f: f["confidence"])
    answer = post(client, letter, f"min_confidence={least['confidence'] + 0.001:.3f}", "/redact")
    again = post(client, answer.content).json()["findings"]
    assert [f["value"] for f in again] == [least["value"]]


@pytest.mark.parametrize("values", ["masked", "hash"])
def test_no_value_stands_anywhere_in_the_answer(client, letter, values):
    answer = post(client, letter, f"values={values}&include=boxes,words,text")
    assert len(answer.json()["findings"]) == 4
    text = answer.text
    assert [v for v in VALUES if v in text or v.replace(" ", "") in text] == []
    words = [w["text"] for w in answer.json()["pages"][0]["words"]]
    assert "4111" not in words
    assert "Delivery" in words
    assert "Delivery note for the northern office" in answer.json()["content"]


def test_masks_stand_where_the_values_stood(client, letter):
    plain, masked = post(client, letter).json(), post(client, letter, "values=masked").json()
    assert masked["content"].splitlines()[1:4] == [
        "Contact: c…@example.com",
        "Phone: +•• •• •••• ••58",
        "Card: 4111 11•• •••• 1111",
    ]
    for was, is_ in zip(plain["findings"], masked["findings"], strict=True):
        assert is_["value"] in masked["content"]
        assert is_["value"] != was["value"]
        assert {k: v for k, v in is_.items() if k not in {"value", "normalized", "details"}} == {
            k: v for k, v in was.items() if k not in {"value", "normalized", "details"}
        }


def test_what_is_below_the_threshold_is_hidden_in_the_text_all_the_same(client, letter):
    body = post(client, letter, "values=masked&min_confidence=1", **PREFER).json()
    assert body["findings"] == []
    assert "c…@example.com" in body["content"]


def test_what_was_not_asked_for_is_not_hidden(client, letter):
    content = post(client, letter, "values=masked&types=EMAIL").json()["content"]
    assert "c…@example.com" in content
    assert "4111111111111111" in content.replace(" ", "")


def hashes(client, image):
    body = post(client, image, "values=hash").json()
    return body["hash_key"], {f["type"]: f["value"] for f in body["findings"]}, body


def test_hashes_join_across_images_and_instances_of_one_secret(client, letter, picture, encoded):
    def instance(secret):
        return TestClient(create_app(Scanner(Settings(cache_url="none://", cache_secret=secret))))

    other_image = encoded(picture(["pay with 4111111111111111", "or write to amber@example.net"]))
    name, here, body = hashes(instance("one"), letter)
    same_name, there, _ = hashes(instance("one"), other_image)
    other_name, elsewhere, _ = hashes(instance("two"), letter)
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in here.values())
    assert all(f["normalized"] == f["value"] for f in body["findings"])
    assert here["CREDIT_CARD_NUMBER"] == there["CREDIT_CARD_NUMBER"]
    assert here["EMAIL"] != there["EMAIL"]
    assert set(here.values()).isdisjoint(elsewhere.values())
    assert name == same_name != other_name
    assert here["EMAIL"] in body["content"]


def test_only_what_is_asked_for_is_included(client, letter):
    boxes = post(client, letter, "include=boxes").json()
    assert boxes["content"] == ""
    assert all(f["boxes"] for f in boxes["findings"])
    text = post(client, letter, "include=text").json()
    assert "Delivery note" in text["content"]
    assert not any("boxes" in f for f in text["findings"])
    assert not any("words" in p for p in boxes["pages"] + text["pages"])
    for body in (boxes, text):
        assert body["status"] == "successful"
        assert {"type", "value"} <= set(body["findings"][0])


def test_words_have_boxes_and_confidences(client, letter):
    body = post(client, letter, "include=words,text").json()
    (page,) = body["pages"]
    assert [w["text"] for w in page["words"]] == body["content"].split()
    size = Image.open(io.BytesIO(letter)).size
    for word in page["words"]:
        assert 0 <= word["confidence"] <= 1
        box = word["box"]
        assert 0 <= box["x"] < box["x"] + box["width"] <= size[0]
        assert 0 <= box["y"] < box["y"] + box["height"] <= size[1]


def test_words_and_masks_know_their_page(client, picture, encoded):
    pages = [picture(["first page", "a.b@example.com"]), picture(["second page", "Card: 4111 1111 1111 1111"])]
    tiff = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    body = post(client, tiff, "values=masked&include=words,text").json()
    assert body["content"] == "first page\na…@example.com\fsecond page\nCard: 4111 11•• •••• 1111"
    assert [[w["text"] for w in p["words"]] for p in body["pages"]] == [
        ["first", "page", "•" * len("a.b@example.com")],
        ["second", "page", "Card:", "••••", "••••", "••••", "••••"],
    ]


def test_a_line_of_credentials_is_masked_as_a_whole(client, picture, encoded):
    image = encoded(picture(["leaked:", "cobalt@example.com:Hunter2024x", "amber@example.org:Swordfish99"]))
    body = post(client, image, "values=masked&include=text,words")
    assert {f["type"] for f in body.json()["findings"]} == {"COMBOLIST", "EMAIL"}
    assert [s for s in ("Hunter", "Sword", "cobalt", "amber") if s in body.text] == []
    assert "c…@example.com:…" in body.json()["content"].splitlines()


@pytest.mark.parametrize("path", ["/analyze", "/scans"])
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("values=secret", "full, masked, hash"),
        ("values=", "full, masked, hash"),
        ("values=full&values=hash", "once"),
        ("include=boxes,faces", "boxes, words, text"),
        ("include=", "include"),
        *((f"min_confidence={bad}", "0 to 1") for bad in ("-0.1", "1.01", "nan", "inf", "", "high", "0,5", "1_0", "٠")),
        ("min_confidence=0&min_confidence=1", "once"),
    ],
)
def test_a_value_that_an_option_does_not_have_is_named(client, letter, path, query, named):
    answer = post(client, letter, query, path)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_option")
    assert named in answer.json()["detail"]


@pytest.mark.parametrize("query", ["min_confidence=5e-324", "min_confidence=1.0", "min_confidence=.5"])
def test_every_way_to_write_a_number_is_read(client, blank, query):
    assert post(client, blank, query).status_code == 204


@pytest.mark.parametrize("query", ["values=masked", "include=boxes"])
def test_redact_has_no_options_about_values(client, letter, query):
    assert post(client, letter, query, "/redact").json()["code"] == "bad_option"


def test_an_entry_of_the_cache_stays_small(scanner, letter, picture, encoded):
    lines = [f"word{i} another third fourth fifth sixth" for i in range(30)]
    for image in (letter, encoded(picture([*lines, "a@example.com"], 16))):
        scan = scanner.scan(image, Options())
        count = len(scan.content.split())
        assert len(scan.words) < 12 * count + 60
        assert json.loads(json.dumps(scan.words)) == scan.words


def test_a_scan_begun_with_options_is_answered_with_them(letter):
    from handler.lambda_queue import _result  # noqa: PLC0415 # needs what the queue's function needs
    from handler.presentation import Part, Presentation, Values  # noqa: PLC0415

    how = Presentation(0.5, Values.MASKED, frozenset({Part.TEXT}))
    assert Presentation.from_dict(json.loads(json.dumps(how.to_dict()))) == how
    assert Presentation.from_dict({}) == Presentation()
    kept = _result(letter, Options(types=(FindingType.EMAIL,)), how, "")
    assert kept["status"] == 200
    assert [f["value"] for f in kept["body"]["findings"]] == ["c…@example.com"]
    assert "boxes" not in kept["body"]["findings"][0]
    assert "cobalt" not in json.dumps(kept)
    assert _result(letter, Options(), Presentation(min_confidence=1.0), "") == {"status": 204, "body": None}
