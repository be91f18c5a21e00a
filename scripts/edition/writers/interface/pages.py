"""Write the descriptions of a text and of its pages as JSON.

The words are in the Markdown and TEI files next to it; in TEI ``xml:id`` has the address.
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
from edition.writers.page_citation import text_item

Data: TypeAlias = dict[str, Any]
_WITHOUT_WORDS: Final = frozenset({AddressKind.PAGE, AddressKind.DIVISION})
"""Kinds of addresses that are listed without words; the words follow at other addresses."""


def write_json(
    edition: Edition, bibliography: Bibliography, terms: str
) -> Iterator[tuple[str, str]]:
    """Yield name and content of a file for each page of a text, and one for the text.

    ``terms`` is the address of the terms of the editors' words.
    """
    record, contents = edition.record, edition.layout.contents
    whole = edition.allowed.full_text
    rights = {"license": record.rights.statement, "editorsWords": terms}
    listed = [
        {"file": f"{stem(entry.file)}.json", "title": entry.title, "level": entry.level}
        | ({"pages": entry.pages} if entry.pages else {})
        for entry in contents
    ]
    described = {
        "id": record.id, "title": record.title, "summary": record.summary.strip(), **rights,
        "published": str(record.rights.publish), "work": text_item(record, bibliography),
        "witness": {"sha256": record.witness.sha256, "size": record.witness.size},
        "contents": listed if whole else [],
    }  # fmt: skip
    yield f"{stem(DESCRIPTION)}.json", dump_compact(described)
    entries: dict[str, list[Data]] = {}
    for entry in edition.index.entries if whole else ():
        if entry.words or entry.kind in _WITHOUT_WORDS:
            entries.setdefault(entry.file, []).append(_describe(entry))
    for place in edition.layout.places():
        file = place.entry.file
        neighbours = {"previous": place.before, "next": place.after}
        links = {name: f"{stem(e.file)}.json" for name, e in neighbours.items() if e is not None}
        page = {
            "text": record.id, "file": f"{stem(file)}.html", "title": place.entry.title,
            **rights, **({"pages": place.entry.pages} if place.entry.pages else {}), **links,
            "content": entries.get(file, []),
        }  # fmt: skip
        yield f"{stem(file)}.json", dump_compact(page)


def _describe(entry: IndexEntry) -> Data:
    return {"address": entry.address, "kind": str(entry.kind)}


def dump_compact(data: Mapping[str, object]) -> str:
    """Return data as JSON on one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
