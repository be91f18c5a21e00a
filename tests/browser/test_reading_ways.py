"""Ways through a text: to a printed page, to the witness, by the keyboard, back to one's place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from selectolax.lexbor import LexborHTMLParser

from tests.browser.watching import DESKTOP, OpenPage

SMALL = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}
SCREENS = pytest.mark.parametrize(
    "device", [SMALL, DESKTOP, WIDE], ids=["320 px", "1240 px", "1440 px"]
)


@pytest.fixture(params=["http", "file"])
def place(request: pytest.FixtureRequest, site: str, site_folder: Path) -> str:
    """Where the site is opened from: a server, or the folder on the disk."""
    return site if request.param == "http" else site_folder.as_uri() + "/"


@pytest.fixture(scope="session")
def longest(site_folder: Path) -> str:
    """The folder of the text with the most files, below the site."""
    folders = [path.parent for path in site_folder.glob("editions/*/pages.js")]
    return (
        max(folders, key=lambda f: len(list(f.glob("*.html")))).relative_to(site_folder).as_posix()
    )


@pytest.fixture(scope="session")
def parts(site_folder: Path, longest: str) -> dict[str, list[str]]:
    """The pages that begin in each file of that text, by its name; only files with some."""
    found = {}
    for path in sorted((site_folder / longest).glob("*.html")):
        starts = LexborHTMLParser(path.read_bytes()).css("article a.page[id]")
        if starts:
            found[path.name] = [start.attributes["id"] or "" for start in starts]
    return found


@pytest.fixture(scope="session")
def two(parts: dict[str, list[str]]) -> tuple[str, str]:
    """Two files of the text with many pages, to go from one to the other."""
    longest_first = sorted(parts, key=lambda name: -len(parts[name]))
    return longest_first[0], longest_first[1]


def ask_for(page: Page, label: str) -> None:
    field = page.get_by_label("Go to page", exact=True)
    field.fill(label)
    field.press("Enter")


# --- to a printed page --------------------------------------------------------------------


@SCREENS
def test_a_printed_page_is_reached_from_any_other(
    place: str,
    longest: str,
    parts: dict[str, list[str]],
    two: tuple[str, str],
    open_page: OpenPage,
    device: dict[str, object],
) -> None:
    start, end = two
    address = parts[end][len(parts[end]) // 2]
    page = open_page(f"{place}{longest}/{start}", device=device)
    ask_for(page, address.removeprefix("p"))
    page.wait_for_url(f"**/{end}#{address}")
    expect(page.locator("a.page:target")).to_be_in_viewport()


def test_every_page_is_in_the_list_with_its_file(
    site: str, site_folder: Path, open_page: OpenPage
) -> None:
    page = open_page(site)
    for script in sorted(site_folder.glob("editions/*/pages.js")):
        page.evaluate("window.editionPages = undefined")
        page.add_script_tag(url=site + script.relative_to(site_folder).as_posix())
        listed = {
            (file, address)
            for file, addresses in page.evaluate("window.editionPages")
            for address in addresses.split(" ")
        }
        built = {
            (path.name, start.attributes["id"])
            for path in script.parent.glob("*.html")
            for start in LexborHTMLParser(path.read_bytes()).css("article a.page[id]")
        }
        assert listed == built


def test_a_page_that_is_not_there_is_answered(
    site: str, longest: str, two: tuple[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{site}{longest}/{two[0]}")
    ask_for(page, "99999")
    message = page.get_by_label("Go to page", exact=True).evaluate("e => e.validationMessage")
    assert message.startswith("This text has pages ")
    assert page.url.endswith(two[0])


def test_a_text_without_printed_numbers_has_leaves(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}editions/psis-1945/text.html")
    field = page.get_by_label("Go to leaf", exact=True)
    expect(page.get_by_label("Go to page", exact=True)).to_have_count(0)
    field.fill("99")
    field.press("Enter")
    message = "e => e.validationMessage"
    assert field.evaluate(message) == "This text has leaves cover to 13."
    field.fill("leaf 7")
    field.press("Enter")
    page.wait_for_url("**/editions/psis-1945/text.html#leaf7")


def test_without_scripts_the_form_leads_to_the_list(
    place: str, longest: str, two: tuple[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{place}{longest}/{two[0]}", scripts=False)
    ask_for(page, "5")
    page.wait_for_url("**/index.html?page=5#pages")
    expect(page.get_by_role("heading", name="Pages")).to_be_visible()


# --- the diplomatic transcription ----------------------------------------------------------------


def test_each_page_number_leads_to_the_witness_and_back(
    place: str, longest: str, parts: dict[str, list[str]], two: tuple[str, str], open_page: OpenPage
) -> None:
    address = parts[two[0]][3]
    page = open_page(f"{place}{longest}/{two[0]}#{address}")
    page.locator(f"[id='{address}'] + a.other-view").press("Enter")
    page.wait_for_url(f"**/witness-{two[0]}#w-{address}")
    expect(page.locator(f"[id='w-{address}']")).to_be_in_viewport()
    page.locator(f"[id='w-{address}'] a.other-view").click()
    page.wait_for_url(f"**/{two[0]}#{address}")


def test_every_page_is_in_both_views(site_folder: Path) -> None:
    seen = 0
    for script in sorted(site_folder.glob("editions/*/pages.js")):
        for path in sorted(script.parent.glob("*.html")):
            starts = LexborHTMLParser(path.read_bytes()).css("article a.page[id]")
            if not starts:
                continue
            view = path.with_name(f"witness-{path.name}")
            ids = {e.attributes["id"] for e in LexborHTMLParser(view.read_bytes()).css("h2[id]")}
            missing = [s.attributes["id"] for s in starts if f"w-{s.attributes['id']}" not in ids]
            assert missing == [], path.name
            seen += len(starts)
    assert seen


# --- by the keyboard --------------------------------------------------------------------------


def test_keys_lead_from_note_to_note(
    place: str, longest: str, two: tuple[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{place}{longest}/{two[0]}")
    markers = page.locator("article a[role=doc-noteref]")
    page.keyboard.press("j")
    expect(markers.first).to_be_focused()
    page.keyboard.press("j")
    expect(markers.nth(1)).to_be_focused()
    expect(page.locator(".note-box")).to_be_visible()
    page.keyboard.press("k")
    expect(markers.first).to_be_focused()


def test_keys_lead_to_the_page_field_and_to_the_witness(
    site: str, longest: str, two: tuple[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{site}{longest}/{two[0]}")
    page.keyboard.press("g")
    field = page.get_by_label("Go to page", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("w?j")
    assert field.input_value() == "w?j"
    field.evaluate("e => e.blur()")
    page.keyboard.press("w")
    page.wait_for_url(f"**/witness-{two[0]}*")
    page.keyboard.press("w")
    page.wait_for_url(f"**/{longest}/{two[0]}*")


def test_the_list_of_keys_opens_and_closes(site: str, open_page: OpenPage) -> None:
    page = open_page(site)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()


def test_single_keys_can_be_switched_off_for_good(
    site: str, longest: str, two: tuple[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{site}{longest}/{two[0]}")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Enable single-key shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("g")
    expect(page.get_by_label("Go to page", exact=True)).not_to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


# --- back to one's place ------------------------------------------------------------------------


@SCREENS
def test_the_home_page_offers_to_go_on_reading(
    place: str, longest: str, two: tuple[str, str], open_page: OpenPage, device: dict[str, object]
) -> None:
    page = open_page(f"{place}{longest}/{two[0]}", device=device)
    page.evaluate("document.querySelectorAll('article > p[id]')[9].scrollIntoView()")
    page.goto(f"{place}index.html")
    page.get_by_role("link", name="Continue reading").click()
    page.wait_for_url(f"**/{two[0]}#*")
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_place_is_forgotten_when_asked_to(
    site: str, longest: str, two: tuple[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{site}{longest}/{two[0]}")
    page.evaluate("document.querySelectorAll('article > p[id]')[9].scrollIntoView()")
    page.goto(f"{site}index.html")
    page.get_by_role("button", name="Forget this place").click()
    page.reload()
    expect(page.get_by_role("link", name="Continue reading")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(k => /place$/.test(k))") == []


@pytest.mark.parametrize("path", ["javascript:alert(1)", "//example.org/", "../../x.html", 7, None])
def test_only_a_page_of_the_edition_is_offered(
    site: str, open_page: OpenPage, path: object
) -> None:
    page = open_page(site)
    key = "edition:/:place"
    page.evaluate(
        "([key, path]) => localStorage.setItem(key, JSON.stringify({path, address: 'x'}))",
        [key, path],
    )
    page.reload()
    links = page.locator(".continue a")
    for link in links.all():
        assert (link.evaluate("e => e.href")).startswith(site)


def test_nothing_is_kept_but_places_and_settings(
    site: str, longest: str, two: tuple[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{site}{longest}/{two[0]}")
    page.mouse.wheel(0, 3000)
    page.goto(f"{site}index.html")
    kept = page.evaluate(
        "[Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]"
    )
    assert all(re.search(r"edition:.*:(place|keys)$", key) for key in kept[0])
    assert kept[1:] == [[], ""]


# --- light, sepia, dark ---------------------------------------------------------------------------


NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); },
});"""


def test_a_choice_holds_on_its_page_where_nothing_can_be_kept(
    site: str, open_page: OpenPage
) -> None:
    page = open_page(site, device=DESKTOP)
    page.add_init_script(NO_STORAGE)
    page.reload()
    page.locator(".display-button").click()
    page.get_by_role("radio", name="Sepia").check()
    expect(page.locator("html")).to_have_attribute("data-paper", "sepia")


def test_a_reader_chooses_sepia_and_keeps_it(
    site: str, longest: str, two: tuple[str, str], open_page: OpenPage
) -> None:
    page = open_page(f"{site}{longest}/{two[0]}")
    page.locator(".display-button").click()
    page.get_by_label("Sepia").check()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-paper", "sepia")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(243, 231, 207)"
