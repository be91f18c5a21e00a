"""Find mentions of speech acts, treaties and newspapers in running text.

A speech noun or a reporting verb is a mention if the same clause names the author or the date.
Names of treaties and periodicals need no such context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile
from typing import TypeAlias

from edition.linking.citations.running_text.clauses import (
    CAPITAL,
    FAR,
    NEAR,
    STOPS,
    Clause,
    Dated,
    SpeechWords,
)
from edition.model.parameters import PHRASE_WORDS, VENUE_DAY
from edition.text.dates import Date
from edition.text.scripts import CAPITALS

_STOP = re.compile(r"(?<=[^\W\dA-Z])\.$")
"""A full stop after a word that is no initial."""
Offsets: TypeAlias = tuple[int, int]
"""Start and end in the text of a passage."""


class MentionKind(StrEnum):
    """The words by which a mention is recognized."""

    NAME = "name"
    """The name of a treaty or law, or a short title of the bibliography."""
    NOUN = "noun"
    """A speech noun with its author or date."""
    VERB = "verb"
    """A reporting verb, or the occasion of a speech, with speaker or date."""
    PRESS = "press"
    """The name of a newspaper or magazine."""
    ARCHIVE = "archive"
    """The name of an archive."""
    TITLE = "title"
    """The complete title of a book or article."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A part of a passage that names a statement, a publication or an agreement."""

    start: int
    end: int
    kind: MentionKind
    clause: Offsets
    """The surrounding clause."""
    who: Offsets = (0, 0)
    """The name of the speaker or author; empty if unknown."""
    day: Date = field(default_factory=Date)
    dated: Offsets = (0, 0)
    """The span of the date."""
    sure: bool = True
    """False for a mention that is dropped unless an entry of the bibliography matches."""


def make_mention(
    clause: Clause,
    kind: MentionKind,
    pieces: Iterable[Offsets | None],
    who: Offsets | None = None,
    day: Dated | None = None,
    *,
    sure: bool = True,
) -> Mention:
    """Return a mention that extends over all its pieces and its date."""
    spans = [piece for piece in pieces if piece is not None]
    spans += [(day.start, day.end)] if day else []
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    end = start + len(_STOP.sub("", clause.text[start:end].rstrip(" ,")))
    when, dated = (day.day, (day.start, day.end)) if day else (Date(), (0, 0))
    bounds = (clause.start, clause.end)
    return Mention(start, end, kind, bounds, who or (0, 0), when, dated, sure)


# --- Names: treaties, laws and newspapers ---------------------------------------------------------


_OF = re.compile(
    r"\s(?P<word>of|on|between|with)\s(?:the\s)?"
    rf"(?P<name>{CAPITAL}(?:\s(?:and\s|of\s)?{CAPITAL}){{0,4}})"
)
_SHORT = re.compile(rf"\s\([{CAPITALS}]{{2,}}\)")
_DAY_AFTER = re.compile(r"\s*\(?(?:of|in|dated|signed (?:in|on))?\s*")
_DAY_FIRST = re.compile(r"(?:\s|\sthe\s|\s?[’']s\s|\s(?:[a-z]+\s){1,2})")
"""The words between a date and a name after it: “the 1960 military alliance treaty”."""


def find_names(
    clause: Clause, pattern: re.Pattern[str], *, known: bool = False
) -> Iterator[Mention]:
    """Yield the names of treaties, laws and similar documents: ``the Kestrel Bay treaty``.

    Args:
        clause: the clause to search.
        pattern: matches the noun in such names, or a complete name.
        known: True if the pattern matches complete names, which need no date.
    """
    for match in clause.find(pattern):
        first = clause.name_before(match.start())
        of = _OF.match(clause.text, match.end(), clause.end)
        # “with X” and “between X and Y” belong to the name only if no name precedes the noun.
        partners = of is not None and of["word"] not in ("of", "on") and first < match.start()
        if of and (partners or clause.speech.first_day(of["name"])):
            of = None
        last = match.end() + len(of[0].rstrip(".")) if of else match.end()
        short = _SHORT.match(clause.text, last, clause.end)
        last = short.end() if short else last
        day = _day_beside(clause, first, last)
        alone = first == match.start() and not of
        if alone and not (known or day):
            continue
        of_name = of is not None and (of["word"] == "of" or day is not None)
        own = first < match.start() and not re.search(r"[’']s?\s$", clause.text[: match.start()])
        sure = known or own or match[0][0].isupper() or of_name or day is not None
        who = (first, match.start())
        yield make_mention(clause, MentionKind.NAME, ((first, last),), who, day, sure=sure)


