"""Linking: pairs markers with notes, checks every series, and reports what is not resolved.

Pure: a document and its source go in, an addressed document and diagnostics come out.
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
    """A document with addresses, and what linking found."""

    document: Document
    diagnostics: tuple[Diagnostic, ...]


def link_document(source: Source, document: Document, retired: Collection[str] = ()) -> Linked:
    """Resolve the notes of a document and give its blocks addresses that are not ``retired``."""
    document, doubled = _name_doubled_notes(document)
    markers = list(find_markers(document))
    found = [
        *_report_doubled_notes(source, doubled),
        *_report_markers(source, document.notes, markers),
        *_report_notes(source, document.notes, markers),
        *_report_gaps(source, document.notes, markers),
    ]
    return Linked(assign_addresses(_settle_states(document, markers), retired), tuple(found))


def find_markers(document: Document) -> Iterator[NoteMarker]:
    """Yield every marker of the running text, of the headings and of the notes."""
    return walk(document, NoteMarker)


def _settle_states(document: Document, markers: list[NoteMarker]) -> Document:
    pointed = {marker.note for marker in markers}
    notes = tuple(
        replace(note, state=NoteState.UNMARKED)
        if note.key not in pointed and note.state is NoteState.WHOLE
        else note
        for note in document.notes
    )
    return replace(document, notes=notes)


def _name_doubled_notes(document: Document) -> tuple[Document, dict[str, list[Note]]]:
    """Give notes with one key keys of their own, and as many markers, in order, those keys.

    Returns the document and the notes by the key that they had in common.
    """
    doubled = {key: n for key, n in Counter(note.key for note in document.notes).items() if n > 1}
    keys = NoteKeys({note.key for note in document.notes} - doubled.keys())
    found: dict[str, list[Note]] = {key: [] for key in doubled}
    notes = []
    for note in document.notes:
        if note.key in doubled:
            found[note.key].append(replace(note, key=keys.name("", note.key)))
        notes.append(found[note.key][-1] if note.key in doubled else note)
    if not doubled:
        return document, found
    places = defaultdict(list)
    for marker in sorted(find_markers(document), key=lambda marker: marker.span):
        places[marker.note].append(marker.span)
    named = {
        span: note.key
        for key, several in found.items()
        if len(places[key]) == len(several)
        for span, note in zip(places[key], several, strict=True)
    }

    def rename(marker: NoteMarker) -> NoteMarker:
        return replace(marker, note=named.get(marker.span, marker.note))

    return map_nodes(replace(document, notes=tuple(notes)), rename, NoteMarker), found


def _report_doubled_notes(
    source: Source, doubled: Mapping[str, Iterable[Note]]
) -> Iterator[Diagnostic]:
    for key, notes in doubled.items():
        for note in notes:
            if note.key != key:
                fact = f'note "{key}" is defined twice; this one is "{note.key}"'
                yield report_at(source, note.sign_span or Span(0, 0), "N003", fact)


def _report_markers(
    source: Source, notes: tuple[Note, ...], markers: list[NoteMarker]
) -> Iterator[Diagnostic]:
    missing = {note.key for note in notes if note.state is NoteState.MISSING}
    known = {note.key for note in notes}
    for marker in markers:
        if marker.note in missing or marker.note not in known:
            fact = f'the marker "{marker.sign}" has no note in this witness'
            yield report_at(source, marker.span, "N001", fact)


def _report_notes(
    source: Source, notes: tuple[Note, ...], markers: list[NoteMarker]
) -> Iterator[Diagnostic]:
    pointed = {marker.note for marker in markers}
    for note in notes:
        if note.key not in pointed:
            fact = f'no marker points to note "{note.key}"'
            yield report_at(source, _place_of(note), "N002", fact)
        if note.state is NoteState.TRUNCATED:
            fact = f'note "{note.key}" is truncated'
            yield report_at(source, _place_of(note), "N006", fact)


def _place_of(note: Note) -> Span:
    if note.sign_span is not None:
        return note.sign_span
    return note.segments[0] if note.segments else note.marker or Span(0, 0)


def _report_gaps(
    source: Source, notes: tuple[Note, ...], markers: list[NoteMarker]
) -> Iterator[Diagnostic]:
    places: dict[str, dict[int, Span]] = {}
    for note in notes:
        if note.sign.isdecimal():
            places.setdefault(note.series, {})[int(note.sign)] = _place_of(note)
    for series, numbered in places.items():
        # A text may begin in the middle of a series; what was before it is not missing.
        first = min(numbered) if min(numbered) > len(numbered) else 1
        for number in range(first, max(numbered)):
            if number not in numbered:
                after = numbered[min(n for n in numbered if n > number)]
                where = f" of series {series}" if series else ""
                fact = f"number {number}{where} is missing before this place"
                yield report_at(source, after, "N004", fact)
