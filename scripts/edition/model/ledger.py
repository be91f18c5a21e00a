"""The ledger: every code point of a witness in exactly one class.

It is computed from the document alone: characters that no node covers are a gap unless they are
white space, characters that two nodes cover are an overlap, and both are errors.
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
"""Covers no characters: the line end after a dash, between Han characters, inside a word."""
FURNITURE = "furniture: "
_CLAIMING: tuple[type[Leaf | Division | ListItem], ...] = (*LEAVES, Division, ListItem)

BODY = "body"
CAPTION = "caption"
FRAGMENT = "fragment"
NOTE = "note "
"""Streams: sequences of text that are read continuously. A note's is ``note`` and its key."""


class Entry(NamedTuple):
    """A span of the witness, its class, and the stream to which it belongs."""

    span: Span
    kind: str
    stream: str = BODY
    detail: str = ""
    """Key of a marker's note, evidence for a hyphen, reading of an emendation, reason."""
    base: str = ""
    """For restored text: its class without the restoration."""
    to: int | None = None
    """For restored text: the offset where it belongs."""


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
        """Return the entries of the classes whose names begin with ``kind``."""
        return [entry for entry in self.entries if entry.kind.startswith(kind)]


def make_ledger(source: Source, document: Document) -> tuple[Ledger, list[Diagnostic]]:
    """Classify every code point; report S004 for each gap and each overlap."""
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
        entries += _fill_gap(source, position, entry.span.start, faults)
        entries.append(entry)
        position = max(position, entry.span.end)
    entries += _fill_gap(source, position, len(source.text), faults)
    return Ledger(tuple(_mark_restored(entries, document))), faults


def _fill_gap(source: Source, start: int, end: int, faults: list[Diagnostic]) -> list[Entry]:
    if start >= end:
        return []
    gap = source.text[start:end]
    if not gap.isspace():
        span = Span(end - len(gap.lstrip()), start + len(gap.rstrip()))
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
    """Yield the spans of the witness that the nodes of a document cover, with their classes."""
    yield from _list_nodes(running_text(document), TEXT, BODY)
    for note in document.notes:
        stream = NOTE + note.key
        if note.mark_span is not None:
            yield Entry(note.mark_span, NOTE_NUMBER, stream)
        yield from _list_nodes(note.blocks, NOTE_TEXT, stream)
    for item in document.furniture:
        yield Entry(item.span, FURNITURE + item.kind)


_SEPARATE_STREAMS: dict[type, str] = {Caption: CAPTION, Fragment: FRAGMENT}
"""Blocks that may interrupt a sentence of the text in the witness, with their streams."""


def _list_nodes(nodes: Iterable[Node], kind: str, stream: str) -> Iterator[Entry]:
    for node in walk(nodes, *_CLAIMING):
        if isinstance(node, ListItem):
            yield Entry(node.mark_span, kind, stream)
        elif isinstance(node, Ornament) and node.shown != node.text:
            yield Entry(node.span, ORNAMENT, stream, node.shown)
        else:
            separate = _SEPARATE_STREAMS.get(type(node), stream) if stream == BODY else stream
            for inline in walk(inlines_of(node), *INLINES):
                yield from _list_inline(inline, kind, separate)


def _list_inline(inline: Inline, kind: str, stream: str) -> Iterator[Entry]:
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
