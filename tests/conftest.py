"""What tests share: pictures drawn on the spot, and the application around a real reader."""

import io
import shutil
import socket
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import redis as redis_client
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont

from handler.api.app import create_app
from handler.imaging import heif
from handler.scan import Scanner
from handler.settings import Settings

heif.register()  # tests make such files; the product decodes them in another process

LINES = (
    "Delivery note for the northern office",
    "Contact: cobalt@example.com",
    "Phone: +44 20 7946 0958",
    "Card: 4111 1111 1111 1111",
    "See https://example.org/terms today",
)


# What takes long comes last, so that what is wrong shows soon.
ORDER = ("detecting", "infra", "imaging", "reading", "contract", "", "trust", "command_line", "browser", "bench")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    items.sort(key=lambda item: ORDER.index("/".join(item.path.relative_to(here).parent.parts)))


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


class RedisServer:
    """An empty Redis on a free port, which can be stopped, and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is missing; local/test installs it"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self._command = [program, *where, *options]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        assert any(_answers(self.port) for _ in range(5000)), "redis-server did not start"

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def client(self) -> redis_client.Redis:
        return redis_client.Redis(port=self.port)


@pytest.fixture(scope="session")
def start_redis(tmp_path_factory):
    """Starts a Redis of its own for whoever calls it, with more of its options where needed."""
    servers = []

    def start(*options: str) -> RedisServer:
        servers.append(RedisServer(tmp_path_factory.mktemp("redis"), *options))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def redis_server(start_redis):
    """A Redis of one test."""
    server = start_redis()
    yield server
    server.stop()
