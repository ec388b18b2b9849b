"""``--url``: a deployed service reads, and the results are as if they had been read here."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import boto3
import pytest
import uvicorn
from moto import mock_aws

from handler import lambda_queue
from handler.api import scans
from handler.api.app import create_app
from handler.errors import BodyTooLarge
from handler.scan import Scanner
from handler.settings import Settings

KEY = "a-key-nobody-knows"
BUCKET = "scans"
CONTEXT = SimpleNamespace(
    function_name="worker", memory_limit_in_mb=1769, invoked_function_arn="arn:aws:lambda:x", aws_request_id="r-1"
)


@contextmanager
def served(settings):
    """The real application behind a real socket; also tells what was asked of it."""
    asked = []
    app = create_app(Scanner(settings))

    async def noted(scope, receive, send):
        if scope["type"] == "http":
            asked.append((scope["method"], scope["path"], dict(scope["headers"])))
        await app(scope, receive, send)

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(noted, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield SimpleNamespace(url=f"http://127.0.0.1:{listening.getsockname()[1]}", asked=asked)
        server.should_exit = True
        thread.join()


@contextmanager
def answering(answer):
    """A server of few words: ``answer(method, path, body, headers)`` gives status, headers and body."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = answer(self.command, self.path, body, self.headers)
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _any  # noqa: N815 # http.server's names

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def service():
    with served(Settings(api_keys=KEY)) as running:
        yield running


def parts_of(body, headers):
    """The fields of a form, in order."""
    message = Message()
    message["Content-Type"] = headers["Content-Type"]
    boundary = message.get_param("boundary").encode()
    found = []
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        found.append((re.search(rb'name="([^"]+)"', head)[1].decode(), content.removesuffix(b"\r\n")))
    return found


