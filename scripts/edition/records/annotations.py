"""The editors' notes on a text as they record them: ``annotations.yml`` beside ``source.yml``.

A note names an address, words that stand there, and the authority that it rests on: places of the
edition's own texts, with words that stand at them, or works of the bibliography.
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
    """What a note does for the words that it is about."""

    IDENTIFIES = "identifies"
    EXPLAINS = "explains"
    CORRECTS = "corrects"
    TEXTUAL = "textual"
    COMPARES = "compares"


@dataclass(frozen=True, slots=True)
class DeclaredAuthority:
    """What a statement rests on: a place of a text, or a work with a locator."""

    end: End | None = field(default=None, metadata={"beside": "address"})
    work: str = ""
    locator: str = ""
    path: FieldPath = ()


@dataclass(frozen=True, slots=True)
class DeclaredStatement:
    """A paragraph of the editors with what it rests on."""

    text: str
    authorities: tuple[DeclaredAuthority, ...] = field(metadata={"name": "authority"})


@dataclass(frozen=True, slots=True)
class DeclaredNote(DeclaredStatement):
    """A note on some words of the text."""

    id: str
    end: End = field(metadata={"beside": "address"})
    type: NoteType


@dataclass(frozen=True, slots=True)
class Annotations:
    """What the editors record of one text."""

    data: PositionedData
    notes: tuple[DeclaredNote, ...] = ()
    head_note: tuple[DeclaredStatement, ...] = ()


def load_annotations(
    folder: Path, id: str, root: Path
) -> tuple[Annotations | None, list[Diagnostic]]:
    """Read the notes on the text ``id``; None if it has none or the file has a fault.

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
    """Return the notes of a file, which is the same object as long as its bytes are the same."""
    raw: Any = data.value
    found = {
        name: [_name_text(one, id) for one in raw.get(name, ())] for name in ("notes", "head_note")
    }
    return build(Annotations, found, data=data)


def _name_text(entry: Mapping[str, Any], id: str) -> dict[str, Any]:
    """Return a statement whose places name their text: the one it is on, unless they say so."""
    places = [{"source": id, **one} for one in entry["authority"]]
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