def _day_beside(clause: Clause, first: int, last: int) -> Dated | None:
    text = clause.text
    for day in clause.days:
        inside = first <= day.start and day.end <= last
        after = day.start >= last and _DAY_AFTER.fullmatch(text[last : day.start])
        before = day.end <= first and _DAY_FIRST.fullmatch(text[day.end : first])
        if inside or after or before:
            return day
    return None


def find_periodicals(clause: Clause) -> Iterator[Mention]:
    """Yield newspapers and magazines whose name precedes the noun: ``Kestrel Times newspaper``."""
    pattern = rf"(?P<name>(?:{CAPITAL}\s){{1,4}})(?:{clause.speech.periodical})"
    for match in clause.find(re.compile(pattern)):
        if clause.names_somebody(*match.span("name")):
            yield make_mention(clause, MentionKind.PRESS, (match.span(),), match.span("name"))


# --- Speech acts ----------------------------------------------------------------------------------


_WHO = re.compile(rf"(?P<who>{CAPITAL}(?:\s{CAPITAL})*),\s(?:who|which)\s[^,“”]{{0,{NEAR}}}$")
_POSSESSIVE = re.compile(rf"{CAPITAL}[’']s\s(?:[a-z]+\s)?$")
_ADJOINS = re.compile(r",?\s(?:(?:of|from|dated|on)\s)?(?:the\s)?")
_WITH = re.compile(r"(?:,?\s(?:with|in|by|through|the))*\s*")
_FRONT = frozenset(("", "in", "with", "by", "through"))
_FRONTED = re.compile(rf"[^,“”]{{0,{FAR}}},\s(?P<who>{CAPITAL}(?:\s{CAPITAL})*)")
_SPEAKER_AT_VENUE = re.compile(
    rf"(?P<who>{CAPITAL}(?:\s{CAPITAL})*|\b[Hh]e|\b[Ss]he|\b[Tt]hey)(?:\s[a-z]+){{0,2}}"
    r"\s(?:at|in|before|to)\s(?:the|a)\s(?P<of>(?:[^\s,“”():]+\s){0,5})$"
)
_AUXILIARY = frozenset(("also", "later", "then", "once", "himself", "herself"))


def find_speech_acts(clause: Clause) -> Iterator[Mention]:
    """Yield the speech acts that a clause reports."""
    yield from _find_nouns(clause)
    yield from _find_verbs(clause)
    yield from _find_venues(clause)


# --- Speech nouns: an agency statement dated July 4 -----------------------------------------------


def _find_nouns(clause: Clause) -> Iterator[Mention]:
    for match in clause.find(clause.speech.noun):
        first, last = _find_phrase_start(clause, match.start()), match.end()
        day = _day_of_noun(clause, first, last)
        by = clause.named_after(last)
        before = {word.casefold() for _, word in clause.words(first, match.start())}
        owned = before & clause.speech.possessives or clause.names_somebody(first, match.start())
        written = by is not None and clause.text[: by[0]].endswith("by ")
        who = (first, match.start()) if owned and not written else by
        if who is None:
            antecedent = _WHO.search(clause.text[clause.start : first])
            who = _shift(antecedent.span("who"), clause.start) if antecedent else None
            who = who or _find_sender(clause, first)
            who = who or (_find_fronted(clause, first, day) if day else None)
        if who or (day and day.day.day and _ADJOINS.fullmatch(clause.text[last : day.start])):
            pieces = ((first, last), by, who)
            sure = day is not None or _POSSESSIVE.search(clause.text[first : match.start()])
            yield make_mention(clause, MentionKind.NOUN, pieces, who, day, sure=bool(sure))


def _find_phrase_start(clause: Clause, position: int) -> int:
    """Return the start of the article, name and adjectives before a noun."""
    first = position
    for place, word in reversed(clause.words(clause.start, position)[-PHRASE_WORDS:]):
        if clause.text[place + len(word) : first].strip() or word.casefold() in STOPS:
            break
        first = place
        if word.casefold() in ("the", "a", "an") or word.casefold() in clause.speech.possessives:
            break
    return first


