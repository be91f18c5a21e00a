"""The text of blocks as continuous strings, with offsets into the witness.

Line ends become spaces; note markers and page breaks are omitted, so that references across a line,
a page or a marker are found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from edition.model.addresses import note_address
from edition.model.document import (
    Caption,
    Division,
    Document,
    Inline,
    Leaf,
    LineBreak,
    Matter,
    Ornament,
    Quotation,
)
from edition.model.traversal import (
    LEAVES,
    SHOWN,
    Node,
    inlines_of,
    running_text,
    walk,
    walk_with_ancestors,
)
from edition.text.span import Span


@dataclass(slots=True)
class Run:
    """The text of one block, with the spans of its pieces in the witness."""

    note: str
    """Key of the note of the block, or an empty string."""
    address: str
    """Address of the block, or of its note."""
    place: int
    """Offset in the witness that determines page and chapter of the block."""
    quoted: bool
    """True in a block quotation, whose references are to another text."""
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
        """Return the spans in the witness of the characters from start to end."""
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
    yield from _read_leaves(running_text(document))
    yield from read_note_runs(document)


def read_note_runs(document: Document) -> Iterator[Run]:
    """Yield the blocks of the notes."""
    for note in document.notes:
        for run in _read_leaves(note.blocks):
            run.note, run.address, run.place = note.key, note_address(note.key), note.start
            yield run


def _read_leaves(nodes: Iterable[Node]) -> Iterator[Run]:
    for leaf, ancestors in walk_with_ancestors(nodes, *LEAVES):
        if not isinstance(leaf, Matter | Ornament):
            quoted = any(isinstance(node, Quotation) for node in ancestors)
            yield read_run(leaf, quoted=quoted)


def read_run(node: Leaf | Division, *, quoted: bool = False) -> Run:
    """Return the text of a block, or of the heading of a division."""
    run = Run("", node.address, node.span.start, quoted, isinstance(node, Caption))
    parts: list[str] = []
    length = 0
    for text, span in _pieces(inlines_of(node)):
        run.starts.append(length)
        run.spans.append(span)
        parts.append(text)
        length += len(text)
    run.text = "".join(parts)
    return run


def _pieces(inlines: Iterable[Inline]) -> Iterator[tuple[str, Span]]:
    for inline in walk(inlines, *SHOWN):
        if text := " " if isinstance(inline, LineBreak) else inline.text:
            yield text, inline.span
