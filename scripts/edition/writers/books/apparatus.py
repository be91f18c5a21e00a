"""What the editors add to the texts of a book: head-notes, notes and registers, in no format yet.

All of it is made of runs, some of which lead to a place in the book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from html import unescape
from typing import Final, NamedTuple, TypeAlias

from edition.bibliography.database import Bibliography
from edition.model.edition import Edition
from edition.model.links import Authority, EditorsNote, EditorsStatement, Place
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Entry, NameKind, State
from edition.text.interface import N_
from edition.writers.address_names import plain_name
from edition.writers.annotations import TYPES, name_work
from edition.writers.books.book import Book
from edition.writers.description import name_part
from edition.writers.registers.entries import write_dates
from edition.writers.registers.lists import join_pages
from edition.writers.registers.occurrences import find_occurrences, list_texts
from edition.writers.registers.sorting import TITLES, invert_name, sort_key

HEAD_NOTE: Final = N_("Head-note")
NOTES: Final = N_("Editors\u2019 notes")
REGISTERS: Final = N_("Registers")
BIBLIOGRAPHY: Final = N_("Bibliography")
DRAFTED: Final = N_(
    "Numbers are those of the printed pages, or of leaves; 21n61 is note 61 on page 21. Entries "
    "with an asterisk are drafted from the texts, and no editor has read them yet."
)


class Run(NamedTuple):
    """Words, and where they lead."""

    text: str
    target: str = ""
    """``id#address`` for a place in a text, ``#key`` for a work; empty for words alone."""
    italic: bool = False


Line: TypeAlias = Sequence[Run]


class Register(NamedTuple):
    """What the texts of a book name, of one class."""

    name: str
    """Name for a file."""
    title: str
    entries: Sequence[tuple[str, Line]]
    """Names, and what follows each of them."""


