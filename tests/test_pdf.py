"""Books as PDF: whole by the count of poppler, every note on the page of its marker."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from pathlib import Path

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.building import books as books_of_the_package
from edition.building.books import Press, list_books
from edition.building.cache import read_collection
from edition.building.project import Project
from edition.checking.verification import expect_streams
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.document import NoteMarker, Style, Styled, Supplied
from edition.model.edition import Edition
from edition.model.ledger import BODY, CAPTION, FRAGMENT, NOTE
from edition.model.traversal import walk
from edition.text.escape import show_controls
from edition.text.results import FOLDER as CACHE
from edition.writers.books.book import Book
from edition.writers.books.markup import MISSING_NOTE
from edition.writers.books.typst import (
    list_words,
    quote_string,
    split_markup,
    write_typst,
)
from tests.projects import make_source, run
from tests.readers.reading_cases import find_cases
from tests.reading_pdf import Read, compare, read_text
from tests.test_tei_export import read_case
from tests.texts import own_bibliography

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ("kuromiya-2023", "memorandum-1953", "psis-1945")
VOLUME = "soviet-japanese-relations-1894-1953"
AFTER = re.compile(r"\n(Editors’notes|Registers|Bibliography)(?=\n|$)")
"""The headings of what follows a text."""
LARGEST = 6_000_000
EPOCH = 1_700_000_000
LETTER = "A letter.\n\nThe ferry sails."
HOSTILE = '#panic("x") ] ) } " \\" \\u{41} $x$ *b* _i_ `r` <l> @r // c /* d */ #set page() ~ -- =\n'


@pytest.fixture(scope="module")
def books() -> dict[str, Book]:
    """The books of the edition."""
    project = Project(ROOT, quiet=True)
    return {
        one.name: one for one in list_books(project, read_collection(project, project.records()))
    }


def _set(book: Book, folder: Path) -> tuple[bytes, list[Diagnostic]]:
    markup = write_typst(book, own_bibliography())
    return Press(folder / "press", folder / "fonts").set(markup, book.name, book.epoch)[:2]


def _prove(edition: Edition, data: bytes, folder: Path) -> Read:
    """Compare a PDF with what the ledger lets stand of a text; return what the PDF has."""
    document, source, ledger = edition.document, edition.source, edition.ledger
    assert document is not None
    assert source is not None
    assert ledger is not None
    streams = expect_streams(source, ledger.entries)
    wanted = {name: one.text for name, one in streams.items()}
    path = folder / "book.pdf"
    path.write_bytes(data)
    found = read_text(path, wanted[BODY][:12])
    called = dict.fromkeys(one.note for one in walk(document, NoteMarker) if one.note)
    apart = [one.key for one in document.notes if one.key not in called]
    added = ["[\u2026]", *(f"[{one.text}]" for one in walk(document, Supplied)), MISSING_NOTE]
    added = ["".join(one.split()) for one in added]
    body = found.streams.pop("body")
    expected = {
        "note": "".join(wanted.get(NOTE + key, "") for key in called),
        "apart": "".join(wanted.get(NOTE + key, "") for key in apart),
        "caption": wanted.get(CAPTION, ""),
        "fragment": wanted.get(FRAGMENT, ""),
    }
    assert compare(body[: _find_end(body)], wanted[BODY], added) == ""
    for name, text in expected.items():
        assert compare(found.streams.get(name, ""), text, added) == "", name
    assert found.margin == "".join("".join(page.label.split()) for page in document.pages)
    return found


def _find_end(body: str) -> int:
    """Return where a text ends: before the last heading of each kind that may follow it."""
    return min({found[1]: found.start() for found in AFTER.finditer(body)}.values())


@pytest.mark.parametrize("id", TEXTS)
def test_a_text_is_whole_and_every_note_begins_on_the_page_of_its_marker(
    books: dict[str, Book], id: str, tmp_path: Path
) -> None:
    [edition] = books[id].editions
    data, faults = _set(books[id], tmp_path)
    assert faults == []
    assert len(data) < LARGEST
    found = _prove(edition, data, tmp_path)
    assert edition.document is not None
    signs = "".join("".join(below) for _, below in found.signs)
    assert signs == "".join(note.mark for note in edition.document.notes)
    assert [above for above, below in found.signs if "".join(above) != "".join(below)] == []
    _check_links(data)


def _check_links(data: bytes) -> None:
    """Every link leads to a page of the book, which it names, or into the web."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        links = [one for page in pdf.pages for one in page.get("/Annots", ())]
        inside = [one for one in links if "/Dest" in one]
        assert len(inside) > 50
        assert [one for one in links if "/A" in one and "http" not in str(one.A.URI)] == []
        ends = {str(one.Contents): numbers[one.Dest[0].objgen] for one in inside}
        named = {name: number for name, number in ends.items() if "age " in name}
        assert len(named) > 5
        assert [one for one, page in named.items() if not one.endswith(f"age {page}")] == []


