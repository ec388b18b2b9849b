"""One image on the page: what is shown of it, and what can be taken away."""

import csv
import json

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def read(page, files, letter):
    page.set_input_files("#files", files("letter.png", letter))
    expect(page.locator(".verdict")).to_have_text("4 findings.")
    return page


def test_values_are_masked_until_one_or_all_are_asked_for(read):
    mail = read.locator("tr.t-EMAIL .value")
    expect(mail).to_have_text("co••••@•••••••.•••")
    read.locator("tr.t-EMAIL").get_by_role("button", name="Show").click()
    expect(mail).to_have_text("cobalt@example.com")
    expect(read.locator("tr.t-CREDIT_CARD_NUMBER .value")).not_to_contain_text("1111")
    read.get_by_label("show all values").check()
    expect(read.locator("tr.t-CREDIT_CARD_NUMBER .value")).to_have_text("4111 1111 1111 1111")
    read.get_by_label("show all values").uncheck()
    expect(mail).to_have_text("co••••@•••••••.•••")


def test_a_row_lights_its_box_and_a_box_its_row(read):
    row, box = read.locator("tr.t-EMAIL"), read.locator("g.t-EMAIL")
    expect(box).not_to_have_class("t-EMAIL lit")
    row.hover()
    expect(box).to_have_class("t-EMAIL lit")
    read.locator("h1").hover()
    expect(box).to_have_class("t-EMAIL")
    box.hover()
    expect(row).to_have_class("t-EMAIL lit")
    read.locator("tr.t-URL button").first.focus()
    expect(read.locator("g.t-URL")).to_have_class("t-URL lit")


def test_boxes_lie_where_the_values_stand(read):
    drawn = read.locator(".picture img").bounding_box()
    natural = read.locator(".picture img").evaluate("i => i.naturalWidth")
    box = read.locator("g.t-EMAIL rect")
    expected = int(box.get_attribute("x")) * drawn["width"] / natural + drawn["x"]
    assert abs(box.bounding_box()["x"] - expected) < 4


def test_the_filter_leaves_one_type_in_the_table_and_the_picture(read):
    read.locator("select.filter").select_option("URL")
    expect(read.locator("tbody tr:visible")).to_have_count(1)
    expect(read.locator("g:visible")).to_have_count(1)
    read.locator("select.filter").select_option("")
    expect(read.locator("tbody tr:visible")).to_have_count(4)


def test_the_redacted_copy_is_downloaded(read, tmp_path):
    with read.expect_download() as download:
        read.get_by_role("button", name="Download redacted copy").click()
    assert download.value.suggested_filename == "letter-redacted.png"
    download.value.save_as(tmp_path / "copy.png")
    x, y, width, height = (int(read.locator("g.t-EMAIL rect").get_attribute(n)) for n in ("x", "y", "width", "height"))
    with Image.open(tmp_path / "copy.png") as copy:
        assert copy.convert("L").getpixel((x + width // 2, y + height // 2)) == 0


def test_a_value_and_the_text_are_copied(tabs, address, files, letter):
    page = tabs.open(address, permissions=["clipboard-read", "clipboard-write"])
    page.set_input_files("#files", files("letter.png", letter))
    page.locator("tr.t-EMAIL").get_by_role("button", name="Copy").click()
    expect(page.locator("#status")).to_have_text("The value was copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "cobalt@example.com"
    expect(page.locator("tr.t-EMAIL .value")).to_have_text("co••••@•••••••.•••")
    page.get_by_text("Text, as it was read").click()
    page.get_by_role("button", name="Copy text").click()
    expect(page.locator("#status")).to_have_text("The text was copied.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Delivery note for the northern office")


def test_a_browser_that_forbids_copying_is_said(page, files, letter):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.set_input_files("#files", files("letter.png", letter))
    page.locator("tr.t-EMAIL").get_by_role("button", name="Copy").click()
    expect(page.locator("#status")).to_have_text("The browser did not allow copying.")


def test_json_and_csv_are_downloaded(read, tmp_path):
    taken = {}
    for button in ("JSON", "CSV"):
        with read.expect_download() as download:
            read.get_by_role("button", name=f"{button} download").click()
        download.value.save_as(tmp_path / button)
        taken[button] = (tmp_path / button).read_text()
    assert len(json.loads(taken["JSON"])["findings"]) == 4
    rows = list(csv.DictReader(taken["CSV"].splitlines()))
    assert {row["type"]: row["value"] for row in rows}["PHONE_NUMBER"] == "'+44 20 7946 0958"
    assert {row["type"]: row["value"] for row in rows}["EMAIL"] == "cobalt@example.com"


def finding(value, number=1, **others):
    box = {"x": 10 * number, "y": 10, "width": 8, "height": 8}
    kind = {
        "type": "URL",
        "normalized": None,
        "confidence": 0.9,
        "checks": [],
        "page": 1,
        "boxes": [box],
        "details": {},
    }
    return kind | {"value": value} | others


def answered(page, files, image, *findings):
    pages = [{"width": 300, "height": 200, "rotation": 0, "complete": True}] * 2
    scan = {"status": "successful", "content": "text", "findings": findings, "pages": pages, "cached": False}
    page.route("**/analyze", lambda route: route.fulfill(json=scan))
    page.set_input_files("#files", files("list.png", image))
    expect(page.locator("tbody tr")).to_have_count(len(findings))


RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1"]


def test_no_cell_of_the_csv_is_a_formula(page, files, blank, tmp_path):
    harmless = ["cobalt@example.com", "a=b", 'with "quotes", and\nlines']
    answered(page, files, blank, *[finding(value) for value in RISKY + harmless])
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV download").click()
    download.value.save_as(tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(newline="") as read:
        values = [row["value"] for row in csv.DictReader(read)]
    assert values == [f"'{value}" for value in RISKY] + harmless


def test_a_value_of_markup_stays_text(page, files, blank):
    answered(page, files, blank, finding("<img src=x onerror=alert(1)>", normalized="<b>x</b>"))
    page.get_by_label("show all values").check()
    expect(page.locator(".value")).to_have_text("<img src=x onerror=alert(1)>")
    expect(page.locator("td .more")).to_have_text("→ <b>x</b>")


def test_a_finding_over_two_lines_is_one_mark_and_one_of_page_two_has_none(page, files, blank):
    lines = [{"x": 5, "y": y, "width": 50, "height": 9} for y in (10, 30)]
    answered(page, files, blank, finding("one", boxes=lines), finding("two", page=2))
    expect(page.locator("g")).to_have_count(1)
    expect(page.locator("g rect")).to_have_count(2)
    expect(page.locator("tbody tr").nth(1)).to_contain_text("page 2")


def test_an_image_that_the_browser_cannot_show_still_has_its_table(page, files, picture, encoded):
    mail = encoded(picture(["Write to cobalt@example.com"]), "TIFF")
    page.set_input_files("#files", files("mail.tiff", mail, "image/tiff"))
    expect(page.locator(".picture")).to_contain_text("This browser cannot show this kind of image")
    expect(page.locator("tr.t-EMAIL")).to_be_visible()


def test_what_could_not_be_read_in_time_is_said(page, files, blank):
    scan = {"content": "", "findings": [], "pages": [{"width": 1, "height": 1, "rotation": 0, "complete": False}]}
    page.route("**/analyze", lambda route: route.fulfill(json=scan))
    page.set_input_files("#files", files("list.png", blank))
    expect(page.locator(".verdict")).to_contain_text("Not everything could be read in time.")
