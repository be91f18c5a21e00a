"""A page of text beside its diplomatic transcription, on a server and from a disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import PHONE, OpenPage

WIDE = {"viewport": {"width": 1440, "height": 900}}
DIVISION = "editions/kuromiya-2023/2-4.html"


def open_beside(page: Page) -> None:
    page.locator(".beside-button").click()
    page.locator(".transcription-lines").first.wait_for()


@pytest.fixture(params=["server", "disk"])
def home(request: pytest.FixtureRequest, site: str, site_folder: Path) -> str:
    """The address of the site, on a server or on a disk."""
    return site if request.param == "server" else f"{site_folder.as_uri()}/"


def test_the_transcription_follows_the_page_that_one_reads(home: str, open_page: OpenPage) -> None:
    page = open_page(home + DIVISION, device=WIDE)
    open_beside(page)
    expect(page.locator(".transcription-lines").first).to_contain_text("Stalin’s brilliant first")
    page.evaluate("location.hash = 'p120'")
    heading = page.locator(".transcription [data-page='p120']")
    top = page.locator(".transcription").bounding_box()
    assert top is not None
    page.wait_for_function(
        "([name, edge]) => Math.abs(document.querySelector(`[data-page=${name}]`)"
        ".getBoundingClientRect().top - edge) < 60",
        arg=["p120", top["y"]],
    )
    expect(heading).to_have_text("Page 120")


@pytest.mark.parametrize("down", [0, 400, 900])
def test_the_page_that_one_reads_stays_when_the_column_comes_and_goes(
    site: str, open_page: OpenPage, down: int
) -> None:
    page = open_page(f"{site}{DIVISION}#p128", device=WIDE)
    page.evaluate(f"scrollBy(0, {down})")
    read = "edition.findPageStart().id"
    assert page.evaluate(read) == "p128"
    page.keyboard.press("b")  # a click would scroll to the button first
    expect(page.locator(".transcription [data-page=p128]")).to_be_in_viewport()
    assert page.evaluate(read) == "p128"
    page.keyboard.press("b")
    expect(page.locator(".transcription")).to_have_count(0)
    assert page.evaluate(read) == "p128"


def test_it_is_kept_for_the_next_page_and_goes_away(site: str, open_page: OpenPage) -> None:
    page = open_page(site + DIVISION, device=WIDE)
    open_beside(page)
    expect(page.locator(".margin-notes")).to_have_count(0)
    page.goto(site + DIVISION.replace("2-4", "2-5"))
    page.locator(".transcription-lines").first.wait_for()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".transcription")).to_have_count(0)
    expect(page.locator(".beside-button")).to_be_focused()
    expect(page.locator(".margin-notes")).to_have_count(1)


def test_a_phone_and_a_reader_without_scripts_have_the_link(site: str, open_page: OpenPage) -> None:
    page = open_page(site + DIVISION, device=PHONE)
    expect(page.locator(".beside-button").first).to_be_hidden()
    links = page.locator(".division-links").first
    expect(links.get_by_role("link", name="Diplomatic transcription")).to_be_visible()
