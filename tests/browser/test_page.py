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


def test_json_and_csv_are_downloaded(read, tmp_path):
    taken = {}
    for button in ("JSON", "CSV"):
        with read.expect_download() as download:
            read.get_by_role("button", name=button, exact=True).click()
        download.value.save_as(tmp_path / button)
        taken[button] = (tmp_path / button).read_text()
    assert len(json.loads(taken["JSON"])["findings"]) == 4
    rows = list(csv.DictReader(taken["CSV"].splitlines()))
    assert {row["type"]: row["value"] for row in rows}["PHONE_NUMBER"] == "'+44 20 7946 0958"
    assert {row["type"]: row["value"] for row in rows}["EMAIL"] == "cobalt@example.com"
