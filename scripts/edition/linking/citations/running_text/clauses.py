"""Divide sentences into clauses, and find the speaker and the day that a clause names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edition.linking.citations.words import CitationWords
from edition.model.parameters import NAME_BETWEEN_COMMAS, SPEAKER_WORDS, SPEECH_FAR, SPEECH_NEAR
from edition.records.conventions import any_of, resolve_words
from edition.text.dates import MONTH_ABBREVIATIONS, YEAR, Date, read_printed_date
from edition.text.scripts import CAPITALS

CAPITAL = rf"[{CAPITALS}][\w’.-]*"
"""Pattern for a word with a capital."""
FAR, NEAR = SPEECH_FAR, SPEECH_NEAR
"""Maximum characters between a speech act and its day, and between a day and its speaker."""
STOPS = frozenset(
    "in of at on to with and by from that for was is were are be been had has have which who or "
    "as into but under after before".split()
)
"""Words that do not occur between an adjective and its noun."""
_BREAKS = frozenset(
    "was were is are be been had has have that which who as when while but will would".split()
)
"""Words that end the name of a speaker."""
_PASSIVE = frozenset("who which is are was were be been being to".split())
"""Words before a verb whose subject is not the speaker."""
_ARTICLES = frozenset(("the", "a", "an"))
_END = re.compile(rf"[.?!][”’)]*\s+(?=[“‘(]?[{CAPITALS}])|[;\n]|\s--?\s|\s?—\s?")
_TITLES = frozenset(
    "Gen Brig Col Maj Capt Lt Adm Mr Mrs Ms Dr Prof Sen Gov St No vs cf".split()
).union(MONTH_ABBREVIATIONS)
_INITIALS = re.compile(rf"(?:[{CAPITALS}]\.)*[{CAPITALS}]")
_WORD = re.compile(rf"[{CAPITALS}](?:\.[{CAPITALS}])+\.?|[\w’'-]*\w")
_BY = re.compile(r"\s(?:by|of|from)\s(?P<who>(?:[\w’.-]+\s?){1,9})")
_INVERTED = re.compile(rf"\s(?P<who>{CAPITAL}(?:\s{CAPITAL})*)")
_CHUNK = re.compile(r"[^,“”():]+")
_OBJECT = re.compile(
    r",\s(?:and|but)\b|\b(?:that|was|were|is|are|had|has|would|could|will|may|might)\b|[“”:]"
)
"""The beginning of reported speech, or of another sentence."""


def divide_clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each clause; semicolons and dashes divide clauses too."""
    start = 0
    # The text of a passage ends with a line break, which ends its last clause.
    for match in _END.finditer(text):
        before = re.search(r"[\w.]*$", text[start : match.start()])
        word = before[0] if before else ""
        if match[0][0] == "." and (word in _TITLES or _INITIALS.fullmatch(word)):
            continue
        yield start, match.start()
        start = match.end()


