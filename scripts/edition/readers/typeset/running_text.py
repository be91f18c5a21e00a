"""Read the running text of a book: classify rows, assemble blocks, and compose divisions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from edition.model.document import Block as Node
from edition.model.document import (
    Division,
    Fragment,
    Inline,
    LineBreak,
    MatterKind,
    Note,
    PageStart,
    Restoration,
    Supplied,
)
from edition.readers.assembly import Marks
from edition.readers.captions import caption_label
from edition.readers.chunks import ends_sentence
from edition.readers.composition import InlineBuilder, compose
from edition.readers.contents import Contents
from edition.readers.drafts import Draft, DraftKind, mark_continued
from edition.readers.list_items import split_items
from edition.readers.typeset.blocks import Block, compose_rows, decide
from edition.readers.typeset.book import Book, BookPage, Title
from edition.readers.typeset.foot_notes import FootNotes, make_markers
from edition.readers.typeset.measures import LONG
from edition.readers.typeset.restorations import (
    Displacements,
    part_columns,
    read_caption_notes,
    restore_orders,
)
from edition.readers.typeset.rows import Kind, Row, groups_of, mark_matter
from edition.readers.typeset.type_area import TypeArea, measure_type
from edition.records.vocabulary import any_listed
from edition.text.source import Source
from edition.text.span import Span

_KINDS: Mapping[Kind, Draft] = {
    Kind.HEADING: Draft(DraftKind.HEADING, (), level=3, wrapped=True),
    Kind.TABLE_HEADING: Draft(DraftKind.HEADING, (), level=1, wrapped=True),
    Kind.TIMELINE: Draft(DraftKind.MATTER, (), MatterKind.TIMELINE, wrapped=True),
    Kind.CONTENTS: Draft(DraftKind.MATTER, (), MatterKind.CONTENTS),
    Kind.TITLE_PAGE: Draft(DraftKind.MATTER, (), MatterKind.TITLE),
    Kind.IMPRINT: Draft(DraftKind.MATTER, (), MatterKind.IMPRINT),
    Kind.VERSE: Draft(DraftKind.VERSE, ()),
    Kind.CAPTION: Draft(DraftKind.CAPTION, ()),
    Kind.ORNAMENT: Draft(DraftKind.ORNAMENT, ()),
}
"""Drafts by kind of block; blocks of all other kinds become paragraphs."""


def ordered_pieces(block: Block, displaced: Displacements) -> tuple[Span, ...]:
    """Return the pieces of a block in their right order."""
    return tuple(displaced.pieces.get(block.rows[0].line.number) or block.chunk.pieces)


def draft_blocks(
    source: Source, blocks: Sequence[Block], displaced: Displacements
) -> Iterator[tuple[list[Draft], Block]]:
    """Yield the drafts of each quotation or single block, with the last of its blocks."""
    items = _find_items(blocks)
    place = 0
    while place < len(blocks):
        quoted = _quotation_end(blocks, place)
        end = max(quoted, place + 1)
        drafts = [
            draft
            for block in blocks[place:end]
            for draft in items.get(id(block)) or _draft_block(source, block, displaced)
        ]
        yield [replace(draft, quoted=quoted > place) for draft in drafts], blocks[end - 1]
        place = end


def _find_items(blocks: Sequence[Block]) -> dict[int, Sequence[Draft]]:
    """Return the items of lists by the identity of their block; a single item is not a list."""
    found: dict[int, Sequence[Draft]] = {}
    for kind, group in itertools.groupby(blocks, key=lambda block: block.kind):
        if kind not in (Kind.TEXT, Kind.QUOTATION):
            continue
        # A dash before a number is added by transcriptions; in a book it belongs to the text.
        split = [(block, split_items(block.chunk)) for block in group]
        divided = [(block, () if items.furniture else items.drafts) for block, items in split]
        for listed, run in itertools.groupby(
            divided, key=lambda pair: bool(pair[1]) and pair[1][0].mark.isascii()
        ):
            items = list(run)
            if listed and sum(len(drafts) for _, drafts in items) > 1:
                found |= {id(block): drafts for block, drafts in items}
    return found


def _draft_block(source: Source, block: Block, displaced: Displacements) -> list[Draft]:
    """Return the draft of a block, or two drafts for verse in two columns."""
    pieces = ordered_pieces(block, displaced)
    draft = _KINDS.get(block.kind)
    if draft is None:
        return [Draft(DraftKind.PARAGRAPH, pieces)]
    divided = block.kind is Kind.VERSE and block.rows[0].line.number in displaced.columns
    columns = part_columns(source, pieces) if divided else [pieces]
    name = caption_label(block.rows[0].text) if block.kind is Kind.CAPTION else ""
    return [replace(draft, pieces=tuple(column), name=name) for column in columns]


def _quotation_end(blocks: Sequence[Block], place: int) -> int:
    """Return the index after a quotation and its verse; ``place`` if none begins there."""
    end = place
    while end < len(blocks) and blocks[end].kind in (Kind.QUOTATION, Kind.VERSE):
        end += 1
    return end if any(block.kind is Kind.QUOTATION for block in blocks[place:end]) else place


def page_marks(units: Sequence[Block], starts: Sequence[str]) -> list[PageStart]:
    """Return a page start for every label, at the first word of the page in the order of units.

    ``starts`` are the labels by page index; a page without text starts where the next page does.
    """
    marks: list[PageStart] = []
    seen = 0
    items = _find_items(units)
    for unit in units:
        drafts = items.get(id(unit), ())
        pieces = [piece for draft in drafts for piece in draft.pieces] or unit.chunk.pieces
        for row, piece in zip(unit.rows, pieces, strict=True):
            while seen <= row.page:
                marks.append(PageStart(starts[seen], Span(piece.start, piece.start)))
                seen += 1
    return marks


def fragment_places(
    units: Sequence[Block], fragments: Iterable[tuple[int, Fragment]]
) -> dict[int, list[Fragment]]:
    """Return the fragments of notes by the identity of the unit that each follows."""
    last: dict[int, Block] = {}
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


# --- Front matter: title pages, imprint, and tables preserved line by line ---


_IMPRINT = re.compile(rf"(?<!\w){any_listed('imprint_pages')}", re.IGNORECASE)


def mark_front(
    rows: Sequence[Row],
    pages: Sequence[BookPage],
    titles: Sequence[Title],
    area: TypeArea,
) -> None:
    """Mark the rows of title pages and of the imprint; leave prose unchanged."""
    first = titles[0].start if titles else _first_prose(rows, area)
    imprints = {
        index
        for index, page in enumerate(pages)
        if page.start < first and any(_IMPRINT.search(line.text) for line in page.text)
    }
    for group in groups_of(rows):
        if group[0].line.start >= first:
            break
        free = all(row.kind in (Kind.TEXT, Kind.OTHER) for row in group)
        if free and not _is_prose(group, area):
            kind = Kind.IMPRINT if group[0].page in imprints else Kind.TITLE_PAGE
            for row in group:
                row.kind = kind
            group[0].begins = True


def _first_prose(rows: Sequence[Row], area: TypeArea) -> int:
    """Return the offset of the first row of the first page that contains prose; 0 if none does."""
    for group in groups_of(rows):
        if _is_prose(group, area):
            return next(row.line.start for row in rows if row.page == group[0].page)
    return 0


def _is_prose(group: Sequence[Row], area: TypeArea) -> bool:
    full = any(row.width > LONG * area.body for row in group[:-1] or group)
    return full and ends_sentence(group[-1].text)


# --- The headings of divisions ---


_LOST_HEADING = "The witness lacks the heading; it is supplied from the table of contents."


def mark_titles(
    rows: Sequence[Row],
    titles: Sequence[Title],
    contents: Contents,
    ornaments: Collection[str],
) -> None:
    """Mark the headings of divisions and the rows of the table of contents."""
    firsts = {title.lines[0] for title in titles if title.lines}
    numbers = {number for title in titles for number in title.lines}
    for row in rows:
        if row.line.number in numbers:
            row.kind = Kind.TITLE
            row.begins = row.line.number in firsts
        elif row.line.number in contents.lines[:1]:
            # The table does not list its own heading.
            row.kind, row.begins = Kind.TABLE_HEADING, True
        elif row.line.number in contents.lines and row.text not in ornaments:
            row.kind = Kind.CONTENTS


def draft_title(
    inline_builder: InlineBuilder, title: Title, unit: Block | None, displaced: Displacements
) -> Draft:
    """Return the draft of a division; ``unit`` is its heading, or None if that is lost."""
    place = (Span(title.start, title.start),)
    pieces = ordered_pieces(unit, displaced) if unit else place
    entry = title.entry
    return Draft(
        DraftKind.DIVISION,
        pieces,
        level=entry.level,
        name=title.name,
        number=entry.number,
        heading=_make_heading(inline_builder, title, unit, pieces),
        supplied=not title.lines,
    )


def _make_heading(
    inline_builder: InlineBuilder, title: Title, unit: Block | None, pieces: Sequence[Span]
) -> tuple[Inline, ...]:
    start = Span(pieces[0].start, pieces[0].start)
    above: tuple[Inline, ...] = ()
    if title.chapter_line:
        above = (Supplied(title.chapter_line, _LOST_HEADING, start), LineBreak(start))
    if unit is None:
        words = title.entry.title if above else f"{title.entry.number} {title.entry.title}"
        return (*above, Supplied(words.strip(), _LOST_HEADING, start))
    if above and unit.rows[0].text == title.chapter_line and len(pieces) > 1:
        end = Span(pieces[0].end, pieces[0].end)
        return (
            *inline_builder.write(pieces[:1]),
            LineBreak(end),
            *inline_builder.write(pieces[1:]),
        )
    return (*above, *inline_builder.write(pieces))


# --- The text ---


@dataclass(frozen=True, slots=True)
class BookText:
    """The units of the running text, and the displaced text found in it."""

    units: Sequence[Block]
    displaced: Displacements
    captioned: Sequence[Note]
    """The notes under captions."""

    @property
    def restorations(self) -> tuple[Restoration, ...]:
        """All restorations, sorted by their place in the witness."""
        return tuple(sorted(self.displaced.restorations, key=lambda item: (item.span, item.to)))


def read_text(
    book: Book,
    rows: Sequence[Row],
    notes: FootNotes,
    options: Mapping[str, Any],
) -> BookText:
    """Classify the rows and assemble them into blocks; see ``inference.options``."""
    displaced = Displacements()
    displaced.move_markers(notes.notes, _AT_WORD)
    mark_titles(rows, book.titles, book.contents, options["ornaments"])
    free = [row for row in rows if row.kind is Kind.TEXT]
    area = measure_type(free)
    mark_matter(rows, area.short, options["ornaments"])
    mark_front(rows, book.pages, book.titles, area)
    displaced.move_torn_words(rows)
    captioned = read_caption_notes(book, rows, [note.key for note in notes.notes], displaced)
    blocks = compose_rows(rows, area, decide(options))
    restore_orders(displaced, book.source, options.get("restorations", ()), blocks)
    return BookText(blocks, displaced, captioned)


_AT_WORD = (
    "The marker {mark} is attached to the first word of a line; the order of the series requires "
    "it there, after the first stop, which has no marker."
)


def compose_text(
    book: Book, notes: FootNotes, text: BookText
) -> tuple[tuple[Node, ...], tuple[Division, ...]]:
    """Return the blocks before the first division, and the divisions."""
    labels = [page.label for page in book.pages]
    markers = make_markers([*notes.notes, *text.captioned])
    marks = Marks.of([*markers, *page_marks(text.units, labels)])
    inline_builder = InlineBuilder(book.source, marks, (), book.hyphenation, text.displaced.moves())
    drafts = list(_draft(inline_builder, book.titles, text, notes))
    return compose(inline_builder, mark_continued(book.source, drafts))


def _draft(
    inline_builder: InlineBuilder, titles: Sequence[Title], text: BookText, notes: FootNotes
) -> Iterator[Draft]:
    """Yield the drafts of all titles, of the units before the first, and of those below each."""
    units = text.units
    starts, heads = _title_places(titles, units)
    fragments = fragment_places(units, notes.fragments)
    bounds = itertools.pairwise([0, *starts, len(units)])
    for title, head, (start, end) in zip([None, *titles], [None, *heads], bounds, strict=True):
        if title is not None:
            yield draft_title(inline_builder, title, head, text.displaced)
        first = start + (head is not None)
        for drafts, last in draft_blocks(inline_builder.source, units[first:end], text.displaced):
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
    titles: Sequence[Title], units: Sequence[Block]
) -> tuple[list[int], list[Block | None]]:
    """Return, for each title, the index of its unit or of the unit before which to supply it."""
    by_line = {unit.rows[0].line.number: i for i, unit in enumerate(units) if unit.rows}
    starts: list[int] = []
    heads: list[Block | None] = []
    for title in titles:
        # Headings stay in order: each comes after the preceding one, found or supplied.
        floor = starts[-1] + (heads[-1] is not None) if starts else 0
        index = by_line.get(title.lines[0]) if title.lines else None
        if index is not None and units[index].kind is Kind.TITLE and index >= floor:
            starts.append(index)
            heads.append(units[index])
            continue
        after = (i for i, u in enumerate(units) if u.rows[0].line.content.start >= title.start)
        starts.append(max(floor, next(after, len(units))))
        heads.append(None)
    return starts, heads
