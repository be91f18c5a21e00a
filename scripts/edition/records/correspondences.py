"""Correspondences as editors record them: places of different texts with the same subject.

``sources/correspondences.yml`` has pairs of places with a few words of each. The words verify the
address, and find it again when it moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.building import build
from edition.records.schema import Kind, check_schema
from edition.records.yaml_positions import FieldPath, PositionedData, read_divided

FILE: Final = "sources/correspondences.yml"
KIND: Final = Kind("correspondences.schema.json", "K001", "a correspondence")


class Relation(StrEnum):
    """The relation of the first place of a correspondence to the second."""

    SAME_EVENT = "same-event"
    SAME_DOCUMENT = "same-document"
    SAME_SUBJECT = "same-subject"
    CONFIRMS = "confirms"
    CONTRADICTS = "contradicts"
    DIFFERS = "differs"
    EARLIER_VERSION = "earlier-version"


@dataclass(frozen=True, slots=True)
class End:
    """A place as the editor recorded it."""

    source: str
    address: str
    words: str
    path: FieldPath
    """Position in the file of correspondences or of the chronology."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Two places with their relation and the reason for it."""

    origin: End = field(metadata={"name": "from"})
    target: End = field(metadata={"name": "to"})
    relation: Relation
    reason: str
    citation: str
    path: FieldPath


@dataclass(frozen=True, slots=True)
class Event:
    """The event of a group of correspondences."""

    name: str
    title: str
    formerly: tuple[str, ...]
    """Former names, whose addresses redirect to it."""
    correspondences: tuple[Correspondence, ...]


def load_correspondences(
    root: Path,
) -> tuple[tuple[Event, ...], PositionedData | None, list[Diagnostic]]:
    """Read a project's correspondences, if it has any; reports R001, R004, K001 and K005."""
    data, faults = read_divided(root / FILE, FILE, "events", Path(FILE).stem)
    events, wrong = _build_checked(data, root) if data is not None else ((), faults)
    if data is None or wrong:
        return (), None, [*wrong]
    return events, data, _check_names(events, data)


@lru_cache(maxsize=2)
def _build_checked(
    data: PositionedData, root: Path
) -> tuple[tuple[Event, ...], Sequence[Diagnostic]]:
    raw: Any = data.value
    faults = check_schema(data, KIND, root)
    found = () if faults else enumerate(raw["events"])
    return tuple(build(Event, event, ("events", number)) for number, event in found), faults


def _check_names(events: Sequence[Event], data: PositionedData) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    names: set[str] = set()
    pairs: set[frozenset[tuple[str, str]]] = set()
    for number, event in enumerate(events):
        paths: list[FieldPath] = [("events", number, "name")]
        paths += [("events", number, "formerly", index) for index in range(len(event.formerly))]
        for path, name in zip(paths, (event.name, *event.formerly), strict=True):
            if name in names:
                fact = f"`{name}` already identifies an event"
                found.append(data.report(data.place(path), "K005", fact))
            names.add(name)
        for entry in event.correspondences:
            found += _check_pair(entry, pairs, data)
    return found


def _check_pair(
    entry: Correspondence, pairs: set[frozenset[tuple[str, str]]], data: PositionedData
) -> list[Diagnostic]:
    ends = (entry.origin, entry.target)
    pair = frozenset((end.source, end.address) for end in ends)
    known = pair in pairs
    pairs.add(pair)
    if entry.origin.source == entry.target.source:
        fact = f"both ends are in `{entry.origin.source}`"
    elif known:
        fact = "another entry already has these two places"
    else:
        return []
    return [data.report(data.place(entry.path), "K005", fact)]
