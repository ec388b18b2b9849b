"""What the pages may do, and what they tell about what is kept."""

import boto3
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from handler.api import keeping, scans
from handler.api.app import create_app
from handler.scan import Scanner
from handler.settings import Settings


def served(path="/", **settings):
    answer = TestClient(create_app(Scanner(Settings(**settings)))).get(path)
    assert answer.status_code == 200
    return answer


def directive(answer, name):
    parts = (part.strip().split(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {first: rest for first, *rest in parts}[name]


@pytest.fixture
def signer(monkeypatch):
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")


@pytest.mark.parametrize(
    ("settings", "origins"),
    [
        ({}, []),
        ({"upload_endpoint": "https://s3.example.net"}, []),
        ({"bucket": "scans"}, ["https://scans.s3.eu-central-1.amazonaws.com"]),
        ({"bucket": "scans", "upload_endpoint": "https://s3.example.net:9000/"}, ["https://s3.example.net:9000"]),
        ({"bucket": "sc.ans"}, ["https://s3.eu-central-1.amazonaws.com"]),
    ],
)
def test_the_page_may_talk_to_the_service_and_where_uploads_go(signer, settings, origins):
    assert directive(served(**settings), "connect-src") == ["'self'", *origins]


def test_the_origin_is_the_one_that_scans_hand_out(signer, monkeypatch):
    monkeypatch.setattr(scans.Storage, "write_ticket", lambda *_: None)
    scans._storage.cache_clear()
    service = TestClient(create_app(Scanner(Settings(bucket="scans"))))
    origin = directive(service.get("/"), "connect-src")[1]
    assert service.post("/scans").json()["upload"]["url"].startswith(f"{origin}/")
    scans._storage.cache_clear()


def test_a_bucket_that_cannot_be_signed_for_adds_nothing(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    assert directive(served(bucket="unsigned"), "connect-src") == ["'self'"]


@pytest.mark.parametrize("path", ["/", "/docs", "/web/page.js", "/web/style.css", "/web/icon.svg"])
def test_nothing_else_is_allowed_anywhere(path):
    answer = served(path)
    allowed = {"script-src": ["'self'"], "style-src": ["'self'"], "img-src": ["'self'", "blob:"]}
    refused = ("default-src", "base-uri", "form-action", "frame-ancestors")
    for name, values in (allowed | {name: ["'none'"] for name in refused}).items():
        assert directive(answer, name) == values
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["index.html", "docs.html", "site.py", "..%2fsite.py", "none.js"])
def test_only_the_files_of_the_pages_are_served(client, name):
    assert client.get(f"/web/{name}").status_code == 404


@pytest.mark.browser
def test_the_browser_refuses_what_the_policy_does_not_allow(tabs, address, server):
    with server() as stranger:
        page = tabs.open(address)
        tried = "url => fetch(url).then(() => 'came', () => 'refused')"
        assert page.evaluate(tried, f"{address}/health") == "came"
        assert page.evaluate(tried, f"{stranger}/health") == "refused"
    assert any("Content Security Policy" in complaint for complaint in tabs.complaints)
    tabs.complaints.clear()


@pytest.mark.browser
def test_what_is_kept_is_told_on_the_page(page):
    page.get_by_text("What is stored, and for how long?").click()
    expect(page.locator("#kept li").nth(1)).to_contain_text("kept for 1 day in the memory of this service")
    expect(page.locator("#kept li").nth(2)).to_contain_text("too large for one request is refused")


@pytest.mark.parametrize(
    ("settings", "told", "untold"),
    [
        ({"cache_url": "none://"}, "No result is kept", "Redis"),
        ({"cache_url": "redis://localhost", "cache_ttl": 5400}, "kept for 1 hour 30 minutes in Redis", "restarts"),
        ({"cache_url": "memory://", "cache_entries": 7}, "the last 7 at most, gone when it restarts", "Redis"),
        ({"bucket": "scans", "upload_expires": 60}, "within 1 minute, and deleted there as soon as", "is refused"),
    ],
)
def test_what_is_told_follows_the_settings(settings, told, untold):
    text = " ".join(keeping.sentences(Settings(**settings), "tesserocr"))
    assert told in text
    assert untold not in text
    assert "temporary file" not in text


def test_a_temporary_file_is_told():
    assert "temporary file" in " ".join(keeping.sentences(Settings(), "pytesseract"))


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second"), (90, "1 minute 30 seconds"), (86_400, "1 day"), (176_400, "2 days 1 hour")]
)
def test_durations_are_said_as_people_say_them(seconds, words):
    assert keeping.duration(seconds) == words
