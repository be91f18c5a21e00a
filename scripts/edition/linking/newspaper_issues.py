"""The issue of a newspaper that a citation means: its date, the page, the title of the article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from edition.text.dates import MONTH, Date, read_printed_date

_DATES = (
    re.compile(rf"\d{{1,2}} {MONTH}(?: \d{{4}})?", re.IGNORECASE),
    re.compile(rf"{MONTH} \d{{1,2}}(?!\d)(?:, \d{{4}})?", re.IGNORECASE),
    re.compile(rf"{MONTH} \d{{4}}", re.IGNORECASE),
)
_TITLE = re.compile(r"^\s*(\u201c.*?)[,.]?\u201d")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as a citation names it."""

    name: str
    """Date as printed, page, and in parentheses the title of the article; may be empty."""
    date: Date = field(default_factory=Date)


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
    return Issue(name, read_printed_date(date[0]) if date else Date())
