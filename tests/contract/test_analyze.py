"""The contract of POST /analyze and POST /redact over real Tesseract."""

import base64
import io

import pytest
from PIL import Image

from handler.detecting import FindingType

RAW = {"Content-Type": "application/octet-stream"}


def post(client, image, path="/analyze", **more):
    return client.post(path, content=image, headers=RAW | more.pop("headers", {}), **more)


def found(answer):
    return {(f["type"], f["value"]) for f in answer.json()["findings"]}


EXPECTED = {
    ("EMAIL", "cobalt@example.com"),
    ("PHONE_NUMBER", "+44 20 7946 0958"),
    ("CREDIT_CARD_NUMBER", "4111 1111 1111 1111"),
    ("URL", "https://example.org/terms"),
}


def test_a_raw_body_is_analysed(client, letter):
    answer = post(client, letter)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["status"] == "successful"
    assert body["cached"] is False
    assert found(answer) == EXPECTED
    size = Image.open(io.BytesIO(letter)).size
    assert (body["pages"][0]["width"], body["pages"][0]["height"]) == size
    for finding in body["findings"]:
        assert finding["checks"]
        assert 0 < finding["confidence"] <= 1
        for box in finding["boxes"]:
            assert 0 <= box["x"] < box["x"] + box["width"] <= size[0]
            assert 0 <= box["y"] < box["y"] + box["height"] <= size[1]


def test_the_three_forms_of_body_answer_the_same(client, letter):
    no_store = {"Cache-Control": "no-store"}
    raw = post(client, letter, headers=no_store)
    multipart = client.post("/analyze", files={"file": ("../../x.png", letter, "image/png")}, headers=no_store)
    encoded = client.post("/analyze", json={"image": base64.b64encode(letter).decode()}, headers=no_store)
    data_url = "data:image/png;base64," + base64.b64encode(letter).decode()
    assert raw.json() == multipart.json() == encoded.json()
    assert client.post("/analyze", json={"image": data_url}, headers=no_store).json() == raw.json()


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/whatever", "application/octet-stream"])
def test_the_declared_image_type_is_not_believed(client, letter, kind):
    assert client.post("/analyze", content=letter, headers={"Content-Type": kind}).status_code == 200


def test_the_second_answer_is_cached_and_otherwise_equal(client, letter):
    first, second = post(client, letter).json(), post(client, letter).json()
    assert (first.pop("cached"), second.pop("cached")) == (False, True)
    assert first == second


def test_no_store_neither_reads_nor_writes(client, letter):
    no_store = {"Cache-Control": "max-age=0, no-store"}
    post(client, letter, headers=no_store)
    assert post(client, letter).json()["cached"] is False
    assert post(client, letter, headers=no_store).json()["cached"] is False


def test_other_options_are_another_answer(client, letter):
    post(client, letter)
    assert post(client, letter, params={"types": "EMAIL"}).json()["cached"] is False


@pytest.mark.parametrize(
    "query", ["types=EMAIL,URL", "types=EMAIL&types=URL", "types=email&types=url,EMAIL", "types=%20EMAIL%20,URL"]
)
def test_types_are_chosen(client, letter, query):
    assert {kind for kind, _ in found(post(client, letter, f"/analyze?{query}"))} == {"EMAIL", "URL"}


def test_nothing_sensitive_is_204_without_a_body(client, harmless, blank):
    for image in (harmless, blank):
        answer = post(client, image)
        assert (answer.status_code, answer.content) == (204, b"")


def test_who_prefers_a_representation_gets_one(client, harmless):
    answer = post(client, harmless, headers={"Prefer": 'return="representation"'})
    assert answer.status_code == 200
    assert answer.headers["preference-applied"] == "return=representation"
    assert answer.json()["findings"] == []
    assert "quick brown fox" in answer.json()["content"]


def test_all_pages_are_searched(client, picture, encoded):
    pages = [picture(["first page", "a@example.com"]), picture(["second page", "b@example.org"])]
    tiff = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    body = post(client, tiff).json()
    assert len(body["pages"]) == 2
    assert [(f["value"], f["page"]) for f in body["findings"]] == [("a@example.com", 1), ("b@example.org", 2)]
    assert body["content"].count("\f") == 1


@pytest.mark.parametrize(
    ("query", "code", "named"),
    [
        ("types=EMAIL,SHOE", "bad_option", "SHOE"),
        ("types=", "bad_option", "types"),
        ("regions=UK", "bad_option", "GB"),
        ("regions=XX", "bad_option", "XX"),
        ("languages=klingon", "bad_option", "klingon"),
        ("languages=../../etc/passwd", "bad_option", "language"),
        ("colour=red", "bad_option", "colour"),
    ],
)
def test_a_bad_option_is_named(client, letter, query, code, named):
    answer = post(client, letter, f"/analyze?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert named in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"not an image at all", "image/png", "not_an_image"),
        (b"%PDF-1.4 x", "application/octet-stream", "unsupported_format"),
        (b"", "image/png", "bad_body"),
        (b"{}", "application/json", "bad_body"),
        (b'{"image": 5}', "application/json", "bad_body"),
        (b'{"image": "***"}', "application/json", "bad_body"),
        (b"[" * 100_000, "application/json", "bad_body"),
        (b"x=1", "application/x-www-form-urlencoded", "bad_body"),
        (b"x", "multipart/form-data", "bad_body"),
        (b"x", "multipart/form-data; boundary=abc", "bad_body"),
        (b"hello", "text/plain", "bad_body"),
    ],
)
def test_a_bad_body_is_400_with_a_code(client, body, kind, code):
    answer = client.post("/analyze", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["status"] == 400


def test_multipart_without_the_field_or_with_two_files_is_400(client, letter):
    wrong = client.post("/analyze", files={"picture": ("a.png", letter)})
    two = client.post("/analyze", files=[("file", ("a.png", letter)), ("file", ("b.png", letter))])
    text = client.post("/analyze", files={"file": (None, "text")})
    assert [a.json()["code"] for a in (wrong, two, text)] == ["bad_body"] * 3


def test_paths_and_methods_that_are_not_there(client):
    assert client.get("/nothing").json()["code"] == "not_found"
    answer = client.get("/analyze")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_redact_paints_over_every_finding(client, letter):
    answer = post(client, letter, "/redact")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    again = post(client, answer.content, headers={"Prefer": "return=representation"})
    assert again.json()["findings"] == []
    assert "cobalt" not in again.json()["content"]
    assert "Delivery note" in again.json()["content"]


def test_redact_only_some_types(client, letter):
    answer = post(client, letter, "/redact", params={"types": "EMAIL"})
    assert {kind for kind, _ in found(post(client, answer.content))} == {t for t, _ in EXPECTED} - {"EMAIL"}


def test_redact_of_nothing_is_204(client, harmless):
    answer = post(client, harmless, "/redact")
    assert (answer.status_code, answer.content) == (204, b"")


def test_openapi_names_every_type_and_answer(client):
    document = client.get("/openapi.json").json()
    assert document["components"]["schemas"]["FindingType"]["enum"] == [t.value for t in FindingType]
    answers = document["paths"]["/analyze"]["post"]["responses"]
    assert {"200", "204", "400", "401", "413", "503", "504"} <= set(answers)
    assert "application/problem+json" in answers["400"]["content"]
    assert set(document["paths"]) == {"/analyze", "/redact", "/scans", "/scans/{scan_id}", "/health"}


def test_health_says_what_reads(client):
    body = client.get("/health").json()
    assert body["status"] == "ok"
    assert body["cache"] == "memory"
    assert body["reader"]["engine"] in {"tesserocr", "pytesseract"}
