"""The text as a reader reads it: one string for each block, with the way back to the witness.

Line ends are read as spaces; note markers and page starts are left out, so that a reference is
found as well where it crosses a line, a page or a marker.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from edition.model.addresses import note_address
from edition.model.document import (
    Block,
    Caption,
    Document,
    Emended,
    Inline,
    ItemList,
    Join,
    Leaf,
    LineBreak,
    Matter,
    Ornament,
    Quotation,
    Styled,
    Supplied,
    Text,
    body_blocks,
    inlines_of,
)
from edition.text.span import Span


@dataclass(slots=True)
class Run:
    """The text of one block, with where its pieces stand in the witness."""

    note: str
    """Key of the note that the block belongs to, or empty."""
    address: str
    """Address of the block, or of its note."""
    place: int
    """Offset in the witness of what decides the block's page and chapter."""
    quoted: bool
    """True in a block quotation: what it refers to is in another text."""
    caption: bool = False
    text: str = ""
    starts: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def offset(self, index: int) -> int:
        """Return the offset in the witness of a character of the run."""
        piece = bisect_right(self.starts, index) - 1
        span = self.spans[piece]
        return min(span.start + index - self.starts[piece], max(span.start, span.end - 1))

    def parts(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the stretches of the witness that hold the characters from start to end."""
        found = []
        for piece in range(bisect_right(self.starts, start) - 1, len(self.starts)):
            first = self.starts[piece]
            if first >= end:
                break
            span = self.spans[piece]
            low = min(span.start + max(0, start - first), span.end)
            high = min(span.start + end - first, span.end)
            if low < high:
                found.append(Span(low, high))
        return tuple(found)


def read_runs(document: Document) -> Iterator[Run]:
    """Yield the blocks of the running text, then those of the notes."""
    for block in body_blocks(document):
        yield from _of_block(block, quoted=False)
    yield from read_note_runs(document)


def read_note_runs(document: Document) -> Iterator[Run]:
    """Yield the blocks of the notes."""
    for note in document.notes:
        segment = note.segments[0].start if note.segments else 0
        place = note.marker.start if note.marker is not None else segment
        for block in note.blocks:
            for run in _of_block(block, quoted=False):
                run.note, run.address, run.place = note.key, note_address(note.key), place
                yield run


def _of_block(block: Block, *, quoted: bool) -> Iterator[Run]:
    if isinstance(block, Quotation):
        for child in block.blocks:
            yield from _of_block(child, quoted=True)
    elif isinstance(block, ItemList):
        for item in block.items:
            for child in item.blocks:
                yield from _of_block(child, quoted=quoted)
    elif not isinstance(block, Matter | Ornament):
        yield _read_leaf(block, quoted)


def _read_leaf(leaf: Leaf, quoted: bool) -> Run:
    run = Run("", leaf.address, leaf.span.start, quoted, isinstance(leaf, Caption))
    parts: list[str] = []
    length = 0
    for text, span in _pieces(inlines_of(leaf)):
        run.starts.append(length)
        run.spans.append(span)
        parts.append(text)
        length += len(text)
    run.text = "".join(parts)
    return run


def _pieces(inlines: Iterable[Inline]) -> Iterator[tuple[str, Span]]:
    for inline in inlines:
        if isinstance(inline, Styled):
            yield from _pieces(inline.children)
        elif isinstance(inline, LineBreak):
            yield " ", inline.span
        elif isinstance(inline, Text | Join | Supplied | Emended) and inline.text:
            yield inline.text, inline.span
