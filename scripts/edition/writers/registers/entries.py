"""Write the entries of the registers as Markdown, each statement with its evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from edition.bibliography.work import Work
from edition.linking.registers.forms import is_eastern
from edition.linking.registers.naming import EntryWorks
from edition.model.citation import Citation, CitationKind
from edition.model.edition import Collection, Edition
from edition.model.links import Registers
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import (
    Coordinates,
    Entry,
    EntryClass,
    EntryRelation,
    Name,
    NameKind,
    State,
    list_full_forms,
)
from edition.search.words import DERIVED
from edition.text.digest import digest
from edition.text.escape import escape_attribute, escape_html, escape_markdown
from edition.text.folding import fold_marks
from edition.text.interface import N_, _
from edition.text.romanisation import derive_forms
from edition.text.shards import natural_key
from edition.writers.correspondences import PAGE, link_place
from edition.writers.description import Cite
from edition.writers.page import mark_anchors
from edition.writers.registers.occurrences import (
    Occurrences,
    Quoted,
    TextPages,
    find_occurrences,
    find_quoted,
    list_texts,
    write_occurrences,
)
from edition.writers.shelf import write_date

FOLDER: Final = "registers"
TITLES: Final[Mapping[EntryClass, str]] = {
    EntryClass.PERSON: N_("Persons"),
    EntryClass.PLACE: N_("Places"),
    EntryClass.ORGANISATION: N_("Organisations"),
    EntryClass.EVENT: N_("Events and treaties"),
    EntryClass.TERM: N_("Terms"),
}


def name_entry(entry: Entry) -> str:
    """Return the name of an entry with its disambiguation."""
    return f"{entry.name} ({entry.disambiguation})" if entry.disambiguation else entry.name


def sort_key(entry: Entry) -> tuple[object, ...]:
    """Return the sort key of an entry in its register."""
    return (
        natural_key(fold_marks(find_heading(entry))),
        natural_key(fold_marks(entry.name)),
        entry.id,
    )


def find_heading(entry: Entry) -> str:
    """Return the heading of an entry: the surname of a person, else the name."""
    first = entry.name.partition(" ")[0]
    eastern = is_eastern(entry) and not first.endswith(".")
    if entry.surname or entry.entry_class is not EntryClass.PERSON or eastern:
        return entry.surname or entry.name
    last = _LAST_WORD.search(_SUFFIX.sub("", entry.name).partition(",")[0])
    return last[0] if last else entry.name


_LAST_WORD: Final = re.compile(r"[^\W\d]\S*(?:\s[IVX]+)?$")
"""The last word of a name, with a number: ``Nicholas II``."""
_SUFFIX: Final = re.compile(r",?\s+([JS]r\.)$")


def invert_name(entry: Entry) -> str:
    """Return the name of an entry with its heading first, as ``Weaver, Ada, Jr.``."""
    heading = find_heading(entry)
    name, suffix, _ = [*_SUFFIX.split(entry.name), "", ""][:3]
    rest = name.removesuffix(heading).strip()
    disambiguation = name_entry(entry).removeprefix(entry.name)
    inverted = ", ".join(filter(None, (heading, rest, suffix)))
    return (inverted if rest and rest != name else entry.name) + disambiguation


# --- Entries --------------------------------------------------------------------------------------


NAME_KINDS: Final = MappingProxyType({
    NameKind.NATIVE: N_("In native script"),
    NameKind.ROMANISATION: N_("Romanised"),
    NameKind.TRANSLATION: N_("Translated"),
    NameKind.FULL: N_("In full"),
    NameKind.SHORT: N_("Short"),
    NameKind.ALIAS: N_("Also called"),
    NameKind.PSEUDONYM: N_("Pseudonym"),
    NameKind.ABBREVIATION: N_("Abbreviated"),
    NameKind.OFFICE: N_("Office"),
    NameKind.MISPRINT: N_("Misprinted"),
    NameKind.CONTEMPORARY: N_("Today"),
})  # fmt: skip
_SYSTEMS: Final = MappingProxyType({
    "wade-giles": "Wade–Giles",
    "bgn-pcgn": "BGN/PCGN",
    "library-of-congress": "Library of Congress",
    "mccune-reischauer": "McCune–Reischauer",
    "revised-romanization": "Revised Romanization",
    "postal": N_("postal spelling"),
    "other": "",
})  # fmt: skip
"""Names of romanisation systems that differ from their ids."""
_YEAR_DIGITS: Final = 4
PROPOSED: Final = N_("Proposed: drafted from the texts, and not read by an editor yet.")


@dataclass(frozen=True)
class RegisterContext:
    """The data of a project from which the entries of its registers are written."""

    collection: Collection
    cite: Cite
    works: EntryWorks = field(default_factory=EntryWorks)
    link_work: Callable[[str], str] = str
    """Returns a short link to a work in the bibliography, as Markdown."""
    name_unit: Callable[[Citation], str] = attrgetter("locator")
    """Returns the unit that a citation of an archive names."""

    @cached_property
    def texts(self) -> Mapping[str, TextPages]:
        """The texts that are published in full, by id."""
        return list_texts(self.collection.editions)

    @cached_property
    def occurrences(self) -> Occurrences:
        """The occurrences of each entry."""
        return find_occurrences(self.texts)

    @cached_property
    def quoted(self) -> Quoted:
        """The correspondences and dated events whose words name each entry."""
        return find_quoted(self.collection, self.texts)

    def digest_shown(self, edition: Edition) -> str:
        """Return one value for all that the registers show of a text, but what it dates."""
        return digest(repr([*self._list_shown(edition)]))

    def _list_shown(self, edition: Edition) -> Iterator[object]:
        id, layout, collection = edition.record.id, edition.layout, self.collection
        yield edition.record.short_title, edition.record.witness, edition.allowed
        yield layout.addresses, layout.text_files
        named = (one for one in edition.mentions if one.entry)
        yield [(one.entry, one.address, one.span.start, one.span.end) for one in named]
        yield [one for one in edition.citations if one.kind is CitationKind.ARCHIVE]
        if id in self.texts:
            yield self.texts[id].chapters, self.texts[id].pages
        places = [*self.registers.places.values()]
        places += (end for one in collection.correspondences for end in (one.origin, one.target))
        places += (place for one in collection.chronology for place in one.places)
        yield [one for one in places if one.source == id]

    @property
    def registers(self) -> Registers:
        """The registers with their evidence."""
        return self.collection.registers

    @cached_property
    def _listed(self) -> dict[str, tuple[str, ...]]:
        return {}

    def list_occurrences(self, entry: Entry) -> Sequence[str]:
        """Return a list item with all places for each text that names an entry."""
        if entry.id not in self._listed:
            # The cache serves two passes: items are measured before they are written.
            self._listed[entry.id] = tuple(self._list_occurrences(entry))
        return self._listed[entry.id]

    def _list_occurrences(self, entry: Entry) -> Iterator[str]:
        for id, places in self.occurrences.get(entry.id, {}).items():
            text = self.texts[id]
            title = escape_markdown(text.edition.record.short_title)
            leaves = f" ({_('leaves')})" if text.is_of_leaves else ""
            # The search covers the places themselves, so the page numbers are excluded.
            found = (
                f"{_('Named in {title}', title=title)}{leaves}: {write_occurrences(text, places)}"
            )
            yield f'- <span data-search-exclude="">{found}</span>'


class EntryWriter:
    """Writes entries with links to each other, to the texts and to the bibliography."""

    def __init__(self, context: RegisterContext, pages: Mapping[str, str]) -> None:
        """Make a writer; ``pages`` has the page of each entry."""
        self._context = context
        self._registers = context.registers
        self._known = context.registers.by_id()
        self._pages = pages
        self._cite = context.cite
        self._events = _list_events(context.collection)
        self._related: dict[str, list[tuple[str, EntryRelation]]] = defaultdict(list)
        """The relations to an entry, each with the id of the entry that states it."""
        for entry in context.registers.entries:
            for relation in entry.relations:
                self._related[relation.to].append((entry.id, relation))

    def write(self, entry: Entry) -> str:
        """Return an entry with its heading as Markdown."""
        anchors = mark_anchors(entry.id, *entry.formerly)
        head = f"## {anchors}{escape_markdown(name_entry(entry))}"
        lead = f"{_mark_names(entry)}{self._write_lead(entry)}"
        parts = [head, lead, "\n".join(self._list_items(entry))]
        if entry.state is State.PROPOSED:
            parts.insert(1, f'<p class="proposed">{_(PROPOSED)}</p>')
        return "\n\n".join(part for part in parts if part)

    def _write_lead(self, entry: Entry) -> str:
        dates = write_dates(entry)
        description = f"{entry.description[:1].upper()}{entry.description[1:]}".removesuffix(".")
        evidence = self._write_evidence(entry.at)
        lead = f"{escape_markdown(description)} {evidence}." if description else f"{evidence}."
        if not dates:
            return lead
        of_dates = self._write_evidence(entry.dates.at)
        return f"{dates}{f' {of_dates}' if of_dates != evidence else ''}. {lead}"

    def _list_items(self, entry: Entry) -> Iterator[str]:
        named: dict[str, list[str]] = defaultdict(list)
        for name in entry.names:
            system = _SYSTEMS.get(name.system, name.system.capitalize())
            kind = _(NAME_KINDS[name.kind]) + (f" ({_(system)})" if system else "")
            named[kind].append(f"{_write_name(name)} {self._write_evidence(name.at)}")
        yield from (f"- {kind}: {', '.join(names)}" for kind, names in named.items())
        related: dict[str, list[str]] = defaultdict(list)
        for relation in entry.relations:
            kind = _(str(relation.kind)).capitalize()
            related[kind].append(self._write_relation(relation.to, relation))
        known = {relation.to for relation in entry.relations}
        for id, relation in self._related[entry.id]:
            if id not in known:
                kind = _("{relation} of", relation=_(str(relation.kind)).capitalize())
                related[kind].append(self._write_relation(id, relation))
        yield from (f"- {kind}: {', '.join(names)}" for kind, names in related.items())
        if entry.coordinates:
            yield f"- {_write_coordinates(entry.coordinates)}"
        if events := self._list_compared(entry):
            yield f"- {_('Compared in the texts')}: {', '.join(events)}"
        if dated := list(self._list_dated(entry)):
            yield f"- {_('Dated')}: {'; '.join(dated)}"
        works = self._context.works
        for title, keys in ((_("Works"), works.by), (_("Named in titles"), works.about)):
            if links := list(map(self._context.link_work, keys.get(entry.id, ()))):
                yield f"- {title}: {', '.join(links)}"
        yield from self._context.list_occurrences(entry)

    def _write_relation(self, id: str, relation: EntryRelation) -> str:
        name = escape_markdown(self._known[id].name)
        return f"[{name}]({self._pages[id]}#{id}) {self._write_evidence(relation.at)}"

    def _write_evidence(self, at: Iterable[DeclaredAuthority]) -> str:
        return f"({'; '.join(map(self._name_authority, at))})"

    def _name_authority(self, authority: DeclaredAuthority) -> str:
        place = self._registers.place(authority)
        if place is not None:
            return link_place(place, "../")
        locator = f", {escape_markdown(authority.locator)}" if authority.locator else ""
        return self._cite(authority.work) + locator

    def _list_compared(self, entry: Entry) -> list[str]:
        ends = [item.end for item in entry.evidence if item.end]
        keys = [f"{end.source}#{end.address}" for end in ends]
        found = dict(event for key in keys for event in self._events.get(key, ()))
        found |= self._context.quoted.compared.get(entry.id, {})
        return [f"[{escape_markdown(title)}](../{PAGE}#{id})" for id, title in found.items()]

    def _list_dated(self, entry: Entry) -> Iterator[str]:
        for number, place in sorted(self._context.quoted.dated.get(entry.id, {}).items()):
            dated = self._context.collection.chronology[number].entry
            title = escape_markdown(dated.title)
            yield f"{write_date(dated.date)}, {title} ({link_place(place, '../')})"


def _list_events(collection: Collection) -> dict[str, list[tuple[str, str]]]:
    """Return the events of the correspondences (id and title) at each place: ``id#p12.3``."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for link in collection.correspondences:
        for place in (link.origin, link.target):
            event = (link.event.name, link.event.title)
            found[f"{place.source}#{place.end.address}"].append(event)
    return found


