"""Finds the words of the editors' notes in the texts, and the authorities that they rest on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from edition.bibliography.summary import summarise_bibliography
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.layout import read_pieces
from edition.linking.place_finder import AuthorityFinder, FaultCodes, PlaceFinder
from edition.model.addresses import EDITORS, EDITORS_MARKER, HEAD_NOTE, note_address
from edition.model.document import Division, Document, Inline, Text
from edition.model.edition import Edition
from edition.model.index import AddressKind, Index, IndexEntry
from edition.model.layout import DESCRIPTION
from edition.model.links import (
    Anchor,
    EditorsNote,
    EditorsStatement,
    Links,
    Mention,
)
from edition.model.note_keys import letter_mark
from edition.model.traversal import LEAVES, inlines_of, running_text, walk, walk_leaves
from edition.records.annotations import (
    Annotations,
    DeclaredNote,
    load_annotations,
)
from edition.records.record import Record
from edition.text.quotation_marks import straighten_marks
from edition.text.span import Span

_OWN = FaultCodes("E002", "E002", "E003")
_AUTHORITY = FaultCodes("E005", "E005", "E005")


def link_notes(
    root: Path, editions: Sequence[Edition]
) -> tuple[dict[str, Links], list[Diagnostic]]:
    """Return for each text links that have its notes and what rests on its places.

    Reports R001, R004, E001 to E006 and K008.
    """
    works = summarise_bibliography(root).pages
    faults: list[Diagnostic] = []
    links = {edition.record.id: Links() for edition in editions}
    for edition in editions:
        if not edition.allowed.description:
            continue
        record = edition.record
        annotations, found = load_annotations(record.folder, record.id, root)
        faults += found
        if annotations is not None:
            finder = PlaceFinder(annotations.data, root, editions)
            authorities = AuthorityFinder(annotations.data, finder, works, _AUTHORITY)
            links[record.id] = _Linker(edition, annotations, finder, authorities).link()
            faults += authorities.faults + finder.faults
            faults += finder.report_left_out("authorities of editors' notes")
    return _add_authorities(links, editions), faults


def check_authorities(
    root: Path, records: Iterable[Record], editions: Sequence[Edition]
) -> list[Diagnostic]:
    """Report (E005) the places in some editions that notes on other texts rest on in vain."""
    faults: list[Diagnostic] = []
    for record in records:
        annotations, _ = load_annotations(record.folder, record.id, root)
        if annotations is None:
            continue
        finder = PlaceFinder(annotations.data, root, editions)
        for statement in (*annotations.head_note, *annotations.notes):
            for end in filter(None, (one.end for one in statement.authorities)):
                if not finder.is_left_out(end):
                    finder.find(end, _AUTHORITY)
        faults += finder.faults
    return faults


def _add_authorities(links: dict[str, Links], editions: Sequence[Edition]) -> dict[str, Links]:
    resting: dict[str, dict[tuple[Anchor, Mention], None]] = {}
    for edition in editions:
        for statement, mention in _list_statements(edition.record, links[edition.record.id]):
            for place in filter(None, (one.place for one in statement.authorities)):
                resting.setdefault(place.source, {})[place.anchors[-1], mention] = None
    for edition in editions:
        if edition.record.id not in resting:
            continue
        order = _order(edition)
        found = resting[edition.record.id]
        at = sorted(found, key=lambda one: order.get(one[0].address, 0))
        links[edition.record.id] = replace(links[edition.record.id], authority_for=tuple(at))
    return links


def _list_statements(record: Record, links: Links) -> Iterator[tuple[EditorsStatement, Mention]]:
    """Yield what the editors say of a text, each with how it is referred to."""
    for note in links.notes:
        yield note, Mention(record.id, record.short_title, note.file, note.address, note.mark)
    for statement in links.head_note:
        yield statement, Mention(record.id, record.short_title, DESCRIPTION, HEAD_NOTE)


def list_works(record: Record, links: Links) -> Iterator[tuple[str, str, Mention]]:
    """Yield the works on which the editors' statements on a text rest, with the locator."""
    for statement, mention in _list_statements(record, links):
        for authority in statement.authorities:
            if authority.work:
                yield authority.work, authority.locator, mention


def _order(edition: Edition) -> dict[str, int]:
    """Return the place of each address in the reading order of a text."""
    return {entry.address: place for place, entry in enumerate(edition.index.entries)}


