"""Everything the service leans on fails once: what the caller gets then. SECURITY.md has the table of these."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from fastapi.testclient import TestClient
from moto import mock_aws
from PIL import Image

from handler import cache, storage
from handler.api import keys
from handler.api.app import create_app
from handler.errors import StorageUnavailable, Unavailable
from handler.reading import models
from handler.reading.models import Models
from handler.reading.tesseract_cli import CommandLine
from handler.scan import Scanner
from handler.settings import Settings

ROOT = Path(__file__).parents[2]
RAW = {"Content-Type": "image/png"}


def client_of(**settings):
    settings = {"second_reader": False, "cache_secret": "s"} | settings
    return TestClient(create_app(Scanner(Settings(**settings))), raise_server_exceptions=False)


def analyze(client, image):
    answer = client.post("/analyze", content=image, headers=RAW)
    return answer.status_code, answer.json().get("cached")


@pytest.fixture
def unrested(monkeypatch):
    """The cache is asked again at once after a failure, as it would be some seconds later."""
    monkeypatch.setattr(cache, "_REST_SECONDS", 0.0)


@pytest.fixture
def talker():
    """A server that answers everything with the same bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(answer):
            def talk():
                while True:
                    try:
                        caller, _ = server.accept()
                    except OSError:
                        return
                    with caller:
                        while caller.recv(65_536):
                            caller.sendall(answer)

            threading.Thread(target=talk, daemon=True).start()
            return f"redis://127.0.0.1:{server.getsockname()[1]}/0"

        yield serve


def test_redis_that_was_never_there(letter):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = client_of(cache_url=f"redis://127.0.0.1:{closed.getsockname()[1]}/0")
        assert [analyze(client, letter) for _ in range(2)] == [(200, False)] * 2
        assert client.get("/health").json()["cache"] == "redis (not answering)"


def test_redis_that_hangs(letter):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = client_of(cache_url=f"redis://127.0.0.1:{silent.getsockname()[1]}/0", cache_timeout=0.05)
        assert analyze(client, letter) == (200, False)


@pytest.mark.parametrize(
    "answer", [b"rubbish\r\n", b"$-7\r\n", b"*3\r\n:1\r\n", b"+OK\r\n", b"-ERR no\r\n", b"\0" * 99, b""]
)
def test_redis_that_talks_rubbish(letter, talker, unrested, answer):
    client = client_of(cache_url=talker(answer), cache_timeout=0.05)
    assert analyze(client, letter) == (200, False)


def test_redis_that_is_full_keeps_what_it_has(start_redis, letter, harmless, caplog):
    redis = start_redis()
    client = client_of(cache_url=redis.url, cache_timeout=5)
    assert analyze(client, letter) == (200, False)
    redis.client().config_set("maxmemory", "1")
    assert client.post("/analyze", content=harmless, headers=RAW).status_code == 204
    assert "Redis is full" in caplog.text
    assert analyze(client, letter) == (200, True)
    redis.stop()


def test_redis_that_restarts_is_used_again(redis_server, letter, unrested):
    client = client_of(cache_url=redis_server.url, cache_timeout=5)
    assert [analyze(client, letter) for _ in range(2)] == [(200, False), (200, True)]
    redis_server.stop()
    assert analyze(client, letter) == (200, False)
    redis_server.start()
    assert [analyze(client, letter) for _ in range(2)] == [(200, False), (200, True)]


def test_redis_that_dies_while_an_image_is_read(redis_server, letter):
    scanner = Scanner(Settings(cache_url=redis_server.url, cache_secret="s", second_reader=False, cache_timeout=5))
    read = scanner.reader.read

    def dies_meanwhile(*args, **more):
        redis_server.stop()
        return read(*args, **more)

    scanner.reader.read = dies_meanwhile
    assert analyze(TestClient(create_app(scanner)), letter) == (200, False)


def test_redis_that_becomes_slow_while_an_image_is_read(redis_server, letter):
    """It answered when the call came, and says nothing more when the result is to be kept."""
    scanner = Scanner(Settings(cache_url=redis_server.url, cache_secret="s", second_reader=False, cache_timeout=1))
    read = scanner.reader.read

    def halts_meanwhile(*args, **more):
        redis_server.process.send_signal(signal.SIGSTOP)
        return read(*args, **more)

    scanner.reader.read = halts_meanwhile
    client = TestClient(create_app(scanner))
    assert analyze(client, letter) == (200, False)
    assert client.get("/health").json()["cache"] == "redis (not answering)"


