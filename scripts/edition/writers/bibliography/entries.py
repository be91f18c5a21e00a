"""Write the entries of the bibliography as blocks, with the passages that cite each work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from edition.bibliography.chicago import find_sponsor
from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.linking.works_cited import CitedAt, PlaceKind
from edition.model.note_keys import printed_mark
from edition.text.dates import Date, find_day
from edition.text.escape import escape_cell, escape_markdown
from edition.text.interface import N_, _
from edition.text.shards import cut, natural_key
from edition.writers.address_names import name_page
from edition.writers.bibliography.division import Block
from edition.writers.bibliography.grouping import Entry, message_number
from edition.writers.formats import mark_work
from edition.writers.page import mark_anchors
from edition.writers.shelf import write_date

_FOLDER: Final = "../editions"
"""Path from the pages of the bibliography to the texts."""
_MOST_PLACES: Final = 300
"""Maximum number of places in a list item or cell."""
_MOST_BYTES: Final = 40_000
"""Maximum bytes of Markdown in a block that lists the cited parts of a work."""
TABLE_HEAD: Final = (N_("Number"), N_("Date"), N_("From"), N_("To"), N_("Cited in"))


def write_blocks(bibliography: Bibliography, entries: Sequence[Entry]) -> Iterator[Block]:
    """Yield the entries of a group in order."""
    for before, entry in pairwise([None, *entries]):
        assert entry is not None
        if entry.group.by_number:
            yield from _write_message(bibliography, entry)
        else:
            # A dash replaces people, not the newspaper of an unsigned article.
            same = before is not None and bool(entry.names) and entry.names == before.names
            repeated = same and not find_sponsor(entry.work)
            yield from _write_entry(bibliography, entry, repeated)


def _continued() -> str:
    return f" ({_('continued')})"


def _write_entry(bibliography: Bibliography, entry: Entry, repeated: bool) -> Iterator[Block]:
    by_unit = entry.group.by_unit and any(p.locator or p.issue for p in entry.places)
    first, *more = _list_by_unit(entry.places) if by_unit else _list_places(entry.places)
    lead = f"- {mark_anchors(*entry.keys)}{mark_work(bibliography, entry.key)}"
    end = f"{_write_printed_name(entry)}{_write_incomplete(entry)}{first}"
    text = lead + bibliography.format_entry(entry.key) + end
    dashed = lead + bibliography.format_entry(entry.key, repeated=True) + end if repeated else ""
    yield Block(entry, text, dashed)
    name = escape_markdown(entry.names or entry.work.title())
    for number, part in enumerate(more, 1):
        yield Block(entry, f"- {name}{_continued()}{part}", number=number)


def _list_places(places: Sequence[CitedAt]) -> list[str]:
    """Return the places that cite a work, divided into parts; the first may be empty."""
    return [f"<br>{_write_cited_in(part)}" for part in _cut_places(places)] or [""]


def _list_by_unit(places: Sequence[CitedAt]) -> list[str]:
    """Return lists of the cited parts of a work, each with the places that cite it."""
    parts = cut(_list_units(places), _MOST_BYTES, lambda line: len(line.encode()))
    return ["\n\n" + "\n".join(lines) + "\n" for lines in parts]


def _write_printed_name(entry: Entry) -> str:
    """Return the name in the witness, if it differs from that in the bibliography."""
    printed = escape_markdown(entry.work.plain("printedas"))
    return f" <ins>[{_('In the witness: {printed}.', printed=printed)}]</ins>" if printed else ""


def _write_incomplete(entry: Entry) -> str:
    incomplete = "incomplete" in entry.work.keywords
    missing = _("The full citation is missing from the witness.")
    return f" <ins>[{missing}]</ins>" if incomplete else ""


# --- Intercepts and summaries ---------------------------------------------------------------------


def _write_message(bibliography: Bibliography, entry: Entry) -> Iterator[Block]:
    name, day = _describe_message(entry.work)
    mark = mark_work(bibliography, entry.key)
    anchor = f"{mark_anchors(*entry.keys)}{mark}{name}{_write_incomplete(entry)}"
    sender, receiver = map(escape_cell, split_message(entry.work.plain("howpublished")))
    date = escape_cell(day)
    for part_number, part in enumerate(_cut_places(entry.places) or [()]):
        # The places have no locators, because messages are cited as a whole.
        cited = _write_cited_in(part, bare=True).replace("|", "&#124;")
        first = name + _continued() if part_number else anchor
        row = f"| {first} | {date} | {sender} | {receiver} | {cited} |"
        yield Block(entry, row, number=part_number)


def split_message(route: str) -> tuple[str, str]:
    """Return sender and receiver of a message (``Orsk–Kestrel``); a circular has no receiver."""
    for joint in (r"\s+to\s+", r"\s*\u2013\s*", r"(?<=\w)-(?=\w)"):
        parts = re.split(joint, route, maxsplit=1)
        if len(parts) == 2:
            return parts[0].strip(" ,"), parts[1].strip()
    return route, ""


def _describe_message(work: Work) -> tuple[str, str]:
    """Return the number and day of a message; a message without number has its day in the title."""
    title = message_number(work)
    printed = find_day(title)
    day = write_date(work.raw("date") or work.plain("year")) or printed
    rest = title.replace(printed, "").strip(" ,")
    if work.raw("number") or not printed or re.search(r"\d", rest):
        return escape_cell(title), day
    # The rest of the title is the series, or the sender, which has its own column.
    series = "" if rest in work.plain("howpublished") else f"{escape_cell(rest)} "
    return f"{series}<ins>[{_('No number.')}]</ins>", day


# --- Places that cite a work ----------------------------------------------------------------------


def _write_cited_in(places: Sequence[CitedAt], *, bare: bool = False) -> str:
    """Return the places as one span of Markdown, or an empty string.

    ``bare`` omits the words “Cited in” and the locators, for tables and lists that have them.
    """
    texts = groupby(places, lambda place: (place.source, place.kind is PlaceKind.DESCRIPTION))
    cited = "; ".join(_write_text(list(group), locators=not bare) for __, group in texts)
    lead = "" if bare else f"{_('Cited in')} "
    return f'<span class="cited-in">{lead}{cited}</span>' if cited else ""


def _cut_places(places: Sequence[CitedAt]) -> list[list[CitedAt]]:
    return cut(places, _MOST_PLACES, lambda place: 1)


def _list_units(places: Sequence[CitedAt]) -> Iterator[str]:
    """Yield a list item for each cited part of a work, with the places that cite it.

    Parts are sorted; a part with more than ``_MOST_PLACES`` places has several items.
    """
    units: dict[str, list[CitedAt]] = {}
    orders: dict[str, Date] = {}
    for place in places:
        unit = place.issue.name if place.issue else place.locator
        units.setdefault(unit, []).append(place)
        orders[unit] = place.issue.date if place.issue else Date()
    for unit in sorted(units, key=lambda unit: (orders[unit], natural_key(unit))):
        name = escape_markdown(unit, line_start=True) if unit else _("without a locator")
        for part in _cut_places(units[unit]):
            yield f"    - {name}: {_write_cited_in(part, bare=True)}"


def _write_text(places: Sequence[CitedAt], *, locators: bool) -> str:
    """Return the places in one text as Markdown, with its title."""
    first = places[0]
    title = escape_markdown(first.text)
    if first.kind is PlaceKind.DESCRIPTION:
        return _("the description of {text}", text=f"[{title}]({_FOLDER}/{first.file})")
    return f"{title}, " + ", ".join(_write_places(places, locators))


def _write_places(places: Sequence[CitedAt], locators: bool) -> Iterator[str]:
    count = sum(place.kind is PlaceKind.NOTE for place in places)
    before: PlaceKind | None = None
    for place, locator in _merge(places):
        first = place.kind is PlaceKind.NOTE and before is not place.kind
        prefix = ("nn.\u00a0" if count > 1 else "n.\u00a0") if first else ""
        before = place.kind
        label = escape_markdown(name_place(place))
        cited = f" ({escape_markdown(locator)})" if locators and locator else ""
        yield f"{prefix}[{label}]({_FOLDER}/{place.file}#{place.address}){cited}"


def _merge(places: Sequence[CitedAt]) -> Iterator[tuple[CitedAt, str]]:
    """Yield each place once, with all its cited locators separated by semicolons."""
    for __, group in groupby(places, lambda place: place.address):
        same = list(group)
        yield same[0], "; ".join(dict.fromkeys(p.locator for p in same if p.locator))


def name_place(place: CitedAt) -> str:
    """Return the name of a place: ``2.45`` or ``p. 3*`` for a note, else ``p. 117``."""
    if place.kind is PlaceKind.EDITORS:
        mark = place.place
        return _("editors’ note\u00a0{mark}", mark=mark) if mark else _("head-note")
    head, __, name = place.place.rpartition(".")
    if place.kind is PlaceKind.NOTE:
        mark = printed_mark(name)
        return place.place if mark == name else f"{name_page(head)}{mark}"
    return name_page(head) or place.place