def test_what_stands_in_two_books_is_set_from_the_same_files(books: dict[str, Book]) -> None:
    alone, volume = (
        split_markup(write_typst(books[name], own_bibliography())) for name in (TEXTS[0], VOLUME)
    )
    assert sum(len(words) for name, words in alone.items() if words == volume.get(name)) > 1_000_000


def test_a_place_may_have_any_sign(tmp_path: Path) -> None:
    words = "A letter.\n\nThe ferry\u2020 sails. See note \u2020.\n\n\u2020 A note.\n"
    make_source(tmp_path, words, "sample")
    project = Project(tmp_path, quiet=True)
    [book] = list_books(project, read_collection(project, project.records()))
    data, faults = _set(book, tmp_path)
    assert faults == []
    assert b"place:" not in data


def test_a_case_is_whole_in_its_book(tmp_path: Path) -> None:
    told = 0
    for case in find_cases():
        edition = read_case(case)
        raised = {one.style for one in walk(edition.document, Styled)} if edition.document else {}
        whole = edition.layout.text_files and edition.source and edition.ledger
        if (
            case.kind in {"page-foot", "markdown", "tei"}
            and whole
            and not {Style.SUPERSCRIPT, Style.SUBSCRIPT} & {*raised}
        ):
            book = Book("case", case.name, [edition], "Sample", "", "en", EPOCH)
            _prove(edition, _set(book, tmp_path)[0], tmp_path)
            told += 1
    assert told > 15


def test_a_text_cannot_be_code(tmp_path: Path) -> None:
    make_source(tmp_path, f"A letter.\n\n{HOSTILE}\nThe end.[1]\n\n[1] {HOSTILE}", "sample")
    project = Project(tmp_path, quiet=True)
    [book] = list_books(project, read_collection(project, project.records()))
    data, faults = _set(book, tmp_path)
    assert faults == []
    _prove(book.editions[0], data, tmp_path)
    assert list_words(write_typst(book, own_bibliography())).count("panic") == 2


def test_letters_under_marks_are_in_the_text_once(tmp_path: Path) -> None:
    make_source(tmp_path, "A letter.\n\nThe tu\u0307u\u0307kh, x\u0301Q\u0301 sails.\n", "sample")
    project = Project(tmp_path, quiet=True)
    [book] = list_books(project, read_collection(project, project.records()))
    _prove(book.editions[0], _set(book, tmp_path)[0], tmp_path)


@settings(max_examples=5)
@given(st.lists(st.text(), min_size=20, max_size=60))
def test_a_string_is_what_it_was(texts: list[str]) -> None:
    markup = f"#metadata(({', '.join(map(quote_string, texts))},))<all>"
    path = Path(ROOT / "build" / "strings.typ")
    path.parent.mkdir(exist_ok=True)
    path.write_text(markup, "utf-8")
    said = json.loads(
        typst.Compiler(path, root=path.parent).query("<all>", field="value", one=True)
    )
    kept = [show_controls(one) for one in texts]
    assert said == [one.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") for one in kept]


# --- the file -------------------------------------------------------------------------------------


def test_a_pdf_is_sound_and_declares_what_it_is_made_as(tmp_path: Path) -> None:
    make_source(
        tmp_path,
        "A letter.\n\nThe ferry sails.[1]\n\n[1] \u6f22\u5b57 \u0441\u0443\u0434.\n",
        "letter",
    )
    assert run(tmp_path, "books", "letter", "--quiet") == 0
    first = (tmp_path / "dist" / "letter.pdf").read_bytes()
    assert run(tmp_path, "books", "letter", "--quiet") == 0
    assert (tmp_path / "dist" / "letter.pdf").read_bytes() == first
    shutil.rmtree(tmp_path / CACHE)  # A book that is kept is not made anew.
    assert run(tmp_path, "books", "letter", "--quiet") == 0
    assert (tmp_path / "dist" / "letter.pdf").read_bytes() == first
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert pdf.check_pdf_syntax() == []
        data = pdf.open_metadata()
        assert (data["pdfaid:part"], data["pdfaid:conformance"], data["pdfuaid:part"]) == (
            "2",
            "A",
            "1",
        )
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)
                 and one.get("/Type") == "/FontDescriptor"]  # fmt: skip
        assert len(fonts) >= 2
        assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts)


