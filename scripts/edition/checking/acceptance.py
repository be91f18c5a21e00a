"""Assignment of addresses to findings, and marking of those that a record accepts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, sort_diagnostics
from edition.model.addresses import marker_address, note_address, page_address, page_at
from edition.model.document import Division, Document, NoteMarker
from edition.model.traversal import running_text, walk, walk_leaves
from edition.records.acceptances import Acceptance
from edition.records.record import Record
from edition.text.source import Place, Source
from edition.text.span import Span

_OPTIONAL: Final = frozenset({"H001", "W009"})
"""Codes of findings that depend on the command or the files of the machine, so that their absence
does not show that an acceptance is unused."""


def accept_findings(
    record: Record, found: Iterable[Diagnostic], source: Source | None, document: Document | None
) -> list[Diagnostic]:
    """Return the findings of a text, sorted, with addresses and with accepted ones marked.

    Reports R017 for each acceptance without a finding, unless the witness was not read or there
    are errors, since findings may then be missing.
    """
    if source is not None and document is not None:
        found = locate_findings(found, source, document)
    marked, unused = mark_accepted(record, found)
    if document is None or any(finding.severity is Severity.ERROR for finding in marked):
        return marked
    return marked + unused


def mark_accepted(
    record: Record, found: Iterable[Diagnostic]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Return findings, sorted and with accepted ones marked, and R017 for unused acceptances."""
    accepted: dict[tuple[str, str], list[Acceptance]] = {}
    for acceptance in record.accepted:
        accepted.setdefault((acceptance.code, acceptance.address), []).append(acceptance)
    marked = []
    for finding in sort_diagnostics(found):
        matching = accepted.get((finding.code, finding.address))
        marked.append(finding.accept(matching.pop(0).reason) if matching else finding)
    unused = (acceptance for group in accepted.values() for acceptance in group)
    return marked, [each.report_unused() for each in unused if each.code not in _OPTIONAL]


# --- addresses of findings ----------------------------------------------------------------


def locate_findings(
    found: Iterable[Diagnostic], source: Source, document: Document
) -> Iterator[Diagnostic]:
    """Yield the findings; those on the witness get an address, or else their line."""
    addresses = _Addresses(document)
    for finding in found:
        if finding.address or finding.path != source.path:
            yield finding
        elif finding.line:
            offset = source.offset(Place(finding.line, finding.column))
            yield finding.at(addresses.find(offset) or f"line {finding.line}")
        else:
            yield finding.at("text")


class _Addresses:
    """Finds the address in the edition of an offset in the witness."""

    def __init__(self, document: Document) -> None:
        self._pages = document.pages
        markers = [
            (marker.span, marker_address(marker.note))
            for marker in walk(document, NoteMarker)
            if marker.note
        ]
        notes = [
            (span, note_address(note.key))
            for note in document.notes
            for span in (*filter(None, [note.mark_span]), *note.segments)
        ]
        leaves = [(leaf.span, leaf.address) for leaf in walk_leaves(running_text(document))]
        titles = [(part.heading_span, part.address) for part in walk(document.divisions, Division)]
        self._spans = [_Spans(markers), _Spans(notes), _Spans(titles), _Spans(leaves)]

    def find(self, offset: int) -> str:
        """Return the address of the marker, note, heading, block or page at an offset."""
        for spans in self._spans:
            if address := spans.find(offset):
                return address
        page = page_at(self._pages, offset)
        return page_address(page) if page is not None else ""


class _Spans:
    """Addresses with their spans of the witness."""

    def __init__(self, addresses: Iterable[tuple[Span, str]]) -> None:
        self._addresses: Sequence[tuple[Span, str]] = sorted(
            addresses, key=lambda item: item[0].start
        )
        self._starts = [span.start for span, _ in self._addresses]

    def find(self, offset: int) -> str:
        """Return the address of the last span that contains an offset; empty if there is none."""
        for index in range(bisect_right(self._starts, offset) - 1, -1, -1):
            span, address = self._addresses[index]
            if offset < span.end:
                return address
        return ""
