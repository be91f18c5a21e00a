"""Unresolved citations, and the patterns of locators."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edition.linking.citations.works import Match
from edition.model.citation import CitationKind
from edition.text.page_ranges import NUMBER


@dataclass(frozen=True, slots=True)
class Draft:
    """An unresolved citation; offsets are into the text of the passage."""

    start: int
    end: int
    kind: CitationKind
    locator: tuple[int, int] = (0, 0)
    matches: tuple[Match, ...] = ()
    """Works with a matching title."""
    title: str = ""
    """Title as printed; empty if it is not recognized."""
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
    """Span of place and year with their brackets."""
    ibid: int = -1
    """Offset of “ibid.”; -1 if there is none."""
    idem: bool = False
    """True if a word for “the same author” replaces the names."""
    note: str = ""
    """Number of the note that the citation refers back to."""
    known: bool = True
    """False if only the form of the words suggests a citation."""

    @property
    def is_title_alone(self) -> bool:
        """True if the citation consists of a title, without names and locator."""
        return not self.names and self.title != "" and self.end - self.start == len(self.title)


class Taken:
    """The characters of a text that already belong to a citation."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]] = ()) -> None:
        # One byte a character: every finder checks every match, and a search of bytes is faster
        # than a list of spans.
        self._marks = bytearray(len(text))
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take the characters of a span."""
        self._marks[start:end] = b"\1" * (end - start)

    def __contains__(self, position: int) -> bool:
        return self.touches(position, position + 1)

    def touches(self, start: int, end: int) -> bool:
        """Return True if a character of a span is taken."""
        return self._marks.find(1, start, end) >= 0

    def end_before(self, position: int, first: int = 0) -> int:
        """Return the end of the last taken character before a position and from ``first`` on."""
        return self._marks.rfind(1, first, position) + 1


# --- Locators -------------------------------------------------------------------------------------


RANGE = rf"{NUMBER}(?:\s?[–-]{{1,2}}\s?{NUMBER}|ff?\b\.?|\sff\.)?(?:\s?n\.?\s?\d+)?"
_VOLUME = r"\d+:\s?"
_UNIT_NAME = r"(?:pp?\.|ll?\.|chaps?\.|app\.|articles?|vols?\.|pts?\.|parts?|nos?\.|n\.)\s?"
_PART = (
    rf"(?:{_UNIT_NAME}(?:\d+|[IVXLC]+)(?!\w)(?:[–-]\d+)?|n\. ?pag\.|facing p\. ?\d+|Section \w+)"
)
_ESPECIALLY = r"(?:(?:esp\.|especially|at|here) )?"
_AND = rf"(?:,? and |, {_ESPECIALLY})"
_PAGE = r"(?:pp?\.|S\.|[сС]\.|стр\.|cols?\.|Sp\.)\s?"
"""Abbreviations of page and column in English, German and Russian."""
_FOLIO = r"(?:fols?\.|ff\.|Bl\.)\s?\d+[rv]?(?:[–-]\d+[rv]?)?"
_PAGES = rf"(?:{_FOLIO}|(?:{_PAGE})?(?:{_VOLUME})?{RANGE})(?![\w(])(?:\s\({_PAGE}{RANGE}\))?"
_UNIT = rf"(?:{_PART}|{_PAGES})"
LOCATOR = (
    rf"{_ESPECIALLY}{_UNIT}"
    rf"(?:{_AND}(?!{NUMBER} [A-Z][a-z]+ \d{{4}}){_UNIT}|; {_VOLUME}{RANGE}(?![\w:])"
    # A full stop misprinted for a comma: another range and another page follow.
    rf"|\. (?=\d+[–-]\d+, \d){RANGE})*"
    r"(?:,? (?:et )?passim\b)?"
)
"""One or more units: ``1:15–27, 87, 220; 2:512``, ``chap. 7``, ``lxi``."""


def locator_span(match: re.Match[str]) -> tuple[int, int]:
    """Return the span of the group ``locator`` of a match, or ``(0, 0)`` if it has none."""
    found = match.re.groupindex.get("locator")
    return match.span(found) if found and match[found] else (0, 0)
