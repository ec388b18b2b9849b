"""``serve``: the API and the page, from the command line."""

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
import urllib3

from handler.command_line import serving
from handler.settings import get_settings


@contextmanager
def serving_at(command, *options, **environment):
    """The address of a service, once as many of its processes as there are workers say that they are ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PORT": str(port)} | environment
    server = subprocess.Popen([*command, "serve", *options], stderr=subprocess.PIPE, env=environment)
    try:
        workers = int(options[1] if options else environment.get("WEB_CONCURRENCY", 1))
        ready, said = b"Application startup complete", b""
        for line in server.stderr:
            said += line
            if said.count(ready) == workers and b"Uvicorn running on http://127.0.0.1:%d" % port in said:
                break
        yield f"http://127.0.0.1:{port}", said
    finally:
        server.terminate()
        server.communicate()


def test_it_serves_on_the_port_given_until_it_is_ended(command):
    with serving_at(command) as (address, _):
        assert urllib3.request("GET", f"{address}/health").json()["status"] == "ok"


@pytest.mark.parametrize(("options", "environment"), [(["--workers", "2"], {}), ([], {"WEB_CONCURRENCY": "2"})])
def test_workers_answer_as_one(command, letter, options, environment):
    with serving_at(command, *options, **environment) as (address, said):
        assert len(set(re.findall(rb"Started server process \[(\d+)", said))) == 2
        headers = {"Content-Type": "image/png", "Connection": "close"}
        answers = [
            urllib3.request("POST", f"{address}/analyze?values=hash", body=letter, headers=headers).json()
            for _ in range(12)
        ]
        # Each made up a secret of its own, if they had none in common.
        assert len({answer["hash_key"] for answer in answers}) == 1
        assert all(answer["findings"] == answers[0]["findings"] for answer in answers)


@pytest.fixture
def listening(monkeypatch):
    """The sockets that workers would get."""
    given = []

    class Noted:
        def __init__(self, _, sockets):
            given.extend(sockets)

        def run(self):
            pass

    monkeypatch.setattr("uvicorn.supervisors.Multiprocess", Noted)
    for name in ("WEB_CONCURRENCY", "OCR_CACHE_SECRET"):
        monkeypatch.setenv(name, "")  # put back afterwards, whatever is set meanwhile
        monkeypatch.delenv(name)
    get_settings.cache_clear()
    yield given
    for each in given:
        each.close()
    get_settings.cache_clear()


def test_workers_answer_without_waiting_for_acknowledgements(listening):
    serving.serve("127.0.0.1", 0, 2)
    listening[0].listen()
    with socket.create_connection(listening[0].getsockname()):
        accepted, _ = listening[0].accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_workers_share_the_processors_and_a_secret(listening):
    serving.serve("127.0.0.1", 0, 3)
    assert os.environ["WEB_CONCURRENCY"] == "3"
    assert len(os.environ["OCR_CACHE_SECRET"]) == 64


@pytest.mark.parametrize("url", ["memory://", "redis://127.0.0.1:1/0"])
def test_a_secret_that_is_set_stays(listening, monkeypatch, url):
    monkeypatch.setenv("OCR_CACHE_URL", url)
    if url == "memory://":
        monkeypatch.setenv("OCR_CACHE_SECRET", "mine")
    serving.serve("127.0.0.1", 0, 2)
    assert os.environ.get("OCR_CACHE_SECRET") == ("mine" if url == "memory://" else None)


@pytest.mark.parametrize(
    ("host", "keys", "warned"),
    [("0.0.0.0", "", True), ("0.0.0.0", "one", False), ("127.0.0.1", "", False)],
)
def test_who_serves_to_others_without_a_key_is_told(listening, monkeypatch, capsys, host, keys, warned):
    monkeypatch.setenv("OCR_API_KEYS", keys)
    serving.serve(host, 0, 2)
    assert ("No API key is set" in capsys.readouterr().err) is warned


PLAIN = [sys.executable, "-m", "uvicorn", "handler.api.app:app", "--port", "0"]


@pytest.mark.parametrize("start", ["serve", "serve --workers 2", "uvicorn"])
def test_a_wrong_setting_is_named_and_what_it_is_set_to_is_not_shown(command, start):
    wrong = {"OCR_CACHE_URL": "redis+x://:hunter2@h", "OCR_MAX_FRAMES": "hunter3"}
    arguments = PLAIN if start == "uvicorn" else [*command, *start.split()]
    done = subprocess.run(arguments, capture_output=True, env=os.environ | wrong | {"PORT": "8000"}, check=False)
    assert done.returncode == 2
    said = done.stderr.decode()
    assert "A setting in the environment is wrong. OCR_MAX_FRAMES: " in said
    assert "OCR_CACHE_URL must start with memory://" in said
    assert "hunter" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("count", ["0", "-1", "two"])
def test_a_number_of_workers_that_cannot_be_is_refused(command, count):
    done = subprocess.run([*command, "serve", "--workers", count], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"--workers" in done.stderr
