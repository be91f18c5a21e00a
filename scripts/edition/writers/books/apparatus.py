"""The editors' additions to the texts of a book in a neutral format: head-notes, notes, registers.

They consist of runs, some of which link to a place in the book.
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
from edition.writers.registers.entries import TITLES, invert_name, sort_key, write_dates
from edition.writers.registers.lists import join_pages
from edition.writers.registers.occurrences import find_occurrences, list_texts

HEAD_NOTE: Final = N_("Head-note")
NOTES: Final = N_("Editors\u2019 notes")
REGISTERS: Final = N_("Registers")
BIBLIOGRAPHY: Final = N_("Bibliography")
DRAFTED: Final = N_(
    "Numbers are those of the printed pages, or of leaves; 21n61 is note 61 on page 21. Entries "
    "with an asterisk are drafted from the texts, and no editor has read them yet."
)


class Run(NamedTuple):
    """Words with an optional link."""

    text: str
    target: str = ""
    """``id#address`` for a place in a text, ``#key`` for a work; empty without a link."""
    italic: bool = False


Line: TypeAlias = Sequence[Run]


class Register(NamedTuple):
    """The entries of one class that the texts of a book name."""

    name: str
    """File name without extension."""
    title: str
    entries: Sequence[tuple[str, Line]]
    """Names, each with the text that follows it."""


class Apparatus:
    """The editors' additions to the texts of a book."""

    def __init__(self, book: Book, bibliography: Bibliography) -> None:
        self._book, self._bibliography = book, bibliography
        self._known = {
            f"{edition.record.id}#{address}"
            for edition in book.editions
            if edition.layout.text_files
            for address in edition.layout.addresses
        }

    @property
    def several(self) -> bool:
        """True if the book has several texts."""
        return len(self._book.editions) > 1

    def head_note(self, edition: Edition) -> list[Line]:
        """Return the paragraphs of the head-note of a text."""
        return [self._write_statement(statement) for statement in edition.links.head_note]

    def notes(self, edition: Edition) -> list[tuple[EditorsNote, Line]]:
        """Return the editors' notes on a text, each with its content."""
        return [(note, self._write_note(note)) for note in edition.links.notes]

    @cached_property
    def registers(self) -> list[Register]:
        """The registers of the book."""
        return list(self._list_registers())

    @cached_property
    def targets(self) -> set[str]:
        """All targets of links, see ``Run.target``."""
        lines = [line for edition in self._book.editions for line in self.head_note(edition)]
        lines += [line for edition in self._book.editions for _, line in self.notes(edition)]
        lines += [line for register in self.registers for _, line in register.entries]
        return {run.target for line in lines for run in line if run.target}

    def list_works(self) -> list[str]:
        """Return the keys of the texts and of all works that they and the editors cite."""
        published = (edition for edition in self._book.editions if edition.layout.text_files)
        keys = {citation.key for edition in published for citation in edition.citations}
        keys |= {record.citation for record in self._book.records}
        keys |= {target.removeprefix("#") for target in self.targets}
        return [key for key in self._bibliography.keys if key in keys]

    def _list_registers(self) -> Iterator[Register]:
        texts = list_texts(self._book.editions)
        occurrences = find_occurrences(texts)
        entries = [entry for entry in self._book.registers.entries if entry.id in occurrences]
        for kind, title in TITLES.items():
            listed = []
            for entry in sorted((e for e in entries if e.entry_class is kind), key=sort_key):
                line = list(self._describe(entry))
                for id, places in occurrences[entry.id].items():
                    text = texts[id]
                    name = f" {text.edition.record.short_title}:" if len(texts) > 1 else ""
                    line += [Run(name, italic=True)] if name else []
                    for number, (label, place) in enumerate(join_pages(text, places)):
                        line.append(Run(", " if number else " "))
                        line.append(Run(label, self._find_target(id, place.address)))
                    line.append(Run(";"))
                mark = "*" if entry.state is State.PROPOSED else ""
                listed.append((invert_name(entry) + mark, line[:-1]))
            if listed:
                yield Register(f"register-{kind}s", title, listed)

    def _write_note(self, note: EditorsNote) -> Line:
        end = note.place.end
        target = self._find_target(note.place.source, note.place.anchors[-1].address)
        return [
            Run(_name_place(note.place), target), Run(f", \u201c{end.words}\u201d. "),
            Run(f"{TYPES[note.type]}.", italic=True), Run(" "), *self._write_statement(note),
        ]  # fmt: skip

    def _write_statement(self, statement: EditorsStatement) -> list[Run]:
        runs = [Run(" ".join(statement.text.split()))]
        return runs + _enclose(map(self._name_authority, statement.authorities))

    def _name_authority(self, authority: Authority) -> Run:
        place = authority.place
        if place is None:
            return self._name_work(authority.work, authority.locator)
        where = _name_place(place)
        target = self._find_target(place.source, place.anchors[-1].address)
        in_own_text = target and not self.several
        return Run(where if in_own_text else f"{place.short_title}, {where}", target)

    def _name_work(self, key: str, locator: str) -> Run:
        name = name_work(self._bibliography, key)
        return Run(f"{name}, {locator}" if locator else name, f"#{key}")

    def _find_target(self, id: str, address: str) -> str:
        target = f"{id}#{address}"
        return target if target in self._known else ""

    # --- Registers ---

    def _describe(self, entry: Entry) -> Iterator[Run]:
        """Yield the names in native script, the dates and the description of an entry."""
        native = [name.text for name in entry.names if name.kind is NameKind.NATIVE]
        details = [*native, *filter(None, [write_dates(entry)])]
        if details:
            yield Run(f", {', '.join(details)}")
        yield Run(".")
        if entry.description:
            text = f"{entry.description[:1].upper()}{entry.description[1:]}".removesuffix(".")
            yield Run(f" {text}")
            yield from _enclose(map(self._name_evidence, dict.fromkeys(entry.at)))
            yield Run(".")

    def _name_evidence(self, authority: DeclaredAuthority) -> Run:
        place = self._book.registers.place(authority)
        if place is None:
            return self._name_work(authority.work, authority.locator)
        return self._name_authority(Authority(place))


@lru_cache(1)
def gather_apparatus(book: Book, bibliography: Bibliography) -> Apparatus:
    """Return the apparatus of a book, cached for its other formats."""
    return Apparatus(book, bibliography)


def _name_place(place: Place) -> str:
    address = place.end.address
    if place.described:
        return unescape(name_part(address).replace("\\", ""))
    return plain_name(address)


def _enclose(authorities: Iterable[Run]) -> list[Run]:
    """Return the authorities of a statement in parentheses."""
    runs: list[Run] = []
    for run in authorities:
        runs += [Run("; " if runs else " ("), run]
    return [*runs, Run(")")] if runs else []


def list_marks(edition: Edition) -> tuple[Mapping[int, str], Mapping[str, str]]:
    """Return the places of the editors' notes: offsets within the text, and addresses of passages.

    The values are the addresses of the notes, separated by spaces. In a text that must not be
    adapted no marker is within the text.
    """
    within: dict[int, str] = {}
    after: dict[str, str] = {}
    for note in edition.links.notes:
        if note.span is not None and edition.record.rights.derivatives:
            within[note.span.end] = f"{within.get(note.span.end, '')} {note.address}".strip()
        else:
            address = note.place.anchors[-1].address
            after[address] = f"{after.get(address, '')} {note.address}".strip()
    return within, after
