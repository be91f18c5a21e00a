"""The texts of this edition as tests look at them: each is read once in a run."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from edition.bibliography.database import Bibliography, load_bibliography
from edition.building.editions import read_edition
from edition.model.citation import Citation
from edition.model.document import Document
from edition.model.edition import Edition
from edition.records.loading import load_records
from edition.records.record import Record
from edition.text.source import Source
from tests.sharing import share

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Reading:
    """A text of the edition whose witness is on this machine."""

    record: Record
    source: Source
    document: Document
    citations: tuple[Citation, ...]


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
def own_edition(id: str) -> Edition:
    """Return a text of the edition as its public build reads it."""
    return Edition(own_records()[id], **share(f"text-{id}", lambda: _read(own_records()[id])))


def _read(record: Record) -> dict[str, Any]:
    """Read a text; return what is known of it beside its record, which cannot be shared."""
    edition = read_edition(record, ROOT)
    return {one.name: getattr(edition, one.name) for one in fields(edition) if one.name != "record"}


@cache
def read_text(id: str) -> Reading | None:
    """Return a text as it is read; None if its witness is not on this machine."""
    edition = own_edition(id)
    if edition.source is None or edition.document is None:
        return None
    return Reading(edition.record, edition.source, edition.document, edition.citations)


def read_whole(id: str) -> Reading:
    """Return a text whose witness must be on this machine."""
    reading = read_text(id)
    assert reading is not None
    return reading
