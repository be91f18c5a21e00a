"""Writes the registers of a project: their contents, pages of entries by letter, and the map."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from edition.model.edition import Collection
from edition.model.registers import Registers
from edition.records.registers import Entry, EntryClass, State
from edition.text.escape import escape_cell, escape_html, escape_markdown, escape_yaml
from edition.text.shards import cut
from edition.text.sorting import natural_key
from edition.writers.description import Cite
from edition.writers.page import GENERATED_MARK
from edition.writers.registers.entries import EntryWriter, name_entry
from edition.writers.registers.map import MapPlace, draw_map
from edition.writers.tables import write_table

FOLDER: Final = "registers"
LIMIT: Final = 100_000
"""Bytes of Markdown on a page."""
TITLES: Final[Mapping[EntryClass, str]] = {
    EntryClass.PERSON: "Persons",
    EntryClass.PLACE: "Places",
    EntryClass.ORGANISATION: "Organisations",
    EntryClass.EVENT: "Events and treaties",
    EntryClass.TERM: "Terms",
}


def write_registers(
    collection: Collection, cite: Cite, land: Sequence[Sequence[int]]
) -> dict[str, str]:
    """Return the pages of the registers by their path below the editions; none without entries."""
    registers = collection.registers
    if not registers.entries:
        return {}
    pages = _divide(registers.entries)
    at = {entry.id: f"{name}.md" for name, (_, entries) in pages.items() for entry in entries}
    writer = EntryWriter(registers, at, _list_events(collection), cite)
    texts = {one.record.id: one.record.short_title for one in collection.editions}
    drawn = _write_map(registers, at, texts, land)
    files = {"index.md": _write_contents(registers, pages, is_drawn=bool(drawn))}
    files |= {"map.md": drawn} if drawn else {}
    for name, (title, entries) in pages.items():
        files[f"{name}.md"] = _write_page(title, map(writer.write, entries), "register")
    return {f"{FOLDER}/{name}": text for name, text in files.items()}


def _write_page(title: str, parts: Iterable[str], kind: str, lead: str = "") -> str:
    matter = f"---\ntitle: {escape_yaml(title)}\nsearch: {{kind: {kind}}}\n---"
    mark = f"<!-- {GENERATED_MARK} from sources/registers. Do not edit: edit those files. -->"
    head = [matter, mark, f"# {escape_markdown(title)}", *([lead] if lead else [])]
    return "\n\n".join([*head, *parts]) + "\n"


def _list_events(collection: Collection) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for link in collection.correspondences:
        for place in (link.origin, link.target):
            event = (link.event.name, link.event.title)
            found[f"{place.source}#{place.end.address}"].append(event)
    return found


# --- division into pages -----------------------------------------------------------------------

Pages = dict[str, tuple[str, Sequence[Entry]]]
"""By its name each page's title and its entries."""