class Apparatus:
    """What the editors add to the texts of a book."""

    def __init__(self, book: Book, bibliography: Bibliography) -> None:
        self._book, self._bibliography = book, bibliography
        self._known = {
            f"{one.record.id}#{address}"
            for one in book.editions
            if one.layout.text_files
            for address in one.layout.addresses
        }

    @property
    def several(self) -> bool:
        """True if the book has several texts."""
        return len(self._book.editions) > 1

    def head_note(self, edition: Edition) -> list[Line]:
        """Return the paragraphs of the head-note of a text."""
        return [self._state(one) for one in edition.links.head_note]

    def notes(self, edition: Edition) -> list[tuple[EditorsNote, Line]]:
        """Return the notes on a text, each with its words."""
        return [(one, self._write_note(one)) for one in edition.links.notes]

    @cached_property
    def registers(self) -> list[Register]:
        """What the texts of the book name."""
        return list(self._list_registers())

    @cached_property
    def targets(self) -> set[str]:
        """Every place to which something leads, see ``Run.target``."""
        lines = [line for one in self._book.editions for line in self.head_note(one)]
        lines += [line for one in self._book.editions for _, line in self.notes(one)]
        lines += [line for one in self.registers for _, line in one.entries]
        return {run.target for line in lines for run in line if run.target}

    def list_works(self) -> list[str]:
        """Return the keys of the works that the texts and the editors cite, and of the texts."""
        keys = {one.key for edition in self._book.editions for one in edition.citations
                if edition.layout.text_files}  # fmt: skip
        keys |= {one.citation for one in self._book.records}
        keys |= {one.removeprefix("#") for one in self.targets}
        return [key for key in self._bibliography.keys if key in keys]

    def _list_registers(self) -> Iterator[Register]:
        texts = list_texts(self._book.editions)
        occurrences = find_occurrences(texts)
        entries = [one for one in self._book.registers.entries if one.id in occurrences]
        for kind, title in TITLES.items():
            listed = []
            for entry in sorted((e for e in entries if e.entry_class is kind), key=sort_key):
                line = list(self._describe(entry))
                for id, places in occurrences[entry.id].items():
                    text = texts[id]
                    title_ = f" {text.edition.record.short_title}:" if len(texts) > 1 else ""
                    line += [Run(title_, italic=True)] if title_ else []
                    for number, (label, place) in enumerate(join_pages(text, places)):
                        line.append(Run(", " if number else " "))
                        line.append(Run(label, self._reach(id, place.address)))
                    line.append(Run(";"))
                drafted = "*" if entry.state is State.PROPOSED else ""
                listed.append((invert_name(entry) + drafted, line[:-1]))
            if listed:
                yield Register(f"register-{kind}s", title, listed)

    def _write_note(self, note: EditorsNote) -> Line:
        end = note.place.end
        target = self._reach(note.place.source, note.place.anchors[-1].address)
        return [
            Run(_name(note.place), target), Run(f", \u201c{end.words}\u201d. "),
            Run(f"{TYPES[note.type]}.", italic=True), Run(" "), *self._state(note),
        ]  # fmt: skip

    def _state(self, said: EditorsStatement) -> list[Run]:
        runs = [Run(" ".join(said.text.split()))]
        return runs + _enclose(self._name_authority(one) for one in said.authorities)

    def _name_authority(self, one: Authority) -> Run:
        place = one.place
        if place is None:
            return self._name_work(one.work, one.locator)
        where = _name(place)
        target = self._reach(place.source, place.anchors[-1].address)
        own = target and not self.several
        return Run(where if own else f"{place.short_title}, {where}", target)

    def _name_work(self, key: str, locator: str) -> Run:
        name = name_work(self._bibliography, key)
        return Run(f"{name}, {locator}" if locator else name, f"#{key}")

    def _reach(self, id: str, address: str) -> str:
        target = f"{id}#{address}"
        return target if target in self._known else ""

    # --- registers ---

    def _describe(self, entry: Entry) -> Iterator[Run]:
        """Yield the names in native script, the dates and the description of an entry."""
        native = [one.text for one in entry.names if one.kind is NameKind.NATIVE]
        details = [*native, *filter(None, [write_dates(entry)])]
        if details:
            yield Run(f", {', '.join(details)}")
        yield Run(".")
        if entry.description:
            said = f"{entry.description[:1].upper()}{entry.description[1:]}".removesuffix(".")
            yield Run(f" {said}")
            yield from _enclose(map(self._name_evidence, dict.fromkeys(entry.at)))
            yield Run(".")

    def _name_evidence(self, one: DeclaredAuthority) -> Run:
        place = self._book.registers.place(one)
        if place is None:
            return self._name_work(one.work, one.locator)
        return self._name_authority(Authority(place))


@lru_cache(1)
def gather_apparatus(book: Book, bibliography: Bibliography) -> Apparatus:
    """Return what the editors add to a book, once for its forms if these follow each other."""
    return Apparatus(book, bibliography)


def _name(place: Place) -> str:
    address = place.end.address
    if place.described:
        return unescape(name_part(address).replace("\\", ""))
    return plain_name(address)


def _enclose(named: Iterable[Run]) -> list[Run]:
    """Return what something rests on, in parentheses."""
    runs: list[Run] = []
    for run in named:
        runs += [Run("; " if runs else " ("), run]
    return [*runs, Run(")")] if runs else []


def list_marks(edition: Edition) -> tuple[Mapping[int, str], Mapping[str, str]]:
    """Return where a text shows the editors' notes: by offsets, and by addresses beside passages.

    Both have the addresses of the notes, separated by spaces. Nothing is set among the words of a
    text that may not be adapted.
    """
    among: dict[int, str] = {}
    beside: dict[str, str] = {}
    for note in edition.links.notes:
        if note.span is not None and edition.record.rights.derivatives:
            among[note.span.end] = f"{among.get(note.span.end, '')} {note.address}".strip()
        else:
            address = note.place.anchors[-1].address
            beside[address] = f"{beside.get(address, '')} {note.address}".strip()
    return among, beside
