"""What is not proved is published in a simpler form, whatever a reader or a writer does wrong.

Faults are put into both on purpose: the guarantee is one of the design, not of the program's parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edition.bibliography.database import read_bibliography
from edition.building import editions
from edition.building.books import write_proved_epub
from edition.building.editions import make_edition
from edition.checking.verification import verify_text
from edition.diagnostics.catalogue import Severity
from edition.model.document import Document, Quotation, Text
from edition.model.edition import Edition
from edition.model.traversal import map_nodes, plain_text, walk
from edition.publishing.page_proof import render_article
from edition.readers import Reading
from edition.readers.registry import ReaderKind, complete_options
from edition.records.conventions import merge_words, read_shipped
from edition.records.publication import allowed_content
from edition.records.record import Record
from edition.text.source import Source
from edition.writers.books.book import Book
from edition.writers.books.xhtml import _XhtmlWriter
from edition.writers.edition import write_edition
from edition.writers.markdown import MarkdownWriter
from evaluation.mutation import make_record
from tests.projects import make_source, run
from tests.readers.reading_cases import Case, find_cases

TEXT = """A REPORT

The first paragraph has a note[1] and goes on.

The second *paragraph* has _marks_ & <b>signs</b>, a [link](x) and another note[2].

# The third begins with a sign | and has | bars.

1. The fourth begins with a number: *a*.

[1] The text of the first note, *with* marks.

