"""The ledger: every code point of a witness in exactly one class.

It is computed from the document, not kept beside it, so that it cannot flatter: what no node
covers and is not white space is a gap, what two nodes cover is an overlap, and both are errors.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import (
    Caption,
    CellEnd,
    Division,
    Document,
    Emended,
    Fragment,
    Inline,
    Join,
    JoinKind,
    Lacuna,
    Leaf,
    ListItem,
    Markup,
    NoteMarker,
    Ornament,
    Text,
)
from edition.model.traversal import (
    INLINES,
    LEAVES,
    Node,
    inlines_of,
    running_text,
    walk,
)
from edition.text.source import Source
from edition.text.span import Span

TEXT = "text"
NOTE_TEXT = "note text"
NOTE_NUMBER = "note number"
MARKER = "marker"
WHITE_SPACE = "white space"
HYPHEN_JOINED = "line-end hyphen, joined"
HYPHEN_KEPT = "line-end hyphen, kept"
MARKUP = "transcription markup"
EMENDED = "emended"
RESTORED = "restored"
ORNAMENT = "ornament, shown as a sign"
LACUNA = "lacuna mark"
TIGHT = "line end without a space"
"""Takes no characters: the line end after a dash, between Han characters, inside a word."""
FURNITURE = "furniture: "
_CLAIMING: tuple[type[Leaf | Division | ListItem], ...] = (*LEAVES, Division, ListItem)

BODY = "body"
CAPTION = "caption"
FRAGMENT = "fragment"
NOTE = "note "
"""Streams: what is read in one go. A note's stream is ``note`` and its key."""


class Entry(NamedTuple):
    """A stretch of the witness, its class, and the stream that it is read in."""

    span: Span
    kind: str
    stream: str = BODY
    detail: str = ""
    """Key of a marker's note, evidence for a hyphen, reading of an emendation, reason."""
    base: str = ""
    """For what was restored: the class that it would have had where it stood."""
    to: int | None = None
    """For what was restored: the offset where it belongs."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries in order; together they cover the witness once."""

    entries: tuple[Entry, ...]

    def totals(self) -> Counter[str]:
        """Count code points by class."""
        counts: Counter[str] = Counter()
        for entry in self.entries:
            counts[entry.kind] += len(entry.span)
        return counts

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of a class, or of all classes that begin with it."""
        return [entry for entry in self.entries if entry.kind.startswith(kind)]


def make_ledger(source: Source, document: Document) -> tuple[Ledger, list[Diagnostic]]:
    """Account for every code point; S004 for each gap and each overlap."""
    claims = sorted(list_claims(document), key=lambda entry: (entry.span.start, entry.span.end))
    claims = [entry for entry in claims if len(entry.span) or entry.kind in (LACUNA, TIGHT)]
    entries: list[Entry] = []
    faults: list[Diagnostic] = []
    position = 0
    for entry in claims:
        if entry.span.start < position and len(entry.span):
            span = Span(entry.span.start, min(position, entry.span.end))
            fact = f"{len(span)} characters are in two classes, the second of which is {entry.kind}"
            faults.append(report_at(source, span, "S004", fact))
            continue
        entries += _between(source, position, entry.span.start, faults)
        entries.append(entry)
        position = max(position, entry.span.end)
    entries += _between(source, position, len(source.text), faults)
    return Ledger(tuple(_mark_restored(entries, document))), faults


def _between(source: Source, start: int, end: int, faults: list[Diagnostic]) -> list[Entry]:
    if start >= end:
        return []
    between = source.text[start:end]
    if not between.isspace():
        span = Span(end - len(between.lstrip()), start + len(between.rstrip()))
        fact = f"{len(span)} characters are in no class"
        faults.append(report_at(source, span, "S004", fact))
    return [Entry(Span(start, end), WHITE_SPACE)]


def _mark_restored(entries: Iterable[Entry], document: Document) -> Iterator[Entry]:
    restorations = sorted(document.restorations, key=lambda item: item.span)
    if not restorations:
        yield from entries
        return
    starts = [item.span.start for item in restorations]
    for entry in entries:
        index = bisect_right(starts, entry.span.start) - 1
        item = restorations[index] if index >= 0 else None
        if item is None or not len(entry.span) or entry.span.end > item.span.end:
            yield entry
        else:
            detail = entry.detail or f"{item.kind}: {item.reason}"
            yield entry._replace(kind=RESTORED, detail=detail, base=entry.kind, to=item.to)


def list_claims(document: Document) -> Iterator[Entry]:
    """Yield the stretches of the witness that the nodes of a document cover, with their classes."""
    yield from _of_nodes(running_text(document), TEXT, BODY)
    for note in document.notes:
        stream = NOTE + note.key
        if note.sign_span is not None:
            yield Entry(note.sign_span, NOTE_NUMBER, stream)
        yield from _of_nodes(note.blocks, NOTE_TEXT, stream)
    for item in document.furniture:
        yield Entry(item.span, FURNITURE + item.kind)


_APART: dict[type, str] = {Caption: CAPTION, Fragment: FRAGMENT}
"""Blocks that are set out of the sentence of the text that they interrupt in the witness."""


def _of_nodes(nodes: Iterable[Node], kind: str, stream: str) -> Iterator[Entry]:
    for node in walk(nodes, *_CLAIMING):
        if isinstance(node, ListItem):
            yield Entry(node.mark_span, kind, stream)
        elif isinstance(node, Ornament) and node.shown != node.text:
            yield Entry(node.span, ORNAMENT, stream, node.shown)
        else:
            apart = _APART.get(type(node), stream) if stream == BODY else stream
            for inline in walk(inlines_of(node), *INLINES):
                yield from _of_inline(inline, kind, apart)


def _of_inline(inline: Inline, kind: str, stream: str) -> Iterator[Entry]:
    if isinstance(inline, Text):
        yield Entry(inline.span, kind, stream)
    elif isinstance(inline, NoteMarker):
        yield Entry(inline.span, MARKER, stream, inline.note)
    elif isinstance(inline, Join) and len(inline.span):
        joined = inline.kind is JoinKind.HYPHEN_JOINED
        yield Entry(inline.span, HYPHEN_JOINED if joined else HYPHEN_KEPT, stream, inline.evidence)
    elif isinstance(inline, Join) and inline.kind is JoinKind.NOTHING:
        yield Entry(inline.span, TIGHT, stream, inline.evidence)
    elif isinstance(inline, Markup) or (isinstance(inline, CellEnd) and len(inline.span)):
        yield Entry(inline.span, MARKUP, stream)
    elif isinstance(inline, Emended):
        yield Entry(inline.span, EMENDED, stream, inline.text)
    elif isinstance(inline, Lacuna):
        yield Entry(inline.span, LACUNA, stream, inline.reason)
