"""Finds what statements of the editors rest on: places of the texts, works of the bibliography."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from edition.bibliography.summary import BIBLIOGRAPHY
from edition.diagnostics.diagnostic import Diagnostic
from edition.linking.place_finder import FaultCodes, PlaceFinder
from edition.model.links import Authority
from edition.records.annotations import DeclaredAuthority
from edition.records.yaml_positions import Positions
from edition.text.page_ranges import write_with_hyphens


@dataclass(slots=True)
class AuthorityFinder:
    """Finds the authorities that one file names, and collects what is wrong with works."""

    data: Positions
    places: PlaceFinder
    works: Mapping[str, str]
    """The pages of each work, by its key."""
    codes: FaultCodes
    faults: list[Diagnostic] = field(default_factory=list)

    def find_all(self, authorities: Iterable[DeclaredAuthority]) -> tuple[Authority, ...]:
        """Return those that were found in texts that are published, or in the bibliography."""
        return tuple(filter(None, map(self.find, authorities)))

    def find(self, authority: DeclaredAuthority) -> Authority | None:
        """Return an authority, or None if it was not found or its text is not published."""
        end = authority.end
        if end is None:
            return self._find_work(authority)
        found = None if self.places.is_left_out(end) else self.places.find(end, self.codes)
        return None if found is None else Authority(found)

    def _find_work(self, authority: DeclaredAuthority) -> Authority | None:
        name, given = "work", authority.work
        if authority.work not in self.works:
            fact = f"`{given}` is not in {BIBLIOGRAPHY}"
        elif pages := _pages_without(self.works[given], authority.locator):
            fact = f"`{given}` has pages {pages}, not {authority.locator}"
            name, given = "locator", authority.locator
        else:
            return Authority(None, authority.work, authority.locator)
        place = self.data.place((*authority.path, name))
        self.faults.append(self.data.report(place, self.codes.source, fact, width=len(given)))
        return None


def _pages_without(stated: str, locator: str) -> str:
    """Return the pages of a work, one range, if they lack a page; empty if they do not."""
    pages = write_with_hyphens(stated)
    ends = [int(end) for end in pages.split("-") if end.isdecimal()]
    lacks = locator.isdecimal() and ends and not ends[0] <= int(locator) <= ends[-1]
    return pages if lacks else ""
