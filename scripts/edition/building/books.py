"""Makes the books of an edition: EPUB and PDF of each text published in full, and of all texts.

Books are put into ``dist`` only after every text is proved against its witness and all books have
been searched for running text of protected sources.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from edition.bibliography.database import Bibliography, load_bibliography
from edition.building.cache import read_collection
from edition.building.conversion import newest_revision
from edition.building.manifest import digest_file
from edition.building.offline import name_archive, write_archive
from edition.building.progress import say, step
from edition.building.project import Project
from edition.building.store import write_bytes_if_changed
from edition.checking.protection import allow_unsearched, check_site
from edition.checking.verification import BuiltPage, verify_pages
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.model.edition import Collection, Edition
from edition.publishing.mkdocs import read_setting, read_title
from edition.text.digest import digest, digest_folder, digest_package
from edition.text.interface import _
from edition.text.results import FOLDER as CACHE
from edition.text.results import Results
from edition.writers.books.book import Book
from edition.writers.books.epub import chapter_files, write_epub
from edition.writers.books.markup import strip_markup
from edition.writers.books.typst import (
    MAIN,
    choose_shorter,
    list_words,
    shorten_pages,
    split_markup,
    write_typst,
)

SUFFIXES: Final = (".epub", ".pdf")
_FONTS: Final = ("pylopdf_fonts_jp", "pylopdf_fonts_zh_cn")
"""Packages with fonts; fonts for further scripts may be in the folder ``fonts`` of the project."""
_STANDARDS: Final = ("a-2a", "ua-1")
_ROUNDS: Final = 8
_COMPRESSION: Final = 3
"""A higher level takes a second more for a long book and makes it only a twentieth smaller."""
_PLACE_SCHEME: Final = "place:"
"""Scheme of links to places in the book."""
_MARGIN_ABOVE: Final = 10
"""Space shown above the target of a link, in points."""
_NO_FONT: Final = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')


def make_books(
    project: Project, ids: Sequence[str] = (), *, unsearched: bool = False
) -> list[Diagnostic]:
    """Write the books of the texts with these ids, or of all texts, into ``dist``.

    Returns the findings. Raises EditionError if a text fails its proof or if a book would contain
    running text that may not be published; all previous books then stay untouched.
    """
    chosen = {record.id for record in project.choose(ids)} if ids else set()
    records = project.records()
    collection = read_collection(project, records)
    fresh = project.scratch(private=False) / "books"
    shutil.rmtree(fresh, ignore_errors=True)
    books = [
        book
        for book in list_books(project, collection)
        if not ids or chosen >= {record.id for record in book.records}
    ]
    bibliography = load_bibliography(project.root)[0]
    markups: dict[str, str] = {}
    proved: dict[str, bytes] = {}
    found = []
    for book in books:
        found += _write(book, bibliography, fresh, markups, proved)
    leaks = check_site(records, project.root, fresh)
    found += allow_unsearched(leaks) if unsearched else leaks
    if any(finding.severity >= Severity.ERROR for finding in found):
        shutil.rmtree(fresh)
        raise EditionError(*found)
    # The markup was searched, not the PDF made from it: reading the PDF again would take minutes.
    found += _typeset_books(project, books, markups, fresh)
    _put_in_place(project, books, fresh)
    return found


def list_books(project: Project, collection: Collection) -> Iterator[Book]:
    """Yield a book for each text published in full, and one of all texts if there are several."""
    title = read_title(project.root)
    rights = read_setting(project.root, "extra", "license")
    language = read_setting(project.root, "theme", "language") or "en"

    def make(name: str, title_: str, editions: Sequence[Edition], language: str) -> Book:
        epoch = newest_revision([edition.record for edition in editions])
        return Book(name, title_, editions, title, rights, language, epoch, collection.registers)

    for edition in collection.shown:
        if edition.allowed.full_text:
            record = edition.record
            yield make(record.id, record.title, [edition], record.language)
    if len(collection.shown) > 1:
        yield make(name_archive(title), title, collection.shown, language)


def _write(
    book: Book,
    bibliography: Bibliography,
    fresh: Path,
    markups: dict[str, str],
    proved: dict[str, bytes],
) -> list[Diagnostic]:
    """Write a book as EPUB, proved, and its markup for the PDF.

    The words of the markup are also written, to be searched in place of the PDF. ``proved`` holds
    the proved texts of other books; those of this book are added.
    """
    with step(f"Writing {book.name}.epub"):
        files, found = write_proved_epub(book, bibliography, proved)
        fresh.mkdir(parents=True, exist_ok=True)
        write_archive(fresh / f"{book.name}.epub", "", files, book.epoch)
        markup = markups[book.name] = write_typst(book, bibliography)
        write_bytes_if_changed(fresh / f"{book.name}.txt", list_words(markup).encode())
    return found


def write_proved_epub(
    book: Book, bibliography: Bibliography, proved: dict[str, bytes]
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Return the files of a book, and the faults found in them.

    A text that fails its proof is written without its markup (V008). The files of texts in
    ``proved`` are used unchanged; newly proved ones are added to it.
    """
    files = write_epub(book, bibliography, proved)
    fresh = [text for text in book.editions if not proved.keys() >= {*chapter_files(text)}]
    wrong = {id(text): faults[0] for text in fresh if (faults := _prove(text, files))}
    if not wrong:
        proved |= {name: files[name] for text in fresh for name in chapter_files(text)}
        return files, []
    editions = [
        replace(text, document=strip_markup(text.document), citations=())
        if text.document is not None and id(text) in wrong
        else text
        for text in book.editions
    ]
    files = write_epub(replace(book, editions=editions), bibliography)
    found = [
        replace(fault, code="V008", message=f"in {book.name}.epub, {fault.message}")
        for fault in wrong.values()
    ]
    return files, [*found, *(fault for text in editions for fault in _prove(text, files))]


