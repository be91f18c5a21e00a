"""Divide blocks that are too long for a page of the site: paragraphs, verse, lists, quotations."""

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
"""Greatest size of a block in bytes: with its markup, about a third of the limit of a page."""
_LONGEST_TEXT: Final = _LONGEST // 4
"""Greatest size in bytes of a run of text that is not divided."""
_NOTE: Final = 900
"""Bytes that a note adds to the page of its marker, in addition to its words."""
_FRAMES: Final[Mapping[type, int]] = {NoteMarker: _NOTE, CellEnd: 12}
_MEMBERS: Final = 300
"""Greatest number of items of a list, or blocks of a quotation, on one page."""
_Leaf: TypeAlias = Paragraph | Verse | Table | Matter
_Long: TypeAlias = _Leaf | ItemList | Quotation
_KINDS: Final[tuple[type[_Long], ...]] = (Paragraph, Verse, Table, Matter, ItemList, Quotation)


def part_long_blocks(document: Document) -> Document:
    """Divide the blocks of a document that are too long for one page.

    The rest of a divided block follows in blocks of the same kind; no word is moved.
    """
    front = map_nodes(document.front, _divide, *_KINDS)
    divisions = map_nodes(document.divisions, _divide, *_KINDS)
    if front is document.front and divisions is document.divisions:
        return document
    return replace(document, front=front, divisions=divisions)


def _divide(block: _Long) -> Node | tuple[Node, ...]:
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
    return tuple(_make_part(block, part) for part in _cut(block.inlines, isinstance(block, Table)))


def _group(members: Sequence[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    weight = 0
    for member in members:
        added = _weigh((member,))
        if group and (weight + added > _LONGEST or len(group) >= _MEMBERS):
            yield group
            group, weight = [], 0
        group.append(member)
        weight += added
    if group:
        yield group


def _weigh(nodes: Iterable[Node]) -> int:
    shown = walk(nodes, *SHOWN, NoteMarker)
    frames = (_FRAMES.get(type(node), 0) for node in shown if not isinstance(node, Text))
    words = (len(node.text.encode()) for node in walk(nodes, *SHOWN))
    return sum(frames) + sum(words)


def _make_part(block: _Leaf, part: tuple[Inline, ...]) -> Node:
    span = span_of(part)
    if isinstance(block, Table) and span.start > block.span.start:
        return replace(block, inlines=part, span=span, headed=False)
    return replace(block, inlines=part, span=span)


def _cut(inlines: Iterable[Inline], rows: bool = False) -> Iterator[tuple[Inline, ...]]:
    """Yield parts that end at the end of a word or, for a table, of a row."""
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
    """Return whether a part that is too long can end with its last inline."""
    return isinstance(last, LineBreak) if rows else over > _PIECE or _ends_word(last)


def _close(part: list[Inline]) -> list[Inline]:
    """Return a part without a final line break; add an empty join if no space follows."""
    last = part[-1]
    if isinstance(last, LineBreak):
        return part[:-1]
    if isinstance(last, Join):
        return part
    end = Span(last.span.end, last.span.end)
    return [*part, Join(JoinKind.NOTHING, end, "a paragraph too long for a page is divided")]


def _ends_word(inline: Inline) -> bool:
    """Return whether no word continues after an inline."""
    if isinstance(inline, Join):
        return inline.text == " "
    ends = isinstance(inline, Text) and not inline.text[-1:].isalnum()
    return ends or isinstance(inline, LineBreak | NoteMarker)


def _pieces(inline: Inline) -> Iterator[Inline]:
    """Yield an inline or, if it is long, its pieces, which end with a sentence or a word."""
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
"""Greatest number of characters of a piece of a divided text."""
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
