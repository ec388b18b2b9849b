"""axe-core finds nothing to complain about, in every state and look of the two pages."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 700}},
}


@pytest.fixture(params=LOOKS, name="looked_at")
def tab(request, tabs, address):
    return tabs.open(address, **LOOKS[request.param])


FOUND = {
    "type": "EMAIL",
    "value": "cobalt@example.com",
    "normalized": None,
    "confidence": 0.9,
    "checks": [],
    "page": 1,
    "boxes": [{"x": 10, "y": 10, "width": 80, "height": 20}],
    "details": {},
}
PAGE = {"width": 300, "height": 200, "rotation": 0, "complete": True}
SCAN = {"status": "successful", "content": "text", "findings": [FOUND], "pages": [PAGE], "cached": False}


def overflows(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_the_empty_page(looked_at, axe):
    assert axe(looked_at) == ""
    looked_at.get_by_text("API key", exact=True).click()
    looked_at.get_by_text("What is stored").click()
    expect(looked_at.locator("#key")).to_be_visible()
    assert axe(looked_at) == ""
    assert not overflows(looked_at)


def test_the_page_with_results(looked_at, axe, files, letter, harmless):
    looked_at.set_input_files("#files", [files("letter.png", letter), files("fox.png", harmless), files("x.png", b"x")])
    expect(looked_at.locator(".entry[data-state=failed]")).to_be_visible()
    looked_at.get_by_label("show all values").check()
    looked_at.get_by_text("Text, as it was read").click()
    assert axe(looked_at) == ""
    assert not overflows(looked_at)
    looked_at.locator(".entry[data-state=failed]").click()
    expect(looked_at.locator(".verdict.bad")).to_be_visible()
    assert axe(looked_at) == ""


def test_an_image_too_large_for_a_copy(looked_at, axe, files, picture, encoded):
    too_large = {"detail": "The answer has too many bytes."}
    looked_at.route("**/analyze", lambda route: route.fulfill(status=413, json=too_large))
    ticket = {"id": "x", "upload": {"url": "scans/x", "fields": {"policy": "eyJjb25kaXRpb25zIjpbXX0="}}}
    looked_at.route("**/scans?*", lambda route: route.fulfill(status=201, json=ticket))
    looked_at.route("**/scans/x", lambda route: route.fulfill(json=SCAN))
    mail = encoded(picture(["Write to cobalt@example.com"]), "TIFF")
    looked_at.set_input_files("#files", files("mail.tiff", mail, "image/tiff"))
    expect(looked_at.locator(".toolarge")).to_be_visible()
    assert axe(looked_at) == ""
    assert not overflows(looked_at)


def test_the_description_of_the_api(looked_at, axe, address):
    looked_at.goto(f"{address}/docs")
    expect(looked_at.get_by_role("heading", name="POST /analyze")).to_be_visible()
    for closed in looked_at.locator("details").all():
        closed.evaluate("d => { d.open = true }")
    assert axe(looked_at) == ""
    assert not overflows(looked_at)


@pytest.mark.parametrize(
    ("spoiled", "rule"),
    [
        ("document.querySelector('main').append(document.createElement('img'))", "image-alt"),
        (
            "document.querySelector('main').insertAdjacentHTML('beforeend', '<a href=x>a</a><a href=y>b</a>')",
            "target-size",
        ),
    ],
)
def test_what_is_wrong_would_be_complained_about(page, axe, spoiled, rule):
    page.evaluate(spoiled)
    assert rule in axe(page)
