"""Apply the emendations of a record: original reading, emended reading and reason.

The witness remains unchanged; an ``Emended`` node in the document holds both readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from edition.model.document import Document, Emended, Furniture, Inline, Page, PageStart, Text
from edition.model.traversal import map_nodes
from edition.text.source import Source
from edition.text.span import Span

_NUMBER: Final = re.compile(r"\d+|\b[ivxlcdmIVXLCDM]+\b")
_TAKE_MORE: Final = "Take a word before or after it into both, so that it occurs once."
_SHOWN: Final = 3
"""Greatest number of lines listed where an emendation names the wrong line."""


@dataclass(frozen=True, slots=True)
class Change:
    """An emendation located in the witness."""

    span: Span
    reading: str
    reason: str
    original: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """An emendation not found in the witness: the reason, and advice."""

    fact: str
    hint: str = ""
    line: int = 0
    """The line that contains the words, if they occur once in the witness; otherwise 0."""


def find_change(
    source: Source, line: int, original: str, reading: str, reason: str
) -> Change | Missed:
    """Locate an emendation: ``original`` must occur once on the line (counted from 1)."""
    if not 1 <= line <= len(source.line_starts):
        return _miss(source, original, f"the witness has no line {line}")
    span = source.line_span(line)
    text = source.slice(span)
    times = text.count(original) if original else 0
    if original == reading:
        return Missed("the reading is that of the witness", "Correct it, or remove the emendation.")
    if times != 1:
        fact = f"\u201c{original}\u201d occurs {times} times on line {line}"
        return Missed(fact, _TAKE_MORE) if times else _miss(source, original, fact)
    start = span.start + text.index(original)
    return Change(Span(start, start + len(original)), reading, reason, original)


def _miss(source: Source, original: str, fact: str) -> Missed:
    found: list[int] = []
    at = source.text.find(original) if original else -1
    while at >= 0 and len(found) < _SHOWN:
        found.append(source.place(at).line)
        at = source.text.find(original, source.line_span(found[-1]).end)
    lines = " and ".join(map(str, found))
    hint = f"The words stand on line {lines}." if found else "No line of the witness has the words."
    once = len(found) == 1 and source.text.count(original) == 1
    return Missed(fact, hint, found[0] if once else 0)


def apply_changes(document: Document, changes: Iterable[Change]) -> tuple[Document, list[Change]]:
    """Return the emended document and the changes that could not be applied.

    A change of running text inserts an ``Emended`` node; a change of a printed page number changes
    the label of its page; other furniture is not shown, so there is nothing else to change.
    """
    pending = sorted(changes, key=lambda change: change.span)
    if not pending:
        return document, []
    done: set[Span] = set()

    def emend(text: Text) -> tuple[Inline, ...]:
        parts: list[Inline] = []
        start = text.span.start
        for change in pending:
            if text.span.start <= change.span.start and change.span.end <= text.span.end:
                parts += cut_text(text, start, change.span.start)
                first, last = (at - text.span.start for at in (change.span.start, change.span.end))
                original = text.text[first:last]
                parts.append(Emended(change.reading, original, change.reason, change.span))
                done.add(change.span)
                start = change.span.end
        return (*parts, *cut_text(text, start, text.span.end)) if parts else (text,)

    document = map_nodes(document, emend, Text)
    missed = []
    for change in [change for change in pending if change.span not in done]:
        start, end = change.span.start, change.span.end
        furniture = (
            item for item in document.furniture if item.span.start <= start < item.span.end
        )
        item = next((item for item in furniture if end <= item.span.end), None)
        relabelled = document if item is None else _relabel(document, item, change)
        if item is None or relabelled is None:
            missed.append(change)
        else:
            document = relabelled
    return document, missed


def _relabel(document: Document, item: Furniture, change: Change) -> Document | None:
    """Relabel the page whose printed page number is changed.

    Return None if another page has the label.
    """
    before = [page for page in document.pages if page.start <= item.span.start]
    after = [page for page in document.pages if page.start > item.span.start]
    labels = {page.label for page in document.pages}
    for page in (*before[-1:], *after[:1]):
        new = _NUMBER.search(change.reading)
        if not new or not re.search(rf"\b{re.escape(page.label)}\b", change.original):
            continue
        if new[0] in labels - {page.label}:
            return None
        return rename_page(document, page, new[0])
    return document


def rename_page(document: Document, page: Page, label: str) -> Document:
    """Give a page another label, and store the former one as its original label."""
    original = page.original or page.label
    renamed = replace(page, label=label, inferred=False, original=original)
    pages = tuple(renamed if other is page else other for other in document.pages)

    def rename(start: PageStart) -> PageStart:
        return replace(start, label=label) if start.label == page.label else start

    notes = tuple(
        replace(note, page=label) if note.page == page.label else note for note in document.notes
    )
    return map_nodes(replace(document, pages=pages, notes=notes), rename, PageStart)


def cut_text(text: Text, start: int, end: int) -> list[Inline]:
    """Return the part of a text between two offsets of the witness; no node if it is empty."""
    if start >= end:
        return []
    piece = text.text[start - text.span.start : end - text.span.start]
    return [Text(piece, Span(start, end))]
