"""What tests share: pictures drawn on the spot, and the application around a real reader."""

import io
import shutil
import socket
import subprocess
from collections.abc import Callable, Sequence

import pytest
import redis as redis_client
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont

from handler.api.app import create_app
from handler.scan import Scanner
from handler.settings import Settings

LINES = (
    "Delivery note for the northern office",
    "Contact: cobalt@example.com",
    "Phone: +44 20 7946 0958",
    "Card: 4111 1111 1111 1111",
    "See https://example.org/terms today",
)


def draw_text(lines: Sequence[str], size: int = 24, ink: str = "black", paper: str = "white") -> Image.Image:
    """A page with one line of text under the other."""
    font = ImageFont.load_default(size)
    width = max([int(font.getlength(line)) for line in lines] or [200]) + 2 * size
    image = Image.new("RGB", (width, int(size * 1.8) * (len(lines) + 1)), paper)
    pen = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        pen.text((size, size * (0.6 + 1.8 * i)), line, ink, font)
    return image


def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of ``image`` in a format."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(scope="session")
def picture() -> Callable[..., Image.Image]:
    return draw_text


@pytest.fixture(scope="session")
def encoded() -> Callable[..., bytes]:
    return encode


@pytest.fixture(scope="session")
def letter() -> bytes:
    """A picture with an e-mail address, a phone number, a card number and a URL."""
    return encode(draw_text(LINES))


@pytest.fixture(scope="session")
def harmless() -> bytes:
    """A picture with text and nothing sensitive."""
    return encode(draw_text(["The quick brown fox", "jumps over the lazy dog"]))


@pytest.fixture(scope="session")
def blank() -> bytes:
    return encode(Image.new("RGB", (300, 200), "white"))


@pytest.fixture
def settings() -> Settings:
    return Settings(cache_url="memory://")


@pytest.fixture
def scanner(settings: Settings) -> Scanner:
    return Scanner(settings)


@pytest.fixture
def client(scanner: Scanner) -> TestClient:
    return TestClient(create_app(scanner), raise_server_exceptions=False)


def _answers(port: int) -> bool:
    try:
        return bool(redis_client.Redis(port=port, socket_connect_timeout=0.05).ping())
    except redis_client.ConnectionError:
        return False


@pytest.fixture
def redis_server(tmp_path):
    """A Redis of one test, empty: its ``port`` and a ``client``; it can be stopped, and started again."""
    program = shutil.which("redis-server")
    assert program, "redis-server is missing; local/test installs it"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]

    class Server:
        def __init__(self):
            self.port = port
            self.start()

        def start(self):
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            assert any(_answers(port) for _ in range(2000)), "redis-server did not start"

        def stop(self):
            self.process.terminate()
            self.process.wait()

        def client(self):
            return redis_client.Redis(port=port)

    server = Server()
    yield server
    server.stop()
