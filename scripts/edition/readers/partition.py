"""Divides blocks that are too long for a page of the site: paragraphs, verse, lists, quotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from edition.model.document import (
    CellEnd,
    Document,
    ExternalLink,
    Inline,
    ItemList,
    Join,
    JoinKind,
    LineBreak,
    Matter,
    NoteMarker,
    Paragraph,
    Quotation,
    Styled,
    Table,
    Text,
    Verse,
)
from edition.model.traversal import SHOWN, Node, map_nodes, span_of, walk
from edition.text.span import Span

_LONGEST: Final = 80_000
"""Bytes that a block may have: with its markup, about a third of a page's budget."""
_LONGEST_TEXT: Final = _LONGEST // 4
"""Bytes of a run of text that is not divided."""
_NOTE: Final = 900
"""Bytes that a note adds to the page that its marker stands on, beside its words."""
_FRAMES: Final[Mapping[type, int]] = {NoteMarker: _NOTE, CellEnd: 12}
_MEMBERS: Final = 300
"""Items of a list, or blocks of a quotation, that one page can hold."""
_Leaf: TypeAlias = Paragraph | Verse | Table | Matter
_Long: TypeAlias = _Leaf | ItemList | Quotation
_KINDS: Final[tuple[type[_Long], ...]] = (Paragraph, Verse, Table, Matter, ItemList, Quotation)


def part_long_blocks(document: Document) -> Document:
    """Return a document whose blocks are short enough for a page each.

    The rest of a divided block follows in blocks of the same kind; no word is moved.
    """
    front = map_nodes(document.front, _part, *_KINDS)
    divisions = map_nodes(document.divisions, _part, *_KINDS)
    if front is document.front and divisions is document.divisions:
        return document
    return replace(document, front=front, divisions=divisions)


def _part(block: _Long) -> Node | tuple[Node, ...]:
    if isinstance(block, ItemList | Quotation):
        name = "items" if isinstance(block, ItemList) else "blocks"
        members: Sequence[Any] = getattr(block, name)
        groups = list(_group(members))
        if len(groups) < 2:
            return block
        return tuple(
            replace(block, **{name: tuple(group)}, span=span_of(group))  # type: ignore[arg-type]
            for group in groups
        )
    if _weigh(block.inlines) <= _LONGEST:
        return block
    return tuple(_go_on(block, part) for part in _cut(block.inlines, isinstance(block, Table)))


def _group(members: Sequence[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    weight = 0
    for one in members:
        added = _weigh((one,))
        if group and (weight + added > _LONGEST or len(group) >= _MEMBERS):
            yield group
            group, weight = [], 0
        group.append(one)
        weight += added
    if group:
        yield group


def _weigh(nodes: Iterable[Node]) -> int:
    shown = walk(nodes, *SHOWN, NoteMarker)
    frames = (_FRAMES.get(type(one), 0) for one in shown if not isinstance(one, Text))
    words = (len(one.text.encode()) for one in walk(nodes, *SHOWN))
    return sum(frames) + sum(words)


def _go_on(block: _Leaf, part: tuple[Inline, ...]) -> Node:
    span = span_of(part)
    if isinstance(block, Table) and span.start > block.span.start:
        return replace(block, inlines=part, span=span, headed=False)
    return replace(block, inlines=part, span=span)


def _cut(inlines: Iterable[Inline], rows: bool = False) -> Iterator[tuple[Inline, ...]]:
    """Yield parts that end with words, or with the rows of a table."""
    part: list[Inline] = []
    weight = 0
    for piece in (piece for inline in inlines for piece in _pieces(inline)):
        added = _weigh((piece,))
        over = weight + added - _LONGEST if part else 0
        if over > 0 and _ends(part[-1], over, rows):
            yield tuple(_close(part))
            part, weight = [], 0
        part.append(piece)
        weight += added
    if part:
        yield tuple(part)


def _ends(last: Inline, over: int, rows: bool) -> bool:
    """Return whether a part that is too long can end here."""
    return isinstance(last, LineBreak) if rows else over > _PIECE or _parts_words(last)


def _close(part: list[Inline]) -> list[Inline]:
    """Return a part without a line end after it; where no space follows, it says so."""
    last = part[-1]
    if isinstance(last, LineBreak):
        return part[:-1]
    if isinstance(last, Join):
        return part
    end = Span(last.span.end, last.span.end)
    return [*part, Join(JoinKind.NOTHING, end, "a paragraph too long for a page is divided")]


def _parts_words(inline: Inline) -> bool:
    """Return whether a word ends with an inline."""
    if isinstance(inline, Join):
        return inline.text == " "
    ends = isinstance(inline, Text) and not inline.text[-1:].isalnum()
    return ends or isinstance(inline, LineBreak | NoteMarker)


def _pieces(inline: Inline) -> Iterator[Inline]:
    """Yield an inline, or the pieces of a long one, which end with a sentence or a word."""
    if isinstance(inline, Styled | ExternalLink) and _weigh((inline,)) > _LONGEST:
        for part in _cut(inline.children):
            yield replace(inline, children=part, span=span_of(part))
    elif isinstance(inline, Text) and len(inline.text.encode()) > _LONGEST_TEXT:
        start = 0
        while start < len(inline.text):
            end = _end_of_piece(inline.text, start)
            span = Span(inline.span.start + start, inline.span.start + end)
            yield Text(inline.text[start:end], span)
            start = end
    else:
        yield inline


_PIECE: Final = 6_000
"""Characters after which a long text may be divided."""
_SENTENCE: Final = (". ", "? ", "! ", "\u3002", "\uff01", "\uff1f", " ")


def _end_of_piece(text: str, start: int) -> int:
    limit = start + _PIECE
    if limit >= len(text):
        return len(text)
    for end in _SENTENCE:
        place = text.rfind(end, start + _PIECE // 2, limit)
        if place >= 0:
            return place + len(end)
    return limit
