"""Makes the books of an edition: EPUB and PDF of each text that is published whole, and of all.

Nothing is put into ``dist`` before every text in it is proved against its witness, and the running
text of protected sources was looked for in all of it.
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
"""Packages of fonts; those of other scripts may stand in the project's folder ``fonts``."""
_STANDARDS: Final = ("a-2a", "ua-1")
_ROUNDS: Final = 8
_COMPRESSION: Final = 3
"""A higher level takes a second more for a long book, and makes it smaller by a twentieth."""
_PLACE: Final = "place:"
"""Begins a link to a place of the book."""
_ABOVE: Final = 10
"""Points above a place that a link to it shows."""
_NO_FONT: Final = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')


def make_books(
    project: Project, ids: Sequence[str] = (), *, unsearched: bool = False
) -> list[Diagnostic]:
    """Write the books of the texts with these ids, or of all, into ``dist``.

    Returns the findings. Raises EditionError, every former book untouched, if a text is not proved
    or a book would hold running text that may not be published.
    """
    chosen = {record.id for record in project.choose(ids)} if ids else set()
    records = project.records()
    collection = read_collection(project, records)
    fresh = project.scratch(private=False) / "books"
    shutil.rmtree(fresh, ignore_errors=True)
    books = [
        book
        for book in list_books(project, collection)
        if not ids or chosen >= {one.id for one in book.records}
    ]
    bibliography = load_bibliography(project.root)[0]
    markups: dict[str, str] = {}
    proved: dict[str, bytes] = {}
    found = [one for book in books for one in _write(book, bibliography, fresh, markups, proved)]
    leaks = check_site(records, project.root, fresh)
    found += allow_unsearched(leaks) if unsearched else leaks
    if any(one.severity >= Severity.ERROR for one in found):
        shutil.rmtree(fresh)
        raise EditionError(*found)
    # What was searched is set: to read it out of the PDF again would take minutes.
    found += _set_all(project, books, markups, fresh)
    _put_in_place(project, books, fresh)
    return found


def list_books(project: Project, collection: Collection) -> Iterator[Book]:
    """Yield a book for each text that is published whole, and one of all texts."""
    title = read_title(project.root)
    rights = read_setting(project.root, "extra", "license")
    language = read_setting(project.root, "theme", "language") or "en"

    def make(name: str, title_: str, editions: Sequence[Edition], language: str) -> Book:
        epoch = newest_revision([one.record for one in editions])
        return Book(name, title_, editions, title, rights, language, epoch, collection.registers)

    for one in collection.shown:
        if one.allowed.full_text:
            yield make(one.record.id, one.record.title, [one], one.record.language)
    if len(collection.shown) > 1:
        yield make(name_archive(title), title, collection.shown, language)


