"""The policy of the pages in a browser: nothing of ours offends against it, nothing else runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.kinds import find_kinds
from tests.browser.watching import DESKTOP, PHONE

# The document is there before any of its elements: what is kept out then is told here.
LISTEN = """
globalThis.offences = [];
document.addEventListener("securitypolicyviolation", (event) => {
  offences.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""
INJECTED = """markup => {
  const range = document.createRange();
  document.body.append(range.createContextualFragment(markup));
}"""


@pytest.fixture(params=["server", "disk"])
def start(request: pytest.FixtureRequest, site: str, site_folder: Path) -> str:
    """The address of the site, over HTTP and from a disk, ending in "/"."""
    return site if request.param == "server" else f"{site_folder.as_uri()}/"


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    device: dict[str, Any] = dict(DESKTOP if request.param == "desktop" else PHONE)
    context = browser.new_context(**device)
    context.add_init_script(LISTEN)
    yield context.new_page()
    context.close()


def offences(page: Page) -> list[str]:
    told: list[str] = page.evaluate("offences")
    return told


def test_every_kind_of_page_keeps_to_it(
    page: Page, start: str, site: str, site_folder: Path
) -> None:
    console: list[str] = []
    page.on("console", lambda message: console.append(f"{message.type}: {message.text}"))
    for path in find_kinds(site_folder):
        if path == "404.html" and start != site:
            continue  # A page that only a server gives.
        page.goto(start + path)
        assert offences(page) == [], path
    assert console == []


def test_what_a_reader_opens_keeps_to_it(page: Page, start: str, site_folder: Path) -> None:
    page.goto(start + longest(site_folder))
    page.locator("article a[role=doc-noteref]").nth(1).focus()
    page.keyboard.press("?")
    page.locator("dialog.keys").wait_for()
    page.keyboard.press("Escape")
    for details in page.locator(".cite summary").all():
        details.click()
    assert offences(page) == []
    page.goto(f"{start}search.html?q=Komoto")
    page.locator(".search-results li a").first.wait_for()
    assert offences(page) == []
    page.locator(".search-results li a").first.click()
    page.locator("mark.found").first.wait_for()
    assert offences(page) == []


@pytest.mark.parametrize(
    ("markup", "directive"),
    [
        ("<script>globalThis.harm = 1</script>", "script-src-elem"),
        ("<script src='data:text/javascript,harm=1'></script>", "script-src-elem"),
        ("<img src='data:,' onerror='globalThis.harm = 1'>", "script-src-attr"),
        ("<img src='https://third.invalid/pixel.png'>", "img-src"),
        ("<style>body { --harm: 1 }</style>", "style-src-elem"),
        ("<p style='--harm: 1'>Words</p>", "style-src-attr"),
        ("<iframe src='index.html'></iframe>", "frame-src"),
        ("<base href='https://third.invalid/'>", "base-uri"),
    ],
)
def test_what_gets_into_a_page_is_kept_out(
    page: Page, start: str, markup: str, directive: str
) -> None:
    page.goto(f"{start}index.html")
    page.evaluate(INJECTED, markup)
    # A refused frame is told by its own navigation, some time after the message in the console.
    page.wait_for_function("offences.length > 0")
    assert [told.split()[0] for told in offences(page)] == [directive]
    assert page.evaluate("globalThis.harm") is None
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--harm')") == ""


def test_a_page_may_not_ask_a_server(page: Page, site: str) -> None:
    page.goto(f"{site}index.html")
    answer = page.evaluate("fetch('index.html').then(() => 'answered', () => 'refused')")
    assert answer == "refused"
    page.wait_for_function("offences.length > 0")
    assert [told.split()[0] for told in offences(page)] == ["connect-src"]


def test_the_policy_would_be_missed(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "bare.html"
    path.write_text("<!doctype html><title>t</title><script>globalThis.harm = 1</script>", "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("globalThis.harm") == 1
    page.close()


def longest(site: Path) -> str:
    pages = sorted(site.glob("editions/*/*.html"))
    most = max(pages, key=lambda path: path.read_text("utf-8").count("doc-noteref"))
    return most.relative_to(site).as_posix()
