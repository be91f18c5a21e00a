"""The law of the readers: every character that is not white space is covered exactly once."""

from __future__ import annotations

from collections.abc import Iterator

from edition.model.document import (
    Block,
    Division,
    Document,
    Inline,
    ItemList,
    Quotation,
    Styled,
    Text,
)
from edition.model.traversal import inlines_of, walk, walk_leaves
from edition.text.source import Source
from edition.text.span import Span


def covering_spans(document: Document) -> Iterator[Span]:
    """Yield the span of everything that covers characters."""
    yield from _of_blocks(document.front)
    for division in walk(document.divisions, Division):
        yield from _of_inlines(division.heading)
        yield from _of_blocks(division.blocks)
    for note in document.notes:
        yield from _of_blocks(note.blocks)
        if note.mark_span:
            yield note.mark_span
    yield from (furniture.span for furniture in document.furniture)


def _of_blocks(blocks: tuple[Block, ...]) -> Iterator[Span]:
    for leaf in walk_leaves(blocks):
        yield from _of_inlines(inlines_of(leaf))
    yield from _marks_of(blocks)


def _marks_of(blocks: tuple[Block, ...]) -> Iterator[Span]:
    for block in blocks:
        if isinstance(block, Quotation):
            yield from _marks_of(block.blocks)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield item.mark_span
                yield from _marks_of(item.blocks)


def _of_inlines(inlines: tuple[Inline, ...]) -> Iterator[Span]:
    for inline in inlines:
        if isinstance(inline, Styled):
            yield from _of_inlines(inline.children)
        else:
            yield inline.span


def check_coverage(source: Source, document: Document) -> list[str]:
    """Return what breaks the law: characters lost, covered twice, or changed."""
    counts = [0] * len(source.text)
    for span in covering_spans(document):
        for offset in range(span.start, span.end):
            counts[offset] += 1
    faults = []
    for offset, character in enumerate(source.text):
        if counts[offset] != 1 and not (character.isspace() and counts[offset] == 0):
            place = source.place(offset)
            word = "lost" if not counts[offset] else f"covered {counts[offset]} times"
            faults.append(f"{place.line}:{place.column} {character!r} {word}")
    return faults + _changed(source, document)


def _changed(source: Source, document: Document) -> list[str]:
    blocks = [*document.front, *(b for d in walk(document.divisions, Division) for b in d.blocks)]
    blocks += [block for note in document.notes for block in note.blocks]
    texts = [t for leaf in walk_leaves(blocks) for t in _texts(inlines_of(leaf))]
    texts += [t for d in walk(document.divisions, Division) for t in _texts(d.heading)]
    return [
        f"{text.text!r} stands for another text"
        for text in texts
        if source.slice(text.span) != text.text
    ]


def _texts(inlines: tuple[Inline, ...]) -> Iterator[Text]:
    for inline in inlines:
        if isinstance(inline, Text):
            yield inline
        elif isinstance(inline, Styled):
            yield from _texts(inline.children)
