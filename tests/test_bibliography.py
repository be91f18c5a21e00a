"""The bibliography: nothing lost in silence, and Chicago style.

Cases: records/bibliography-faults.txt (file, then its faults) and records/chicago.txt (entries,
then the first of them in Markdown and in HTML).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.utils import read_fixture_file
from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser

from edition.bibliography.database import (
    Bibliography,
    check_citations,
    load_bibliography,
    read_bibliography,
)
from edition.bibliography.work import FIELDS, FORMS, PEOPLE, names_file
from edition.diagnostics.catalogue import CATALOGUE, Severity
from edition.diagnostics.diagnostic import Diagnostic, sort_diagnostics
from edition.records.loading import load_record, load_records
from edition.text.tex import plain_tex, read_tex
from tests.projects import make_source

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "records" / "cases"
FAULTS = read_fixture_file(CASES / "bibliography-faults.txt")
CHICAGO = read_fixture_file(CASES / "chicago.txt")


def _tell(found: list[Diagnostic]) -> list[str]:
    return [f"{d.line}:{d.column} {d.code} {d.message}" for d in sort_diagnostics(found)]


@pytest.mark.parametrize(
    ("text", "expected"), [(c[2], c[3]) for c in FAULTS], ids=[c[1] for c in FAULTS]
)
def test_faults_are_reported_by_place(text: str, expected: str) -> None:
    _, found = read_bibliography(text)
    assert _tell(found) == expected.splitlines()
    assert all(d.path == "bibliography.bib" for d in found)


def test_every_code_of_the_bibliography_has_a_case() -> None:
    told = {code for case in FAULTS for code in re.findall(r"\bB\d{3}\b", case[3])}
    assert told == {code for code in CATALOGUE if code.startswith("B")}


@pytest.mark.parametrize(
    ("text", "expected"), [(c[2], c[3]) for c in CHICAGO], ids=[c[1] for c in CHICAGO]
)
def test_entries_are_in_chicago_style(text: str, expected: str) -> None:
    bibliography, found = read_bibliography(text)
    assert _tell(found) == []
    markdown, html = expected.splitlines()
    assert bibliography.format_entry("k", "markdown") == markdown
    assert bibliography.format_entry("k", "html") == html


def test_a_dash_replaces_names_that_are_repeated() -> None:
    bibliography, _ = read_bibliography(
        "@book{a, author = {One, A.}, title = {T}}\n@collection{b, editor = {One, A.}, title = {U}}"
    )
    assert bibliography.format_entry("a", repeated=True) == "———. *T*."
    assert bibliography.format_entry("b", repeated=True) == "———, ed. *U*."
    assert bibliography.format_entry("a") == "One, A. *T*."


def test_markdown_and_html_say_the_same() -> None:
    for case in CHICAGO:
        bibliography, _ = read_bibliography(case[2])
        rendered = MarkdownIt().renderInline(bibliography.format_entry("k", "markdown"))
        assert _shown(rendered) == _shown(bibliography.format_entry("k", "html")), case[1]
        assert _shown(rendered) == bibliography.format_entry("k", "text"), case[1]


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def _shown(html: str) -> str:
    parser = _Shown()
    parser.feed(html)
    parser.close()
    return parser.text


HOSTILE = (
    "@book{k, author = {<b>One</b>, A*}, title = {[x](javascript:y) <script>a</script> `b`}, "
    'publisher = {"onload="}, url = {%s}}'
)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", 'https://x.org/"onclick="y', "//x.org"]
)
def test_nothing_in_a_field_is_markup(url: str) -> None:
    bibliography, _ = read_bibliography(HOSTILE % url)
    for rendered in (
        bibliography.format_entry("k", "html"),
        MarkdownIt("commonmark", {"html": True}).renderInline(bibliography.format_entry("k")),
    ):
        parser = _Shown()
        parser.feed(rendered)
        assert set(parser.tags) <= {"em"}
        assert "<script>a</script>" in parser.text


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_type_of_entry_has_a_form(kind: str) -> None:
    bibliography, found = read_bibliography(
        f"@{kind}{{k, author = {{One, A.}}, title = {{T}}, booktitle = {{B}}, year = 1945}}"
    )
    assert not found
    text = bibliography.format_entry("k", "text")
    assert text.startswith("One, A. ")
    assert "1945" in text
    assert text.endswith(".")


def test_crlf_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "bibliography.bib").write_bytes(b"\xef\xbb\xbf@book{k,\r\n  titel = {T},\r\n}\r\n")
    assert [(d.line, d.column) for d in load_bibliography(tmp_path)[1]] == [(2, 3)]


def test_bytes_that_are_not_text_are_reported(tmp_path: Path) -> None:
    (tmp_path / "bibliography.bib").write_bytes(b"@book{k,\n  title = {\xff},\n}\n")
    [found] = load_bibliography(tmp_path)[1]
    assert (found.code, found.line, found.column) == ("B001", 2, 12)


def test_a_project_without_bibliography_has_an_empty_one(tmp_path: Path) -> None:
    bibliography, found = load_bibliography(tmp_path)
    assert not found
    assert bibliography.keys == ()


def test_a_record_that_cites_what_is_not_there_is_reported(tmp_path: Path) -> None:
    statement = [{"text": "So it is.", "citation": "nowhere"}]
    record, _ = load_record(make_source(tmp_path, "Text.", provenance=statement), tmp_path)
    assert record is not None
    bibliography, _ = load_bibliography(tmp_path)
    [found] = check_citations(record, bibliography)
    assert (found.code, found.path) == ("R007", "sources/sample/source.yml")
    assert found.excerpt.strip().removeprefix("- ").startswith("citation: nowhere")


def _codes(found: list[Diagnostic]) -> list[str]:
    return [diagnostic.code for diagnostic in found]


_VALUE = st.text("abcé日 .,;:?&-", min_size=1, max_size=12).map(str.strip).filter(bool)
_FILES = frozenset(filter(names_file, FIELDS))
_ENTRY = st.dictionaries(
    st.sampled_from(sorted(FIELDS - {"crossref", "url", "doi", "xdata"} - _FILES)),
    _VALUE, min_size=1, max_size=6,
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_ENTRY, max_size=5))
def test_what_is_written_is_read(entries: list[dict[str, str]]) -> None:
    """Every field of every entry comes back; no fault is invented."""
    people = set(PEOPLE)
    clean = [{k: "One, A." if k in people else v for k, v in e.items()} for e in entries]
    text = "\n".join(
        f"@book{{k{n},\n" + ",\n".join(f"  {k} = {{{v}}}" for k, v in e.items()) + "\n}"
        for n, e in enumerate(clean)
    )
    bibliography, found = read_bibliography(text)
    assert _tell([d for d in found if d.code != "B006" and d.severity >= Severity.ERROR]) == []
    for n, entry in enumerate(clean):
        read = bibliography.data.entries[f"k{n}"]
        assert {*read.fields, *read.persons} == set(entry)


@settings(deadline=None)
@given(st.text("@{}\"'=,#()%\\ \nabk1", max_size=60))
def test_nothing_breaks_the_reading(text: str) -> None:
    bibliography, found = read_bibliography(text)
    assert isinstance(bibliography, Bibliography)
    assert all(d.line >= 0 for d in found)


@settings(deadline=None)
@given(st.lists(_ENTRY, min_size=1, max_size=4), st.data())
def test_a_missing_comma_is_always_reported(
    entries: list[dict[str, str]], data: st.DataObject
) -> None:
    """Whatever comma between two fields is missing, the field after it is named."""
    lines: list[str] = []
    places: list[int] = []
    for n, entry in enumerate(entries):
        lines.append(f"@misc{{k{n},")
        for position, (name, value) in enumerate(entry.items()):
            if position:
                places.append(len(lines) - 1)
            lines.append(f"  {name} = {{{value}}},")
        lines.append("}")
    if not places:
        return
    line = data.draw(st.sampled_from(places))
    lines[line] = lines[line].removesuffix(",")
    found = [d for d in read_bibliography("\n".join(lines))[1] if "comma before" in d.message]
    assert [d.line for d in found] == [line + 2]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (r"\'e \`e \^e \~n \"u \=o \u{g} \.z \r a \H{o} \v{s} \d{h} \c{c} \k{a}",
         "é è ê ñ ü ō ğ ż å ő š ḥ ç ą"),
        (r"{\'{\i}} \ss{} \ae\ \O{} \l{}", "í ß æ Ø ł"),
        (r"a--b---c ``d'' 'e' f~g \& \% \$ \# \_", "a–b—c “d” ’e’ f\u00a0g & % $ # _"),
        (r"{DNA} and {{Two}}", "DNA and Two"),
        ("line\n  end", "line end"),
    ],
)  # fmt: skip
def test_tex_is_read(value: str, text: str) -> None:
    assert plain_tex(value) == text


def test_emphasis_nests() -> None:
    runs = [(run.text, run.emphasis) for run in read_tex(r"a \emph{b \emph{c} d} {\em e} f")]
    assert runs == [("a ", False), ("b ", True), ("c", False), (" d", True), (" ", False),
                    ("e", True), (" f", False)]  # fmt: skip


@pytest.mark.parametrize("name", ["bibliography.bib", "tests/citations/cases/works.bib"])
def test_a_sound_file_is_read_as_pybtex_reads_it(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    theirs = Parser(person_fields=PEOPLE).parse_string(text)
    ours = read_bibliography(text)[0].data
    assert list(map(_entry, ours.entries.values())) == list(map(_entry, theirs.entries.values()))


def test_macros_and_joined_values() -> None:
    text = '@string{j = "Journal of"}\n@article{k, journal = j # { the  Sea}, month = jun}'
    bibliography, found = read_bibliography(text)
    assert not found
    fields = bibliography.data.entries["k"].fields
    assert (fields["journal"], fields["month"]) == ("Journal of the Sea", "June")


def _entry(entry: Entry) -> tuple[object, ...]:
    people = {role: list(map(str, persons)) for role, persons in entry.persons.items()}
    fields = [(name.lower(), value) for name, value in entry.fields.items()]
    return entry.key, entry.type, fields, people


def test_ten_thousand_entries_are_read() -> None:
    entry = "@book{k%d, author = {One, A.}, title = {T %d}, publisher = {P}, year = 1945}\n"
    text = "".join(entry % (n, n) for n in range(10_000)) + "@book{last, title = {T} year = 1}"
    bibliography, found = read_bibliography(text)
    assert len(bibliography.keys) == 10_001
    assert _tell(found) == [
        "10001:25 B007 the comma before `year` is missing; it and everything after it would be lost"
    ]


# --- this edition ----------------------------------------------------------------------------


def test_the_bibliography_of_this_edition_is_sound_and_has_what_is_cited() -> None:
    records, _ = load_records(ROOT)
    bibliography, faults = load_bibliography(ROOT)
    for record in records:
        faults += check_citations(record, bibliography)
    assert _tell(faults) == []
    assert {record.citation for record in records} == {record.id for record in records}
    cited = {record.citation for record in records} | {
        entry.citation
        for record in records
        for name in ("provenance", "observations", "where_to_read", "references")
        for entry in getattr(record, name)
    }
    ours = {"edited", "cited by the editors"}
    mine = {key for key in bibliography.keys if bibliography.work(key).keywords & ours}
    assert mine - cited == {"usc-17-105"}, "cited on the page on rights"
    assert "usc-17-105" in (ROOT / "docs" / "rights.md").read_text("utf-8")


def test_a_name_in_too_many_braces_is_reported() -> None:
    name = "{" * 200 + "X" + "}" * 200
    _, [found, *_] = read_bibliography(f"@book{{a, title = {{T}}, author = {{{name}}}}}\n")
    assert (found.code, found.line) == ("B001", 1)
