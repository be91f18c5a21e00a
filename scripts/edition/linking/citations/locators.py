"""Places in a work as they are printed: pages, volumes, folios."""

from __future__ import annotations

import re

from edition.text.page_ranges import NUMBER

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
    """Return where the group ``locator`` of a match stands; ``(0, 0)`` if it has none."""
    found = match.re.groupindex.get("locator")
    return match.span(found) if found and match[found] else (0, 0)
