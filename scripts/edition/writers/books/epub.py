"""Write a book of one or several texts as the files of an EPUB 3.3 container.

A text that is only described becomes a page with its description. The book has no scripts and loads
nothing from outside.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from edition import __version__
from edition.bibliography.database import Bibliography
from edition.model.addresses import marker_address
from edition.model.edition import Edition
from edition.model.links import EditorsNote
from edition.text.interface import _
from edition.writers.books.apparatus import (
    BIBLIOGRAPHY,
    DRAFTED,
    HEAD_NOTE,
    NOTES,
    Line,
    Register,
    Run,
    gather_apparatus,
)
from edition.writers.books.book import Book, describe, list_rights
from edition.writers.books.markup import element, escape_xml, xml_id
from edition.writers.books.xhtml import (
    BIBLIOGRAPHY_FILE,
    book_file,
    list_pages,
    name_notes,
    write_chapters,
)

MIMETYPE: Final = "mimetype"
_ROOT: Final = "EPUB"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_OPS: Final = "http://www.idpf.org/2007/ops"
_STYLE: Final = """\
body { line-height: 1.45; }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; text-align: left; hyphens: none; }
h1 { font-size: 1.5em; }
h2 { font-size: 1.25em; }
h3, h4, h5, h6 { font-size: 1.1em; }
a { color: inherit; text-decoration-color: gray; text-decoration-thickness: 1px; }
nav ol { list-style: none; margin: 0; padding-left: 1em; }
nav li, .verse p, .matter p, .about p, ul.works li, td, th { text-align: left; hyphens: none; }
p { margin: 0 0 0.6em; }
blockquote { margin: 0.8em 1.5em; }
sup.marker { line-height: 0; }
.verse, .matter { margin: 0.8em 0; }
.verse { margin-left: 1.5em; }
.ornament { text-align: center; }
.caption, .fragment { margin: 0.8em 0; font-size: 0.9em; }
.table { overflow-x: auto; }
td, th { padding: 0.1em 0.6em; text-align: left; vertical-align: top; }
ul.marked, section.notes ul, ul.works { list-style: none; padding-left: 0; }
ul.marked > li > p:first-child, section.notes li > p:first-of-type { display: inline; }
section.notes { border-top: 1px solid; margin-top: 2em; font-size: 0.9em; }
section.notes li { margin-bottom: 0.4em; }
ul.works li { margin-bottom: 0.5em; padding-left: 1.5em; text-indent: -1.5em; }
ins { text-decoration: none; }
ins.editors { font-size: 0.7em; font-style: italic; line-height: 0; vertical-align: super; }
.editors-beside { font-size: 0.85em; margin: 0 0 0.6em; text-align: right; }
ins.emended { border-bottom: 1px dotted; }
"""
_ACCESSIBILITY: Final = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "pageBreakMarkers"),
    ("schema:accessibilityFeature", "pageNavigation"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityHazard", "none"),
    ("schema:accessibilitySummary", (
        "All content is text. The pages of the printed or typed original are marked and listed; "
        "notes are at the end of each chapter, with links back to their markers.")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of a book."""

    file: str
    title: str
    level: int
    body: str
    kind: str = ""
    language: str = ""


def write_epub(
    book: Book, bibliography: Bibliography, known: Mapping[str, bytes] = MappingProxyType({})
) -> dict[str, bytes]:
    """Return the files of a book; ``known`` has files already written for other books."""
    pages = list(_list_pages(book, bibliography, known))
    files = {
        MIMETYPE: "application/epub+zip",
        "META-INF/container.xml": _write_container(),
        f"{_ROOT}/package.opf": _write_package(book, pages),
        f"{_ROOT}/nav.xhtml": _write_navigation(book, pages),
        f"{_ROOT}/style.css": _STYLE,
    }
    files |= {f"{_ROOT}/{page.file}": _write_page(page, book.language) for page in pages}
    return {name: known.get(name) or text.encode() for name, text in files.items()}


def chapter_files(edition: Edition) -> list[str]:
    """Return the names of the files of a book with the text of an edition."""
    return [f"{_ROOT}/{edition.record.id}/{book_file(path)}" for path in edition.layout.text_files]


