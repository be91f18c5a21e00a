"""The registers of a project, with the places of the evidence for their entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edition.model.links import Place
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Entry


@dataclass(frozen=True, slots=True)
class Registers:
    """The entries whose names and descriptions have published evidence."""

    entries: tuple[Entry, ...] = ()
    """Ordered by file, then by id."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Places of the evidence, by text and address: ``id#p12.3``."""

    def place(self, authority: DeclaredAuthority) -> Place | None:
        """Return the place of some evidence; None for a work."""
        end = authority.end
        return None if end is None else self.places[f"{end.source}#{end.address}"]

    def by_id(self) -> dict[str, Entry]:
        """Return the entries by id."""
        return {entry.id: entry for entry in self.entries}
