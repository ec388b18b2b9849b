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


def scope():
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/analyze",
        "raw_path": b"/analyze", "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(b"content-type", b"image/png")], "client": ("192.0.2.1", 1), "server": ("h", 80),
    }  # fmt: skip


def run(coroutine):
    """Unlike ``asyncio.run``, leaves the thread the event loop that it has."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


async def call(app, receive):
    sent = []

    async def send(message):
        sent.append(message)

    await app(scope(), receive, send)
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
