"""After an edit only what it touches is made again, and the site is as if built from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import edition.bibliography.database
import edition.building.site
from tests.projects import IN_COPYRIGHT, commit, make_source, run

TEXT = """A REPORT

I. THE FIRST PART

The harbour was closed in the winter of 1921, as Roe writes in Harbours of the Coast.

II. THE SECOND PART

It was opened again in spring, and the ships came back.
"""
SECRET = "Nobody shall ever read these nine words in public anywhere."
WORKS = """@book{roe, author = {Jane Roe}, title = {Harbours of the Coast}, publisher = {Pilot},
 year = {1901}, keywords = {literature}}
"""
CONFIGURATION = """\
site_name: Pages
use_directory_urls: false
strict: true
nav: [{Home: index.md}, {About: about.md}, plain.md, {Part: [more.md]}]
not_in_nav: "*"
theme: {name: material, font: false, custom_dir: theme}
plugins: [meta]
markdown_extensions: [toc, tables, edition.publishing.dialect]
validation: {links: {anchors: warn}}
"""
PAGES = {
    "index.md": "# Home\n\n[About](about.md#scope)\n\n"
    "<!-- edition:texts -->\n<!-- /edition:texts -->\n",
    "about.md": "---\ntitle: About\n---\n\n# About\n\n## Scope\n\nWords of the page.\n",
    "plain.md": "# Plain\n\nA page whose title is its heading; see [home](index.md).\n",
    "more.md": "# More\n\nMore words.\n",
    "extra.md": "# Extra\n\nTo be deleted.\n",
    "assets/note.txt": "A file.\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a site: two texts, one in copyright, a work, pages, and a file of data."""
    root = tmp_path_factory.mktemp("increments") / "edition"
    make_source(root, TEXT, "one", reader={"kind": "report"})
    make_source(root, TEXT.replace("A REPORT", "ANOTHER"), "two", reader={"kind": "report"})
    make_source(root, f"A TEXT\n\n{SECRET}\n", "secret", **IN_COPYRIGHT)
    with (root / "bibliography.bib").open("a", encoding="utf-8") as handle:
        handle.write(WORKS)
    add_register(root, "persons", "roe: {name: Jane Roe, at: {work: roe}, state: read}")
    (root / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    for name, text in PAGES.items():
        (root / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / name).write_text(text, "utf-8")
    (root / ".gitignore").write_text("/build/\n/site/\n", "utf-8")
    commit(root)
    assert run(root, "build") == 0
    return root


def replace(name: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def emend(root: Path) -> None:
    entry = "{line: 5, original: winter, reading: Winter, class: wording, reason: capitals}"
    replace("sources/one/source.yml", "witness:\n", f"emendations: [{entry}]\nwitness:\n")(root)


def add_register(root: Path, name: str, entry: str) -> None:
    folder = root / "sources" / "registers"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yml").write_text(f"{entry}\n", "utf-8")


def register(root: Path) -> None:
    add_register(
        root, "places", "coast: {name: The coast, at: {work: roe, locator: '3'}, state: read}"
    )


def delete(root: Path) -> None:
    (root / "docs" / "extra.md").unlink()
    assert run(root, "convert", "--accept-addresses") == 0


def damage(root: Path) -> None:
    """Damage whatever is kept, and change a page."""
    for path in root.glob("build/cache/public/**/*.json"):
        path.write_bytes(path.read_bytes()[:-9])
    replace("docs/about.md", "Words", "Other words")(root)


def lose(root: Path) -> None:
    """Delete every second file of what is kept, and change a page."""
    for path in sorted(root.glob("build/cache/public/**/*.json"))[::2]:
        path.unlink()
    replace("docs/about.md", "Words", "Other words")(root)


EDITS: dict[str, Callable[[Path], object]] = {
    "title of a record": replace("sources/one/source.yml", "title: A sample", "title: Another"),
    "short title": replace("sources/two/source.yml", "short_title: Sample", "short_title: Two"),
    "publisher of an entry": replace("bibliography.bib", "Pilot", "Mate"),
    "title of an entry": replace("bibliography.bib", "of the Coast", "of the Shore"),
    "publisher of a text": replace("bibliography.bib", "{one,", "{one, publisher = {Mate},"),
    "name in a register": replace("sources/registers/persons.yml", "Jane Roe", "Jane Ann Roe"),
    "new entry": replace("bibliography.bib", "@book{roe", "@book{ann, title = {Ann}}\n@book{roe"),
    "emendation": emend,
    "register": register,
    "summary": replace("sources/one/source.yml", "summary: A text", "summary: A long text"),
    "sentence of a page": replace("docs/about.md", "Words of", "Sentences of"),
    "words that are new to the search": replace(
        "docs/plain.md", "A page", "An unheard-of page\n\n"
    ),
    "title in the navigation": replace("docs/plain.md", "# Plain", "# Simple"),
    "metadata": replace("docs/about.md", "title: About", "title: About us"),
    "another title in the navigation": replace("mkdocs.yml", "{About:", "{Scope:"),
    "title of a part of the navigation": replace("mkdocs.yml", "{Part:", "{Whole:"),
    "its own title in the navigation": replace("mkdocs.yml", "{About: about.md}", "about.md"),
    "another place in the navigation": replace(
        "mkdocs.yml", "{About: about.md}, plain.md", "plain.md, {Other: [about.md]}"
    ),
    "settings": replace("mkdocs.yml", "site_name: Pages", "site_name: Leaves"),
    "new page": lambda root: (root / "docs" / "new.md").write_text("# New\n\nA page.\n", "utf-8"),
    "page that is no more": delete,
    "file of data": replace("docs/assets/note.txt", "A file", "Another file"),
    "damaged download": lambda root: (root / "docs" / "bibliography" / "all.bib").write_text("x"),
    "download that is lost": lambda root: (root / "docs" / "bibliography" / "all.bib").unlink(),
    "damaged store": damage,
    "store with gaps": lose,
}


def read(site: Path) -> dict[str, bytes]:
    return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of the built project, which knows its site."""
    return Path(shutil.copytree(built, tmp_path / "edition", symlinks=True))


@pytest.mark.parametrize("name", EDITS)
def test_the_site_is_what_a_build_from_nothing_is(name: str, project: Path) -> None:
    EDITS[name](project)
    assert run(project, "build") == 0
    found = read(project / "site")
    shutil.rmtree(project / "build")
    shutil.rmtree(project / "site")
    assert run(project, "build") == 0
    assert read(project / "site") == found


def test_what_an_edit_leaves_alone_is_the_same_file(project: Path) -> None:
    site = project / "site"
    before = {path: path.stat().st_ino for path in site.rglob("*") if path.is_file()}
    EDITS["sentence of a page"](project)
    assert run(project, "build") == 0
    changed = {path.name for path, inode in before.items() if path.stat().st_ino != inode}
    assert {name for name in changed if name.endswith(".html")} == {"about.html"}
    assert {"s0-places-0.js", "index.js"}.isdisjoint(changed), "no heading is another"
    assert "note.txt" not in changed


def test_all_pages_show_another_navigation_without_mkdocs(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition.building.site, "run_mkdocs", None)
    for name in ("another title in the navigation", "title in the navigation", "metadata"):
        EDITS[name](project)
        assert run(project, "build") == 0, name
    missing = (project / "site" / "404.html").read_text("utf-8")
    assert "Scope" in missing
    assert "Simple" in missing


@pytest.mark.parametrize("name", ["title of a record", "summary"])
def test_a_bibliography_that_is_the_same_is_not_read(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    EDITS["publisher of an entry"](project)
    assert run(project, "build") == 0
    monkeypatch.setattr(edition.bibliography.database, "_load", None)
    EDITS[name](project)
    assert run(project, "build") == 0


def test_text_is_not_parsed_again_where_only_what_surrounds_it_changed(project: Path) -> None:
    def list_parsed() -> dict[str, int]:
        folder = project / "build" / "cache" / "public" / "pages"
        kept = {path: path.read_text("utf-8") for path in folder.glob("*.json")}
        return {p.name: p.stat().st_ino for p, text in kept.items() if '"contents"' in text}

    parsed, before = list_parsed(), read(project / "site" / "editions" / "one")
    EDITS["publisher of a text"](project)
    assert run(project, "build") == 0
    after = list_parsed()
    assert read(project / "site" / "editions" / "one") != before
    assert after.keys() == parsed.keys()
    again = [name for name, inode in after.items() if inode != parsed[name]]
    assert len(again) < len(after) / 2


@pytest.mark.parametrize("name", ["plain.html", "search/index.js", "search/s0-places-0.js"])
def test_a_damaged_file_of_the_last_site_is_not_taken_over(name: str, project: Path) -> None:
    path = project / "site" / name
    good = path.read_bytes()
    path.write_bytes(good + b"\n")
    EDITS["sentence of a page"](project)
    assert run(project, "build") == 0
    assert path.read_bytes() == good


def test_the_index_of_a_site_that_failed_is_not_taken_over(project: Path) -> None:
    replace("docs/about.md", "Words of the page.", SECRET)(project)
    assert run(project, "build") == 1
    replace("docs/plain.md", "A page", "One page")(project)
    mend_and_compare(project)


def test_the_navigation_of_a_site_that_failed_is_not_taken_for_that_of_the_last(
    project: Path,
) -> None:
    replace("docs/plain.md", "# Plain", "# Simple")(project)
    replace("docs/about.md", "Words of the page.", SECRET)(project)
    assert run(project, "build") == 1
    mend_and_compare(project)


def mend_and_compare(project: Path) -> None:
    """Take the secret out again; the site must be the one that is built from nothing."""
    replace("docs/about.md", SECRET, "Words of the page.")(project)
    assert run(project, "build") == 0
    found = read(project / "site")
    for name in ("site", "build"):
        shutil.rmtree(project / name)
    assert run(project, "build") == 0
    assert read(project / "site") == found


def test_a_link_to_an_anchor_that_an_edit_removed_stops_the_build(project: Path) -> None:
    good = read(project / "site")
    replace("docs/about.md", "## Scope", "## Extent")(project)
    assert run(project, "build") == 1
    assert read(project / "site") == good


def test_words_that_an_edit_brings_are_looked_for(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace("docs/about.md", "Words of the page.", SECRET)(project)
    assert run(project, "build") == 1
    assert "error P003" in capsys.readouterr().out
