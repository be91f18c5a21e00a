"""The page on paper: text, notes and page numbers, addresses spelt out, no furniture."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from tests.browser.watching import OpenPage

FURNITURE = (
    ".site-head",
    ".side",
    ".site-foot",
    ".division-links",
    ".go-to-page",
    ".show-keys",
    "a.permalink",
    "a.other-view",
    "a.incoming-sign",
    "a[role=doc-backlink]",
    ".margin-notes",
    ".cite details",
    ".cite button",
)


def _first(folder: Path, *selectors: str) -> str:
    for path in sorted(folder.rglob("*.html")):
        page = LexborHTMLParser(path.read_bytes())
        if all(page.css_first(f"article {selector}") for selector in selectors):
            return path.relative_to(folder).as_posix()
    raise AssertionError(f"no page has {selectors}")


@pytest.fixture(scope="session")
def text(site_folder: Path) -> str:
    return _first(site_folder, "p[id] a.page", "a.incoming-sign", ".notes li")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_nothing_of_the_screen_is_printed(
    site: str, open_page: OpenPage, text: str, scripts: bool
) -> None:
    page = open_page(site + text, media="print", scripts=scripts)
    for furniture in FURNITURE:
        for element in page.locator(furniture).all():
            expect(element).not_to_be_visible()
    for kept in ("article p[id]", ".notes li", ".incoming li", ".cite [data-form=chicago]"):
        expect(page.locator(kept).first).to_be_visible()


def test_the_address_of_the_page_is_printed(site: str, open_page: OpenPage, text: str) -> None:
    page = open_page(site + text + "#endnotes", media="print")
    expect(page.locator(".print-address")).to_have_text(site + text)
    page.emulate_media(media="screen")
    expect(page.locator(".print-address")).not_to_be_visible()


def test_page_numbers_of_the_original_are_in_the_margin(
    site: str, open_page: OpenPage, text: str
) -> None:
    page = open_page(site + text, media="print")
    place = page.locator("p[id] > a.page").first.evaluate(
        """e => {
          const style = getComputedStyle(e, "::before");
          const own = e.parentElement.getBoundingClientRect();
          const article = document.querySelector("article").getBoundingClientRect();
          const width = parseFloat(style.width);
          return [style.content, article.left + parseFloat(style.left) + width <= own.left];
        }"""
    )
    assert any(letter.isalnum() for letter in place[0])
    assert place[1]


def test_a_link_that_leads_outside_is_followed_by_its_address(
    site: str, open_page: OpenPage, site_folder: Path
) -> None:
    path = _first(site_folder, "a[href^=http]:not(.spelt)", "a.spelt")
    page = open_page(site + path, media="print")
    after = "e => getComputedStyle(e, '::after').content"
    link = page.locator("article a[href^=http]:not(.spelt)").first
    assert str(link.get_attribute("href")) in link.evaluate(after)
    assert page.locator("article a.spelt").first.evaluate(after) == "none"


def test_notes_are_not_divided_and_headings_stay_with_what_follows(
    site: str, open_page: OpenPage, text: str
) -> None:
    page = open_page(site + text, media="print")
    for selector, name, value in (
        (".notes li", "breakInside", "avoid"),
        ("article h1", "breakAfter", "avoid"),
        ("article p[id]", "orphans", "3"),
        ("article p[id]", "widows", "3"),
    ):
        found = page.locator(selector).first.evaluate(
            "(e, name) => getComputedStyle(e)[name]", name
        )
        assert found == value, selector


def test_it_prints(site: str, open_page: OpenPage, text: str) -> None:
    paper = open_page(site + text).pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF-")
    assert paper.count(b"/Type /Page\n") > 1
