"""Dates in EDTF, as people read them."""

from __future__ import annotations

import re

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_PART = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([?~%]?)")


def display_date(value: str, *, month_first: bool = False) -> str:
    """Return a date in English: ``18 June 1945``, or ``June 18, 1945`` with ``month_first``.

    What is not EDTF is returned as it is.
    """
    parts = value.split("/")
    if len(parts) == 2 and parts[1] == "..":
        return f"from {_display_part(parts[0], month_first)}"
    return "\u2013".join(_display_part(part, month_first) for part in parts)


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
