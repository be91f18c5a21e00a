"""The inverted index: the positions of all words in a segment of the collection, as text."""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import sub
from typing import Final, NamedTuple, TypeAlias, TypeVar

from edition.model.parameters import SEARCH_SEGMENT_WORDS, SEARCH_SMALL_NUMBERS
from edition.search.units import PageInfo, Tier, Unit
from edition.search.words import read_tokens
from edition.text.dates import MONTH, MONTHS, YEAR, Date, read_month, write_edtf

ADDRESS: Final = "#"
DATE: Final = "@"
"""Prefixes of terms that are addresses, and of terms that are dates in EDTF."""
_NUMBER: Final = re.compile(r"[a-z]+-([a-z]+)-?([0-9]+)")
"""Key of a numbered document, with its kind before the number."""
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class PageWords(NamedTuple):
    """The words of the units of a page that belong to one tier."""

    places: Mapping[str, str]
    """The places of each term, in the form of ``write_places``."""
    words: int
    """Number of words."""


@dataclass(slots=True)
class Segment:
    """A group of pages that is searched as a whole, with the places of all their words."""

    pages: list[PageInfo] = field(default_factory=list)
    units: list[tuple[int, Unit]] = field(default_factory=list)
    """Each with the number of its page in this segment."""
    places: dict[str, str] = field(default_factory=dict)
    """The places of each term: ``page;unit,position,…;unit,…|page;…``. Pages are numbered in this
    segment and units on each page, so that their numbers do not depend on other pages."""
    words: int = 0
    tier: Tier = Tier.TEXT
    """Tier of all units."""


TierWords: TypeAlias = Mapping[str, PageWords]
"""The words of a page, by the tier of its units."""
_Page = TypeVar("_Page")


def divide_pages(
    pages: Iterable[tuple[_Page, Mapping[str, int]]],
) -> list[tuple[Tier, list[_Page]]]:
    """Divide pages, each with the number of its words by tier, into segments of one tier."""
    tiers: dict[Tier, list[list[_Page]]] = {tier: [] for tier in Tier}
    filled = dict.fromkeys(Tier, 0)
    for page, words in pages:
        for tier, parts in tiers.items():
            if tier in words:
                if not parts or filled[tier] >= SEARCH_SEGMENT_WORDS:
                    parts.append([])
                    filled[tier] = 0
                parts[-1].append(page)
                filled[tier] += words[tier]
    return [(tier, part) for tier, parts in tiers.items() for part in parts]


def index_segment(
    tier: Tier, pages: Iterable[tuple[PageInfo, Sequence[Unit], TierWords]]
) -> Segment:
    """Return the segment of the units of some pages that belong to a tier."""
    segment = Segment(tier=tier)
    for number, (info, units, found) in enumerate(pages):
        segment.units += [(number, unit) for unit in units if unit.tier == tier]
        segment.pages.append(info)
        places, page = segment.places, write_number(number)
        for term, written in found[tier].places.items():
            before = places.get(term)
            places[term] = f"{before}|{page};{written}" if before else f"{page};{written}"
        segment.words += found[tier].words
    return segment


def find_words(units: Sequence[Unit], variants: Mapping[str, str]) -> TierWords:
    """Return the places of the words of a page, and of its addresses and dates as terms."""
    by_tier: dict[str, list[Unit]] = {}
    for unit in units:
        by_tier.setdefault(unit.tier, []).append(unit)
    return {tier: _find_words(members, variants) for tier, members in by_tier.items()}


def _find_words(units: Sequence[Unit], variants: Mapping[str, str]) -> PageWords:
    places: dict[str, dict[int, list[int]]] = {}
    count = 0
    for number, unit in enumerate(units):
        last = -1
        for term, last in read_tokens(unit.text, variants):
            places.setdefault(term, {}).setdefault(number, []).append(last)
        for term, at in _list_places(unit, variants):
            places.setdefault(term, {}).setdefault(number, []).append(at)
        count += last + 1
    return PageWords({term: write_places(found) for term, found in places.items()}, count)