def test_s3_that_takes_the_call_and_never_answers(monkeypatch):
    """Two tries, the API's patience with each, and what lies between them, end before those who wait give up."""
    assert 2 * (storage._CONNECTING + storage._READING) + 1 < 28
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{silent.getsockname()[1]}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "x")
        kept = storage.Storage("silent", reading=0.1)
        for call in (lambda: kept.result("a"), lambda: kept.has_upload("a"), lambda: kept.write_ticket("a", {})):
            with pytest.raises(StorageUnavailable):
                call()


def test_s3_that_does_not_answer(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    client = client_of(bucket="unreachable")
    for answer in (client.post("/scans"), client.get("/scans/" + "a" * 32)):
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
        assert "unreachable" not in answer.text
        assert "127.0.0.1" not in answer.text


@pytest.fixture
def secret(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(keys, "_known", {})
    monkeypatch.setattr(keys, "_unanswered", {})
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="keys", SecretString='["one"]')
        yield "keys"


def fails(name):
    raise EndpointConnectionError(endpoint_url=f"https://secretsmanager/{name}")


def test_secrets_manager_that_never_answered_lets_nobody_in(secret, blank, monkeypatch):
    monkeypatch.setattr(keys, "_fetch", fails)
    answer = client_of(api_keys_secret=secret).post("/analyze", content=blank, headers=RAW | {"X-API-Key": "one"})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "secretsmanager" not in answer.text


def test_with_secrets_manager_dead_one_caller_waits_and_the_others_are_told_at_once(secret, monkeypatch):
    asked, go = [], threading.Event()

    def hangs(name):
        asked.append(name)
        assert go.wait(30)
        fails(name)

    monkeypatch.setattr(keys, "_fetch", hangs)
    settings = Settings(api_keys_secret=secret)
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(keys.check_key, settings, "one") for _ in range(8)]
        go.set()
        for call in calls:
            with pytest.raises(Unavailable):
                call.result(30)
    assert asked == [secret]
    later = time.monotonic() + keys._REST_SECONDS + 1
    set_clock(monkeypatch, later)
    with pytest.raises(Unavailable):
        keys.check_key(settings, "one")
    assert asked == [secret] * 2


def set_clock(monkeypatch, now):
    """Lets it be ``now`` for the keys alone: event loops of this process measure their sleep by the same clock."""
    monkeypatch.setattr(keys, "time", SimpleNamespace(monotonic=lambda: now))


def test_secrets_manager_that_stops_answering_shuts_nobody_out(secret, blank, monkeypatch):
    client = client_of(api_keys_secret=secret)

    def status(key):
        return client.post("/analyze", content=blank, headers=RAW | {"X-API-Key": key}).status_code

    assert (status("one"), status("two")) == (204, 401)
    monkeypatch.setattr(keys, "_fetch", fails)
    later = time.monotonic() + keys._SECRET_AGE + 1
    set_clock(monkeypatch, later)
    assert (status("one"), status("two")) == (204, 401)
    set_clock(monkeypatch, later + keys._SECRET_LONGEST_AGE)
    assert status("one") == 503


def test_a_rotated_key_works_and_the_old_one_ends(secret, blank, monkeypatch):
    client = client_of(api_keys_secret=secret)

    def statuses():
        sent = [client.post("/analyze", content=blank, headers=RAW | {"X-API-Key": key}) for key in ("one", "two")]
        return [answer.status_code for answer in sent]

    assert statuses() == [204, 401]
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString='["two"]')
    later = time.monotonic() + keys._SECRET_AGE + 1
    set_clock(monkeypatch, later)
    assert statuses() == [401, 204]


def models_of(tmp_path, monkeypatch, size_of):
    package = tmp_path / "rapidocr"
    (package / "models").mkdir(parents=True)
    for name in models.GENUINE:
        with (package / "models" / name).open("wb") as file:
            file.truncate(size_of(name))
    found = SimpleNamespace(submodule_search_locations=[str(package)])
    monkeypatch.setattr(models, "find_spec", lambda _: found)
    return package / "models"


@pytest.mark.parametrize("damage", ["missing", "cut off"])
def test_a_model_that_is_missing_or_cut_off_is_not_used(letter, monkeypatch, tmp_path, damage):
    folder = models_of(tmp_path, monkeypatch, lambda name: models._SIZES[name] - (damage == "cut off"))
    if damage == "missing":
        (folder / models._DETECTOR).unlink()
    client = client_of(second_reader=True)
    assert client.get("/health").json()["reader"]["second_reader"] is None
    assert [analyze(client, letter) for _ in range(2)] == [(200, False), (200, True)]


