"""Export the registers as data."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from io import StringIO
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from edition.model.edition import Collection
from edition.model.links import Registers
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Entry, EntryClass
from edition.text.scripts import HAN

Data: TypeAlias = dict[str, Any]


def export_registers(collection: Collection) -> str:
    """Return all entries of the registers as JSON, each statement with its evidence."""
    registers = collection.registers
    entries = [describe_entry(entry, registers) for entry in registers.entries]
    return json.dumps({"entries": entries}, ensure_ascii=False, indent=1)


_COLUMNS: Final = (
    "id", "name", "disambiguation", "names", "born", "died", "from", "to", "date", "description",
    "latitude", "longitude", "state", "address",
)  # fmt: skip
_TYPES: Final = MappingProxyType({
    EntryClass.PERSON: "Person", EntryClass.PLACE: "Place",
    EntryClass.ORGANISATION: "Organization", EntryClass.EVENT: "Event",
    EntryClass.TERM: "DefinedTerm",
})  # fmt: skip
_DATES: Final = MappingProxyType({
    "born": "birthDate", "died": "deathDate", "from": "startDate", "to": "endDate",
    "date": "startDate",
})  # fmt: skip
"""Names of the dates of entries in schema.org; those of organisations differ."""


def write_tables(registers: Registers, at: Mapping[str, str]) -> dict[str, str]:
    """Return each register as CSV and as JSON-LD, by name; ``at`` has the file of each entry."""
    files = {}
    for kind in EntryClass:
        data = [
            (
                describe_entry(entry, registers),
                f"{at[entry.id].removesuffix('.md')}.html#{entry.id}",
            )
            for entry in registers.entries
            if entry.entry_class is kind
        ]
        if data:
            table = StringIO()
            writer = csv.writer(table, lineterminator="\n")
            writer.writerow(_COLUMNS)
            writer.writerows(_make_row(*entry) for entry in data)
            files[f"{kind}s.csv"] = table.getvalue()
            graph = [_make_node(kind, *entry) for entry in data]
            linked = {"@context": "https://schema.org", "@graph": graph}
            files[f"{kind}s.jsonld"] = json.dumps(linked, ensure_ascii=False, indent=1) + "\n"
    return files


def _make_row(data: Data, address: str) -> list[str]:
    flat = {**data, **data.get("dates", {}), **data.get("coordinates", {}), "address": address}
    flat["names"] = " | ".join(name["text"] for name in data.get("names", ()))
    return [str(flat.get(name, "")) for name in _COLUMNS]


def _make_node(kind: EntryClass, data: Data, address: str) -> Data:
    where = data.get("coordinates", {})
    dates = {_DATES[name]: value for name, value in data.get("dates", {}).items() if name in _DATES}
    if kind is EntryClass.ORGANISATION:
        named = {"startDate": "foundingDate", "endDate": "dissolutionDate"}
        dates = {named[name]: value for name, value in dates.items()}
    return _without_empty({
        "@type": _TYPES[kind],
        "@id": address,
        "name": data["name"],
        "alternateName": [name["text"] for name in data.get("names", ())],
        "description": data.get("description", ""),
        **dates,
        "geo": where and {
            "@type": "GeoCoordinates",
            "latitude": where["latitude"],
            "longitude": where["longitude"],
        },
    })  # fmt: skip


def list_languages(entries: Iterable[Entry]) -> str:
    """Return the stated language of each name in Chinese characters, as JSON, if it is unique."""
    stated: dict[str, set[str]] = {}
    for name in (name for entry in entries for name in entry.names):
        if name.language and re.search(f"[{HAN}]", name.text):
            stated.setdefault(name.text, set()).add(name.language)
    sole = {text: languages.pop() for text, languages in stated.items() if len(languages) == 1}
    return json.dumps(sole, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def describe_entry(entry: Entry, registers: Registers) -> Data:
    """Return an entry as plain data without unknown values."""
    dates, where = entry.dates, entry.coordinates
    data: Data = {
        "id": entry.id,
        "class": str(entry.entry_class),
        "name": entry.name,
        "disambiguation": entry.disambiguation,
        "names": [
            _without_empty(
                {
                    "text": name.text,
                    "kind": str(name.kind),
                    "system": name.system,
                    "language": name.language,
                    "at": _list_evidence(name.at, registers),
                }
            )
            for name in entry.names
        ],
        "dates": _without_empty(
            {
                "born": dates.born,
                "died": dates.died,
                "from": dates.start,
                "to": dates.end,
                "date": dates.date,
                "at": _list_evidence(dates.at, registers),
            }
        ),
        "description": entry.description,
        "at": _list_evidence(entry.at, registers),
        "coordinates": where and _without_empty({n: getattr(where, n) for n in where.__slots__}),
        "authority": entry.authority
        and {name: getattr(entry.authority, name) for name in entry.authority.__slots__},
        "relations": [
            {"kind": r.kind, "to": r.to, "at": _list_evidence(r.at, registers)}
            for r in entry.relations
        ],
        "formerly": list(entry.formerly),
        "state": str(entry.state),
    }
    return _without_empty(data)


def _without_empty(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def _list_evidence(at: Iterable[DeclaredAuthority], registers: Registers) -> list[Data]:
    found = []
    for authority in at:
        place, end = registers.place(authority), authority.end
        if end is None or place is None:
            found.append(_without_empty({"work": authority.work, "locator": authority.locator}))
        else:
            file = place.anchors[-1].file
            found.append({
                "source": end.source, "address": end.address, "words": end.words, "file": file,
            })  # fmt: skip
    return found
