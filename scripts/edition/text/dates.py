"""Dates: reading of EDTF and of printed dates, writing in EDTF and in words.

EDTF is the Extended Date/Time Format of ISO 8601-2. Supported are days, months, years, seasons,
doubt (``?``, ``~``, ``%``), unspecified digits and intervals.
"""

from __future__ import annotations

import json
import re
from calendar import isleap, monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import takewhile
from types import MappingProxyType
from typing import Final

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
MONTH_MACROS: Final = tuple(name[:3].lower() for name in MONTHS)
"""Names of the BibTeX macros for months."""
MONTH_ABBREVIATIONS: Final = (*(name[:3] for name in MONTHS if len(name) > 3), "Sept")
"""Abbreviations of English months, without the full stop after each."""
MONTH: Final = rf"(?:{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in MONTHS)}|Sept)\b\.?"
"""Pattern of an English month, in full or abbreviated."""
YEAR: Final = r"(?:1[5-9]|20)\d\d"
"""Pattern of a year since printing began."""
OPEN_END: Final = ".."
"""EDTF notation for the end of an open interval."""
_PART: Final = re.compile(
    r"(?P<year>-?\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<doubt>[?~%]?)"
)
_UNSPECIFIED: Final = re.compile(r"(\d{2}XX|\d{3}X)([?~%]?)")
_UNKNOWN_PARTS: Final = re.compile(r"(?:-XX){1,2}(?=[?~%]?$)")
_SEASONS: Final = MappingProxyType({
    **dict(zip(range(21, 25), ("Spring", "Summer", "Autumn", "Winter"), strict=True)),
    **dict(zip(range(25, 33), 2 * ("Spring", "Summer", "Autumn", "Winter"), strict=True)),
    **dict(zip(range(33, 37), ("First", "Second", "Third", "Fourth"), strict=True)),
})  # fmt: skip
"""Seasons by the EDTF number that replaces the month; from 33, the quarters of a year."""
_FIRST_QUARTER: Final = 33
SEASON_NAMES: Final = MappingProxyType(
    {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
)
"""EDTF numbers of the seasons by English name."""
SEASON_MONTHS: Final = MappingProxyType({21: 3, 22: 6, 23: 9, 24: 12})
"""The first month of each season."""
CENTURIES: Final = MappingProxyType({
    "eleventh": 10, "twelfth": 11, "thirteenth": 12, "fourteenth": 13, "fifteenth": 14,
    "sixteenth": 15, "seventeenth": 16, "eighteenth": 17, "nineteenth": 18, "twentieth": 19,
    "twenty-first": 20,
})  # fmt: skip
"""The first two digits of the years of a century, by its English name."""
_DATA: Final = files(__package__)
ERAS: Final[Mapping[str, int]] = MappingProxyType(
    json.loads(_DATA.joinpath("eras.json").read_text("utf-8"))
)
"""The year before the first year of an era, by its name, including the Republic of China."""
FOREIGN_MONTHS: Final[Mapping[str, int]] = MappingProxyType(
    {
        name: number
        for names in json.loads(_DATA.joinpath("months.json").read_text("utf-8")).values()
        for number, forms in enumerate(names.split(), 1)
        for name in forms.split("/")
        if name not in MONTHS
    }
)
"""Numbers of the months by name in languages other than English, as in CLDR, with their forms."""
OF: Final = r"(?:del?\s)?"
"""Pattern of a word between day, month and year in Spanish and Portuguese."""
ANY_MONTH: Final = rf"(?:{MONTH}|(?:{'|'.join(sorted(FOREIGN_MONTHS, key=len, reverse=True))})\b)"
"""Pattern of a month in any of the languages, English ones also abbreviated."""
_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+")
_HEAD: Final = 3
"""Letters that identify a month if the rest of its name is spelt or inflected differently."""


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day, a month or a year; an unknown part is 0."""

    year: int = 0
    month: int = 0
    day: int = 0
    doubt: str = ""
    """``?`` for uncertain, ``~`` for approximate, ``%`` for both."""

    def __bool__(self) -> bool:
        return bool(self.year or self.month or self.day)

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day, up to the first unknown part."""
        return tuple(takewhile(bool, (self.year, self.month, self.day)))

    @property
    def is_about(self) -> bool:
        """True if the date is approximate."""
        return self.doubt in ("~", "%")

    def contradicts(self, other: Date) -> bool:
        """Return True if the dates differ in a part that both have."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return any(mine and theirs and mine != theirs for mine, theirs in pairs)

    def satisfies(self, other: Date) -> bool:
        """Return True if this date does not contradict the other and is at least as precise."""
        if not other or self.contradicts(other):
            return False
        if other.day:
            return bool(self.day and self.month)
        return bool(self.month) if other.month else bool(self.year)


# --- EDTF -------------------------------------------------------------------------------------


def read_edtf(value: str) -> tuple[Date, ...]:
    """Return one date, or the first and last dates of an interval; nothing if it is not EDTF.

    The end of an open interval is an empty date. A decade or century (``193X``) is read as the
    interval of its years, a season as its year.
    """
    parts = _UNKNOWN_PARTS.sub("", value).split("/")
    if len(parts) == 1 and (years := _UNSPECIFIED.fullmatch(parts[0])):
        first, last = (int(years[1].replace("X", digit)) for digit in "09")
        return (Date(first, doubt=years[2]), Date(last, doubt=years[2])) if first else ()
    dates = [Date() if part in ("", OPEN_END) else _read_part(part) for part in parts]
    found = tuple(date for date in dates if date is not None)
    return found if len(found) == len(parts) < 3 and found[0] else ()


def _read_part(part: str) -> Date | None:
    match = _PART.fullmatch(part)
    if match is None:
        return None
    year, month, day = (int(match[name] or 0) for name in ("year", "month", "day"))
    is_season = month in _SEASONS and not day
    found = Date(year, 0 if is_season else month, day, match["doubt"])
    if not year or (match["month"] and not is_season and not 1 <= month <= 12):
        return None
    if match["day"] and not 1 <= found.day <= _count_days(found.year, found.month):
        return None
    return found


def _count_days(year: int, month: int) -> int:
    """Return the number of days of a month; before the year 1, that of the leap year 4."""
    return monthrange(year if year > 0 else 4, month)[1]


def write_edtf(found: Date) -> str:
    """Return a date in EDTF; an empty string if it has no year."""
    texts = (f"{n:04}" if place == 0 else f"{n:02}" for place, n in enumerate(found.parts))
    return "-".join(texts) + found.doubt


def read_common(value: str) -> Date:
    """Return the common part of the ends of an EDTF interval; for a single date, the date."""
    dates = read_edtf(value)
    if not dates:
        return Date()
    same = takewhile(
        lambda pair: pair[0] == pair[1], zip(dates[0].parts, dates[-1].parts, strict=False)
    )
    year, month, day = [*(part for part, _ in same), 0, 0, 0][:3]
    return Date(year, month, day)


def read_span(value: str) -> tuple[float, float] | None:
    """Return the beginning and end of an EDTF date in years with fractions: 1922.0 and 1923.0.

    Return None if the value is not a date, or ends before it begins.
    """
    dates = read_edtf(value)
    if not dates or not dates[-1] or min(dates[0].year, dates[-1].year) < 1:
        return None
    start, end = _find_start(dates[0]), _find_end(dates[-1])
    return (start, end) if _find_start(dates[-1]) >= start else None


def _find_start(found: Date) -> float:
    return _fraction(found.year, found.month or 1, found.day or 1)


def _find_end(found: Date) -> float:
    if not found.month:
        return found.year + 1.0
    day = found.day or _count_days(found.year, found.month)
    return _fraction(found.year, found.month, day, after=True)


def _fraction(year: int, month: int, day: int, *, after: bool = False) -> float:
    passed = date(year, month, day).timetuple().tm_yday - (not after)
    return year + passed / (366 if isleap(year) else 365)


# --- words ------------------------------------------------------------------------------------


def display_date(value: str, *, month_first: bool = False) -> str:
    """Return a date in English: ``18 June 1945``, or ``June 18, 1945`` with ``month_first``.

    A value that is not EDTF is returned unchanged.
    """
    parts = value.split("/")
    for part, other, word in ((parts[-1], parts[0], "from"), (parts[0], parts[-1], "until")):
        if len(parts) == 2 and part in ("", OPEN_END) and other not in ("", OPEN_END):
            return f"{word} {_display_part(other, month_first)}"
    dates = read_edtf(value)
    months = [MONTHS[day.month - 1] for day in dates if len(day.parts) == 2 and not day.doubt]
    if len(months) == 2 and dates[0].year == dates[1].year:
        return f"{months[0]}\u2013{months[1]} {dates[0].year}"
    days = [day.parts for day in dates if day.day and not day.doubt]
    if month_first and len(days) == 2 and days[0][:2] == days[1][:2]:
        (year, month, first), (*_, last) = days
        return f"{MONTHS[month - 1]} {first}\u2013{last}, {year}"
    return "\u2013".join(_display_part(part, month_first) for part in parts)


def _display_part(part: str, month_first: bool) -> str:
    part = _UNKNOWN_PARTS.sub("", part)
    years = _UNSPECIFIED.fullmatch(part)
    found = Date(1, doubt=years[2]) if years else _read_part(part)
    if found is None or found.year < 1:
        return part
    before = "about " if found.is_about else ""
    after = " (?)" if found.doubt in ("?", "%") else ""
    if years:
        return f"{before}{years[1].replace('X', '0')}s{after}"
    season = _display_season(part)
    return before + (season or _format_parts(found, part[:4], month_first)) + after


def _display_season(part: str) -> str:
    """Return a season or a quarter of a year in words; an empty string for any other date."""
    number = int(part[5:7]) if part[5:7].isdigit() else 0
    if number not in _SEASONS:
        return ""
    of = "quarter of " if number >= _FIRST_QUARTER else ""
    return f"{_SEASONS[number]} {of}{part[:4]}"


def _format_parts(found: Date, year: str, month_first: bool) -> str:
    if not found.month:
        return year
    name = MONTHS[found.month - 1]
    if not found.day:
        return f"{name} {year}"
    return f"{name} {found.day}, {year}" if month_first else f"{found.day} {name} {year}"


# --- print ------------------------------------------------------------------------------------


def read_month(printed: str, months: Sequence[str] = MONTHS) -> int:
    """Return the number of a month from its name or an abbreviation; 0 if it is not a month.

    ``months`` holds the names in the language of the text, first the twelve full names.
    """
    folded = printed.strip(" .").casefold()
    if len(folded) < _HEAD:
        return 0
    names = [name.casefold() for name in months[:12]]
    exact = (number for number, name in enumerate(names, 1) if name.startswith(folded))
    similar = (number for number, name in enumerate(names, 1) if name[:_HEAD] == folded[:_HEAD])
    return next(exact, 0) or next(similar, 0)


_DAYS: Final = (
    re.compile(rf"\d{{1,2}} {MONTH}(?: \d{{4}})?", re.IGNORECASE),
    re.compile(rf"{MONTH} \d{{1,2}}(?!\d)(?:, \d{{4}})?", re.IGNORECASE),
    re.compile(rf"{MONTH} \d{{4}}", re.IGNORECASE),
)


def find_day(text: str) -> str:
    """Return the first day or month in a text, as printed; an empty string if there is none."""
    found = [match for form in _DAYS if (match := form.search(text))]
    return min(found, key=lambda match: match.start())[0] if found else ""


def read_printed_date(printed: str, months: Sequence[str] = MONTHS) -> Date:
    """Parse a printed date: ``3 May 1881``, ``May 3rd, 1881``, ``Sept. 1881``.

    Return an empty date if the text contains anything else.
    """
    year = month = day = 0
    for token in _TOKEN.findall(printed):
        if len(token) == 4 and token.isdecimal() and not year:
            year = int(token)
        elif len(token) < 3 and token.isdecimal() and not day:
            day = int(token)
        elif not month and (number := read_month(token, months)):
            month = number
        elif token not in ("st", "nd", "rd", "th"):
            return Date()
    return Date(year, month, day) if month or not day else Date()