def _prove(edition: Edition, files: Mapping[str, bytes]) -> list[Diagnostic]:
    if edition.source is None or edition.ledger is None or not edition.layout.text_files:
        return []
    names = chapter_files(edition)
    pages = [BuiltPage(Path(name).stem, files[name], in_xml=True) for name in names]
    return verify_pages(edition.source, edition.ledger.entries, pages)


def _typeset_books(
    project: Project, books: Sequence[Book], markups: Mapping[str, str], fresh: Path
) -> list[Diagnostic]:
    """Typeset books as PDF; leave out those for which a font or a library is missing."""
    press = cache(lambda: Press(fresh / "press", project.root / "fonts"))
    shorter: list[str] = []
    all_found = []
    for book in books:
        with step(f"Setting {book.name}.pdf"):
            try:
                data, found = _get_pdf(project, book, markups[book.name], shorter, press)
                write_bytes_if_changed(fresh / f"{book.name}.pdf", data)
            except EditionError as error:
                found = list(error.diagnostics)
        for finding in found:  # No other command lists them.
            say(f"{book.name}.pdf: {finding.code} {finding.message}")
        all_found += found
    return all_found


def _get_pdf(
    project: Project, book: Book, markup: str, shorter: list[str], press: Callable[[], Press]
) -> tuple[bytes, list[Diagnostic]]:
    """Return a book as PDF, from the cache if everything that it is made from is unchanged.

    The places whose page has to be shortened are added to ``shorter``: the next book starts with
    them.
    """
    markup = shorten_pages(markup, shorter)
    fonts = project.root / "fonts"
    results, name = Results(project.root / CACHE), f"{book.name} as PDF"
    programs = [f"{name} {_describe_version(name)}" for name in ("typst", "pikepdf", *_FONTS)]
    own_fonts = digest_folder(fonts) if fonts.is_dir() else ""
    key = digest(digest_package(), _read_template(), markup, str(book.epoch), own_fonts, *programs)
    cached, notes = results.get_bytes(name, key), results.get(f"{name}: shorter pages", key)
    if cached is not None and notes is not None:
        shorter += notes
        return cached, []
    data, found, notes = press().set(markup, book.name, book.epoch)
    shorter += notes
    if not found:
        results.put_bytes(name, key, data)
        results.put(f"{name}: shorter pages", key, notes)
    return data, found


def _read_template() -> str:
    return files("edition.writers.books").joinpath("book.typ").read_text("utf-8")


def _describe_version(package: str) -> str:
    try:
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return ""


def _put_in_place(project: Project, books: Sequence[Book], fresh: Path) -> None:
    folder = project.root / "dist"
    folder.mkdir(exist_ok=True)
    for book in books:
        for made in (fresh / f"{book.name}{suffix}" for suffix in SUFFIXES):
            target = folder / made.name
            target.unlink(missing_ok=True)
            if made.is_file():
                made.replace(target)
                size = f"{target.stat().st_size:,} bytes"
                say(f"dist/{target.name}: {size}, SHA-256 {digest_file(target)}")
    shutil.rmtree(fresh)


