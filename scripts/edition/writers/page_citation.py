"""How a page of an edition is cited: one CSL-JSON item, and all forms that the page offers.

They stand in the front matter, as one line of JSON; the theme makes the page's metadata and its
list of forms from them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from edition.bibliography.chicago.notes import write_note
from edition.bibliography.csl import Item, entry_to_item, read_date
from edition.bibliography.database import Bibliography
from edition.model.layout import ContentsEntry
from edition.records.record import Agent, Record
from edition.text.escape import picture_controls
from edition.writers.formats.bibtex import item_to_bibtex
from edition.writers.formats.ris import write_ris

_OF_THE_WHOLE: Final = ("DOI", "title-short", "number-of-volumes", "note", "genre", "number")
"""What is said of a work and not of a part of it."""
_UNSAFE: Final = re.compile("[\u007f-\u009f\u2028\u2029\ufffe\uffff\ufeff]|[\ud800-\udfff]")


def page_citer(
    record: Record, bibliography: Bibliography, *, leaves: bool
) -> Callable[[ContentsEntry | None], Iterator[str]]:
    """Return what writes the front matter for a page of a text, or (None) for the whole of it.

    ``leaves`` tells that the pages of the text have no printed numbers.
    """
    whole = whole_item(record, bibliography)

    def cite(entry: ContentsEntry | None) -> Iterator[str]:
        item = whole if entry is None or not entry.level else part_item(whole, entry, leaves)
        yield f"citation: {write_json(_describe(item))}"

    return cite


def whole_item(record: Record, bibliography: Bibliography) -> Item:
    """Return a text as an item: its entry in the bibliography, or else what its record says."""
    if record.citation in bibliography:
        entry = entry_to_item(bibliography.work(record.citation))
        item = {name: value for name, value in entry.items() if name != "keyword"}
    else:
        item = _describe_record(record)
    return {**item, "id": record.id, "language": record.language, "custom": _rights(record)}


def part_item(whole: Item, entry: ContentsEntry, leaves: bool) -> Item:
    """Return a part of a text that has a page of its own as an item."""
    name = entry.file.removesuffix(".md")
    number, title = name.replace("-", "."), entry.title
    part: Item = {key: value for key, value in whole.items() if key not in _OF_THE_WHOLE}
    part |= {"id": f"{whole['id']}-{name}", "type": "chapter"}
    part |= {"container-title": whole.get("title", ""), "title": title}
    # "2.4 Title", "Chapter 2: Title"
    if match := re.match(rf"(?:[^\W\d]+\s+)?{re.escape(number)}[.:]?\s+(?=\S)", title):
        part |= {"title": title[match.end() :], "chapter-number": number}
    if entry.pages and not leaves:
        part["page"] = entry.pages.replace("\u2013", "-")
    return part


def _describe_record(record: Record) -> Item:
    authors = [_name(agent) for agent in record.authors if agent.role == "author"]
    item: Item = {"type": "document", "title": record.title}
    item |= {"author": authors} if authors else {}
    return item | ({"issued": read_date(record.date.value)} if record.date else {})


def _name(agent: Agent) -> dict[str, object]:
    if not agent.family or not agent.given:
        return {"literal": agent.display}
    name: dict[str, object] = {"family": agent.family, "given": agent.given}
    return {**name, "static-ordering": True} if agent.family_first else name


def _rights(record: Record) -> dict[str, str]:
    return {"license": record.rights.statement}


def _describe(item: Item) -> dict[str, object]:
    first, _, last = str(item.get("page", "")).partition("-")
    return {
        "csl": item,
        "first": first,
        "last": last,
        "chicago": write_note(item),
        "bibtex": item_to_bibtex(item),
        "ris": write_ris(item),
    }


def write_json(value: object) -> str:
    """Return JSON on one line that is YAML too, whatever characters are in it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", picture_controls(text))