@dataclass(slots=True)
class _Linker:
    """Links the notes on one text."""

    edition: Edition
    annotations: Annotations
    finder: PlaceFinder
    authorities: AuthorityFinder

    def link(self) -> Links:
        found = [note for note in map(self._find_note, self.annotations.notes) if note is not None]
        order = _order(self.edition)
        found.sort(key=lambda note: _reading_place(note, order))
        counts: Counter[str] = Counter()
        notes = []
        for note in found:
            counts[note.file] += 1
            notes.append(replace(note, mark=letter_mark(counts[note.file])))
        head_note = tuple(
            EditorsStatement(one.text, self.authorities.find_all(one.authorities))
            for one in self.annotations.head_note
        )
        return Links(notes=tuple(notes), head_note=head_note)

    def _find_note(self, note: DeclaredNote) -> EditorsNote | None:
        authorities = self.authorities.find_all(note.authorities)
        place = self.finder.find(note.end, _OWN)
        if place is None:
            return None
        document, span = self.edition.document, None
        if document is not None and not place.described:
            span = find_words(document, note.end.address, note.end.words)
        address = EDITORS + note.id
        return EditorsNote(note.text, authorities, address, note.type, place, span, "")


def _reading_place(note: EditorsNote, order: dict[str, int]) -> tuple[int, int, str]:
    address = note.place.anchors[-1].address
    return order[address], note.span.end if note.span else 0, note.address


def index_notes(index: Index, notes: Iterable[EditorsNote]) -> Index:
    """Return the index of an edition with the addresses of the editors' notes and their markers."""
    added = []
    for note in notes:
        marker = EDITORS_MARKER + note.address.removeprefix(EDITORS)
        added += [
            IndexEntry(note.address, note.file, AddressKind.EDITORS_NOTE, note.text),
            IndexEntry(marker, note.file, AddressKind.MARKER),
        ]
    return replace(index, entries=(*index.entries, *added)) if added else index


# --- words in the witness -------------------------------------------------------------------------


def find_words(document: Document, address: str, words: str) -> Span | None:
    """Return the span in the witness of words that are read at an address, or None.

    Quotation marks of any form are the same.
    """
    spelling = spell_address(document, address)
    start = straighten_marks(spelling.text).find(straighten_marks(words))
    if start < 0:
        return None
    return Span(spelling.place(start).start, spelling.place(start + len(words) - 1).end)


@dataclass(frozen=True, slots=True)
class Spelling:
    """What is read somewhere, on one line, and where its characters are in the witness."""

    text: str
    _starts: Sequence[int]
    """Where each of its runs begins in the text."""
    _runs: Sequence[tuple[int, int]]
    """Where the first character of a run begins in the witness, and the end of one that is whole:
    0 where each of its characters has a place."""

    def place(self, at: int) -> Span:
        """Return where a character is in the witness. Raises IndexError if nothing is read."""
        number = bisect_right(self._starts, at) - 1
        start, end = self._runs[number]
        first = start if end else start + at - self._starts[number]
        return Span(first, end or first + 1)


def spell_address(document: Document, address: str) -> Spelling:
    """Return what is read at an address."""
    known = frozenset(note.key for note in document.notes)
    return _spell(_inlines_at(document, address), known)


def _inlines_at(document: Document, address: str) -> Iterator[tuple[Inline, ...]]:
    for part in walk(running_text(document), Division, *LEAVES):
        if part.address == address:
            yield inlines_of(part)
    for note in document.notes:
        if note_address(note.key) == address:
            yield from map(inlines_of, walk_leaves(note))


def _spell(blocks: Iterable[tuple[Inline, ...]], known: frozenset[str]) -> Spelling:
    parts: list[str] = []
    starts: list[int] = []
    runs: list[tuple[int, int]] = []
    length = 0
    for inlines in blocks:
        for text, inline in (*read_pieces(inlines, known), (" ", None)):
            for match in _RUN.finditer(text):
                part = " " if match["blank"] else match[0]
                if part == " " and (not parts or parts[-1] == " "):
                    continue
                if isinstance(inline, Text):
                    runs.append((inline.span.start + match.start(), 0))
                elif inline is not None:
                    runs.append((inline.span.start, inline.span.end))
                else:  # after a block: the blank has the place of its last character
                    start, end = runs[-1]
                    last = start if end else start + len(parts[-1]) - 1
                    runs.append((last, end or last + 1))
                parts.append(part)
                starts.append(length)
                length += len(part)
    return Spelling("".join(parts), starts, runs)


_RUN: Final = re.compile(r"(?P<blank>\s+)|\S+")
