"""The whole way through the page without a pointer, and what is said to those who do not see it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NAME = """() => {
    const e = document.activeElement;
    const words = e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent;
    return words.replace(/\\s+/g, ' ').trim();
}"""
RING = """() => {
    const e = document.activeElement;
    const seen = e.id === 'files' ? document.querySelector('label[for=files]') : e;
    if (e.matches('g')) return parseFloat(getComputedStyle(e.querySelector('rect')).strokeWidth) - 2;
    const style = getComputedStyle(seen);
    return style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
}"""


def stops(page):
    """Every stop of the Tab key, in order; each shows where it is."""
    names = []
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body"):
        names.append(page.evaluate(NAME))
        assert page.evaluate(RING) >= 2, f"no ring around {names[-1]}"
        page.keyboard.press("Tab")
    return names


def test_the_empty_page_from_stop_to_stop(page):
    assert stops(page) == [
        "Choose images",
        "do not use the cache",
        "API key",
        "What is stored, and for how long?",
        "The API, described",
    ]


def test_a_result_from_stop_to_stop(page, files, letter):
    page.set_input_files("#files", files("letter.png", letter))
    expect(page.locator(".verdict")).to_have_text("4 findings.")
    assert stops(page)[3:-2] == [
        "letter.pngdone, 4 found",
        "Download redacted copy",
        "Copy redacted picture",
        "Remove from this page",
        "Type all (4)CREDIT_CARD_NUMBER (1)EMAIL (1)PHONE_NUMBER (1)URL (1)",
        "show all values",
        "JSON download",
        "CSV download",
        "EMAIL, finding 1; to its row",
        "Show value 1, EMAIL",
        "Copy value 1, EMAIL",
        "Show value 2, PHONE_NUMBER",
        "Copy value 2, PHONE_NUMBER",
        "Show value 3, CREDIT_CARD_NUMBER",
        "Copy value 3, CREDIT_CARD_NUMBER",
        "Show value 4, URL",
        "Copy value 4, URL",
        "Text, as it was read",
    ]


def choose(page, file, key="Enter"):
    # Whoever listens late may find that the browser has opened its own window already.
    page.on("filechooser", lambda _: None)
    page.keyboard.press("Tab")
    expect(page.locator("#files")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press(key)
    chooser.value.set_files(file)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_images_are_chosen_with_the_keyboard(page, files, blank, key):
    choose(page, files("blank.png", blank), key)
    expect(page.locator(".verdict")).to_contain_text("Nothing was found")


def test_a_redacted_copy_without_a_pointer(page, files, letter):
    choose(page, files("letter.png", letter))
    expect(page.locator(".verdict")).to_have_text("4 findings.")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(NAME) == "Download redacted copy":
            break
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "letter-redacted.png"


def test_from_mark_to_mark_to_row_and_its_value(page, files, letter):
    page.set_input_files("#files", files("letter.png", letter))
    expect(page.locator("g")).to_have_count(4)
    halo = "document.querySelector('g path')"
    assert page.evaluate(f"getComputedStyle({halo}).stroke") == "none"
    page.locator("g").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    # A ring in black with white on both sides of it is seen on any picture.
    ring = f"[getComputedStyle({halo}), getComputedStyle({halo}.parentNode.querySelector('rect'))]"
    assert page.evaluate(f"{ring}.map(s => [s.stroke, s.strokeWidth])") == [
        ["rgb(255, 255, 255)", "7px"],
        ["rgb(0, 0, 0)", "4px"],
    ]
    for key, lit in (
        ("ArrowRight", "PHONE_NUMBER"),
        ("ArrowUp", "EMAIL"),
        ("ArrowLeft", "URL"),
        ("ArrowDown", "EMAIL"),
    ):
        page.keyboard.press(key)
        expect(page.locator("tr.lit")).to_have_class(f"t-{lit} lit")
    page.keyboard.press("Enter")
    for key, shown in (("Space", "cobalt@example.com"), ("Enter", "co••••@•••••••.•••")):
        expect(page.locator("tr.t-EMAIL button").first).to_be_focused()
        page.keyboard.press(key)
        expect(page.locator("tr.t-EMAIL .value")).to_have_text(shown)


def test_the_first_mark_left_by_the_filter_takes_the_tab_key(page, files, letter):
    page.set_input_files("#files", files("letter.png", letter))
    page.locator("select.filter").select_option("URL")
    page.locator("button.csv").focus()
    page.keyboard.press("Tab")
    expect(page.locator("g.t-URL")).to_be_focused()


def test_the_focus_is_not_lost_with_what_was_removed(page, files, blank):
    page.route("**/analyze", lambda route: route.fulfill(status=504))
    page.set_input_files("#files", [files("a.png", blank), files("b.png", blank)])
    expect(page.locator(".entry[data-state=failed]")).to_have_count(2)
    page.get_by_role("button", name="Try again").press("Enter")
    expect(page.locator("h2")).to_be_focused()
    page.get_by_role("button", name="Remove").press("Enter")
    expect(page.locator(".entry", has_text="b.png")).to_be_focused()
    page.get_by_role("button", name="Remove").press("Enter")
    expect(page.locator("#files")).to_be_focused()


def test_progress_is_said_aloud(page, files, letter, harmless):
    page.evaluate("""() => {
        window.said = [];
        const status = document.querySelector('[role=status]');
        new MutationObserver(() => said.push(status.textContent)).observe(status, {childList: true, subtree: true});
    }""")
    page.set_input_files("#files", [files("a.png", letter), files("b.png", harmless)])
    expect(page.get_by_role("status")).to_have_text(
        "b.png: Text was read; nothing sensitive was found in it. 2 of 2 images are through."
    )
    said = page.evaluate("said")
    assert "a.png: 4 findings. 1 of 2 images are through." in said
    assert "b.png: Reading … 1 of 2 images are through." in said


def test_nothing_moves_for_who_wants_no_motion(tabs, address, files, letter):
    for wish, moving in (("reduce", {"0s"}), ("no-preference", {"0s", "0.15s"})):
        page = tabs.open(address, reduced_motion=wish)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator("rect")).to_have_count(4)
        durations = "[...document.querySelectorAll('*')].map(e => getComputedStyle(e).transitionDuration)"
        assert set(page.evaluate(durations)) == moving