def test_a_character_without_a_font_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_source(tmp_path, "A letter.\n\nThe \u0e1f\u0e31\u0e19 sails \\ \U00016fe0.\n", "letter")
    assert run(tmp_path, "books", "letter") == 0
    said = "".join(capsys.readouterr())
    assert "L001" in said
    assert "U+0E1F" in said
    assert "U+16FE0" in said
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["letter.epub"]


def test_notes_for_which_a_page_has_no_room_are_named(tmp_path: Path) -> None:
    notes = "\n".join(f"[{n}] {'A long note. ' * 30}" for n in range(1, 41))
    marks = "".join(f"[{n}]" for n in range(1, 41))
    make_source(tmp_path, f"A letter.\n\nThe ferry sails.{marks}\n\n{notes}\n", "letter")
    project = Project(tmp_path, quiet=True)
    [book] = list_books(project, read_collection(project, project.records()))
    faults = _set(book, tmp_path)[1]
    assert {one.code for one in faults} == {"L002"}


def test_a_note_is_brought_to_its_marker_without_dividing_a_paragraph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, way = range(1, 150), "sails at dawn from the quay " * 10
    body = [f"Ferry {n} {way}and[{n}] waits. {'It is back. ' * (n % 7 + 2)}" for n in known]
    notes = [f"[{n}] {'Letter of the harbour master. ' * (n % 4 + 1)}" for n in known]
    make_source(tmp_path, "\n\n".join(["A letter.", *body, "\n".join(notes)]) + "\n", "letter")
    project = Project(tmp_path, quiet=True)
    [book] = list_books(project, read_collection(project, project.records()))
    data, faults = _set(book, tmp_path)
    assert faults == []
    monkeypatch.setattr(books_of_the_package, "_ROUNDS", 1)
    uncorrected, faults = _set(book, tmp_path)
    assert len(faults) > 2
    assert _count_paragraphs(data) == _count_paragraphs(uncorrected) > 149


def _count_paragraphs(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = (one for one in pdf.objects if isinstance(one, pikepdf.Dictionary))
        return sum(one.get("/S") == "/P" for one in found)


@pytest.mark.parametrize(("columns", "turned"), [(6, 0), (8, 0), (16, 1)])
def test_a_table_too_wide_for_the_page_is_turned(tmp_path: Path, columns: int, turned: int) -> None:
    cells = ["harbour", "ferry 12", "", "\u5927\u9023\u6e2f"] * 4
    rows = [f"| {' | '.join(cells[:columns])} |", f"|{'---|' * columns}"]
    rows += [f"| {' | '.join(cells[:columns])} |"] * 12
    quoted = "\n".join(f"> {row}" for row in rows[:4])
    words = "\n".join(["# A letter", "", *rows, "", quoted, "", "The ferry is back.", ""])
    make_source(tmp_path, words, "letter", reader={"kind": "markdown"})
    project = Project(tmp_path, quiet=True)
    [book] = list_books(project, read_collection(project, project.records()))
    data, faults = _set(book, tmp_path)
    assert faults == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sizes = [tuple(map(float, page.mediabox)) for page in pdf.pages]
    assert sum(right > top for _, _, right, top in sizes) == turned


def test_without_the_libraries_there_is_epub_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    make_source(tmp_path, "A letter.\n\nThe ferry sails.\n", "letter")
    assert run(tmp_path, "books", "letter") == 0
    assert "L003" in "".join(capsys.readouterr())
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["letter.epub"]
