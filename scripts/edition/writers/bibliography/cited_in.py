"""Writes the places that cite a work, text by text, each a link with what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from edition.linking.works_cited import CitedAt, PlaceKind
from edition.model.note_keys import printed_mark
from edition.text.dates import Date
from edition.text.escape import escape_markdown
from edition.writers.address_names import name_page

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