def _list_pages(book: Book, bibliography: Bibliography, known: Container[str]) -> Iterator[_Page]:
    apparatus = gather_apparatus(book, bibliography)
    several, lines = apparatus.several, _Lines(book)
    if several:
        made = _("Made with version {version} of the program.", version=__version__)
        words = _write_paragraphs([made, *list_rights(book)])
        yield _Page("title.xhtml", book.title, 1, _write_about(book.title, words), "titlepage")
    for edition in book.editions:
        record, level = edition.record, 1 + several
        words = _write_paragraphs(describe(edition, book))
        if head := apparatus.head_note(edition):
            written = "\n".join(element("p", lines.write(line)) for line in head)
            words += f"\n<h2>{escape_xml(_(HEAD_NOTE))}</h2>\n{written}"
        about, kind = _write_about(record.title, words), "" if several else "titlepage"
        yield _Page(f"about-{record.id}.xhtml", record.title, level - (not several), about, kind)
        if edition.document is None or edition.source is None or not edition.layout.text_files:
            continue
        bodies: Mapping[str, str] = {}
        if not all(name in known for name in chapter_files(edition)):
            bodies = write_chapters(edition, edition.document, edition.source)
        for entry, path in zip(edition.layout.contents, edition.layout.text_files, strict=True):
            file = book_file(path)
            place, body = f"{record.id}/{file}", bodies.get(file, "")
            yield _Page(place, entry.title, level + entry.level, body, "", record.language)
        if notes := apparatus.notes(edition):
            body = _write_notes(edition, notes, lines)
            yield _Page(name_notes(edition), _(NOTES), level + several, body, "endnotes")
    for register in apparatus.registers:
        body = _write_register(register, lines)
        yield _Page(f"{register.name}.xhtml", register.title, 1, body, "index")
    works = "\n".join(
        element("li", bibliography.format_entry(key, "html"), id=xml_id(key))
        for key in apparatus.list_works()
    )
    listed = element("ul", works, class_="works")
    section = _write_section("bibliography", _(BIBLIOGRAPHY), listed)
    yield _Page(BIBLIOGRAPHY_FILE, _(BIBLIOGRAPHY), 1, section, "bibliography")


# --- Descriptions ---------------------------------------------------------------------------------


def _write_about(title: str, content: str) -> str:
    return element("section", f"{element('h1', escape_xml(title))}\n{content}", class_="about")


def _write_paragraphs(texts: Iterable[str]) -> str:
    return "\n".join(element("p", escape_xml(" ".join(text.split()))) for text in texts if text)


# --- Editors' additions ---------------------------------------------------------------------------


class _Lines:
    """Writes runs for pages in the root folder of a book."""

    def __init__(self, book: Book) -> None:
        self._files = {
            f"{edition.record.id}#{address}": f"{edition.record.id}/{book_file(file)}"
            for edition in book.editions
            for address, file in edition.layout.addresses.items()
        }

    def write(self, line: Line) -> str:
        """Return a line as the content of an element."""
        return "".join(map(self._write_run, line))

    def _write_run(self, run: Run) -> str:
        words = escape_xml(run.text)
        words = element("em", words) if run.italic else words
        if not run.target:
            return words
        file, address = self._files.get(run.target, BIBLIOGRAPHY_FILE), run.target.partition("#")[2]
        return element("a", words, href=f"{file}#{xml_id(address)}")


def _write_notes(edition: Edition, notes: Iterable[tuple[EditorsNote, Line]], lines: _Lines) -> str:
    items = []
    for note, line in notes:
        letter, back = escape_xml(note.mark), ""
        file = edition.layout.addresses.get(note.place.anchors[-1].address)
        if file is not None:
            back = f"{edition.record.id}/{book_file(file)}#{xml_id(marker_address(note.address))}"
        letter = element("a", letter, class_="sign", href=back, role="doc-backlink" if back else "")
        items.append(element("li", f"{letter} {lines.write(line)}", id=xml_id(note.address)))
    return _write_section("endnotes", _(NOTES), element("ul", "\n".join(items), class_="works"))


def _write_register(register: Register, lines: _Lines) -> str:
    items = [
        element("li", element("strong", escape_xml(name)) + lines.write(line))
        for name, line in register.entries
    ]
    listed = element("ul", "\n".join(items), class_="works")
    return _write_section("index", register.title, f"{_write_paragraphs([_(DRAFTED)])}\n{listed}")


def _write_section(kind: str, title: str, content: str) -> str:
    return element("section", f"{element('h1', title)}\n{content}",
                   epub__type=kind, role=f"doc-{kind}")  # fmt: skip


# --- Container ------------------------------------------------------------------------------------


def _write_page(page: _Page, language: str) -> str:
    up = "../" * page.file.count("/")
    style = element("link", rel="stylesheet", type="text/css", href=f"{up}style.css")
    kind = {"epub__type": page.kind} if page.kind == "titlepage" else {}
    head = element("head", f"<title>{escape_xml(page.title)}</title>\n{style}")
    return _wrap(head, element("body", f"\n{page.body}\n", **kind), page.language or language)


def _wrap(head: str, body: str, language: str) -> str:
    root = element("html", f"\n{head}\n{body}\n", xmlns=_XHTML, xmlns__epub=_OPS,
                   lang=language, xml__lang=language)  # fmt: skip
    return f"{_HEAD}<!DOCTYPE html>\n{root}\n"


