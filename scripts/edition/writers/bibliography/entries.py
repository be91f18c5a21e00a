"""Writes the entries of the bibliography, each as a block that no page divides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from edition.bibliography.csl import entry_to_item
from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.linking.works_cited import CitedAt
from edition.text.dates import display_date
from edition.text.escape import escape_cell, escape_html, escape_markdown
from edition.writers.bibliography.cited_in import cut_places, list_units, write_cited_in
from edition.writers.bibliography.division import Block
from edition.writers.bibliography.grouping import Entry, message_number
from edition.writers.formats.coins import write_coins

_STRETCH: Final = 40_000
"""Bytes of Markdown that tell what is cited of one work, before it goes on in a further block."""
TABLE_HEAD: Final = "| Number | Date | From | To | Cited in |\n| --- | --- | --- | --- | --- |"
_CONTINUED: Final = " (continued)"


def write_blocks(bibliography: Bibliography, entries: Sequence[Entry]) -> Iterator[Block]:
    """Yield the entries of a group in their order."""
    for before, entry in pairwise([None, *entries]):
        assert entry is not None
        if entry.group.by_number:
            yield from _write_message(bibliography, entry)
        else:
            repeated = before is not None and bool(entry.names) and entry.names == before.names
            yield from _write_entry(bibliography, entry, repeated)


def _write_entry(bibliography: Bibliography, entry: Entry, repeated: bool) -> Iterator[Block]:
    by_unit = entry.group.by_unit and any(p.locator or p.issue for p in entry.places)
    told, *more = _tell_units(entry.places) if by_unit else _tell_places(entry.places)
    lead = f'- <a id="{entry.key}"></a>{mark_work(bibliography, entry.key)}'
    end = f"{_tell_wanting(entry)}{told}"
    text = lead + bibliography.format_entry(entry.key) + end
    dashed = lead + bibliography.format_entry(entry.key, repeated=True) + end if repeated else ""
    yield Block(entry, text, dashed)
    name = escape_markdown(entry.names or entry.work.title())
    for number, stretch in enumerate(more, 1):
        yield Block(entry, f"- {name}{_CONTINUED}{stretch}", number=number)


def _tell_places(places: Sequence[CitedAt]) -> list[str]:
    """Return who cites a work, in stretches; the first may be empty."""
    told = [f"<br>{write_cited_in(stretch)}" for stretch in cut_places(places)]
    return told or [""]


def _tell_units(places: Sequence[CitedAt]) -> list[str]:
    stretches: list[list[str]] = [[]]
    weight = 0
    for line in list_units(places, "    "):
        size = len(line.encode())
        if stretches[-1] and weight + size > _STRETCH:
            stretches.append([])
            weight = 0
        stretches[-1].append(line)
        weight += size
    return ["\n\n" + "\n".join(lines) + "\n" for lines in stretches]


def _tell_wanting(entry: Entry) -> str:
    wanting = "incomplete" in entry.work.keywords
    return " <ins>[The full citation is missing from the witness.]</ins>" if wanting else ""


def mark_work(bibliography: Bibliography, key: str) -> str:
    """Return an empty element that tells programs a work."""

    def write() -> str:
        coins = escape_html(write_coins(entry_to_item(bibliography.work(key))))
        return f'<span class="Z3988" title="{coins}"></span>'

    return bibliography.make(key, "coins", write)


# --- intercepts and summaries --------------------------------------------------------------


def _write_message(bibliography: Bibliography, entry: Entry) -> Iterator[Block]:
    name = escape_cell(message_number(entry.work))
    mark = mark_work(bibliography, entry.key)
    anchor = f'<a id="{entry.key}"></a>{mark}{name}{_tell_wanting(entry)}'
    sender, receiver = map(escape_cell, split_message(entry.work.plain("howpublished")))
    date = escape_cell(_message_date(entry.work))
    for number, stretch in enumerate(cut_places(entry.places) or [()]):
        # What is cited of a message is the whole of it.
        told = write_cited_in(stretch, "", locators=False).replace("|", "&#124;")
        first = name + _CONTINUED if number else anchor
        yield Block(entry, f"| {first} | {date} | {sender} | {receiver} | {told} |", number=number)


def split_message(way: str) -> tuple[str, str]:
    """Return from whom and to whom a message went: ``Orsk–Kestrel``, ``Kestrel Circular``."""
    for joint in (r"\s+to\s+", r"\s*\u2013\s*", r"(?<=\w)-(?=\w)"):
        parts = re.split(joint, way, maxsplit=1)
        if len(parts) == 2:
            return parts[0].strip(" ,"), parts[1].strip()
    return way, ""


def _message_date(work: Work) -> str:
    return display_date(work.raw("date") or work.plain("year"))
