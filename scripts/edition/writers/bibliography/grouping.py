"""Files works: the group that each belongs to, and its place in the alphabet there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from edition.bibliography.chicago import write_lead_names
from edition.bibliography.database import Bibliography
from edition.bibliography.work import Work
from edition.linking.works_cited import CitedAt
from edition.text.folding import fold_spelling


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the bibliography."""

    id: str
    title: str
    keywords: frozenset[str]
    by_unit: bool = False
    """True if what is cited is told by call number or date, work by work."""
    by_number: bool = False
    """True if its works are messages, known by their numbers."""


GROUPS: Final = (
    Group("edited", "Texts of this edition", frozenset({"edited"})),
    Group("literature", "Literature", frozenset({"literature"})),
    Group("collection", "Collections of documents", frozenset({"collection"})),
    Group("archive", "Archives", frozenset({"archive"}), by_unit=True),
    Group("newspaper", "Newspapers", frozenset({"newspaper"}), by_unit=True),
    Group("intercept", "Intercepts and summaries", frozenset({"intercept"}), by_number=True),
    Group("web", "Web pages", frozenset({"web"})),
    Group("statement", "Statements and speeches", frozenset({"statement"})),
    Group("editors", "Works cited by the editors", frozenset({"cited by the editors"})),
)
"""Sections in their order; an entry belongs to the first whose keyword it has."""
_EDITED: Final = GROUPS[0]
_LITERATURE: Final = GROUPS[1]
_SKIPPED = re.compile(r"^(?:the|a|an|der|die|das|le|la|les|l['\u2019])\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with all that the bibliography shows of it."""

    key: str
    work: Work
    group: Group
    year: int | None
    places: Sequence[CitedAt]
    sources: tuple[str, ...]
    """Ids of the texts that cite it, or that it is."""
    names: str
    """The names that it stands under; empty if that is its title."""
    filing: str
    """The words that it is filed under, without case, marks and punctuation."""

    @property
    def decade(self) -> str:
        """First year of the decade that it is from; empty if it has no date."""
        return str(self.year // 10 * 10) if self.year else ""


def list_entries(
    bibliography: Bibliography,
    cited: Mapping[str, Sequence[CitedAt]],
    edited: Mapping[str, str],
) -> list[Entry]:
    """Return all entries, group after group; ``edited`` has the source of a text's key."""
    entries = []
    for key in bibliography.keys:
        own = edited.get(key)
        entries.append(_file(key, bibliography.work(key), cited.get(key, ()), own))
    return sorted(entries, key=_place)


def _file(key: str, work: Work, places: Sequence[CitedAt], own: str | None) -> Entry:
    sources = dict.fromkeys([*([own] if own else []), *(place.source for place in places)])
    group = _EDITED if own else find_group(work)
    names = write_lead_names(work)
    first = "" if group.by_number else fold_spelling(names or _title(work))
    if group.by_number:
        number = natural(message_number(work))
        first = str(number[0][1]) if number else ""
    return Entry(key, work, group, _year(work), places, tuple(sources), names, first)


def find_group(work: Work) -> Group:
    """Return the section that an entry belongs to, by its keywords."""
    return next((group for group in GROUPS if group.keywords & work.keywords), _LITERATURE)


def message_number(work: Work) -> str:
    """Return the number that a message is known by, or else its title."""
    return work.plain("number") or work.title()


def _year(work: Work) -> int | None:
    match = re.match(r"\d{4}", work.raw("date") or work.plain("year"))
    return int(match[0]) if match else None


def _place(entry: Entry) -> tuple[object, ...]:
    number = natural(message_number(entry.work))
    words = ("", "")
    if not entry.group.by_number:
        words = (entry.filing, fold_spelling(_title(entry.work)) if entry.names else "")
    return (GROUPS.index(entry.group), *words, number, entry.year or 0, entry.key)


def _title(work: Work) -> str:
    return _SKIPPED.sub("", work.title())


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sorting key by which 9 comes before 10, numbers before words."""
    parts = re.findall(r"\d+|[^\W\d]+", text.casefold())
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)
