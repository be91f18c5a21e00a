"""The registers as a reader sees them: the map without scripts, its list by keyboard, access."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.test_reading_access import SMALL, axe, examine_schemes
from tests.browser.watching import PHONE, OpenPage

__all__ = ["axe"]

MAP = "editions/registers/map.html"


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
