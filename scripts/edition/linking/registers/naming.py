"""Find the names and dates of an edition, and the works by and about register entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from edition.bibliography.database import Bibliography
from edition.bibliography.work import plain_names
from edition.linking.registers.forms import FormKind, Tokens, add_titles, make_tree, settle_words
from edition.model.edition import Edition
from edition.records.registers import Entry, EntryClass, list_full_forms
from edition.text.dates import Date, read_edtf
from edition.text.folding import fold_letters
from edition.text.span import Span

CITED_ROLES: Final = ("author", "editor", "translator")
"""Roles of the people named in a citation."""


def name_edition(edition: Edition, entries: Iterable[Entry], bibliography: Bibliography) -> Edition:
    """Return an edition with its mentions and dates, or unchanged if it has no valid document."""
    if edition.document is None or edition.has_errors:
        return edition
    # Imported here because the works of entries need none of them.
    from edition.linking.date_expressions import find_dates
    from edition.linking.registers.mentions import find_mentions
    from edition.linking.registers.passages import list_passages

    record = edition.record
    words = settle_words(record.names)
    passages = list(list_passages(edition.document, edition.citations))
    cited = dict.fromkeys(citation.key for citation in edition.citations if citation.key)
    people = {
        key: frozenset(list_people(key, bibliography)) for key in cited if key in bibliography
    }
    entries = list(entries)
    tree = make_tree(entries, words)
    fields = (("title",), ("maintitle",), ("journal", "journaltitle", "booktitle"))
    add_titles(tree, {bibliography.work(k).plain(*f) for k in people for f in fields}, words)
    mentions = find_mentions(passages, tree, words, people, record.id)
    events = {entry.id: date for entry in entries if (date := _date_event(entry)).year}
    dated: dict[str, list[tuple[Span, Date]]] = defaultdict(list)
    for mention in mentions:
        if mention.entry in events:
            dated[mention.address].append((mention.span, events[mention.entry]))
    written = record.date.value if record.date is not None else ""
    return replace(edition, mentions=mentions, dates=find_dates(passages, words, dated, written))


def _date_event(entry: Entry) -> Date:
    """Return the date of an event; without a year for other entries and events of several years."""
    dates = entry.dates
    found = [*read_edtf(dates.date), *read_edtf(dates.start), *read_edtf(dates.end)]
    single = entry.entry_class is EntryClass.EVENT and len({date.year for date in found}) == 1
    return found[0] if single else Date()


def list_people(key: str, bibliography: Bibliography) -> Iterable[str]:
    """Yield the folded names of the authors, editors and translators of a work, in both orders."""
    work = bibliography.work(key)
    for role in CITED_ROLES:
        for person in work.people(role):
            family, given = plain_names(person)
            yield fold_letters(f"{family} {given}")
            yield fold_letters(f"{given} {family}")


# --- Works by and about entries, identified by the full name --------------------------------------


Keys: TypeAlias = Mapping[str, Sequence[str]]
"""Keys of works by the id of an entry."""
_SUBJECTS: Final = frozenset((EntryClass.PERSON, EntryClass.ORGANISATION, EntryClass.EVENT))
"""Classes of entries that are the subject of any work whose title names them."""


@dataclass(frozen=True, slots=True)
class EntryWorks:
    """The works of the bibliography that are linked to entries."""

    by: Keys = field(default_factory=dict)
    """Works written, edited or translated by a person."""
    about: Keys = field(default_factory=dict)
    """Works whose titles name an entry in full."""


def find_works(
    entries: Sequence[Entry], bibliography: Bibliography, listed: Iterable[str]
) -> EntryWorks:
    """Return the listed works of each entry; a name that several entries share is not linked."""
    persons = _index_persons(entries)
    tree = make_tree(
        (entry for entry in entries if entry.entry_class in _SUBJECTS), settle_words({})
    )
    by: dict[str, list[str]] = defaultdict(list)
    about: dict[str, list[str]] = defaultdict(list)
    for key in listed:
        for id in _choose(persons, list_people(key, bibliography)):
            by[id].append(key)
        title = Tokens(bibliography.work(key).title())
        place, named = 0, dict[str, None]()
        while place < len(title):
            count, claims = tree.find(title, place)
            # A single word, such as Pravda, may be an ordinary word.
            if count > 1 and len(claims) == 1 and claims[0].kind is FormKind.FULL:
                named[claims[0].entry.id] = None
            place += count or 1
        for id in named:
            about[id].append(key)
    return EntryWorks(dict(by), dict(about))


def _index_persons(entries: Iterable[Entry]) -> dict[str, set[str]]:
    """Return the ids of persons by folded full name, if it has two or more words."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.entry_class is EntryClass.PERSON:
            for form in list_full_forms(entry):
                if len(Tokens(form)) > 1:
                    found[fold_letters(form)].add(entry.id)
    return found


def _choose(persons: Mapping[str, set[str]], names: Iterable[str]) -> Iterable[str]:
    found = (persons.get(name, set()) for name in names)
    return dict.fromkeys(min(ids) for ids in found if len(ids) == 1)