@pytest.fixture
def bucket(monkeypatch):
    """S3 with a door that takes presigned uploads; what is uploaded is read at once, as by the queue's worker."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "test")
    taken = []

    def door(_method, path, body, headers):
        parts = parts_of(body, headers)
        fields = dict(parts)
        taken.append((path, [name for name, _ in parts], headers, fields["Content-Type"]))
        key = fields["key"].decode()
        s3.put_object(Bucket=BUCKET, Key=key, Body=fields["file"])
        body = json.dumps({"Records": [{"s3": {"bucket": {"name": BUCKET}, "object": {"key": key}}}]})
        received = {"ApproximateReceiveCount": "1"}
        message = {
            "messageId": "m",
            "receiptHandle": "h",
            "body": body,
            "attributes": received,
            "eventSource": "aws:sqs",
        }
        assert lambda_queue.handler({"Records": [message]}, CONTEXT) == {"batchItemFailures": []}
        return 204, {}, b""

    scans._storage.cache_clear()
    lambda_queue._storage.cache_clear()
    with mock_aws(), answering(door) as address:
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        settings = Settings(api_keys=KEY, bucket=BUCKET, upload_endpoint=address, max_body_bytes=4_500_000)
        scanner = Scanner(settings)
        monkeypatch.setattr(lambda_queue, "get_settings", lambda: settings)
        monkeypatch.setattr(lambda_queue, "default_scanner", lambda: scanner)
        with served(settings) as running:
            yield SimpleNamespace(url=running.url, asked=running.asked, taken=taken)
    scans._storage.cache_clear()
    lambda_queue._storage.cache_clear()


def without_options(content):
    return [{k: v for k, v in json.loads(line).items() if k != "options"} for line in content.splitlines()]


def by_path(content):
    return sorted(without_options(content), key=lambda row: row["path"])


def test_the_results_are_those_of_reading_here(run, folder, service):
    (folder / "broken.png").write_bytes(b"no image")
    arguments = ["scan", folder, "--types", "EMAIL,URL", "--regions", "TR", "--format", "jsonl"]
    here, there = run(*arguments), run(*arguments, "--url", service.url, OCR_API_KEY=KEY)
    assert (there.returncode, here.returncode) == (2, 2)
    assert by_path(there.stdout) == by_path(here.stdout)
    assert there.stderr == here.stderr
    assert KEY.encode() not in there.stdout + there.stderr


@pytest.mark.parametrize("key", ["", "wrong", "Ümlaut", "two\nlines"])
def test_without_an_accepted_key_the_run_ends_at_once(run, folder, service, key):
    done = run("scan", folder, "--url", service.url, "--jobs", "1", "--format", "json", OCR_API_KEY=key)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"X-API-Key" in done.stderr or b"OCR_API_KEY" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert [path for _, path, _ in service.asked].count("/analyze") <= 1


def test_redacted_copies_are_the_services(run, folder, service, tmp_path):
    arguments = ["scan", folder, "--redact", tmp_path / "out", "--url", service.url]
    assert run(*arguments, OCR_API_KEY=KEY).returncode == 1
    assert [path for _, path, _ in service.asked].count("/redact") == 1
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["letter.png"]
    assert run("scan", tmp_path / "out").returncode == 0


def test_few_findings_are_painted_here(run, folder, service, tmp_path):
    arguments = ["scan", folder, "--redact", tmp_path / "out", "--min-confidence", "0.985", "--url", service.url]
    assert run(*arguments, OCR_API_KEY=KEY).returncode == 1
    assert "/redact" not in [path for _, path, _ in service.asked]
    left = run("scan", tmp_path / "out", "--format", "csv").stdout
    assert b"EMAIL" in left
    assert b"CREDIT_CARD_NUMBER" not in left


@pytest.fixture
def large_letter(folder):
    """The letter with five million bytes behind it that are no part of the picture."""
    path = folder / "large.png"
    path.write_bytes((folder / "letter.png").read_bytes() + bytes(5_000_000))
    return path


def test_an_image_too_large_for_a_request_goes_through_scans(run, folder, large_letter, bucket, tmp_path):
    arguments = ["scan", folder, "--format", "jsonl"]
    there = run(*arguments, "--redact", tmp_path / "out", "--url", bucket.url, OCR_API_KEY=KEY)
    assert by_path(there.stdout) == by_path(run(*arguments).stdout)
    assert there.returncode == 1
    ((path, names, headers, kind),) = bucket.taken
    assert path == f"/{BUCKET}"
    assert names[-1] == "file"
    assert kind == b"image/png"
    assert "X-API-Key" not in headers
    assert [p for _, p, _ in bucket.asked].count("/analyze") == 2
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"letter.png", "large.png"}
    assert run("scan", tmp_path / "out").returncode == 0


def test_an_image_that_the_service_finds_too_large_goes_through_scans(run, folder, bucket, monkeypatch):
    monkeypatch.setattr("handler.api.analysis.image_bytes", refused)
    there = run("scan", folder / "letter.png", "--format", "jsonl", "--url", bucket.url, OCR_API_KEY=KEY)
    assert there.returncode == 1
    assert len(bucket.taken) == 1


async def refused(*_):
    raise BodyTooLarge("too large")


def test_where_there_is_no_storage_a_large_image_is_sent_in_one_request(run, large_letter, service):
    done = run("scan", large_letter, "--format", "jsonl", "--url", service.url, OCR_API_KEY=KEY)
    assert done.returncode == 1
    assert [path for _, path, _ in service.asked] == ["/health", "/scans", "/analyze"]


FOUND = {"content": "", "findings": [], "pages": []}
# On a page that there is not.
FINDING = {"type": "EMAIL", "value": "a@b.de", "normalized": None, "confidence": 1, "checks": [], "page": 1} | {
    "boxes": [],
    "details": {},
}


def test_a_busy_service_is_asked_again_after_the_time_it_says(run, folder):
    answers = [(429, {"Retry-After": "0"}), (503, {"Retry-After": "0"}), (503, {}), (200, {})]

    def answer(_method, path, body, _headers):
        if path == "/health":
            return 200, {}, b'{"version": "1"}'
        status, headers = answers.pop(0)
        assert body == (folder / "harmless.PNG").read_bytes()
        return status, headers, json.dumps(FOUND).encode()

    with answering(answer) as url:
        done = run("scan", folder / "harmless.PNG", "--url", url)
    assert (done.returncode, answers) == (0, [])


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (504, {}, b'{"code": "reading_timed_out", "detail": "Too slow."}', "reading_timed_out"),
        (500, {}, b"<html>", "service_failed"),
        (200, {}, b"<html>", "service_failed"),
        (200, {}, b'{"content": "", "findings": null}', "service_failed"),
        (200, {}, b'{"content": "", "findings": [{"type": "EMAIL"}], "pages": []}', "service_failed"),
        (200, {}, json.dumps(FOUND | {"findings": [FINDING]}).encode(), "service_failed"),
        (302, {"Location": "http://127.0.0.1:9/elsewhere"}, b"", "redirected"),
    ],
)
def test_a_strange_answer_is_an_error_of_that_image(run, folder, status, headers, body, code):
    def answer(_method, path, _body, _headers):
        return (200, {}, b'{"version": "1"}') if path == "/health" else (status, headers, body)

    with answering(answer) as url:
        done = run("scan", folder / "harmless.PNG", "--url", url, "--format", "jsonl")
    assert json.loads(done.stdout)["error"]["code"] == code
    assert done.returncode == 2


def test_what_is_no_such_service_is_said_before_anything_is_sent(run, folder):
    asked = []

    def answer(method, path, body, _headers):
        asked.append((method, path, body))
        return 200, {}, b"hello"

    with answering(answer) as url:
        done = run("scan", folder, "--url", url, "--jobs", "1")
    assert done.returncode == 2
    assert b"does not answer as this service does" in done.stderr
    assert asked == [("GET", "/health", b"")]


def test_nobody_there(run, folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # not listening
        done = run("scan", folder, "--url", f"http://127.0.0.1:{taken.getsockname()[1]}", "--jobs", "1")
    assert done.returncode == 2
    assert b"does not answer (" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "url",
    ["ftp://x", "example.com", "http://", "https://user:word@example.com", "https://example.com/?a=b", "http://[x"],
)
def test_an_address_that_is_none_is_refused_without_saying_it_again(run, folder, url):
    done = run("scan", folder, "--url", url)
    assert done.returncode == 2
    assert b"--url must be the address" in done.stderr
    assert b"word" not in done.stderr


def test_a_key_is_not_sent_without_encryption(run, folder):
    done = run("scan", folder, "--url", "http://ocr.example.com", OCR_API_KEY=KEY)
    assert done.returncode == 2
    assert b"without encryption" in done.stderr
    assert KEY.encode() not in done.stderr


def test_a_worker_that_asks_a_service_loads_no_reader(folder, service):
    program = (
        "import sys\n"
        "from handler.command_line.job import Job, Task, prepare\n"
        "from handler.command_line.wanted import Wanted\n"
        f"done = prepare(Job(Wanted(), {service.url!r}))(Task({str(folder / 'letter.png')!r}))\n"
        "assert done.outcome.findings\n"
        "print(' '.join(sys.modules))"
    )
    environment = os.environ | {"OCR_API_KEY": KEY}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert not {"numpy", "tesserocr", "onnxruntime", "PIL", "handler.scan"} & set(done.stdout.decode().split())
