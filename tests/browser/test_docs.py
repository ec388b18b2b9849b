"""The description of the API in a real browser: all of it, with places to link to."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def docs(page, address):
    page.goto(f"{address}/docs")
    expect(page.get_by_role("heading", name="POST /analyze")).to_be_visible()
    return page


@pytest.fixture
def document(page, address):
    return page.request.get(f"{address}/openapi.json").json()


def calls(document):
    return [(method, path, op) for path, methods in document["paths"].items() for method, op in methods.items()]


def test_every_call_parameter_and_answer_is_there(docs, document):
    assert len(calls(document)) >= 5
    for method, path, operation in calls(document):
        name = f"{method.upper()} {path}"
        section = docs.locator("section", has=docs.get_by_role("heading", name=name, exact=False)).first
        text = section.inner_text()
        for told in (operation["summary"], *(p["name"] for p in operation.get("parameters", []))):
            assert told in text, name
        for status, answer in operation["responses"].items():
            row = section.locator("tr", has=docs.get_by_role("rowheader", name=status, exact=True))
            expect(row).to_contain_text(answer["description"].replace("`", ""))
        for kind in operation.get("requestBody", {}).get("content", {}):
            assert kind in text


def test_every_schema_is_there_with_its_fields(docs, document):
    for name, schema in document["components"]["schemas"].items():
        table = docs.locator("section", has=docs.locator(f"#{name.lower()}")).last.inner_text()
        for field in schema.get("properties", {}):
            assert field in table
    expect(docs.get_by_text('"cobalt@example.com"').first).to_be_visible()


def test_every_link_leads_somewhere_and_no_two_places_have_one_name(docs):
    places = docs.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(places) == len(set(places))
    links = docs.evaluate("[...document.querySelectorAll('main a')].map(e => e.getAttribute('href'))")
    assert len(links) > 20
    assert {link.removeprefix("#") for link in links} <= set(places)


def test_a_link_from_outside_leads_to_its_place(page, address):
    page.goto(f"{address}/docs#get-health")
    expect(page.locator("#get-health")).to_be_in_viewport()


def test_the_keyboard_leads_to_a_call(docs):
    docs.get_by_role("navigation").get_by_role("link", name="GET /health").focus()
    docs.keyboard.press("Enter")
    expect(docs.locator("#get-health")).to_be_in_viewport()


def test_a_document_that_does_not_come_is_said(page, address):
    page.route("**/openapi.json", lambda route: route.fulfill(status=500))
    page.goto(f"{address}/docs")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
