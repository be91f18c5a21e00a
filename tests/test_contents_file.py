"""The table of contents of a text: once for the text; its pages say where they are in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from edition.model.document import Division, Text
from edition.model.layout import ContentsEntry, Layout, name_division
from edition.text.span import Span
from edition.writers.edition import CONTENTS, write_contents_file
from tests.projects import make_source, run

DOCS = Path(__file__).resolve().parents[1] / "docs"
LONGEST_MATTER = 900
"""Characters that the front matter of a page may have."""
MOST_LINES = 11
"""The title and ten more."""
SHORT = 15
"""Divisions of the shorter of two texts."""
MOST_GROWTH = 4.4
"""How many times its bytes a text of four times the divisions may take."""
HOSTILE = 'A title with "quotes", {braces}, 50% & more: </script>\u2028end'


def entry(name: str, level: int) -> ContentsEntry:
    return ContentsEntry(f"{name}.md", f"Title {name}", level, "")


def read_script(script: str) -> list[list[object]]:
    data = script.partition("window.editionContents = ")[2]
    entries: list[list[object]] = json.loads(data.removesuffix(";\n").replace(",\n]", "\n]"))
    return entries


def test_the_script_has_every_page_in_order() -> None:
    script = write_contents_file([entry("1", 1), ContentsEntry("1-1.md", HOSTILE, 2, "7")])
    assert read_script(script) == [["1.html", "Title 1", 1], ["1-1.html", HOSTILE, 2]]
    assert "\u2028" not in script


def test_each_entry_has_its_neighbours_and_what_it_is_a_part_of() -> None:
    entries = [entry(name, level) for name, level in zip("abcdef", (1, 2, 3, 2, 1, 3), strict=True)]
    found = list(Layout(contents=tuple(entries)).places())
    names = [tuple(one.file[0] for one in (place.before, place.after) if one) for place in found]
    assert names == [("b",), ("a", "c"), ("b", "d"), ("c", "e"), ("d", "f"), ("e",)]
    paths = ["".join(one.file[0] for one in place.path) for place in found]
    assert paths == ["", "a", "ab", "a", "", "e"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("chapter 5 The Ferry", "Chapter 5 The Ferry"),
        ("kapitel ii Die Fähre", "Kapitel ii Die Fähre"),
        ("глава 3", "Глава 3"),
        ("part of the ferry", "part of the ferry"),
        ("ferries 2", "ferries 2"),
        ("CHAPTER 5", "CHAPTER 5"),
    ],
)
def test_the_word_before_the_number_of_a_part_gets_a_capital(heading: str, title: str) -> None:
    span = Span(0, len(heading))
    division = Division("1", 1, "", (Text(heading, span),), span, (), (), span)
    assert name_division(division) == title


def test_chapters_in_small_capitals_have_a_capital_in_titles_navigation_and_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = Path(__file__).parent / "readers" / "cases" / "page-foot" / "contents.txt"
    make_source(
        tmp_path, case.read_text("utf-8"), reader={"kind": "page-foot"}, output={"split": 1}
    )
    assert run(tmp_path, "convert") == 0
    folder = tmp_path / "docs" / "editions" / "sample"
    pages = {path.name: path.read_text("utf-8") for path in folder.glob("[!w]*.md")}
    assert 'title: "Chapter 1 The Books"' in pages["1.md"]
    assert '# <a id="1"></a>chapter 1 The Books' in pages["1.md"], "the text is as the witness"
    assert "[Chapter 1 The Books \u2192](1.md)" in pages["front.md"]
    assert "[Chapter 1 The Books](1.md)" in pages["index.md"]
    script = (folder / CONTENTS).read_text("utf-8")
    assert ["1.html", "Chapter 1 The Books", 1] in read_script(script)
    capsys.readouterr()
    assert run(tmp_path, "export", "sample") == 0
    titles = [one["title"] for one in json.loads(capsys.readouterr().out)["divisions"]]
    assert "Chapter 1 The Books" in titles


def front_matter(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text.partition("\n---\n")[0] if text.startswith("---\n") else ""


@pytest.fixture(scope="module")
def long_titles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Markdown of a text whose divisions have titles of 150 characters."""
    root = tmp_path_factory.mktemp("titles")
    title = 'The Ambassador & the Minister on {n} “matters” of <i>rail</i> and "sea" ' * 2
    text = "".join(f"# {n}. {title.format(n=n)}\n\nA paragraph.\n\n" for n in range(1, 13))
    make_source(root, text, reader={"kind": "markdown"}, output={"split": 1})
    assert run(root, "convert") == 0
    return root / "docs"


@pytest.mark.parametrize("made", [False, True], ids=["editions", "long titles"])
def test_front_matter_is_short(made: bool, request: pytest.FixtureRequest) -> None:
    docs: Path = request.getfixturevalue("long_titles") if made else DOCS
    pages = list((docs / "editions").rglob("*.md"))
    assert len(pages) > 12
    for path in pages:
        matter = front_matter(path)
        assert len(matter) <= LONGEST_MATTER, path
        own = [line for line in matter.split("\n")[1:] if line != "edition:"]
        assert len(own) <= MOST_LINES, path
        assert yaml.safe_load(matter) is not None, path


def make_volume(divisions: int) -> str:
    """Return a volume of so many short letters, each with a note."""
    letters = (
        f"# {n}. The keeper of light {n} to the harbour office\n\n"
        f"The oil for the month has not come, and the lamp burns low again.[^{n}]\n\n"
        f"[^{n}]: Received on day {n}.\n\n"
        for n in range(1, divisions + 1)
    )
    return "".join(letters)


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with two volumes, one of them four times as long."""
    root = tmp_path_factory.mktemp("volumes")
    for name, divisions in (("short", SHORT), ("long", 4 * SHORT)):
        settings = {"reader": {"kind": "markdown"}, "output": {"split": 1}}
        make_source(root, make_volume(divisions), name, short_title=name, **settings)
    assert run(root, "build") == 0
    return root


@pytest.mark.parametrize(("folder", "pattern"), [("docs", "*.md"), ("site", "*.html")])
def test_a_longer_text_takes_bytes_in_proportion(volumes: Path, folder: str, pattern: str) -> None:
    editions = volumes / folder / "editions"
    files = {name: list((editions / name).glob(pattern)) for name in ("short", "long")}
    assert [len(files[name]) // 2 for name in files] == [SHORT + 1, 4 * SHORT + 1]
    short, long = (sum(path.stat().st_size for path in files[name]) for name in files)
    assert long <= MOST_GROWTH * short


def test_no_page_lists_the_others(long_titles: Path) -> None:
    folder = long_titles / "editions" / "sample"
    assert len(read_script((folder / CONTENTS).read_text(encoding="utf-8"))) == 12
    for path in folder.glob("*.md"):
        assert front_matter(path).count(".md") <= 2, path