def _divide(entries: Iterable[Entry]) -> Pages:
    """Return the pages of each register: one, or one for each letter, or several for a letter."""
    by_class: dict[EntryClass, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_class[entry.entry_class].append(entry)
    pages: Pages = {}
    for one in EntryClass:
        ordered = sorted(by_class[one], key=_sort_key)
        for label, part in _part(ordered):
            number = label.replace(", part ", "-").lower()
            title = f"{TITLES[one]}: {label}" if label else TITLES[one]
            pages[f"{one}s-{number}" if label else f"{one}s"] = (title, part)
    return pages


def _sort_key(entry: Entry) -> tuple[object, ...]:
    return natural_key(_plain(_alone(entry))), natural_key(_plain(entry.name)), entry.id


def _alone(entry: Entry) -> str:
    """Return the name under which an entry is looked for."""
    return entry.surname or entry.name


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _part(entries: Sequence[Entry]) -> Iterator[tuple[str, Sequence[Entry]]]:
    if sum(map(_measure, entries)) <= LIMIT:
        if entries:
            yield "", entries
        return
    letters: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        letters[_letter(entry)].append(entry)
    for letter, members in letters.items():
        shards = cut(members, LIMIT, _measure)
        for number, shard in enumerate(shards, 1):
            yield f"{letter}, part {number}" if len(shards) > 1 else letter, shard


def _letter(entry: Entry) -> str:
    first = _plain(_alone(entry))[:1].upper()
    return first if "A" <= first <= "Z" else "Other"


_NAME_BYTES: Final = 60
"""Markdown of a name, a date or a relation with its evidence, about."""


def _measure(entry: Entry) -> int:
    """Return about how many bytes of Markdown an entry has."""
    return _NAME_BYTES * (3 + len(list(entry.evidence))) + len(entry.description)


# --- contents ------------------------------------------------------------------------------------


def _write_contents(registers: Registers, pages: Pages, *, is_drawn: bool) -> str:
    parts = []
    for one in EntryClass:
        of = [entry for entry in registers.entries if entry.entry_class is one]
        own = [(name, title) for name, (title, _) in pages.items() if name.startswith(f"{one}s")]
        if of:
            links = [f"[{title.partition(': ')[2] or title}]({name}.md)" for name, title in own]
            proposed = sum(entry.state is State.PROPOSED for entry in of)
            count = f"{len(of):,} entries"
            count += f", {proposed:,} of them proposed" if proposed else ""
            parts.append(f"## {TITLES[one]}\n\n{count}.\n\n{' · '.join(links)}")
    if is_drawn:
        parts.append("## Map\n\n[The places on a map](map.md), with the names of the time.")
    lead = (
        "Who and what the texts name. Every statement rests on the passage or the work behind it. "
        "An entry is *proposed* until an editor has read the evidence of all its statements."
    )
    return _write_page("Registers", parts, "description", lead)


# --- the map -------------------------------------------------------------------------------------


def _write_map(
    registers: Registers,
    at: Mapping[str, str],
    texts: Mapping[str, str],
    land: Sequence[Sequence[int]],
) -> str:
    placed = [entry for entry in registers.entries if entry.coordinates]
    if not placed:
        return ""
    counted = {entry.id: _count(entry) for entry in placed}
    named = [id for id in texts if any(counts[id] for counts in counted.values())]
    drawing = draw_map([_place(one, counted[one.id], named, at) for one in placed], land)
    key = "".join(
        f'<li><svg viewBox="0 0 2 2" aria-hidden="true"><circle class="map-{number}" cx="1" cy="1" '
        f'r="1"/></svg>{escape_html(texts[id])}</li>'
        for number, id in enumerate(named, 1)
    )
    figure = (
        '<div class="map-figure" role="group" aria-label="Map of the places" tabindex="0">\n'
        f'{drawing.svg}\n</div>\n<ul class="map-key">{key}</ul>'
    )
    head = ["Place", "Today", *(escape_cell(texts[id]) for id in named), "Map"]
    ordered = sorted(placed, key=_sort_key)
    rows = (_list_place(one, counted[one.id], named, at, drawing.shown) for one in ordered)
    lead = (
        "Each place has the name by which a text calls it, and below it the name of today where "
        "that is another. The larger the disc, the more passages the register cites for the place; "
        "its sectors are the texts. The land is Natural Earth’s, simplified; there are no borders. "
        "The table has every place whose position is known, also those outside the map."
    )
    return _write_page("Map", [figure, write_table(head, rows)], "description", lead)


def _count(entry: Entry) -> Counter[str]:
    ends = {(one.end.source, one.end.address) for one in entry.evidence if one.end}
    return Counter(source for source, _ in ends)


def _place(
    entry: Entry, counts: Counter[str], texts: Sequence[str], at: Mapping[str, str]
) -> MapPlace:
    where = entry.coordinates
    assert where is not None
    today = where.today if where.today != entry.name else ""
    href = f"{at[entry.id].removesuffix('.md')}.html#{entry.id}"
    numbers = tuple(counts[id] for id in texts)
    return MapPlace(entry.id, entry.name, today, where.longitude, where.latitude, href, numbers)


def _list_place(
    entry: Entry,
    counts: Counter[str],
    texts: Sequence[str],
    at: Mapping[str, str],
    shown: frozenset[str],
) -> list[str]:
    where = entry.coordinates
    name = f"[{escape_cell(name_entry(entry))}]({at[entry.id]}#{entry.id})"
    today = escape_cell(where.today if where and where.today != entry.name else "")
    outside = "" if entry.id in shown else "outside"
    return [name, today, *(str(counts[id] or "") for id in texts), outside]
