"""The laptop's API Gateway: its events are ones that the function takes, its failures are the real one's."""

import asyncio
import importlib.util
import json
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from handler import lambda_http

CONTEXT = SimpleNamespace(
    function_name="http", memory_limit_in_mb=1769, invoked_function_arn="arn:aws:lambda:x", aws_request_id="r-1"
)


@pytest.fixture
def gateway(monkeypatch):
    path = Path(__file__).parents[2] / "local" / "gateway.py"
    spec = importlib.util.spec_from_file_location("gateway", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    async def here(self):
        return None if self._busy else "127.0.0.1"

    monkeypatch.setattr(module.Containers, "_pick", here)
    return module


@pytest.fixture
def through(gateway, monkeypatch):
    """A client whose calls go through the gateway's events to the function, without an emulator between."""
    events = []

    def invoke(_, payload):
        events.append(json.loads(payload))
        loop = asyncio.new_event_loop()  # as the function has one of its own in its process
        asyncio.set_event_loop(loop)
        try:
            return json.dumps(lambda_http.handler(events[-1], CONTEXT)).encode()
        finally:
            asyncio.set_event_loop(None)
            loop.close()

    monkeypatch.setattr(gateway, "invoke", invoke)
    client = TestClient(gateway.app)
    client.events = events
    return client


def test_a_multipart_picture_arrives_intact_and_its_answer_comes_back(through, letter):
    answer = through.post("/analyze?types=EMAIL&types=URL", files={"file": ("a.png", letter, "image/png")})
    assert answer.status_code == 200
    assert {f["type"] for f in answer.json()["findings"]} == {"EMAIL", "URL"}
    (event,) = through.events
    assert event["isBase64Encoded"] is True
    assert event["rawQueryString"] == "types=EMAIL&types=URL"
    assert event["queryStringParameters"] == {"types": "EMAIL,URL"}


def test_a_binary_answer_comes_back_as_an_image(through, letter):
    answer = through.post("/redact", content=letter, headers={"Content-Type": "image/png"})
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")


def test_no_content_is_really_none(through, blank):
    answer = through.post("/analyze", content=blank, headers={"Content-Type": "image/png"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers


def test_problems_and_json_bodies_pass(through):
    answer = through.post("/analyze", json={"image": "####"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_body")
    assert answer.headers["content-type"] == "application/problem+json"
    assert through.events[0]["isBase64Encoded"] is False


def test_a_body_that_only_says_it_is_text_arrives_intact(through):
    answer = through.post("/analyze", content=b"\xff\xfe", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400
    (event,) = through.events
    assert (event["isBase64Encoded"], event["body"]) == (True, "//4=")


def test_a_method_that_a_path_does_not_have_is_refused_in_the_services_own_words(through):
    answer = through.put("/analyze")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"Task timed out after 28.00 seconds", 500),
        (b'{"errorMessage": "x", "errorType": "E"}', 500),
        (b"rubbish", 500),
        (b'"text"', 500),
        (b'{"statusCode": "two hundred"}', 500),
        (b'{"statusCode": null}', 500),
        (b'{"statusCode": 7}', 500),
        (b'{"statusCode": 200, "isBase64Encoded": true, "body": "no base64!"}', 500),
        (b'{"statusCode": 200, "isBase64Encoded": true, "body": "abc"}', 500),
        (b'{"statusCode": 200, "body": "%s"}' % bytes(6_300_000).replace(b"\0", b"x"), 500),
    ],
)
def test_the_emulators_failures_are_the_gateways(gateway, monkeypatch, raw, status):
    monkeypatch.setattr(gateway, "invoke", lambda *_: raw)
    answer = TestClient(gateway.app).get("/health")
    assert answer.status_code == status
    assert set(answer.json()) == {"message"}


def test_a_dead_container_is_a_failure_not_a_crash(gateway, monkeypatch):
    def refuse(*_):
        raise ConnectionRefusedError

    monkeypatch.setattr(gateway, "invoke", refuse)
    assert TestClient(gateway.app).get("/health").status_code == 500


def test_what_is_too_large_for_an_event_is_413(through):
    answer = through.post("/analyze", content=bytes(5_000_000), headers={"Content-Type": "image/png"})
    assert answer.status_code == 413
    assert through.events == []


def test_a_container_that_was_given_up_on_stays_busy_until_it_answers(gateway, monkeypatch):
    go, asked = threading.Event(), []

    def slow(_, payload):
        asked.append(payload)
        go.wait(30)
        return b'{"statusCode": 200}'

    monkeypatch.setattr(gateway, "invoke", slow)
    monkeypatch.setattr(gateway, "TIME_LIMIT", 0.05)
    with TestClient(gateway.app) as client:
        assert [client.get("/health").status_code for _ in range(2)] == [503, 503]
        assert len(asked) == 1
        go.set()
        monkeypatch.setattr(gateway, "TIME_LIMIT", 30)
        assert client.get("/health").status_code == 200
    assert len(asked) == 2
