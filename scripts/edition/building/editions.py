"""Makes the edition of a source: finds its witness, reads, links and lays it out.

Pure except for reading the witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from edition.bibliography.database import (
    Bibliography,
    check_citations,
    load_matched,
)
from edition.building.decisions import decide_reading, decide_works
from edition.checking.acceptance import accept_findings
from edition.checking.rights import check_publication, check_rights
from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic, EditionError, report_at
from edition.linking.citations import find_citations
from edition.linking.cross_references import refer_document
from edition.linking.layout import lay_out_edition
from edition.linking.notes import link_document
from edition.linking.page_proofs import prove_pages
from edition.linking.web_addresses import TRANSFORMATION, join_web_addresses
from edition.model.addresses import find_retired
from edition.model.citation import Citation
from edition.model.document import Document
from edition.model.edition import Edition
from edition.model.ledger import Ledger, make_ledger
from edition.publishing.page_proof import prove_markup
from edition.readers.emendations import Change, apply_changes, find_change
from edition.readers.plain import read_plain
from edition.records.loading import open_witness, report_missing
from edition.records.publication import allowed_content
from edition.records.record import Record
from edition.records.registers import load_registers
from edition.text.gc_paused import gc_paused
from edition.text.results import Results
from edition.text.source import Source
from edition.text.span import Span

ReadDocument: TypeAlias = Callable[[Record, Source], tuple[Document, list[Diagnostic]]]
"""Reads a text according to its record."""


def read_document(
    record: Record, source: Source, read: ReadDocument | None = None
) -> tuple[Document, list[Diagnostic]]:
    """Read, emend and link a text according to its record; ``read`` may use a cached reading."""
    document, found = (read or read_witness)(record, source)
    document, faults = _complete(record, source, document)
    return document, [*found, *faults]


def read_witness(record: Record, source: Source) -> tuple[Document, list[Diagnostic]]:
    """Read a text according to its record, without its emendations."""
    # Imported here because readers are needed only if a text is read from its witness.
    from edition.readers.registry import check_reader, read_text

    reading = read_text(record, source)
    return reading.document, [*check_reader(record), *reading.diagnostics]


def _complete(
    record: Record, source: Source, document: Document
) -> tuple[Document, list[Diagnostic]]:
    """Emend and link a text after reading."""
    document, faults = _emend(record, source, document)
    document, undecided = decide_reading(record, source, document)
    if record.rights.derivatives or TRANSFORMATION in record.rights.transformations:
        document = join_web_addresses(document)
    linked = link_document(source, document, find_retired(record.moved))
    referred, unresolved = refer_document(source, linked.document, record.cross_references)
    proved, unknown = attach_images(record, prove_pages(referred))
    return proved, [*faults, *undecided, *linked.diagnostics, *unresolved, *unknown]


def attach_images(record: Record, document: Document) -> tuple[Document, list[Diagnostic]]:
    """Return the document with the images that its record names for its pages.

    Reports labels that no page has (R014).
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


def _emend(record: Record, source: Source, document: Document) -> tuple[Document, list[Diagnostic]]:
    changes: dict[Change, int] = {}
    faults: list[Diagnostic] = []
    for number, emendation in enumerate(record.emendations):
        line, original = emendation.line, emendation.original
        change = find_change(source, line, original, emendation.reading, emendation.reason)
        path = ("emendations", number, "line")
        if not isinstance(change, Change):
            found = record.report(path, "R005", change.fact, change.hint)
            right = str(change.line or "")
            faults.append(found.with_fix(record.data.place(path), str(line), right))
        elif (other := _find_overlapping(changes, change)) is not None:
            place = record.data.place(("emendations", changes[other], "line"))
            fact = f"{place.file or record.path}:{place.line} emends some of these words"
            faults.append(record.report(path, "R005", fact, "Make one emendation of the two."))
        else:
            changes[change] = number
    emended, missed = apply_changes(document, changes)
    for change in missed:
        line = source.place(change.span.start).line
        fact = f"the reading on line {line} is not within one line of text, or the label is taken"
        faults.append(record.report(("emendations", changes[change]), "R005", fact))
    return emended, faults


def _find_overlapping(changes: Iterable[Change], change: Change) -> Change | None:
    """Return the change that shares words with another, or None."""
    start, end = change.span.start, change.span.end
    return next((c for c in changes if c.span.start < end and start < c.span.end), None)


@gc_paused()
def read_edition(
    record: Record,
    root: Path,
    *,
    private: bool = False,
    kept: Results | None = None,
    read: ReadDocument | None = None,
) -> Edition:
    """Read a source and return its edition, laid out as far as this build may publish it.

    The diagnostics include errors; with an error, nothing is laid out. ``kept`` is the cache of the
    pages rendered for the last proof; ``read`` may use a cached reading.
    """
    allowed = allowed_content(record, private=private)
    if not allowed.description:
        return Edition(record, allowed)
    source, found = open_witness(record, root)
    bibliography, faults = load_matched(root)
    found += [] if private else check_publication(record)
    found += check_rights(record, source.text if source else None)
    found += faults + check_citations(record, bibliography)
    return make_edition(Edition(record, allowed, source), bibliography, found, kept, read)


_REFUSED: Final = "P001"
"""An emendation that the terms do not allow: the text is not read with it."""


