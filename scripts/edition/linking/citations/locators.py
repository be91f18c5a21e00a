"""Places in a work: pages, volumes, folios; as printed, and with shortened ranges completed."""

from __future__ import annotations

import re

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?!\d)|[ivxlc]+(?=[.,;:)\]–-]|$))"
"""A number of a page; from 1,000 with or without a comma, or in small Roman figures."""
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
    rf"(?:{_AND}(?!{NUMBER} [A-Z][a-z]+ \d{{4}}){_ONE}|; {_VOLUME}{RANGE}(?![\w:]))*"
    r"(?:,? (?:et )?passim\b)?"
)
"""One or several places: ``1:15–27, 87, 220; 2:512``, ``chap. 7``, ``lxi``."""

_SHORTENED = re.compile(rf"(?<![\w,])({NUMBER})(\s?[–-]{{1,2}}\s?)({NUMBER})")


def complete_ranges(printed: str) -> str:
    """Return a locator with its shortened ranges completed: ``312–13`` becomes ``312–313``."""
    return _SHORTENED.sub(_complete, printed)


def _complete(match: re.Match[str]) -> str:
    first, last = match[1], match[3]
    low, high = first.replace(",", ""), last.replace(",", "")
    if not (low.isdecimal() and high.isdecimal()):
        return match[0]
    if len(high) < len(low):
        high = low[: len(low) - len(high)] + high
    if int(high) < int(low):
        return match[0]
    shown = f"{int(high):,}" if "," in first else high
    return f"{first}–{shown}"
