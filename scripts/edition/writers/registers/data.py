"""The registers as data for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeAlias

from edition.model.edition import Collection
from edition.model.registers import Registers
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Entry

Data: TypeAlias = dict[str, Any]


def export_registers(collection: Collection) -> str:
    """Return every entry of the registers as JSON, with what attests each statement."""
    registers = collection.registers
    entries = [describe_entry(entry, registers) for entry in registers.entries]
    return json.dumps({"entries": entries}, ensure_ascii=False, indent=1)


def describe_entry(entry: Entry, registers: Registers) -> Data:
    """Return an entry as plain data; what is not known is left out."""
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
            {"kind": one.kind, "to": one.to, "at": _list_evidence(one.at, registers)}
            for one in entry.relations
        ],
        "formerly": list(entry.formerly),
        "state": str(entry.state),
    }
    return _without_empty(data)


def _without_empty(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def _list_evidence(at: Iterable[DeclaredAuthority], registers: Registers) -> list[Data]:
    found = []
    for one in at:
        place = registers.place(one)
        if one.end is None or place is None:
            found.append(_without_empty({"work": one.work, "locator": one.locator}))
        else:
            end, file = one.end, place.anchors[-1].file
            found.append({
                "source": end.source, "address": end.address, "words": end.words, "file": file,
            })  # fmt: skip
    return found