def _list_places(unit: Unit, variants: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the addresses and dates of a unit as terms, each with the position of a word."""
    if unit.tier is not Tier.ABOUT:
        for name in unit.names:
            yield ADDRESS + name.lower(), 0
            if number := _NUMBER.fullmatch(name.lower()):
                yield ADDRESS + "".join(number.groups()), 0
    dated: dict[str, set[int]] = {}
    found = list(find_dates(unit.text))
    counts = count_words(unit.text, {start for start, _ in found}, variants)
    for start, dates in found:
        for date in dates:
            dated.setdefault(date, set()).add(counts[start])
    for date, positions in dated.items():
        yield from ((DATE + date, at) for at in sorted(positions))


_BETWEEN_WORDS: Final = re.compile(r"[\s\u3001\u3002\uff0c]")


def count_words(
    text: str, places: Collection[int], variants: Mapping[str, str]
) -> Mapping[int, int]:
    """Return the number of words before each of the places in a text."""
    counts: dict[int, int] = {}
    cuts = [match.end() for match in _BETWEEN_WORDS.finditer(text)] if places else []
    cut = before = 0
    for place in sorted(places):
        # Words before the last separator are counted only once for all places.
        last = cuts[at - 1] if (at := bisect_right(cuts, place)) else 0
        before += _count_words(text[cut:last], variants)
        cut = last
        counts[place] = before + _count_words(text[cut:place], variants)
    return counts


def _count_words(text: str, variants: Mapping[str, str]) -> int:
    return max((at for _, at in read_tokens(text, variants)), default=-1) + 1


def write_places(places: Mapping[int, Sequence[int]]) -> str:
    """Return units and positions as differences in base 36: ``unit,position,…;unit,…``."""
    written = []
    before = 0
    # Units and positions are in order already.
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
    """Return a non-negative number in base 36."""
    return _SMALL[number] if number < len(_SMALL) else _write_number(number)


# --- Dates, found by their value ------------------------------------------------------------------


_DASH: Final = "\\s?[-\u2013]\\s?"
_FORMS: Final = (
    ("", f"(?:{{d}}(?:{_DASH}{{d}})?\\s)?{{m}}(?:{_DASH}{{m}})?,?\\s{{y}}"),
    ("", f"{{m}}\\s{{d}}(?:{_DASH}{{d}})?,?\\s{{y}}"),
    (".", "{d}\\.{n}\\.{y}"),
    ("-", "{y}-{n}-{d}"),
    ("年", "{y}年{n}月(?:{d}日)?"),
)
"""Days, months by name or number, and years, each after a sign that is in all texts with it."""
_FIELDS: Final = {
    "d": "([0-9]{1,2})(?:st|nd|rd|th)?",
    "n": "([0-9]{1,2})",
    "m": f"({MONTH})",
    "y": f"({YEAR})",
}
_FIELD: Final = re.compile(r"\{(.)\}")
_MOST_MONTHS, _MOST_DAYS = len(MONTHS), monthrange(1, 1)[1]


def _compile(form: str) -> re.Pattern[str]:
    filled = _FIELD.sub(lambda field: _FIELDS[field[1]], form)
    return re.compile(f"(?<![0-9A-Za-z.])(?:{filled})(?![0-9A-Za-z])", re.IGNORECASE)


_READERS: Final = [(sign, _FIELD.findall(form), _compile(form)) for sign, form in _FORMS]


def find_dates(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the start of each date and its value in EDTF, or all days or months of a range."""
    if not re.search(YEAR, text):
        return
    for sign, fields, pattern in _READERS:
        for match in pattern.finditer(text) if sign in text else ():
            yield match.start(), _read_fields(fields, match.groups())


def _read_fields(fields: Sequence[str], values: Sequence[str | None]) -> list[str]:
    found: dict[str, list[int]] = {"d": [], "m": [], "y": []}
    for kind, value in zip(fields, values, strict=True):
        if value is not None:
            found["m" if kind == "n" else kind].append(
                int(value) if value.isdigit() else read_month(value)
            )
    days, months, (year,) = found["d"], found["m"], found["y"]
    if not 1 <= months[0] <= _MOST_MONTHS:
        return []
    by_month = len(months) > 1 or not days
    ends = months if by_month else days
    if not 1 <= ends[0] <= ends[-1] <= (_MOST_MONTHS if by_month else _MOST_DAYS):
        return []
    numbers = range(ends[0], ends[-1] + 1)
    return [write_edtf(Date(year, n) if by_month else Date(year, months[0], n)) for n in numbers]
