"""Writes what is said of a text and of its pages as JSON.

The words are in the Markdown and the TEI beside it, there under ``xml:id`` of the address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from edition.bibliography.database import Bibliography
from edition.model.edition import Edition
from edition.model.index import AddressKind, IndexEntry
from edition.model.layout import DESCRIPTION
from edition.writers.interface.units import stem
from edition.writers.page_citation import whole_item

Data: TypeAlias = dict[str, Any]
_SILENT: Final = frozenset({AddressKind.PAGE, AddressKind.DIVISION})
"""What is listed though no words are at its address: it has those that follow."""


def write_json(
    edition: Edition, bibliography: Bibliography, terms: str
) -> Iterator[tuple[str, str]]:
    """Yield name and content of a file for each page of a text, and for the text as a whole.

    ``terms`` is the address of the terms of the editors' words.
    """
    record, contents = edition.record, edition.layout.contents
    whole = edition.allowed.full_text
    rights = {"license": record.rights.statement, "editorsWords": terms}
    listed = [
        {"file": f"{stem(one.file)}.json", "title": one.title, "level": one.level}
        | ({"pages": one.pages} if one.pages else {})
        for one in contents
    ]
    described = {
        "id": record.id, "title": record.title, "summary": record.summary.strip(), **rights,
        "published": str(record.rights.publish), "work": whole_item(record, bibliography),
        "witness": {"sha256": record.witness.sha256, "size": record.witness.size},
        "contents": listed if whole else [],
    }  # fmt: skip
    yield f"{stem(DESCRIPTION)}.json", dump_compact(described)
    entries: dict[str, list[Data]] = {}
    for entry in edition.index.entries if whole else ():
        if entry.words or entry.kind in _SILENT:
            entries.setdefault(entry.file, []).append(_describe(entry))
    for place in edition.layout.places():
        file = place.entry.file
        beside = {"previous": place.before, "next": place.after}
        links = {name: f"{stem(one.file)}.json" for name, one in beside.items() if one is not None}
        page = {
            "text": record.id, "file": f"{stem(file)}.html", "title": place.entry.title,
            **rights, **({"pages": place.entry.pages} if place.entry.pages else {}), **links,
            "content": entries.get(file, []),
        }  # fmt: skip
        yield f"{stem(file)}.json", dump_compact(page)


def _describe(entry: IndexEntry) -> Data:
    return {"address": entry.address, "kind": str(entry.kind)}


def dump_compact(data: Mapping[str, object]) -> str:
    """Return data as JSON, on one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
