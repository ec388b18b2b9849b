"""Several images, each in its state; whatever goes wrong is said in words that help."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PASTE = """bytes => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "image.png", {type: "image/png"}));
    dispatchEvent(new ClipboardEvent("paste", {clipboardData: data}));
}"""
DROP = """([one, two]) => {
    const dataTransfer = new DataTransfer();
    for (const [name, bytes] of [["one.png", one], ["two.png", two]])
        dataTransfer.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
    const options = {dataTransfer, bubbles: true, cancelable: true};
    document.body.dispatchEvent(new DragEvent("dragover", options));
    document.body.dispatchEvent(new DragEvent("drop", options));
}"""


def problem(route, status, detail=None, **headers):
    body = {"json": {"status": status, "code": "x", "detail": detail}} if detail else {"body": "<h1>no</h1>"}
    route.fulfill(status=status, headers=headers, **body)


def test_images_are_read_one_after_the_other_and_picked_from_a_list(page, files, letter, harmless, blank):
    held = []
    page.route("**/analyze", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/analyze"):
        page.set_input_files("#files", [files("a.png", letter), files("b.png", harmless), files("c.png", blank)])
    states = page.locator(".entry .state")
    expect(states).to_have_text(["reading", "waiting", "waiting"])
    held[0].continue_()
    expect(states).to_have_text(["done, 4 found", "done, nothing found", "done, nothing found"])
    expect(page.locator("h2")).to_have_text("a.png")
    page.locator(".entry", has_text="b.png").click()
    expect(page.locator(".verdict")).to_have_text("Text was read; nothing sensitive was found in it.")
    expect(page.locator(".entry[aria-current]")).to_contain_text("b.png")
    page.locator(".entry", has_text="c.png").click()
    expect(page.locator(".verdict")).to_have_text("Nothing was found: no text, or nothing sensitive in it.")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".entry")).to_have_count(2)


def test_an_image_removed_while_it_is_read_holds_nobody_up(page, files, letter, harmless):
    held = []
    page.route("**/analyze", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/analyze"):
        page.set_input_files("#files", [files("a.png", letter), files("b.png", harmless)])
    expect(page.locator(".entry .state").first).to_have_text("reading")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".entry .state")).to_have_text(["done, nothing found"])
    expect(page.locator("h2")).to_have_text("b.png")


def test_dropped_images_are_read(page, letter, harmless):
    page.evaluate(DROP, [list(letter), list(harmless)])
    expect(page.locator(".entry .state")).to_have_text(["done, 4 found", "done, nothing found"])


def test_the_redacted_copy_of_a_pasted_image_can_be_asked_for_at_once(page, letter, tmp_path):
    held = []
    page.route("**/analyze", lambda route: held.append(route))  # noqa: PLW0108 # Playwright takes no built-in
    with page.expect_request("**/analyze"):
        page.evaluate(PASTE, list(letter))
    expect(page.locator(".entry .state")).to_have_text("reading")
    page.screenshot(path=tmp_path / "pasted.png")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download redacted copy").click()
        expect(page.locator("#status")).to_contain_text("as soon as the image has been read")
        held[0].continue_()
    assert download.value.suggested_filename == "pasted-image-redacted.png"


def test_the_redacted_picture_is_copied(tabs, address, files, letter):
    page = tabs.open(address, permissions=["clipboard-read", "clipboard-write"])
    page.set_input_files("#files", files("letter.png", letter))
    page.get_by_role("button", name="Copy redacted picture").click()
    expect(page.locator("#status")).to_have_text("The redacted picture was copied.")
    kinds = page.evaluate("navigator.clipboard.read().then(items => items.flatMap(i => i.types))")
    assert kinds == ["image/png"]


SCREENSHOT = """bytes => {
    const picture = new Blob([new Uint8Array(bytes)], {type: "image/png"});
    return navigator.clipboard.write([new ClipboardItem({"image/png": picture})]);
}"""


def test_a_first_visit_with_a_screenshot_in_the_clipboard(tabs, address, letter, tmp_path):
    page = tabs.open(address, permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(SCREENSHOT, list(letter))
    page.keyboard.press("Control+V")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download redacted copy").click()
    download.value.save_as(tmp_path / "copy.png")
    again = page.request.post(
        f"{address}/analyze",
        data=(tmp_path / "copy.png").read_bytes(),
        headers={"Content-Type": "image/png", "Prefer": "return=representation"},
    ).json()
    assert again["findings"] == []
    assert "Delivery note" in again["content"]
    assert not re.search("cobalt|7946|1111|example", again["content"])


def test_a_jpeg_offers_no_copy_for_the_clipboard(page, files, picture, encoded):
    mail = encoded(picture(["Write to cobalt@example.com"]), "JPEG")
    page.set_input_files("#files", files("mail.jpg", mail, "image/jpeg"))
    expect(page.get_by_role("button", name="Download redacted copy")).to_be_visible()
    expect(page.get_by_role("button", name="Copy redacted picture")).to_be_hidden()


def test_what_is_no_image_is_said_and_the_next_image_is_still_read(page, files, harmless):
    page.set_input_files("#files", [files("no.png", b"no image"), files("yes.png", harmless)])
    expect(page.locator(".verdict.bad")).to_contain_text("not an image that can be identified; send one of PNG")
    expect(page.locator(".entry .state")).to_have_text(["failed", "done, nothing found"])


def test_an_image_without_content_from_an_answer_of_204(page, files, harmless):
    page.route("**/analyze", lambda route: route.fulfill(status=204))
    page.set_input_files("#files", files("fox.png", harmless))
    expect(page.locator(".verdict")).to_have_text("Nothing was found: no text, or nothing sensitive in it.")


def test_a_key_is_asked_for_and_kept_only_in_memory(tabs, server, files, letter):
    with server(api_keys="k-1") as address:
        page = tabs.open(address)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict.bad")).to_contain_text("asks for an API key")
        page.get_by_label("forgotten when this tab is closed").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.locator(".entry .state")).to_have_text("failed")
        page.get_by_label("forgotten when this tab is closed").fill("k-1")
        page.get_by_role("button", name="Use key").click()
        expect(page.locator(".verdict")).to_have_text("4 findings.")
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        page.reload()
        expect(page.locator("#key")).to_have_value("")


def test_a_busy_service_is_asked_again_when_it_says(page, files, letter):
    answers = [(429, "Too many."), (503, "Sixteen images wait already.")]

    def busy(route):
        if answers:
            problem(route, *answers.pop(0), **{"Retry-After": "7"})
        else:
            route.continue_()

    page.clock.install()
    page.route("**/analyze", busy)
    page.set_input_files("#files", files("letter.png", letter))
    for _ in range(2):
        expect(page.locator(".verdict")).to_have_text("The service is busy; trying again in 7 seconds.")
        page.clock.run_for(7_000)
    expect(page.locator(".verdict")).to_have_text("4 findings.")


def test_the_redacted_copy_is_waited_for_when_the_service_is_busy(page, files, letter):
    answers = [429, 503]
    page.clock.install()
    page.route("**/redact", lambda r: problem(r, answers.pop(), **{"Retry-After": "7"}) if answers else r.continue_())
    page.set_input_files("#files", files("letter.png", letter))
    with page.expect_download():
        page.get_by_role("button", name="Download redacted copy").click()
        for _ in range(2):
            expect(page.locator("#status")).to_have_text("The service is busy; trying again in 7 seconds.")
            page.clock.run_for(7_000)
    expect(page.locator("#status")).to_have_text("The redacted copy was downloaded.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 429}, "Too many requests at the moment. Wait a little, then try again."),
        ({"status": 429, "Retry-After": "900"}, "It asks to wait 900 seconds."),
        ({"status": 503}, "The service is busy or not ready. Wait a little, then try again."),
        ({"status": 504}, "could not be read in time. Try a smaller part of it."),
        ({"status": 504, "detail": "Nothing was read within 20 seconds."}, "Nothing was read within 20 seconds."),
        ({"status": 500}, "The service answered 500. Try again later."),
    ],
)
def test_what_the_service_cannot_do_is_said_and_can_be_tried_again(page, files, harmless, answer, said):
    page.route("**/analyze", lambda route: problem(route, **answer))
    page.set_input_files("#files", files("fox.png", harmless))
    expect(page.locator(".verdict.bad")).to_contain_text(said)
    page.unroute("**/analyze")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".verdict")).to_contain_text("nothing sensitive")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()


def test_an_answer_of_something_else_is_said(page, files, harmless):
    page.route("**/analyze", lambda route: route.fulfill(body="<h1>Please log in to this network</h1>"))
    page.set_input_files("#files", files("fox.png", harmless))
    expect(page.locator(".verdict.bad")).to_contain_text("Something answered that is not this service")


def test_no_connection_is_said(tabs, address, files, harmless):
    page = tabs.open(address)
    page.context.set_offline(True)
    page.set_input_files("#files", files("fox.png", harmless))
    expect(page.locator(".verdict.bad")).to_contain_text("Check that you are online")
    assert set(tabs.complaints) == {"Failed to load resource: net::ERR_INTERNET_DISCONNECTED"}
    tabs.complaints.clear()


def rewritten(path):
    path.write_bytes(b"other bytes")


def replaced_by_a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [rewritten, replaced_by_a_folder])
def test_a_file_that_cannot_be_read_is_not_taken_for_a_missing_service(page, tmp_path, letter, harmless, change):
    held, paths = [], [tmp_path / "letter.png", tmp_path / "other.png"]
    for path, content in zip(paths, (letter, harmless), strict=True):
        path.write_bytes(content)
    page.route("**/analyze", lambda route: held.append(route))  # noqa: PLW0108 # Playwright takes no built-in
    with page.expect_request("**/analyze"):
        page.set_input_files("#files", paths)
    expect(page.locator(".entry .state").first).to_have_text("reading")
    change(paths[1])
    held[0].continue_()
    expect(page.locator(".entry .state")).to_have_text(["done, 4 found", "failed"])
    change(paths[0])
    page.get_by_role("button", name="Download redacted copy").click()
    expect(page.locator("#status")).to_contain_text("This cannot be read: it is a folder, or a file that was changed")
    page.locator(".entry").nth(1).click()
    expect(page.locator(".verdict.bad")).to_contain_text("Add the image itself, again.")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()


NOTHING = """kind => {
    const data = new DataTransfer();
    data.setData("text/plain", "no image");
    const options = {dataTransfer: data, clipboardData: data, bubbles: true, cancelable: true};
    const event = kind === "drop" ? new DragEvent("drop", options) : new ClipboardEvent("paste", options);
    document.activeElement.dispatchEvent(event);
}"""


@pytest.mark.parametrize(("kind", "said"), [("drop", "is no file"), ("paste", "There is no image in the clipboard")])
def test_what_holds_no_image_is_said(page, kind, said):
    page.evaluate(NOTHING, kind)
    expect(page.locator("#status")).to_contain_text(said)


def test_a_key_is_pasted_without_a_word(page):
    page.get_by_text("API key", exact=True).click()
    page.locator("#key").focus()
    page.evaluate(NOTHING, "paste")
    expect(page.locator("#status")).to_be_empty()


def test_a_download_can_be_read_for_a_minute(page, files, letter):
    page.clock.install(time=0)
    page.evaluate("""() => {
        window.revoked = 0;
        URL.revokeObjectURL = () => { window.revoked += 1; };
    }""")
    page.set_input_files("#files", files("letter.png", letter))
    with page.expect_download():
        page.get_by_role("button", name="JSON download").click()
    assert page.evaluate("revoked") == 0
    page.clock.run_for(60_000)
    assert page.evaluate("revoked") == 1
