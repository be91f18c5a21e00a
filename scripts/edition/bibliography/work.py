"""Works: entries of the bibliography with inherited fields, and the types and fields they may have.

A type is mapped to another one if the Chicago style does not distinguish them. The lists, in
``data_model.json``, follow the manual of BibLaTeX 3, chapter 2, and the fields that JabRef,
BibDesk, Mendeley and Zotero write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pybtex.database import BibliographyData, Entry, Person

from edition.text.tex import plain_tex

_TABLES: Final[Mapping[str, Any]] = json.loads(
    Path(__file__).with_name("data_model.json").read_text("utf-8")
)
TYPES: Final[Mapping[str, str]] = MappingProxyType(_TABLES["types"])
"""CSL types by the types of entries that have a format of their own."""
SUBTYPES: Final[Mapping[str, str]] = MappingProxyType(_TABLES["subtypes"])
"""CSL types by ``entrysubtype``, which takes precedence over the type of the entry."""
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(_TABLES["languages"])
"""BCP 47 tags by the names of languages in BibLaTeX and Babel."""
FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {name: name for name in TYPES}
    | {alias: form for form, aliases in _TABLES["form_of"].items() for alias in aliases}
)
"""For each type of entry, the type as which it is formatted."""
NO_WORKS: Final = frozenset({"set", "xdata"})
"""Types of entries that are not works: sets of entries, and data that entries include."""

PEOPLE: Final = ("author", "editor", "translator", "contributor")
"""Fields with names of persons."""
KEY: Final = re.compile(r"[^\s,{}()=\"]+")
FIELDS: Final = frozenset(_TABLES["fields"])
_OF_PROGRAMS: Final = re.compile(
    r"(bdsk|mendeley|jabref)-.*|.*\+an(:.*)?|citation-?key|collaborator|comment|copyright"
    r"|creationdate|date-added|date-modified|groups|issn-.*|lccn|local-url|modificationdate"
    r"|mrnumber|owner|pmcid|pmid|printed|priority|qualityassured|ranking|rating|read|readstatus"
    r"|relevance|rights|searchrank|timestamp|urldate-.*|username|zblnumber"
)
"""Fields of programs for their own purposes, which are not printed."""
_OF_FILES: Final = re.compile(r"file|pdf|local-url|bdsk-file-.*")


def is_known(field: str) -> bool:
    """Return whether a field belongs to the data model or to an exporting program."""
    return field in FIELDS or _OF_PROGRAMS.fullmatch(field) is not None


def names_file(field: str) -> bool:
    """Return whether a field is a path on the machine from which the entry was exported."""
    return _OF_FILES.fullmatch(field) is not None


# --- Works ----------------------------------------------------------------------------------------


class Work:
    """An entry with the fields inherited through ``crossref``."""

    def __init__(
        self, entry: Entry, bibliography: BibliographyData | None, *, repeated: bool = False
    ) -> None:
        self.entry = entry
        self.repeated = repeated
        """True if the previous entry is by the same people (14.68)."""
        key = entry.fields.get("crossref", "").strip()
        known = bibliography is not None and key in bibliography.entries
        self.parent: Entry | None = bibliography.entries[key] if known and bibliography else None
        self._fields = [_read_fields(own) for own in (entry, self.parent) if own is not None]

    @property
    def kind(self) -> str:
        """The type as which the entry is formatted: its own, or the one of which it is an alias."""
        kind = str(self.entry.type).lower()
        return FORMS.get(kind, "misc")

    def raw(self, *names: str) -> str:
        """Return the first existing field as written in the file."""
        for fields in self._fields:
            for name in names:
                if value := fields.get(name):
                    return value
        if "booktitle" in names and self.parent is not None:
            return self._fields[1].get("title", "")
        return ""

    def plain(self, *names: str) -> str:
        """Return the first existing field as plain text."""
        return plain_tex(self.raw(*names)).strip()

    @property
    def keywords(self) -> frozenset[str]:
        """The keywords of the entry itself."""
        words = str(self.entry.fields.get("keywords", "")).split(",")
        return frozenset(word.strip() for word in words)

    @property
    def former(self) -> tuple[str, ...]:
        """Former keys of the entry, from the BibLaTeX field ``ids``."""
        return tuple(KEY.findall(self._fields[0].get("ids", "")))

    def title_source(self) -> str:
        """Return title and subtitle as written in the file; for a volume, those of its set."""
        return self._main_title() or self._own_title()

    def volume_title_source(self) -> str:
        """Return title and subtitle of a volume of a set; empty for any other work."""
        return self._own_title() if self._main_title() else ""

    def _own_title(self) -> str:
        fields = self.entry.fields
        return join_titles(str(fields.get("title", "")), str(fields.get("subtitle", "")))

    def _main_title(self) -> str:
        return self._fields[0].get("maintitle", "") if self.kind in _SETS else ""

    def title(self) -> str:
        """Return title and subtitle as plain text."""
        return plain_tex(self.title_source()).strip()

    def people(self, role: str) -> list[Person]:
        """Return the people with a role."""
        for entry in (self.entry, self.parent):
            if entry is not None and entry.persons.get(role):
                return list(entry.persons[role])
        return []

    def is_eastern(self, person: Person) -> bool:
        """Return whether the family name of a person comes first, as stated in ``nameorder``.

        ``eastern`` applies to everybody, ``eastern: editor Orsk`` to a role and a family name.
        """
        order, _, named = self.raw("nameorder").partition(":")
        if order.strip() != "eastern" or not named:
            return order.strip() == "eastern"
        words = named.split()
        roles = [role for role in PEOPLE if any(p is person for p in self.people(role))]
        family = plain_tex(" ".join(person.last_names))
        return family in words or any(role in words for role in roles)


def plain_names(person: Person) -> tuple[str, str]:
    """Return the family name of a person with its particle, and the given names, as plain text."""
    family = (*person.prelast_names, *person.last_names)
    given = (*person.first_names, *person.middle_names)
    return plain_tex(" ".join(family)), plain_tex(" ".join(given))


def _read_fields(entry: Entry) -> dict[str, str]:
    """Return the fields of an entry, stripped, by lowercase name."""
    # A plain dictionary is faster than that of pybtex, which folds case at each access.
    fields = {name.lower(): str(value).strip() for name, value in entry.fields.items()}
    for name, subtitle in _SUBTITLES.items():
        if fields.get(subtitle) and fields.get(name):
            fields[name] = join_titles(fields[name], fields[subtitle])
    return fields


_SETS: Final = frozenset({"book", "collection", "manual", "proceedings"})
"""Types whose ``maintitle`` is the title of the set to which a volume belongs."""
_SUBTITLES: Final = {
    "booktitle": "booksubtitle",
    "journaltitle": "journalsubtitle",
    "maintitle": "mainsubtitle",
}


def join_titles(title: str, subtitle: str) -> str:
    """Join title and subtitle with a colon, or with a space after ``?`` or ``!``."""
    joint = " " if re.search(r"[?!]\s*$", title) else ": "
    return f"{title}{joint}{subtitle}" if subtitle else title
