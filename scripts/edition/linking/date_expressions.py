"""Finds the dates in text and notes, as EDTF; supplies years where the text decides them.

A day or month without a year has that of the nearest date before it: in the passage, else in the
section, else in the text. The years of a life in brackets give none. Years of publication and
numbers of periodicals are no dates of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from edition.linking.registers.passages import Passage
from edition.linking.registers.words import NameWords
from edition.model.citation import CitationKind
from edition.model.mentions import DateExpression, DateReason
from edition.model.parameters import LISTED_WORKS
from edition.text.dates import (
    CENTURIES,
    MONTH,
    MONTHS,
    SEASON_MONTHS,
    SEASON_NAMES,
    Date,
    read_edtf,
    read_month,
    write_edtf,
)

_DAY: Final = r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?(?!\d)"
_YEAR: Final = r"(?:1\d|20)\d\d(?!\d)"
_SEASON: Final = rf"(?:{'|'.join(SEASON_NAMES)})"
_POINT: Final = re.compile(
    rf"""(?:(?<![\w#$£.,:/-])|(?<=[Mm]id-))(?:
    (?P<decade>(?:1\d|20)\d)0s
    |(?P<century>{"|".join(CENTURIES)}|\d\d(?:th|st))[\s-][Cc]entury
    |(?P<old>\d{{1,4}})(?:[–-](?P<old_end>\d{{1,4}}))?\s(?:bce|BCE|B\.C\.)
    |(?:(?P<from_day>{_DAY})[–/-])?(?P<day>{_DAY})\s(?P<month>{MONTH})(?:,?\s(?P<of>{_YEAR}))?
    |(?P<month_2>{MONTH})\s(?P<day_2>{_DAY})(?:(?:[–/-]|,\s)(?P<to_day>{_DAY})(?!\s{MONTH}))?
        (?:,?\s(?P<of_2>{_YEAR}))?
    |(?P<month_3>{MONTH})(?:,?\s(?:of\s)?(?P<of_3>{_YEAR}))?
    |(?P<season>{_SEASON})(?:\sand\s(?P<to_season>{_SEASON}))?\s(?:of\s)?(?P<of_4>{_YEAR})
    |(?<=last\s)(?P<season_2>{_SEASON})
    |(?P<year>(?:ca?\.\s)?{_YEAR})
    )(?!\w|[.,]\d|’s\s[a-z]+ty)""",
    re.VERBOSE,
)
_TO_YEAR: Final = re.compile(
    rf"(?:[–-]|\sto\s)(?P<full>{_YEAR})|[–-](?P<short>\d{{1,2}})(?![\d\w])"
)
_OPEN: Final = re.compile(r"–\??(?=[);,])")
_JOINT: Final = re.compile(r"[–-](?:(?:early|late|mid)[\s-])?")
_BORN: Final = re.compile(r"\bb\.\s$")
_BARE: Final = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|from|to|early|late|during|last|and|or|through|before|after|"
    r"between|this|mid)|[–(-])[\s-]?$",
    re.IGNORECASE,
)
"""What stands before a month that could be another word."""
_NEXT_WORD: Final = re.compile(r"\s(\w+)")
_WORDLIKE: Final = ("May", "March")
_NO_DATES: Final = frozenset(
    (CitationKind.FULL, CitationKind.SHORT, CitationKind.IBID, CitationKind.NEWSPAPER)
)
_WORKS: Final = re.compile(rf"\({_YEAR}(?:\)|, with )")
"""The year of a work in a list of somebody's works."""
_LISTED: Final = re.compile(rf"(?:[–-]\d+s?)?\s{_WORKS.pattern}")
_BRACKETED: Final = re.compile(rf"\({_YEAR}$")
_IMPRINT: Final = re.compile(r"\([^()]*[^\W\d_][^()]*,\s$")


@dataclass(frozen=True, slots=True)
class _Found:
    """An expression in a passage: its dates without what is not stated, and its place."""

    start: int
    end: int
    dates: tuple[Date, ...]
    plain: str = ""
    """EDTF of what is no day, month or year."""
    is_open: bool = False

    @property
    def year(self) -> int:
        """The last year that it states; 0 if it states none."""
        return self.dates[-1].year if self.dates else 0


def find_dates(
    passages: Sequence[Passage], words: NameWords, written: str = ""
) -> tuple[DateExpression, ...]:
    """Return the dates of a text in the order of the witness.

    ``written`` is the day of the text as EDTF, if it is known: what it dates without a year was in
    the year before that day.
    """
    day = next(iter(read_edtf(written)), Date())
    events = frozenset(words.events) | {f"{word}s" for word in words.events}
    found: list[DateExpression] = []
    text = _Context()
    note, address = text, ""
    for passage in passages:
        if passage.note and passage.address != address:
            note = _Context(dict(text.years), text.last)
        address = passage.address
        found += _read(passage, note if passage.note else text, events, day if day.day else Date())
    return tuple(sorted(found, key=lambda one: one.span.start))


class _Context:
    """The year of the last date with a month, in each section and in the text."""

    def __init__(self, years: dict[tuple[str, ...], int] | None = None, last: int = 0) -> None:
        self.years = years or {}
        self.last = last

    def state(self, scope: tuple[str, ...], year: int) -> None:
        self.years[scope] = self.last = year

    def year(self, scope: tuple[str, ...]) -> int:
        return self.years.get(scope) or self.last


def _read(
    passage: Passage, context: _Context, events: frozenset[str], written: Date
) -> Iterator[DateExpression]:
    before = 0
    for one in _join(passage.text, list(_find(passage, events))):
        year, reason = one.year, DateReason.STATED
        if not one.plain and not year:
            year, reason = _supply(one, before, context.year(passage.scope), written)
        edtf = one.plain or _write(one, year)
        if year and not read_edtf(edtf):
            edtf, reason = "", DateReason.IMPOSSIBLE
        yield DateExpression(passage.span(one.start, one.end), edtf, reason, passage.address)
        if one.year and not _is_life(passage.text, one):
            before = one.year
            if one.dates[-1].month:
                context.state(passage.scope, one.year)


def _supply(one: _Found, before: int, context: int, written: Date) -> tuple[int, DateReason]:
    """Return the year of a day or month without one, or 0."""
    if before or (context and not written):
        return before or context, DateReason.SUPPLIED
    if written:
        return written.year - _is_later(one.dates[0], written), DateReason.OF_TEXT
    return 0, DateReason.NO_YEAR


def _is_later(date: Date, written: Date) -> bool:
    """Tell whether a day without a year would be after another in the same year."""
    month = SEASON_MONTHS.get(date.month, date.month)
    return (month, date.day) > (written.month, written.day)


def _is_life(text: str, one: _Found) -> bool:
    """Tell whether years in brackets are those of a life or the like."""
    bracket = text.rfind("(", 0, one.start)
    inside = bracket > text.rfind(")", 0, one.start)
    return inside and not any(date.month for date in one.dates)


def _write(one: _Found, year: int) -> str:
    dates = [date if date.year else Date(year, date.month, date.day) for date in one.dates]
    if not all(date.year for date in dates):
        return ""
    return "/".join(map(write_edtf, dates)) + "/" * one.is_open


def _find(passage: Passage, events: frozenset[str]) -> Iterator[_Found]:
    text = passage.text
    place = 0
    while match := _POINT.search(text, place):
        place = match.end()
        if _is_apart(passage, match) or _is_word(match, events):
            continue
        found = _make(match)
        if match["year"]:
            found = _complete(text, found)
        place = max(place, found.end)
        yield found


def _is_apart(passage: Passage, match: re.Match[str]) -> bool:
    """Tell whether a date is one of publication."""
    for one in passage.apart:
        if one.start < match.end() and match.start() < one.end and one.citation is not None:
            return one.citation.kind in _NO_DATES
    end = match.end()
    listed = _LISTED.match(passage.text, end) or _BRACKETED.search(passage.text, 0, end)
    if listed and len(_WORKS.findall(passage.text)) >= LISTED_WORKS:
        return True
    if not passage.note or not match["year"]:
        return False
    before = passage.text[: match.start()]
    return passage.text[match.end() : match.end() + 1] == ")" and bool(_IMPRINT.search(before))


def _is_word(match: re.Match[str], events: frozenset[str]) -> bool:
    """Tell whether a month alone is another word, May, or a part of a name, October Revolution."""
    if not match["month_3"] or match["of_3"]:
        return False
    after = _NEXT_WORD.match(match.string, match.end())
    named = after is not None and after[1] in events
    return named or (
        match["month_3"] in _WORDLIKE and not _BARE.search(match.string[: match.start()])
    )


def _make(match: re.Match[str]) -> _Found:
    start, end = match.span()
    month = match["month"] or match["month_2"] or match["month_3"] or ""
    if match[0].endswith(".") and month.rstrip(".") in MONTHS:
        end -= 1  # The full stop is that of the sentence.
    if match["decade"]:
        return _Found(start, end, (), f"{match['decade']}X")
    if match["century"]:
        word = match["century"]
        first = int(word[:2]) - 1 if word[0].isdigit() else CENTURIES[word]
        return _Found(start, end, (), f"{first}XX")
    if match["old"]:
        years = [match["old"], match["old_end"]]
        return _Found(start, end, (), "/".join(f"-{int(year):04}" for year in years if year))
    if season := match["season"] or match["season_2"]:
        seasons = [season, match["to_season"]] if match["to_season"] else [season]
        year = int(match["of_4"] or 0)
        return _Found(start, end, tuple(Date(year, SEASON_NAMES[one]) for one in seasons))
    if match["year"]:
        doubt = "~" if match["year"].startswith("c") else ""
        return _Found(start, end, (Date(int(match["year"][-4:]), doubt=doubt),))
    return _Found(start, end, tuple(_read_days(match)))


def _read_days(match: re.Match[str]) -> Iterator[Date]:
    month = read_month(match["month"] or match["month_2"] or match["month_3"])
    year = int(match["of"] or match["of_2"] or match["of_3"] or 0)
    days = [match["from_day"], match["day"] or match["day_2"], match["to_day"]]
    for day in [one for one in days if one] or ["0"]:
        yield Date(year, month, int(re.sub(r"\D", "", day)))


def _complete(text: str, found: _Found) -> _Found:
    """Return a year with the year to which it extends, if it does."""
    first = found.dates[0]
    if match := _TO_YEAR.match(text, found.end):
        digits = match["full"] or match["short"]
        last = int(f"{first.year}"[: 4 - len(digits)] + digits)
        if last > first.year:
            return _Found(found.start, match.end(), (first, Date(last)))
    if match := _OPEN.match(text, found.end):
        return _Found(found.start, match.end(), found.dates, is_open=True)
    if _BORN.search(text[: found.start]):
        return _Found(found.start, found.end, found.dates, is_open=True)
    return found


def _join(text: str, found: Sequence[_Found]) -> Iterator[_Found]:
    """Yield the expressions, two months or days that a dash joins as one."""
    pending: _Found | None = None
    for one in found:
        joint = text[pending.end : one.start] if pending is not None else ""
        if pending is not None and pending.dates and one.dates and _JOINT.fullmatch(joint):
            firsts = [
                date if date.year else Date(one.year, date.month, date.day)
                for date in pending.dates
            ]
            pending = _Found(pending.start, one.end, (firsts[0], one.dates[-1]))
            continue
        if pending is not None:
            yield pending
        pending = one
    if pending is not None:
        yield pending
