"""What a reader is offered who follows an address that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may report an error: that the address was not found is one."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("path", "words", "target"),
    [
        # A passage in a file that was never there, as when a division was renamed.
        (
            "editions/kuromiya-2023/chapter-two.html#p131.2",
            "p. 131, paragraph 2 in “2.4",
            "editions/kuromiya-2023/2-4.html#p131.2",
        ),
        # A paragraph that its page does not have leads to the page.
        (
            "editions/kuromiya-2023/chapter-two.html#p131.99",
            "p. 131 in “2.4",
            "editions/kuromiya-2023/2-4.html#p131",
        ),
        ("editions/psis-1945/no.html#leaf3", "leaf 3", "editions/psis-1945/"),
        # What is no address of the text leads to its contents.
        (
            "editions/kuromiya-2023/2-9.html#nowhere",
            "the contents of its text",
            "editions/kuromiya-2023/index.html",
        ),
        # A page of the site by its name, in another folder or in another spelling.
        ("docs/Textual_Essay/", "Textual essay", "textual-essay.html"),
    ],
)
def test_an_address_is_looked_up_where_it_may_be(
    site: str, page: Page, path: str, words: str, target: str
) -> None:
    page.goto(site + path)
    link = page.locator(".suggestions a").first
    expect(link).to_contain_text(words)
    link.click()
    page.wait_for_url(f"{site}{target}*")
    assert page.locator("h1").first.text_content() != "Page not found"


def test_nothing_is_suggested_that_is_not_there(site: str, page: Page) -> None:
    with page.expect_response("**/editions/no-such-text/contents.js"):
        page.goto(f"{site}editions/no-such-text/3.html#p1")
    expect(page.locator(".suggestions")).to_be_empty()
    assert page.get_by_role("searchbox").first.is_visible()
