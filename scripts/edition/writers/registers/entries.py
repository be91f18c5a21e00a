"""Writes the entries of the registers as Markdown, each statement with what attests it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from edition.model.registers import Registers
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Coordinates, Entry, EntryRelation, Name, NameKind, State
from edition.text.dates import display_date
from edition.text.escape import escape_html, escape_markdown
from edition.writers.correspondences import PAGE, link_place
from edition.writers.description import Cite

NAME_KINDS: Final = MappingProxyType({
    NameKind.NATIVE: "In native script",
    NameKind.ROMANISATION: "Romanised",
    NameKind.TRANSLATION: "Translated",
    NameKind.FULL: "In full",
    NameKind.SHORT: "Short",
    NameKind.ALIAS: "Also called",
    NameKind.PSEUDONYM: "Pseudonym",
    NameKind.ABBREVIATION: "Abbreviated",
    NameKind.OFFICE: "Office",
    NameKind.MISPRINT: "Misprinted",
    NameKind.CONTEMPORARY: "Today",
})  # fmt: skip
_SYSTEMS: Final = MappingProxyType({
    "wade-giles": "Wade–Giles",
    "bgn-pcgn": "BGN/PCGN",
    "library-of-congress": "Library of Congress",
    "mccune-reischauer": "McCune–Reischauer",
    "revised-romanization": "Revised Romanization",
    "postal": "postal spelling",
    "other": "",
})  # fmt: skip
"""Systems of romanisation that are not called by their id, with a capital where it is a name."""
PROPOSED: Final = "Proposed: drafted from the texts, and not read by an editor yet."


class EntryWriter:
    """Writes entries that link to one another, to the texts and to the bibliography."""

    def __init__(
        self,
        registers: Registers,
        pages: Mapping[str, str],
        events: Mapping[str, Sequence[tuple[str, str]]],
        cite: Cite,
    ) -> None:
        """``pages`` has the page of each entry, ``events`` the correspondences at ``id#p12.3``."""
        self._registers = registers
        self._known = registers.by_id()
        self._pages = pages
        self._events = events
        self._cite = cite

    def write(self, entry: Entry) -> str:
        """Return the Markdown of an entry, with its heading."""
        former = "".join(f'<a id="{one}"></a>' for one in entry.formerly)
        head = f'## {former}<a id="{entry.id}"></a>{escape_markdown(name_entry(entry))}'
        parts = [head, self._lead(entry), "\n".join(self._items(entry))]
        if entry.state is State.PROPOSED:
            parts.insert(1, f'<p class="proposed">{PROPOSED}</p>')
        return "\n\n".join(part for part in parts if part)

    def _lead(self, entry: Entry) -> str:
        dates = write_dates(entry)
        said = f"{entry.description[:1].upper()}{entry.description[1:]}".removesuffix(".")
        facts = [escape_markdown(said)] if said else []
        facts.append(self._evidence(entry.at))
        lead = f"{' '.join(facts)}."
        return f"{dates}{self._plain_evidence(entry)}. {lead}" if dates else lead

    def _plain_evidence(self, entry: Entry) -> str:
        shown = [self._evidence(at) for at in (entry.dates.at, entry.at)]
        return f" {shown[0]}" if shown[0] != shown[1] else ""

    def _items(self, entry: Entry) -> Iterator[str]:
        named: dict[str, list[str]] = defaultdict(list)
        for name in entry.names:
            named[_name_kind(name)].append(f"{_write_name(name)} {self._evidence(name.at)}")
        yield from (f"- {kind}: {', '.join(names)}" for kind, names in named.items())
        related: dict[str, list[str]] = defaultdict(list)
        for one in entry.relations:
            related[one.kind.capitalize()].append(self._relate(one))
        yield from (f"- {kind}: {', '.join(others)}" for kind, others in related.items())
        if entry.coordinates:
            yield f"- {_write_coordinates(entry.coordinates)}"
        if events := self._list_events(entry):
            yield f"- Compared in the texts: {', '.join(events)}"

    def _relate(self, relation: EntryRelation) -> str:
        name = escape_markdown(self._known[relation.to].name)
        return f"[{name}]({self._pages[relation.to]}#{relation.to}) {self._evidence(relation.at)}"

    def _evidence(self, at: Iterable[DeclaredAuthority]) -> str:
        return f"({'; '.join(self._name_authority(one) for one in at)})"

    def _name_authority(self, one: DeclaredAuthority) -> str:
        place = self._registers.place(one)
        if place is not None:
            return link_place(place, "../")
        locator = f", {escape_markdown(one.locator)}" if one.locator else ""
        return self._cite(one.work) + locator

    def _list_events(self, entry: Entry) -> list[str]:
        ends = [one.end for one in entry.evidence if one.end]
        keys = [f"{end.source}#{end.address}" for end in ends]
        found = dict.fromkeys(event for key in keys for event in self._events.get(key, ()))
        return [f"[{escape_markdown(title)}](../{PAGE}#{id})" for id, title in found]


def name_entry(entry: Entry) -> str:
    """Return the name of an entry with what tells it from others."""
    return f"{entry.name} ({entry.disambiguation})" if entry.disambiguation else entry.name


def write_dates(entry: Entry) -> str:
    """Return the dates of an entry in words: ``1875–1928``; empty if none is known."""
    dates = entry.dates
    if dates.date:
        return display_date(dates.date)
    if dates.born or dates.died:
        born, died = (display_date(one) if one else "" for one in (dates.born, dates.died))
        return f"{born}–{died}" if born and died else f"born {born}" if born else f"died {died}"
    start, end = (display_date(one) if one else "" for one in (dates.start, dates.end))
    if start and end:
        return f"{start}–{end}"
    return f"from {start}" if start else f"until {end}" if end else ""


def _name_kind(name: Name) -> str:
    system = _SYSTEMS.get(name.system, name.system.capitalize())
    return f"{NAME_KINDS[name.kind]} ({system})" if system else NAME_KINDS[name.kind]


def _write_name(name: Name) -> str:
    if not name.language:
        return escape_markdown(name.text)
    return f'<span lang="{name.language}">{escape_html(name.text)}</span>'


def _write_coordinates(where: Coordinates) -> str:
    latitude = f"{abs(where.latitude):.2f}°\u00a0{'N' if where.latitude >= 0 else 'S'}"
    longitude = f"{abs(where.longitude):.2f}°\u00a0{'E' if where.longitude >= 0 else 'W'}"
    gazetteer = "GeoNames" if where.gazetteer == "geonames" else escape_markdown(where.gazetteer)
    number = f"\u00a0{where.identifier}" if where.identifier else ""
    today = f", today {escape_markdown(where.today)}" if where.today else ""
    reason = escape_markdown(where.reason)
    return f"On the [map](map.md): {latitude}, {longitude}{today} ({gazetteer}{number}). {reason}"
