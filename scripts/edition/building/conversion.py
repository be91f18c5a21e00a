"""Turns one source into its Markdown files: witness, reader, linking, writer, rights.

Pure but for reading the witness; what is written to disk, and where, is decided in ``store``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from edition.bibliography.database import Bibliography, check_citations, load_bibliography
from edition.building.garbage_collection import collector_paused
from edition.checking.rights import allowed_content, check_rights
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.citations import Citation, find_citations
from edition.linking.cross_references import refer_document
from edition.linking.notes import link_document
from edition.linking.page_proofs import prove_pages
from edition.model.document import Document
from edition.model.ledger import Ledger, make_ledger
from edition.readers.emendations import Change, apply_changes, find_change
from edition.readers.registry import READERS, check_reader_options, complete_options
from edition.records.record import Publish, Record
from edition.records.witness import find_by_checksum, private_folders, read_witness
from edition.text.source import Source
from edition.writers.counts import Counts, count_document
from edition.writers.description import write_description
from edition.writers.diplomatic import write_witness_views
from edition.writers.errata import write_errata
from edition.writers.fidelity import FILE as FIDELITY
from edition.writers.fidelity import write_fidelity
from edition.writers.page_citation import page_citer
from edition.writers.references import ERRATA
from edition.writers.text import INDEX, Heading, write_text


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a source gives: files by their name in the edition's folder, and findings."""

    record: Record
    files: dict[str, str]
    """Everything below the edition's folder."""
    counts: Counts | None
    diagnostics: tuple[Diagnostic, ...]
    ledger: Ledger | None = field(default=None, repr=False)
    source: Source | None = field(default=None, repr=False)
    document: Document | None = field(default=None, repr=False)
    citations: tuple[Citation, ...] = field(default=(), repr=False)
    """Works that the notes cite, those that are not resolved too."""


def find_witness(record: Record, root: Path) -> Path | None:
    """Return the path of a record's witness, in its folder or by checksum elsewhere."""
    if record.witness_path.is_file():
        return record.witness_path
    return find_by_checksum(private_folders(root), record.witness.sha256, record.witness.size)


def open_witness(record: Record, root: Path) -> tuple[Source | None, list[Diagnostic]]:
    """Find and decode a record's witness.

    A missing witness is an error (W001) for a text that is published in full, else a remark
    (W009).
    """
    path = find_witness(record, root)
    witness = record.witness
    if path is None:
        code = "W001" if record.rights.publish is Publish.FULL else "W009"
        fact = f"{witness.file} was not found by its checksum"
        return None, [record.report(("witness", "file"), code, fact)]
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return read_witness(path, shown, witness.sha256, witness.size, witness.limit)


def read_document(record: Record, source: Source) -> tuple[Document, list[Diagnostic]]:
    """Read, emend and link a text as its record says."""
    found = _place_options(record)
    reading = READERS[record.reader.kind](source, reader_options(record))
    document, faults = _emend(record, source, reading.document)
    linked = link_document(source, document)
    referred, unresolved = refer_document(source, linked.document, record.cross_references)
    found += [*reading.diagnostics, *faults, *linked.diagnostics, *unresolved]
    return prove_pages(referred), found


def reader_options(record: Record) -> dict[str, object]:
    """Return what the record tells its reader: the options, and what was displaced where."""
    restorations = [restoration.values for restoration in record.restorations]
    options = complete_options(record.reader.kind, record.reader.options, record.reader.words)
    return {**options, **({"restorations": restorations} if restorations else {})}


def _place_options(record: Record) -> list[Diagnostic]:
    kind, options = record.reader.kind, record.reader.options
    faults = check_reader_options(kind, options, record.path)
    return [record.report(("reader", "options"), d.code, d.message, d.hint) for d in faults]


def _emend(record: Record, source: Source, document: Document) -> tuple[Document, list[Diagnostic]]:
    changes: list[Change] = []
    faults: list[Diagnostic] = []
    for emendation in record.emendations:
        change = find_change(
            source, emendation.line, emendation.original, emendation.reading, emendation.reason
        )
        if isinstance(change, Diagnostic):
            faults.append(change)
        else:
            changes.append(change)
    emended, missed = apply_changes(document, changes)
    for change in missed:
        line = source.place(change.span.start).line
        fact = f"the reading on line {line} is not within one line of running text"
        faults.append(record.report(("emendations",), "R005", fact))
    return emended, faults


@collector_paused()
def convert_source(record: Record, root: Path, *, private: bool = False) -> Conversion:
    """Convert one source into the Markdown that this build may publish of it.

    Errors are among the diagnostics; with an error, ``files`` is empty.
    """
    source, found = open_witness(record, root)
    bibliography, faults = load_bibliography(root)
    found += check_rights(record, source.text if source else None)
    found += faults + check_citations(record, bibliography)
    document: Document | None = None
    ledger: Ledger | None = None
    citations: tuple[Citation, ...] = ()
    if source is not None:
        document, faults = read_document(record, source)
        ledger, gaps = make_ledger(source, document)
        citations, doubts = find_citations(source, document, bibliography, record.citations)
        found += [*faults, *gaps, *doubts]
    if any(diagnostic.severity >= Severity.ERROR for diagnostic in found):
        return Conversion(record, {}, None, tuple(found), ledger, source, document, citations)
    read = (
        None
        if source is None or document is None or ledger is None
        else (_Read(source, document, ledger, citations))
    )
    files, counts = _write_files(record, read, bibliography, private)
    return Conversion(record, files, counts, tuple(found), ledger, source, document, citations)


@dataclass(frozen=True, slots=True)
class _Read:
    """A text that was read, with all that its writers look at."""

    source: Source
    document: Document
    ledger: Ledger
    citations: tuple[Citation, ...]


def _write_files(
    record: Record, read: _Read | None, bibliography: Bibliography, private: bool
) -> tuple[dict[str, str], Counts | None]:
    # A protected text's counts come from its record, so that the public files are the same
    # whether or not its witness is on the machine.
    told = read if private or record.rights.publish is Publish.FULL else None
    counts = count_document(told.document) if told is not None else None
    leaves = read is not None and all(page.inferred for page in read.document.pages)
    heading = Heading(
        record.id,
        record.title,
        record.short_title,
        str(record.rights.publish),
        record.split,
        page_citer(record, bibliography, leaves=leaves),
    )
    allowed = allowed_content(record, private=private)
    if not allowed.description:
        return {}, None
    text = None
    if read is not None and allowed.full_text:
        text = write_text(read.document, heading, read.citations)
    files = {INDEX: write_description(record, heading, counts, text, bibliography.format_entry)}
    if read is not None and text is not None:
        files |= text.files
        files |= write_witness_views(read.source, read.document, heading, text.contents)
        if errata := write_errata(read.document, heading, text, text.address_files):
            files[ERRATA] = errata
        files[FIDELITY] = write_fidelity(
            record, heading, read.source, read.document, read.ledger, text
        )
    return files, counts
