"""Pair markers with notes, check every series, and report unresolved markers and notes.

The functions are pure: they take a document and its source, and return an addressed document and
diagnostics.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document, Note, NoteMarker, NoteState
from edition.model.note_keys import NoteKeys
from edition.model.numbering import assign_addresses
from edition.model.traversal import map_nodes, walk
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Linked:
    """An addressed document and the diagnostics of its notes."""

    document: Document
    diagnostics: tuple[Diagnostic, ...]


def link_document(source: Source, document: Document, retired: Collection[str] = ()) -> Linked:
    """Resolve the notes of a document and assign its blocks addresses that are not ``retired``."""
    document, duplicates = _rename_duplicates(document)
    markers = list(find_markers(document))
    found = [
        *_report_duplicates(source, duplicates),
        *_report_markers(source, document.notes, markers),
        *_report_notes(source, document.notes, markers),
        *_report_gaps(source, document.notes, markers),
    ]
    return Linked(assign_addresses(_mark_unmarked(document, markers), retired), tuple(found))


def find_markers(document: Document) -> Iterator[NoteMarker]:
    """Yield every marker of the running text, the headings and the notes."""
    return walk(document, NoteMarker)


def _mark_unmarked(document: Document, markers: list[NoteMarker]) -> Document:
    called = {marker.note for marker in markers}
    notes = tuple(
        replace(note, state=NoteState.UNMARKED)
        if note.key not in called and note.state is NoteState.WHOLE
        else note
        for note in document.notes
    )
    return replace(document, notes=notes)


def _rename_duplicates(document: Document) -> tuple[Document, dict[str, list[Note]]]:
    """Assign distinct keys to notes with the same key, and to as many markers, in order.

    Returns the document and the notes by their former key.
    """
    counts = Counter(note.key for note in document.notes)
    found: dict[str, list[Note]] = {key: [] for key, count in counts.items() if count > 1}
    if not found:
        return document, found
    keys = NoteKeys(counts.keys() - found.keys())
    notes = []
    for note in document.notes:
        if note.key in found:
            found[note.key].append(replace(note, key=keys.name("", note.key)))
        notes.append(found[note.key][-1] if note.key in found else note)
    places = defaultdict(list)
    for marker in sorted(find_markers(document), key=lambda marker: marker.span):
        places[marker.note].append(marker.span)
    named = {
        span: note.key
        for key, duplicates in found.items()
        if len(places[key]) == len(duplicates)
        for span, note in zip(places[key], duplicates, strict=True)
    }

    def rename(marker: NoteMarker) -> NoteMarker:
        return replace(marker, note=named.get(marker.span, marker.note))

    return map_nodes(replace(document, notes=tuple(notes)), rename, NoteMarker), found


def _report_duplicates(
    source: Source, duplicates: Mapping[str, Iterable[Note]]
) -> Iterator[Diagnostic]:
    for key, notes in duplicates.items():
        for note in notes:
            if note.key != key:
                fact = f'note "{key}" is defined twice; this one is "{note.key}"'
                yield report_at(source, note.mark_span or Span(0, 0), "N003", fact)


def _report_markers(
    source: Source, notes: tuple[Note, ...], markers: list[NoteMarker]
) -> Iterator[Diagnostic]:
    missing = {note.key for note in notes if note.state is NoteState.MISSING}
    known = {note.key for note in notes}
    for marker in markers:
        if marker.note in missing or marker.note not in known:
            fact = f'the marker "{marker.mark}" has no note in this witness'
            yield report_at(source, marker.span, "N001", fact)


def _report_notes(
    source: Source, notes: tuple[Note, ...], markers: list[NoteMarker]
) -> Iterator[Diagnostic]:
    called = {marker.note for marker in markers}
    for note in notes:
        if note.key not in called:
            fact = f'no marker points to note "{note.key}"'
            yield report_at(source, _place_of(note), "N002", fact)
        if note.state is NoteState.TRUNCATED:
            fact = f'note "{note.key}" is truncated'
            yield report_at(source, _place_of(note), "N006", fact)


def _place_of(note: Note) -> Span:
    if note.mark_span is not None:
        return note.mark_span
    return note.segments[0] if note.segments else note.marker or Span(0, 0)


def _report_gaps(
    source: Source, notes: tuple[Note, ...], markers: list[NoteMarker]
) -> Iterator[Diagnostic]:
    places: dict[str, dict[int, Span]] = {}
    for note in notes:
        if note.mark.isdecimal():
            places.setdefault(note.series, {})[int(note.mark)] = _place_of(note)
    for series, numbered in places.items():
        # A text may begin in the middle of a series; the earlier notes are not missing.
        first = min(numbered) if min(numbered) > len(numbered) else 1
        for number in range(first, max(numbered)):
            if number not in numbered:
                after = numbered[min(n for n in numbered if n > number)]
                where = f" of series {series}" if series else ""
                fact = f"number {number}{where} is missing before this place"
                yield report_at(source, after, "N004", fact)
