"""A cross-reference shows the words of its place, on hover and for who uses the keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.watching import OpenPage

PAGE = "editions/kuromiya-2023/4-3.html"


def test_a_cross_reference_shows_its_place_on_focus_and_on_hover(
    site: str, open_page: OpenPage
) -> None:
    page = open_page(f"{site}{PAGE}")
    link = page.locator("article p a[href*='.html#p'][title]").first
    words = str(link.get_attribute("title"))
    assert len(words) > 20
    link = page.locator(f"article p a[href='{link.get_attribute('href')}']").first
    link.focus()
    tip = page.locator("#work-tip")
    expect(tip).to_have_text(words)
    expect(tip).to_be_visible()
    assert link.get_attribute("aria-describedby") == "work-tip"
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    link.blur()
    link.hover()
    expect(tip).to_have_text(words)


def test_a_cross_reference_leads_to_its_page(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}{PAGE}")
    link = page.locator("article p a[href*='.html#p'][title]").first
    target = str(link.get_attribute("href"))
    link.click()
    page.wait_for_url(f"**/{target}")
    name = target.partition("#")[2]
    assert page.locator(f"[id='{name}']").count() == 1
