"""The words by which names are told, from the conventions of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.records import conventions


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words by which a text tells what a name is."""

    particles: tuple[str, ...]
    """Small words inside names: von, de."""
    titles: tuple[str, ...]
    """Ranks, offices and forms of address before a name."""
    spouses: tuple[str, ...]
    """Titles before a surname that is the husband's: Mrs."""
    organisations: tuple[str, ...]
    """Last words of names of organisations."""
    events: tuple[str, ...]
    """Last words of names of events and treaties."""
    documents: tuple[str, ...]
    """Last words of names of doctrines, plans and documents, in which names are no mentions."""
    directions: tuple[str, ...]
    """Words before the name of a place that are a part of it: Northern."""
    regions: tuple[str, ...]
    """Words after the name of a place that are a part of it: Province."""
    adjectival: tuple[str, ...]
    """Abbreviations of countries that are adjectives before a noun: U.S."""
    functions: tuple[str, ...]
    """Words before which such an abbreviation is no adjective, and which open sentences: he."""
    places: tuple[str, ...]
    """Prepositions before a place."""
    aliases: tuple[str, ...]
    """Words before another name of the same person: better known as."""
    kin: tuple[str, ...]
    """Words for relatives: son."""
    access: tuple[str, ...]
    """Words before the day on which a page was read: accessed."""
    periods: tuple[str, ...]
    """Words after the name of a dynasty or an age: dynasty."""
    works: tuple[str, ...]
    """Words before the title of a work: the song."""


def settle_words(words: Mapping[str, Sequence[str]]) -> NameWords:
    """Return the words of a record; those of the default conventions for a list it lacks."""
    return NameWords(**conventions.settle_words("names", words))
