"""The running text of a book: rows told apart, put together to units, and made into divisions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from edition.model.document import (
    Block,
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
from edition.readers.composition import Scribe, compose
from edition.readers.contents import Contents
from edition.readers.drafts import Draft, DraftKind, mark_continued
from edition.readers.typeset.book import Book, BookPage, Title
from edition.readers.typeset.foot_notes import FootNotes, make_markers
from edition.readers.typeset.measures import LONG, Measures
from edition.readers.typeset.paragraph_rows import Unit, make_units, single_items
from edition.readers.typeset.restorations import (
    Displacements,
    part_columns,
    read_caption_notes,
    restore_orders,
)
from edition.readers.typeset.text_rows import (
    Row,
    RowKind,
    groups_of,
    make_rows,
    mark_headings,
    mark_matter,
    mark_quotations,
    mark_verse,
)
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


def ordered_pieces(unit: Unit, displaced: Displacements) -> tuple[Span, ...]:
    """Return the pieces of a unit in their right order, without the mark of a list's item."""
    return tuple(displaced.pieces.get(unit.rows[0].line.number) or unit_pieces(unit))


def draft_units(
    source: Source, units: Sequence[Unit], displaced: Displacements
) -> Iterator[tuple[list[Draft], Unit]]:
    """Yield the drafts of each quotation, list and other unit, with its last unit."""
    place = 0
    while place < len(units):
        end = _quotation_end(units, place)
        quoted = end > place
        end = end if quoted else _list_end(units, place)
        drafts = [d for unit in units[place:end] for d in _draft_unit(source, unit, displaced)]
        yield [replace(draft, quoted=quoted) for draft in drafts], units[end - 1]
        place = end


def _draft_unit(source: Source, unit: Unit, displaced: Displacements) -> list[Draft]:
    """Return the draft of one unit; verse in two columns gives two."""
    pieces = ordered_pieces(unit, displaced)
    first = unit.rows[0].line
    if unit.mark:
        mark = Span(first.content.start, first.content.start + len(unit.mark))
        return [Draft(DraftKind.ITEM, pieces, mark=unit.mark, mark_span=mark)]
    draft = _KINDS.get(unit.kind)
    if draft is None:
        return [Draft(DraftKind.PARAGRAPH, pieces)]
    parted = unit.kind is RowKind.VERSE and first.number in displaced.columns
    columns = part_columns(source, pieces) if parted else [pieces]
    name = caption_label(unit.rows[0].text) if unit.kind is RowKind.CAPTION else ""
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


def page_marks(units: Iterable[Unit], starts: Sequence[str]) -> list[PageStart]:
    """Return a page start for every label, at the first word of the page in the order of units.

    ``starts`` are the labels by page index; a page without text starts where the next one does.
    """
    marks: list[PageStart] = []
    seen = 0
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
        if row.line.number in contents.lines[:1]:
            # The table itself does not list its heading.
            row.kind, row.begins = RowKind.TABLE_HEADING, True
        elif row.line.number in contents.lines and row.kind is RowKind.TEXT:
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


def _first_prose(rows: Sequence[Row], measures: Measures) -> int:
    """Return the offset of the first row on the first page that has prose on it."""
    for start, end in groups_of(rows):
        if _is_prose(rows[start:end], measures):
            return next(row.line.start for row in rows if row.page == rows[start].page)
    return 0


def _is_prose(group: Sequence[Row], measures: Measures) -> bool:
    full = any(row.width > LONG * measures.body for row in group[:-1] or group)
    return full and ends_sentence(group[-1].text)


# --- The headings of divisions ---


_LOST_HEADING = "The witness lacks the heading; it is supplied from the table of contents."


def mark_titles(rows: Sequence[Row], titles: Sequence[Title]) -> None:
    """Mark the rows that are headings of divisions."""
    firsts = {title.lines[0] for title in titles if title.lines}
    numbers = {number for title in titles for number in title.lines}
    for row in rows:
        if row.line.number in numbers:
            row.kind = RowKind.TITLE
            row.begins = row.line.number in firsts


def draft_title(scribe: Scribe, title: Title, unit: Unit | None, displaced: Displacements) -> Draft:
    """Return the draft of a division: ``unit`` is that of its heading, if it is not lost."""
    place = (Span(title.start, title.start),)
    pieces = ordered_pieces(unit, displaced) if unit else place
    entry = title.entry
    return Draft(
        DraftKind.DIVISION,
        pieces,
        level=entry.level,
        name=title.name,
        number=entry.number,
        heading=_make_heading(scribe, title, unit, pieces),
        supplied=not title.lines,
    )


def _make_heading(
    scribe: Scribe, title: Title, unit: Unit | None, pieces: Sequence[Span]
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
        return (*scribe.write(pieces[:1]), LineBreak(end), *scribe.write(pieces[1:]))
    return (*above, *scribe.write(pieces))


# --- The text ---


@dataclass(frozen=True, slots=True)
class BookText:
    """The units of the running text, and what was found out of its place in it."""

    units: Sequence[Unit]
    displaced: Displacements
    captioned: Sequence[Note]
    """The notes under captions."""

    @property
    def restorations(self) -> tuple[Restoration, ...]:
        """Everything that is put back, by its place in the witness."""
        return tuple(sorted(self.displaced.restorations, key=lambda item: (item.span, item.to)))


def read_text(
    book: Book, notes: FootNotes, ornaments: Collection[str], restorations: object
) -> BookText:
    """Tell the kinds of the rows and put them together.

    ``ornaments`` are lines that stand for one; ``restorations`` are entries of the record.
    """
    displaced = Displacements()
    displaced.move_markers(notes.notes)
    rows = _tell_rows(book, frozenset(ornaments), displaced)
    captioned = read_caption_notes(book, rows, [note.key for note in notes.notes], displaced)
    mark_quotations(rows, book.setting.measures)
    units = make_units(rows, book.setting.measures)
    single_items(units)
    restore_orders(displaced, book.source, restorations, units)
    return BookText(units, displaced, captioned)


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
    markers = make_markers([*notes.notes, *text.captioned])
    marks = Marks.of([*markers, *page_marks(text.units, labels)])
    scribe = Scribe(book.source, marks, (), book.hyphenation, text.displaced.moves())
    drafts = list(_draft(scribe, book.titles, text, notes))
    return compose(scribe, mark_continued(book.source, drafts))


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
            yield draft_title(scribe, title, head, text.displaced)
        first = start + (head is not None)
        for drafts, last in draft_units(scribe.source, units[first:end], text.displaced):
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
