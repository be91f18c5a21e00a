"""The running text of a book: rows told apart, put together to units, and made into divisions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from edition.model.document import (
    Block,
    Division,
    Fragment,
    Inline,
    NoteMarker,
    Restoration,
    Text,
)
from edition.readers.assembly import Marks, Moves
from edition.readers.composition import Scribe, compose
from edition.readers.contents import Contents
from edition.readers.drafts import Draft, DraftKind
from edition.readers.page_foot.book import Book
from edition.readers.page_foot.book_blocks import draft_units, fragment_places, page_marks
from edition.readers.page_foot.book_divisions import Title, draft_title, mark_titles
from edition.readers.page_foot.caption_notes import CaptionNotes, read_caption_notes
from edition.readers.page_foot.foot_notes import FootNotes
from edition.readers.page_foot.heading_rows import mark_headings, mark_verse
from edition.readers.page_foot.measure import Measures
from edition.readers.page_foot.pages import BookPage
from edition.readers.page_foot.paragraph_rows import Unit, make_units, single_items
from edition.readers.page_foot.quotation_rows import mark_quotations
from edition.readers.page_foot.reordering import Orders, read_orders
from edition.readers.page_foot.text_rows import (
    ENDS,
    Row,
    RowKind,
    groups_of,
    make_rows,
    mark_matter,
)
from edition.text.scripts import is_cjk
from edition.text.span import Span

# --- The front matter of a book: title pages, imprint, and tables that are kept line by line ---


_IMPRINT = re.compile(
    r"\bisbn\b|first published|\u00a9|copyright|all rights reserved|cataloging|cataloguing", re.I
)


def mark_front(
    rows: Sequence[Row],
    pages: Sequence[BookPage],
    contents: Contents,
    titles: Sequence[Title],
    measures: Measures,
) -> None:
    """Mark the lines of tables, of title pages and of the imprint; leave prose as it is."""
    for row in rows:
        if row.line.number in contents.lines and row.kind is RowKind.TEXT:
            row.kind = RowKind.CONTENTS
    first = titles[0].start if titles else _first_prose(rows, measures)
    imprints = {
        index
        for index, page in enumerate(pages)
        if page.start < first and any(_IMPRINT.search(line.text) for line in page.text)
    }
    for start, end in groups_of(rows):
        group = rows[start:end]
        if group[0].line.start >= first:
            break
        if all(row.kind is RowKind.TEXT for row in group) and not _is_prose(group, measures):
            kind = RowKind.IMPRINT if group[0].page in imprints else RowKind.TITLE_PAGE
            for row in group:
                row.kind = kind
            group[0].begins = True
    mark_table_heading(rows, contents)


def _first_prose(rows: Sequence[Row], measures: Measures) -> int:
    """Return the offset of the first row on the first page that has prose on it."""
    for start, end in groups_of(rows):
        if _is_prose(rows[start:end], measures):
            return next(row.line.start for row in rows if row.page == rows[start].page)
    return 0


def _is_prose(group: Sequence[Row], measures: Measures) -> bool:
    full = any(row.width > 0.86 * measures.body for row in group[:-1] or group)
    return full and bool(ENDS.search(group[-1].text))


def mark_table_heading(rows: Sequence[Row], contents: Contents) -> None:
    """Mark the heading of the table of contents, which the table itself does not list."""
    for row in rows:
        if contents.lines and row.line.number == contents.lines.start:
            row.kind, row.begins = RowKind.TABLE_HEADING, True


# --- What the extraction tore from its place, put back where the text itself shows the gap ---


_EMPTY_BRACKETS = re.compile(r"[(\[](?P<hole>\s*)(?=[,)\]])")
_REACH = 4
"""Rows before and after torn words in which their brackets are looked for."""

MARKER = "marker"
TORN = "torn-words"


@dataclass(slots=True)
class Displacements:
    """Collects restorations, with the holes that they leave and the places where they go."""

    restorations: list[Restoration] = field(default_factory=list)
    holes: list[Span] = field(default_factory=list)
    insertions: dict[int, tuple[Inline, ...]] = field(default_factory=dict)

    def moves(self, glued: Iterable[int] = ()) -> Moves:
        """Return the displacements as ``build_inlines`` takes them; see ``Moves.glued``."""
        return Moves(tuple(sorted(self.holes)), self.insertions, frozenset(glued))

    def move_markers(self, markers: Sequence[NoteMarker], belongs: Mapping[int, int]) -> None:
        """Put markers that slid to the start of their line behind the first stop of that line."""
        for marker in markers:
            to = belongs.get(marker.span.start)
            if to is None:
                continue
            self.holes.append(marker.span)
            self.insertions[to] = (*self.insertions.get(to, ()), marker)
            reason = (
                f"The marker {marker.sign} is attached to the first word of a line; the order "
                "of the series requires it there, after the first stop, which has no marker."
            )
            self.restorations.append(Restoration(MARKER, marker.span, to, reason))

    def move_torn_words(self, rows: Sequence[Row]) -> None:
        """Put Chinese or Japanese words that stand alone into the empty brackets beside them."""
        for index, row in enumerate(rows):
            if row.kind is RowKind.TEXT and len(row.text) > 1 and all(map(is_cjk, row.text)):
                self._fill_brackets(rows, index)

    def _fill_brackets(self, rows: Sequence[Row], index: int) -> None:
        row = rows[index]
        found = [
            (near.line.start + match.start("hole"), near.line.start + match.end("hole"))
            for near in rows[max(0, index - _REACH) : index + _REACH + 1]
            if near.page == row.page
            for match in _EMPTY_BRACKETS.finditer(near.line.text)
        ]
        if len(found) != 1 or found[0][0] in self.insertions:
            return
        start, end = found[0]
        span = row.line.content
        row.kind = RowKind.MOVED
        self.insertions[start] = (Text(row.text, span),)
        self.holes.append(Span(start, end))
        reason = "The words are separated from their line, in which a pair of brackets is empty."
        self.restorations.append(Restoration(TORN, span, start, reason))


@dataclass(frozen=True, slots=True)
class BookText:
    """The units of the running text, and what was found out of its place in it."""

    units: Sequence[Unit]
    displaced: Displacements
    captioned: CaptionNotes
    orders: Orders

    @property
    def restorations(self) -> tuple[Restoration, ...]:
        """Everything that is put back, by its place in the witness."""
        found = [
            *self.displaced.restorations,
            *self.orders.restorations,
            *self.captioned.restorations,
        ]
        return tuple(sorted(found, key=lambda item: (item.span, item.to)))


def read_text(
    book: Book, notes: FootNotes, ornaments: Collection[str], restorations: object
) -> BookText:
    """Tell the kinds of the rows and put them together.

    ``ornaments`` are lines that stand for one; ``restorations`` are entries of the record.
    """
    displaced = Displacements()
    displaced.move_markers(notes.markers, notes.belongs)
    rows = _tell_rows(book, frozenset(ornaments), displaced)
    captioned = read_caption_notes(book, rows, [note.key for note in notes.notes])
    mark_quotations(rows, book.setting.measures)
    units = make_units(rows, book.setting.measures)
    single_items(units)
    orders = read_orders(book.source, restorations, units)
    orders.glued.update(marker.span.start for marker in captioned.markers)
    return BookText(units, displaced, captioned, orders)


def _tell_rows(book: Book, ornaments: Collection[str], displaced: Displacements) -> list[Row]:
    measures = book.setting.measures
    rows = make_rows(book.setting, book.pages)
    mark_titles(rows, book.titles)
    mark_matter(rows, measures, ornaments)
    mark_front(rows, book.pages, book.contents, book.titles, measures)
    mark_verse(rows, measures)
    displaced.move_torn_words(rows)
    mark_headings(rows, measures)
    return rows


def compose_text(
    book: Book, notes: FootNotes, text: BookText
) -> tuple[tuple[Block, ...], tuple[Division, ...]]:
    """Return the blocks before the first division, and the divisions."""
    labels = [page.label for page in book.pages]
    markers = [m for m in notes.markers if m.span.start not in notes.belongs]
    marks = Marks.of([*markers, *text.captioned.markers, *page_marks(text.units, labels)])
    moves = text.displaced.moves(text.orders.glued)
    scribe = Scribe(book.source, marks, (), book.hyphenation, moves)
    return compose(scribe, list(_draft(scribe, book.titles, text, notes)))


def _draft(
    scribe: Scribe, titles: Sequence[Title], text: BookText, notes: FootNotes
) -> Iterator[Draft]:
    """Yield the drafts of all titles and of the units before and below them."""
    units = text.units
    starts, heads = _title_places(titles, units)
    fragments = fragment_places(units, notes.fragments)
    bounds = itertools.pairwise([0, *starts, len(units)])
    for title, head, (start, end) in zip([None, *titles], [None, *heads], bounds, strict=True):
        if title is not None:
            yield draft_title(scribe, title, head, text.orders)
        first = start + (head is not None)
        for drafts, last in draft_units(scribe.source, units[first:end], text.orders):
            yield from drafts
            yield from _draft_fragments(fragments.pop(id(last), ()))
        for unit in units[start:end]:
            yield from _draft_fragments(fragments.pop(id(unit), ()))
        if not units and title is None:
            yield from _draft_fragments(fragment for _, fragment in notes.fragments)


def _draft_fragments(fragments: Iterable[Fragment]) -> Iterator[Draft]:
    for fragment in fragments:
        yield Draft(DraftKind.FRAGMENT, (fragment.span,), fragment=fragment)


def _title_places(
    titles: Sequence[Title], units: Sequence[Unit]
) -> tuple[list[int], list[Unit | None]]:
    """Return for each title the index of its unit, or of the unit before which it is supplied."""
    by_line = {unit.rows[0].line.number: i for i, unit in enumerate(units) if unit.rows}
    starts: list[int] = []
    heads: list[Unit | None] = []
    for title in titles:
        # A heading that was found is before all that follows it, a supplied heading too.
        floor = starts[-1] + (heads[-1] is not None) if starts else 0
        index = by_line.get(title.lines[0]) if title.lines else None
        if index is not None and units[index].kind is RowKind.TITLE and index >= floor:
            starts.append(index)
            heads.append(units[index])
            continue
        after = (i for i, u in enumerate(units) if u.rows[0].line.content.start >= title.start)
        starts.append(max(floor, next(after, len(units))))
        heads.append(None)
    return starts, heads
