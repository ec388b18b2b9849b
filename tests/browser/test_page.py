"""The page in a real browser against a real server."""

import json
import shutil
import socket
import threading

import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import expect, sync_playwright

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def browser():
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "Chromium is missing; local/test installs it"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def address(client):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(client.app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def page(browser, address):
    context = browser.new_context(accept_downloads=True, viewport={"width": 1200, "height": 900})
    tab = context.new_page()
    complaints = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(address)
    yield tab
    context.close()
    # A refused request is logged by the browser as an error too; anything else is the page's own fault.
    assert [c for c in complaints if "status of 4" not in c] == []


def files(name, content):
    return {"name": name, "mimeType": "image/png", "buffer": content}


def test_a_chosen_image_shows_masked_findings_with_boxes(page, letter):
    page.set_input_files("#files", files("letter.png", letter))
    expect(page.locator(".verdict")).to_have_text("4 findings.", timeout=60_000)
    expect(page.locator("td.value").first).not_to_contain_text("cobalt@example.com")
    page.get_by_label("show values").check()
    expect(page.locator("td.value", has_text="cobalt@example.com")).to_be_visible()
    assert page.locator("rect").count() == 4
    row = page.locator("tbody tr", has_text="EMAIL")
    row.hover()
    expect(page.locator("rect.t-EMAIL")).to_have_class("t-EMAIL lit")
    page.locator("select.filter").select_option("URL")
    assert page.locator("tbody tr").count() == 1


def test_the_redacted_copy_is_downloaded(page, letter, tmp_path):
    page.set_input_files("#files", files("letter.png", letter))
    expect(page.locator(".verdict")).to_have_text("4 findings.", timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Redacted image").click()
    assert download.value.suggested_filename == "letter-redacted.png"
    download.value.save_as(tmp_path / "copy.png")
    with Image.open(tmp_path / "copy.png") as copy:
        assert copy.format == "PNG"


def test_json_and_csv_are_downloaded(page, letter, tmp_path):
    page.set_input_files("#files", files("letter.png", letter))
    expect(page.locator(".verdict")).to_have_text("4 findings.", timeout=60_000)
    for button, check in (("JSON", lambda t: len(json.loads(t)["findings"]) == 4), ("CSV", lambda t: "'+44" in t)):
        with page.expect_download() as download:
            page.get_by_role("button", name=button, exact=True).click()
        download.value.save_as(tmp_path / button)
        assert check((tmp_path / button).read_text())


def test_a_pasted_image_is_analysed(page, letter):
    page.evaluate(
        """bytes => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "image.png", {type: "image/png"}));
            dispatchEvent(new ClipboardEvent("paste", {clipboardData: data}));
        }""",
        list(letter),
    )
    expect(page.locator(".verdict")).to_have_text("4 findings.", timeout=60_000)


def test_what_is_no_image_is_said_and_the_next_image_is_still_read(page, harmless):
    page.set_input_files("#files", [files("no.png", b"no image"), files("yes.png", harmless)])
    expect(page.locator(".card", has_text="no.png").locator(".verdict.bad")).to_contain_text("not an image")
    expect(page.locator(".card", has_text="yes.png").locator(".verdict")).to_contain_text(
        "nothing sensitive", timeout=60_000
    )


def test_the_api_is_described_without_anything_from_outside(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/docs")
    expect(page.get_by_role("heading", name="POST /analyze")).to_be_visible()
    assert all(url.startswith(address) for url in asked)
