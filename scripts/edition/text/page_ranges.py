"""Page ranges, whose last number may be printed without the first digits."""

from __future__ import annotations

import re
from typing import Final

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?!\d)|[ivxlc]+(?=[.,;:)\]–-]|$))"
"""A page number, from 1,000 with or without a comma, or in small Roman numerals."""
_RANGE: Final = re.compile(
    rf"(?<![\w,/])(?<!\d[–-])({NUMBER})(\s?[–-]{{1,2}}\s?)({NUMBER})(?![–-]\w)"
)
"""A range that is not part of a longer number such as ``002-0203-00052-118``."""
_DASH: Final = re.compile(r"\s*[–—]\s*|-+")


def complete_last(first: str, last: str) -> str:
    """Return the last number of a range with omitted digits restored: 313 for 312 and 13."""
    return first[: max(0, len(first) - len(last))] + last


def complete_ranges(printed: str) -> str:
    """Return pages with shortened ranges completed: ``312–13`` becomes ``312–313``.

    A range that would end before it begins is not changed.
    """
    return _RANGE.sub(_complete, printed)


def _complete(match: re.Match[str]) -> str:
    low, high = match[1].replace(",", ""), match[3].replace(",", "")
    if not (low.isdecimal() and high.isdecimal()):
        return match[0]
    high = complete_last(low, high)
    if int(high) < int(low):
        return match[0]
    return f"{match[1]}–{int(high):,}" if "," in match[1] else f"{match[1]}–{high}"


def shorten_ranges(printed: str) -> str:
    """Return pages with ranges as *The Chicago Manual of Style* shortens them (9.61): ``101–8``."""
    return _RANGE.sub(_shorten, complete_ranges(printed))


def _shorten(match: re.Match[str]) -> str:
    first, last = match[1], match[3]
    if not (first.isdecimal() and last.isdecimal()) or int(last) <= int(first):
        return match[0]
    return f"{first}{match[2]}{_drop_common_digits(first, last)}"


def _drop_common_digits(first: str, last: str) -> str:
    """Return the printed digits of the last page: at least two, unless the tens of both are 0."""
    if len(first) != len(last) or len(first) < 3 or first.endswith("00"):
        return last
    same = next(n for n, pair in enumerate(zip(first, last, strict=True)) if pair[0] != pair[1])
    shortest = len(first) - (1 if first[-2] == "0" else 2)
    return last[min(same, shortest) :]


def write_with_hyphens(printed: str) -> str:
    """Return pages for data formats: with completed ranges and plain hyphens."""
    return _DASH.sub("-", complete_ranges(printed))


def count_pages(printed: str) -> int:
    """Return the number of pages of a range; 0 if the text is not one range of numbers."""
    first, _, last = write_with_hyphens(printed).partition("-")
    numbers = first.isdecimal() and last.isdecimal()
    return int(last) - int(first) + 1 if numbers else 0
