"""Compose blocks, divisions and notes from drafts: the last step of every reader."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from edition.model.document import (
    Block,
    Caption,
    CellEnd,
    Division,
    Heading,
    Inline,
    ItemList,
    LineBreak,
    ListItem,
    Matter,
    MatterKind,
    Ornament,
    Paragraph,
    Quotation,
    Table,
    Verse,
)
from edition.model.traversal import span_of
from edition.readers.assembly import NO_MOVES, Hyphenation, Marks, Moves, build_inlines
from edition.readers.drafts import Draft, DraftKind
from edition.readers.markup import Run, wrap_runs
from edition.text.source import Source
from edition.text.span import Span
from edition.text.unique_names import UniqueNames


@dataclass(frozen=True, slots=True)
class InlineBuilder:
    """A builder of inlines from pieces, with all marks and styled runs of the text."""

    source: Source
    marks: Marks
    runs: tuple[Run, ...]
    hyphenation: Hyphenation
    moves: Moves = NO_MOVES
    run_starts: tuple[int, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.runs, key=lambda run: run.span))
        object.__setattr__(self, "runs", ordered)
        object.__setattr__(self, "run_starts", tuple(run.span.start for run in ordered))

    def write(
        self, pieces: Sequence[Span], *, keep_lines: bool = False, keep_words: bool = False
    ) -> tuple[Inline, ...]:
        """Return the inlines of one block."""
        inlines = build_inlines(
            self.source,
            pieces,
            self.marks,
            self.hyphenation,
            keep_lines=keep_lines,
            keep_words=keep_words,
            moves=self.moves,
        )
        if not inlines or not self.runs:
            return inlines
        start, end = pieces[0].start, pieces[-1].end
        first, last = bisect_left(self.run_starts, start), bisect_left(self.run_starts, end)
        runs = self.runs[first:last]
        return wrap_runs(inlines, runs) if runs else inlines


def compose(
    inline_builder: InlineBuilder, drafts: Sequence[Draft]
) -> tuple[tuple[Block, ...], tuple[Division, ...]]:
    """Return the blocks before the first division, and the divisions nested by level."""
    opening = next((i for i, d in enumerate(drafts) if d.kind is DraftKind.DIVISION), len(drafts))
    return compose_blocks(inline_builder, drafts[:opening]), _compose_divisions(
        inline_builder, drafts[opening:]
    )


def _compose_divisions(
    inline_builder: InlineBuilder, drafts: Sequence[Draft]
) -> tuple[Division, ...]:
    """Compose divisions; ``drafts`` are empty or begin with the heading of a division."""
    divisions: list[Division] = []
    position = 0
    while position < len(drafts):
        heading = drafts[position]
        end = _end_of_division(drafts, position)
        divisions.append(_compose_division(inline_builder, heading, drafts[position + 1 : end]))
        position = end
    return tuple(divisions)


def _end_of_division(drafts: Sequence[Draft], position: int) -> int:
    level = drafts[position].level
    for index in range(position + 1, len(drafts)):
        if drafts[index].kind is DraftKind.DIVISION and drafts[index].level <= level:
            return index
    return len(drafts)


def _compose_division(
    inline_builder: InlineBuilder, heading: Draft, inner: Sequence[Draft]
) -> Division:
    blocks, divisions = compose(inline_builder, inner)
    end = max([heading.end, *(draft.end for draft in inner)])
    return Division(
        name=heading.name,
        level=heading.level,
        number=heading.number,
        heading=heading.heading
        or inline_builder.write(heading.pieces, keep_lines=not heading.wrapped),
        heading_span=Span(heading.start, heading.end),
        blocks=blocks,
        divisions=divisions,
        span=Span(heading.start, end),
        supplied=heading.supplied,
    )


def compose_blocks(inline_builder: InlineBuilder, drafts: Sequence[Draft]) -> tuple[Block, ...]:
    """Compose the blocks of drafts without divisions; group quotations and lists."""
    blocks: list[Block] = []
    for quoted, group in groupby(drafts, key=lambda draft: draft.quoted):
        inner = _compose_lists(inline_builder, list(group))
        blocks += [Quotation(inner, span_of(inner))] if quoted else inner
    return tuple(blocks)


def _compose_lists(inline_builder: InlineBuilder, drafts: Sequence[Draft]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for is_item, group in groupby(drafts, key=lambda draft: draft.kind is DraftKind.ITEM):
        if is_item:
            items = tuple(_compose_item(inline_builder, draft) for draft in group)
            blocks.append(ItemList(items, span_of(items)))
        else:
            blocks += [
                draft.fragment or _MAKERS[draft.kind](inline_builder, draft) for draft in group
            ]
    return tuple(blocks)


def _extent(draft: Draft) -> Span:
    return Span(draft.start, draft.end)


def _compose_item(inline_builder: InlineBuilder, draft: Draft) -> ListItem:
    mark_span = draft.mark_span or Span(draft.start, draft.start)
    blocks: tuple[Block, ...] = ()
    if draft.pieces:
        blocks = (make_paragraph(inline_builder, draft.pieces),)
    return ListItem(draft.mark, mark_span, blocks, _extent(draft))


def make_paragraph(
    inline_builder: InlineBuilder, pieces: Sequence[Span], *, continued: bool = False
) -> Paragraph:
    """Make a paragraph from its pieces."""
    span = Span(min(pieces).start, max(piece.end for piece in pieces))
    return Paragraph(inline_builder.write(pieces), span, continued=continued)


def _make_paragraph(inline_builder: InlineBuilder, draft: Draft) -> Block:
    return make_paragraph(inline_builder, draft.pieces, continued=draft.continued)


def _make_heading(inline_builder: InlineBuilder, draft: Draft) -> Block:
    inlines = inline_builder.write(draft.pieces, keep_lines=not draft.wrapped)
    return Heading(draft.level or 2, inlines, _extent(draft))


def _make_matter(inline_builder: InlineBuilder, draft: Draft) -> Block:
    kind = draft.matter or MatterKind.LETTERHEAD
    inlines = inline_builder.write(draft.pieces, keep_lines=not draft.wrapped, keep_words=True)
    return Matter(kind, inlines, _extent(draft))


def _make_verse(inline_builder: InlineBuilder, draft: Draft) -> Block:
    return Verse(inline_builder.write(draft.pieces, keep_lines=True), _extent(draft))


def _make_table(inline_builder: InlineBuilder, draft: Draft) -> Block:
    inlines: list[Inline] = []
    for number, row in enumerate(draft.cells):
        if number:
            inlines.append(LineBreak(Span(row[0].start, row[0].start)))
        for place, cell in enumerate(row):
            if place:
                inlines.append(CellEnd(Span(cell.start, cell.start)))
            inlines += inline_builder.write([cell]) if len(cell) else ()
    head, *rest = ([inline_builder.source.slice(cell) for cell in row[1:]] for row in draft.cells)
    counted = sum(any(map(str.isdigit, cell)) for row in rest for cell in row)
    named = not any(any(map(str.isdigit, cell)) for cell in head)
    headed = named and counted * 2 > sum(map(len, rest))
    return Table(tuple(inlines), _extent(draft), headed=headed)


def _make_ornament(inline_builder: InlineBuilder, draft: Draft) -> Block:
    span = _extent(draft)
    return Ornament(inline_builder.source.slice(span), span)


def _make_caption(inline_builder: InlineBuilder, draft: Draft) -> Block:
    return Caption(draft.name, inline_builder.write(draft.pieces), _extent(draft))


def merge_pieces(source: Source, paragraphs: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """Return the segments of a note: its pieces, merged where only white space separates them."""
    merged: list[Span] = []
    for piece in (piece for paragraph in paragraphs for piece in paragraph):
        if merged and not source.text[merged[-1].end : piece.start].strip():
            merged[-1] = Span(merged[-1].start, piece.end)
        else:
            merged.append(piece)
    return tuple(merged)


_MAKERS: Mapping[DraftKind, Callable[[InlineBuilder, Draft], Block]] = {
    DraftKind.PARAGRAPH: _make_paragraph,
    DraftKind.HEADING: _make_heading,
    DraftKind.MATTER: _make_matter,
    DraftKind.VERSE: _make_verse,
    DraftKind.TABLE: _make_table,
    DraftKind.ORNAMENT: _make_ornament,
    DraftKind.CAPTION: _make_caption,
}


def name_divisions(drafts: Iterable[Draft]) -> list[Draft]:
    """Give every division a unique name."""
    names = UniqueNames()
    return [
        replace(draft, name=names.take(draft.name)) if draft.kind is DraftKind.DIVISION else draft
        for draft in drafts
    ]
