"""The chronology as editors record it: dates, each with its place in a text.

``sources/chronology.yml`` has entries with a date, its title, and a place with a few of its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.building import build
from edition.records.correspondences import FILE as CORRESPONDENCES
from edition.records.correspondences import End, load_correspondences
from edition.records.schema import Kind, check_schema
from edition.records.yaml_positions import FieldPath, PositionedData, read_divided
from edition.text.dates import read_span
from edition.text.slips import find_only_match, suggest

FILE: Final = "sources/chronology.yml"
KIND: Final = Kind("chronology.schema.json", "K006", "a dated entry")


@dataclass(frozen=True, slots=True)
class DatedEntry:
    """An entry of the chronology, as the editor recorded it."""

    date: str
    """EDTF: a date or a span of time."""
    title: str
    event: str
    """Name of an event of the correspondences, or empty."""
    at: tuple[End, ...]
    """Places that state it; the first is the evidence for the date."""
    path: FieldPath

    @property
    def period(self) -> bool:
        """True for a period that a text declares as its own; false for an event."""
        return self.path[0] == "periods"


def load_chronology(
    root: Path,
) -> tuple[tuple[DatedEntry, ...], PositionedData | None, list[Diagnostic]]:
    """Read a project's chronology, if it has one; reports R001, R004, K006 and K007."""
    data, faults = read_divided(root / FILE, FILE, "events", Path(FILE).stem)
    faults = faults if data is None else check_schema(data, KIND, root)
    if data is None or faults:
        return (), None, faults
    raw: Any = data.value
    entries = tuple(
        build(DatedEntry, entry, (name, number))
        for name in ("periods", "events")
        for number, entry in enumerate(raw.get(name, ()))
    )
    return entries, data, [*_check_dates(entries, data), *_check_events(entries, data, root)]


def _check_dates(entries: Sequence[DatedEntry], data: PositionedData) -> list[Diagnostic]:
    return [
        data.report(
            data.place((*entry.path, "date")),
            "K006",
            f"`{entry.date}` is not a date",
            "Write the earlier date first, months as 01 to 12, days as 01 to 31.",
            len(entry.date),
        )
        for entry in entries
        if read_span(entry.date) is None
    ]


def _check_events(
    entries: Sequence[DatedEntry], data: PositionedData, root: Path
) -> Iterator[Diagnostic]:
    events, _, unreadable = load_correspondences(root)
    known = sorted({event.name for event in events})
    former = {old: event.name for event in events for old in event.formerly}
    # Events cannot be checked if the correspondences are unreadable, which is reported itself.
    for entry in entries if not unreadable else ():
        if entry.event and entry.event not in known:
            place = data.place((*entry.path, "event"))
            fact = f"`{entry.event}` is not an event of {CORRESPONDENCES}"
            intended = former.get(entry.event) or find_only_match(entry.event, known)
            hint = suggest(intended or entry.event, known)
            found = data.report(place, "K007", fact, hint, len(entry.event))
            yield found.with_fix(place, entry.event, intended)
