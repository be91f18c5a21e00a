"""Writes the entries of the bibliography, each as a block that no page divides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from edition.bibliography.csl import entry_to_item
from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.linking.works_cited import CitedAt, PlaceKind
from edition.model.note_keys import printed_mark
from edition.text.dates import Date, display_date
from edition.text.escape import escape_cell, escape_html, escape_markdown
from edition.writers.address_names import name_page
from edition.writers.bibliography.division import Block
from edition.writers.bibliography.grouping import Entry, message_number
from edition.writers.coins import write_coins

# --- Writes the places that cite a work, text by text, each a link with what it cites ---


_FOLDER = "../editions"
"""The texts, from the folder of the bibliography's pages."""
_MANY: Final = 300
"""Places that are told in one go."""


def write_cited_in(
    places: Sequence[CitedAt], lead: str = "Cited in ", *, locators: bool = True
) -> str:
    """Return the places as one span of Markdown; empty if there are none."""
    told = "; ".join(
        _write_text(list(group), locators=locators) for _, group in groupby(places, _by_text)
    )
    return f'<span class="cited-in">{lead}{told}</span>' if told else ""


def cut_places(places: Sequence[CitedAt]) -> list[Sequence[CitedAt]]:
    """Cut places into stretches that are not too long to stand together."""
    return [places[start : start + _MANY] for start in range(0, len(places), _MANY)]


def list_units(places: Sequence[CitedAt], indent: str) -> Iterator[str]:
    """Yield a line of a list for what is cited of a work, in order, with the places that cite it.

    What very many places cite has several lines.
    """
    units: dict[str, list[CitedAt]] = {}
    orders: dict[str, Date] = {}
    for place in places:
        unit = place.issue.name if place.issue else place.locator
        units.setdefault(unit, []).append(place)
        orders[unit] = place.issue.date if place.issue else Date()
    for unit in sorted(units, key=lambda unit: (orders[unit], natural_order(unit))):
        name = escape_markdown(unit, line_start=True) if unit else "without a locator"
        for stretch in cut_places(units[unit]):
            told = write_cited_in(stretch, "", locators=False)
            yield f"{indent}- {name}: {told}"


def natural_order(text: str) -> list[tuple[int, int, str]]:
    """Return a sorting key by which 9 comes before 10, and nothing before everything."""
    return [
        (1, int(part), "") if part.isdecimal() else (0, 0, part)
        for part in re.findall(r"\d+|\D+", text.casefold())
    ]


def _by_text(place: CitedAt) -> tuple[str, bool]:
    return place.source, place.kind is PlaceKind.DESCRIPTION


def _write_text(places: Sequence[CitedAt], *, locators: bool = True) -> str:
    """Return the places of one text."""
    first = places[0]
    title = escape_markdown(first.text)
    if first.kind is PlaceKind.DESCRIPTION:
        return f"the description of [{title}]({_FOLDER}/{first.file})"
    return f"{title}, " + ", ".join(_write_places(places, locators))


def _write_places(places: Sequence[CitedAt], locators: bool) -> Iterator[str]:
    count = sum(place.kind is PlaceKind.NOTE for place in places)
    before: PlaceKind | None = None
    for place, locator in _merge(places):
        first = place.kind is PlaceKind.NOTE and before is not place.kind
        prefix = ("nn.\u00a0" if count > 1 else "n.\u00a0") if first else ""
        before = place.kind
        label = escape_markdown(name_place(place))
        told = f" ({escape_markdown(locator)})" if locators and locator else ""
        yield f"{prefix}[{label}]({_FOLDER}/{place.file}#{place.address}){told}"


def _merge(places: Sequence[CitedAt]) -> Iterator[tuple[CitedAt, str]]:
    """Yield each place once, with all that it cites."""
    for _, group in groupby(places, lambda place: place.address):
        same = list(group)
        yield same[0], "; ".join(dict.fromkeys(p.locator for p in same if p.locator))


def name_place(place: CitedAt) -> str:
    """Return a place as people say it: ``2.45``, ``p. 3*`` for a note, ``p. 117`` else."""
    head, _, name = place.place.rpartition(".")
    if place.kind is PlaceKind.NOTE:
        mark = printed_mark(name)
        return place.place if mark == name else f"{name_page(head)}{mark}"
    return name_page(head) or place.place


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
