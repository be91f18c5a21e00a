"""The search of a small project in languages that the edition does not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from tests.browser.watching import OpenPage
from tests.projects import make_source, run
from tests.searching import read_site

HERE = Path(__file__).parents[1] / "search"
ROWS: list[dict[str, Any]] = yaml.safe_load((HERE / "languages.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a project with three texts in other scripts than the edition's."""
    root = tmp_path_factory.mktemp("languages")
    languages = {"letter-russian": "ru", "record-japanese": "ja", "diary-of-many-scripts": "fr"}
    for name, language in languages.items():
        text = (HERE / f"{name}.txt").read_text("utf-8")
        title = text.partition("\n")[0]
        make_source(root, text, name, language=language, title=title, short_title=title)
    assert run(root, "build") == 0
    return root / "site"


@pytest.mark.parametrize("place", ["server", "disk"])
def test_each_query_finds_its_paragraphs(
    browser: Browser, serve: Callable[[Path], str], built: Path, place: str
) -> None:
    start = serve(built) if place == "server" else f"{built.as_uri()}/"
    filters = {"kinds": ["body"]}
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{start}search.html")
        ask = "queries => Promise.all(queries.map(([q, f]) => editionSearch.find(q, f)))"
        answers = page.evaluate(ask, [[row["query"], filters] for row in ROWS])
    units = [unit for _, units in read_site(built) for unit in units if unit.kind == "body"]
    wrong = {}
    for row, answer in zip(ROWS, answers, strict=True):
        expected = [u.text for u in units if any(words in u.text for words in row.get("in", []))]
        assert bool(expected) != bool(row.get("nothing")), f"{row}: the row proves nothing"
        # Headings lead; what is found is told apart from its order.
        if sorted(found := [one["text"] for one in answer]) != sorted(expected):
            wrong[row["query"]] = [text[:20] for text in found]
    assert wrong == {}


@pytest.mark.parametrize(
    ("query", "marked"),
    [("關東軍", ["関東軍"]), ("佐佐木", ["佐々木"]), ("командиру", ["Командиром", "командире"])],
)
def test_a_hit_is_shown_and_marked_in_a_text_without_spaces(
    serve: Callable[[Path], str], built: Path, open_page: OpenPage, query: str, marked: list[str]
) -> None:
    page = open_page(f"{serve(built)}search.html#q={query}")
    snippet = page.locator(".search-results li.body .snippet").first
    snippet.wait_for()
    assert snippet.locator("mark").all_inner_texts() == marked
    around = snippet.inner_text()
    assert len(around) > 30, "the hit is shown with what stands round it"
    page.locator(".search-results li.body a").first.click()
    page.locator("mark.found").first.wait_for()
    assert page.locator("mark.found").all_inner_texts() == marked
