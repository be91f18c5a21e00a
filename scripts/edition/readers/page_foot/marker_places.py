"""Places in running text where bare digits may be note markers, and where they belong.

A marker is digits glued to the word or stop before it. Some slide, in the extraction, to the
start of the line on which they stand; they belong behind the first stop of that line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from edition.readers.lines import Line
from edition.readers.sequences import Numbered, find_numbers
from edition.text.quotation_marks import AFTER_STOP
from edition.text.span import Span

_GLUED = re.compile(
    r"(?<=[^\s\d(\[{/\u2013\u201c\u2018+=<>_*\u2016-])(?P<number>\d{1,3})"
    r"(?=$|[\s\u2014.,;:!?)\]\"\u201d\u2019])"
)
_AFTER_YEAR = re.compile(r"(?<=\b1[5-9]\d\d|\b20\d\d)(?P<number>\d{1,3})(?=$|[\s\u2014.,;:)])")
_AT_START = re.compile(r"\s?(?P<number>\d{1,3})(?= ?[^\W\d_])")
_DIGIT = re.compile(r"\d")
_STOP = re.compile(rf"[.!?]{AFTER_STOP}*(?=$|\s)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Dr|St|pp?|vol|no|ca|al|ed|Jr|Gen|Col))\.$")


@dataclass(frozen=True, slots=True)
class MarkerPlace:
    """Digits that may be a marker. ``belongs`` is set if they slid to the start of their line."""

    number: int
    span: Span
    page: int
    weight: float
    belongs: int | None = None


def scan_markers(lines: Iterable[Line], page: int) -> Iterator[MarkerPlace]:
    """Yield every place of a page's text that may be a marker, in reading order."""
    for line in lines:
        if not _DIGIT.search(line.text):
            continue
        found = []
        slid = _AT_START.match(line.text)
        if slid:
            span = Span(line.start + slid.start("number"), line.start + slid.end("number"))
            glued = 0.2 if line.text[slid.end() : slid.end() + 1] != " " else 0.1
            stop = find_stop(line, slid.end())
            found.append(MarkerPlace(int(slid["number"]), span, page, glued, stop))
        for match in _GLUED.finditer(line.text):
            found.append(_place(line, match, page, _weigh(line.text, match.start())))
        for match in _AFTER_YEAR.finditer(line.text):
            found.append(_place(line, match, page, 0.3))
        yield from sorted(found, key=lambda place: place.span.start)


def _place(line: Line, match: re.Match[str], page: int, weight: float) -> MarkerPlace:
    span = Span(line.start + match.start(), line.start + match.end())
    return MarkerPlace(int(match["number"]), span, page, weight)


def _weigh(text: str, start: int) -> float:
    before, earlier = text[start - 1], text[start - 2 : start - 1]
    if before in ".,:" and earlier.isdigit():
        return 0.4
    if before.isalpha():
        return 0.5
    return 0.4 if before == "." and re.search(r"\b(?:p|pp|no|l|d|f)\.$", text[:start]) else 1.0


def find_stop(line: Line, start: int) -> int | None:
    """Return the offset behind the first stop of a line, from column ``start`` on."""
    for match in _STOP.finditer(line.text, start):
        if not _ABBREVIATION.search(line.text[: match.start() + 1]):
            return line.start + match.end()
    return None


def choose_markers(
    places: Sequence[MarkerPlace], notes: Mapping[int, int]
) -> dict[int, MarkerPlace]:
    """Choose the markers of one series. ``notes`` gives the page on which a note begins.

    A marker stands on the page of its note, or on the one before if the note was pushed over;
    that weighs more than the look of a place.
    """
    candidates = [
        Numbered(place.number, _with_page(place, notes), place) for place in places if place.number
    ]
    return {one.number: one.item for one in find_numbers([c for c in candidates if c.weight > 0])}


def _with_page(place: MarkerPlace, notes: Mapping[int, int]) -> float:
    if place.number not in notes:
        return place.weight
    pushed = notes[place.number] - place.page
    return place.weight + {0: 1.0, 1: 0.3}.get(pushed, -0.6)
