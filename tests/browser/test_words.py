"""The words that scripts show: all of them come from the catalogue of the interface."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.watching import DESKTOP, PHONE, OpenPage
from tests.test_interface import KEPT, NO_WORDS, TITLES, build_disguised

SHOWN = """([without, titles]) => {
  const page = document.body.cloneNode(true);
  for (const one of page.querySelectorAll(`noscript, ${without}`)) one.remove();
  const texts = [...page.querySelectorAll("*")].flatMap(one => [
    ...[...one.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data),
    ...titles.map(name => one.getAttribute(name) ?? ""),
  ]);
  return [...texts, ...(globalThis.announced ?? [])];
}"""


@pytest.fixture(scope="module")
def disguised(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of a small edition whose interface is in the pseudo-language."""
    return serve(build_disguised(tmp_path_factory.mktemp("disguised")))


def list_english(page: Page) -> set[str]:
    """Return the words of a page that are written in the letters of English."""
    shown: list[str] = page.evaluate(SHOWN, [NO_WORDS, list(TITLES)])
    return {
        word for text in shown for word in re.findall(r"[A-Za-z]{2,}[A-Za-z ]*", KEPT.sub("", text))
    }


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_scripts_show_on_a_page_of_text_is_translated(
    disguised: str, open_page: OpenPage, device: dict[str, object]
) -> None:
    page = open_page(f"{disguised}editions/first/text.html", device=device)
    page.locator("a[role=doc-noteref]").first.focus()
    page.locator("a[role=doc-noteref]").first.press("ArrowDown")
    assert list_english(page) == set()
    for button in (".display-button", ".to-cite"):
        page.locator(button).click()
        page.locator("dialog[open]").wait_for()
        assert list_english(page) == set(), button
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert list_english(page) == set()


@pytest.mark.parametrize("query", ["πορθμείο", "απόν", "par2"])
def test_what_the_search_says_is_translated(
    disguised: str, open_page: OpenPage, query: str
) -> None:
    page = open_page(f"{disguised}search.html?q={query}", device=DESKTOP)
    page.locator(".search-status[data-query]").wait_for(state="attached")
    page.locator("details summary").first.click()
    assert list_english(page) - {"par"} == set()
