"""Write the registers of a project: their contents, the pages of entries, and the map."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from edition.model.links import Registers
from edition.records.registers import Entry, EntryClass, State
from edition.text.escape import (
    escape_attribute,
    escape_cell,
    escape_html,
    escape_markdown,
    escape_yaml,
)
from edition.text.folding import fold_marks
from edition.text.interface import N_, _, ngettext
from edition.text.shards import cut
from edition.writers.page import GENERATED_MARK, write_block
from edition.writers.registers.data import write_tables
from edition.writers.registers.entries import (
    FOLDER,
    TITLES,
    EntryWriter,
    RegisterContext,
    find_heading,
    invert_name,
    name_entry,
    sort_key,
)
from edition.writers.registers.lists import (
    ARCHIVES,
    INDEX,
    YEARS,
    write_archives,
    write_index,
    write_list,
)
from edition.writers.registers.map import MapPlace, draw_map
from edition.writers.tables import write_table

LIMIT: Final = 100_000
"""Maximum bytes of Markdown on a page."""


def write_registers(
    context: RegisterContext, land: Sequence[Sequence[int]], years: Iterable[str] = ()
) -> dict[str, str]:
    """Return the pages of the registers by path relative to the editions; empty without entries.

    ``years`` has the names of the pages of dated passages for the contents, see ``write_years``.
    """
    registers = context.registers
    if not registers.entries:
        return {}
    pages = divide_registers(context)
    at = list_places(pages)
    writer = EntryWriter(context, at)
    texts = {e.record.id: e.record.short_title for e in context.collection.editions}
    drawn = _write_map(registers, at, texts, land)
    lists = write_index(registers.entries, context.occurrences, context.texts, at)
    lists |= write_archives(context.texts, context.cite, context.name_unit)
    drawn_map = {"map.md": drawn} if drawn else {}
    files = {"index.md": _write_contents(registers, pages, {*drawn_map, *lists, *years})}
    files |= drawn_map
    files |= lists | write_tables(registers, at)
    for kind in EntryClass:
        if f"{kind}s" not in pages and any(name.startswith(f"{kind}s-") for name in pages):
            files[f"{kind}s.md"] = _write_names(kind, pages, at)
    for name, (title, entries) in pages.items():
        files[f"{name}.md"] = _write_page(title, map(writer.write, entries), "register")
    return {f"{FOLDER}/{name}": text for name, text in files.items()}


def list_places(pages: Pages) -> dict[str, str]:
    """Return the file of each entry, relative to the folder of the registers."""
    return {entry.id: f"{name}.md" for name, (__, entries) in pages.items() for entry in entries}


def _write_page(title: str, parts: Iterable[str], kind: str, lead: str = "") -> str:
    matter = f"---\ntitle: {escape_yaml(title)}\nsearch: {{kind: {kind}}}\n---"
    mark = f"<!-- {GENERATED_MARK} from sources/registers. Do not edit: edit those files. -->"
    head = [matter, mark, f"# {escape_markdown(title)}", *([lead] if lead else [])]
    return "\n\n".join([*head, *parts]) + "\n"


# --- Division into pages --------------------------------------------------------------------------

Pages = dict[str, tuple[str, Sequence[Entry]]]
"""Title and entries of each page, by file name without extension."""


def divide_registers(context: RegisterContext) -> Pages:
    """Return the pages of each register: a single page, or pages for each initial letter."""
    by_class: dict[EntryClass, list[Entry]] = defaultdict(list)
    for entry in context.registers.entries:
        by_class[entry.entry_class].append(entry)
    pages: Pages = {}
    sizes = {entry.id: _measure(entry, context) for entry in context.registers.entries}
    for kind in EntryClass:
        ordered = sorted(by_class[kind], key=sort_key)
        for letter, count, part in _divide(ordered, sizes):
            label = _("{name}, part {number}", name=letter, number=count) if count else letter
            file = f"{letter}-{count}" if count else letter
            title = f"{_(TITLES[kind])}: {label}" if label else _(TITLES[kind])
            pages[f"{kind}s-{file.lower()}" if label else f"{kind}s"] = (title, part)
    return pages


def _divide(
    entries: Sequence[Entry], sizes: Mapping[str, int]
) -> Iterator[tuple[str, int, Sequence[Entry]]]:
    """Yield pages as letter, number and entries; the number is 0 if a letter has one page."""
    if sum(sizes[entry.id] for entry in entries) <= LIMIT:
        if entries:
            yield "", 0, entries
        return
    letters: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        letters[_letter(entry)].append(entry)
    for letter, members in letters.items():
        shards = cut(members, LIMIT, lambda entry: sizes[entry.id])
        for number, shard in enumerate(shards, 1):
            yield letter, number if len(shards) > 1 else 0, shard


def _letter(entry: Entry) -> str:
    first = fold_marks(find_heading(entry))[:1].upper()
    return first if "A" <= first <= "Z" else _("Other")


_NAME_BYTES: Final = 60
"""Approximate bytes of Markdown of a name, a date or a relation with its evidence."""
_WORK_BYTES: Final = 120
"""Approximate bytes of Markdown of a link to a work."""


def _measure(entry: Entry, context: RegisterContext) -> int:
    """Return the approximate number of bytes of Markdown of an entry."""
    works = [keys.get(entry.id, ()) for keys in (context.works.by, context.works.about)]
    size = _NAME_BYTES * (3 + len(list(entry.evidence))) + len(entry.description)
    size += _WORK_BYTES * sum(map(len, works))
    return size + sum(len(item.encode()) for item in context.list_occurrences(entry))


# --- Contents -------------------------------------------------------------------------------------


_LISTS: Final = MappingProxyType({
    "map.md": N_("[Map]({file}) of the places, with the names of the time"),
    INDEX: N_("[Index of names]({file}), to print"),
    YEARS: N_("[Years]({file}) with the passages that date something"),
    ARCHIVES: N_("[Archives cited]({file}), by chapter"),
})  # fmt: skip


def _name_part(title: str) -> str:
    """Return the part of a title that distinguishes the pages of a register, without breaks."""
    return (title.partition(": ")[2] or title).replace(" ", "\u00a0")


def _write_contents(registers: Registers, pages: Pages, lists: Container[str]) -> str:
    parts = []
    for kind in EntryClass:
        entries = [entry for entry in registers.entries if entry.entry_class is kind]
        own = [(name, title) for name, (title, _) in pages.items() if name.startswith(f"{kind}s")]
        if entries:
            links = [] if f"{kind}s" in pages else [f"[{_('All names')}]({kind}s.md)"]
            links += [f"[{_name_part(title)}]({name}.md)" for name, title in own]
            proposed = sum(entry.state is State.PROPOSED for entry in entries)
            count = ngettext("{count} entry", "{count} entries", len(entries))
            if proposed:
                count += _(", {number} of them proposed", number=f"{proposed:,}")
            table = f"{_('As a table:')} [CSV]({kind}s.csv), [JSON-LD]({kind}s.jsonld)."
            letters = write_block("register-pages", " ".join(links))
            parts.append(f"## {_(TITLES[kind])}\n\n{count}. {table}\n\n{letters}")
    if listed := [f"- {_(line, file=name)}" for name, line in _LISTS.items() if name in lists]:
        parts.append(f"## {_('Lists')}\n\n" + "\n".join(listed))
    lead = _(
        "Who and what the texts name. Every statement rests on the passage or the work behind it. "
        "An entry is *proposed* until an editor has read the evidence of all its statements."
    )
    return _write_page(_("Registers"), parts, "description", lead)


def _write_names(kind: EntryClass, pages: Pages, at: Mapping[str, str]) -> str:
    """Return the page of a divided register: links to its pages, and all names if they fit."""
    own = {name: page for name, page in pages.items() if name.startswith(f"{kind}s-")}
    parts = " ".join(f"[{_name_part(title)}]({name}.md)" for name, (title, _) in own.items())
    lines = [_write_line(entry, at[entry.id]) for __, entries in own.values() for entry in entries]
    fits = sum(len(line.encode()) for line in lines) <= LIMIT
    names = write_block("register-names", "\n".join(lines)) if fits else ""
    return write_list(
        _(TITLES[kind]), filter(None, (parts and write_block("register-pages", parts), names))
    )


def _write_line(entry: Entry, file: str) -> str:
    name = escape_markdown(invert_name(entry))
    proposed = _(" (proposed)") if entry.state is State.PROPOSED else ""
    return f'- <a id="{entry.id}"></a>[{name}]({file}#{entry.id}){proposed}'


# --- Map ------------------------------------------------------------------------------------------


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
    drawing = draw_map([_make_place(e, counted[e.id], named, at) for e in placed], land)
    key = "".join(
        f'<li><svg viewBox="0 0 2 2" aria-hidden="true"><circle class="map-{number}" cx="1" cy="1" '
        f'r="1"/></svg>{escape_html(texts[id])}</li>'
        for number, id in enumerate(named, 1)
    )
    label = escape_attribute(_("Map of the places"))
    figure = (
        f'<div class="map-figure" role="group" aria-label="{label}" tabindex="0" '
        f'data-middle="{drawing.middle:.3f}">\n'
        f'{drawing.svg}\n</div>\n<ul class="map-key">{key}</ul>'
    )
    head = [_("Place"), _("Today"), *(escape_cell(texts[id]) for id in named), _("Map")]
    ordered = sorted(placed, key=sort_key)
    rows = (_make_row(entry, counted[entry.id], named, at, drawing.shown) for entry in ordered)
    lead = _(
        "Each place has the name by which a text calls it, and below it the name of today where "
        "that is another. The larger the disc, the more passages the register cites for the place; "
        "its sectors are the texts. The land is Natural Earth’s, simplified; there are no borders. "
        "The table has every place whose position is known, also those outside the map."
    )
    return _write_page(_("Map"), [figure, write_table(head, rows)], "description", lead)


def _count(entry: Entry) -> Counter[str]:
    """Return the number of passages cited as evidence of an entry, by text."""
    ends = {(item.end.source, item.end.address) for item in entry.evidence if item.end}
    return Counter(source for source, __ in ends)


def _make_place(
    entry: Entry, counts: Counter[str], texts: Sequence[str], at: Mapping[str, str]
) -> MapPlace:
    where = entry.coordinates
    assert where is not None
    today = _name_today(entry)
    href = f"{at[entry.id].removesuffix('.md')}.html#{entry.id}"
    numbers = tuple(counts[id] for id in texts)
    return MapPlace(entry.id, entry.name, today, where.longitude, where.latitude, href, numbers)


def _name_today(entry: Entry) -> str:
    """Return today's name of a place, or an empty string if it is the name of the entry."""
    where = entry.coordinates
    return where.today if where is not None and where.today != entry.name else ""


def _make_row(
    entry: Entry,
    counts: Counter[str],
    texts: Sequence[str],
    at: Mapping[str, str],
    shown: frozenset[str],
) -> list[str]:
    name = f"[{escape_cell(name_entry(entry))}]({at[entry.id]}#{entry.id})"
    today = escape_cell(_name_today(entry))
    outside = "" if entry.id in shown else _("outside")
    return [name, today, *(str(counts[id] or "") for id in texts), outside]
