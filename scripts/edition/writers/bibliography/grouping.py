"""Divide works into groups and sort them within each group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from edition.bibliography.chicago import write_lead_names
from edition.bibliography.csl import item_type
from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.linking.works_cited import CitedAt, PlaceKind
from edition.text.folding import fold_spelling
from edition.text.interface import N_, ngettext
from edition.text.shards import natural_key


@dataclass(frozen=True, slots=True)
class Group:
    """A group of works with a section in the bibliography."""

    id: str
    title: str
    keywords: frozenset[str]
    by_unit: bool = False
    """True if passages are listed by the cited call number or date."""
    by_number: bool = False
    """True if the works are messages, which are sorted by number."""


def count_works(number: int) -> str:
    """Return a number of works with its noun: ``1 work``, ``2 works``."""
    return ngettext("{count} work", "{count} works", number)


GROUPS: Final = (
    Group("edited", N_("Texts of this edition"), frozenset({"edited"})),
    Group("literature", N_("Literature"), frozenset({"literature"})),
    Group("collection", N_("Collections of documents"), frozenset({"collection"})),
    Group("archive", N_("Archives"), frozenset({"archive"}), by_unit=True),
    Group("newspaper", N_("Newspapers"), frozenset({"newspaper"}), by_unit=True),
    Group("intercept", N_("Intercepts and summaries"), frozenset({"intercept"}), by_number=True),
    Group("web", N_("Web pages"), frozenset({"web"})),
    Group("statement", N_("Statements and speeches"), frozenset({"statement"})),
    Group("editors", N_("Works cited by the editors"), frozenset({"cited by the editors"})),
)
"""All groups in order; an entry is in the first group with one of its keywords, else by type."""
_BY_ID: Final = {group.id: group for group in GROUPS}
_BY_TYPE: Final[Mapping[str, str]] = MappingProxyType({
    "periodical": "newspaper", "webpage": "web", "treaty": "statement", "legislation": "statement",
    "regulation": "statement", "speech": "statement", "interview": "statement",
    "personal_communication": "statement",
})  # fmt: skip
"""Groups by CSL type; all other types are literature."""
_SKIPPED = re.compile(r"^(?:the|a|an|der|die|das|le|la|les|l['\u2019])\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with the facts that the bibliography displays."""

    key: str
    work: Work
    group: Group
    year: int | None
    places: Sequence[CitedAt]
    sources: tuple[str, ...]
    """Ids of the texts that cite it, and of the text that it describes."""
    names: str
    """The names by which it is sorted, or empty if it is sorted by title."""
    sort_key: str
    """The sort key, without case, diacritics and punctuation."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Its key and its former keys."""
        return tuple(dict.fromkeys((self.key, *self.work.former)))

    @property
    def decade(self) -> str:
        """First year of its decade, or an empty string without a date."""
        return str(self.year // 10 * 10) if self.year else ""


def list_entries(
    bibliography: Bibliography,
    cited: Mapping[str, Sequence[CitedAt]],
    edited: Mapping[str, str],
) -> list[Entry]:
    """Return all entries by group; ``edited`` maps the keys of edited texts to their ids."""
    entries = []
    for key in bibliography.keys:
        own = edited.get(key)
        entries.append(_make_entry(key, bibliography.work(key), cited.get(key, ()), own))
    return sorted(entries, key=_order)


def _make_entry(key: str, work: Work, places: Sequence[CitedAt], own: str | None) -> Entry:
    citing = (place.source for place in places if place.kind is not PlaceKind.EDITORS)
    sources = dict.fromkeys([*([own] if own else []), *citing])
    group = _BY_ID["edited"] if own else find_group(work)
    names = write_lead_names(work)
    if group.by_number:
        number = natural_key(message_number(work))
        sort_key = str(number[0][1] or number[0][2]) if number else ""
    else:
        sort_key = fold_spelling(names or _title(work))
    found = re.match(r"\d{4}", work.raw("date") or work.plain("year"))
    year = int(found[0]) if found else None
    return Entry(key, work, group, year, places, tuple(sources), names, sort_key)


def find_group(work: Work) -> Group:
    """Return the group of an entry, by its keyword or else by its type."""
    named = next((group for group in GROUPS if group.keywords & work.keywords), None)
    return named or _BY_ID[_BY_TYPE.get(item_type(work), "literature")]


def message_number(work: Work) -> str:
    """Return the number of a message, or else its title."""
    return work.plain("number") or work.title()


def _order(entry: Entry) -> tuple[object, ...]:
    number = natural_key(message_number(entry.work))
    words = ("", "")
    if not entry.group.by_number:
        words = (entry.sort_key, fold_spelling(_title(entry.work)) if entry.names else "")
    return (GROUPS.index(entry.group), *words, number, entry.year or 0, entry.key)


def _title(work: Work) -> str:
    return _SKIPPED.sub("", work.title())
