"""Books that are written: valid, accessible, whole by the count of a parser that is not ours."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypandoc
import pytest
from lxml import etree

from edition.building.books import list_books
from edition.building.cache import read_collection
from edition.building.offline import write_archive
from edition.building.project import Project
from edition.checking.verification import expect_streams
from edition.model.addresses import page_address
from edition.model.document import NoteMarker
from edition.model.edition import Edition
from edition.model.ledger import BODY, CAPTION, FRAGMENT, NOTE
from edition.model.traversal import walk
from edition.text.results import FOLDER as CACHE
from edition.writers.books.book import Book
from edition.writers.books.epub import chapter_files, write_epub
from edition.writers.books.markup import xml_id
from tests.projects import IN_COPYRIGHT, list_errors, make_source, run
from tests.readers.reading_cases import find_cases
from tests.test_tei_export import read_case
from tests.texts import own_bibliography
from tests.validators import check_accessibility, check_epub

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ("kuromiya-2023", "memorandum-1953", "psis-1945")
VOLUME = "soviet-japanese-relations-1894-1953"
LARGEST = 1_200_000
OPS = "{http://www.idpf.org/2007/ops}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LETTER = "A letter.\n\nThe fery <sails> & \f so\u0007.[1] See note 1.\n\n[1] A note.\n"


def _own_books() -> dict[str, tuple[Book, dict[str, bytes]]]:
    project = Project(ROOT, quiet=True)
    books = list_books(project, read_collection(project, project.records()))
    return {one.name: (one, write_epub(one, own_bibliography())) for one in books}


@pytest.fixture(scope="module")
def books() -> dict[str, tuple[Book, dict[str, bytes]]]:
    """The books of the edition, each with its files."""
    return _own_books()


# --- what a parser that is not ours reads ---------------------------------------------------------


def _read(files: dict[str, bytes], edition: Edition) -> tuple[dict[str, str], list[etree._Element]]:
    """Return the solid characters of each stream, and the pages of the book that have them."""
    streams: dict[str, str] = Counter()  # type: ignore[assignment]
    pages = [etree.fromstring(files[name]) for name in chapter_files(edition)]
    for page in map(etree.fromstring, map(etree.tostring, pages)):
        for one in _find_added(page):
            tail, before = one.tail, one.getprevious()
            parent = one.getparent()
            if before is not None:
                before.tail = (before.tail or "") + (tail or "")
            else:
                parent.text = (parent.text or "") + (tail or "")
            parent.remove(one)
        notes = {NOTE + _read_key(one): one for one in page.iterfind(f".//{XHTML}li[@id]")}
        apart = [(name, one) for name in (CAPTION, FRAGMENT) for one in _by_class(page, name)]
        for name, one in [*notes.items(), *apart]:
            streams[name] = (streams[name] or "") + _solid(one)
            one.clear(keep_tail=True)
        streams[BODY] = (streams[BODY] or "") + _solid(page.find(f"{XHTML}body"))
    return {name: text for name, text in streams.items() if text}, pages


def _read_key(note: etree._Element) -> str:
    """Return the key of a note, in whose name a code point may stand for a character."""
    name = (note.get("id") or "")[1:]
    return re.sub("_([0-9a-f]+)_", lambda match: chr(int(match[1], 16)), name)


def _find_added(page: etree._Element) -> Iterator[etree._Element]:
    """Yield what is no text of the witness: signs of notes, words of the edition, its headings."""
    for one in list(
        page.iter(f"{XHTML}ins", f"{XHTML}sup", f"{XHTML}a", f"{XHTML}h2", f"{XHTML}h1")
    ):
        kind = one.get("class", "")
        heads_notes = one.tag == f"{XHTML}h2" and one.getparent().get("class") == "notes"
        no_division = one.tag == f"{XHTML}h1" and one.get("id") is None
        if (
            (one.tag == f"{XHTML}ins" and kind != "emended")
            or kind in ("marker", "sign") or heads_notes or no_division
        ):  # fmt: skip
            yield one


def _by_class(page: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in page.iter(f"{XHTML}div") if one.get("class") == name]


def _solid(node: etree._Element) -> str:
    return "".join("".join(node.itertext()).split())


@pytest.mark.parametrize("id", TEXTS)
def test_every_character_and_number_is_in_the_book_once(
    books: dict[str, tuple[Book, dict[str, bytes]]], id: str
) -> None:
    book, files = books[VOLUME]
    [edition] = [one for one in book.editions if one.record.id == id]
    assert edition.source is not None
    assert edition.document is not None
    assert edition.ledger is not None
    wanted = expect_streams(edition.source, edition.ledger.entries)
    found, pages = _read(files, edition)
    assert found == {name: one.text for name, one in wanted.items() if one.length}
    _check_numbers(edition, pages)
    alone = books[id][1]
    assert [alone[name] for name in chapter_files(edition)] == [
        files[name] for name in chapter_files(edition)
    ]


def _check_numbers(edition: Edition, pages: list[etree._Element]) -> None:
    document = edition.document
    assert document is not None
    breaks = [o.get("id") for p in pages for o in p.iter() if o.get("role") == "doc-pagebreak"]
    assert breaks == [xml_id(page_address(page)) for page in document.pages]
    called = [
        one
        for page in pages
        for one in page.iter(f"{XHTML}a")
        if one.get("role") == "doc-noteref" and one.getparent().tag == f"{XHTML}sup"
    ]
    markers = [one for one in walk(document, NoteMarker) if one.note]
    assert Counter(one.text for one in called) == Counter(one.mark for one in markers)
    listed = [o for p in pages for o in p.iter(f"{XHTML}li") if o.get("id")]
    assert Counter(one.get("id") for one in listed) == Counter(
        xml_id(f"n{note.key}") for note in document.notes
    )
    assert Counter(one[0].text for one in listed) == Counter(note.mark for note in document.notes)


def test_a_case_is_whole_in_its_book(tmp_path: Path) -> None:
    for case in find_cases():
        edition = read_case(case)
        if edition.layout.text_files and edition.source and edition.ledger:
            book = Book("case", "A case", [edition], "Sample", "", "en", 0)
            found, _ = _read(write_epub(book, own_bibliography()), edition)
            wanted = expect_streams(edition.source, edition.ledger.entries)
            assert found == {n: o.text for n, o in wanted.items() if o.length}, case.name


def test_what_the_editors_add_is_in_the_book_and_marked_as_theirs(
    books: dict[str, tuple[Book, dict[str, bytes]]],
) -> None:
    book, files = books["psis-1945"]
    [edition] = book.editions
    listed = etree.fromstring(files["EPUB/notes-psis-1945.xhtml"]).iter(f"{XHTML}li")
    assert [one.get("id") for one in listed] == [xml_id(one.address) for one in edition.links.notes]
    [text] = [etree.fromstring(files[name]) for name in chapter_files(edition)]
    signs = [one for one in text.iter(f"{XHTML}ins") if one.get("class") == "editors"]
    assert ["".join(one.itertext()) for one in signs] == [one.mark for one in edition.links.notes]
    named = {one.entry for one in edition.mentions if one.entry}
    entries = [
        one
        for name, data in files.items()
        if name.startswith("EPUB/register-")
        for one in etree.fromstring(data).iter(f"{XHTML}li")
    ]
    assert len(entries) == len(named)
    assert b"Head-note" in files["EPUB/about-psis-1945.xhtml"]
    navigation = etree.fromstring(files["EPUB/nav.xhtml"])
    kinds = [one.get(f"{OPS}type") for one in navigation.iter(f"{XHTML}a") if one.get(f"{OPS}type")]
    assert set(kinds) == {"toc", "titlepage", "bodymatter", "endnotes", "index", "bibliography"}


def test_nothing_is_set_among_the_words_of_a_text_that_may_not_be_adapted(
    books: dict[str, tuple[Book, dict[str, bytes]]],
) -> None:
    book, files = books["kuromiya-2023"]
    pages = [etree.fromstring(files[name]) for name in chapter_files(book.editions[0])]
    classes = Counter(one.get("class") for page in pages for one in page.iter())
    assert classes["editors"] == 0
    assert classes["editors-beside"] == len(book.editions[0].links.notes)


# --- the container --------------------------------------------------------------------------------


def test_every_link_leads_to_a_place_in_the_book(
    books: dict[str, tuple[Book, dict[str, bytes]]],
) -> None:
    for book, files in books.values():
        trees = {n: etree.fromstring(d) for n, d in files.items() if n.endswith(".xhtml")}
        ids = {
            f"{n}#{o.get('id')}" for n, tree in trees.items() for o in tree.iter() if o.get("id")
        }
        links = [(n, o.get("href")) for n, t in trees.items() for o in t.iter(f"{XHTML}a")]
        inside = [(n, href) for n, href in links if "://" not in href]
        ends = {_resolve(name, href) for name, href in inside}
        assert len(inside) > 20
        assert [one for one in ends if one not in (ids if "#" in one else files)] == []
        assert not any(re.search(rb"<script|javascript:|src=", data) for data in files.values())
        assert not any(one.get("style") for tree in trees.values() for one in tree.iter())
        assert book.name


def _resolve(name: str, href: str) -> str:
    folder, parts = name.split("/")[:-1], href.split("/")
    if href.startswith("#"):
        return name + href
    while parts[0] == "..":
        folder, parts = folder[:-1], parts[1:]
    return "/".join([*folder, *parts])


def test_the_command_writes_valid_books_whose_bytes_are_always_the_same(tmp_path: Path) -> None:
    make_source(tmp_path, LETTER, "letter")
    make_source(tmp_path, "Kept out.\n\nNobody may print these nine words of it.\n", "kept",
                **IN_COPYRIGHT)  # fmt: skip
    assert run(tmp_path, "books", "--quiet") == 0
    first = {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()}
    # No PDF: no font has the picture of a control character.
    assert sorted(first) == ["edition.epub", "letter.epub"]
    assert run(tmp_path, "books", "letter", "--quiet") == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "dist").iterdir()} == first
    for path in (tmp_path / "dist").glob("*.epub"):
        assert check_epub(path) == []
        with zipfile.ZipFile(path) as archive:
            assert archive.infolist()[0].filename == "mimetype"
            assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    with zipfile.ZipFile(tmp_path / "dist" / "edition.epub") as archive:
        words = b"".join(map(archive.read, archive.namelist()))
    assert b"It says that it is kept out." in words
    assert b"nine words" not in words


def test_the_volume_is_valid_and_small(
    books: dict[str, tuple[Book, dict[str, bytes]]], tmp_path: Path
) -> None:
    book, files = books[VOLUME]
    path = tmp_path / "volume.epub"
    write_archive(path, "", files, book.epoch)
    assert check_epub(path) == []
    assert path.stat().st_size < LARGEST


def test_ace_finds_nothing(books: dict[str, tuple[Book, dict[str, bytes]]], tmp_path: Path) -> None:
    book, files = books["psis-1945"]  # It has every kind of page; the volume takes minutes.
    write_archive(tmp_path / "book.epub", "", files, book.epoch)
    assert check_accessibility(tmp_path / "book.epub", tmp_path) == []


def test_no_level_of_headings_is_left_out(
    books: dict[str, tuple[Book, dict[str, bytes]]],
) -> None:
    for _, files in books.values():
        for name, data in files.items():
            if name.endswith(".xhtml"):
                tags = (str(one.tag).removeprefix(XHTML) for one in etree.fromstring(data).iter())
                levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
                steps = [after - before for before, after in pairwise(levels)]
                assert levels[0] == 1, name
                assert max(steps, default=0) <= 1, name


def test_a_level_of_headings_that_is_left_out_is_found(
    books: dict[str, tuple[Book, dict[str, bytes]]], tmp_path: Path
) -> None:
    book, files = books["memorandum-1953"]
    [name] = chapter_files(book.editions[0])
    files = files | {name: files[name].replace(b"<h2 ", b"<h4 ").replace(b"</h2>", b"</h4>")}
    write_archive(tmp_path / "wrong.epub", "", files, book.epoch)
    assert any("heading-order" in one for one in check_accessibility(
        tmp_path / "wrong.epub", tmp_path
    ))  # fmt: skip


@pytest.mark.parametrize("id", TEXTS)
def test_pandoc_reads_as_many_notes_from_a_book_as_the_text_has(
    books: dict[str, tuple[Book, dict[str, bytes]]], id: str, tmp_path: Path
) -> None:
    book, files = books[id]
    [edition] = book.editions
    assert edition.document is not None
    write_archive(tmp_path / "book.epub", "", files, book.epoch)
    read = pypandoc.convert_file(str(tmp_path / "book.epub"), "json", format="epub")
    # pandoc puts the name of the file before each id.
    found = Counter(re.findall(r'"[^"#]*\.xhtml_([^"]+)"', read))
    wanted = [xml_id(f"n{note.key}") for note in edition.document.notes]
    assert {name: found[name] for name in wanted if found[name] != 1} == {}


def test_a_wrong_book_is_found(tmp_path: Path) -> None:
    path = tmp_path / "wrong.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    assert check_epub(path) != []


def test_no_book_is_made_of_a_text_that_leaks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "Nobody may print these nine words of it anywhere at all.\n"
    make_source(tmp_path, LETTER, "free", summary=words)
    make_source(tmp_path, words, "kept", **IN_COPYRIGHT)
    assert run(tmp_path, "books", "--quiet") == 1
    assert "P003" in {code for _, code in list_errors(capsys.readouterr().out)}
    assert not (tmp_path / "dist").exists()


def test_a_book_is_the_same_whatever_else_is_made(tmp_path: Path) -> None:
    known, way = range(1, 40), "sails at dawn from the quay " * 10
    body = [f"Ferry {n} {way}and[{n}] waits. {'It is back. ' * (n % 7 + 2)}" for n in known]
    notes = "\n".join(f"[{n}] {'Letter of the harbour master. ' * (n % 4 + 1)}" for n in known)
    make_source(tmp_path, "\n\n".join(["A letter.", *body, notes]) + "\n", "first")
    make_source(tmp_path, "A letter.\n\nThe ferry is late.\n", "second")
    folder = tmp_path / "dist"

    def make(*ids: str) -> dict[str, bytes]:
        shutil.rmtree(folder, ignore_errors=True)
        assert run(tmp_path, "books", *ids, "--quiet") == 0
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    together = make()
    assert len(together) == 6
    assert make() == together
    shutil.rmtree(tmp_path / CACHE)
    for name in ("second", "first"):
        alone = make(name)
        assert alone == {one: together[one] for one in (f"{name}.epub", f"{name}.pdf")}
    assert make("second", "first") == together
