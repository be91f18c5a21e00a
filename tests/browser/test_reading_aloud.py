"""Every kind of page as a screen reader says it, beside what the page prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT
from tests.browser.kinds import find_kinds
from tests.browser.test_reading_access import read_package

READER = "@guidepup/virtual-screen-reader@0.33.0"
WIDE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
LONGEST = 30_000
"""Phrases after which the reader is taken to go in a circle."""
SPEAK = """async ([longest]) => {
  const { virtual } = globalThis.screenReader;
  const article = document.querySelector("article");
  await virtual.start({ container: article });
  for (let count = 0; count < longest; count++) {
    await virtual.next();
    if (await virtual.lastSpokenPhrase() === "end of article") break;
  }
  const said = await virtual.spokenPhraseLog();
  await virtual.stop();
  return said;
}"""
# What is printed, text by text: but what is drawn for the eye alone, and what a name stands for.
PRINTED = """() => {
  const named = "a, button, summary, option, [aria-label], [aria-hidden=true], svg, [role=img]";
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    const isShown = parent.checkVisibility({ visibilityProperty: true });
    if (isShown && !parent.closest(named)) found.push(data);
  }
  return found;
}"""
LINKS = """() => [...document.querySelectorAll("article a[href]")]
  .filter(link => link.checkVisibility({ visibilityProperty: true }))
  .filter(link => !link.closest("[aria-hidden=true]")).length"""


@pytest.fixture(scope="session")
def reader() -> str:
    """The script of the virtual screen reader, from the npm registry; it never gets into a site."""
    path = "@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
    text = read_package("screen-reader", READER, path).partition("//# sourceMappingURL")[0]
    code, _, names = text.rpartition("export{")
    names = re.sub(r"([\w$]+) as (\w+)", r"\2: \1", names.partition("}")[0])
    return f"() => {{ {code}; globalThis.screenReader = {{ {names} }}; }}"


def listen(page: Page, reader: str) -> list[str]:
    """Return the phrases in which the article of a page is read from its beginning to its end."""
    page.evaluate(reader)
    said: list[str] = page.evaluate(SPEAK, [LONGEST])
    assert said[-1] == "end of article", len(said)
    return said


def squeeze(text: str) -> str:
    return "".join(text.split())


def find_unsaid(printed: list[str], said: list[str]) -> list[str]:
    """Return what is printed and not said at its place, the words before it being said."""
    spoken, place, unsaid = squeeze("".join(said)), 0, []
    for text in filter(None, map(squeeze, printed)):
        at = spoken.find(text, place)
        if at < 0:
            unsaid.append(text[:60])
        else:
            place = at + len(text)
    return unsaid


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(**WIDE)
    yield context.new_page()
    context.close()


def test_each_kind_of_page_is_read_as_it_is_printed(
    site: str, site_folder: Path, reader: str, page: Page
) -> None:
    unsaid, misnamed = {}, {}
    for path in find_kinds(site_folder):
        page.goto(site + path)
        said = listen(page, reader)
        if found := find_unsaid(page.evaluate(PRINTED), said):
            unsaid[path] = found[:5]
        bad = re.compile(r"heading, (?:Link|¶|level)|(?:link|button|doc-pagebreak)(?:, level.*)?$")
        if found := [phrase for phrase in said if bad.match(phrase)]:
            misnamed[path] = found[:5]
    assert unsaid == {}
    assert misnamed == {}


def test_a_division_is_read_without_its_tools(site: str, reader: str, page: Page) -> None:
    page.goto(site + "editions/kuromiya-2023/2-4.html")
    said = listen(page, reader)
    folder = ROOT / "build" / "screen-reader"
    (folder / "transcript-2-4.txt").write_text("\n".join(said) + "\n", "utf-8")
    headings = [phrase for phrase in said if phrase.startswith("heading, ")]
    assert headings[0] == "heading, 2.4 The Assassination of Zhang Zuolin, June 1928, level 1"
    assert "heading, Notes, level 2" in headings
    first = said.index(headings[0])
    assert said[first + 1] == "paragraph"
    assert said[first + 2].startswith("Stalin’s brilliant first success")
    assert not [phrase for phrase in said if phrase.startswith("link, Link to")]
    starts = [phrase for phrase in said if phrase.startswith("doc-pagebreak, ")]
    assert starts[0].startswith("doc-pagebreak, Page 118")
    assert (
        sum(phrase == "doc-noteref" for phrase in said)
        == page.locator("article [role=doc-noteref]").count()
    )


def test_what_is_not_said_would_be_found(page: Page, reader: str) -> None:
    page.set_content("<article><h1>A</h1><p>One <span role=presentation>two</span></p></article>")
    said = listen(page, reader)
    assert find_unsaid(["One", "two"], said) == []
    assert find_unsaid(["One", "three", "two"], said) == ["three"]
    assert find_unsaid(["two", "One"], said) == ["One"]
