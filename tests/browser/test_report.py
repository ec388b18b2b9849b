"""The report of ``scan --report``, opened from the disk."""

import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def report(tmp_path_factory, letter, picture, encoded):
    """A report of a letter, of a list with odd letters, and of a file that is no image."""
    top = tmp_path_factory.mktemp("report")
    (top / "in").mkdir()
    (top / "in" / "letter.png").write_bytes(letter)
    (top / "in" / "<b>list.png").write_bytes(encoded(picture(["cobalt@example.com:Pa'ss<b>\"2", "see example.net"])))
    (top / "in" / "broken.png").write_bytes(b"no image")
    command = [sys.executable, "-m", "handler", "scan", str(top / "in"), "--report", str(top / "report.html")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2
    return top / "report.html"


@pytest.fixture
def page(report):
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "Chromium is missing; local/test installs it"
    complaints, asked = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        tab = browser.new_page(viewport={"width": 1200, "height": 900})
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(report.as_uri())
        yield tab
        browser.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_values_are_masked_until_they_are_clicked(page):
    letter = page.locator("article", has_text="letter.png")
    value = letter.locator("tr", has_text="EMAIL").get_by_role("button")
    expect(value).to_have_text("c…@example.com")
    assert "cobalt" not in page.locator("body").inner_text()
    value.click()
    expect(value).to_have_text("cobalt@example.com")
    expect(value).to_have_attribute("aria-pressed", "true")
    value.press("Enter")
    expect(value).to_have_text("c…@example.com")


def test_boxes_stand_on_the_thumbnail_and_light_up_with_their_row(page):
    letter = page.locator("article", has_text="letter.png")
    assert letter.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert letter.locator("rect").count() == 4
    letter.locator("tr", has_text="URL").hover()
    expect(letter.locator("rect.t-URL")).to_have_class("t-URL lit")
    hues = letter.locator("rect").evaluate_all("all => all.map(r => getComputedStyle(r).fill)")
    assert len(set(hues)) == 4


def test_types_can_be_filtered(page):
    page.get_by_label("COMBOLIST").uncheck()
    expect(page.locator("tr", has_text="COMBOLIST")).to_be_hidden()
    expect(page.locator("rect.t-COMBOLIST")).to_be_hidden()
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    expect(page.locator("article[data-image]:visible")).to_have_count(0)
    page.get_by_label("URL").check()
    expect(page.locator("article[data-image]:visible")).to_have_count(1)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1200, "light"), (1200, "dark")])
def test_everybody_can_use_it(page, axe, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.locator("button[data-value]").first.click()
    assert axe(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_are_text_and_errors_are_told(page):
    expect(page.get_by_role("heading", name="<b>list.png")).to_be_visible()
    expect(page.locator("article.errors", has_text="broken.png")).to_contain_text("not_an_image")
    expect(page.locator("header p")).to_have_text("3 images: 2 with findings, 0 clean, 1 with errors.")
