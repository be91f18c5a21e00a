"""Finds the names and dates of one edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from edition.bibliography.database import Bibliography
from edition.linking.date_expressions import find_dates
from edition.linking.registers.forms import make_tree
from edition.linking.registers.mentions import find_mentions
from edition.linking.registers.passages import list_passages
from edition.linking.registers.words import settle_words
from edition.model.edition import Edition
from edition.records.registers import Entry
from edition.text.folding import fold_letters
from edition.text.tex import plain_tex

CITED_ROLES: Final = ("author", "editor", "translator")
"""Roles of the people whom a citation names."""


def name_edition(edition: Edition, entries: Iterable[Entry], bibliography: Bibliography) -> Edition:
    """Return an edition with its mentions and dates; without a document, as it is."""
    if edition.document is None or edition.has_errors:
        return edition
    record = edition.record
    words = settle_words(record.names)
    passages = list(list_passages(edition.document, edition.citations))
    cited = dict.fromkeys(one.key for one in edition.citations if one.key)
    people = {
        key: frozenset(list_people(key, bibliography)) for key in cited if key in bibliography
    }
    mentions = find_mentions(passages, make_tree(entries, words), words, people, record.id)
    written = record.date.value if record.date is not None else ""
    return replace(edition, mentions=mentions, dates=find_dates(passages, words, written))


def list_people(key: str, bibliography: Bibliography) -> Iterable[str]:
    """Yield the folded names of authors, editors and translators of a work, in both orders."""
    work = bibliography.work(key)
    for role in CITED_ROLES:
        for person in work.people(role):
            family = plain_tex(" ".join((*person.prelast_names, *person.last_names)))
            given = plain_tex(" ".join((*person.first_names, *person.middle_names)))
            yield fold_letters(f"{family} {given}")
            yield fold_letters(f"{given} {family}")
