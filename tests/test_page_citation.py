"""How a page is cited: what the front matter says, and what both site generators make of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import bibtexparser.entrypoint
import pytest
import rispy
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from selectolax.lexbor import LexborHTMLParser

from edition.bibliography.citation_forms import write_note
from edition.bibliography.csl import Item, entry_to_item
from edition.bibliography.database import read_bibliography
from edition.diagnostics.diagnostic import EditionError
from edition.linking.layout import page_range
from edition.model.document import Page
from edition.model.layout import ContentsEntry
from edition.publishing.mkdocs import THEME, read_release
from edition.publishing.trust import CONFIGURATION
from edition.text.front_matter import split_front_matter
from edition.writers import page_citation
from edition.writers.bibtex import escape_tex
from edition.writers.formats import write_ris
from edition.writers.page_citation import FILE, page_citer, write_forms, write_json
from tests.projects import make_source, run

HOSTILE = r'</script><script>a(1)</script><!- "&amp; &lt; {{7*7}} {% x %} ${y} #_ \ ->'
ENTRY = """@book{sample,
  author = {{One & Sons <b>} and Two, Ann}, title = {%s},
  publisher = {A "Press"}, location = {Rome}, date = {1945-06-18},
  isbn = {0-8044-2957-X}, doi = {10.1/x_y},
}
"""
TEXT = "# A Part & <More>\n\nA paragraph.\n\n# Another\n\nThe last.\n"
PART = "a-part-more"

BOOK: Item = {
    "id": "b", "type": "book", "title": "The Whole", "author": [{"family": "One", "given": "A."}],
    "publisher-place": "Rome", "publisher": "Press", "issued": {"date-parts": [[1945, 6, 18]]},
    "DOI": "10.1/x",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({}, "A. One, *The Whole* (Rome: Press, 1945)"),
        (
            {"type": "report", "number": "N 4"},
            "A. One, *The Whole*, N 4 (Rome: Press, 1945)",
        ),
        (
            {"type": "chapter", "container-title": "C", "editor": [{"literal": "E"}]},
            "A. One, \u201cThe Whole,\u201d in *C*, ed. E (Rome: Press, 1945)",
        ),
        (
            {"type": "manuscript", "genre": "Memorandum"},
            "A. One, \u201cThe Whole,\u201d Memorandum, June 18, 1945",
        ),
        (
            {"type": "article-journal", "container-title": "J", "volume": "2", "issue": "3"},
            "A. One, \u201cThe Whole,\u201d *J* 2, no. 3 (June 18, 1945)",
        ),
        (
            {"type": "article-newspaper", "container-title": "J"},
            "A. One, \u201cThe Whole,\u201d *J*, June 18, 1945",
        ),
        (
            {"author": [{"literal": n} for n in "XYZ"]},
            "X, Y, and Z, *The Whole* (Rome: Press, 1945)",
        ),
        ({"author": [{"literal": n} for n in "WXYZ"]}, "W et al., *The Whole* (Rome: Press, 1945)"),
        (
            {"author": [{"family": "Ozaki", "given": "Hotsumi", "static-ordering": True}]},
            "Ozaki Hotsumi, *The Whole* (Rome: Press, 1945)",
        ),
    ],
)  # fmt: skip
def test_a_note_is_in_chicago_style(changes: Item, note: str) -> None:
    assert (
        "*".join(write_note(BOOK | changes)) + "*" * (len(write_note(BOOK | changes)) % 2 == 0)
        == note
    )


@pytest.mark.parametrize(
    ("pages", "own"),
    [
        (
            "117\u2013162",
            {"first": "117", "last": "162", "place": "117\u201362", "key": "pp. 117-162"},
        ),
        ("xii", {"first": "xii", "place": "xii", "key": "p. xii"}),
        ("", {}),
    ],
)
def test_a_page_states_its_printed_pages(pages: str, own: dict[str, str]) -> None:
    entry = ContentsEntry("2-4.md", "2.4 The Part", 1, pages)
    [line] = page_citer(leaves=False)(entry)
    assert yaml.safe_load(line) == {"citation": {"of": "part", **own}}
    [line] = page_citer(leaves=True)(entry)
    assert yaml.safe_load(line) == {"citation": {"of": "part"}}


def test_pages_without_a_number_are_not_cited_as_numbers() -> None:
    plates = [Page("cover", 0, True, leaf=True), Page("leaf 1", 5, True, leaf=True)]
    assert page_range(plates) == ""
    assert page_range([*plates, Page("3", 9, False)]) == "3"


@pytest.mark.parametrize(
    ("changes", "place", "end"),
    [
        ({}, "7", "*The Whole* (Rome: Press, 1945), 7."),
        ({}, "", "*The Whole* (Rome: Press, 1945)."),
        ({"type": "manuscript", "issued": {}}, "7", "\u201cThe Whole,\u201d 7."),
        ({"type": "manuscript", "issued": {}}, "", "\u201cThe Whole.\u201d"),
        ({"type": "manuscript", "title": "Why?", "issued": {}}, "7", "\u201cWhy?\u201d 7."),
        ({"type": "manuscript", "title": "Why?", "issued": {}}, "", "\u201cWhy?\u201d"),
    ],
)
def test_a_form_ends_with_its_place_or_without(changes: Item, place: str, end: str) -> None:
    forms: dict[str, Any] = write_forms(BOOK | changes)
    runs = ["".join(fill(one, place) for one in run) for run in forms["chicago"]]
    assert "*".join(runs) == f"A. One, {end}"


def fill(one: str | list[str], value: str) -> str:
    if isinstance(one, str):
        return one
    before, _, after, *otherwise = one
    return f"{before}{value}{after}" if value else "".join(otherwise)


def test_the_library_that_has_a_document_is_named() -> None:
    text = "@unpublished{k, author = {One, A.}, title = {T}, library = {Archive of Orsk}}"
    item = entry_to_item(read_bibliography(text)[0].work("k"))
    assert item["archive"] == "Archive of Orsk"
    assert write_forms(item)["library"] == ["Archive of Orsk", "Archive of Orsk"]
    assert "DB  - Archive of Orsk" in write_ris(item)


@pytest.mark.parametrize(
    ("changes", "edition", "expected"),
    [
        # Zotero reads the edition from a note alone; from `library` pandoc makes a call number.
        ({}, "The Edition", {"note": "The Edition"}),
        ({"note": "A \u0026 B"}, "The Edition", {"note": r"A \& B; The Edition"}),
        ({"note": "A"}, "", {"note": "A"}),
        ({"type": "article-newspaper"}, "", {"entrysubtype": "newspaper"}),
        ({"type": "article-magazine"}, "", {"entrysubtype": "magazine"}),
        ({"type": "report", "publisher": "A and B"}, "", {"institution": "{A and B}"}),
        ({"publisher-place": "Rome and Bonn"}, "", {"address": "{Rome and Bonn}"}),
    ],
)
def test_bibtex_is_written_as_programs_read_it(
    changes: Item, edition: str, expected: dict[str, str]
) -> None:
    forms: dict[str, Any] = write_forms(BOOK | changes)
    written = [fill(one, edition if "library_tex" in one else "") for one in forms["bibtex"]]
    [entry] = bibtexparser.entrypoint.parse_string("".join(written)).entries
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    told = {"note", "entrysubtype", "institution", "library", *expected} & set(fields)
    assert {name: fields[name] for name in told} == expected


@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_is_front_matter(value: dict[str, str]) -> None:
    line = write_json(value)
    assert "\n" not in line
    read = yaml.safe_load(f"citation: {line}")["citation"]
    assert [len(text) for text in read.values()] == [len(text) for text in value.values()]


# --- what every page states of the edition ------------------------------------------------------


@pytest.fixture(scope="module")
def configured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("configured")
    make_source(root, TEXT, summary="A letter.", reader={"kind": "markdown"})
    settings = yaml.safe_load(THEME.with_name("defaults.yml").read_text("utf-8"))
    settings["site_name"] = "Letters"
    settings["extra"] |= {
        "editor": "Ann <Two>", "contact": "ann@example.org", "license": "https://terms.example/1",
        "repository": "https://example.org/letters",
    }  # fmt: skip
    (root / CONFIGURATION).write_text(yaml.safe_dump(settings), "utf-8")
    release = "title: Letters\nversion: '1.2'\ndate-released: 2020-01-02\n"
    (root / "CITATION.cff").write_text(release, "utf-8")
    assert run(root, "build") == 0
    return root / "site"


def read_imprint(path: Path) -> list[str]:
    return [span.text() for span in LexborHTMLParser(path.read_bytes()).css(".imprint-line span")]


def read_terms(path: Path) -> list[str | None]:
    links = LexborHTMLParser(path.read_bytes()).css("link[rel=license]")
    return [link.attributes["href"] for link in links]


MARK = "https://creativecommons.org/publicdomain/mark/1.0/"


def test_each_page_states_release_editor_source_repository_and_contact(configured: Path) -> None:
    home, text = configured / "index.html", configured / "editions/sample/text.html"
    release, editor, *rest = read_imprint(home)
    assert (release, editor) == ("Letters, version 1.2, 2020-01-02", "Edited by Ann <Two>")
    assert rest == ["Repository", "Corrections: ann@example.org"]
    assert read_imprint(text) == [release, editor, "Source: sources/sample", *rest]
    links = LexborHTMLParser(home.read_bytes()).css(".imprint-line a")
    targets = [link.attributes["href"] for link in links]
    assert targets == ["https://example.org/letters", "mailto:ann@example.org"]
    assert (read_terms(home), read_terms(text)) == (["https://terms.example/1"], [MARK])


def test_what_is_not_configured_is_not_stated(project: Path) -> None:
    home, text = project / "site/index.html", project / "site/editions/sample" / f"{PART}.html"
    assert (read_imprint(home), read_imprint(text)) == ([], ["Source: sources/sample"])
    assert (read_terms(home), read_terms(text)) == ([], [MARK])


def test_a_page_has_a_description_of_its_own(configured: Path) -> None:
    pages = {path: LexborHTMLParser(path.read_bytes()) for path in configured.rglob("*.html")}
    told = {path: meta(page, "description") for path, page in pages.items()}
    assert told[configured / "editions/sample/index.html"] == ["A letter."]
    assert told[configured / "editions/sample/text.html"] == ["A sample. Letters."]
    stated = [tuple(found) for found in told.values() if found]
    assert len(stated) == len(set(stated))


# --- what the site generators make of it -------------------------------------------------------


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cited")
    make_source(
        root, TEXT, title=HOSTILE, summary=HOSTILE, reader={"kind": "markdown"}, output={"split": 1}
    )
    (root / "bibliography.bib").write_text(ENTRY % escape_tex(HOSTILE), "utf-8")
    assert run(root, "build") == 0
    return root


@pytest.fixture(scope="module")
def zensical(project: Path) -> Path:
    settings = yaml.safe_load((project / CONFIGURATION).read_text("utf-8"))
    settings["theme"]["custom_dir"] = str(THEME)
    settings["site_dir"] = "zensical"
    settings["site_url"] = "https://example.org/edition/"
    path = project / "zensical.yml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", path.name]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "zensical"


@pytest.fixture(scope="module", params=["site", "zensical"])
def part(request: pytest.FixtureRequest, project: Path) -> LexborHTMLParser:
    folder = (
        request.getfixturevalue("zensical") if request.param == "zensical" else project / "site"
    )
    return LexborHTMLParser((folder / "editions" / "sample" / f"{PART}.html").read_bytes())


def meta(page: LexborHTMLParser, name: str) -> list[str]:
    return [node.attributes["content"] or "" for node in page.css(f"meta[name='{name}']")]


def test_the_metadata_say_what_the_record_says(part: LexborHTMLParser) -> None:
    assert meta(part, "citation_title") == meta(part, "DC.title") == [HOSTILE]
    assert meta(part, "citation_author") == ["One & Sons <b>,", "Two, Ann"]
    assert meta(part, "DC.creator") == ["One & Sons <b>", "Two, Ann"]
    assert meta(part, "citation_publication_date") == ["1945/06/18"]
    assert meta(part, "DC.date") == ["1945-06-18"]
    assert meta(part, "DC.type") == ["book"]
    assert meta(part, "citation_publisher") == ['A "Press"']
    assert meta(part, "citation_isbn") == ["0-8044-2957-X"]
    assert meta(part, "citation_doi") == ["10.1/x_y"]
    assert meta(part, "citation_language") == ["en"]


@pytest.mark.parametrize(
    ("type", "name"),
    [
        ("article-journal", "citation_journal_title"), ("article-newspaper", "DC.source"),
        ("article-magazine", "DC.source"),
    ],
)  # fmt: skip
def test_only_an_article_in_a_journal_names_one(type: str, name: str) -> None:
    templates = Environment(loader=FileSystemLoader(THEME / "partials"), autoescape=True)
    csl = BOOK | {"type": type, "container-title": "J"}
    values = {"csl": csl, "own": {}, "page": {}, "config": {}}
    page = LexborHTMLParser(templates.get_template("metadata.html").render(values))
    names = ("citation_journal_title", "DC.source")
    assert {one: meta(page, one) for one in names if meta(page, one)} == {name: ["J"]}


def test_the_whole_is_cited_as_a_book(project: Path) -> None:
    page = LexborHTMLParser((project / "site" / "editions" / "sample" / "index.html").read_bytes())
    assert meta(page, "citation_title") == [HOSTILE]
    assert meta(page, "DC.type") == ["book"]
    assert meta(page, "citation_doi") == ["10.1/x_y"]


def test_linked_data_with_any_content_are_json(part: LexborHTMLParser) -> None:
    [script] = part.css("script[type='application/ld+json']")
    data = json.loads(script.text())
    assert (data["@type"], data["name"]) == ("Chapter", "A Part & \u2039More\u203a")
    assert data["isPartOf"] == {"@type": "Book", "name": HOSTILE, "isbn": "0-8044-2957-X"}
    assert [author["name"] for author in data["author"]] == ["One & Sons <b>", "Ann Two"]
    assert data["license"] == "https://creativecommons.org/publicdomain/mark/1.0/"


def test_what_is_cited_of_a_text_is_listed_once(project: Path) -> None:
    folder = project / "docs" / "editions" / "sample"
    shared = yaml.safe_load((folder / FILE).read_text("utf-8"))["texts"]["sample"]
    assert shared["csl"]["title"] == HOSTILE
    for path in folder.glob("*.md"):
        matter, _ = split_front_matter(path.read_text("utf-8"))
        assert "Press" not in matter, path


def test_nothing_that_is_cited_is_markup(part: LexborHTMLParser) -> None:
    assert [
        s for s in part.css("script:not([src])") if "a(1)" in s.text() and not s.attributes
    ] == []
    assert part.css("section.cite b, section.cite script") == []


@pytest.mark.parametrize("folder", ["site", "zensical"])
def test_no_title_is_markup_anywhere(
    request: pytest.FixtureRequest, project: Path, folder: str
) -> None:
    site = request.getfixturevalue("zensical") if folder == "zensical" else project / "site"
    for path in site.rglob("*.html"):
        page = LexborHTMLParser(path.read_bytes())
        assert [s for s in page.css("script") if s.text().startswith("a(1)")] == [], path
        assert page.css("more, meta[more]") == [], path


def form(page: LexborHTMLParser, name: str) -> str:
    [code] = page.css(f"section.cite [data-form={name}] code")
    return code.text()


def test_every_form_is_read_back(part: LexborHTMLParser) -> None:
    [entry] = bibtexparser.entrypoint.parse_string(form(part, "bibtex")).entries
    assert (entry.entry_type, entry.key) == ("book", "sample")
    bibliography, _ = read_bibliography(form(part, "bibtex"))
    assert entry_to_item(bibliography.work("sample"))["title"] == HOSTILE
    [reference] = rispy.loads(form(part, "ris"))
    assert (reference["type_of_reference"], reference["title"]) == ("BOOK", HOSTILE)
    [item] = json.loads(form(part, "csl"))
    assert (item["type"], item["title"]) == ("book", HOSTILE)
    [chicago] = part.css("section.cite [data-form=chicago]")
    assert chicago.text().endswith(
        (' (Rome: A "Press", 1945), https://doi.org/10.1/x_y.', ".html.")
    )


def test_the_address_is_stated_where_it_is_known(zensical: Path) -> None:
    page = LexborHTMLParser((zensical / "editions" / "sample" / f"{PART}.html").read_bytes())
    address = "https://example.org/edition/editions/sample/a-part-more.html"
    assert meta(page, "citation_public_url") == meta(page, "DC.identifier") == [address]
    [entry] = bibtexparser.entrypoint.parse_string(form(page, "bibtex")).entries
    fields: dict[str, Any] = entry.fields_dict
    assert fields["url"].value == address
    assert rispy.loads(form(page, "ris"))[0]["urls"] == [address]


# --- the lines of the witness ------------------------------------------------------------


def _read_lines(written: str) -> list[tuple[str, int]]:
    """Return the addresses and lines as the script library.js reads them."""
    found: list[tuple[str, int]] = []
    address = ""
    for name, line in re.findall(r"(\S+):(\d+)", written):
        address = re.sub(r"\d+$", name[1:], address) if name.startswith("+") else name
        found.append((address, int(line)))
    return found


ADDRESS = st.from_regex(r"\A(p[1-9ivx]{1,3}\.|n[1-9]\.|leaf|par|[a-z]{3}-)?[1-9][0-9]{0,2}\Z")


@given(st.lists(st.tuples(ADDRESS, st.integers(1, 9999))))
@example([("5", 17033), ("p377.1", 17039)])
@example([("6", 1), ("7", 2)])
def test_the_lines_of_the_witness_are_read_as_they_were_written(
    lines: list[tuple[str, int]],
) -> None:
    assert _read_lines(page_citation._write_lines(lines)) == lines


@pytest.mark.parametrize(
    "title", ["[Letters]", "&a [x, x]\nabstract: [*a, *a]", "{a: b}", "Letters\ndate-released: [1]"]
)
def test_a_release_that_is_not_named_in_plain_words_is_reported(title: str, tmp_path: Path) -> None:
    (tmp_path / "CITATION.cff").write_text(f"version: 1\ntitle: {title}\n", "utf-8")
    with pytest.raises(EditionError, match="does not name a title"):
        read_release(tmp_path)
