"""The running text of a book: rows told apart, put together to units, and made into divisions."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from edition.model.document import Block, Division, Restoration
from edition.readers.assembly import Marks
from edition.readers.page_foot.book import Book
from edition.readers.page_foot.book_blocks import Scrivener, fragment_places, page_marks
from edition.readers.page_foot.book_divisions import Title, mark_titles, nest_divisions
from edition.readers.page_foot.caption_notes import CaptionNotes, read_caption_notes
from edition.readers.page_foot.displaced import Displacements
from edition.readers.page_foot.foot_notes import FootNotes
from edition.readers.page_foot.front_rows import mark_front
from edition.readers.page_foot.heading_rows import mark_headings, mark_verse
from edition.readers.page_foot.paragraph_rows import Unit, make_units, single_items
from edition.readers.page_foot.quotation_rows import mark_quotations
from edition.readers.page_foot.reordering import Orders, read_orders
from edition.readers.page_foot.text_rows import Row, RowKind, make_rows, mark_matter


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
    scrivener = Scrivener(
        book.source,
        Marks.of([*markers, *text.captioned.markers, *page_marks(text.units, labels)]),
        book.hyphenation,
        text.displaced.moves(text.orders.glued),
        text.orders.pieces,
        text.orders.columns,
    )
    front, parts, heads = _part(scrivener, book.titles, text.units, notes)
    return tuple(front), nest_divisions(scrivener, book.titles, parts, heads)


def _part(
    scrivener: Scrivener, titles: Sequence[Title], units: Sequence[Unit], notes: FootNotes
) -> tuple[list[Block], list[list[Block]], list[Unit | None]]:
    """Return the blocks before the first title, those of each title, and the units of headings."""
    starts, heads = _title_places(titles, units)
    fragments = fragment_places(units, notes.fragments)
    bounds = [0, *starts, len(units)]
    made: list[list[Block]] = []
    for number, (start, end) in enumerate(itertools.pairwise(bounds)):
        first = start + (number > 0 and heads[number - 1] is not None)
        blocks: list[Block] = []
        covered = set(map(id, units[start:first]))
        for block, last in scrivener.blocks(units[first:end]):
            blocks.append(block)
            covered.add(id(last))
            blocks += fragments.pop(id(last), [])
        for unit in units[start:end]:
            blocks += fragments.pop(id(unit), [])
        made.append(blocks)
    if not units:
        made[0] += [fragment for _, fragment in notes.fragments]
    return made[0], made[1:], heads


def _title_places(
    titles: Sequence[Title], units: Sequence[Unit]
) -> tuple[list[int], list[Unit | None]]:
    """Return for each title the index of its unit, or of the unit before which it is supplied."""
    by_line = {unit.rows[0].line.number: i for i, unit in enumerate(units) if unit.rows}
    starts: list[int] = []
    heads: list[Unit | None] = []
    for title in titles:
        floor = starts[-1] if starts else 0
        index = by_line.get(title.lines[0]) if title.lines else None
        if index is not None and units[index].kind is RowKind.TITLE and index >= floor:
            starts.append(index)
            heads.append(units[index])
            continue
        after = (i for i, u in enumerate(units) if u.rows[0].line.content.start >= title.start)
        starts.append(max(floor, next(after, len(units))))
        heads.append(None)
    return starts, heads
