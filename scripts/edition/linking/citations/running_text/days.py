"""Days as running text gives them: whole, without their year, or a month or year alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edition.text.dates import YEAR, Date, read_printed_date


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with the span of the text that names it."""

    start: int
    end: int
    day: Date


class Days:
    """The pattern for days, for the names of the months of a convention."""

    def __init__(self, month: str, months: Sequence[str]) -> None:
        order = r"(?:st|nd|rd|th)?"
        self._months = months
        self.pattern = re.compile(
            rf"(?<![\w–-])(?:\d{{1,2}}{order}\s{month}(?:,?\s{YEAR})?"
            rf"|{month}\s\d{{1,2}}{order}(?!\d)(?:,\s{YEAR})?"
            rf"|{month}(?:,?\s{YEAR})?"
            rf"|{YEAR})(?![\w–-])"
        )

    def find(self, text: str) -> Iterator[Dated]:
        """Yield the days of a text in order."""
        for match in self.pattern.finditer(text):
            yield Dated(match.start(), match.end(), read_printed_date(match[0], self._months))

    def begin(self, text: str) -> Date:
        """Return the day that a text begins with; none if it begins with something else."""
        match = self.pattern.match(text)
        return read_printed_date(match[0], self._months) if match else Date()