def _mark_names(entry: Entry) -> str:
    """Return an empty element with all names of an entry for the search.

    Forms derived from a Chinese name have a prefix and are never displayed.
    """
    own = [name for name in entry.names if name.kind is NameKind.ABBREVIATION]
    forms = dict.fromkeys((*list_full_forms(entry), *(name.text for name in own)))
    is_chinese = any(name.language.startswith("zh") for name in entry.names)
    derived = derive_forms(entry.name) if is_chinese else []
    if len(forms) + len(derived) == 1:
        return ""
    names = "|".join((*forms, *(f"{DERIVED}{form}" for form in derived if form not in forms)))
    return f'<span data-names="{escape_attribute(names)}"></span>'


def link_title(work: Work, href: str) -> str:
    """Return a link to a work with its title and year, as Markdown."""
    return _add_year(f"[*{escape_markdown(work.title())}*]({href})", work)


def name_work(work: Work) -> str:
    """Return the title and year of a work without markup."""
    return _add_year(work.title(), work)


def _add_year(title: str, work: Work) -> str:
    year = work.plain("year", "date")[:_YEAR_DIGITS]
    return f"{title} ({year})" if year.isdigit() else title


def write_dates(entry: Entry) -> str:
    """Return the dates of an entry in words: ``1875–1928``; empty if none are known."""
    dates = entry.dates
    if dates.date:
        return write_date(dates.date)
    if dates.born or dates.died:
        born, died = (write_date(date) if date else "" for date in (dates.born, dates.died))
        if born and died:
            return f"{born}–{died}"
        return _("born {date}", date=born) if born else _("died {date}", date=died)
    start, end = (write_date(date) if date else "" for date in (dates.start, dates.end))
    if start and end:
        return f"{start}–{end}"
    return _("from {date}", date=start) if start else _("until {date}", date=end) if end else ""


def _write_name(name: Name) -> str:
    if not name.language:
        return escape_markdown(name.text)
    return f'<span lang="{name.language}">{escape_html(name.text)}</span>'


def _write_coordinates(where: Coordinates) -> str:
    latitude = f"{abs(where.latitude):.2f}°\u00a0{_('N') if where.latitude >= 0 else _('S')}"
    longitude = f"{abs(where.longitude):.2f}°\u00a0{_('E') if where.longitude >= 0 else _('W')}"
    gazetteer = "GeoNames" if where.gazetteer == "geonames" else escape_markdown(where.gazetteer)
    number = f"\u00a0{where.identifier}" if where.identifier else ""
    today = _(", today {name}", name=escape_markdown(where.today)) if where.today else ""
    reason = escape_markdown(where.reason)
    shown = f"{latitude}, {longitude}{today} ({gazetteer}{number})"
    return f"{_('On the [map](map.md)')}: {shown}. {reason}"