# --- PDF ------------------------------------------------------------------------------------------


class Press:
    """Typesets books as PDF; parts shared by several books, or unchanged, are laid out once."""

    def __init__(self, folder: Path, fonts: Path) -> None:
        """Create a press that works in ``folder`` and ignores the fonts of the system.

        Raises EditionError (L003) if a library is missing.
        """
        try:
            import pikepdf  # noqa: F401
            import typst
        except ModuleNotFoundError as error:
            raise EditionError(Diagnostic("L003", f"PDF needs the library {error.name}")) from error
        folders = [
            Path(spec.origin).parent for name in _FONTS if (spec := find_spec(name)) and spec.origin
        ]
        folders += [fonts] if fonts.is_dir() else []
        folder.mkdir(parents=True, exist_ok=True)
        folder.joinpath("book.typ").write_text(_read_template(), encoding="utf-8")
        folder.joinpath(MAIN).touch()
        self._folder = folder
        self._compiler = typst.Compiler(
            folder / MAIN,
            root=folder,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=folders),
            ignore_system_fonts=True,
        )

    def set(self, markup: str, name: str, epoch: int) -> tuple[bytes, list[Diagnostic], list[str]]:
        """Return a book as PDF, the faults found in it, and the places whose page was shortened.

        ``epoch`` is the date of the PDF, in seconds. Typst may move a note, or the line with its
        marker, to the next page. So the layout is queried, and a page whose note is on another page
        is shortened by a line, until all notes are on the pages of their markers. Raises
        EditionError (L001) if no font has some of the characters.
        """
        import typst

        shorter: list[str] = []
        for _round in range(_ROUNDS):
            for file, words in split_markup(markup).items():
                write_bytes_if_changed(self._folder / file, words.encode())
            layout = json.loads(self._compiler.query("<report>", field="value", one=True))
            places = {address: place for address, *place in layout["places"]}
            markers = {note: place for note, *place in layout["markers"]}
            off = [note for note, (page, _x, _y) in markers.items() if places[note][0] != page]
            if not off:
                break
            pages = ((note, min(places[note][0], markers[note][0])) for note in off)
            known = places | markers
            shortened = [choose_shorter(markup, note, page, known) for note, page in pages]
            markup = shorten_pages(markup, shortened)
            shorter += shortened
        found = [Diagnostic("L002", f"the note {note} is off its page", name) for note in off]
        try:
            data = self._compiler.compile(
                format="pdf", pdf_standards=list(_STANDARDS), timestamp=epoch
            )
        except typst.TypstError as error:
            raise EditionError(_explain(error, name)) from error
        assert isinstance(data, bytes)
        return _join_links(data, places), found, shorter


def _join_links(data: bytes, places: Mapping[str, tuple[int, float, float]]) -> bytes:
    """Return a PDF, compressed, with its links to addresses of the edition resolved to pages."""
    import pikepdf

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = [(page.obj, float(page.mediabox[3])) for page in pdf.pages]
        for link in (link for page, _top in pages for link in page.get("/Annots", ())):
            address = str(link.A.URI) if "/A" in link else ""
            if address.startswith(_PLACE_SCHEME):
                number, x, y = places[address.removeprefix(_PLACE_SCHEME)]
                page, top = pages[number - 1]
                del link["/A"]
                link["/Dest"] = [page, pikepdf.Name.XYZ, x, top - y + _MARGIN_ABOVE, 0]
                link["/Contents"] = _("Page {number}", number=number)
        mode = pikepdf.ObjectStreamMode.generate
        pikepdf.settings.set_flate_compression_level(_COMPRESSION)
        pdf.save(packed, object_stream_mode=mode, deterministic_id=True)
    return packed.getvalue()


def _explain(error: Exception, name: str) -> Diagnostic:
    message = str(getattr(error, "diagnostic", error))
    if missing := sorted(set("".join(map(_unescape, _NO_FONT.findall(message))))):
        codes = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing)
        return Diagnostic("L001", f"no font has {codes}", name)
    raise error


def _unescape(text: str) -> str:
    """Return the text of a Typst string literal."""
    return re.sub(r"\\(?:u\{(\w+)\}|(.))", lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)
