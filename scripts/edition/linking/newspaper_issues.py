"""The issue of a newspaper that a citation means: its date, the page, the title of the article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*\.?)"
_DATES = (
    re.compile(rf"(?P<day>\d{{1,2}}) {_MONTH}(?: (?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?!\d)(?:, (?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"(?P<day>){_MONTH} (?P<year>\d{{4}})", re.IGNORECASE),
)
_TITLE = re.compile(r"^\s*(\u201c.*?)[,.]?\u201d")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as a citation names it."""

    name: str
    """Date as printed, page, and in parentheses the title of the article; may be empty."""
    order: tuple[int, int, int] = (0, 0, 0)
    """Year, month and day; 0 for what is not told."""


def name_issue(text: str, locator: str) -> Issue:
    """Return the issue that a citation means.

    ``text`` is the citation as it stands; ``locator`` is what is known of the place: the page, or
    the dates of several issues with their pages.
    """
    found = [match for form in _DATES if (match := form.search(text))]
    date = min(found, key=lambda match: match.start()) if found else None
    dated = date is None or date[0] in locator
    told = locator if dated else ", ".join(part for part in (date and date[0], locator) if part)
    title = _TITLE.match(text)
    name = f"{told} ({title[1]}\u201d)" if told and title else told
    return Issue(name, _order(date) if date else (0, 0, 0))


def _order(date: re.Match[str]) -> tuple[int, int, int]:
    month = _MONTHS.index(date["month"][:3].lower()) + 1
    return int(date["year"] or 0), month, int(date["day"] or 0)
