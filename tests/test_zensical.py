"""The same docs/ and mkdocs.yml build with Zensical, with printed note signs and page numbers."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition.building.store import copy_filled
from edition.publishing.page_policy import check_policy
from tests.projects import make_source, run

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("mkdocs.yml", "scripts/edition/publishing/theme")
PAGE = """\
---
title: "2.4 A Division"
edition:
  source: sample
  text: "A Sample Text"
  division: "2-4"
  pages: "117–118"
  publish: full
  path: [{file: "2.md", title: "2 A Chapter"}]
  next: "2-5.md"
---

<a id="nav-top"></a>[Contents](index.md) · [2.5 Another →](2-5.md)

# <a id="2-4"></a>2.4 A Division

<a id="p117.2"></a>A paragraph with a note[^2.178] and a page <a id="p118">[p. 118]</a>that begins.

[^2.178]: The note.
"""


@pytest.fixture(scope="module")
def zensical_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("zensical")
    for name in COPIED:
        target = project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, target)
    copy_filled(ROOT / "docs", project / "docs")
    sample = project / "docs" / "editions" / "sample"
    sample.mkdir(parents=True)
    (sample / "index.md").write_text("# A Sample Text\n\n[2.4](2-4.md)\n", encoding="utf-8")
    (sample / ".meta.yml").write_text("texts: {sample: {contents: true}}\n", encoding="utf-8")
    (sample / "2.md").write_text("# 2 A Chapter\n", encoding="utf-8")
    (sample / "2-4.md").write_text(PAGE, encoding="utf-8")
    (sample / "2-5.md").write_text("# 2.5 Another\n", encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "site"


def test_what_the_texts_give_for_a_page_is_on_it(zensical_site: Path) -> None:
    home = parse(zensical_site / "index.html")
    assert len(home.css(".chronology li")) > 20
    text = parse(zensical_site / "editions" / "memorandum-1953" / "text.html")
    assert text.css("details.named") or text.css(".incoming")


def test_pages_are_copied_into_a_new_folder_only(tmp_path: Path) -> None:
    make_source(tmp_path, "A text.\n\nIts end.\n", "sample")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(
        "# Home\n\n<!-- edition:texts --><!-- /edition:texts -->\n", "utf-8"
    )
    filled = tmp_path / "filled"
    assert run(tmp_path, "convert", "--filled", str(filled)) == 0
    assert "editions/sample/index.md" in (filled / "index.md").read_text("utf-8")
    assert "editions/sample/index.md" not in (tmp_path / "docs/index.md").read_text("utf-8")
    assert run(tmp_path, "convert", "--filled", str(filled)) == 1


def parse(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_bytes())


@pytest.fixture(scope="module")
def division(zensical_site: Path) -> LexborHTMLParser:
    return parse(zensical_site / "editions" / "sample" / "2-4.html")


def text_at(page: LexborHTMLParser, selector: str) -> str:
    (node,) = page.css(selector)
    return node.text().strip()


def test_notes_keep_their_printed_numbers(division: LexborHTMLParser) -> None:
    assert text_at(division, "sup.marker > a[role=doc-noteref][id='r2.178']") == "178"
    assert text_at(division, "section[role=doc-endnotes] li[id='n2.178'] > .sign") == "178"


def test_pages_and_paragraphs_have_their_addresses(division: LexborHTMLParser) -> None:
    (start,) = division.css("a.page[id='p118']")
    assert start.attributes["data-label"] == "118"
    assert text_at(division, "p[id='p117.2']").startswith("A paragraph")
    assert text_at(division, "h1[id='2-4']") == "2.4 A Division"


def test_the_left_column_has_what_the_page_is_a_part_of(division: LexborHTMLParser) -> None:
    links = [link.attributes["href"] for link in division.css(".side-text a")]
    path = ["index.html", "2.html", "2-4.html", "#endnotes", "index.html#contents"]
    assert links == path
    scripts = [script.attributes["src"] for script in division.css("script[src]")]
    assert scripts.index("contents.js") < scripts.index("../../assets/contents.js")
    assert division.css(".side-text a[aria-current=page]")[0].attributes["href"] == "2-4.html"
    assert division.css("link[rel=next]")[0].attributes["href"] == "2-5.html"


def test_the_page_has_the_look_of_the_edition(
    division: LexborHTMLParser, zensical_site: Path
) -> None:
    styles = [link.attributes["href"] for link in division.css("link[rel=stylesheet]")]
    assert "../../assets/variables.css" in styles
    assert (zensical_site / "assets" / "variables.css").is_file()
    assert (zensical_site / "assets" / "library.js").is_file()


def test_every_page_of_docs_is_built(zensical_site: Path) -> None:
    docs = ROOT / "docs"
    pages = {path.relative_to(docs).with_suffix(".html") for path in docs.rglob("*.md")}
    assert pages <= {path.relative_to(zensical_site) for path in zensical_site.rglob("*.html")}


def test_no_page_asks_a_third_party(zensical_site: Path) -> None:
    for path in zensical_site.rglob("*.html"):
        page = parse(path)
        sources = [node.attributes["src"] or "" for node in page.css("[src]")]
        styles = [node.attributes["href"] or "" for node in page.css("link[rel=stylesheet]")]
        assert not [url for url in sources + styles if "//" in url], path.name


def test_every_page_keeps_to_its_policy(zensical_site: Path) -> None:
    assert check_policy(zensical_site) == []
