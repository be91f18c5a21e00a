"""The registers of a project, with the places that attest what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edition.model.links import Place
from edition.records.annotations import DeclaredAuthority
from edition.records.registers import Entry


@dataclass(frozen=True, slots=True)
class Registers:
    """Every entry of which something that is published attests name and description."""

    entries: tuple[Entry, ...] = ()
    """In the order of the files and, in a file, of the ids."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where the evidence is shown, by the text and the address of the evidence: ``id#p12.3``."""

    def place(self, authority: DeclaredAuthority) -> Place | None:
        """Return where some evidence is shown; None for a work."""
        end = authority.end
        return None if end is None else self.places[f"{end.source}#{end.address}"]

    def by_id(self) -> dict[str, Entry]:
        """Return each entry by its id."""
        return {entry.id: entry for entry in self.entries}
