"""Find the evidence for register entries in the texts and in the bibliography."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from edition.bibliography.summary import summarise_bibliography
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.place_finder import AuthorityFinder, FaultCodes, PlaceFinder
from edition.model.edition import Edition
from edition.model.links import Place, Registers
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Dates, Entry, EntryRelation, Name, load_registers

_CODES = FaultCodes("G007", "G007", "G008", "")
Statement = TypeVar("Statement", Name, Dates, EntryRelation)


def link_registers(root: Path, editions: Sequence[Edition]) -> tuple[Registers, list[Diagnostic]]:
    """Return the registers of a project, limited to what published evidence attests.

    A statement without evidence is left out; an entry is left out if its heading has none. Reports
    R001, R004, G001 to G008 and K008.
    """
    files, faults = load_registers(root)
    if faults:
        return Registers(), faults
    works = summarise_bibliography(root).pages
    entries: list[Entry] = []
    places: dict[str, Place] = {}
    for file in files:
        finder = PlaceFinder(file, root, editions)
        linker = _Linker(AuthorityFinder(file, finder, works, _CODES), places)
        entries += filter(None, map(linker.link, file.entries))
        faults += [*linker.authorities.faults, *finder.faults]
        faults += finder.report_left_out("places of entries")
    return Registers(tuple(_drop_relations(entries)), places), faults


def check_evidence(root: Path, editions: Sequence[Edition]) -> tuple[Registers, list[Diagnostic]]:
    """Report places in the given editions that entries cite but that do not exist.

    Reports G007, G008 and K008. Places in other editions, and works, are not checked; the returned
    registers are empty.
    """
    files, faults = load_registers(root)
    sources = {edition.record.id for edition in editions}
    for file in files:
        finder = PlaceFinder(file, root, editions)
        for end in (authority.end for entry in file.entries for authority in entry.evidence):
            if end is not None and not finder.is_left_out(end) and end.source in sources:
                finder.find(end, _CODES)
        faults += [*finder.faults, *finder.report_left_out("places of entries")]
    return Registers(), faults


def _drop_relations(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries without relations to entries that were left out."""
    ids = {entry.id for entry in entries}
    for entry in entries:
        attested = tuple(relation for relation in entry.relations if relation.to in ids)
        yield entry if len(attested) == len(entry.relations) else replace(entry, relations=attested)


class _Linker:
    """Find the evidence for the entries of a register."""

    def __init__(self, authorities: AuthorityFinder, places: dict[str, Place]) -> None:
        self.authorities = authorities
        self._places = places

    def link(self, entry: Entry) -> Entry | None:
        """Return an entry with the evidence found for it; None if its name has none."""
        [dates] = self._keep([entry.dates]) or [Dates()]
        names, relations = self._keep(entry.names), self._keep(entry.relations)
        found = self._find(entry.at)
        if not found or (found, dates, names, relations) == (
            entry.at, entry.dates, entry.names, entry.relations,
        ):  # fmt: skip
            return entry if found else None
        return replace(entry, at=found, dates=dates, names=names, relations=relations)

    def _keep(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        found = ((statement, self._find(statement.at)) for statement in statements)
        return tuple(
            statement if len(at) == len(statement.at) else replace(statement, at=at)
            for statement, at in found
            if at
        )

    def _find(self, authorities: Sequence[DeclaredAuthority]) -> tuple[DeclaredAuthority, ...]:
        """Return the authorities that exist and record their places."""
        found = [(declared, self.authorities.find(declared)) for declared in authorities]
        for declared, authority in found:
            if authority is not None and authority.place is not None and declared.end is not None:
                end = declared.end
                self._places.setdefault(f"{end.source}#{end.address}", authority.place)
        return tuple(declared for declared, authority in found if authority is not None)
