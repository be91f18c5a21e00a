"""The variables of the theme, set by an edition, as a browser shows them."""

from __future__ import annotations

import re

import pytest

from edition.publishing.mkdocs import THEME
from tests.browser.watching import OpenPage
from tests.projects import make_source, run

STYLES = THEME / "assets"
# What a page shows of a variable: an element, and a property of it.
COLOUR = "element => getComputedStyle(element).{}"
OWN = """
:root { --book-face: "One Face"; --japanese-face: "Two Face"; --code-face: "Three Face"; }
:root { --paper: rgb(1, 2, 3); --rubric: rgb(4, 5, 6); }
:root[data-paper="dark"] { --paper: rgb(7, 8, 9); }
"""
TEXT = "A LETTER\n\nThe only paragraph has a word, 日本語, and ends.\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address on the disk of an edition that sets variables of its own."""
    root = tmp_path_factory.mktemp("project")
    make_source(root, TEXT)
    (root / "docs" / "assets").mkdir(parents=True)
    (root / "docs" / "assets" / "own.css").write_text(OWN, "utf-8")
    page = "# Home\n\nA [link](search.md), `code` and <span lang=ja>日本</span>.\n"
    (root / "docs" / "index.md").write_text(page, "utf-8")
    assert run(root, "build") == 0
    configuration = root / "mkdocs.yml"
    with configuration.open("a", encoding="utf-8") as handle:
        handle.write("extra_css: [assets/own.css]\n")
    assert run(root, "build") == 0
    return (root / "site" / "index.html").as_uri()


def test_an_edition_sets_its_typefaces_and_colours(home: str, open_page: OpenPage) -> None:
    page = open_page(home)

    def read(selector: str, name: str) -> str:
        return str(page.locator(selector).first.evaluate(COLOUR.format(name)))

    assert read("article p", "fontFamily").startswith('"One Face"')
    assert read("article [lang=ja]", "fontFamily").startswith('"One Face", "Two Face"')
    assert read("article code", "fontFamily").startswith('"Three Face"')
    assert read("body", "backgroundColor") == "rgb(1, 2, 3)"
    assert read("article p a", "color") == "rgb(4, 5, 6)"


def test_each_scheme_is_set_for_itself(home: str, open_page: OpenPage) -> None:
    page = open_page(home, color_scheme="dark")
    assert page.locator("body").evaluate(COLOUR.format("backgroundColor")) == "rgb(7, 8, 9)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_with_any_settings_of_an_edition(
    home: str, open_page: OpenPage, scheme: str
) -> None:
    page = open_page(home, color_scheme=scheme, media="print")
    assert page.locator("body").evaluate(COLOUR.format("backgroundColor")) == "rgb(255, 255, 255)"
    assert page.locator("article p a").evaluate(COLOUR.format("color")) == "rgb(0, 0, 0)"


def test_the_browser_takes_every_declaration(home: str, open_page: OpenPage) -> None:
    # A misspelt property or value is dropped without a word.
    page = open_page(home)
    foreign = {"-webkit-box-orient", "hanging-punctuation"}
    for path in sorted(STYLES.glob("*.css")):
        # What describes a typeface is no property.
        text = re.sub(r"/\*.*?\*/|@font-face [^}]*", "", path.read_text("utf-8"), flags=re.S)
        declared = re.findall(r"[{;]\s*([a-z-]+):\s*([^;{}]+)(?=[;}])", text)
        plain = [(name, value.split("!")[0].strip()) for name, value in declared]
        refused = page.evaluate(
            "pairs => pairs.filter(([name, value]) => !CSS.supports(name, value))",
            [pair for pair in plain if pair[0] not in foreign],
        )
        assert refused == [], path.name
