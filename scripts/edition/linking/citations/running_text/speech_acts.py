"""What a clause tells that somebody said or wrote: by a noun, by a verb, by where it was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from edition.linking.citations.running_text.clauses import CAPITAL, FAR, NEAR, STOPS, Clause
from edition.linking.citations.running_text.days import Dated
from edition.linking.citations.running_text.mentions import Mention, Sign, Stretch, make_mention
from edition.linking.citations.running_text.speech_words import Sayings
from edition.model.parameters import PHRASE_WORDS, VENUE_DAY

_WHO = re.compile(rf"(?P<who>{CAPITAL}(?:\s{CAPITAL})*),\s(?:who|which)\s[^,“”]{{0,{NEAR}}}$")
_OWNER = re.compile(rf"{CAPITAL}[’']s\s(?:[a-z]+\s)?$")
_ADJOINS = re.compile(r",?\s(?:(?:of|from|dated|on)\s)?(?:the\s)?")
_WITH = re.compile(r"(?:,?\s(?:with|in|by|through|the))*\s*")
_FRONT = frozenset(("", "in", "with", "by", "through"))
_FRONTED = re.compile(rf"[^,“”]{{0,{FAR}}},\s(?P<who>{CAPITAL}(?:\s{CAPITAL})*)")
_AT = re.compile(
    rf"(?P<who>{CAPITAL}(?:\s{CAPITAL})*|\b[Hh]e|\b[Ss]he|\b[Tt]hey)(?:\s[a-z]+){{0,2}}"
    r"\s(?:at|in|before|to)\s(?:the|a)\s(?P<of>(?:[^\s,“”():]+\s){0,5})$"
)
_AUXILIARY = frozenset(("also", "later", "then", "once", "himself", "herself"))


def find_said(clause: Clause) -> Iterator[Mention]:
    """Yield what a clause tells that somebody said or wrote."""
    yield from _find_nouns(clause)
    yield from _find_verbs(clause)
    yield from _find_venues(clause)


# --- nouns: an agency statement dated July 4 --------------------------------------------------


def _find_nouns(clause: Clause) -> Iterator[Mention]:
    for match in clause.find(clause.sayings.utterance):
        first, last = _begin_phrase(clause, match.start()), match.end()
        day = _day_of_noun(clause, first, last)
        by = clause.named_after(last)
        owned = _is_owned(clause, first, match.start())
        written = by is not None and clause.text[: by[0]].endswith("by ")
        who = (first, match.start()) if owned and not written else by
        if who is None:
            who = _far_owner(clause, first, day)
        if who or (day and day.day.day and _ADJOINS.fullmatch(clause.text[last : day.start])):
            pieces = ((first, last), by, who)
            sure = day is not None or _OWNER.search(clause.text[first : match.start()])
            yield make_mention(clause, Sign.NOUN, pieces, who, day, sure=bool(sure))


def _begin_phrase(clause: Clause, position: int) -> int:
    """Return where the article, name and adjectives of a noun begin."""
    first = position
    for place, word in reversed(clause.words(clause.start, position)[-PHRASE_WORDS:]):
        if clause.text[place + len(word) : first].strip() or word.casefold() in STOPS:
            break
        first = place
        if word.casefold() in ("the", "a", "an") or word.casefold() in clause.sayings.owners:
            break
    return first


def _is_owned(clause: Clause, start: int, end: int) -> bool:
    words = {word.casefold() for _, word in clause.words(start, end)}
    return bool(words & clause.sayings.owners) or clause.names_somebody(start, end)


def _far_owner(clause: Clause, first: int, day: Dated | None) -> Stretch | None:
    """Return who a noun belongs to that stands apart from it."""
    return (
        _antecedent(clause, first)
        or _giver(clause, first)
        or (_fronted(clause, first, day) if day else None)
    )


def _antecedent(clause: Clause, first: int) -> Stretch | None:
    """Return the name that a relative clause before a noun belongs to."""
    match = _WHO.search(clause.text[clause.start : first])
    return _shift(match.span("who"), clause.start) if match else None


def _giver(clause: Clause, first: int) -> Stretch | None:
    """Return who is told, before a noun, to have sent or issued it."""
    low = max(clause.start, first - NEAR)
    given = list(clause.sayings.giving.finditer(clause.text, low, first))
    return clause.subject(given[-1].start()) if given else None


def _fronted(clause: Clause, first: int, day: Dated) -> Stretch | None:
    """Return the name after the comma of ``In a letter of 16 August, X …``."""
    if clause.text[clause.start : first].strip().casefold() not in _FRONT:
        return None
    match = _FRONTED.match(clause.text, day.end, clause.end)
    return match.span("who") if match else None


def _shift(stretch: Stretch, by: int) -> Stretch:
    return stretch[0] + by, stretch[1] + by


def _day_of_noun(clause: Clause, first: int, last: int) -> Dated | None:
    for one in clause.days:
        inside = first <= one.start < last
        if inside or (one.end <= first and _WITH.fullmatch(clause.text[one.end : first])):
            return one
    return clause.day_after(last)


# --- verbs: On July 18, the mission announced --------------------------------------------------


def _find_verbs(clause: Clause) -> Iterator[Mention]:
    written = clause.sayings.utterance.pattern
    in_noun = re.compile(rf"\s(?:in|by)\s(?:an?|the|his|her|its|their)\s(?:\w+\s)?(?:{written})")
    for match in clause.find(_says(clause.sayings)):
        who = clause.subject(match.start()) or clause.subject_after(match.end())
        after = clause.day_after(match.end())
        who = who or (_fronted(clause, match.start(), after) if after else None)
        named = who is not None and _ends_in_name(clause, *who)
        by = None if who else clause.named_after(match.end())
        meant = who or by or clause.pronoun(match.start())
        if meant is None or clause.sayings.utterance.match(clause.text, match.end() + 1):
            continue
        first, last = min(meant[0], match.start()), max(meant[1], match.end())
        day = (clause.day_after(last) if by else None) or _day_of_verb(clause, first, last)
        noun = in_noun.match(clause.text, match.end(), clause.end)
        if who or day:
            pieces = (meant, match.span(), noun.span() if noun else None)
            yield make_mention(clause, Sign.VERB, pieces, meant, day, sure=bool(day) or named)


def _says(sayings: Sayings) -> re.Pattern[str]:
    """Return the pattern for verbs of saying, and for giving something said: “sent a letter”."""
    thing = f"{sayings.utterance.pattern}|{sayings.instrument.pattern}"
    given = (
        rf"{sayings.giving.pattern}\s(?:an?|the|his|her|its|their)\s(?:[\w-]+\s){{0,2}}?(?:{thing})"
    )
    return re.compile(rf"{sayings.saying.pattern}|{given}")


def _ends_in_name(clause: Clause, start: int, end: int) -> bool:
    """True if the last word but for auxiliary verbs is a name, not “an official in London”."""
    words = [word for _, word in clause.words(start, end)]
    words = list(takewhile(lambda word: word not in STOPS, words))
    while words and (words[-1].casefold() in _AUXILIARY or words[-1].endswith("ly")):
        words.pop()
    return bool(words) and words[-1][0].isupper()


def _day_of_verb(clause: Clause, first: int, last: int) -> Dated | None:
    before = [one for one in clause.days if one.end <= first <= one.end + NEAR]
    if before and clause.is_free(before[-1].end, first):
        return before[-1]
    inside = next((one for one in clause.days if first <= one.start < last), None)
    return inside or clause.day_after(last)


# --- places: X at the … Congress in 1952 -------------------------------------------------------


def _find_venues(clause: Clause) -> Iterator[Mention]:
    for match in clause.find(clause.sayings.venue):
        at = _AT.search(clause.text[clause.start : match.start()])
        if at is None:
            continue
        first = clause.start + at.start("of")
        day = next((d for d in clause.days if first <= d.start <= match.end() + VENUE_DAY), None)
        who = _shift(at.span("who"), clause.start)
        named = clause.names_somebody(*who) or at["who"].casefold() in clause.sayings.pronouns
        if day and named and not clause.sayings.giving.search(at[0]):
            yield make_mention(clause, Sign.VERB, (who, match.span()), who, day)
