"""Apply editorial decisions: labels of pages and places of note markers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from edition.model.document import Document, Inline, NoteMarker, Page, Text
from edition.model.traversal import map_nodes
from edition.readers.emendations import cut_text, rename_page
from edition.text.source import Source
from edition.text.span import Span


def label_page(document: Document, source: Source, words: Span, label: str) -> Document | None:
    """Label the page that contains some words; return None if there is no such page.

    Also return None if another page has the label.
    """
    page = _page_of(document, source, words)
    if page is None or any(other.label == label for other in document.pages if other is not page):
        return None
    return document if page.label == label else rename_page(document, page, label)


def _page_of(document: Document, source: Source, words: Span) -> Page | None:
    """Return the page that contains some words; a printed number may precede its page."""
    before = [page for page in document.pages if page.start <= words.start]
    after = [page for page in document.pages if page.start > words.start]
    if any(item.kind == "page-number" and _within(words, item.span) for item in document.furniture):
        near = (*before[-1:], *after[:1])
        printed = source.slice(words)
        before = [
            page for page in near if re.search(rf"\b{re.escape(page.label)}\b", printed)
        ] or before
    return before[-1] if before else None


def call_note(document: Document, source: Source, words: Span, key: str) -> Document | None:
    """Place the only marker of a note after some words.

    Return None if there is no such note, or if the words do not end in running text.
    """
    note = next((note for note in document.notes if note.key == key), None)
    if note is None:
        return None
    place = Span(words.end, words.end)
    document = _unmark(document, source, lambda marker: marker.note == key)
    found = False

    def call(text: Text) -> tuple[Inline, ...]:
        nonlocal found
        if found or not text.span.start < place.start <= text.span.end:
            return (text,)
        found = True
        marker = NoteMarker(key, note.mark, place)
        before, after = (text.span.start, place.start), (place.start, text.span.end)
        return (*cut_text(text, *before), marker, *cut_text(text, *after))

    document = map_nodes(document, call, Text)
    called = replace(note, marker=place)
    notes = tuple(called if other is note else other for other in document.notes)
    return replace(document, notes=notes) if found else None


def uncall_notes(document: Document, source: Source, words: Span) -> Document | None:
    """Remove the note markers within some words; return None if there are none."""
    changed = _unmark(document, source, lambda marker: _within(marker.span, words))
    return changed if changed != document else None


def _unmark(document: Document, source: Source, chosen: Callable[[NoteMarker], bool]) -> Document:
    """Replace some markers by the text that the witness has there."""
    freed: set[Span] = set()

    def free(marker: NoteMarker) -> tuple[Inline, ...]:
        if not chosen(marker):
            return (marker,)
        freed.add(marker.span)
        return (Text(source.slice(marker.span), marker.span),) if marker.span else ()

    document = map_nodes(document, free, NoteMarker)
    notes = tuple(
        replace(note, marker=None, belongs=None) if note.marker in freed else note
        for note in document.notes
    )
    return replace(document, notes=notes)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
