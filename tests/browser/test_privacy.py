"""What a visit leaves and whom it asks: every request is logged while a person reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser

from tests.browser.kinds import find_kinds

KEPT = """async () => ({
  local: Object.keys(localStorage).sort(),
  session: Object.keys(sessionStorage),
  cookies: document.cookie,
  databases: (await indexedDB.databases()).map(one => one.name),
  caches: globalThis.caches && location.protocol !== "file:" ? await caches.keys() : [],
  workers: navigator.serviceWorker && location.protocol !== "file:"
    ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""
NOTHING = {"local": [], "session": [], "cookies": "", "databases": [], "caches": [], "workers": 0}


@dataclass(slots=True)
class Visit:
    """A page, where the site is, and every address that was asked for."""

    page: Page
    start: str
    asked: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.start + path)


@pytest.fixture(params=["server", "disk, without a network"])
def visit(
    request: pytest.FixtureRequest, browser: Browser, site: str, site_folder: Path
) -> Iterator[Visit]:
    """A visit to the site; at its end nothing was asked of anything but the site."""
    is_cut = request.param != "server"
    context = browser.new_context(offline=is_cut)
    visit = Visit(context.new_page(), f"{site_folder.as_uri()}/" if is_cut else site)
    context.on("request", lambda one: visit.asked.append(one.url))
    yield visit
    cookies = context.cookies()
    context.close()
    assert visit.asked
    assert [url for url in visit.asked if not url.startswith((visit.start, "data:"))] == []
    assert cookies == []


def longest(site: Path) -> str:
    pages = sorted(site.glob("editions/*/*.html"))
    most = max(pages, key=lambda path: path.read_text("utf-8").count("doc-noteref"))
    return most.relative_to(site).as_posix()


def test_to_look_at_every_kind_of_page_leaves_nothing(visit: Visit, site_folder: Path) -> None:
    for path in find_kinds(site_folder):
        if path == "404.html" and visit.start.startswith("file:"):
            continue  # A page that only a server gives.
        visit.open(path)
    assert visit.page.evaluate(KEPT) == NOTHING


def test_a_reader_leaves_settings_alone(visit: Visit, site_folder: Path) -> None:
    page = visit.page
    visit.open(longest(site_folder))
    page.locator("article a[role=doc-noteref]").nth(2).hover()
    page.locator(".note-box, .margin-note.lit").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("dialog.keys input[type=checkbox]").uncheck()
    page.keyboard.press("Escape")
    page.locator("article > p[id]").nth(9).scroll_into_view_if_needed()
    visit.open("search.html")
    page.get_by_role("searchbox").last.fill("Komoto")
    page.get_by_role("searchbox").last.press("Enter")
    page.locator(".search-results li a").first.click()
    page.locator("mark.found").first.wait_for()
    visit.open("index.html")
    page.locator(".continue").wait_for()
    page.locator(".display-button").click()
    page.get_by_label("Sepia").check()
    page.keyboard.press("Escape")
    folder = page.evaluate("new URL('.', location).pathname")
    kept = page.evaluate(KEPT)
    settings = [f"edition:{folder}:{name}" for name in ("keys", "paper", "place")]
    assert kept == NOTHING | {"local": settings}
    page.locator(".continue button").click()
    assert f"edition:{folder}:place" not in page.evaluate("Object.keys(localStorage)")


def test_who_follows_the_system_again_leaves_nothing(visit: Visit) -> None:
    page = visit.page
    visit.open("index.html")
    page.locator(".display-button").click()
    page.get_by_label("Dark").check()
    page.get_by_label("Largest").check()
    assert page.evaluate("Object.keys(localStorage).length") == 2
    page.get_by_label("As the system").check()
    page.get_by_label("Normal").first.check()
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_the_page_says_so_in_four_sentences(site_folder: Path) -> None:
    page = LexborHTMLParser((site_folder / "privacy.html").read_text("utf-8"))
    (words,) = (node.text() for node in page.css("article > p"))
    assert len(re.findall(r"[.!?](?=\s|$)", words)) == 4
    for told in (
        "other host", "cookie", "colours", "stopped reading", "single-key", "names", "misreading"
    ):  # fmt: skip
        assert told in words