def _write_container() -> str:
    file = element("rootfile", **{"full-path": f"{_ROOT}/package.opf",
                                  "media-type": "application/oebps-package+xml"})  # fmt: skip
    space = "urn:oasis:names:tc:opendocument:xmlns:container"
    return _HEAD + element("container", element("rootfiles", file), version="1.0", xmlns=space)


def _write_package(book: Book, pages: Sequence[_Page]) -> str:
    xhtml = {"media-type": "application/xhtml+xml"}
    items = [
        element("item", id="nav", href="nav.xhtml", properties="nav", **xhtml),
        element("item", id="style", href="style.css", **{"media-type": "text/css"}),
    ]
    for number, page in enumerate(pages, 1):
        items.append(element("item", id=f"page{number}", href=page.file, **xhtml))
    spine = [element("itemref", idref=f"page{number + 1}") for number in range(len(pages))]
    spine.insert(1, element("itemref", idref="nav"))
    parts = [
        element(
            "metadata",
            "\n".join(_describe_book(book)),
            xmlns__dc="http://purl.org/dc/elements/1.1/",
        ),
        element("manifest", "\n".join(items)),
        element("spine", "\n".join(spine)),
    ]
    return _HEAD + element(
        "package", "\n".join(parts), xmlns="http://www.idpf.org/2007/opf", version="3.0",
        xml__lang=book.language, **{"unique-identifier": "id"},
    )  # fmt: skip


def _describe_book(book: Book) -> Iterator[str]:
    """Yield the metadata of a book."""
    yield element(
        "dc:identifier", f"urn:uuid:{uuid5(NAMESPACE_URL, book.publisher + book.name)}", id="id"
    )
    yield element("dc:title", escape_xml(book.title))
    for language in dict.fromkeys([book.language, *(r.language for r in book.records)]):
        yield element("dc:language", language)
    for name in dict.fromkeys(a.display for record in book.records for a in record.authors):
        yield element("dc:creator", escape_xml(name))
    if book.publisher:
        yield element("dc:publisher", escape_xml(book.publisher))
    yield element("dc:rights", escape_xml(" ".join(list_rights(book))))
    if len(book.editions) == 1:
        record = book.records[0]
        yield element("dc:description", escape_xml(" ".join(record.summary.split())))
    for edition in book.editions:
        if edition.layout.text_files:
            source = f"{edition.record.title}, SHA-256 {edition.record.witness.sha256}"
            yield element("dc:source", escape_xml(source))
            yield _meta("pageBreakSource", source)
    modified = datetime.fromtimestamp(book.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield _meta("dcterms:modified", modified)
    yield from (_meta(name, value) for name, value in _ACCESSIBILITY)


def _meta(name: str, value: str) -> str:
    return element("meta", escape_xml(value), property=name)


# --- Navigation -----------------------------------------------------------------------------------


def _write_navigation(book: Book, pages: Sequence[_Page]) -> str:
    entries = [(page.level, _link(page.file, page.title)) for page in pages]
    contents = f"<h1>{escape_xml(_('Contents'))}</h1>\n{_nest(entries)}"
    parts = [element("nav", contents, epub__type="toc", role="doc-toc", id="toc")]
    numbers = [
        element("li", _link(f"{edition.record.id}/{href}", label))
        for edition in book.editions
        if edition.layout.text_files
        for label, href in list_pages(edition)
    ]
    if numbers:
        title = element("h2", escape_xml(_("Pages of the original")))
        listed = f"{title}\n{element('ol', chr(10).join(numbers))}"
        parts.append(element("nav", listed, epub__type="page-list", role="doc-pagelist"))
    marks = [_mark("toc", "#toc", _("Contents"))]
    marks += [_mark(page.kind, page.file, page.title) for page in pages if page.kind]
    first = next((page for page in pages if not page.kind), None)
    marks += [_mark("bodymatter", first.file, first.title)] if first else []
    landmarks = f"<h2>{escape_xml(_('Landmarks'))}</h2>\n{element('ol', chr(10).join(marks))}"
    parts.append(element("nav", landmarks, epub__type="landmarks", hidden="hidden"))
    style = element("link", rel="stylesheet", type="text/css", href="style.css")
    head = element("head", f"<title>{escape_xml(book.title)}</title>\n{style}")
    return _wrap(head, element("body", "\n".join(parts)), book.language)


def _link(href: str, title: str) -> str:
    return element("a", escape_xml(title) or "\u2014", href=href)


def _mark(kind: str, href: str, title: str) -> str:
    return element("li", element("a", escape_xml(title), href=href, epub__type=kind))


def _nest(entries: Sequence[tuple[int, str]]) -> str:
    """Return a nested list of entries by level."""
    items, at = [], 0
    while at < len(entries):
        level, link = entries[at]
        end = at + 1
        while end < len(entries) and entries[end][0] > level:
            end += 1
        inner = _nest(entries[at + 1 : end]) if end > at + 1 else ""
        items.append(element("li", link + inner))
        at = end
    return element("ol", "\n".join(items))
