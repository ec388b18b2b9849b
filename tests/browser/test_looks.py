"""Pictures of the page for people to look at, and what can be measured of its looks.

They lie in the folder that ``LOOKS`` names, or in pytest's own, which is soon deleted.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

COMBOS = ["login list of the forum", "cobalt@example.com:Winter2024!", "0f343b0931126a20f133d67c2b018a3b"]
LOOKS = {
    "wide": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 700}},
}


@pytest.fixture
def kept(tmp_path):
    folder = Path(os.environ.get("LOOKS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_runs_out_of_the_page(tabs, address, files, letter, picture, encoded, kept, look):
    page = tabs.open(address, **LOOKS[look])
    page.screenshot(path=kept / f"{look}-empty.png", full_page=True)
    combos = encoded(picture(COMBOS))
    sent = [files("letter.png", letter), files("a-rather-long-name-of-a-leaked-list.png", combos), files("x.png", b"x")]
    page.set_input_files("#files", sent)
    expect(page.locator(".entry[data-state=failed]")).to_be_visible()
    page.locator("tr.t-EMAIL button").first.click()
    page.screenshot(path=kept / f"{look}-letter.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator(".entry").nth(1).click()
    page.get_by_label("show all values").check()
    page.get_by_text("Text, as it was read").click()
    page.screenshot(path=kept / f"{look}-combos.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator(".entry").nth(2).click()
    page.screenshot(path=kept / f"{look}-failed.png", full_page=True)
    page.goto(f"{address}/docs")
    expect(page.get_by_role("heading", name="POST /analyze")).to_be_visible()
    page.screenshot(path=kept / f"{look}-docs.png", full_page=True)
