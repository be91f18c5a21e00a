"""The chronology: what the texts date, as editors recorded it, each date at its place in a text.

``sources/chronology.yml`` names a date, what it is the date of, and a place with a few words that
stand there. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.correspondences import FILE as CORRESPONDENCES
from edition.linking.correspondences import Finder, build_end, load_correspondences
from edition.model.edition import Edition
from edition.model.links import Dated, DatedEntry
from edition.records.schema import Kind, check_schema
from edition.records.yaml_positions import FieldPath, PositionedData, read_yaml
from edition.text.dates import read_span

FILE: Final = "sources/chronology.yml"
KIND: Final = Kind("chronology.schema.json", "K006", "a dated entry")


def load_chronology(
    root: Path,
) -> tuple[tuple[DatedEntry, ...], PositionedData | None, list[Diagnostic]]:
    """Read a project's chronology, if it has one; reports R001, R004 and K006."""
    path = root / FILE
    if not path.is_file():
        return (), None, []
    data, faults = read_yaml(path.read_bytes(), FILE)
    faults = faults if data is None else check_schema(data, KIND)
    if data is None or faults:
        return (), None, faults
    entries = tuple(_build_all(data))
    return entries, data, _check_dates(entries, data)


def _build_all(data: PositionedData) -> Iterator[DatedEntry]:
    raw: Any = data.value
    for name in ("periods", "events"):
        for number, entry in enumerate(raw.get(name, ())):
            yield _build(entry, (name, number))


def _build(raw: Mapping[str, Any], path: FieldPath) -> DatedEntry:
    return DatedEntry(
        str(raw["date"]),
        " ".join(raw["title"].split()),
        raw.get("event", ""),
        path[0] == "periods",
        tuple(build_end(end, (*path, "at", place)) for place, end in enumerate(raw["at"])),
        path,
    )


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


def find_dated(
    root: Path, editions: Sequence[Edition]
) -> tuple[tuple[Dated, ...], list[Diagnostic]]:
    """Find the places of all entries, in their order in time.

    Reports R001, R004, K002 to K004, K006 and K007. Places of texts that are not among the
    editions are left out, and with them an entry that has no other.
    """
    entries, data, faults = load_chronology(root)
    if data is None or faults:
        return (), faults
    finder = Finder(data, root, editions)
    found = [Dated(e, tuple(filter(None, map(finder.find, e.at)))) for e in entries]
    dated = sorted((one for one in found if one.places), key=_order)
    return tuple(dated), finder.faults + list(_check_events(entries, data, root))


def _check_events(
    entries: Sequence[DatedEntry], data: PositionedData, root: Path
) -> Iterator[Diagnostic]:
    events, _, unreadable = load_correspondences(root)
    known = sorted({event.name for event in events})
    # Without the correspondences nothing can be said of their events; their own fault is reported.
    for entry in entries if not unreadable else ():
        if entry.event and entry.event not in known:
            close = get_close_matches(entry.event, known, n=1)
            place = data.place((*entry.path, "event"))
            fact = f"`{entry.event}` is not an event of {CORRESPONDENCES}"
            hint = f"Did you mean `{close[0]}`?" if close else ""
            yield data.report(place, "K007", fact, hint, len(entry.event))


def _order(dated: Dated) -> tuple[float, bool, float, str]:
    start, end = read_span(dated.entry.date) or (0.0, 0.0)
    return start, not dated.entry.period, end, dated.entry.title
