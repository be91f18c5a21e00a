"""Finds the dates in text and notes, as EDTF; supplies years where the text decides them.

A day or month without a year has that of an event that its sentence dates it by, else that of the
nearest date before it: in the passage, else in the section, else in the text. The years of a life
in brackets give none. Years of publication and numbers of periodicals are no dates of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from edition.linking.registers.forms import NameWords
from edition.linking.registers.passages import Passage
from edition.model.citation import CitationKind
from edition.model.mentions import DateExpression, DateReason
from edition.model.parameters import (
    CALENDARS_APART,
    LISTED_WORKS,
    MONTHS_BACK,
    PLAIN_YEAR,
    SERIAL_CONTEXT,
    SHORT_CENTURY,
    YEARS_AHEAD,
)
from edition.text.dates import (
    CENTURIES,
    ERAS,
    FOREIGN_MONTHS,
    MONTH,
    MONTH_ABBREVIATIONS,
    MONTHS,
    SEASON_MONTHS,
    SEASON_NAMES,
    Date,
    read_edtf,
    read_month,
    write_edtf,
)
from edition.text.scripts import CJK, HAN_DIGITS, read_han_number
from edition.text.span import Span

_DAY: Final = r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th|d)?(?!\d)"
_ORDINAL: Final = r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th|d)"
_YEAR: Final = r"(?:1\d|20)\d\d(?!\d)"
_SEASON: Final = rf"(?:{'|'.join(SEASON_NAMES)})"
_FOREIGN: Final = rf"(?:{'|'.join(FOREIGN_MONTHS)})"
_NUMERAL: Final = rf"(?:\d{{1,2}}|[{HAN_DIGITS}十]{{1,3}}|元)"
_ROMAN: Final = {one: n for n, one in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}
_POINT: Final = re.compile(
    rf"""(?:(?<![\w#$£.,:/-])|(?<=[Mm]id-)|(?<=[{CJK}])(?=[{CJK}]))(?:
    (?P<decade>(?:1\d|20)\d)0s                        # the 1930s
    |(?P<century>{"|".join(CENTURIES)}|\d\d(?:th|st))[\s-][Cc]entury
    |(?:(?P<era>{"|".join(ERAS)})\s?(?P<of_era>{_NUMERAL})|(?P<of_8>{_YEAR})(?=年))
        (?:年(?:(?P<era_month>{_NUMERAL})月(?:(?P<era_day>{_NUMERAL})日)?)?)?
    |(?P<about>ca?\.\s)?(?P<old>\d{{1,4}})(?:[–-](?P<old_end>\d{{1,4}}))?\s(?:bce|BCE|B\.C\.)
    |(?P<iso>{_YEAR}-[01]\d-[0-3]\d)                  # 1931-05-03
    |(?P<day_6>{_DAY})\.\s?(?P<month_7>1[0-2]|0?[1-9]|[IVX]{{1,4}})\.\s?(?P<of_9>{_YEAR})
    |(?:(?P<from_day>{_DAY})(?:/|[–-]|\sto\s|\s(?P<bracket>\()))?(?P<day>{_DAY})(?(bracket)\))
        \s(?:of\s)?(?P<month>{MONTH})(?:\)?,?\s(?P<of>{_YEAR})
            |\s(?P<of_short>\d\d)(?=\s*$)|,?\s[’'](?P<of_short_2>\d\d))?
    |(?P<month_2>{MONTH})\s(?P<day_2>{_DAY})
        (?:(?:[–/-]|,\s|\s(?:and|to|through)\s(?={_DAY},?\s{_YEAR}))
            (?P<to_day>{_DAY})(?!\s{MONTH}))?
        (?:,?\s(?P<of_2>{_YEAR})|,?\s[’'](?P<of_short_3>\d\d))?
    |(?P<day_4>{_DAY}|1er)\.?\s(?P<month_4>{_FOREIGN})(?:\s(?P<of_5>{_YEAR}))?
    |(?P<day_5>{_DAY})\.\s(?P<month_5>{MONTH})\s(?P<of_6>{_YEAR})
    |(?P<month_6>{_FOREIGN})\s(?P<of_7>{_YEAR})
    |(?P<month_3>{MONTH})(?:[–/-](?P<to_month>{MONTH}))?(?:,?\s(?:of\s)?(?P<of_3>{_YEAR}))?
    |(?P<season>{_SEASON})(?:\sand\s(?P<to_season>{_SEASON}))?\s(?:of\s)?
        (?P<of_4>{_YEAR})(?:[–/-]\d\d(?!\d))?
    |(?<=last\s)(?P<season_2>{_SEASON})
    |(?:(?<=On\sthe\s)|(?<=on\sthe\s)|(?<=night\sof\sthe\s)|(?<=morning\sof\sthe\s)
        |(?<=evening\sof\sthe\s))(?P<bare>{_ORDINAL})
    |(?P<year>(?:(?:ca?\.|circa)\s)?{_YEAR})
    )(?![^\W{CJK}]|[.,]\d|’s\s[a-z]+ty)""",
    re.VERBOSE,
)
_TO_YEAR: Final = re.compile(
    rf"(?:[–-]|\sto\s)(?P<full>{_YEAR})|(?:[–-](?P<short>\d{{1,2}})|/(?P<next>\d\d))(?![\d\w])"
)
_OPEN: Final = re.compile(r"–\??(?=[);,])")
_JOINT: Final = re.compile(
    r"[–-](?:(?:early|late|mid)[\s-])?|\s(?:to|until|till|through)\s(?:the\s)?"
)
_TOGETHER: Final = re.compile(
    r"(?:\s(?:and|or|to|until|till|through)\s|,\s(?:and\s)?)"
    r"(?:the\s)?(?:(?:early|late|mid)[\s-])?(?:\d{1,2},\s)*"
)
"""What joins a day to a later one that alone has the year."""
_OF_NAME: Final = re.compile(r"\b([^\W\d_]{2,})\s$")
"""A word before a month that may end a name: Death March."""
_THAT: Final = re.compile(r"\b[Tt]hat\s$")
_WHEN: Final = re.compile(
    r"\b(?:after|during|following|since|when|(?:eve|time|wake) of)\s(?:the\s)?[“\"]?$",
    re.IGNORECASE,
)
"""Before an event that says when something else was."""
_STOP: Final = re.compile(r"[^\W\d_]{2}[.?!]\s|[;\n]")
_TIMED: Final = re.compile(
    r"(?:\b(?:in|since|until|till|from|year|years|early|late|before|after|during|between)\s"
    r"|ca?\.\s|[(\[–-])$",
    re.IGNORECASE,
)
"""Before a number below ``PLAIN_YEAR`` that is a year."""
_COUNTED: Final = re.compile(
    r"(?:\d\s[a-z-]+(?:\s[a-z-]+)?,?\s(?:and\s)?"
    r"|\b(?:some|over|nearly|almost|than|least|only|total of|carrying|killed|lost|these|those)\s)$"
)
"""Before a number that counts things: “over 1500 lamps”."""
_PLURAL: Final = re.compile(r"\s[a-z]+s\b")
_SERIAL: Final = re.compile(r"(?:\b[A-Z]{2,5}|\b[A-Z]\s[A-Z])\s$")
"""Before a number in a series of documents: “NSC 1750”."""
_FISCAL: Final = ("FY ", "AD ", "CE ")
_BARE: Final = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|from|to|early|late|during|last|and|or|through|before|after|"
    r"between|this|mid)|[–(-])[\s-]?$",
    re.IGNORECASE,
)
"""Before “May” or “March” that is a month."""
_NEXT_WORD: Final = re.compile(r"\s(\w+)")
_JOINED_WORD: Final = re.compile(rf"\sand\s{MONTH}\s(\w+)")
"""What is after the first of two months in one name: February and October Revolutions."""
_ISSUE: Final = re.compile(r"\b[Nn]os?\.\s\d+(?:[–-]\d+)?(?:\s\(\d+\))?\s\($")
"""What is before the month of an issue of a periodical: no. 4 (May 1931)."""
_TITLE: Final = re.compile(r"[,?!]”\s$")
_ONLINE: Final = re.compile(r",[^.;“”]*?\bhttps?:")
"""What is after the day of a page of the web, behind its title."""
_WORDLIKE: Final = ("May", "March")
_PART: Final = re.compile(r",\s(?:vols?|pts?|nos?|series)\b", re.IGNORECASE)
"""What is after the years in the title of a work of several volumes."""
_NUMBERED: Final = re.compile(r"(?:\b(?:[Nn]os?|pp?|[Vv]ols?|ll?)\.\s|\d\.\d+/\d+[–-])$")
"""What is before a number of a page, or the end of that of a file: 794.00/12–1754."""
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
    """EDTF of a decade, a century or a year before our era, which ``dates`` cannot hold."""
    is_open: bool = False

    @property
    def year(self) -> int:
        """The last year that it states; 0 if it states none."""
        return self.dates[-1].year if self.dates else 0


def find_dates(
    passages: Sequence[Passage],
    words: NameWords,
    dated: Mapping[str, Sequence[tuple[Span, Date]]] = MappingProxyType({}),
    written: str = "",
) -> tuple[DateExpression, ...]:
    """Return the dates of a text in the order of the witness.

    ``dated`` has the dates of the events that the text names, by address; ``written`` is the day of
    the text as EDTF, if it is known: what it dates without a year was in the year before that day.
    """
    day = next(iter(read_edtf(written)), Date())
    events = frozenset(words.events) | {f"{word}s" for word in words.events}
    found: list[DateExpression] = []
    read = [(one, list(_join(one.text, list(_find(one, words, events))))) for one in passages]
    days = _Days(read, frozenset((*words.functions, *words.places)))
    text = _Context()
    note, address = text, ""
    for passage, expressions in read:
        if passage.note and passage.address != address:
            note = _Context(dict(text.dates), text.last)
        address = passage.address
        context = note if passage.note else text
        events_here = [
            (*place, date)
            for span, date in dated.get(address, ())
            if (place := passage.locate(span))
        ]
        found += _read(passage, expressions, context, days, events_here, day if day.day else Date())
    return tuple(sorted(found, key=lambda one: one.span.start))


class _Context:
    """The last date with a month, in each section, and its year in the text."""

    def __init__(self, dates: dict[tuple[str, ...], Date] | None = None, last: int = 0) -> None:
        self.dates = dates or {}
        self.last = last

    def state(self, scope: tuple[str, ...], date: Date) -> None:
        self.dates[scope] = date
        self.last = date.year

    def year(self, scope: tuple[str, ...]) -> int:
        return self.dates.get(scope, Date()).year or self.last

    def month(self, scope: tuple[str, ...]) -> int:
        return self.dates.get(scope, Date()).month

    def continues(self, scope: tuple[str, ...], month: int, year: int) -> bool:
        """Return whether a month opens the year after that of the section's last date."""
        near = year == self.dates.get(scope, Date()).year
        return near and self.month(scope) - month >= MONTHS_BACK


class _Days:
    """The years that a text states for each day, in each chapter and everywhere."""

    def __init__(
        self, read: Iterable[tuple[Passage, Sequence[_Found]]], small: frozenset[str]
    ) -> None:
        self._small = small
        self._years: dict[tuple[str, Date], set[int]] = {}
        for passage, found in read:
            for date in (date for one in found for date in one.dates if date.year and date.day):
                for scope in ("", *passage.scope[:1]):
                    key = scope, Date(0, date.month, date.day)
                    self._years.setdefault(key, set()).add(date.year)

    def year(self, passage: Passage, one: _Found, *, sure: bool) -> int:
        """Return the one year stated for a day elsewhere, or 0.

        A day before a noun, *the May 3 riot*, is known from the whole text; another only from the
        chapter, and where its passage states no day before it (not ``sure``).
        """
        if not one.dates or not one.dates[-1].day:
            return 0
        noun = _NEXT_WORD.match(passage.text, one.end)
        named = noun is not None and noun[1].lower() not in self._small
        if sure and not named:
            return 0
        scope = "" if named else next(iter(passage.scope), "")
        years = self._years.get((scope, one.dates[-1]), ())
        return next(iter(years)) if len(years) == 1 else 0


def _read(
    passage: Passage,
    found: Sequence[_Found],
    context: _Context,
    days: _Days,
    events: Sequence[tuple[int, int, Date]],
    written: Date,
) -> Iterator[DateExpression]:
    before, last, dated, bare = 0, 0, False, -1
    for place, one in enumerate(found):
        year, reason = one.year, DateReason.STATED
        if one.dates and not (one.dates[0].month or one.year):
            if not (month := context.month(passage.scope)):
                continue
            one = replace(one, dates=(Date(0, month, one.dates[0].day),))
        if not one.plain and not year:
            known_here = context.year(passage.scope)
            before = last if _THAT.search(passage.text, 0, one.start) else before
            near = 0 if _is_far(passage.text, bare, one.start, before, known_here) else before
            known = near or known_here
            following = found[place + 1] if place + 1 < len(found) else None
            if after := _find_after(passage.text, one, following, near=bool(known)):
                year, reason = after, DateReason.SUPPLIED
            elif of_event := _find_event(passage.text, one, events):
                year, reason, before, bare = of_event, DateReason.SUPPLIED, of_event, -1
                context.state(passage.scope, Date(year, _key(one.dates[-1])[0]))
            else:
                year, reason = _supply(one, near, known_here, written)
                if not written.day and (of_day := days.year(passage, one, sure=bare < 0)):
                    year, reason = of_day, DateReason.SUPPLIED
                elif reason is DateReason.SUPPLIED:
                    year += context.continues(passage.scope, _key(one.dates[0])[0], year)
                    context.state(passage.scope, Date(year, _key(one.dates[-1])[0]))
        edtf = one.plain or _write(one, year)
        if year and not read_edtf(edtf):
            edtf, reason = "", DateReason.IMPOSSIBLE
        yield DateExpression(passage.span(one.start, one.end), edtf, reason, passage.address)
        if one.year and not _is_aside(passage.text, one):
            last = one.year
            # A year alone that is before that of a day referred to the past.
            if one.dates[-1].month or not dated or one.year > before:
                before, bare = one.year, -1 if one.dates[-1].month else one.end
            if one.dates[-1].month:
                dated = True
                context.state(passage.scope, Date(one.year, _key(one.dates[-1])[0]))


def _is_far(text: str, bare: int, start: int, year: int, known: int) -> bool:
    """Return whether a year alone in an earlier sentence dates something else."""
    if bare < 0 or not known or known <= year <= known + YEARS_AHEAD:
        return False
    return _STOP.search(text, bare, start) is not None


def _find_after(text: str, one: _Found, after: _Found | None, *, near: bool) -> int:
    """Return the year of the following expression if it holds for both, or 0.

    With ``near``, an earlier date supplies the year unless the two are joined: “3 and 5 May 1931”.
    """
    if after is None or not after.year or not after.dates[0].month:
        return 0
    if _key(one.dates[-1]) > _key(after.dates[0]):
        return 0
    between = text[one.end : after.start]
    joined = _TOGETHER.fullmatch(between) if near else not _STOP.search(between)
    return after.dates[0].year if joined else 0


def _find_event(text: str, one: _Found, events: Sequence[tuple[int, int, Date]]) -> int:
    """Return the year of an event whose name has the expression, or by which its sentence dates."""
    for start, end, date in events:
        if start <= one.start and one.end <= end:
            return date.year
        between = text[end : one.start] if end <= one.start else text[one.end : start]
        if _WHEN.search(text, 0, start) and not _STOP.search(between):
            return date.year
    return 0


def _key(date: Date) -> tuple[int, int]:
    return SEASON_MONTHS.get(date.month, date.month), date.day


def _supply(one: _Found, before: int, context: int, written: Date) -> tuple[int, DateReason]:
    """Return the year of a day or month without one, or 0."""
    if before or (context and not written):
        return before or context, DateReason.SUPPLIED
    if written:
        return written.year - (_key(one.dates[0]) > _key(written)), DateReason.OF_TEXT
    return 0, DateReason.NO_YEAR


def _is_aside(text: str, one: _Found) -> bool:
    """Return whether years date nothing that follows: those of a life in brackets."""
    if any(date.month for date in one.dates):
        return False
    return any(
        text.rfind(opening, 0, one.start) > text.rfind(closing, 0, one.start)
        for opening, closing in ("()", "[]")
    )


def _write(one: _Found, year: int) -> str:
    dates = [date if date.year else Date(year, date.month, date.day) for date in one.dates]
    if not all(date.year for date in dates):
        return ""
    return "/".join(map(write_edtf, dates)) + "/" * one.is_open


def _find(passage: Passage, words: NameWords, events: frozenset[str]) -> Iterator[_Found]:
    text = passage.text
    place = 0
    while match := _POINT.search(text, place):
        place = match.end()
        if _is_apart(passage, match) or _is_word(match, events) or _is_count(match, words):
            continue
        if text[: match.start()].rstrip().endswith(words.access):
            continue  # The day on which a page was read.
        found = _make(match)
        if match["year"]:
            found = _complete(text, found)
            volume = _PART.match(text, found.end)
            if volume or (len(found.dates) == 1 and _is_number(match, words)):
                place = found.end
                continue
        place = max(place, found.end)
        yield found


def _is_apart(passage: Passage, match: re.Match[str]) -> bool:
    """Return True for a date of publication."""
    start, end = match.span()
    if _ISSUE.search(passage.text, 0, start):
        return True
    if _TITLE.search(passage.text, 0, start) and _ONLINE.match(passage.text, end):
        return True
    for one in passage.apart:
        if one.start < match.end() and match.start() < one.end and one.citation is not None:
            return one.citation.kind in _NO_DATES
    listed = _LISTED.match(passage.text, end) or _BRACKETED.search(passage.text, 0, end)
    if listed and len(_WORKS.findall(passage.text)) >= LISTED_WORKS:
        return True
    if not passage.note or not match["year"] or passage.text[end : end + 1] != ")":
        return False
    return _IMPRINT.search(passage.text, 0, start) is not None


def _is_word(match: re.Match[str], events: frozenset[str]) -> bool:
    """Return whether a month alone is a word such as May, or part of a name, October Revolution."""
    text = match.string
    after = _JOINED_WORD.match(text, match.end()) or _NEXT_WORD.match(text, match.end())
    named = after is not None and after[1] in events
    if not match["month_3"] or match["of_3"]:
        return named and bool(match["month_2"]) and not match["of_2"]
    named = named or (
        # Jan Weaver, Weaver Jun-o, Death March: a month before or after another name.
        match["month_3"] in MONTH_ABBREVIATIONS
        and (text[match.end() :][:1] == "-" or (after is not None and after[1].istitle()))
    )
    before = _OF_NAME.search(text, 0, match.start())
    if before is not None and before[0].strip().istitle() and not _BARE.search(before[0]):
        opens = text[: before.start()].rstrip()[-1:]
        named = named or (opens != "" and opens not in ".:?!“”\n" and before[1] not in MONTHS)
    return named or (match["month_3"] in _WORDLIKE and not _BARE.search(text[: match.start()]))


def _is_count(match: re.Match[str], words: NameWords) -> bool:
    """Return whether an ordinal number counts something: on the 5th floor."""
    after = _NEXT_WORD.match(match.string, match.end())
    if not match["bare"] or after is None or match.string[: match.start()].endswith("On the "):
        return False
    return after[1].islower() and after[1] not in (*words.functions, *words.places)


def _is_number(match: re.Match[str], words: NameWords) -> bool:
    """Return whether four digits count something, or are a number of a series."""
    if not match["year"] or not match["year"].isdecimal():
        return False
    before = match.string[: match.start()]
    word = next(iter(before.split()[-1:]), "")
    # Telegram 1502, p. 1502, or the end of the number of a file.
    if _NUMBERED.search(before) or (before[-1:] == " " and word in map(str.lower, words.documents)):
        return True
    if int(match["year"]) < PLAIN_YEAR and not _TIMED.search(before):
        return True
    if _COUNTED.search(before) and _PLURAL.match(match.string, match.end()):
        return True
    if (serial := _SERIAL.search(before)) is None or before.endswith(_FISCAL):
        return False
    # Where all is printed large, a large word shows nothing; letters one by one do.
    return " " in serial[0][:-1] or re.search(r"[a-z]", before[-SERIAL_CONTEXT:]) is not None


def _make(match: re.Match[str]) -> _Found:
    start, end = match.span()
    month = match["month"] or match["month_2"] or match["month_3"] or ""
    if match["bare"]:
        return _Found(start, end, (Date(0, 0, int(re.sub(r"\D", "", match["bare"]))),))
    if match["iso"]:
        return _Found(start, end, tuple(read_edtf(match["iso"])))
    if match["era"] or match["of_8"]:
        return _Found(start, end, (_read_era(match),))
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
        ends = [f"-{int(year):04}" for year in years if year]
        ends[0] += "~" * bool(match["about"])
        return _Found(start, end, (), "/".join(ends))
    if season := match["season"] or match["season_2"]:
        seasons = [season, match["to_season"]] if match["to_season"] else [season]
        year = int(match["of_4"] or 0)
        return _Found(start, end, tuple(Date(year, SEASON_NAMES[one]) for one in seasons))
    if match["year"]:
        doubt = "~" if match["year"].startswith("c") else ""
        return _Found(start, end, (Date(int(match["year"][-4:]), doubt=doubt),))
    return _Found(start, end, tuple(_read_days(match)))


def _read_days(match: re.Match[str]) -> Iterator[Date]:
    month = FOREIGN_MONTHS.get(_first(match, "month_4", "month_6"), 0)
    number = match["month_7"] or ""
    month = month or (int(number) if number.isdecimal() else _ROMAN.get(number, 0))
    month = month or read_month(_first(match, "month", "month_2", "month_3", "month_5"))
    year = int(_first(match, "of", "of_2", "of_3", "of_5", "of_6", "of_7", "of_9") or 0)
    if short := _first(match, "of_short", "of_short_2", "of_short_3"):
        year = SHORT_CENTURY + int(short)
    first, day = match["from_day"], _first(match, "day", "day_2", "day_4", "day_5", "day_6")
    days = ["" if _is_old_style(match) else first, day, match["to_day"]]
    for day in [one for one in days if one] or ["0"]:
        yield Date(year, month, int(re.sub(r"\D", "", day)))
    if match["to_month"]:
        yield Date(year, read_month(match["to_month"]), 0)


def _is_old_style(match: re.Match[str]) -> bool:
    """Return whether a day of the reformed calendar follows: 5/18 January, 5 (18) May."""
    if match["bracket"] or not match["from_day"]:
        return bool(match["bracket"])
    first, last = (int(re.sub(r"\D", "", match[one])) for one in ("from_day", "day"))
    return "/" in match[0] and last - first in CALENDARS_APART


def _first(match: re.Match[str], *names: str) -> str:
    """Return the text of the first of some groups that matched any, or an empty text."""
    return next((match[name] for name in names if match[name]), "")


def _read_era(match: re.Match[str]) -> Date:
    """Return the date of a year of an era."""
    year, month, day = (
        _read_numeral(match[one] or "0") for one in ("of_era", "era_month", "era_day")
    )
    return Date(int(match["of_8"] or ERAS.get(match["era"], 0) + year), month, day)


def _read_numeral(text: str) -> int:
    """Return a number below a hundred in digits or in Chinese characters."""
    if text.isdecimal() and text.isascii():
        return int(text)
    return 1 if text == "元" else read_han_number(text)


def _complete(text: str, found: _Found) -> _Found:
    """Return a year, or the range that begins with it: “1931–33”, “1931–”."""
    first = found.dates[0]
    if match := _TO_YEAR.match(text, found.end):
        digits = _first(match, "full", "short", "next")
        last = int(f"{first.year}"[: 4 - len(digits)] + digits)
        if last > first.year and (not match["next"] or last == first.year + 1):
            return _Found(found.start, match.end(), (first, Date(last)))
    if match := _OPEN.match(text, found.end):
        return _Found(found.start, match.end(), found.dates, is_open=True)
    return found


def _join(text: str, found: Sequence[_Found]) -> Iterator[_Found]:
    """Yield the expressions, with those that a dash joins as one range."""
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
        if (
            joint == " ("
            and one.dates
            and one.dates[0].day
            and text[one.start : one.end].count(")")
        ):
            # The day of the reformed calendar in brackets: 26 October (8 November) 1917.
            pending = replace(one, start=pending.start if pending is not None else one.start)
            continue
        if pending is not None:
            yield pending
        pending = one
    if pending is not None:
        yield pending
