"""Find page numbers that a transcription inserted into the text: ``[Pg 12]``, ``{12}``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from edition.model.document import Markup, Page, PageEvidence, PageSign, PageStart
from edition.readers.furniture import roman_value
from edition.readers.lines import Line
from edition.text.span import Span

_LABEL = r"\d{1,4}|[ivxlc]{1,7}"
_MARK = re.compile(
    rf"\[(?:pg|page|p)\.?\s*(?P<square>{_LABEL})\]|\{{(?:pg?\.?\s*)?(?P<curly>{_LABEL})\}}",
    re.IGNORECASE,
)
_FEWEST = 3
_INSIDE = (PageEvidence(PageSign.TRANSCRIBED),)
_LONE = (PageEvidence(PageSign.LINE),)


@dataclass(frozen=True, slots=True)
class PageMark:
    """Inline page number: its label, text and span, and whether it is alone on its line."""

    label: str
    text: str
    span: Span
    alone: bool


@dataclass(frozen=True, slots=True)
class InlinePages:
    """Inline page numbers of a text."""

    marks: tuple[PageMark, ...] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        """Pages that begin at the marks."""
        return tuple(
            Page(mark.label, mark.span.start, False, _LONE if mark.alone else _INSIDE)
            for mark in self.marks
        )

    def inlines(self, starts: Sequence[int]) -> list[PageStart | Markup]:
        """Return the page starts, and the marks inside lines as markup.

        ``starts`` are the sorted offsets of the beginnings of lines of running text; a page whose
        mark is alone on its line begins at the next of them.
        """
        inlines: list[PageStart | Markup] = []
        for mark in self.marks:
            place = mark.span.start
            if mark.alone:
                index = bisect_left(starts, mark.span.end)
                place = starts[index] if index < len(starts) else -1
            else:
                inlines.append(Markup(mark.text, mark.span))
            if place >= 0:
                inlines.append(PageStart(mark.label, Span(place, place)))
        return inlines


def find_inline_pages(lines: Sequence[Line]) -> InlinePages:
    """Return the inline page numbers, if there are at least three in rising order."""
    marks = tuple(
        PageMark(
            (match["square"] or match["curly"]).casefold(),
            match[0],
            Span(line.start + match.start(), line.start + match.end()),
            line.text.strip() == match[0],
        )
        for line in lines
        for match in _MARK.finditer(line.text)
    )
    labels = [mark.label for mark in marks]
    if len(marks) < _FEWEST or len(set(labels)) < len(labels) or not rise(labels):
        return InlinePages()
    return InlinePages(marks)


def rise(labels: Sequence[str]) -> bool:
    """Return whether the Roman page labels rise and the Arabic page labels rise."""
    arabic = [int(label) for label in labels if label.isdecimal()]
    roman = [roman_value(label) for label in labels if not label.isdecimal()]
    return arabic == sorted(arabic) and roman == sorted(roman) and 0 not in roman
