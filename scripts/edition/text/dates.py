"""Dates in EDTF, as people read them."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTHS_OF_YEAR = re.compile(r"(\d{4})-(\d{2})/\1-(\d{2})")
_PART = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([?~%]?)")


def display_date(value: str, *, month_first: bool = False) -> str:
    """Return a date in English: ``18 June 1945``, or ``June 18, 1945`` with ``month_first``.

    What is not EDTF is returned as it is.
    """
    parts = value.split("/")
    if len(parts) == 2 and parts[1] == "..":
        return f"from {_display_part(parts[0], month_first)}"
    if shared := _MONTHS_OF_YEAR.fullmatch(value):
        year, first, last = shared.groups()
        if _is_month(first) and _is_month(last):
            return f"{_MONTHS[int(first) - 1]}\u2013{_MONTHS[int(last) - 1]} {year}"
    return "\u2013".join(_display_part(part, month_first) for part in parts)


def _is_month(number: str) -> bool:
    return 1 <= int(number) <= 12


def read_span(value: str) -> tuple[float, float] | None:
    """Return when a date in EDTF begins and ends, in years and fractions of years.

    ``1922`` gives 1922.0 and 1923.0. What is no date, or ends before it begins, gives None.
    """
    parts = [_read_part(part) for part in value.split("/")]
    first, last = parts[0], parts[-1]
    if len(parts) > 2 or first is None or last is None or last[0] < first[0]:
        return None
    return first[0], last[1]


def _read_part(part: str) -> tuple[float, float] | None:
    match = _PART.fullmatch(part)
    if not match:
        return None
    year, month, day = (int(group) if group else None for group in match.groups()[:3])
    if not year or (month is not None and not 1 <= month <= 12):
        return None
    days = monthrange(year, month or 1)[1]
    if day is not None and not 1 <= day <= days:
        return None
    start = _fraction(year, month or 1, day or 1)
    if month is None:
        return start, year + 1.0
    return start, _fraction(year, month, day or days, after=True)


def _fraction(year: int, month: int, day: int, *, after: bool = False) -> float:
    passed = date(year, month, day).timetuple().tm_yday - (not after)
    return year + passed / (366 if isleap(year) else 365)


def _display_part(part: str, month_first: bool) -> str:
    match = _PART.fullmatch(part)
    if not match or not 1 <= int(match[2] or 1) <= 12:
        return part
    year, month, day, doubt = match.groups()
    before = {"~": "about ", "%": "about "}.get(doubt, "")
    after = " (?)" if doubt in {"?", "%"} else ""
    return before + _order(year, month, day, month_first) + after


def _order(year: str, month: str | None, day: str | None, month_first: bool) -> str:
    if month is None:
        return year
    name = _MONTHS[int(month) - 1]
    if day is None:
        return f"{name} {year}"
    return f"{name} {int(day)}, {year}" if month_first else f"{int(day)} {name} {year}"
