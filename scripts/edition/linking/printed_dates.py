"""Find dates in text as they are printed: days, months, years, ranges, eras and seasons.

Years of publication and numbers that only look like years are excluded. Years that the text does
not state are supplied in ``date_expressions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from edition.linking.registers.forms import NameWords
from edition.linking.registers.passages import Passage
from edition.model.citation import CitationKind
from edition.model.parameters import (
    CALENDARS_APART,
    LISTED_WORKS,
    PLAIN_YEAR,
    SERIAL_CONTEXT,
    SHORT_CENTURY,
)
from edition.text.dates import (
    CENTURIES,
    ERAS,
    FOREIGN_MONTHS,
    MONTH,
    MONTH_ABBREVIATIONS,
    MONTHS,
    OF,
    SEASON_NAMES,
    Date,
    read_edtf,
    read_month,
)
from edition.text.scripts import CJK, HAN_DIGITS, read_han_number

_DAY: Final = r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th|d)?(?!\d)"
_ORDINAL: Final = r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th|d)"
_YEAR: Final = r"(?:1\d|20)\d\d(?!\d)"
_SEASON: Final = rf"(?:{'|'.join(SEASON_NAMES)})"
_FOREIGN: Final = rf"(?:{'|'.join(FOREIGN_MONTHS)})"
_NUMERAL: Final = rf"(?:\d{{1,2}}|[{HAN_DIGITS}十]{{1,3}}|元)"
_ROMAN: Final = {
    numeral: n for n, numeral in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)
}
_DATE: Final = re.compile(
    rf"""(?:(?<![\w#$£.,:/-])|(?<=[Mm]id-)|(?<=[{CJK}])(?=[{CJK}])|(?<=[\s(][12]\d\d\d/)(?={_YEAR}))(?:
    (?P<decade>(?:1\d|20)\d)0s                        # the 1930s
    |(?P<century>{"|".join(CENTURIES)}|\d\d(?:th|st))[\s-][Cc]entury
    |(?:(?P<era>{"|".join(ERAS)})\s?(?P<of_era>{_NUMERAL})|(?P<of_8>{_YEAR})(?=年))
        (?:年(?:(?P<era_month>{_NUMERAL})月(?:(?P<era_day>{_NUMERAL})日)?)?)?
    |(?P<about>ca?\.\s)?(?P<old>\d{{1,4}})(?:(?:[–-]|\sto\s)(?P<old_end>\d{{1,4}}))?
        \s(?:bce|BCE|B\.C\.)
    |(?P<iso>{_YEAR}-[01]\d-[0-3]\d)                  # 1931-05-03
    |(?P<day_6>{_DAY})\.\s?(?P<month_7>1[0-2]|0?[1-9]|[IVX]{{1,4}})\.\s?(?P<of_9>{_YEAR})
    |(?:(?P<from_day>{_DAY})(?:/|[–-]|\sto\s|\s(?P<bracket>\()))?(?P<day>{_DAY})(?(bracket)\))
        \s(?:of\s)?(?P<month>{MONTH})(?:\)?,?\s(?P<of>{_YEAR})
            |\s(?P<of_short>\d\d)(?=\s*$)|,?\s[’'](?P<of_short_2>\d\d))?
    |(?P<month_2>{MONTH})\s(?P<day_2>{_DAY})
        (?:(?:[–/-]|,\s|\s(?:and|to|through)\s(?={_DAY},?\s{_YEAR}))
            (?P<to_day>{_DAY})(?!\s{MONTH}))?
        (?:,?\s(?P<of_2>{_YEAR})|,?\s[’'](?P<of_short_3>\d\d))?
    |(?P<day_4>{_DAY}|1er)\.?\s{OF}(?P<month_4>{_FOREIGN})(?:\s{OF}(?P<of_5>{_YEAR}))?
    |(?P<day_5>{_DAY})\.\s(?P<month_5>{MONTH})\s(?P<of_6>{_YEAR})
    |(?P<month_6>{_FOREIGN})\s{OF}(?P<of_7>{_YEAR})
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
    rf"(?:[–-]|\sto\s(?:(?:early|late|mid)[\s-])?)(?P<full>{_YEAR})|(?:[–-](?P<short>\d{{1,2}})|/(?P<next>\d\d))(?![\d\w])"
)
_OPEN: Final = re.compile(r"–(?:\?|\[\?\])?(?=[);,])")
_JOINT: Final = re.compile(
    r"(?:[–-]|\s(?:to|until|till|through)\s(?:the\s)?)(?:(?:early|late|mid)[\s-])?"
)
_OF_NAME: Final = re.compile(r"\b([^\W\d_]{2,})\s$")
"""A word before a month that may belong to a name: Death March."""
_TIMED: Final = re.compile(
    r"(?:\b(?:in|since|until|till|from|year|years|early|late|before|after|during|between)\s"
    r"|ca?\.\s|[(\[–-])$",
    re.IGNORECASE,
)
"""Text before a number below ``PLAIN_YEAR`` that marks it as a year."""
_COUNTED: Final = re.compile(
    r"\b(?:some|over|nearly|almost|than|least|only|total of|carrying|killed|lost|these|those)\s$"
)
"""Text before a quantity: “over 1500 lamps”."""
_PLURAL: Final = re.compile(r"\s[a-z]+s\b")
_SERIAL: Final = re.compile(r"(?:\b[A-Z]{2,5}|\b[A-Z]\s[A-Z])\s$")
"""Text before the number of a document in a series: “NSC 1750”."""
_FISCAL: Final = ("FY ", "AD ", "CE ")
_BARE: Final = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|from|to|early|late|during|last|and|or|through|before|after|"
    r"between|this|mid)|[–(-])[\s-]?$",
    re.IGNORECASE,
)
"""Text before “May” or “March” that marks it as a month."""
_NEXT_WORD: Final = re.compile(r"\s(\w+)")
_JOINED_WORD: Final = re.compile(rf"\sand\s{MONTH}\s(\w+)")
"""Text after the first of two months in one name: February and October Revolutions."""
_ISSUE: Final = re.compile(r"\b[Nn]os?\.\s\d+(?:[–-]\d+)?(?:\s\(\d+\))?\s\($")
"""Text before the month of an issue of a periodical: no. 4 (May 1931)."""
_TITLE: Final = re.compile(r"[,?!]”\s$")
_ONLINE: Final = re.compile(r",[^.;“”]*?\bhttps?:")
"""Text after the date of a web page, which follows its title."""
_WORDLIKE: Final = ("May", "March")
_PART: Final = re.compile(r",\s(?:vols?|pts?|nos?|series)\b", re.IGNORECASE)
"""Text after the years in the title of a work of several volumes."""
_NUMBERED: Final = re.compile(r"(?:\b(?:[Nn]os?|pp?|[Vv]ols?|ll?)\.\s|\d\.\d+/\d+[–-])$")
"""Text before the number of a page, or before the last part of a file number: 794.00/12–1754."""
_EDITION: Final = re.compile(r"\s(?:edition|version)\b")
"""Text after the year of an edition."""
_AIRED: Final = re.compile(r"\b(?:aired|broadcast)\b[^.;]*$")
"""Text before the date of a broadcast that a note cites."""
_PAGED: Final = re.compile(r"(?:\s\([\w\s]+\))?,\s\d{1,2}(?:[–-]\d{1,2})?[.;]")
"""Text after the date of an issue that a note cites with its page."""
_NO_DATES: Final = frozenset(
    (CitationKind.FULL, CitationKind.SHORT, CitationKind.IBID, CitationKind.NEWSPAPER)
)
_WORKS: Final = re.compile(rf"\({_YEAR}(?:\)|, with )")
"""The year of a work in a list of works of one author."""
_LISTED: Final = re.compile(rf"(?:[–-]\d+s?)?\s{_WORKS.pattern}")
_BRACKETED: Final = re.compile(rf"\({_YEAR}$")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A printed date of a passage; parts that the text does not state are 0."""

    start: int
    end: int
    dates: tuple[Date, ...]
    plain: str = ""
    """EDTF of a decade, a century or a year BCE, which ``dates`` cannot represent."""
    is_open: bool = False

    @property
    def year(self) -> int:
        """The last stated year, or 0."""
        return self.dates[-1].year if self.dates else 0


def find_printed(passage: Passage, words: NameWords, events: frozenset[str]) -> Iterator[FoundDate]:
    """Yield the dates of a passage in order; ``events`` are words such as “Revolution”."""
    text = passage.text
    place = 0
    while match := _DATE.search(text, place):
        place = match.end()
        if (
            _is_publication_date(passage, match)
            or _is_word(match, events)
            or _is_count(match, words)
        ):
            continue
        if text[: match.start()].rstrip().endswith(words.access):
            continue  # The date of access of a web page.
        found = _make(match)
        if match["year"]:
            found = _extend_to_range(text, found)
            volume = _PART.match(text, found.end)
            if volume or (len(found.dates) == 1 and _is_number(match, words)):
                place = found.end
                continue
        place = max(place, found.end)
        yield found


def _is_publication_date(passage: Passage, match: re.Match[str]) -> bool:
    """Return True for a date of publication."""
    start, end = match.span()
    if _ISSUE.search(passage.text, 0, start):
        return True
    if passage.note and (_AIRED.search(passage.text, 0, start) or _PAGED.match(passage.text, end)):
        return True
    if _TITLE.search(passage.text, 0, start) and _ONLINE.match(passage.text, end):
        return True
    for part in passage.apart:
        if part.start < match.end() and match.start() < part.end and part.citation is not None:
            return part.citation.kind in _NO_DATES
    listed = _LISTED.match(passage.text, end) or _BRACKETED.search(passage.text, 0, end)
    return listed is not None and len(_WORKS.findall(passage.text)) >= LISTED_WORKS


def _is_word(match: re.Match[str], events: frozenset[str]) -> bool:
    """Return True if a month is a word such as May, or part of a name: October Revolution."""
    text = match.string
    after = _JOINED_WORD.match(text, match.end()) or _NEXT_WORD.match(text, match.end())
    small = after is not None and after[1].capitalize() in events
    if not match["month_3"] or match["of_3"]:
        return small and bool(match["month_2"]) and not match["of_2"]
    named = (after is not None and after[1] in events) or small
    named = named or (
        # Part of another name: Jan Weaver, Weaver Jun-o, Death March.
        match["month_3"] in MONTH_ABBREVIATIONS
        and (text[match.end() :][:1] == "-" or (after is not None and after[1].istitle()))
    )
    before = _OF_NAME.search(text, 0, match.start())
    if before is not None and before[0].strip().istitle() and not _BARE.search(before[0]):
        opens = text[: before.start()].rstrip()[-1:]
        named = named or (opens != "" and opens not in ".:?!“”\n" and before[1] not in MONTHS)
    return named or (match["month_3"] in _WORDLIKE and not _BARE.search(text[: match.start()]))


def _is_count(match: re.Match[str], words: NameWords) -> bool:
    """Return True if an ordinal is not a day: on the 5th floor."""
    after = _NEXT_WORD.match(match.string, match.end())
    if not match["bare"] or after is None or match.string[: match.start()].endswith("On the "):
        return False
    return after[1].islower() and after[1] not in (*words.functions, *words.places)


def _is_number(match: re.Match[str], words: NameWords) -> bool:
    """Return True if four digits are a quantity or a number in a series."""
    if not match["year"] or not match["year"].isdecimal():
        return False
    before = match.string[: match.start()]
    word = next(iter(before.split()[-1:]), "")
    # Telegram 1502, Lamp Act 1902, p. 1502, or the last part of a file number.
    if _NUMBERED.search(before) or _EDITION.match(match.string, match.end()):
        return True
    if before[-1:] == " " and word.lower() in map(str.lower, words.documents):
        return True
    if int(match["year"]) < PLAIN_YEAR and not _TIMED.search(before):
        return True
    if _COUNTED.search(before) and _PLURAL.match(match.string, match.end()):
        return True
    if (serial := _SERIAL.search(before)) is None or before.endswith(_FISCAL):
        return False
    # In text in capitals an abbreviation is no evidence, unless its letters are spaced.
    return " " in serial[0][:-1] or re.search(r"[a-z]", before[-SERIAL_CONTEXT:]) is not None


def _make(match: re.Match[str]) -> FoundDate:
    start, end = match.span()
    month = match["month"] or match["month_2"] or match["month_3"] or ""
    if match["bare"]:
        return FoundDate(start, end, (Date(0, 0, int(re.sub(r"\D", "", match["bare"]))),))
    if match["iso"]:
        return FoundDate(start, end, tuple(read_edtf(match["iso"])))
    if match["era"] or match["of_8"]:
        return FoundDate(start, end, (_read_era(match),))
    if match[0].endswith(".") and month.rstrip(".") in MONTHS:
        end -= 1  # The full stop ends the sentence.
    if match["decade"]:
        return FoundDate(start, end, (), f"{match['decade']}X")
    if match["century"]:
        word = match["century"]
        first = int(word[:2]) - 1 if word[0].isdigit() else CENTURIES[word]
        return FoundDate(start, end, (), f"{first}XX")
    if match["old"]:
        years = [match["old"], match["old_end"]]
        ends = [f"-{int(year):04}" for year in years if year]
        ends[0] += "~" * bool(match["about"])
        return FoundDate(start, end, (), "/".join(ends))
    if season := match["season"] or match["season_2"]:
        seasons = [season, match["to_season"]] if match["to_season"] else [season]
        year = int(match["of_4"] or 0)
        return FoundDate(start, end, tuple(Date(year, SEASON_NAMES[name]) for name in seasons))
    if match["year"]:
        doubt = "~" if match["year"].startswith("c") else ""
        return FoundDate(start, end, (Date(int(match["year"][-4:]), doubt=doubt),))
    return FoundDate(start, end, tuple(_read_days(match)))


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
    for day in list(filter(None, days)) or ["0"]:
        yield Date(year, month, int(re.sub(r"\D", "", day)))
    if match["to_month"]:
        yield Date(year, read_month(match["to_month"]), 0)


def _is_old_style(match: re.Match[str]) -> bool:
    """Return True if a Julian day precedes the Gregorian: 5/18 January, 5 (18) May."""
    if match["bracket"] or not match["from_day"]:
        return bool(match["bracket"])
    first, last = (int(re.sub(r"\D", "", match[name])) for name in ("from_day", "day"))
    return "/" in match[0] and last - first in CALENDARS_APART


def _first(match: re.Match[str], *names: str) -> str:
    """Return the text of the first group that matched, or an empty string."""
    return next((match[name] for name in names if match[name]), "")


def _read_era(match: re.Match[str]) -> Date:
    """Return a date by era or with Chinese characters as a Gregorian date."""
    year, month, day = (
        _read_numeral(match[name] or "0") for name in ("of_era", "era_month", "era_day")
    )
    return Date(int(match["of_8"] or ERAS.get(match["era"], 0) + year), month, day)


def _read_numeral(text: str) -> int:
    """Return a number below 100 in digits or Chinese characters."""
    if text.isdecimal() and text.isascii():
        return int(text)
    return 1 if text == "元" else read_han_number(text)


def _extend_to_range(text: str, found: FoundDate) -> FoundDate:
    """Extend a year to the range that begins with it: “1931–33”, “1931–”."""
    first = found.dates[0]
    if match := _TO_YEAR.match(text, found.end):
        digits = _first(match, "full", "short", "next")
        last = int(f"{first.year}"[: 4 - len(digits)] + digits)
        if last > first.year and (not match["next"] or last == first.year + 1):
            return FoundDate(found.start, match.end(), (first, Date(last)))
    if match := _OPEN.match(text, found.end):
        return FoundDate(found.start, match.end(), found.dates, is_open=True)
    return found


def join_ranges(text: str, found: Iterable[FoundDate]) -> Iterator[FoundDate]:
    """Yield the dates, joined to ranges where a dash or “to” is between them."""
    pending: FoundDate | None = None
    for date in found:
        joint = text[pending.end : date.start] if pending is not None else ""
        if pending is not None and pending.dates and date.dates and _JOINT.fullmatch(joint):
            first = pending.dates[0]
            first = first if first.year else Date(date.year, first.month, first.day)
            pending = FoundDate(pending.start, date.end, (first, date.dates[-1]))
            continue
        if (
            pending is not None
            and joint == " ("
            and date.dates
            and date.dates[0].day
            and ")" in text[date.start : date.end]
        ):
            # The Gregorian day in brackets: 26 October (8 November) 1917.
            pending = replace(date, start=pending.start)
            continue
        if pending is not None:
            yield pending
        pending = date
    if pending is not None:
        yield pending
