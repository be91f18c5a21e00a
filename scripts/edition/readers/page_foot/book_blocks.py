"""Blocks of a book made from its units, with markers and page starts in their places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edition.model.document import (
    Block,
    Caption,
    Fragment,
    Heading,
    Inline,
    ItemList,
    ListItem,
    Matter,
    MatterKind,
    Ornament,
    PageStart,
    Paragraph,
    Quotation,
    Verse,
)
from edition.readers.assembly import NO_MOVES, Hyphenation, Marks, Moves, build_inlines
from edition.readers.page_foot.page_breaks import CAPTION
from edition.readers.page_foot.paragraph_rows import Unit
from edition.readers.page_foot.reordering import part_columns
from edition.readers.page_foot.text_rows import RowKind
from edition.text.source import Source
from edition.text.span import Span

_KEPT = {
    RowKind.CONTENTS: MatterKind.CONTENTS,
    RowKind.TITLE_PAGE: MatterKind.TITLE,
    RowKind.IMPRINT: MatterKind.IMPRINT,
}
_QUOTED = (RowKind.QUOTATION, RowKind.VERSE)


@dataclass(slots=True)
class Scrivener:
    """Turns units into blocks."""

    source: Source
    marks: Marks
    hyphenation: Hyphenation
    moves: Moves = NO_MOVES
    orders: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    """By number of the first line: the pieces of a scrambled stretch in their right order."""
    columns: Collection[int] = ()
    """First lines of verse whose two columns the witness interleaves."""

    def inlines(self, pieces: Sequence[Span], *, keep_lines: bool = False) -> tuple[Inline, ...]:
        """Return the inlines of pieces."""
        return build_inlines(
            self.source,
            pieces,
            self.marks,
            self.hyphenation,
            keep_lines=keep_lines,
            moves=self.moves,
        )

    def pieces(self, unit: Unit) -> list[Span]:
        """Return the pieces of a unit, without the mark of a list's item."""
        ordered = self.orders.get(unit.rows[0].line.number)
        if ordered:
            return list(ordered)
        return unit_pieces(unit)

    def blocks(self, units: Sequence[Unit]) -> list[tuple[Block, Unit]]:
        """Return the blocks of units, each with the last unit that it is made of."""
        made: list[tuple[Block, Unit]] = []
        place = 0
        while place < len(units):
            end = _quotation_end(units, place)
            if end > place:
                blocks = self._listed(units[place:end])
                made.append((Quotation(blocks, _cover(blocks)), units[end - 1]))
                place = end
                continue
            end = _list_end(units, place)
            for block in self._listed(units[place:end]):
                made.append((block, units[end - 1]))
            place = end
        return made

    def _listed(self, units: Sequence[Unit]) -> tuple[Block, ...]:
        blocks: list[Block] = []
        place = 0
        while place < len(units):
            end = _list_end(units, place)
            if units[place].mark:
                items = tuple(self._item(unit) for unit in units[place:end])
                blocks.append(ItemList(items, Span(items[0].span.start, items[-1].span.end)))
            else:
                blocks += self.leaf(units[place])
            place = end
        return tuple(blocks)

    def _item(self, unit: Unit) -> ListItem:
        start = unit.rows[0].line.content.start
        block = Paragraph(self.inlines(self.pieces(unit)), _span(unit_pieces(unit)))
        mark = Span(start, start + len(unit.mark))
        return ListItem(unit.mark, mark, (block,), Span(start, block.span.end))

    def leaf(self, unit: Unit) -> list[Block]:
        """Return the block of one unit; verse in two columns gives two."""
        pieces = self.pieces(unit)
        span = _span(pieces)
        match unit.kind:
            case RowKind.HEADING:
                return [Heading(3, self.inlines(pieces), span)]
            case RowKind.TABLE_HEADING:
                return [Heading(1, self.inlines(pieces), span)]
            case RowKind.VERSE:
                parted = unit.rows[0].line.number in self.columns
                return [
                    Verse(self.inlines(column, keep_lines=True), _span(column))
                    for column in (part_columns(self.source, pieces) if parted else [pieces])
                ]
            case RowKind.TIMELINE:
                return [Matter(MatterKind.TIMELINE, self.inlines(pieces), span)]
            case RowKind.CONTENTS | RowKind.TITLE_PAGE | RowKind.IMPRINT:
                return [Matter(_KEPT[unit.kind], self.inlines(pieces, keep_lines=True), span)]
            case RowKind.CAPTION:
                match = CAPTION.match(unit.rows[0].line.text)
                return [Caption(match["label"] if match else "", self.inlines(pieces), span)]
            case RowKind.ORNAMENT:
                return [Ornament(self.source.slice(span), span)]
            case _:
                return [Paragraph(self.inlines(pieces), span, continued=unit.continued)]


def unit_pieces(unit: Unit) -> list[Span]:
    """Return the contents of a unit's lines; the mark of a list's item is not among them."""
    pieces = [row.line.content for row in unit.rows]
    if unit.mark:
        text = unit.rows[0].text[len(unit.mark) :]
        shift = len(unit.mark) + len(text) - len(text.lstrip())
        pieces[0] = Span(pieces[0].start + shift, pieces[0].end)
    return pieces


def _span(pieces: Sequence[Span]) -> Span:
    return Span(min(p.start for p in pieces), max(p.end for p in pieces))


def _cover(blocks: Sequence[Block]) -> Span:
    return Span(blocks[0].span.start, blocks[-1].span.end)


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
