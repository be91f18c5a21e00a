"""Gives findings the addresses by which a record accepts them, and marks the accepted ones."""

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

_NOT_ALWAYS_SOUGHT: Final = frozenset({"H001", "W009"})
"""Codes of findings that depend on the command or on the files of the machine: that one of them
is not reported does not show that its acceptance is out of date."""


def accept_findings(
    record: Record, found: Iterable[Diagnostic], source: Source | None, document: Document | None
) -> list[Diagnostic]:
    """Return the findings of a text, sorted, with their addresses, and the accepted ones marked.

    Reports R017 for each acceptance without a finding, unless the witness was not read or there
    are errors, since then findings may be missing.
    """
    if source is not None and document is not None:
        found = locate_findings(found, source, document)
    marked, unused = mark_accepted(record, found)
    if document is None or any(one.severity is Severity.ERROR for one in marked):
        return marked
    return marked + unused


def mark_accepted(
    record: Record, found: Iterable[Diagnostic]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Return findings, sorted, the accepted ones marked; and R017 for each unused acceptance."""
    accepted: dict[tuple[str, str], list[Acceptance]] = {}
    for one in record.accepted:
        accepted.setdefault((one.code, one.address), []).append(one)
    marked = []
    for finding in sort_diagnostics(found):
        known = accepted.get((finding.code, finding.address))
        marked.append(finding.accept(known.pop(0).reason) if known else finding)
    left = (one for group in accepted.values() for one in group)
    return marked, [one.report_unused() for one in left if one.code not in _NOT_ALWAYS_SOUGHT]


# --- addresses of findings ----------------------------------------------------------------


def locate_findings(
    found: Iterable[Diagnostic], source: Source, document: Document
) -> Iterator[Diagnostic]:
    """Yield the findings; those on the witness with an address, or else with their line."""
    places = _Places(document)
    for one in found:
        if one.address or one.path != source.path:
            yield one
        elif one.line:
            offset = source.offset(Place(one.line, one.column))
            yield one.at(places.address_at(offset) or f"line {one.line}")
        else:
            yield one.at("text")


class _Places:
    """Finds the address that an offset in the witness has in the edition."""

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
            for span in (*filter(None, [note.sign_span]), *note.segments)
        ]
        leaves = [(leaf.span, leaf.address) for leaf in walk_leaves(running_text(document))]
        titles = [(one.heading_span, one.address) for one in walk(document.divisions, Division)]
        self._spans = [_Spans(markers), _Spans(notes), _Spans(titles), _Spans(leaves)]

    def address_at(self, offset: int) -> str:
        """Return the address of the marker, note, heading, block or page at an offset."""
        for spans in self._spans:
            if address := spans.find(offset):
                return address
        page = page_at(self._pages, offset)
        return page_address(page) if page is not None else ""


class _Spans:
    """Addresses by the stretch of the witness that each has."""

    def __init__(self, addresses: Iterable[tuple[Span, str]]) -> None:
        self._addresses: Sequence[tuple[Span, str]] = sorted(
            addresses, key=lambda one: one[0].start
        )
        self._starts = [span.start for span, _ in self._addresses]

    def find(self, offset: int) -> str:
        """Return the address of the last stretch to begin before an offset that goes beyond it."""
        for index in range(bisect_right(self._starts, offset) - 1, -1, -1):
            span, address = self._addresses[index]
            if offset < span.end:
                return address
        return ""
