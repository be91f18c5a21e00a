"""The name under which an entry of a register is listed, and the order of entries."""

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
    """Return the name of an entry with what distinguishes it from others."""
    return f"{entry.name} ({entry.disambiguation})" if entry.disambiguation else entry.name


def sort_key(entry: Entry) -> tuple[object, ...]:
    """Return by what the entries of a register are sorted."""
    return (
        natural_key(fold_marks(find_heading(entry))),
        natural_key(fold_marks(entry.name)),
        entry.id,
    )


def find_heading(entry: Entry) -> str:
    """Return the name under which an entry is looked for: the surname of a person."""
    first = entry.name.partition(" ")[0]
    eastern = is_eastern(entry) and not first.endswith(".")
    if entry.surname or entry.entry_class is not EntryClass.PERSON or eastern:
        return entry.surname or entry.name
    last = _LAST_WORD.search(entry.name.partition(",")[0])
    return last[0] if last else entry.name


_LAST_WORD: Final = re.compile(r"[^\W\d]\S*(?:\s(?:[IVX]+|Jr\.|Sr\.))?$")
"""The last word of a name with the number that distinguishes it from others: ``Nicholas II``."""


def invert_name(entry: Entry) -> str:
    """Return a name with the word first under which it is looked for: ``Weaver, Ada``."""
    first = find_heading(entry)
    given = entry.name.removesuffix(first).strip()
    known = name_entry(entry).removeprefix(entry.name)
    return (f"{first}, {given}" if given and given != entry.name else entry.name) + known
