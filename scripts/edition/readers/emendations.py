"""Applies the emendations of a record: a reading of the witness, the one put in its place, and why.

The witness stays as it is; the document gets an ``Emended`` node that carries both readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import (
    Block,
    Division,
    Document,
    Emended,
    Inline,
    ItemList,
    Ornament,
    Quotation,
    Styled,
    Text,
)
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
    done: set[Span] = set()
    emend = _Emender(pending, done)
    result = replace(
        document,
        front=_map(document.front, emend.block),
        divisions=_map(document.divisions, emend.division),
        notes=tuple(replace(n, blocks=_map(n.blocks, emend.block)) for n in document.notes),
    )
    return result, [change for change in pending if change.span not in done]


_T = TypeVar("_T")


def _map(items: Sequence[_T], function: Callable[[_T], _T]) -> tuple[_T, ...]:
    return tuple(function(item) for item in items)


class _Emender:
    def __init__(self, changes: list[Change], done: set[Span]) -> None:
        self._changes = changes
        self._done = done

    def division(self, division: Division) -> Division:
        return replace(
            division,
            heading=self._inlines(division.heading),
            blocks=_map(division.blocks, self.block),
            divisions=_map(division.divisions, self.division),
        )

    def block(self, block: Block) -> Block:
        if isinstance(block, Quotation):
            return replace(block, blocks=_map(block.blocks, self.block))
        if isinstance(block, ItemList):
            items = tuple(
                replace(item, blocks=_map(item.blocks, self.block)) for item in block.items
            )
            return replace(block, items=items)
        if isinstance(block, Ornament):
            return block
        return replace(block, inlines=self._inlines(block.inlines))

    def _inlines(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        emended: list[Inline] = []
        for inline in inlines:
            if isinstance(inline, Text):
                emended += self._text(inline)
            elif isinstance(inline, Styled):
                emended.append(replace(inline, children=self._inlines(inline.children)))
            else:
                emended.append(inline)
        return tuple(emended)

    def _text(self, text: Text) -> list[Inline]:
        parts: list[Inline] = []
        start = text.span.start
        for change in self._changes:
            if text.span.start <= change.span.start and change.span.end <= text.span.end:
                parts += _cut(text, start, change.span.start)
                original = text.text[
                    change.span.start - text.span.start : change.span.end - text.span.start
                ]
                parts.append(Emended(change.reading, original, change.reason, change.span))
                self._done.add(change.span)
                start = change.span.end
        return [*parts, *_cut(text, start, text.span.end)]


def _cut(text: Text, start: int, end: int) -> list[Inline]:
    if start >= end:
        return []
    piece = text.text[start - text.span.start : end - text.span.start]
    return [Text(piece, Span(start, end))]
