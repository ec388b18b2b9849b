"""Answers out of the cache: the same bytes, and nothing done for them that they do not need."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from handler.api import analysis, dependencies, keys
from handler.api.app import create_app
from handler.detecting import Finding, FindingType
from handler.reading.page import Box
from handler.scan import Options, Scanner
from handler.scanned import Kept, PageSize, Scan
from handler.settings import Settings

ROOT = Path(__file__).parents[1]
PNG = {"Content-Type": "image/png"}
PREFER = PNG | {"Prefer": "return=representation"}

FOUND = Finding(
    *(FindingType.HASH, 'a"b\\c\u2028é\U0001f512', 3, 9, 0.5, None, ("one", "two"), {"algorithms": ["md5"]}, 2),
    boxes=(Box(1, 2, 3, 4), Box(5, 6, 7, 8)),
)
PAGES = (PageSize(10, 20, 90, complete=True), PageSize(30, 40, 0, complete=True))
SCANS = [
    Scan("", (), ()),
    Scan("a\nb\fc", (FOUND, replace(FOUND, start=0, end=1, boxes=(), details={}, normalized="x")), PAGES, "words"),
    Scan("\x00\x80\xff {\x00}", (FOUND,), PAGES[:1], ""),
]


@pytest.mark.parametrize("scan", SCANS)
def test_an_entry_gives_back_what_was_kept(scan):
    kept = Kept.from_bytes(Kept.of(scan).to_bytes())
    assert kept == Kept.of(scan)
    assert kept.scan() == replace(scan, cached=True)
    assert json.loads(kept.answer) == scan.to_dict() | {"cached": True}
    assert kept.count == len(scan.findings)


def test_an_entry_keeps_no_more_of_a_confidence_than_is_shown():
    kept = Kept.of(Scan("", (replace(FOUND, confidence=0.87654321),), PAGES))
    assert kept.scan().findings[0].confidence == 0.877


@pytest.mark.parametrize("query", ["", "types=EMAIL,URL", "values=full"])
def test_the_bytes_of_a_hit_are_those_of_the_first_answer(client, letter, query):
    first, second = (client.post(f"/analyze?{query}", content=letter, headers=PNG) for _ in range(2))
    assert second.content == first.content.replace(b'"cached":false', b'"cached":true')
    assert second.content != first.content
    own = {"x-request-id", "content-length"}
    assert [h for h in first.headers.items() if h[0] not in own] == [
        h for h in second.headers.items() if h[0] not in own
    ]


@pytest.mark.parametrize("headers", [PNG, PREFER])
def test_a_hit_without_findings_is_answered_as_the_first_was(client, harmless, headers):
    first, second = (client.post("/analyze", content=harmless, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == (200 if headers is PREFER else 204)
    assert first.headers.get("preference-applied") == second.headers.get("preference-applied")
    assert second.content == first.content.replace(b'"cached":false', b'"cached":true')


def test_other_presentations_come_out_of_the_same_entry(client, letter):
    whole = client.post("/analyze", content=letter, headers=PNG).json()
    masked = client.post("/analyze?values=masked&include=words", content=letter, headers=PNG).json()
    assert masked["cached"]
    assert len(masked["findings"]) == len(whole["findings"])
    assert "cobalt@" not in json.dumps(masked)
    assert client.post("/redact", content=letter, headers=PNG).headers["content-type"] == "image/png"


@pytest.fixture
def threads(monkeypatch):
    """The names of what was given to a thread."""
    given = []
    run_sync = analysis.to_thread.run_sync

    async def noted(work, *arguments, **options):
        given.append(getattr(work, "__name__", None) or getattr(work.func, "__name__", "?"))
        return await run_sync(work, *arguments, **options)

    monkeypatch.setattr(analysis.to_thread, "run_sync", noted)
    assert dependencies.to_thread.run_sync is noted
    return given


def test_a_hit_in_memory_takes_no_thread(client, letter, threads):
    client.post("/analyze", content=letter, headers=PNG)
    assert threads == ["kept", "scan"]
    assert client.post("/analyze", content=letter, headers=PNG).json()["cached"]
    assert threads == ["kept", "scan"]


def test_a_large_image_is_hashed_by_a_thread(client, letter, threads):
    large = letter + bytes(300_000)
    answers = [client.post("/analyze", content=large, headers=PNG).json() for _ in range(2)]
    assert [a["cached"] for a in answers] == [False, True]
    assert threads == ["kept", "scan", "kept"]


def test_a_call_that_may_not_use_the_cache_does_not(client, letter, threads):
    headers = PNG | {"Cache-Control": "no-store"}
    assert [client.post("/analyze", content=letter, headers=headers).json()["cached"] for _ in range(2)] == [False] * 2
    assert threads == ["scan", "scan"]


def test_redis_is_asked_by_a_thread(redis_server, letter, threads):
    settings = Settings(cache_url=redis_server.url, cache_secret="s", cache_timeout=5, rate_limit="90/minute")
    client = TestClient(create_app(Scanner(settings)))
    assert [client.post("/analyze", content=letter, headers=PNG).json()["cached"] for _ in range(2)] == [False, True]
    assert threads == ["count", "kept", "scan", "count", "kept"]


def test_secrets_manager_is_asked_by_a_thread_and_only_when_the_keys_are_old(letter, threads, monkeypatch):
    asked_by = []
    monkeypatch.setattr(keys, "_fetch", lambda _: asked_by.append(threading.current_thread().name) or "key-1")
    monkeypatch.setattr(keys, "_known", {})
    client = TestClient(create_app(Scanner(Settings(api_keys_secret="keys"))))
    calls = [client.get("/scans/x", headers={"X-API-Key": key}).status_code for key in ("key-1", "key-1", "other")]
    assert calls == [404, 404, 401]
    assert len(asked_by) == 1
    assert asked_by[0] != threading.main_thread().name
    assert threads.count("check_key") == 1


def test_keys_are_at_hand_while_they_are_fresh(monkeypatch):
    settings, now = Settings(api_keys_secret="keys"), time.monotonic()
    monkeypatch.setattr(keys, "_known", {})
    assert keys.at_hand(Settings())
    assert keys.at_hand(Settings(api_keys="a,b"))
    assert not keys.at_hand(settings)
    for left, expected in ((60, True), (0.5, False), (-1, False)):
        monkeypatch.setitem(keys._known, "keys", keys._Secret("a", now, now + left))
        assert keys.at_hand(settings) is expected


HIT = """
import asyncio, json, sys
from handler.scan import Options, Scanner
from handler.settings import Settings
kept = Scanner(Settings()).kept(open(sys.argv[1], "rb").read(), Options())
print(json.dumps({"hit": kept is not None, "loaded": [n for n in sys.argv[2:] if n in sys.modules]}))
"""


def test_a_process_that_never_read_answers_out_of_redis_without_what_reads(redis_server, letter, tmp_path):
    there = {"OCR_CACHE_URL": redis_server.url, "OCR_CACHE_SECRET": "s", "OCR_CACHE_TIMEOUT": "5"}
    image = tmp_path / "letter.png"
    reading = ["numpy", "onnxruntime", "phonenumbers", "PIL.PngImagePlugin", "handler.reading.looking"]

    def hit(data):
        image.write_bytes(data)
        command = [sys.executable, "-c", HIT, image, *reading]
        return json.loads(subprocess.run(command, cwd=ROOT, env=os.environ | there, stdout=-1, check=True).stdout)

    assert hit(letter) == {"hit": False, "loaded": []}
    settings = Settings(cache_url=redis_server.url, cache_secret="s", cache_timeout=5)
    assert not Scanner(settings).scan(letter, Options()).cached
    assert hit(letter) == {"hit": True, "loaded": []}
    assert hit(letter + b"\0")["hit"] is False
