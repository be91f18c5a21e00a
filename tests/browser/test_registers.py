"""The registers as a reader sees them: the map without scripts, its list by keyboard, access."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.test_reading_access import SMALL, axe, examine_schemes
from tests.browser.watching import PHONE, OpenPage
from tests.projects import make_source, run

__all__ = ["axe"]

MAP = "editions/registers/map.html"
PERSONS = """
ada-weaver: {name: Ada Weaver, at: {source: sample, address: par1, words: Ada Weaver}, state: read}
ivo-orlov: {name: Ivo Orlov, at: {source: sample, address: par1, words: Ivo Orlov}, state: read}
"""


@pytest.fixture(scope="module")
def named_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address on the disk of a page that names two persons."""
    root = tmp_path_factory.mktemp("project")
    text = "Ada Weaver met Ivo Orlov.\n\nOrlov, *who wrote*, left; then Weaver’s lamp fell.\n"
    make_source(root, text, reader={"kind": "markdown"})
    (root / "sources" / "registers").mkdir()
    (root / "sources" / "registers" / "persons.yml").write_text(PERSONS, "utf-8")
    assert run(root, "build") == 0
    [data] = (root / "site").rglob("*.names.js")
    return data.with_name(data.name.replace(".names.js", ".html")).as_uri()


def test_names_are_links_while_a_reader_wants_it(named_page: str, open_page: OpenPage) -> None:
    page = open_page(named_page)
    words = page.locator("article").inner_text()
    links = page.locator("article a.mention")

    def choose(wanted: bool) -> None:
        page.locator(".display-button").click()
        page.get_by_label("Names lead to the registers").set_checked(wanted)
        page.keyboard.press("Escape")

    assert links.count() == 0
    choose(True)
    links.nth(3).wait_for()
    assert links.all_inner_texts() == ["Ada Weaver", "Ivo Orlov", "Orlov", "Weaver"]
    assert page.locator("article").inner_text() == words
    page.reload()
    links.nth(3).wait_for()
    target = links.nth(2).get_attribute("href") or ""
    assert target.endswith("registers/persons.html#ivo-orlov")
    choose(False)
    links.first.wait_for(state="detached")
    assert (links.count(), page.locator("article").inner_text()) == (0, words)
    page.reload()
    assert links.count() == 0


def test_the_map_is_drawn_from_a_folder_without_scripts(
    browser: Browser, site_folder: Path
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site_folder.as_uri()}/{MAP}")
        assert page.locator("svg.map .map-land").bounding_box()
        assert [url for url in asked if not url.startswith(site_folder.as_uri())] == []
        assert page.locator("svg.map a:not([tabindex='-1'])").count() == 0
        link = page.locator("article table a", has_text="Harbin")
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/registers/places*.html#harbin")
        assert "Harbin" in page.locator("#harbin, h2:has(#harbin)").first.inner_text()


@pytest.mark.parametrize("path", [MAP, "editions/registers/persons-z.html"])
def test_axe_finds_nothing_in_the_registers(
    site: str, open_page: OpenPage, axe: str, path: str
) -> None:
    page = open_page(f"{site}{path}", device=SMALL)
    assert examine_schemes(page, axe) == []


def test_the_map_is_moved_on_a_phone_and_the_page_is_not(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}{MAP}", device=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    left, room, whole = page.locator(".map-figure").evaluate(
        "one => [one.scrollLeft, one.clientWidth, one.scrollWidth]"
    )
    assert whole > room
    assert 0 < left < whole - room, "it opens at the middle of its places"
