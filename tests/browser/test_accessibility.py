"""axe-core finds nothing to complain about, in every state and look of the two pages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 700}},
}


def clean(page):
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture(params=LOOKS, name="looked_at")
def tab(request, tabs, address):
    return tabs.open(address, **LOOKS[request.param])


def overflows(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_the_empty_page(looked_at):
    clean(looked_at)
    assert not overflows(looked_at)


def test_the_page_with_results(looked_at, files, letter, harmless):
    looked_at.set_input_files("#files", [files("letter.png", letter), files("fox.png", harmless), files("x.png", b"x")])
    expect(looked_at.locator(".entry[data-state=failed]")).to_be_visible()
    looked_at.get_by_label("show all values").check()
    looked_at.get_by_text("Text, as it was read").click()
    clean(looked_at)
    assert not overflows(looked_at)


def test_the_description_of_the_api(looked_at, address):
    looked_at.goto(f"{address}/docs")
    expect(looked_at.get_by_role("heading", name="POST /analyze")).to_be_visible()
    for closed in looked_at.locator("details").all():
        closed.evaluate("d => { d.open = true }")
    clean(looked_at)
    assert not overflows(looked_at)


def test_a_picture_without_a_text_would_be_complained_about(page):
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert Axe().run(page).violations_count
