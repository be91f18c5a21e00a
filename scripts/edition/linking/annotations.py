"""Link the editors' notes with their words in the texts and with their authorities."""

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
    """Return the links of each text with its notes and the notes that cite its places.

    Reports R001, R004, E001 to E006, K008 and K009.
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
    """Report (E005) authorities that notes on other texts name and that ``editions`` lack."""
    faults: list[Diagnostic] = []
    for record in records:
        annotations, _ = load_annotations(record.folder, record.id, root)
        if annotations is None:
            continue
        finder = PlaceFinder(annotations.data, root, editions)
        for statement in (*annotations.head_note, *annotations.notes):
            for end in filter(None, (authority.end for authority in statement.authorities)):
                if not finder.is_left_out(end):
                    finder.find(end, _AUTHORITY)
        faults += finder.faults
    return faults


def _add_authorities(links: dict[str, Links], editions: Sequence[Edition]) -> dict[str, Links]:
    mentions: dict[str, dict[tuple[Anchor, Mention], None]] = {}
    for edition in editions:
        for statement, mention in _list_statements(edition.record, links[edition.record.id]):
            for place in filter(None, (authority.place for authority in statement.authorities)):
                mentions.setdefault(place.source, {})[place.anchors[-1], mention] = None
    for edition in editions:
        id = edition.record.id
        if id in mentions:
            order = _order_addresses(edition)
            found = sorted(mentions[id], key=lambda pair: order.get(pair[0].address, 0))
            links[id] = replace(links[id], authority_for=tuple(found))
    return links


def _list_statements(record: Record, links: Links) -> Iterator[tuple[EditorsStatement, Mention]]:
    """Yield the editors' statements on a text, each with the reference to it."""
    for note in links.notes:
        yield note, Mention(record.id, record.short_title, note.file, note.address, note.mark)
    for statement in links.head_note:
        yield statement, Mention(record.id, record.short_title, DESCRIPTION, HEAD_NOTE)


def list_works(record: Record, links: Links) -> Iterator[tuple[str, str, Mention]]:
    """Yield the works that the editors' statements on a text cite, with locator and reference."""
    for statement, mention in _list_statements(record, links):
        for authority in statement.authorities:
            if authority.work:
                yield authority.work, authority.locator, mention


def _order_addresses(edition: Edition) -> dict[str, int]:
    """Return the position of each address in the reading order of a text."""
    return {entry.address: place for place, entry in enumerate(edition.index.entries)}


@dataclass(slots=True)
class _Linker:
    """Links the editors' notes on one text."""

    edition: Edition
    annotations: Annotations
    finder: PlaceFinder
    authorities: AuthorityFinder

    def link(self) -> Links:
        found = [note for note in map(self._find_note, self.annotations.notes) if note is not None]
        order = _order_addresses(self.edition)
        found.sort(
            key=lambda note: (
                order[note.place.anchors[-1].address],
                note.span.end if note.span else 0,
                note.address,
            )
        )
        counts: Counter[str] = Counter()
        notes = []
        for note in found:
            counts[note.file] += 1
            notes.append(replace(note, mark=letter_mark(counts[note.file])))
        head_note = tuple(
            EditorsStatement(statement.text, self.authorities.find_all(statement.authorities))
            for statement in self.annotations.head_note
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


def index_notes(index: Index, notes: Iterable[EditorsNote]) -> Index:
    """Return the index with the addresses of the editors' notes and their markers added."""
    added = []
    for note in notes:
        marker = EDITORS_MARKER + note.address.removeprefix(EDITORS)
        added += [
            IndexEntry(note.address, note.file, AddressKind.EDITORS_NOTE, note.text),
            IndexEntry(marker, note.file, AddressKind.MARKER),
        ]
    return replace(index, entries=(*index.entries, *added)) if added else index


# --- Words in the witness -------------------------------------------------------------------------


def find_words(document: Document, address: str, words: str) -> Span | None:
    """Return the span in the witness of words at an address, or None.

    Differences between forms of quotation marks are ignored.
    """
    spelling = spell_address(document, address)
    start = straighten_marks(spelling.text).find(straighten_marks(words))
    if start < 0:
        return None
    return Span(spelling.place(start).start, spelling.place(start + len(words) - 1).end)


@dataclass(frozen=True, slots=True)
class Spelling:
    """The text at an address on one line, with the places of its characters in the witness."""

    text: str
    _starts: Sequence[int]
    """Start of each run in the text."""
    _runs: Sequence[tuple[int, int]]
    """Start of each run in the witness, and its end if it has a place only as a whole, else 0."""

    def place(self, at: int) -> Span:
        """Return the place of a character in the witness. Raises IndexError for an empty text."""
        number = bisect_right(self._starts, at) - 1
        start, end = self._runs[number]
        first = start if end else start + at - self._starts[number]
        return Span(first, end or first + 1)


def spell_address(document: Document, address: str) -> Spelling:
    """Return the text at an address."""
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
                else:  # The blank after a block has the place of the last character.
                    start, end = runs[-1]
                    last = start if end else start + len(parts[-1]) - 1
                    runs.append((last, end or last + 1))
                parts.append(part)
                starts.append(length)
                length += len(part)
    return Spelling("".join(parts), starts, runs)


_RUN: Final = re.compile(r"(?P<blank>\s+)|\S+")
