"""What one call may carry, how many may wait, and who may call."""

import threading

import pytest
from fastapi.testclient import TestClient

from handler.api.app import create_app
from handler.scan import Scanner
from handler.settings import Settings

RAW = {"Content-Type": "image/png"}


def client_of(**settings):
    return TestClient(create_app(Scanner(Settings(**settings))), raise_server_exceptions=False)


def test_a_large_body_is_413_whether_declared_or_not(blank):
    client = client_of(max_body_bytes=100)
    declared = client.post("/analyze", content=blank, headers=RAW)
    streamed = client.post("/analyze", content=iter([blank[:90], blank[90:]]), headers=RAW)
    for answer in (declared, streamed):
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert "100" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("limit", "code"), [({"max_pixels": 1000}, "too_many_pixels"), ({"max_side": 100}, "too_many_pixels")]
)
def test_a_large_picture_is_400(blank, limit, code):
    answer = client_of(**limit).post("/analyze", content=blank, headers=RAW)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize("path", ["/analyze", "/redact", "/scans"])
@pytest.mark.parametrize("key", [None, "", "wrong", "one,two", "ünïcode"])
def test_without_an_accepted_key_it_is_401(path, key):
    client = client_of(api_keys="one,two")
    headers = {"X-API-Key": key.encode()} if key is not None else {}
    answer = client.post(path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authorized")
    assert "WWW-Authenticate" in answer.headers


@pytest.mark.parametrize("key", ["one", "two"])
def test_every_configured_key_is_accepted(blank, key):
    client = client_of(api_keys="one, two")
    assert client.post("/analyze", content=blank, headers=RAW | {"X-API-Key": key}).status_code == 204


def test_health_and_page_need_no_key():
    client = client_of(api_keys="one")
    assert client.get("/health").status_code == 200
    assert client.get("/").status_code == 200


def test_when_too_many_wait_it_is_503_with_a_time_to_come_back(blank, harmless):
    class Held:
        """Stands in for a reader that is busy until told."""

        def __init__(self, reader):
            self.reader, self.started, self.go = reader, threading.Event(), threading.Event()

        def describe(self):
            return self.reader.describe()

        def trained_data(self):
            return self.reader.trained_data()

        def read(self, *args, **more):
            self.started.set()
            self.go.wait(30)
            return self.reader.read(*args, **more)

    scanner = Scanner(Settings(max_concurrent=1, max_waiting=0))
    scanner.reader = Held(scanner.reader)
    client = TestClient(create_app(scanner))
    first = []
    thread = threading.Thread(target=lambda: first.append(client.post("/analyze", content=blank, headers=RAW)))
    thread.start()
    assert scanner.reader.started.wait(30)
    refused = TestClient(create_app(scanner)).post("/analyze", content=harmless, headers=RAW)
    scanner.reader.go.set()
    thread.join()
    assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
    assert refused.headers["retry-after"]
    assert first[0].status_code == 204
