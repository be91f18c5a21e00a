"""Write a book as Typst markup, from which the PDF is typeset.

All words are in strings, so that text cannot become code; ``book.typ`` has the design.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, zip_longest
from typing import Final

from edition.bibliography.database import Bibliography
from edition.model import document as nodes
from edition.model.addresses import marker_address, note_address, page_address
from edition.model.edition import Edition
from edition.model.layout import name_division
from edition.model.traversal import plain_text
from edition.text.digest import digest
from edition.text.escape import show_controls
from edition.text.interface import _
from edition.text.source import Source
from edition.writers.books.apparatus import (
    BIBLIOGRAPHY,
    DRAFTED,
    HEAD_NOTE,
    NOTES,
    REGISTERS,
    Apparatus,
    Line,
    gather_apparatus,
    list_marks,
)
from edition.writers.books.book import Book, describe, list_rights
from edition.writers.books.markup import (
    MISSING_NOTE,
    SURROGATES,
    MarkupWriter,
    find_links,
)
from edition.writers.links import Linked
from edition.writers.tables import table_rows

_STYLES: Final = {
    nodes.Style.ITALIC: "emph", nodes.Style.BOLD: "strong", nodes.Style.STRUCK: "strike",
    nodes.Style.SUPERSCRIPT: "super", nodes.Style.SUBSCRIPT: "sub",
}  # fmt: skip
_BOOK_SIGNS: Final = {nodes.Style.ADDED: ("\u2191", "\u2193")}
"""Signs of editorial styles that replace those of the site, which the fonts of books lack."""
_OPEN, _CLOSE = "\x02", "\x03"
"""Delimiters of strings before ``_join_strings``; ``show_controls`` removes them from texts."""
_NEXT: Final = "\n\f"
"""Separator of the blocks of a book; Typst reads a form feed as a line end, and texts have none."""
_FILE_FROM: Final = 200
"""Minimum characters of a block in a file of its own; shorter blocks are typeset quickly."""
_WORDS: Final = re.compile(r'#"((?:[^"\\]|\\.)*)"|(?<=\n)[\n\f]')
_PLACED: Final = re.compile(r'#[npa]\("([^"]+)"')
"""The call of a note, a printed page or another address in the text."""
MAIN: Final = "main.typ"
IMPORT: Final = '#import "book.typ": *\n'
_STACKED: Final = re.compile("[^\\W\\d_][\u0300-\u036f]+")
"""A letter with combining marks, which Typst writes to a PDF twice if it moves a mark."""
_WEB: Final = re.compile(r"https?://[!-~]+")
_COLUMNS_FROM: Final = 40
"""Minimum entries for a register in two columns; fewer would leave the second empty."""
_CHAPTER: Final = 15_000
"""Minimum average characters of main divisions that begin on a new page."""


def quote_string(text: str) -> str:
    """Return text as a Typst string."""
    shown = SURROGATES.sub("\ufffd", show_controls(text))
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escape(text: str) -> str:
    """Return text as content, with delimiters by which adjacent strings are joined later."""
    words = _STACKED.sub(
        rf"{_CLOSE}#stacked[{_OPEN}\g<0>{_CLOSE}]{_OPEN}", quote_string(text)[1:-1]
    )
    return f"{_OPEN}{words}{_CLOSE}".replace(_OPEN + _CLOSE, "")


def _join_strings(markup: str) -> str:
    return markup.replace(_CLOSE + _OPEN, "").replace(_OPEN, '#"').replace(_CLOSE, '"')


def write_typst(book: Book, bibliography: Bibliography) -> str:
    """Return a book as Typst markup, which calls the functions of ``book.typ``."""
    return _join_strings(_NEXT.join(filter(None, _write(book, bibliography))))


def split_markup(markup: str) -> dict[str, str]:
    """Return the files of a book by name: the main file, and one for each longer block.

    Typst caches results by file and position. A file named by the digest of its block is therefore
    typeset once for all runs and all books with this block.
    """
    files: dict[str, str] = {}
    blocks = markup.split(_NEXT)
    for number, block in enumerate(blocks):
        if len(block) > _FILE_FROM and not block.startswith("#show"):
            name = f"{digest(block)}.typ"
            files[name] = IMPORT + block
            blocks[number] = f'#include "{name}"'
    return files | {MAIN: IMPORT + _NEXT.join(blocks)}


def _write(book: Book, bibliography: Bibliography) -> Iterator[str]:
    authors = list(dict.fromkeys(a.display for record in book.records for a in record.authors))
    listed = "".join(f"{quote_string(author)}, " for author in authors)
    rights = list_rights(book)
    day = datetime.fromtimestamp(book.epoch, UTC)
    apparatus = gather_apparatus(book, bibliography)
    yield (
        f"#show: book.with(title: {quote_string(book.title)}, authors: ({listed}), "
        f"language: {quote_string(book.language)}, rights: {quote_string(' '.join(rights))}, "
        f"day: datetime(year: {day.year}, month: {day.month}, day: {day.day}))"
    )
    several = apparatus.several
    above = "" if several else book.publisher
    yield (
        f"#cover([{_escape(above)}], {quote_string(book.title)}, [{_escape(', '.join(authors))}], "
        f"[{'#parbreak()'.join(map(_escape, rights))}])"
    )
    if not several:
        yield "#opening[]"
        yield from _write_paragraphs(describe(book.editions[0], book)[1:])
    yield f"#opening[]\n#outline(title: {quote_string(_('Contents'))}, depth: 3)"
    for edition in book.editions:
        yield f"#opening[]\n#text-begins({quote_string(edition.record.short_title)})"
        yield from _write_text(edition, book, apparatus)
    if apparatus.registers:
        yield f"#opening[]\n#text-begins({quote_string(book.title)})"
        yield _write_own_heading(1, _(REGISTERS))
        yield from _write_paragraphs([_(DRAFTED)])
    for register in apparatus.registers:
        yield _write_own_heading(2, register.title)
        entries = (
            f"#entry[#strong[{_escape(name)}]{_write_line(line)}]"
            for name, line in register.entries
        )
        columns = 1 if len(register.entries) < _COLUMNS_FROM else 2
        yield f"#index({columns})[\n{chr(10).join(entries)}\n]"
    yield f"#opening[]\n{_write_own_heading(1, _(BIBLIOGRAPHY))}"
    for key in apparatus.list_works():
        runs = enumerate(bibliography.format_runs(key))
        words = "".join(
            f"#emph[{_escape(run)}]" if number % 2 else _escape(run) for number, run in runs
        )
        yield f"#work({quote_string('#' + key)})[{words}]"
    yield "#report"


def _write_text(edition: Edition, book: Book, apparatus: Apparatus) -> Iterator[str]:
    record, several = edition.record, apparatus.several
    if several:
        yield _write_own_heading(1, record.title, above=1)
        yield from _write_paragraphs(describe(edition, book))
    if head := apparatus.head_note(edition):
        yield _write_own_heading(1 + several, _(HEAD_NOTE), above=several)
        yield f"#flat[{_write_line(head[0])}]"
        yield from map(_write_line, head[1:])
    document, source, start = edition.document, edition.source, f"{record.id}#"
    if document is not None and source is not None and edition.layout.text_files:
        if head:
            yield "#opening[]"
        targets = [t.removeprefix(start) for t in apparatus.targets if t.startswith(start)]
        yield from _TypstWriter(edition, document, source, targets, int(several)).write()
    if notes := apparatus.notes(edition):
        yield f"#opening[]\n{_write_own_heading(1 + several, _(NOTES), above=several)}"
        for note, line in notes:
            names = map(quote_string, (start + note.address, note.mark))
            yield f"#edited({', '.join(names)})[{_write_line(line)}]"


def _write_line(line: Line) -> str:
    parts = []
    for text, target, italic in line:
        words = f"#emph[{_escape(text)}]" if italic else _escape(text)
        parts.append(f"#to({quote_string(target)})[{words}]" if target else words)
    return "".join(parts)


def _write_own_heading(level: int, title: str, above: int = 0) -> str:
    return _write_heading(level, "", title, _escape(title), above)


def _write_paragraphs(texts: Iterable[str]) -> Iterator[str]:
    return (f"#told[{_escape(' '.join(text.split()))}]\n#v(0.5em)" for text in texts if text)


def _write_heading(level: int, address: str, title: str, content: str, above: int = 0) -> str:
    """Return a heading with the design of its level without the levels ``above`` its text.

    A text therefore has the same page breaks in a volume as in its own book.
    """
    title, address = quote_string(title), quote_string(address)
    return f"#part({title})\n#h({level}, {level - above}, {address}, {title})[{content}]"


def list_words(markup: str) -> str:
    """Return the words of a book from its markup, with a line for each paragraph."""
    return "".join(found[1] or "\n" for found in _WORDS.finditer(markup))


def shorten_pages(markup: str, places: Iterable[str]) -> str:
    """Return the markup with the pages of the given addresses shortened by a line."""
    for place in places:
        start = rf"#[npa]\({re.escape(quote_string(place))}"
        markup = re.sub(start, r"#shorter\g<0>", markup, count=1)
    return markup


def choose_shorter(
    markup: str, note: str, page: int, places: Mapping[str, tuple[int, float, float]]
) -> str:
    """Return the place at which a page is to be shortened, so that a note is with its marker.

    It is the last place in a line above the marker, because the room must be reduced before Typst
    reaches this line: a later note of a line does not move the line to the next page.
    """
    before = markup[: markup.index(f"#n({quote_string(note)}")]
    for found in reversed(list(_PLACED.finditer(before))):
        place = places.get(found[1])
        if place and place[0] == page and (page, place[2]) < (places[note][0], places[note][2] - 1):
            return found[1]
    return note


class _TypstWriter(MarkupWriter):
    """Writes one text; its addresses begin with its id, even in a book of this text alone."""

    def __init__(
        self,
        edition: Edition,
        document: nodes.Document,
        source: Source,
        targets: Iterable[str],
        above: int,
    ) -> None:
        """Make a writer; ``targets`` are the addresses that links outside the text have as targets.

        ``above`` is the number of levels of headings above those of the text.
        """
        self._above = above
        layers = find_links(edition, document, str, "#".__add__)
        self._targets = {*targets, *layers[0].hrefs}
        super().__init__(edition, document, source, layers, list_marks(edition))
        self._deepest = self._above
        self._inside: list[nodes.Note] | None = None
        self._flat = self._within = False

    def write(self) -> Iterator[str]:
        """Yield the blocks of the text."""
        document = self.document
        yield from self._list_blocks(document.front)
        divisions = document.divisions
        chapters = document.length >= _CHAPTER * max(1, len(divisions))
        yield from self.notes_until(divisions[0].span.start if divisions else document.length + 1)
        for division in divisions:
            if chapters:
                yield "#opening[]"
            yield from self._division(division)
            yield from self.notes_until(division.span.end)
        yield self.pages_until(document.length)
        yield from self.notes_until(document.length + 1)

    def _division(self, division: nodes.Division) -> Iterator[str]:
        yield self.pages_until(division.heading_span.start)
        title = self.inlines(division.heading)
        heading = self._title(division.level, division.address, name_division(division), title)
        yield heading + self.editors_markers_after(division.address)
        yield from self._list_blocks(division.blocks, first=True)
        for child in division.divisions:
            yield from self._division(child)

    def _title(self, level: int, address: str, title: str, content: str) -> str:
        """Write a heading at most one level below its predecessor; outlines may not skip levels."""
        self._deepest = max(1, min(level + self._above, self._deepest + 1))
        return _write_heading(self._deepest, self._name(address), title, content, self._above)

    def _name(self, address: str) -> str:
        return f"{self.edition.record.id}#{address}"

    def _anchor(self, address: str) -> str:
        return f"#a({quote_string(self._name(address))})" if address in self._targets else ""

    # --- Pages, notes and links ---

    def text(self, text: str) -> str:
        return _escape(text)

    def page(self, page: nodes.Page) -> str:
        address = quote_string(self._name(page_address(page)))
        return f"#p({address}, {quote_string(page.label)})"

    def marker(self, marker: nodes.NoteMarker, address: str) -> str:
        sign = quote_string(marker.mark)
        if not address:
            return f"#super({sign})"
        return f"#again({self._note_name(marker.note)}, {sign})"

    def _note_name(self, key: str) -> str:
        return quote_string(self._name(note_address(key)))

    def linked(self, linked: Linked) -> str:
        target = linked.href if linked.href.startswith("#") else self._name(linked.href)
        return f"#to({quote_string(target)})[{self.plain(linked.children)}]"

    def note(self, note: nodes.Note) -> str:
        """Write an uncalled note."""
        return f"#apart({self._note_name(note.key)}, {quote_string(note.mark)})[{self._body(note)}]"

    def _body(self, note: nodes.Note) -> str:
        body = self.blocks(note.blocks)
        if note.state is nodes.NoteState.MISSING and not body:
            return f"#emph[{_escape(_(MISSING_NOTE))}]"
        return body + self.editors_markers_after(note_address(note.key))

    def call(self, marker: nodes.NoteMarker, note: nodes.Note) -> str:
        """Write a note at its first marker, followed by the notes that it calls."""
        if self._inside is not None:
            self._inside.append(note)
            return self.marker(marker, "m")
        self._inside = []
        body = self._body(note)
        while self._inside:
            called = self._inside.pop(0)
            start = f"#a({self._note_name(called.key)})#super({quote_string(called.mark)})"
            body += f"\n\n{start}{self._body(called)}"
        self._inside = None
        return f"#n({self._note_name(note.key)}, {quote_string(marker.mark)})[{body}]"

    def editors_marker(self, address: str, letter: str, *, after_passage: bool) -> str:
        """Write the marker of an editors' note."""
        own, there = marker_address(address), self._name(address)
        values = [self._name(own), there, letter, *([_("Editors’ note")] if after_passage else [])]
        call = f"#{'beside' if after_passage else 'mark'}({', '.join(map(quote_string, values))})"
        return f"\n\n{call}" if after_passage else call

    # --- Inlines ---

    def styled(self, styled: nodes.Styled) -> str:
        content = self.inlines(styled.children)
        if styled.style not in nodes.EDITORIAL:
            return f"#{_STYLES[styled.style]}[{content}]"
        opening, closing = _BOOK_SIGNS.get(styled.style, nodes.EDITORIAL[styled.style][:2])
        return _escape(opening) + content + _escape(closing)

    def external(self, link: nodes.ExternalLink) -> str:
        words = self.plain(link.children)
        known = _WEB.fullmatch(link.address)
        return f"#link({quote_string(link.address)})[{words}]" if known else words

    # --- Blocks ---

    def blocks(self, blocks: Iterable[nodes.Block], *, first: bool = False) -> str:
        """Write the blocks within another block."""
        outside, self._within = self._within, True
        written = "\n\n".join(self._list_blocks(blocks, first=first))
        self._within = outside
        return written

    def _list_blocks(self, blocks: Iterable[nodes.Block], *, first: bool = False) -> Iterator[str]:
        """Write blocks; a first paragraph, or one after a heading or ornament, is not indented."""
        opens = first
        for block in blocks:
            self._flat, opens = opens, isinstance(block, nodes.Heading | nodes.Ornament)
            yield self.block(block)

    def _content(self, block: nodes.InlineBlock) -> str:
        pages = self.pages_until(block.span.start)
        return self._anchor(block.address) + pages + self.inlines(block.inlines)

    def paragraph(self, block: nodes.Paragraph) -> str:
        flat, content = self._flat or block.continued, self._content(block)
        return f"#flat[{content}]" if flat else content

    def heading(self, block: nodes.Heading) -> str:
        title = " ".join(plain_text(block.inlines).split())
        pages = self.pages_until(block.span.start)
        return pages + self._title(block.level, block.address, title, self.inlines(block.inlines))

    def wrapped(self, block: nodes.InlineBlock, name: str) -> str:
        return f"#{name}[{self._content(block)}]"

    def ornament(self, block: nodes.Ornament) -> str:
        sign = "#br".join(map(_escape, block.shown.split("\n")))
        return f"#ornament[{self.pages_until(block.span.start)}{sign}]"

    def table(self, block: nodes.Table) -> str:
        start = self._anchor(block.address) + self.pages_until(block.span.start)
        rows = list(table_rows(block))
        width = max(map(len, rows), default=1)
        cells = [[f"[{self.inlines(cell)}]" for cell in row] for row in rows]
        cells = [row + ["[]"] * (width - len(row)) for row in cells]
        cells[0][0] = f"[{start}{cells[0][0][1:]}"
        head = "".join(f"{cell}, " for cell in cells[0]) if block.headed else ""
        body = ", ".join(cell for row in cells[block.headed :] for cell in row)
        words = (
            map(str.split, map(plain_text, column)) for column in zip_longest(*rows, fillvalue=())
        )
        letters = sum(max(map(len, chain(*column)), default=1) for column in words)
        return f"#rows({width}, {letters}, {str(self._within).lower()}, ({head}), {body})"

    def item_list(self, block: nodes.ItemList) -> str:
        bodies = "".join(f"[{self.blocks(item.blocks, first=True)}]" for item in block.items)
        marks = "".join(f"{quote_string(item.mark)}, " for item in block.items)
        return f"#items(({marks})){bodies}"

    makers = {  # noqa: RUF012 - the base declares it
        nodes.Join: lambda writer, node: _escape(node.text),
        nodes.Styled: styled,
        nodes.ExternalLink: external,
        nodes.Markup: lambda writer, node: "",
        nodes.LineBreak: lambda writer, node: "#br",
        nodes.CellEnd: lambda writer, node: _escape(" "),
        nodes.Supplied: lambda writer, node: _escape(f"[{node.text}]"),
        nodes.Lacuna: lambda writer, node: _escape("[\u2026]"),
        nodes.Emended: lambda writer, node: f"#emended({quote_string(node.text)})",
        nodes.Paragraph: paragraph,
        nodes.Heading: heading,
        nodes.Verse: lambda writer, node: writer.wrapped(node, "lines"),
        nodes.Table: table,
        nodes.Matter: lambda writer, node: writer.wrapped(node, "matter"),
        nodes.Caption: lambda writer, node: writer.wrapped(node, "small"),
        nodes.Fragment: lambda writer, node: writer.wrapped(node, "fragment"),
        nodes.Ornament: ornament,
        nodes.ItemList: item_list,
        nodes.Quotation: lambda writer, node: f"#quoted[{writer.blocks(node.blocks)}]",
    }
