"""Days as running text gives them: whole, without their year, or a month or year alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_YEAR = r"(?:1[5-9]|20)\d\d"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month or year; what is not told is 0."""

    year: int = 0
    month: int = 0
    day: int = 0

    def contradicts(self, other: Day) -> bool:
        """True if both tell the same part and tell it otherwise."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return any(one and two and one != two for one, two in pairs)

    def meets(self, other: Day) -> bool:
        """True if they agree in the finest part that the other tells."""
        if not other or self.contradicts(other):
            return False
        if other.day:
            return bool(self.day and self.month)
        return bool(self.month) if other.month else bool(self.year)

    def __bool__(self) -> bool:
        return bool(self.year or self.month or self.day)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with the stretch of the text that tells it."""

    start: int
    end: int
    day: Day


class Days:
    """The pattern for days, for the names of the months of a convention."""

    def __init__(self, month: str, months: Sequence[str]) -> None:
        order = r"(?:st|nd|rd|th)?"
        self._months = tuple(name[:3].casefold() for name in months[:12])
        self.pattern = re.compile(
            rf"(?<![\w–-])(?:(?P<d1>\d{{1,2}}){order}\s(?P<m1>{month})(?:,?\s(?P<y1>{_YEAR}))?"
            rf"|(?P<m2>{month})\s(?P<d2>\d{{1,2}}){order}(?!\d)(?:,\s(?P<y2>{_YEAR}))?"
            rf"|(?P<m3>{month})(?:,?\s(?P<y3>{_YEAR}))?"
            rf"|(?P<y4>{_YEAR}))(?![\w–-])"
        )

    def find(self, text: str) -> Iterator[Dated]:
        """Yield the days of a text in order."""
        for match in self.pattern.finditer(text):
            yield Dated(match.start(), match.end(), self._read(match))

    def begin(self, text: str) -> Day:
        """Return the day that a text begins with; none if it begins with something else."""
        match = self.pattern.match(text)
        return self._read(match) if match else Day()

    def _read(self, match: re.Match[str]) -> Day:
        told = match.groupdict()
        month = told["m1"] or told["m2"] or told["m3"] or ""
        year = told["y1"] or told["y2"] or told["y3"] or told["y4"] or 0
        head = month[:3].casefold()
        number = self._months.index(head) + 1 if head in self._months else 0
        return Day(int(year), number, int(told["d1"] or told["d2"] or 0))


def read_day(date: str) -> Day:
    """Return the day of a date as the bibliography has it: ``1952-09-18``, ``1951``."""
    match = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?![\d/])", date)
    return Day(*(int(part or 0) for part in match.groups())) if match else Day()