def _find_sender(clause: Clause, first: int) -> Offsets | None:
    """Return the subject of a transfer verb before a noun, or None: who sent or issued it."""
    low = max(clause.start, first - NEAR)
    transfers = list(clause.speech.transfer.finditer(clause.text, low, first))
    return clause.subject(transfers[-1].start()) if transfers else None


def _find_fronted(clause: Clause, first: int, day: Dated) -> Offsets | None:
    """Return the name after an introductory phrase, or None: ``In a letter of 16 August, X …``."""
    if clause.text[clause.start : first].strip().casefold() not in _FRONT:
        return None
    match = _FRONTED.match(clause.text, day.end, clause.end)
    return match.span("who") if match else None


def _shift(extent: Offsets, by: int) -> Offsets:
    return extent[0] + by, extent[1] + by


def _day_of_noun(clause: Clause, first: int, last: int) -> Dated | None:
    for day in clause.days:
        inside = first <= day.start < last
        if inside or (day.end <= first and _WITH.fullmatch(clause.text[day.end : first])):
            return day
    return clause.day_after(last)


# --- Reporting verbs: On July 18, the mission announced -------------------------------------------


def _find_verbs(clause: Clause) -> Iterator[Mention]:
    written = clause.speech.noun.pattern
    in_noun = re.compile(rf"\s(?:in|by)\s(?:an?|the|his|her|its|their)\s(?:\w+\s)?(?:{written})")
    for match in clause.find(_make_verb_pattern(clause.speech)):
        who = clause.subject(match.start()) or clause.subject_after(match.end())
        after = clause.day_after(match.end())
        who = who or (_find_fronted(clause, match.start(), after) if after else None)
        named = who is not None and _ends_in_name(clause, *who)
        by = None if who else clause.named_after(match.end())
        speaker = who or by or clause.pronoun(match.start())
        if speaker is None or clause.speech.noun.match(clause.text, match.end() + 1):
            continue
        first, last = min(speaker[0], match.start()), max(speaker[1], match.end())
        day = (clause.day_after(last) if by else None) or _day_of_verb(clause, first, last)
        noun = in_noun.match(clause.text, match.end(), clause.end)
        if who or day:
            pieces = (speaker, match.span(), noun.span() if noun else None)
            yield make_mention(
                clause, MentionKind.VERB, pieces, speaker, day, sure=bool(day) or named
            )


def _make_verb_pattern(speech: SpeechWords) -> re.Pattern[str]:
    """Return a pattern for reporting verbs, and for transfer verbs with a noun: “sent a letter”."""
    thing = f"{speech.noun.pattern}|{speech.instrument.pattern}"
    article = r"(?:an?|the|his|her|its|their)"
    transfers = rf"{speech.transfer.pattern}\s{article}\s(?:[\w-]+\s){{0,2}}?(?:{thing})"
    return re.compile(rf"{speech.reporting.pattern}|{transfers}")


def _ends_in_name(clause: Clause, start: int, end: int) -> bool:
    """Return True if a subject ends with a name, apart from adverbs such as “also”."""
    words = [word for _, word in clause.words(start, end)]
    words = list(takewhile(lambda word: word not in STOPS, words))
    while words and (words[-1].casefold() in _AUXILIARY or words[-1].endswith("ly")):
        words.pop()
    return bool(words) and words[-1][0].isupper()


def _day_of_verb(clause: Clause, first: int, last: int) -> Dated | None:
    before = [day for day in clause.days if day.end <= first <= day.end + NEAR]
    if before and clause.is_free(before[-1].end, first):
        return before[-1]
    inside = next((day for day in clause.days if first <= day.start < last), None)
    return inside or clause.day_after(last)


# --- Occasions: X at the … Congress in 1952 -------------------------------------------------------


def _find_venues(clause: Clause) -> Iterator[Mention]:
    for match in clause.find(clause.speech.venue):
        at = _SPEAKER_AT_VENUE.search(clause.text[clause.start : match.start()])
        if at is None:
            continue
        first = clause.start + at.start("of")
        day = next((d for d in clause.days if first <= d.start <= match.end() + VENUE_DAY), None)
        who = _shift(at.span("who"), clause.start)
        named = clause.names_somebody(*who) or at["who"].casefold() in clause.speech.pronouns
        if day and named and not clause.speech.transfer.search(at[0]):
            yield make_mention(clause, MentionKind.VERB, (who, match.span()), who, day)
