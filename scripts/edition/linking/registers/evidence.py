"""Finds the evidence of the registers in the texts and in the bibliography."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from edition.bibliography.summary import summarise_bibliography
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.place_finder import AuthorityFinder, FaultCodes, PlaceFinder
from edition.model.edition import Edition
from edition.model.links import Place
from edition.model.registers import Registers
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Dates, Entry, EntryRelation, Name, load_registers

_CODES = FaultCodes("G007", "G007", "G008")
Statement = TypeVar("Statement", Name, Dates, EntryRelation)


def link_registers(root: Path, editions: Sequence[Edition]) -> tuple[Registers, list[Diagnostic]]:
    """Return the registers of a project as far as published evidence attests them.

    A statement without any is left out, and with its heading an entry. Reports R001, R004, G001 to
    G008 and K008.
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
    """Report (G007, G008, K008) the places in some editions that entries rest on in vain.

    Other places, and works, are not looked for, and the registers that are returned are empty.
    """
    files, faults = load_registers(root)
    known = {edition.record.id for edition in editions}
    for file in files:
        finder = PlaceFinder(file, root, editions)
        for end in (one.end for entry in file.entries for one in entry.evidence):
            if end is not None and not finder.is_left_out(end) and end.source in known:
                finder.find(end, _CODES)
        faults += [*finder.faults, *finder.report_left_out("places of entries")]
    return Registers(), faults


def _drop_relations(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries without their relations to entries that were left out."""
    known = {entry.id for entry in entries}
    for entry in entries:
        kept = tuple(one for one in entry.relations if one.to in known)
        yield entry if len(kept) == len(entry.relations) else replace(entry, relations=kept)


class _Linker:
    """Finds the evidence of the entries of one register."""

    def __init__(self, authorities: AuthorityFinder, places: dict[str, Place]) -> None:
        self.authorities = authorities
        self._places = places

    def link(self, entry: Entry) -> Entry | None:
        """Return an entry with the evidence that was found; None if nothing attests its name."""
        [dates] = self._keep([entry.dates]) or [Dates()]
        names, relations = self._keep(entry.names), self._keep(entry.relations)
        found = self._find(entry.at)
        if not found or (found, dates, names, relations) == (
            entry.at, entry.dates, entry.names, entry.relations,
        ):  # fmt: skip
            return entry if found else None
        return replace(entry, at=found, dates=dates, names=names, relations=relations)

    def _keep(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        found = ((one, self._find(one.at)) for one in statements)
        return tuple(
            one if len(at) == len(one.at) else replace(one, at=at) for one, at in found if at
        )

    def _find(self, authorities: Sequence[DeclaredAuthority]) -> tuple[DeclaredAuthority, ...]:
        """Return the authorities that were found, and note their places."""
        found = [(one, self.authorities.find(one)) for one in authorities]
        for declared, authority in found:
            if authority is not None and authority.place is not None and declared.end is not None:
                end = declared.end
                self._places.setdefault(f"{end.source}#{end.address}", authority.place)
        return tuple(declared for declared, authority in found if authority is not None)
