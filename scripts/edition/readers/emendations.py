"""Applies the emendations of a record: a reading of the witness, the one put in its place, and why.

The witness stays as it is; the document gets an ``Emended`` node that carries both readings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import (
    Document,
    Emended,
    Inline,
    Text,
)
from edition.model.traversal import map_nodes
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Change:
    """An emendation that was found in the witness."""

    span: Span
    reading: str
    reason: str


def find_change(
    source: Source, line: int, original: str, reading: str, reason: str
) -> Change | Diagnostic:
    """Find where an emendation applies: ``original`` must stand once on the line (from 1)."""
    if not 1 <= line <= len(source.line_starts):
        return Diagnostic("R005", f"the witness has no line {line}", source.path)
    span = source.line_span(line)
    text = source.slice(span)
    times = text.count(original) if original else 0
    if times != 1:
        fact = f"\u201c{original}\u201d occurs {times} times on this line"
        return report_at(source, span, "R005", fact)
    start = span.start + text.index(original)
    return Change(Span(start, start + len(original)), reading, reason)


def apply_changes(document: Document, changes: Iterable[Change]) -> tuple[Document, list[Change]]:
    """Return the emended document, and the changes that no running text could take."""
    pending = sorted(changes, key=lambda change: change.span)
    if not pending:
        return document, []
    emender = _Emender(pending)
    emended = map_nodes(document, emender.emend, Text)
    return emended, [change for change in pending if change.span not in emender.done]


class _Emender:
    def __init__(self, changes: list[Change]) -> None:
        self._changes = changes
        self.done: set[Span] = set()

    def emend(self, text: Text) -> tuple[Inline, ...]:
        parts: list[Inline] = []
        start = text.span.start
        for change in self._changes:
            if text.span.start <= change.span.start and change.span.end <= text.span.end:
                parts += _cut(text, start, change.span.start)
                original = text.text[
                    change.span.start - text.span.start : change.span.end - text.span.start
                ]
                parts.append(Emended(change.reading, original, change.reason, change.span))
                self.done.add(change.span)
                start = change.span.end
        return (*parts, *_cut(text, start, text.span.end)) if parts else (text,)


def _cut(text: Text, start: int, end: int) -> list[Inline]:
    if start >= end:
        return []
    piece = text.text[start - text.span.start : end - text.span.start]
    return [Text(piece, Span(start, end))]
