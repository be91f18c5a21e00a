"""Drafts of a book's blocks made from its units, with page starts and fragments in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from edition.model.document import Fragment, MatterKind, PageStart
from edition.readers.drafts import Draft, DraftKind
from edition.readers.page_foot.page_breaks import CAPTION
from edition.readers.page_foot.paragraph_rows import Unit
from edition.readers.page_foot.reordering import Orders, part_columns
from edition.readers.page_foot.text_rows import RowKind
from edition.text.source import Source
from edition.text.span import Span

_KINDS: Mapping[RowKind, Draft] = {
    RowKind.HEADING: Draft(DraftKind.HEADING, (), level=3, wrapped=True),
    RowKind.TABLE_HEADING: Draft(DraftKind.HEADING, (), level=1, wrapped=True),
    RowKind.TIMELINE: Draft(DraftKind.MATTER, (), MatterKind.TIMELINE, wrapped=True),
    RowKind.CONTENTS: Draft(DraftKind.MATTER, (), MatterKind.CONTENTS),
    RowKind.TITLE_PAGE: Draft(DraftKind.MATTER, (), MatterKind.TITLE),
    RowKind.IMPRINT: Draft(DraftKind.MATTER, (), MatterKind.IMPRINT),
    RowKind.VERSE: Draft(DraftKind.VERSE, ()),
    RowKind.CAPTION: Draft(DraftKind.CAPTION, ()),
    RowKind.ORNAMENT: Draft(DraftKind.ORNAMENT, ()),
}
"""What units become; all others are paragraphs."""
_QUOTED = (RowKind.QUOTATION, RowKind.VERSE)


def ordered_pieces(unit: Unit, orders: Orders) -> tuple[Span, ...]:
    """Return the pieces of a unit in their right order, without the mark of a list's item."""
    return tuple(orders.pieces.get(unit.rows[0].line.number) or unit_pieces(unit))


def draft_units(
    source: Source, units: Sequence[Unit], orders: Orders
) -> Iterator[tuple[list[Draft], Unit]]:
    """Yield the drafts of each quotation, list and other unit, with its last unit."""
    place = 0
    while place < len(units):
        end = _quotation_end(units, place)
        quoted = end > place
        end = end if quoted else _list_end(units, place)
        drafts = [d for unit in units[place:end] for d in _draft(source, unit, orders)]
        yield [replace(draft, quoted=quoted) for draft in drafts], units[end - 1]
        place = end


def _draft(source: Source, unit: Unit, orders: Orders) -> list[Draft]:
    """Return the draft of one unit; verse in two columns gives two."""
    pieces = ordered_pieces(unit, orders)
    first = unit.rows[0].line
    if unit.mark:
        mark = Span(first.content.start, first.content.start + len(unit.mark))
        return [Draft(DraftKind.ITEM, pieces, mark=unit.mark, mark_span=mark)]
    draft = _KINDS.get(unit.kind)
    if draft is None:
        return [Draft(DraftKind.PARAGRAPH, pieces, continued=unit.continued)]
    caption = CAPTION.match(first.text) if unit.kind is RowKind.CAPTION else None
    parted = unit.kind is RowKind.VERSE and first.number in orders.columns
    columns = part_columns(source, pieces) if parted else [pieces]
    name = caption["label"] if caption else ""
    return [replace(draft, pieces=tuple(column), name=name) for column in columns]


def unit_pieces(unit: Unit) -> list[Span]:
    """Return the contents of a unit's lines; the mark of a list's item is not among them."""
    pieces = [row.line.content for row in unit.rows]
    if unit.mark:
        text = unit.rows[0].text[len(unit.mark) :]
        shift = len(unit.mark) + len(text) - len(text.lstrip())
        pieces[0] = Span(pieces[0].start + shift, pieces[0].end)
    return pieces


def _quotation_end(units: Sequence[Unit], place: int) -> int:
    end = place
    while end < len(units) and units[end].kind in _QUOTED:
        end += 1
    if any(unit.kind is RowKind.QUOTATION for unit in units[place:end]):
        return end
    return place


def _list_end(units: Sequence[Unit], place: int) -> int:
    end = place + 1
    while end < len(units) and units[place].mark and units[end].mark:
        if units[end].kind is not units[place].kind:
            break
        end += 1
    return end


def page_marks(units: Iterable[Unit], starts: Sequence[str], first: int = 0) -> list[PageStart]:
    """Return a page start for every label, at the first word of the page in the order of units.

    ``starts`` are the labels by page index; a page without text starts where the next one does.
    """
    marks: list[PageStart] = []
    seen = first
    for unit in units:
        for row, piece in zip(unit.rows, unit_pieces(unit), strict=True):
            while seen <= row.page:
                marks.append(PageStart(starts[seen], Span(piece.start, piece.start)))
                seen += 1
    return marks


def fragment_places(
    units: Sequence[Unit], fragments: Iterable[tuple[int, Fragment]]
) -> dict[int, list[Fragment]]:
    """Return the fragments by the identity of the unit after which each stands."""
    last: dict[int, Unit] = {}
    for unit in units:
        for row in unit.rows:
            last[row.page] = unit
    places: dict[int, list[Fragment]] = {}
    for page, fragment in fragments:
        owner = next(
            (last[p] for p in range(page, -1, -1) if p in last), units[0] if units else None
        )
        if owner is not None:
            places.setdefault(id(owner), []).append(fragment)
    return places