[2] The text of the second <i>note</i>.
"""


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return make_record(tmp_path)


def _read(record: Record, kind: str = "inferred", text: str = TEXT) -> Edition:
    record = replace(record, reader=replace(record.reader, kind=kind))
    source = Source("witness.txt", text)
    allowed = allowed_content(record, private=False)
    return make_edition(Edition(record, allowed, source), read_bibliography("")[0])


def _codes(edition: Edition) -> list[str]:
    return [one.code for one in edition.diagnostics if one.code in ("S008", "V008")]


def _prove(edition: Edition, folder: Path) -> None:
    """Assert that a text is published, whole, and that nothing in it is markup."""
    assert [one for one in edition.diagnostics if one.severity is Severity.ERROR] == []
    files = write_edition(edition, read_bibliography("")[0])
    pages = []
    for name in edition.layout.text_files:
        page = render_article(files[name])
        assert "<b>" not in page
        assert "<script" not in page
        pages.append((folder / name).with_suffix(".html"))
        pages[-1].write_text(page, "utf-8")
    assert edition.source is not None
    assert edition.ledger is not None
    assert verify_text(edition.source, edition.ledger.entries, pages) == []


def test_what_is_proved_is_published_as_it_was_read(record: Record, tmp_path: Path) -> None:
    edition = _read(record)
    assert _codes(edition) == []
    assert edition.document is not None
    assert len(edition.document.notes) == 2
    assert edition.document.plain == ()
    _prove(edition, tmp_path)


@pytest.mark.parametrize("case", list(find_cases()), ids=lambda case: case.name)
def test_no_case_is_read_in_a_simpler_way(case: Case, record: Record) -> None:
    words = merge_words(map(read_shipped, case.settings.get("conventions", ())), "reader")
    options = complete_options(case.kind, case.settings.get("options", {}), words)
    record = replace(record, reader=replace(record.reader, options=options))
    assert _codes(_read(record, case.kind, case.source.text)) == []


# --- faults in a reader -------------------------------------------------------------------------


def _lose_a_line(document: Document) -> Document:
    return replace(document, front=document.front[1:], divisions=document.divisions[1:])


def _double_a_block(document: Document) -> Document:
    return replace(document, front=(*document.front[:1], *document.front))


def _change_the_order(document: Document) -> Document:
    return replace(document, front=document.front[::-1])


def _lose_a_space(document: Document) -> Document:
    def cut(text: Text) -> Text:
        at = text.text.find(" ")
        rest = text.text[at + 1 :]
        return text if at < 0 else replace(text, text=text.text[:at] + rest)

    return map_nodes(document, cut, Text)


def _fail(document: Document) -> Document:
    raise IndexError


FAULTS = (_lose_a_line, _double_a_block, _change_the_order, _lose_a_space, _fail)


@pytest.mark.parametrize("kind", ["inferred", "page-foot", "markdown"])
@pytest.mark.parametrize("break_", FAULTS)
def test_a_reader_that_fails_gives_way_to_paragraphs(
    break_: Callable[[Document], Document],
    kind: str,
    record: Record,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = ReaderKind.__call__

    def fail(self: ReaderKind, source: Source, options: Any) -> Reading:  # noqa: ANN401
        reading = read(self, source, options)
        return replace(reading, document=break_(reading.document))

    monkeypatch.setattr(ReaderKind, "__call__", fail)
    edition = _read(record, kind)
    assert _codes(edition) == ["S008"]
    [told] = [one for one in edition.diagnostics if one.code == "S008"]
    assert "as paragraphs alone" in told.message
    assert told.line
    document = edition.document
    assert document is not None
    assert document.notes == ()
    shown = [plain_text((one,)) for one in walk(document, Text)]
    assert "".join(shown).split() == "".join(TEXT.split("\n")).split()
    _prove(edition, tmp_path)


def test_where_pairing_notes_fails_only_notes_are_given_up(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = editions.read_document

    def fail(record: Record, source: Source) -> tuple[Document, list[Any]]:
        document, found = read(record, source)
        return replace(document, notes=document.notes[1:]), found

    monkeypatch.setattr(editions, "read_document", fail)
    edition = _read(record)
    [told] = [one for one in edition.diagnostics if one.code == "S008"]
    assert "without notes" in told.message
    assert (told.line, told.severity) == (11, Severity.WARNING)
    _prove(edition, tmp_path)


def test_no_address_is_lost_by_a_simpler_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, TEXT, reader={"kind": "inferred"})
    assert run(tmp_path, "convert") == 0
    before = read_written(tmp_path)
    monkeypatch.setattr(ReaderKind, "__call__", lambda self, source, options: _fail(source))
    (tmp_path / "build").rename(tmp_path / "kept")
    for command in (("convert",), ("convert", "--check")):
        assert run(tmp_path, *command) == 1
        printed = capsys.readouterr().out
        assert "error A001: 2 addresses, `n1 to n2`" in printed
        assert "See S008 at sources/sample/witness.txt:1 with: edition check" in printed
        assert read_written(tmp_path) == before
    assert run(tmp_path, "check") == 1
    printed = capsys.readouterr().out
    assert "witness.txt:1:1: warning S008: " in printed
    assert "error A001: 2 addresses, `n1 to n2`" in printed


def read_written(root: Path) -> dict[str, str]:
    paths = [*(root / "docs").rglob("*.*"), *(root / "sources").rglob("*.*")]
    return {str(path): path.read_text("utf-8") for path in paths}


# --- faults in the writer -----------------------------------------------------------------------


def _starts(edition: Edition) -> set[str]:
    assert edition.document is not None
    return {TEXT[start : start + 9] for start in edition.document.plain}


def test_a_block_with_a_forgotten_escape_is_written_plainly(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edition.writers.inlines.escape_markdown", lambda text, **_: text)
    edition = _read(record)
    assert set(_codes(edition)) == {"V008"}
    assert {"The secon", "1. The fo"} <= _starts(edition)
    assert "The first" not in _starts(edition)
    assert edition.document is not None
    assert len(edition.document.notes) == 2
    _prove(edition, tmp_path)


@pytest.mark.parametrize("name", ["_leaf_text", "inlines", "blocks"])
def test_a_writer_that_fails_gives_way_to_words(
    name: str, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = getattr(MarkdownWriter, name)

    def fail(self: MarkdownWriter, *given: Any, **named: Any) -> str:  # noqa: ANN401
        if not self._plain:
            raise IndexError
        written: str = write(self, *given, **named)
        return written

    monkeypatch.setattr(MarkdownWriter, name, fail)
    edition = _read(record)
    assert set(_codes(edition)) == {"V008"}
    _prove(edition, tmp_path)


def test_a_title_that_is_broken_out_of_is_no_markup(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "<TEI><teiHeader/><text><body><p>One.</p><p>The <choice><abbr>a</abbr>"
        '<expan>x"&gt;&lt;script&gt;y</expan></choice> here.</p></body></text></TEI>'
    )
    monkeypatch.setattr("edition.writers.inlines.escape_attribute", lambda text: text)
    edition = _read(record, "tei", text)
    [told] = [one for one in edition.diagnostics if one.code == "V008"]
    assert "script" in told.message
    _prove(edition, tmp_path)


def test_what_no_form_proves_is_refused_when_it_is_converted(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edition.writers.inlines.escape_markdown", lambda text, **_: text)
    monkeypatch.setattr("edition.writers.inlines.escape_all", lambda text: text)
    edition = _read(record)
    assert edition.has_errors


def test_public_and_private_editions_decide_alike(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edition.writers.inlines.escape_markdown", lambda text, **_: text)
    source, works = Source("witness.txt", TEXT), read_bibliography("")[0]
    made = [
        make_edition(Edition(record, allowed_content(record, private=private), source), works)
        for private in (False, True)
    ]
    assert made[0].document == made[1].document
    assert made[0].document is not None
    assert made[0].document.plain


# --- books --------------------------------------------------------------------------------------


MARKED = """# One

> A *quotation* with [a link](https://x.invalid).

1. An item
2. Another

| a | b |
|---|---|
| c | d |

A paragraph with a note[^1].

[^1]: A note:

    - with an item
"""


def test_a_book_is_written_without_the_markup_that_shows_it_otherwise(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote = Quotation
    makers = {**_XhtmlWriter.makers, quote: lambda writer, node: "<p>lost</p>"}
    edition = _read(record, "markdown", MARKED)
    assert _codes(edition) == []
    book = Book("book", "A book", [edition], "An edition", "", "en", 0)
    works = read_bibliography("")[0]
    assert write_proved_epub(book, works, {})[1] == []
    monkeypatch.setattr(_XhtmlWriter, "makers", makers)
    files, found = write_proved_epub(book, works, {})
    assert [one.code for one in found] == ["V008"]
    assert not any(b"<blockquote" in content or b"<table" in content for content in files.values())
