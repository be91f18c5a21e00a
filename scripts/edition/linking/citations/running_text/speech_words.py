"""The words by which running text names speech acts and agreements, and the days that it gives.

The words are data, as those of the notes are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edition.linking.citations.words import Words
from edition.records.conventions import any_of, settle_words
from edition.text.dates import YEAR, Date, read_printed_date

NOWHERE, IN_TEXT, IN_NOTES, EVERYWHERE = "nowhere", "text", "notes", "everywhere"
"""Where a record has speech acts looked for: the values of its field ``citations.statements``."""
_PLAIN = (
    "the|a|an|of|in|on|at|by|to|with|and|or|for|from|into|as|that|this|these|those|it|he|she|"
    "they|we|i|who|which|when|while|was|were|is|are|had|has|have|been|be|but|not|also|however|"
    "there|finally|both|if|after|before|until|since|although|moreover|any|such"
).split("|")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with the span of the text that names it."""

    start: int
    end: int
    day: Date


class SpeechWords:
    """The words for what is said, made into patterns."""

    def __init__(
        self, options: Mapping[str, Any], words: Words, common: frozenset[str] = frozenset()
    ) -> None:
        lists = settle_words("citations", options)
        instruments = any_of(lists["instruments"], either_case=True)
        nouns = any_of(lists["utterances"], either_case=True)
        self.noun = re.compile(rf"(?<![\w’-]){nouns}(?!-)")
        self.instrument = re.compile(rf"(?<![\w’-]){instruments}(?![\w-])")
        self.reporting = re.compile(rf"(?<![\w’-]){any_of(lists['sayings'])}(?!-)")
        self.transfer = re.compile(rf"(?<![\w’-]){any_of(lists['givings'])}(?!-)")
        self.venue = re.compile(rf"(?<![\w’-]){any_of(lists['venues'])}(?!-)")
        self.periodical = any_of(lists["periodicals"])
        self.possessives = frozenset(lists["owners"])
        self.pronouns = frozenset(lists["pronouns"])
        self.plain = {*_PLAIN, *self.possessives, *(name.casefold() for name in words.months)}
        """Words in small letters that tell nothing of who said something, or what."""
        self.common = common
        """Words that the text has in small letters: at the head of a sentence they are no names."""
        self._months, month, order = words.months, words.month, r"(?:st|nd|rd|th)?"
        self._day = re.compile(
            rf"(?<![\w–-])(?:\d{{1,2}}{order}\s{month}(?:,?\s{YEAR})?"
            rf"|{month}\s\d{{1,2}}{order}(?!\d)(?:,\s{YEAR})?"
            rf"|{month}(?:,?\s{YEAR})?"
            rf"|{YEAR})(?![\w–-])"
        )
        """A day, whole or without its year, or a month or year alone."""

    def find_days(self, text: str) -> Iterator[Dated]:
        """Yield the days of a text in order."""
        for match in self._day.finditer(text):
            yield Dated(match.start(), match.end(), read_printed_date(match[0], self._months))

    def first_day(self, text: str) -> Date:
        """Return the day that a text begins with; none if it begins with something else."""
        match = self._day.match(text)
        return read_printed_date(match[0], self._months) if match else Date()
