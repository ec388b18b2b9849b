"""The doors: what every answer carries, what a stranger learns, what is never fetched."""

import json
import socket

import pytest
from fastapi.testclient import TestClient

from handler.api import keys
from handler.api.app import create_app
from handler.scan import Scanner
from handler.settings import Settings

RAW = {"Content-Type": "image/png"}


def client_of(**settings):
    app = create_app(Scanner(Settings(second_reader=False, **settings)))
    return TestClient(app, raise_server_exceptions=False)


def answers(client, image):
    yield client.get("/")
    yield client.get("/health")
    yield client.get("/docs")
    yield client.get("/openapi.json")
    yield client.get("/nothing")
    yield client.get("/analyze")
    yield client.post("/analyze", content=image, headers=RAW)
    yield client.post("/redact", content=image, headers=RAW)
    yield client.post("/analyze", content=b"no image", headers=RAW)
    yield client.post("/analyze", content=bytes(60_000), headers=RAW)
    yield client.post("/scans")
    yield client.get("/scans/" + "a" * 32)
    yield client.get("/scans/x")


def test_every_answer_carries_the_headers_and_an_id_of_its_own(letter):
    seen = list(answers(client_of(max_body_bytes=50_000), letter))
    assert {answer.status_code for answer in seen} >= {200, 400, 404, 405, 413, 503}
    for answer in seen:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] in {"no-store", "no-cache"}
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers  # nobody may be there who speaks HTTPS
    assert len({answer.headers["x-request-id"] for answer in seen}) == len(seen)


def test_where_https_is_spoken_browsers_are_told_to_stay_with_it():
    with TestClient(client_of().app, base_url="https://example.com") as client:
        assert client.get("/").headers["strict-transport-security"] == "max-age=63072000"


def test_keys_of_figures_stay_as_they_are_written():
    assert keys._split('["12345e67", 12345e67, 7.10, 10000000000000000000000]') == [
        "12345e67", "12345e67", "7.10", "10000000000000000000000",
    ]  # fmt: skip
    assert keys._split("12345e67") == ["12345e67"]


def test_an_unforeseen_error_says_nothing_and_carries_them_too(letter, monkeypatch):
    client = client_of()
    monkeypatch.setattr("handler.scan.find_on_page", lambda *_: [].pop())
    answer = client.post("/analyze", content=letter, headers=RAW)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "index" not in answer.text


def test_all_refusals_for_want_of_a_key_are_the_same(blank):
    client = client_of(api_keys="one,two")
    keys = [{}, {"X-API-Key": ""}, {"X-API-Key": "on"}, {"X-API-Key": "one1"}, {"Authorization": "Bearer one"}]
    seen = [client.post("/analyze", content=blank, headers=RAW | key) for key in keys]
    seen += [client.post("/analyze?types=NONSENSE", content=b"no image", headers=RAW)]
    seen += [client.post("/scans"), client.get("/scans/" + "a" * 32), client.get("/scans/nonsense")]
    assert {answer.status_code for answer in seen} == {401}
    assert len({answer.content for answer in seen}) == 1
    assert client.post("/analyze?x_api_key=one&X-API-Key=one", content=blank, headers=RAW).status_code == 401


def test_a_key_is_compared_whole_and_every_time(blank, monkeypatch):
    compared = []
    monkeypatch.setattr("handler.api.keys.hmac.compare_digest", lambda a, b: compared.append((a, b)) or a == b)
    client = client_of(api_keys="one,two,three")
    for key in ("one", "three", "none of them"):
        client.post("/analyze", content=blank, headers=RAW | {"X-API-Key": key})
    assert len(compared) == 9
    assert {len(part) for pair in compared for part in pair} == {32}


@pytest.mark.parametrize("configured", ["", "https://app.example"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://app.example.evil.example"])
def test_no_other_origin_may_read_an_answer(blank, configured, origin):
    client = client_of(cors_origins=configured)
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for answer in (
        client.post("/analyze", content=blank, headers=RAW | {"Origin": origin}),
        client.options("/analyze", headers=asked),
    ):
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-credentials" not in answer.headers


def test_a_configured_origin_may(blank):
    client = client_of(cors_origins="https://app.example")
    answer = client.post("/analyze", content=blank, headers=RAW | {"Origin": "https://app.example"})
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "access-control-allow-credentials" not in answer.headers


def test_clients_share_results_unless_they_are_kept_apart(letter):
    def cached(client, key):
        return client.post("/analyze", content=letter, headers=RAW | {"X-API-Key": key}).json()["cached"]

    together = client_of(api_keys="one,two")
    assert [cached(together, key) for key in ("one", "two")] == [False, True]
    apart = client_of(api_keys="one,two", cache_per_key=True)
    assert [cached(apart, key) for key in ("one", "two", "one", "two")] == [False, False, True, True]


@pytest.mark.parametrize("form", ["http://{}/a.png", "file:///etc/passwd", "//{}/a", "data:image/png,http://{}/a"])
def test_nothing_is_fetched_for_a_caller(form):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        address = form.format(f"127.0.0.1:{listening.getsockname()[1]}")
        client = client_of()
        for body in ({"image": address}, {"url": address}, {"image": {"url": address}}):
            answer = client.post("/analyze", content=json.dumps(body), headers={"Content-Type": "application/json"})
            assert answer.status_code == 400
        assert client.post("/analyze", params={"url": address}).status_code == 400
        with pytest.raises(BlockingIOError):
            listening.accept()
