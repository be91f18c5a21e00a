"""The editors' notes on a text as recorded: ``annotations.yml`` in the folder of ``source.yml``.

A note has an address, words at the address, and its authorities: places in the texts of the
edition, with words at these places, or works of the bibliography.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.building import build
from edition.records.correspondences import End
from edition.records.schema import Kind, check_schema
from edition.records.yaml_positions import FieldPath, PositionedData, read_divided

ANNOTATIONS: Final = "annotations.yml"
KIND: Final = Kind("annotations.schema.json", "E001", "an editors' note")


class NoteType(StrEnum):
    """The purpose of a note."""

    IDENTIFIES = "identifies"
    EXPLAINS = "explains"
    CORRECTS = "corrects"
    TEXTUAL = "textual"
    COMPARES = "compares"


@dataclass(frozen=True, slots=True)
class DeclaredAuthority:
    """The evidence for a statement: a place in a text, or a work with a locator."""

    end: End | None = field(default=None, metadata={"inline": "address"})
    work: str = ""
    locator: str = ""
    path: FieldPath = ()


@dataclass(frozen=True, slots=True)
class DeclaredStatement:
    """A paragraph of the editors with its authorities."""

    text: str
    authorities: tuple[DeclaredAuthority, ...] = field(metadata={"name": "authority"})


@dataclass(frozen=True, slots=True)
class DeclaredNote(DeclaredStatement):
    """A note on some words of the text."""

    id: str
    end: End = field(metadata={"inline": "address"})
    type: NoteType


@dataclass(frozen=True, slots=True)
class Annotations:
    """The notes and the head-note on one text."""

    data: PositionedData
    notes: tuple[DeclaredNote, ...] = ()
    head_note: tuple[DeclaredStatement, ...] = ()


def load_annotations(
    folder: Path, id: str, root: Path
) -> tuple[Annotations | None, list[Diagnostic]]:
    """Read the notes on the text ``id``; None if there are none or the file has a fault.

    Reports R001, R004, E001, E004 and E006.
    """
    path = folder / ANNOTATIONS
    data, faults = read_divided(path, path.relative_to(root).as_posix(), "notes", path.stem)
    if data is None:
        return None, faults
    if faults := check_schema(data, KIND, root) or list(_check_facts(data)):
        return None, faults
    return _build(data, id), []


@lru_cache(maxsize=32)
def _build(data: PositionedData, id: str) -> Annotations:
    """Build the notes of a file; the result is cached as long as the file is unchanged."""
    raw: Any = data.value
    statements = {
        name: [_set_source(entry, id) for entry in raw.get(name, ())]
        for name in ("notes", "head_note")
    }
    return build(Annotations, statements, data=data)


def _set_source(entry: Mapping[str, Any], id: str) -> dict[str, Any]:
    """Return a statement whose places have a source; by default, the annotated text."""
    places = [{"source": id, **place} for place in entry["authority"]]
    return {"source": id, **entry, "authority": places}


def _check_facts(data: PositionedData) -> Iterator[Diagnostic]:
    raw: Any = data.value
    known: set[str] = set()
    for name in ("head_note", "notes"):
        for number, entry in enumerate(raw.get(name, ())):
            path = (name, number)
            if not entry.get("authority"):
                yield data.report(data.place(path), "E004", "the note names no authority")
            id = entry.get("id")
            if id in known:
                place = data.place((*path, "id"))
                yield data.report(place, "E006", f"`{id}` already identifies a note")
            known |= {id} if id else set()
