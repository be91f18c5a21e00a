"""The inverted index: the positions of every word in a part of the collection, as short text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import sub
from typing import Final

from edition.model.parameters import SEARCH_SEGMENT_WORDS, SEARCH_SMALL_NUMBERS
from edition.search.units import PageInfo, Unit
from edition.search.words import read_tokens

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Segment:
    """Pages that are searched together, with every place of every word in them."""

    pages: list[PageInfo] = field(default_factory=list)
    units: list[tuple[int, Unit]] = field(default_factory=list)
    """With the number of the page in this segment."""
    places: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    """For each term the units, and in each the positions."""
    words: int = 0


def index_pages(
    pages: Iterable[tuple[PageInfo, Sequence[Unit]]], variants: Mapping[str, str]
) -> list[Segment]:
    """Return the segments of a collection; there is always one, and none is cut inside a page."""
    segments = [Segment()]
    for info, units in pages:
        if segments[-1].words >= SEARCH_SEGMENT_WORDS:
            segments.append(Segment())
        _add_page(segments[-1], info, units, variants)
    return segments


def _add_page(
    segment: Segment, info: PageInfo, units: Sequence[Unit], variants: Mapping[str, str]
) -> None:
    segment.pages.append(info)
    places = segment.places
    for unit in units:
        number, last = len(segment.units), -1
        segment.units.append((len(segment.pages) - 1, unit))
        found: dict[str, list[int]] = {}
        for term, last in read_tokens(unit.text, variants):
            if term in found:
                found[term].append(last)
            else:
                found[term] = [last]
        for term, positions in found.items():
            if term in places:
                places[term][number] = positions
            else:
                places[term] = {number: positions}
        segment.words += last + 1


def write_places(places: Mapping[int, Sequence[int]]) -> str:
    """Return units and positions as differences in base 36: ``unit,position,…;unit,…``."""
    written = []
    before = 0
    # Units and positions were entered in the order in which they stand.
    for unit, positions in places.items():
        numbers = [unit - before, positions[0]]
        before = unit
        if len(positions) > 1:
            numbers += map(sub, positions[1:], positions)
        written.append(_write_numbers(numbers))
    return ";".join(written)


def _write_numbers(numbers: Sequence[int]) -> str:
    try:
        return ",".join(map(_SMALL.__getitem__, numbers))
    except IndexError:
        return ",".join(map(write_number, numbers))


def _write_number(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
        if not number:
            return digits


_SMALL: Final = tuple(map(_write_number, range(SEARCH_SMALL_NUMBERS)))


def write_number(number: int) -> str:
    """Return a number that is not negative in base 36."""
    return _SMALL[number] if number < len(_SMALL) else _write_number(number)
