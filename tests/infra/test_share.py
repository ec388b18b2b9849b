"""A public address is opened only for what asks for a key. ngrok itself cannot be reached from a test."""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from handler.settings import get_settings


@pytest.fixture
def share(monkeypatch):
    for name in ("OCR_API_KEYS", "OCR_API_KEYS_SECRET", "NGROK_AUTHTOKEN"):
        monkeypatch.delenv(name, raising=False)
    get_settings.cache_clear()
    spec = importlib.util.spec_from_file_location("share", Path(__file__).parents[2] / "local" / "share.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    get_settings.cache_clear()


@pytest.fixture
def tunnel(share, monkeypatch):
    """Stands for ngrok and the server; the list is what was asked of both."""
    asked = []
    listener = SimpleNamespace(url=lambda: "https://abc.example.org")
    fake = SimpleNamespace(
        forward=lambda to, **options: asked.append(("forward", to, options)) or listener,
        disconnect=lambda url: asked.append(("disconnect", url)),
    )
    monkeypatch.setitem(sys.modules, "ngrok", fake)
    monkeypatch.setattr(share.uvicorn, "run", lambda app, **options: asked.append(("serve", app, options)))
    return asked


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, "OCR_API_KEYS"),
        ({"NGROK_AUTHTOKEN": "t"}, "OCR_API_KEYS"),
        ({"OCR_API_KEYS": " , ", "NGROK_AUTHTOKEN": "t"}, "OCR_API_KEYS"),
        ({"OCR_API_KEYS": "k"}, "NGROK_AUTHTOKEN"),
    ],
)
def test_without_key_or_token_nothing_is_opened(share, tunnel, monkeypatch, capsys, environment, missing):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert share.main() == 2
    assert missing in capsys.readouterr().err
    assert tunnel == []


def test_the_address_is_printed_and_closed_again(share, tunnel, monkeypatch, capsys):
    monkeypatch.setenv("OCR_API_KEYS", "correct-horse")
    monkeypatch.setenv("NGROK_AUTHTOKEN", "t")
    monkeypatch.setenv("PORT", "8123")
    assert share.main() == 0
    told = capsys.readouterr().err
    assert "https://abc.example.org" in told
    assert "correct-horse" not in told
    assert [step[0] for step in tunnel] == ["forward", "serve", "disconnect"]
    assert tunnel[0][1] == "localhost:8123"
    assert tunnel[1][2]["host"] == "127.0.0.1"


def test_where_ngrok_refuses_it_is_said(share, tunnel, monkeypatch, capsys):
    monkeypatch.setenv("OCR_API_KEYS", "k")
    monkeypatch.setenv("NGROK_AUTHTOKEN", "t")

    def refuse(*_, **__):
        raise ValueError("authentication failed")

    monkeypatch.setattr(sys.modules["ngrok"], "forward", refuse)
    assert share.main() == 1
    assert "authentication failed" in capsys.readouterr().err
    assert tunnel == []
