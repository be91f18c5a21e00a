"""A citation that is found and not yet resolved, and the places in a work that it can give."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edition.linking.citations.works import Match
from edition.model.citation import CitationKind
from edition.text.page_ranges import NUMBER


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
    """Where place and year are with their brackets."""
    ibid: int = -1
    """Where the word for “the same” is, if there is one."""
    idem: bool = False
    """True if a word for “the same author” stands for the names."""
    note: str = ""
    """Number of the note that the citation refers back to."""
    known: bool = True
    """False if nothing but the form of the words says that this is a citation."""

    @property
    def is_title_alone(self) -> bool:
        """True if no name and no place is beside the title."""
        return not self.names and self.title != "" and self.end - self.start == len(self.title)


class Taken:
    """The characters of a text that belong to something already found."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]] = ()) -> None:
        # One byte a character: every finder asks for every match, and a search of bytes
        # answers that faster than a list of spans.
        self._marks = bytearray(len(text))
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take the characters of a span."""
        self._marks[start:end] = b"\1" * (end - start)

    def __contains__(self, position: int) -> bool:
        return self.touches(position, position + 1)

    def touches(self, start: int, end: int) -> bool:
        """Return whether a character of a span is taken."""
        return self._marks.find(1, start, end) >= 0

    def end_before(self, position: int, first: int = 0) -> int:
        """Return the end of the last taken character from ``first`` to a position; 0 if none."""
        return self._marks.rfind(1, first, position) + 1


# --- Places in a work as they are printed ---------------------------------------------------------


RANGE = rf"{NUMBER}(?:\s?[–-]{{1,2}}\s?{NUMBER}|ff?\b\.?|\sff\.)?(?:\s?n\.?\s?\d+)?"
_VOLUME = r"\d+:\s?"
_SIGNED = r"(?:pp?\.|ll?\.|chaps?\.|app\.|articles?|vols?\.|pts?\.|parts?|nos?\.|n\.)\s?"
_NAMED = (
    rf"(?:{_SIGNED}(?:\d+|[IVXLC]+)(?![\w])(?:[–-]\d+)?|n\. ?pag\.|facing p\. ?\d+|Section \w+)"
)
_ABOVE_ALL = r"(?:(?:esp\.|especially|at|here) )?"
_AND = rf"(?:,? and |, {_ABOVE_ALL})"
_PAGE = r"(?:pp?\.|S\.|[сС]\.|стр\.|cols?\.|Sp\.)\s?"
"""Signs for a page or column: English, German and Russian."""
_FOLIO = r"(?:fols?\.|ff\.|Bl\.)\s?\d+[rv]?(?:[–-]\d+[rv]?)?"
_PAGES = rf"(?:{_FOLIO}|(?:{_PAGE})?(?:{_VOLUME})?{RANGE})(?![\w(])(?:\s\({_PAGE}{RANGE}\))?"
_ONE = rf"(?:{_NAMED}|{_PAGES})"
LOCATOR = (
    rf"{_ABOVE_ALL}{_ONE}"
    rf"(?:{_AND}(?!{NUMBER} [A-Z][a-z]+ \d{{4}}){_ONE}|; {_VOLUME}{RANGE}(?![\w:])"
    # A full stop that is printed for a comma: another range and another page follow.
    rf"|\. (?=\d+[–-]\d+, \d){RANGE})*"
    r"(?:,? (?:et )?passim\b)?"
)
"""One or several places: ``1:15–27, 87, 220; 2:512``, ``chap. 7``, ``lxi``."""


def locator_span(match: re.Match[str]) -> tuple[int, int]:
    """Return where the group ``locator`` of a match is; ``(0, 0)`` if it has none."""
    found = match.re.groupindex.get("locator")
    return match.span(found) if found and match[found] else (0, 0)
