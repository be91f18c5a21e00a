"""An entry of the bibliography with the fields that it inherits."""

from __future__ import annotations

import re
from typing import Final

from pybtex.database import BibliographyData, Entry, Person

from edition.bibliography.data_model import FORMS, KEY, PEOPLE
from edition.text.tex import plain_tex


class Work:
    """An entry with the fields that it inherits by ``crossref``."""

    def __init__(
        self, entry: Entry, bibliography: BibliographyData | None, *, repeated: bool = False
    ) -> None:
        self.entry = entry
        self.repeated = repeated
        """True where the entry before is by the same people (14.68)."""
        key = entry.fields.get("crossref", "").strip()
        known = bibliography is not None and key in bibliography.entries
        self.parent: Entry | None = bibliography.entries[key] if known and bibliography else None
        self._fields = [_read_fields(one) for one in (entry, self.parent) if one is not None]

    @property
    def kind(self) -> str:
        """The type whose form the entry has: its own, or that of the type it is an alias of."""
        kind = str(self.entry.type).lower()
        return FORMS.get(kind, "misc")

    def raw(self, *names: str) -> str:
        """Return the first of the fields that is there, as it is in the file."""
        for fields in self._fields:
            for name in names:
                if value := fields.get(name):
                    return value
        if "booktitle" in names and self.parent is not None:
            return self._fields[1].get("title", "")
        return ""

    def plain(self, *names: str) -> str:
        """Return the first of the fields that is there, as text."""
        return plain_tex(self.raw(*names)).strip()

    @property
    def keywords(self) -> frozenset[str]:
        """The keywords of the entry itself."""
        words = str(self.entry.fields.get("keywords", "")).split(",")
        return frozenset(word.strip() for word in words)

    @property
    def former(self) -> tuple[str, ...]:
        """Keys that the entry had before, which BibLaTeX has in ``ids``."""
        return tuple(KEY.findall(self._fields[0].get("ids", "")))

    def title_source(self) -> str:
        """Return title and subtitle as they are in the file; of a set those of the set."""
        return self._main_title() or self._own_title()

    def volume_title_source(self) -> str:
        """Return title and subtitle of a volume that is named within its set; else nothing."""
        return self._own_title() if self._main_title() else ""

    def _own_title(self) -> str:
        fields = self.entry.fields
        return join_titles(str(fields.get("title", "")), str(fields.get("subtitle", "")))

    def _main_title(self) -> str:
        return self._fields[0].get("maintitle", "") if self.kind in _SETS else ""

    def title(self) -> str:
        """Return title and subtitle as text."""
        return plain_tex(self.title_source()).strip()

    def people(self, role: str) -> list[Person]:
        """Return the people with a role."""
        for entry in (self.entry, self.parent):
            if entry is not None and entry.persons.get(role):
                return list(entry.persons[role])
        return []

    def is_eastern(self, person: Person) -> bool:
        """Return whether the family name of a person comes first; ``nameorder`` says for whom.

        ``eastern`` is for everybody, ``eastern: editor Orsk`` for roles and family names.
        """
        order, _, named = self.raw("nameorder").partition(":")
        if order.strip() != "eastern" or not named:
            return order.strip() == "eastern"
        words = named.split()
        roles = [role for role in PEOPLE if any(one is person for one in self.people(role))]
        family = plain_tex(" ".join(person.last_names))
        return family in words or any(role in words for role in roles)


def plain_names(person: Person) -> tuple[str, str]:
    """Return the family name of a person with its particle, and the given names, as text."""
    family = (*person.prelast_names, *person.last_names)
    given = (*person.first_names, *person.middle_names)
    return plain_tex(" ".join(family)), plain_tex(" ".join(given))


def _read_fields(entry: Entry) -> dict[str, str]:
    """Return the fields of an entry by their names in small letters, without space around them."""
    # Those of pybtex fold the case of a name each time that it is asked for.
    fields = {name.lower(): str(value).strip() for name, value in entry.fields.items()}
    for name, beside in _SUBTITLES.items():
        if fields.get(beside) and fields.get(name):
            fields[name] = join_titles(fields[name], fields[beside])
    return fields


_SETS: Final = frozenset({"book", "collection", "manual", "proceedings"})
"""Types that have ``maintitle`` for the set that they are a volume of."""
_SUBTITLES: Final = {
    "booktitle": "booksubtitle",
    "journaltitle": "journalsubtitle",
    "maintitle": "mainsubtitle",
}


def join_titles(title: str, subtitle: str) -> str:
    """Return a title with its subtitle after a colon, or after the mark that ends the title."""
    joint = " " if re.search(r"[?!]\s*$", title) else ": "
    return f"{title}{joint}{subtitle}" if subtitle else title