class Clause:
    """A clause of a passage with its days; offsets are into the passage."""

    def __init__(self, text: str, start: int, end: int, speech: SpeechWords) -> None:
        self.text, self.start, self.end, self.speech = text, start, end, speech
        self.days = [
            Dated(start + dated.start, start + dated.end, dated.day)
            for dated in speech.find_days(text[start:end])
        ]

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the matches of a pattern in the clause."""
        yield from pattern.finditer(self.text, self.start, self.end)

    def words(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the words between two offsets, each with its offset."""
        return [(match.start(), match[0]) for match in _WORD.finditer(self.text, start, end)]

    def names_somebody(self, start: int, end: int) -> bool:
        """Return True if a capitalized word between two offsets can be a name."""
        return any(
            word[0].isupper()
            and word.casefold() not in self.speech.plain
            and not (place == self.start and word.casefold() in self.speech.common)
            for place, word in self.words(start, end)
        )

    def name_before(self, position: int) -> int:
        """Return the start of the capitalized words that end directly before an offset."""
        first = position
        for place, word in reversed(self.words(self.start, position)):
            gap = self.text[place + len(word) : first]
            if gap.strip(" “") or len(gap) > len(" “") or word.casefold() in self.speech.plain:
                break
            if not (word[0].isupper() or word.isdigit()):
                break
            first = place
        return first

    def named_after(self, position: int) -> tuple[int, int] | None:
        """Return the name after ``by``, ``of`` or ``from`` within a few words."""
        for match in _BY.finditer(self.text, position, min(self.end, position + 2 * FAR)):
            if match.start() > position + NEAR or "," in self.text[position : match.start()]:
                return None
            start, end = match.span("who")
            day = next((dated.start for dated in self.days if start <= dated.start < end), end)
            end = self._find_speaker_end(start, day)
            if self.names_somebody(start, end):
                return start, end
        return None

    def _find_speaker_end(self, start: int, end: int) -> int:
        """Return the end of a speaker: the last name, or one noun after it."""
        last, named = start, False
        for place, word in self.words(start, end)[:SPEAKER_WORDS]:
            if self.speech.reporting.fullmatch(word) or word.casefold() in _BREAKS:
                break
            if word[0].isupper() or (named and word.casefold() not in STOPS):
                last, named = place + len(word), word[0].isupper()
            else:
                named = False
        return last

    def subject(self, position: int) -> tuple[int, int] | None:
        """Return the subject before a verb, without an insertion between commas."""
        chunk = self._chunk_before(position)
        words = self.words(*chunk) if chunk else []
        if not words or any(self.speech.reporting.fullmatch(word) for _, word in words):
            return None
        words = words[-SPEAKER_WORDS:]
        if words[-1][1].casefold() in _PASSIVE:
            return None
        days = [day for day in self.days if chunk and chunk[0] <= day.start < chunk[1]]
        words = [word for word in words if not any(d.start <= word[0] < d.end for d in days)]
        while words and words[0][1].casefold() in self.speech.plain - _ARTICLES:
            words = words[1:]
        if not words:
            return None
        first, last = words[0][0], words[-1][0] + len(words[-1][1])
        return (first, last) if self.names_somebody(first, last) else None

    def subject_after(self, position: int) -> tuple[int, int] | None:
        """Return the name directly after a verb: ``“…,” said X``."""
        quoted = re.search(r"[”,]\s*\w+$", self.text[self.start : position])
        match = _INVERTED.match(self.text, position, self.end) if quoted else None
        if match is None or not self.names_somebody(*match.span("who")):
            return None
        return match.span("who")

    def pronoun(self, position: int) -> tuple[int, int] | None:
        """Return the pronoun directly before a verb, or None."""
        words = self.words(self.start, position)[-1:]
        if not words or words[0][1].casefold() not in self.speech.pronouns:
            return None
        first, last = words[0][0], words[0][0] + len(words[0][1])
        return None if self.text[last:position].strip() else (first, last)

    def _chunk_before(self, position: int) -> tuple[int, int] | None:
        chunks = [match.span() for match in _CHUNK.finditer(self.text, self.start, position)]
        if chunks and chunks[-1][1] == position and self.text[slice(*chunks[-1])].strip():
            return chunks[-1]
        # A comma precedes the verb: “X, a historian, argued”.
        names = (chunk for chunk in reversed(chunks) if self._is_name(chunk))
        return next(names, None)

    def _is_name(self, chunk: tuple[int, int]) -> bool:
        words = [word for _, word in self.words(*chunk)]
        return (
            0 < len(words) <= NAME_BETWEEN_COMMAS
            and all(word[0].isupper() for word in words)
            and self.names_somebody(*chunk)
        )

    def day_after(self, position: int) -> Dated | None:
        """Return the day after a speech act that ends at an offset, or None."""
        for dated in self.days:
            if position <= dated.start <= position + FAR:
                gap = self.text[position : dated.start]
                if not _OBJECT.search(gap) and self.is_free(position, dated.start):
                    return dated
        return None

    def is_free(self, start: int, end: int) -> bool:
        """Return True if there is no reporting verb or speech noun between two offsets."""
        between = (self.text, start, end)
        return not self.speech.reporting.search(*between) and not self.speech.noun.search(*between)


# --- Words ----------------------------------------------------------------------------------------


NOWHERE, IN_TEXT, IN_NOTES, EVERYWHERE = "nowhere", "text", "notes", "everywhere"
"""Values of the record field ``citations.statements``: where to search for speech acts."""
_PLAIN = (
    "the|a|an|of|in|on|at|by|to|with|and|or|for|from|into|as|that|this|these|those|it|he|she|"
    "they|we|i|who|which|when|while|was|were|is|are|had|has|have|been|be|but|not|also|however|"
    "there|finally|both|if|after|before|until|since|although|moreover|any|such"
).split("|")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and its span in the text."""

    start: int
    end: int
    day: Date


class SpeechWords:
    """The compiled words for speech acts."""

    def __init__(
        self, options: Mapping[str, Any], words: CitationWords, common: frozenset[str] = frozenset()
    ) -> None:
        lists = resolve_words("citations", options)
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
        """Words, in lower case, that identify neither a speaker nor a statement."""
        self.common = common
        """Words of the text in lower case, which are no names at the start of a sentence."""
        self._months, month, order = words.months, words.month, r"(?:st|nd|rd|th)?"
        self._day = re.compile(
            rf"(?<![\w–-])(?:\d{{1,2}}{order}\s{month}(?:,?\s{YEAR})?"
            rf"|{month}\s\d{{1,2}}{order}(?!\d)(?:,\s{YEAR})?"
            rf"|{month}(?:,?\s{YEAR})?"
            rf"|{YEAR})(?![\w–-])"
        )
        """Pattern for a day with or without its year, or a month or year alone."""

    def find_days(self, text: str) -> Iterator[Dated]:
        """Yield the dates of a text in order."""
        for match in self._day.finditer(text):
            yield Dated(match.start(), match.end(), read_printed_date(match[0], self._months))

    def first_day(self, text: str) -> Date:
        """Return the date at the start of a text, or an empty date."""
        match = self._day.match(text)
        return read_printed_date(match[0], self._months) if match else Date()
