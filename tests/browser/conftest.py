"""A real browser and real servers; a tab that complains about whatever the browser complains about."""

import shutil
import socket
import threading
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from handler.api.app import create_app
from handler.scan import Scanner
from handler.settings import Settings

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# The browser itself logs an answer of 4xx or 5xx as an error; the page says it in words.
EXPECTED = "Failed to load resource: the server responded with a status of"


# By itself axe leaves WCAG 2.2's rule about the size of targets out; named by their tags all rules run.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def complaints_of_axe(page):
    """What axe-core finds wrong with what ``page`` shows now, in words; empty if nothing."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options)
    return found.generate_report() if found.violations_count else ""


@pytest.fixture(scope="session")
def axe():
    return complaints_of_axe


@pytest.fixture(scope="session", autouse=True)
def patience():
    """Reading is slow on a busy machine."""
    expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def browser():
    """Not for the whole session: Playwright's event loop would run under everybody's tests."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "Chromium is missing; local/test installs it"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@contextmanager
def serving(app):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def serve():
    """Starts an application: ``with serve(app) as address``."""
    return serving


@pytest.fixture(scope="session")
def server():
    """Starts the service: ``with server(**settings) as address``."""
    return lambda **settings: serving(create_app(Scanner(Settings(**settings))))


@pytest.fixture(scope="session")
def address(server):
    with server(cache_url="memory://") as running:
        yield running


class Tabs:
    """Opens tabs; at the end none of them may have complained, nor asked for anything of another origin."""

    def __init__(self, browser):
        self.browser, self.contexts, self.complaints, self.asked = browser, [], [], []

    def open(self, address, **options):
        context = self.browser.new_context(**{"viewport": {"width": 1200, "height": 900}} | options)
        self.contexts.append(context)
        tab = context.new_page()
        tab.on("console", self._note)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))
        tab.goto(address)
        return tab

    def _note(self, message):
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)

    def origins(self):
        return {"/".join(url.split("/")[:3]) for url in self.asked if not url.startswith("blob:")}


@pytest.fixture
def tabs(browser):
    opened = Tabs(browser)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.complaints == []


@pytest.fixture
def page(tabs, address):
    yield tabs.open(address)
    assert tabs.origins() == {address}


@pytest.fixture(scope="session")
def files():
    """What a file input takes."""
    return lambda name, content, kind="image/png": {"name": name, "mimeType": kind, "buffer": content}