def _write(
    book: Book,
    bibliography: Bibliography,
    fresh: Path,
    markups: dict[str, str],
    proved: dict[str, bytes],
) -> list[Diagnostic]:
    """Write a book whose texts are proved from the files that it is packed of, and its markup.

    The words of the markup become a file, which is searched as what will be set of it. ``proved``
    has the texts of other books, and gains those of this one.
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
    """Return the files of a book, and what is wrong with them.

    A text that its chapters would show otherwise stands there without its markup (V008). Texts that
    are proved already are taken as they are; others are added.
    """
    files = write_epub(book, bibliography, proved)
    fresh = [one for one in book.editions if not proved.keys() >= {*chapter_files(one)}]
    wrong = {id(one): faults[0] for one in fresh if (faults := _prove(one, files))}
    if not wrong:
        proved |= {name: files[name] for one in fresh for name in chapter_files(one)}
        return files, []
    editions = [
        replace(one, document=strip_markup(one.document), citations=())
        if one.document is not None and id(one) in wrong
        else one
        for one in book.editions
    ]
    files = write_epub(replace(book, editions=editions), bibliography)
    found = [
        replace(one, code="V008", message=f"in {book.name}.epub, {one.message}")
        for one in wrong.values()
    ]
    return files, [*found, *(fault for one in editions for fault in _prove(one, files))]


def _prove(edition: Edition, files: Mapping[str, bytes]) -> list[Diagnostic]:
    if edition.source is None or edition.ledger is None or not edition.layout.text_files:
        return []
    names = chapter_files(edition)
    pages = [BuiltPage(Path(name).stem, files[name], in_xml=True) for name in names]
    return verify_pages(edition.source, edition.ledger.entries, pages)


def _set_all(
    project: Project, books: Sequence[Book], markups: Mapping[str, str], fresh: Path
) -> list[Diagnostic]:
    """Set books as PDF. One is left out if a font or a library is missing."""
    press = cache(lambda: Press(fresh / "press", project.root / "fonts"))
    shorter: list[str] = []
    all_found = []
    for book in books:
        with step(f"Setting {book.name}.pdf"):
            try:
                data, found = _recall_pdf(project, book, markups[book.name], shorter, press)
                write_bytes_if_changed(fresh / f"{book.name}.pdf", data)
            except EditionError as error:
                found = list(error.diagnostics)
        for one in found:  # No other command would list them.
            say(f"{book.name}.pdf: {one.code} {one.message}")
        all_found += found
    return all_found


def _recall_pdf(
    project: Project, book: Book, markup: str, shorter: list[str], press: Callable[[], Press]
) -> tuple[bytes, list[Diagnostic]]:
    """Return a book as PDF, as it was kept where all that it is set from is the same.

    ``shorter`` gains the places whose page is made shorter: the next book begins with them.
    """
    markup = shorten_pages(markup, shorter)
    fonts = project.root / "fonts"
    results, name = Results(project.root / CACHE), f"{book.name} as PDF"
    programs = [f"{one} {_describe_version(one)}" for one in ("typst", "pikepdf", *_FONTS)]
    own_fonts = digest_folder(fonts) if fonts.is_dir() else ""
    key = digest(digest_package(), _read_look(), markup, str(book.epoch), own_fonts, *programs)
    kept, notes = results.get_bytes(name, key), results.get(f"{name}: shorter pages", key)
    if kept is not None and notes is not None:
        shorter += notes
        return kept, []
    data, found, notes = press().set(markup, book.name, book.epoch)
    shorter += notes
    if not found:
        results.put_bytes(name, key, data)
        results.put(f"{name}: shorter pages", key, notes)
    return data, found


def _read_look() -> str:
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
    """Sets books as PDF. What stands in two of them, or before and after a change, is set once."""

    def __init__(self, folder: Path, fonts: Path) -> None:
        """Make a press that works in a folder, without the fonts of the machine.

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
        folder.joinpath("book.typ").write_text(_read_look(), encoding="utf-8")
        folder.joinpath(MAIN).touch()
        self._folder = folder
        self._compiler = typst.Compiler(
            folder / MAIN,
            root=folder,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=folders),
            ignore_system_fonts=True,
        )

    def set(self, markup: str, name: str, epoch: int) -> tuple[bytes, list[Diagnostic], list[str]]:
        """Return a book as PDF, what is wrong with it, and the places whose page is shorter.

        The time does not count. Typst may move the line of a marker to the next page when it has
        laid out the note, or the note alone. So the layout is asked, and where a note is off its
        page, that page is made shorter by a line. Raises EditionError if a font for some characters
        is missing (L001).
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
            shortened = [
                choose_shorter(markup, one, min(places[one][0], markers[one][0]), places | markers)
                for one in off
            ]
            markup = shorten_pages(markup, shortened)
            shorter += shortened
        found = [Diagnostic("L002", f"the note {one} is off its page", name) for one in off]
        try:
            data = self._compiler.compile(
                format="pdf", pdf_standards=list(_STANDARDS), timestamp=epoch
            )
        except typst.TypstError as error:
            raise EditionError(_explain(error, name)) from error
        assert isinstance(data, bytes)
        return _join_links(data, places), found, shorter


def _join_links(data: bytes, places: Mapping[str, tuple[int, float, float]]) -> bytes:
    """Return a PDF, packed, whose links to addresses of the edition lead to their pages."""
    import pikepdf

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = [(page.obj, float(page.mediabox[3])) for page in pdf.pages]
        for note in (one for page, _top in pages for one in page.get("/Annots", ())):
            address = str(note.A.URI) if "/A" in note else ""
            if address.startswith(_PLACE):
                number, x, y = places[address.removeprefix(_PLACE)]
                page, top = pages[number - 1]
                del note["/A"]
                note["/Dest"] = [page, pikepdf.Name.XYZ, x, top - y + _ABOVE, 0]
                note["/Contents"] = _("Page {number}", number=number)
        mode = pikepdf.ObjectStreamMode.generate
        pikepdf.settings.set_flate_compression_level(_COMPRESSION)
        pdf.save(packed, object_stream_mode=mode, deterministic_id=True)
    return packed.getvalue()


def _explain(error: Exception, name: str) -> Diagnostic:
    said = str(getattr(error, "diagnostic", error))
    if missing := sorted(set("".join(map(_unescape, _NO_FONT.findall(said))))):
        codes = ", ".join(f"{one} (U+{ord(one):04X})" for one in missing)
        return Diagnostic("L001", f"no font has {codes}", name)
    raise error


def _unescape(text: str) -> str:
    """Return what a string of Typst stands for."""
    return re.sub(r"\\(?:u\{(\w+)\}|(.))", lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)