def test_a_model_that_is_not_the_known_one_is_not_used(letter, monkeypatch, tmp_path):
    models_of(tmp_path, monkeypatch, models._SIZES.get)
    client = client_of(second_reader=True)
    # The first image that needs the model shows what it is; the answer is not kept as one that it took part in.
    assert analyze(client, letter) == (200, False)
    assert client.get("/health").json()["reader"]["second_reader"] is None
    assert [analyze(client, letter) for _ in range(2)] == [(200, False), (200, True)]


def test_the_installed_models_are_the_known_ones():
    assert isinstance(models.installed(), Models)


def test_no_tesseract_at_all(letter, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    client = client_of(engine="pytesseract")
    answer = client.post("/analyze", content=letter, headers=RAW)
    assert (answer.status_code, answer.json()["code"]) == (503, "engine_unavailable")
    health = client.get("/health")
    assert (health.status_code, health.json()["reader"]["engine"]) == (200, None)


def stand_in(tmp_path, monkeypatch, then):
    """A program that is Tesseract when asked for its version, and ``then`` when it is to read."""
    real = shutil.which("tesseract")
    program = tmp_path / "tesseract"
    program.write_text(f'#!/bin/sh\ncase "$1" in stdin) {then};; *) exec {real} "$@";; esac\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


@pytest.mark.parametrize("then", ["kill -SEGV $$", "kill -KILL $$", "exit 1"])
def test_a_tesseract_that_dies_ends_one_request(letter, monkeypatch, tmp_path, then):
    client = client_of(engine="pytesseract", cache_url="none://")
    with monkeypatch.context() as patched:
        stand_in(tmp_path, patched, then)
        answer = client.post("/analyze", content=letter, headers=RAW)
        assert (answer.status_code, answer.json()["code"]) == (503, "engine_unavailable")
    assert analyze(client, letter) == (200, False)


def test_a_tesseract_that_hangs_is_killed(letter, monkeypatch, tmp_path):
    client = client_of(engine="pytesseract", time_limit=0.5)
    stand_in(tmp_path, monkeypatch, f"echo $$ > {tmp_path}/pid; exec sleep 600")
    answer = client.post("/analyze", content=letter, headers=RAW)
    assert (answer.status_code, answer.json()["code"]) == (504, "reading_timed_out")
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_tesseract_gets_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("OCR_CACHE_SECRET", "marmalade")
    stand_in(tmp_path, monkeypatch, f"env > {tmp_path}/environment")
    CommandLine().look(Image.new("L", (40, 40), 255), ("eng",), 5)
    assert "PATH=" in (tmp_path / "environment").read_text()
    assert "marmalade" not in (tmp_path / "environment").read_text()


def test_a_full_disk(letter, tmp_path):
    """Nobody may write a byte to any file: everything is read all the same, by both engines."""
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        "from handler.scan import Options, Scanner; from handler.settings import Settings;"
        "data = sys.stdin.buffer.read();"
        "[print(len(Scanner(Settings(engine=e)).scan(data, Options()).findings)) for e in ('tesserocr', 'pytesseract')]"
    )
    run = subprocess.run([sys.executable, "-c", program], input=letter, capture_output=True, cwd=ROOT, check=True)
    assert [int(n) >= 4 for n in run.stdout.split()] == [True, True]


def test_sigterm_while_an_image_is_read(letter):
    """What was begun is answered, then the service ends by itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "handler.api.app:app", "--port", str(port), "--no-access-log"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert any("Uvicorn running" in line for line in server.stderr)
    body = letter + bytes(200_000)
    with socket.create_connection(("127.0.0.1", port), 60) as caller:
        head = f"POST /analyze HTTP/1.1\r\nHost: h\r\nContent-Type: image/png\r\nContent-Length: {len(body)}\r\n\r\n"
        caller.sendall(head.encode() + body[:-1])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as health:  # the server has come that far
            assert health.status == 200
        server.send_signal(signal.SIGTERM)
        assert any("Shutting down" in line for line in server.stderr)
        caller.sendall(body[-1:])
        answer = caller.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 200")
    assert server.wait(60) in {0, -signal.SIGTERM}
    server.stderr.close()
