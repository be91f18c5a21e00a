"""The texts of this edition as tests look at them: each is read once in a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edition.bibliography.database import Bibliography, load_bibliography
from edition.building.editions import open_witness, read_document
from edition.linking.citations import Citation, find_citations
from edition.model.document import Document
from edition.records.loading import load_records
from edition.records.record import Record
from edition.text.source import Source
from tests.sharing import share

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Reading:
    """A text of the edition, read and linked as its record says."""

    record: Record
    source: Source
    document: Document


@cache
def own_records() -> dict[str, Record]:
    """Return the records of the edition by their ids."""
    records, faults = load_records(ROOT)
    assert faults == []
    return {record.id: record for record in records}


@cache
def own_bibliography() -> Bibliography:
    """Return the bibliography of the edition."""
    bibliography, faults = load_bibliography(ROOT)
    assert faults == []
    return bibliography


@cache
def read_text(id: str) -> Reading | None:
    """Return a text as it is read; None if its witness is not on this machine."""
    return share(f"text-{id}", lambda: _read(own_records()[id]))


def _read(record: Record) -> Reading | None:
    source, _ = open_witness(record, ROOT)
    return None if source is None else Reading(record, source, read_document(record, source)[0])


def read_whole(id: str) -> Reading:
    """Return a text whose witness is in this repository."""
    reading = read_text(id)
    assert reading is not None
    return reading


@cache
def cite_text(id: str) -> tuple[Citation, ...]:
    """Return the citations of a text, found as its record says."""
    reading = read_text(id)
    assert reading is not None
    return share(f"citations-{id}", lambda: _cite(reading))


def _cite(reading: Reading) -> tuple[Citation, ...]:
    options = reading.record.citations
    return find_citations(reading.source, reading.document, own_bibliography(), options)[0]
