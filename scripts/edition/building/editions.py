"""Makes the edition of one source: finds its witness, reads, links and lays it out.

Pure but for reading the witness.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from edition.bibliography.database import (
    Bibliography,
    check_citations,
    keep_matched,
    load_bibliography,
)
from edition.building.decisions import decide_reading, decide_works
from edition.checking.acceptance import accept_findings
from edition.checking.publication import check_publication
from edition.checking.rights import check_rights
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.linking.citations import find_citations
from edition.linking.cross_references import refer_document
from edition.linking.layout import lay_out
from edition.linking.notes import link_document
from edition.linking.page_proofs import prove_pages
from edition.linking.registers.naming import name_edition
from edition.linking.web_addresses import TRANSFORMATION, join_web_addresses
from edition.model.addresses import find_retired
from edition.model.counts import count_document
from edition.model.document import Document
from edition.model.edition import Edition
from edition.model.ledger import make_ledger
from edition.readers.emendations import Change, apply_changes, find_change
from edition.readers.registry import (
    READERS,
    check_reader_options,
    check_restorations,
    complete_options,
)
from edition.records.loading import open_witness, report_missing
from edition.records.options import OptionFault
from edition.records.publication import allowed_content
from edition.records.record import Record
from edition.records.registers import load_registers
from edition.text.gc_paused import gc_paused
from edition.text.source import Source


def read_document(record: Record, source: Source) -> tuple[Document, list[Diagnostic]]:
    """Read, emend and link a text as its record says."""
    found = _place_options(record)
    reading = READERS[record.reader.kind](source, reader_options(record))
    document, faults = _emend(record, source, reading.document)
    document, undecided = decide_reading(record, source, document)
    if record.rights.derivatives or TRANSFORMATION in record.rights.transformations:
        document = join_web_addresses(document)
    linked = link_document(source, document, find_retired(record.moved))
    referred, unresolved = refer_document(source, linked.document, record.cross_references)
    proved, unknown = attach_images(record, prove_pages(referred))
    found += [*reading.diagnostics, *faults, *undecided, *linked.diagnostics, *unresolved, *unknown]
    return proved, found


def attach_images(record: Record, document: Document) -> tuple[Document, list[Diagnostic]]:
    """Return the document with the images that its record names for its pages.

    A label that no page has is reported (R014).
    """
    if not record.images:
        return document, []
    pages = tuple(replace(p, image=record.images.get(p.label, "")) for p in document.pages)
    labels = {page.label for page in pages}
    unknown = [
        record.report(("images", label), "R014", f"the text has no page `{label}`")
        for label in record.images
        if label not in labels
    ]
    return replace(document, pages=pages), unknown


def reader_options(record: Record) -> dict[str, object]:
    """Return what the record tells its reader: the options, and what was displaced where."""
    restorations = [restoration.values for restoration in record.restorations]
    options = complete_options(record.reader.kind, record.reader.options, record.reader.words)
    return {**options, **({"restorations": restorations} if restorations else {})}


def _report_option(record: Record, fault: OptionFault) -> Diagnostic:
    path, data = ("reader", "options", fault.name), record.data
    place = data.key_place(path) if fault.misspelt == fault.name else data.place(path)
    found = record.report(path, "S005", fault.message, fault.hint)
    return found.mend(place, fault.misspelt, fault.meant)


def _place_options(record: Record) -> list[Diagnostic]:
    kind, options = record.reader.kind, record.reader.options
    found = [_report_option(record, fault) for fault in check_reader_options(kind, options)]
    names = [restoration.kind for restoration in record.restorations]
    return found + [
        record.report(("restorations", number, "kind"), "S005", fact, hint)
        for number, fact, hint in check_restorations(kind, names)
    ]


def _emend(record: Record, source: Source, document: Document) -> tuple[Document, list[Diagnostic]]:
    changes: dict[Change, int] = {}
    faults: list[Diagnostic] = []
    for number, one in enumerate(record.emendations):
        change = find_change(source, one.line, one.original, one.reading, one.reason)
        if isinstance(change, Change):
            changes[change] = number
        else:
            path = ("emendations", number, "line")
            found = record.report(path, "R005", change.fact, change.hint)
            right = str(change.line or "")
            faults.append(found.mend(record.data.place(path), str(one.line), right))
    emended, missed = apply_changes(document, changes)
    for change in missed:
        line = source.place(change.span.start).line
        fact = f"the reading on line {line} is not within one line of text, or the label is taken"
        faults.append(record.report(("emendations", changes[change]), "R005", fact))
    return emended, faults


@gc_paused()
def read_edition(record: Record, root: Path, *, private: bool = False) -> Edition:
    """Read one source and return its edition, laid out as far as this build may publish it.

    Errors are among the diagnostics; with an error, nothing is laid out.
    """
    allowed = allowed_content(record, private=private)
    if not allowed.description:
        return Edition(record, allowed)
    source, found = open_witness(record, root)
    complete, faults = load_bibliography(root)
    bibliography = keep_matched(complete)
    found += [] if private else check_publication(record)
    found += check_rights(record, source.text if source else None)
    found += faults + check_citations(record, bibliography)
    return make_edition(Edition(record, allowed, source), bibliography, found)


def make_edition(
    edition: Edition, bibliography: Bibliography, found: Sequence[Diagnostic] = ()
) -> Edition:
    """Read the source of an edition, if it has one, link it and lay it out.

    ``found`` is what was found before; errors are among the diagnostics.
    """
    record, source, found = edition.record, edition.source, list(found)
    if source is not None:
        document, faults = read_document(record, source)
        ledger, gaps = make_ledger(source, document)
        decided, stale = decide_works(record, source, document, bibliography)
        citations, doubts = find_citations(
            source, document, bibliography, record.citations, decided
        )
        found += [*faults, *gaps, *stale, *doubts]
        edition = replace(edition, document=document, ledger=ledger, citations=citations)
    known = accept_findings(record, found, source, edition.document)
    return _lay_out(replace(edition, diagnostics=tuple(known)))


def require_text(edition: Edition) -> None:
    """Raise EditionError with what kept a text from being read: W001 if its witness is not here."""
    if edition.document is None:
        missing = [] if edition.has_errors else [report_missing(edition.record, needed=True)]
        raise EditionError(*edition.diagnostics, *missing)


def name_from_registers(edition: Edition, root: Path) -> Edition:
    """Return an edition with its dates, and its names resolved by the registers of a project."""
    files, _ = load_registers(root)
    bibliography = keep_matched(load_bibliography(root)[0])
    return name_edition(edition, [e for file in files for e in file.entries], bibliography)


def _lay_out(edition: Edition) -> Edition:
    if edition.has_errors:
        return edition
    record, document, allowed = edition.record, edition.document, edition.allowed
    layout, index = lay_out(record, allowed, edition.source, document)
    counts = count_document(document) if document is not None and allowed.full_text else None
    return replace(edition, counts=counts, layout=layout, index=index)
