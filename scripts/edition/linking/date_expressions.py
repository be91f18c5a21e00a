"""Find the dates of text and notes as EDTF, and supply years that the context determines.

A day or month without a year takes the year of an event by which its sentence dates it, else the
year of the nearest preceding date in the passage, else in the section, else in the text. The years
of a life in brackets are not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from edition.linking.printed_dates import FoundDate, find_printed, join_ranges
from edition.linking.registers.forms import NameWords
from edition.linking.registers.passages import Passage
from edition.model.mentions import DateExpression, DateReason
from edition.model.parameters import MONTHS_BACK, YEARS_AHEAD
from edition.text.dates import SEASON_MONTHS, Date, read_edtf, write_edtf
from edition.text.span import Span

_TOGETHER: Final = re.compile(
    r"(?:\s(?:and|or|to|until|till|through)\s|,\s(?:and\s)?)"
    r"(?:the\s)?(?:(?:early|late|mid)[\s-])?(?:\d{1,2},\s)*"
)
"""The text between a day without a year and a later day with it."""
_THAT: Final = re.compile(r"\b[Tt]hat\s$")
_WHEN: Final = re.compile(
    r"\b(?:after|during|following|since|when|(?:eve|time|wake) of)\s(?:the\s)?[“\"]?$",
    re.IGNORECASE,
)
"""Text before an event that dates something else."""
_FUTURE: Final = re.compile(r"\b(?:will|would|may|shall)\b")
"""What is not yet, so that a text speaks of the year of its own date."""
_STOP: Final = re.compile(r"[^\W\d_]{2}[.?!]\s|[;\n]")


def find_dates(
    passages: Sequence[Passage],
    words: NameWords,
    dated: Mapping[str, Sequence[tuple[Span, Date]]] = MappingProxyType({}),
    written: str = "",
) -> tuple[DateExpression, ...]:
    """Return the dates of a text in the order of the witness.

    ``dated`` has the dates of the events that the text names, by address. ``written`` is the date
    of the text as EDTF, or empty; dates without a year are assigned to the twelve months before it.
    """
    day = next(iter(read_edtf(written)), Date())
    events = frozenset(words.events) | {f"{word}s" for word in words.events}
    found: list[DateExpression] = []
    printed = [
        (passage, list(join_ranges(passage.text, find_printed(passage, words, events))))
        for passage in passages
    ]
    text = _Context()
    note, address = text, ""
    for passage, expressions in printed:
        if passage.note and passage.address != address:
            note = _Context(dict(text.dates), text.last)
        address = passage.address
        context = note if passage.note else text
        named = [
            (*place, date)
            for span, date in dated.get(address, ())
            if (place := passage.locate(span))
        ]
        written_on = day if day.day else Date()
        found += _date_passage(passage, expressions, context, named, written_on)
    return tuple(sorted(found, key=lambda expression: expression.span.start))


class _Context:
    """The last date with a month in each section, and the last year of the text."""

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
        """Return True if a month belongs to the year after that of the last date of a section."""
        near = year == self.dates.get(scope, Date()).year
        return near and self.month(scope) - month >= MONTHS_BACK


def _date_passage(
    passage: Passage,
    found: Sequence[FoundDate],
    context: _Context,
    events: Sequence[tuple[int, int, Date]],
    written: Date,
) -> Iterator[DateExpression]:
    text, scope = passage.text, passage.scope
    before, last, dated, bare = 0, 0, False, -1
    for printed, following in zip(found, (*found[1:], None), strict=False):
        year, reason = printed.year, DateReason.STATED
        if printed.dates and not (printed.dates[0].month or printed.year):
            if not (month := context.month(scope)):
                continue
            printed = replace(printed, dates=(Date(0, month, printed.dates[0].day),))
        if not printed.plain and not year:
            of_context = context.year(scope)
            before = last if _THAT.search(text, 0, printed.start) else before
            near = 0 if _is_far(text, bare, printed.start, before, of_context) else before
            joined_only = bool(near or of_context)
            if after := _find_after(text, printed, following, joined_only=joined_only):
                year, reason = after, DateReason.SUPPLIED
            elif of_event := _find_event(text, printed, events):
                year, reason, before, bare = of_event, DateReason.SUPPLIED, of_event, -1
                context.state(scope, Date(year, _month_and_day(printed.dates[-1])[0]))
            else:
                opens = max(
                    (m.end() for m in _STOP.finditer(passage.text, 0, printed.start)), default=0
                )
                future = _FUTURE.search(passage.text, opens, printed.start) is not None
                year, reason = _supply(printed, near, of_context, written, future=future)
                if reason is DateReason.SUPPLIED:
                    year += context.continues(scope, _month_and_day(printed.dates[0])[0], year)
                    context.state(scope, Date(year, _month_and_day(printed.dates[-1])[0]))
        edtf = printed.plain or _write(printed, year)
        if year and not read_edtf(edtf):
            edtf, reason = "", DateReason.IMPOSSIBLE
        span = passage.span(printed.start, printed.end)
        yield DateExpression(span, edtf, reason, passage.address)
        if printed.year and not _is_in_brackets(text, printed):
            last = printed.year
            # A bare year earlier than that of the last full date refers to the past.
            if printed.dates[-1].month or not dated or printed.year > before:
                before, bare = printed.year, -1 if printed.dates[-1].month else printed.end
            if printed.dates[-1].month:
                dated = True
                context.state(scope, Date(printed.year, _month_and_day(printed.dates[-1])[0]))


def _is_far(text: str, bare: int, start: int, year: int, context: int) -> bool:
    """Return True if a bare year in an earlier sentence, ending at ``bare``, does not apply."""
    if bare < 0 or not context or context <= year <= context + YEARS_AHEAD:
        return False
    return text[bare] in ".?!" or _STOP.search(text, bare, start) is not None


def _find_after(
    text: str, printed: FoundDate, after: FoundDate | None, *, joined_only: bool
) -> int:
    """Return the year of the following expression if it applies to both, or 0.

    With ``joined_only`` the two must be joined (“3 and 5 May 1931”), else be in one sentence.
    """
    if after is None or not after.year or not after.dates[0].month:
        return 0
    if _month_and_day(printed.dates[-1]) > _month_and_day(after.dates[0]):
        return 0
    between = text[printed.end : after.start]
    joined = _TOGETHER.fullmatch(between) if joined_only else not _STOP.search(between)
    return after.dates[0].year if joined else 0


def _find_event(text: str, printed: FoundDate, events: Sequence[tuple[int, int, Date]]) -> int:
    """Return the year of an event whose name has the date, or by which its sentence dates, or 0."""
    for start, end, date in events:
        if start <= printed.start and printed.end <= end:
            return date.year
        between = text[end : printed.start] if end <= printed.start else text[printed.end : start]
        if _WHEN.search(text, 0, start) and not _STOP.search(between):
            return date.year
    return 0


def _month_and_day(date: Date) -> tuple[int, int]:
    return SEASON_MONTHS.get(date.month, date.month), date.day


def _supply(
    printed: FoundDate, before: int, context: int, written: Date, *, future: bool
) -> tuple[int, DateReason]:
    """Return the year for a day or month without one, or 0, with the reason."""
    if before or (context and not written):
        return before or context, DateReason.SUPPLIED
    if written:
        is_later = _month_and_day(printed.dates[0]) > _month_and_day(written)
        return written.year - (is_later and not future), DateReason.OF_TEXT
    return 0, DateReason.NO_YEAR


def _is_in_brackets(text: str, printed: FoundDate) -> bool:
    """Return True for years in brackets, such as those of a life, which date nothing else."""
    if any(date.month for date in printed.dates):
        return False
    return any(
        text.rfind(opening, 0, printed.start) > text.rfind(closing, 0, printed.start)
        for opening, closing in ("()", "[]")
    )


def _write(printed: FoundDate, year: int) -> str:
    dates = [date if date.year else Date(year, date.month, date.day) for date in printed.dates]
    if not all(date.year for date in dates):
        return ""
    return "/".join(map(write_edtf, dates)) + "/" * printed.is_open
