"""Writes a book as markup of Typst, from which it is set as PDF.

Every word is in a string, so that nothing in a text can be code; ``book.typ`` has the look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, zip_longest
from typing import Final

from edition.bibliography.database import Bibliography
from edition.model.addresses import marker_address, note_address, page_address
from edition.model.document import (
    EDITORIAL,
    Block,
    Caption,
    CellEnd,
    Division,
    Document,
    Emended,
    ExternalLink,
    Fragment,
    Heading,
    InlineBlock,
    ItemList,
    Join,
    Lacuna,
    LineBreak,
    Markup,
    Matter,
    Note,
    NoteMarker,
    NoteState,
    Ornament,
    Page,
    Paragraph,
    Quotation,
    Style,
    Styled,
    Supplied,
    Table,
    Verse,
)
from edition.model.edition import Edition
from edition.model.text_files import name_division
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
    NO_CHARACTERS,
    MarkupWriter,
    find_links,
)
from edition.writers.links import Linked
from edition.writers.tables import table_rows

_STYLES: Final = {
    Style.ITALIC: "emph", Style.BOLD: "strong", Style.STRUCK: "strike", Style.SUPERSCRIPT: "super",
    Style.SUBSCRIPT: "sub",
}  # fmt: skip
_BOOK_SIGNS: Final = {Style.ADDED: ("\u2191", "\u2193")}
"""Signs for editorial styles whose signs on the site are missing from the fonts of books."""
_OPEN, _CLOSE = "\x02", "\x03"
"""Delimiters of a string until ``_join_strings``; ``show_controls`` keeps them out of texts."""
_NEXT: Final = "\n\f"
"""Separates the blocks of a book. A form feed ends a line for Typst, and no text has one."""
_APART: Final = 200
"""Characters from which a block is a file of its own; setting a shorter one takes no time."""
_WORDS: Final = re.compile(r'#"((?:[^"\\]|\\.)*)"|(?<=\n)[\n\f]')
_PLACED: Final = re.compile(r'#[npa]\("([^"]+)"')
"""A note, a printed page or another address in the text."""
MAIN: Final = "main.typ"
LOOK: Final = '#import "book.typ": *\n'
_STACKED: Final = re.compile("[^\\W\\d_][\u0300-\u036f]+")
"""A letter with combining marks: Typst writes it into a PDF twice where it moves a mark."""
_WEB: Final = re.compile(r"https?://[!-~]+")
_COLUMNS_FROM: Final = 40
"""Entries from which a register is set in two columns; fewer would leave the second empty."""
_CHAPTER: Final = 15_000
"""Characters that a largest division has on average if each of them begins a page."""


def quote_string(text: str) -> str:
    """Return text as a string of Typst."""
    shown = NO_CHARACTERS.sub("\ufffd", show_controls(text))
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escape(text: str) -> str:
    """Return text as content, whose string is still to be joined to its neighbours."""
    words = _STACKED.sub(
        rf"{_CLOSE}#stacked[{_OPEN}\g<0>{_CLOSE}]{_OPEN}", quote_string(text)[1:-1]
    )
    return f"{_OPEN}{words}{_CLOSE}".replace(_OPEN + _CLOSE, "")


def _join_strings(markup: str) -> str:
    return markup.replace(_CLOSE + _OPEN, "").replace(_OPEN, '#"').replace(_CLOSE, '"')


def write_typst(book: Book, bibliography: Bibliography) -> str:
    """Return a book as markup of Typst, which uses the functions of ``book.typ``."""
    return _join_strings(_NEXT.join(filter(None, _write(book, bibliography))))


def split_markup(markup: str) -> dict[str, str]:
    """Return the files of a book by name: the main file, and one for each longer block.

    Typst caches what it has set by file and place in the file. A file named by the digest of its
    block is therefore set once, for all rounds and all books that have the block.
    """
    files: dict[str, str] = {}
    blocks = markup.split(_NEXT)
    for number, block in enumerate(blocks):
        if len(block) > _APART and not block.startswith("#show"):
            name = f"{digest(block)}.typ"
            files[name] = LOOK + block
            blocks[number] = f'#include "{name}"'
    return files | {MAIN: LOOK + _NEXT.join(blocks)}


def _write(book: Book, bibliography: Bibliography) -> Iterator[str]:
    authors = list(dict.fromkeys(a.display for one in book.records for a in one.authors))
    listed = "".join(f"{quote_string(one)}, " for one in authors)
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
        yield from _paragraphs(describe(book.editions[0], book)[1:])
    yield f"#opening[]\n#outline(title: {quote_string(_('Contents'))}, depth: 3)"
    for edition in book.editions:
        yield f"#opening[]\n#text-begins({quote_string(edition.record.short_title)})"
        yield from _write_text(edition, book, apparatus)
    if apparatus.registers:
        yield f"#opening[]\n#text-begins({quote_string(book.title)})"
        yield _own_heading(1, _(REGISTERS))
        yield from _paragraphs([_(DRAFTED)])
    for register in apparatus.registers:
        yield _own_heading(2, register.title)
        entries = (
            f"#entry[#strong[{_escape(name)}]{_write_line(line)}]"
            for name, line in register.entries
        )
        columns = 1 if len(register.entries) < _COLUMNS_FROM else 2
        yield f"#index({columns})[\n{chr(10).join(entries)}\n]"
    yield f"#opening[]\n{_own_heading(1, _(BIBLIOGRAPHY))}"
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
        yield _own_heading(1, record.title, above=1)
        yield from _paragraphs(describe(edition, book))
    if head := apparatus.head_note(edition):
        yield _own_heading(1 + several, _(HEAD_NOTE), above=several)
        yield f"#flat[{_write_line(head[0])}]"
        yield from map(_write_line, head[1:])
    document, source, start = edition.document, edition.source, f"{record.id}#"
    if document is not None and source is not None and edition.layout.text_files:
        if head:
            yield "#opening[]"
        targets = [
            one.removeprefix(start) for one in apparatus.targets if one.startswith(start)
        ]  # fmt: skip
        yield from _TypstWriter(edition, document, source, targets, int(several)).write()
    if notes := apparatus.notes(edition):
        yield f"#opening[]\n{_own_heading(1 + several, _(NOTES), above=several)}"
        for note, line in notes:
            names = map(quote_string, (start + note.address, note.mark))
            yield f"#edited({', '.join(names)})[{_write_line(line)}]"


def _write_line(line: Line) -> str:
    parts = []
    for text, target, italic in line:
        words = f"#emph[{_escape(text)}]" if italic else _escape(text)
        parts.append(f"#to({quote_string(target)})[{words}]" if target else words)
    return "".join(parts)


def _own_heading(level: int, title: str, above: int = 0) -> str:
    return _heading(level, "", title, _escape(title), above)


def _paragraphs(texts: Iterable[str]) -> Iterator[str]:
    return (f"#told[{_escape(' '.join(text.split()))}]\n#v(0.5em)" for text in texts if text)


def _heading(level: int, address: str, title: str, content: str, above: int = 0) -> str:
    """Return a heading that looks as if no levels were above those of its text.

    So a text has the same pages in a volume.
    """
    title, address = quote_string(title), quote_string(address)
    return f"#part({title})\n#h({level}, {level - above}, {address}, {title})[{content}]"


def list_words(markup: str) -> str:
    """Return the words of a book from its markup, a line for each paragraph."""
    return "".join(found[1] or "\n" for found in _WORDS.finditer(markup))


def shorten_pages(markup: str, places: Iterable[str]) -> str:
    """Return the markup with the pages of some places, by their addresses, shorter by a line."""
    for place in places:
        start = rf"#[npa]\({re.escape(quote_string(place))}"
        markup = re.sub(start, r"#shorter\g<0>", markup, count=1)
    return markup


def choose_shorter(
    markup: str, note: str, page: int, places: Mapping[str, tuple[int, float, float]]
) -> str:
    """Return a place on a page that is to be shorter, so that a note is with its marker.

    It is the last one in a line above the marker, as the room has to be gone when Typst comes to
    this line: a later note of a line does not take the line along to the next page.
    """
    before = markup[: markup.index(f"#n({quote_string(note)}")]
    for found in reversed(list(_PLACED.finditer(before))):
        place = places.get(found[1])
        if place and place[0] == page and (page, place[2]) < (places[note][0], places[note][2] - 1):
            return found[1]
    return note


class _TypstWriter(MarkupWriter):
    """Writes one text; its id precedes its addresses, also in a book of this text alone."""

    def __init__(
        self,
        edition: Edition,
        document: Document,
        source: Source,
        targets: Iterable[str],
        above: int,
    ) -> None:
        """Make a writer; ``targets`` are addresses to which links outside the text lead.

        ``above`` is the number of levels of headings above those of the text.
        """
        self._above = above
        layers = find_links(edition, document, str, "#".__add__)
        self._targets = {*targets, *layers[0].hrefs}
        super().__init__(edition, document, source, layers, list_marks(edition))
        self._deepest = self._above
        self._inside: list[Note] | None = None
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

    def _division(self, division: Division) -> Iterator[str]:
        yield self.pages_until(division.heading_span.start)
        title = self.inlines(division.heading)
        heading = self._title(division.level, division.address, name_division(division), title)
        yield heading + self.signs_beside(division.address)
        yield from self._list_blocks(division.blocks, first=True)
        for one in division.divisions:
            yield from self._division(one)

    def _title(self, level: int, address: str, title: str, content: str) -> str:
        """Write a heading, at most one level below the one before: an outline skips no level."""
        self._deepest = max(1, min(level + self._above, self._deepest + 1))
        return _heading(self._deepest, self._name(address), title, content, self._above)

    def _name(self, address: str) -> str:
        return f"{self.edition.record.id}#{address}"

    def _anchor(self, address: str) -> str:
        return f"#a({quote_string(self._name(address))})" if address in self._targets else ""

    # --- pages, notes and links ---

    def text(self, text: str) -> str:
        return _escape(text)

    def page(self, page: Page) -> str:
        address = quote_string(self._name(page_address(page)))
        return f"#p({address}, {quote_string(page.label)})"

    def marker(self, marker: NoteMarker, address: str) -> str:
        sign = quote_string(marker.sign)
        if not address:
            return f"#super({sign})"
        return f"#again({self._note_name(marker.note)}, {sign})"

    def _note_name(self, key: str) -> str:
        return quote_string(self._name(note_address(key)))

    def linked(self, linked: Linked) -> str:
        target = linked.href if linked.href.startswith("#") else self._name(linked.href)
        return f"#to({quote_string(target)})[{self.plain(linked.children)}]"

    def note(self, note: Note) -> str:
        """Write a note that nothing calls."""
        return f"#apart({self._note_name(note.key)}, {quote_string(note.sign)})[{self._body(note)}]"

    def _body(self, note: Note) -> str:
        body = self.blocks(note.blocks)
        if note.state is NoteState.MISSING and not body:
            return f"#emph[{_escape(_(MISSING_NOTE))}]"
        return body + self.signs_beside(note_address(note.key))

    def call(self, marker: NoteMarker, note: Note) -> str:
        """Write a note at its first marker; those that it calls follow it."""
        if self._inside is not None:
            self._inside.append(note)
            return self.marker(marker, "m")
        self._inside = []
        body = self._body(note)
        while self._inside:
            other = self._inside.pop(0)
            start = f"#a({self._note_name(other.key)})#super({quote_string(other.sign)})"
            body += f"\n\n{start}{self._body(other)}"
        self._inside = None
        return f"#n({self._note_name(note.key)}, {quote_string(marker.sign)})[{body}]"

    def sign(self, address: str, letter: str, *, beside: bool) -> str:
        """Write the sign of an editors' note."""
        own, there = marker_address(address), self._name(address)
        values = [self._name(own), there, letter, *([_("Editors’ note")] if beside else [])]
        call = f"#{'beside' if beside else 'mark'}({', '.join(map(quote_string, values))})"
        return f"\n\n{call}" if beside else call

    # --- inlines ---

    def styled(self, styled: Styled) -> str:
        content = self.inlines(styled.children)
        if styled.style not in EDITORIAL:
            return f"#{_STYLES[styled.style]}[{content}]"
        opening, closing = _BOOK_SIGNS.get(styled.style, EDITORIAL[styled.style][:2])
        return _escape(opening) + content + _escape(closing)

    def external(self, link: ExternalLink) -> str:
        words = self.plain(link.children)
        known = _WEB.fullmatch(link.address)
        return f"#link({quote_string(link.address)})[{words}]" if known else words

    # --- blocks ---

    def blocks(self, blocks: Iterable[Block], *, first: bool = False) -> str:
        """Write blocks that are part of something."""
        outside, self._within = self._within, True
        written = "\n\n".join(self._list_blocks(blocks, first=first))
        self._within = outside
        return written

    def _list_blocks(self, blocks: Iterable[Block], *, first: bool = False) -> Iterator[str]:
        """Write blocks; a first paragraph, and one below a heading or ornament, has no indent."""
        opens = first
        for block in blocks:
            self._flat, opens = opens, isinstance(block, Heading | Ornament)
            yield self.block(block)

    def _content(self, block: InlineBlock) -> str:
        pages = self.pages_until(block.span.start)
        return self._anchor(block.address) + pages + self.inlines(block.inlines)

    def paragraph(self, block: Paragraph) -> str:
        flat, content = self._flat or block.continued, self._content(block)
        return f"#flat[{content}]" if flat else content

    def heading(self, block: Heading) -> str:
        title = " ".join(plain_text(block.inlines).split())
        pages = self.pages_until(block.span.start)
        return pages + self._title(block.level, block.address, title, self.inlines(block.inlines))

    def wrapped(self, block: InlineBlock, name: str) -> str:
        return f"#{name}[{self._content(block)}]"

    def ornament(self, block: Ornament) -> str:
        sign = "#br".join(map(_escape, block.shown.split("\n")))
        return f"#ornament[{self.pages_until(block.span.start)}{sign}]"

    def table(self, block: Table) -> str:
        start = self._anchor(block.address) + self.pages_until(block.span.start)
        rows = list(table_rows(block))
        width = max(map(len, rows), default=1)
        cells = [[f"[{self.inlines(cell)}]" for cell in row] for row in rows]
        cells = [row + ["[]"] * (width - len(row)) for row in cells]
        cells[0][0] = f"[{start}{cells[0][0][1:]}"
        head = "".join(f"{one}, " for one in cells[0]) if block.headed else ""
        body = ", ".join(one for row in cells[block.headed :] for one in row)
        words = (map(str.split, map(plain_text, one)) for one in zip_longest(*rows, fillvalue=()))
        letters = sum(max(map(len, chain(*column)), default=1) for column in words)
        return f"#rows({width}, {letters}, {str(self._within).lower()}, ({head}), {body})"

    def item_list(self, block: ItemList) -> str:
        bodies = "".join(f"[{self.blocks(item.blocks, first=True)}]" for item in block.items)
        marks = "".join(f"{quote_string(item.mark)}, " for item in block.items)
        return f"#items(({marks})){bodies}"

    makers = {  # noqa: RUF012 - the base declares it
        Join: lambda writer, node: _escape(node.text),
        Styled: styled,
        ExternalLink: external,
        Markup: lambda writer, node: "",
        LineBreak: lambda writer, node: "#br",
        CellEnd: lambda writer, node: _escape(" "),
        Supplied: lambda writer, node: _escape(f"[{node.text}]"),
        Lacuna: lambda writer, node: _escape("[\u2026]"),
        Emended: lambda writer, node: f"#emended({quote_string(node.text)})",
        Paragraph: paragraph,
        Heading: heading,
        Verse: lambda writer, node: writer.wrapped(node, "lines"),
        Table: table,
        Matter: lambda writer, node: writer.wrapped(node, "matter"),
        Caption: lambda writer, node: writer.wrapped(node, "small"),
        Fragment: lambda writer, node: writer.wrapped(node, "fragment"),
        Ornament: ornament,
        ItemList: item_list,
        Quotation: lambda writer, node: f"#quoted[{writer.blocks(node.blocks)}]",
    }