def make_edition(
    edition: Edition,
    bibliography: Bibliography,
    found: Sequence[Diagnostic] = (),
    kept: Results | None = None,
    read: ReadDocument | None = None,
) -> Edition:
    """Read the source of an edition, if it has one, link it and lay it out.

    ``found`` are earlier findings; the diagnostics include errors. For ``kept`` and ``read`` see
    ``read_edition``.
    """
    record, source, found = edition.record, edition.source, list(found)
    if source is not None and not any(one.code == _REFUSED for one in found):
        reading = _read_proved(record, source, bibliography, kept, read or read_document)
        found += reading.found
        edition = replace(
            edition,
            document=reading.document,
            ledger=reading.ledger,
            citations=reading.citations,
        )
    accepted = accept_findings(record, found, source, edition.document)
    return lay_out_edition(replace(edition, diagnostics=tuple(accepted)))


# --- readings and their proof --------------------------------------------------------------------


class _Reading(NamedTuple):
    document: Document
    ledger: Ledger
    citations: tuple[Citation, ...]
    found: list[Diagnostic]


_Read: TypeAlias = Callable[[Record, Source, Bibliography], _Reading]


def _read_proved(
    record: Record,
    source: Source,
    bibliography: Bibliography,
    kept: Results | None,
    read_as_recorded: ReadDocument,
) -> _Reading:
    """Read a text so that no character is lost and its pages show its words.

    A reading that fails this proof is replaced with a simpler one, the last of which has only
    paragraphs; S008 reports the reason.
    """
    reported: list[Diagnostic] = []
    first: Diagnostic | None = None
    for name, read in _list_readings(record, read_as_recorded):
        if first is not None:
            reported = [replace(first, code="S008", message=f"{name}: {first.message}", hint="")]
        reading, unproved = _prove(read, record, source, bibliography, kept)
        if reading is not None and unproved is None:
            return reading._replace(found=[*reported, *reading.found])
        first = first or unproved
    assert reading is not None
    assert unproved is not None
    return reading._replace(found=[unproved, *reading.found])


def _list_readings(record: Record, read: ReadDocument) -> Iterator[tuple[str, _Read]]:
    """Yield ways to read a text, with descriptions, from that of the record to the safest."""
    yield "", partial(_read_as_recorded, read)
    from edition.readers.registry import READERS

    if READERS[record.reader.kind].function == READERS[_NOTELESS].function:
        yield "the text is read without notes", _read_without_notes
    yield "the text is read as paragraphs alone", _read_plainly


_NOTELESS: Final = "plain"


def _prove(
    read: _Read,
    record: Record,
    source: Source,
    bibliography: Bibliography,
    kept: Results | None,
) -> tuple[_Reading | None, Diagnostic | None]:
    """Return a reading with the blocks to write without marks, and the fault that forbids it."""
    try:
        reading = read(record, source, bibliography)
    except (EditionError, OSError, MemoryError):
        raise
    except Exception as error:  # of any kind: a simpler reader is used instead
        if read is _read_plainly:
            raise
        fact = f"reading it ends with {type(error).__name__}"
        return None, report_at(source, Span(0, 0), "S004", fact)
    errors = [finding for finding in reading.found if finding.severity is Severity.ERROR]
    lost = [error for error in errors if error.code == "S004"]
    if len(lost) < len(errors):  # other errors have to be corrected first
        return reading, None
    if lost:
        return reading._replace(found=[f for f in reading.found if f not in lost]), lost[0]
    document, found = prove_markup(
        source, reading.document, reading.ledger, reading.citations, record, kept
    )
    if document is None:
        return reading, found[0]
    return reading._replace(document=document, found=[*reading.found, *found]), None


def _read_as_recorded(
    read: ReadDocument, record: Record, source: Source, bibliography: Bibliography
) -> _Reading:
    document, found = read(record, source)
    return _cite(record, source, bibliography, document, found)


def _read_without_notes(record: Record, source: Source, bibliography: Bibliography) -> _Reading:
    from edition.readers.registry import READERS

    document = READERS[_NOTELESS](source, {"notes": "none"}).document
    document, found = _complete(record, source, document)
    return _cite(record, source, bibliography, document, found)


def _read_plainly(record: Record, source: Source, bibliography: Bibliography) -> _Reading:
    """Read a text as paragraphs, without cross-references and citations."""
    document, found = _emend(record, source, read_plain(source))
    document = link_document(source, document, find_retired(record.moved)).document
    ledger, gaps = make_ledger(source, document)
    return _Reading(document, ledger, (), found + gaps)


def _cite(
    record: Record,
    source: Source,
    bibliography: Bibliography,
    document: Document,
    found: Sequence[Diagnostic],
) -> _Reading:
    ledger, gaps = make_ledger(source, document)
    decided, stale = decide_works(record, source, document, bibliography)
    citations, doubts = find_citations(source, document, bibliography, record.citations, decided)
    return _Reading(document, ledger, citations, [*found, *gaps, *stale, *doubts])


def require_text(edition: Edition) -> None:
    """Raise EditionError if a text could not be read; with W001 if its witness is missing."""
    if edition.document is None:
        missing = [] if edition.has_errors else [report_missing(edition.record, needed=True)]
        raise EditionError(*edition.diagnostics, *missing)


def name_from_registers(edition: Edition, root: Path) -> Edition:
    """Return an edition with its dates, and its names resolved by the registers of a project."""
    # Imported here because comparisons of two states do not need it.
    from edition.linking.registers.naming import name_edition

    files, _ = load_registers(root)
    bibliography, _ = load_matched(root)
    return name_edition(edition, [e for file in files for e in file.entries], bibliography)
