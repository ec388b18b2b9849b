"""Bodies that come together or slowly: bounded in memory and time, and told so."""

import asyncio

import pytest

from handler.api import intake
from handler.api.app import create_app
from handler.scan import Scanner
from handler.settings import Settings


@pytest.fixture
def app():
    return create_app(Scanner(Settings(cache_url="none://", max_body_bytes=100_000, second_reader=False)))


def scope(*headers):
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/analyze",
        "raw_path": b"/analyze", "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(b"content-type", b"image/png"), *headers], "client": ("192.0.2.1", 1), "server": ("h", 80),
    }  # fmt: skip


def run(coroutine):
    """Unlike ``asyncio.run``, leaves the thread the event loop that it has."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


async def call(app, receive, *headers):
    sent = []

    async def send(message):
        sent.append(message)

    await app(scope(*headers), receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(m.get("body", b"") for m in sent)


def slowly(body, go):
    """A client that sends the first part, and the rest when told."""
    parts = iter([{"type": "http.request", "body": body[:90_000], "more_body": True}])

    async def receive():
        for part in parts:
            return part
        await go.wait()
        return {"type": "http.request", "body": body[90_000:], "more_body": False}

    return receive


def test_bodies_together_are_bounded_and_the_room_comes_back(app, blank):
    async def main():
        go = asyncio.Event()
        body = blank.ljust(95_000, b"\0")
        calls = [asyncio.create_task(call(app, slowly(body, go))) for _ in range(20)]
        refused = list((await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED))[0])
        go.set()
        answers = await asyncio.gather(*calls)
        later = await call(app, slowly(body, go))
        return [task.result() for task in refused], answers, later

    refused, answers, later = run(main())
    assert refused
    assert all(status == 503 and headers[b"retry-after"] for status, headers, _ in refused)
    statuses = [status for status, *_ in answers]
    assert set(statuses) == {204, 503}
    assert statuses.count(204) >= 16
    assert later[0] == 204


def test_a_body_that_does_not_come_is_408(app, blank, monkeypatch):
    monkeypatch.setattr(intake, "_LONGEST_SECONDS", 0.05)
    status, headers, body = run(call(app, slowly(blank.ljust(95_000), asyncio.Event())))
    assert (status, headers[b"content-type"]) == (408, b"application/problem+json")
    assert b"body_too_slow" in body


def in_parts(count, asked):
    """A client with a body of many parts; each that it was asked for is noted."""

    async def receive():
        asked.append(len(asked))
        return {"type": "http.request", "body": b"x" * 10_000, "more_body": len(asked) < count}

    return receive


def test_a_refused_body_is_let_pass_before_the_answer(app):
    asked = []
    status, *_ = run(call(app, in_parts(40, asked), (b"content-length", b"400000")))
    assert (status, len(asked)) == (413, 40)


def test_a_refused_body_without_end_is_answered_all_the_same(app, monkeypatch):
    monkeypatch.setattr(intake, "_PASSING_BYTES", 1_000_000)
    asked = []
    status, *_ = run(call(app, in_parts(10**9, asked), (b"transfer-encoding", b"chunked")))
    assert status == 413
    assert len(asked) < 200


def test_a_refused_body_that_stops_coming_is_answered_all_the_same(app, monkeypatch):
    monkeypatch.setattr(intake, "_PASSING_SECONDS", 0.05)
    never = asyncio.Event()
    status, *_ = run(call(app, slowly(b"", never), (b"content-length", b"400000")))
    assert status == 413


def test_a_body_that_waits_to_be_asked_for_is_refused_without_asking(app):
    asked = []
    headers = (b"content-length", b"400000"), (b"expect", b"100-continue")
    status, *_ = run(call(app, in_parts(40, asked), *headers))
    assert (status, asked) == (413, [])
