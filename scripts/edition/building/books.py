"""Makes the books of an edition: an EPUB of each text that is published whole, and of all texts.

Nothing is put into ``dist`` before every text in it is proved against its witness, and the running
text of protected sources was looked for in all of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from edition.bibliography.database import load_bibliography
from edition.building.collection import read_collection
from edition.building.conversion import newest_revision
from edition.building.manifest import digest_file
from edition.building.offline import name_archive, write_archive
from edition.building.progress import say, step
from edition.building.project import Project
from edition.building.store import write_bytes_if_changed
from edition.checking.rights import allow_unsearched, check_site
from edition.checking.verification import verify_text
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.model.edition import Collection, Edition
from edition.publishing.mkdocs import read_setting
from edition.writers.books.epub import Book, chapter_files, write_epub


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
    found = [one for book in books for one in _write(project, book, fresh)]
    leaks = check_site(records, project.root, fresh)
    found += allow_unsearched(leaks) if unsearched else leaks
    if any(one.severity >= Severity.ERROR for one in found):
        shutil.rmtree(fresh)
        raise EditionError(*found)
    _put_in_place(project, books, fresh)
    return found


def list_books(project: Project, collection: Collection) -> Iterator[Book]:
    """Yield a book for each text that is published whole, and one of all texts."""
    title = read_setting(project.root, "site_name") or "Edition"
    rights = read_setting(project.root, "extra", "license")
    language = read_setting(project.root, "theme", "language") or "en"

    def make(name: str, title_: str, editions: Sequence[Edition], language: str) -> Book:
        epoch = newest_revision([one.record for one in editions])
        return Book(name, title_, editions, title, rights, language, epoch)

    for one in collection.shown:
        if one.allowed.full_text:
            yield make(one.record.id, one.record.title, [one], one.record.language)
    if len(collection.shown) > 1:
        yield make(name_archive(title), title, collection.shown, language)


def _write(project: Project, book: Book, fresh: Path) -> list[Diagnostic]:
    """Write a book and prove its texts from the files that it is packed of."""
    with step(f"Writing {book.name}.epub"):
        bibliography, _ = load_bibliography(project.root)
        files = write_epub(book, bibliography)
        unpacked = fresh / book.name
        for name, data in files.items():
            write_bytes_if_changed(unpacked / name, data)
        found = []
        for one in book.editions:
            if one.source is not None and one.ledger is not None and one.layout.text_files:
                pages = [unpacked / name for name in chapter_files(one)]
                found += verify_text(one.source, one.ledger.entries, pages)
        write_archive(fresh / f"{book.name}.epub", "", files, book.epoch)
        shutil.rmtree(unpacked)
    return found


def _put_in_place(project: Project, books: Sequence[Book], fresh: Path) -> None:
    folder = project.root / "dist"
    folder.mkdir(exist_ok=True)
    for book in books:
        target = folder / f"{book.name}.epub"
        (fresh / target.name).replace(target)
        say(f"dist/{target.name}: {target.stat().st_size:,} bytes, SHA-256 {digest_file(target)}")
    shutil.rmtree(fresh)
