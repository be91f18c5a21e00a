"""The inverted index: the positions of every word in a part of the collection, as short text."""

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
"""What is before an address, and before a date in EDTF, among the terms."""
_NUMBER: Final = re.compile(r"[a-z]+-([a-z]+)-?([0-9]+)")
"""The key of a numbered document, with the name of its kind before the number."""
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class PageWords(NamedTuple):
    """Where every word of the units of a page is that are of one tier, and only these."""

    places: Mapping[str, str]
    """For each term its places, as ``write_places`` has them."""
    words: int
    """How many there are."""


@dataclass(slots=True)
class Segment:
    """Pages that are searched together, with every place of every word in them."""

    pages: list[PageInfo] = field(default_factory=list)
    units: list[tuple[int, Unit]] = field(default_factory=list)
    """With the number of the page in this segment."""
    places: dict[str, str] = field(default_factory=dict)
    """For each term its places: ``page;unit,position,…;unit,…|page;…``, where the number of a page
    is that in this segment, and units are counted on each, so that they stay when others change."""
    words: int = 0
    tier: Tier = Tier.TEXT
    """Of all its units."""


KnownWords: TypeAlias = Mapping[str, PageWords]
"""The words of a page by the tier of its units."""
_Page = TypeVar("_Page")


def part_pages(pages: Iterable[tuple[_Page, Mapping[str, int]]]) -> list[tuple[Tier, list[_Page]]]:
    """Part pages, each given with the number of its words by tier, into segments of one tier."""
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


def index_part(tier: Tier, pages: Iterable[tuple[PageInfo, Sequence[Unit], KnownWords]]) -> Segment:
    """Return the segment of some pages, as far as their units are of a tier."""
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


def find_words(units: Sequence[Unit], variants: Mapping[str, str]) -> KnownWords:
    """Return where the words of a page are, and its addresses and dates as terms."""
    by_tier: dict[str, list[Unit]] = {}
    for unit in units:
        by_tier.setdefault(unit.tier, []).append(unit)
    return {tier: _find_words(some, variants) for tier, some in by_tier.items()}


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
    return PageWords({term: write_places(ones) for term, ones in places.items()}, count)


def _list_places(unit: Unit, variants: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the addresses and the dates of a unit as terms, each with the position of a word."""
    if unit.tier is not Tier.ABOUT:
        for name in unit.names:
            yield ADDRESS + name.lower(), 0
            if number := _NUMBER.fullmatch(name.lower()):
                yield ADDRESS + "".join(number.groups()), 0
    dated: dict[str, set[int]] = {}
    found = list(find_dates(unit.text))
    counts = count_words(unit.text, {start for start, _ in found}, variants)
    for start, dates in found:
        for one in dates:
            dated.setdefault(one, set()).add(counts[start])
    for one, positions in dated.items():
        yield from ((DATE + one, at) for at in sorted(positions))


_BETWEEN_WORDS: Final = re.compile(r"[\s\u3001\u3002\uff0c]")


def count_words(
    text: str, places: Collection[int], variants: Mapping[str, str]
) -> Mapping[int, int]:
    """Return how many words are before each of some places of a text."""
    counts: dict[int, int] = {}
    cuts = [match.end() for match in _BETWEEN_WORDS.finditer(text)] if places else []
    cut = before = 0
    for place in sorted(places):
        # What is before the last sign that parts words is counted once for all places.
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
    # Units and positions were entered in order.
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


# --- Dates, found by their value ------------------------------------------------------------------


_DASH: Final = "\\s?[-\u2013]\\s?"
_FORMS: Final = (
    f"(?:{{d}}(?:{_DASH}{{d}})?\\s)?{{m}}(?:{_DASH}{{m}})?,?\\s{{y}}",
    f"{{m}}\\s{{d}}(?:{_DASH}{{d}})?,?\\s{{y}}",
    "{d}\\.{n}\\.{y}",
    "{y}-{n}-{d}",
    "{y}年{n}月(?:{d}日)?",
)
"""Days, months by name or number, and years; two days or months are the ends of a stretch."""
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


_READERS: Final = [(_FIELD.findall(form), _compile(form)) for form in _FORMS]


def find_dates(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield where a date begins and its value in EDTF, or all days or months of a stretch."""
    for fields, pattern in _READERS:
        for match in pattern.finditer(text):
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
    run = months if by_month else days
    if not 1 <= run[0] <= run[-1] <= (_MOST_MONTHS if by_month else _MOST_DAYS):
        return []
    stretch = range(run[0], run[-1] + 1)
    return [write_edtf(Date(year, n) if by_month else Date(year, months[0], n)) for n in stretch]
