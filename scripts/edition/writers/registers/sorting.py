"""Determine the heading and the order of the entries of a register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from edition.linking.registers.forms import is_eastern
from edition.records.registers import Entry, EntryClass
from edition.text.folding import fold_marks
from edition.text.interface import N_
from edition.text.sorting import natural_key

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
