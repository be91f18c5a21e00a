"""A citation that is found and not yet resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edition.linking.citations.works import Match
from edition.model.citation import CitationKind


@dataclass(frozen=True, slots=True)
class Draft:
    """A span of a passage that cites something; offsets are into the text of the passage."""

    start: int
    end: int
    kind: CitationKind
    locator: tuple[int, int] = (0, 0)
    matches: tuple[Match, ...] = ()
    """Works that the words may mean."""
    title: str = ""
    """Title as printed, as far as it is known."""
    names: str = ""
    """Authors or editors as printed."""
    year: str = ""
    date: str = ""
    """Date of a newspaper or number of a journal as printed."""
    volume: str = ""
    """Number of a volume as printed after a short title."""
    container: str = ""
    """Journal, newspaper, collection or archive as printed."""
    url: str = ""
    imprint: tuple[int, int] = (0, 0)
    """Where place and year stand with their brackets."""
    ibid: int = -1
    """Where the word for “the same” stands, if there is one."""
    known: bool = True
    """False if nothing but the form of the words says that this is a citation."""

    def overlaps(self, spans: Iterable[tuple[int, int]]) -> bool:
        """True if the draft has characters in common with one of the spans."""
        return any(low < self.end and self.start < high for low, high in spans)
