"""Page numbers that a transcription sets into the text: ``[Pg 12]``, ``{12}``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edition.model import Markup, Page, PageStart, Span
from edition.readers.furniture import roman_value
from edition.readers.lines import Line

_MARK = re.compile(
    r"\[(?:pg|page|p)\.?\s*(?P<a>\d{1,4}|[ivxlc]{1,7})\]|\{(?:pg?\.?\s*)?(?P<b>\d{1,4}|[ivxlc]{1,7})\}",
    re.IGNORECASE,
)
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class InlinePages:
    """Pages, and what stands in the text for them."""

    pages: tuple[Page, ...] = ()
    starts: tuple[PageStart, ...] = ()
    markup: tuple[Markup, ...] = ()


def find_inline_pages(lines: Sequence[Line]) -> InlinePages:
    """Return the pages that marks in the text tell, if at least three stand in rising order."""
    found = [
        (match["a"] or match["b"], Span(line.start + match.start(), line.start + match.end()))
        for line in lines
        for match in _MARK.finditer(line.text)
    ]
    labels = [label.casefold() for label, _ in found]
    if len(found) < _FEWEST or len(set(labels)) < len(labels) or not _rise(labels):
        return InlinePages()
    evidence = ("set into the text by the transcription",)
    return InlinePages(
        tuple(Page(label.casefold(), span.start, False, evidence) for label, span in found),
        tuple(PageStart(label.casefold(), Span(span.start, span.start)) for label, span in found),
        tuple(Markup(f"[{label}]", span) for label, span in found),
    )


def _rise(labels: Sequence[str]) -> bool:
    values = [
        (not label.isdecimal(), int(label) if label.isdecimal() else roman_value(label))
        for label in labels
    ]
    arabic = [value for roman, value in values if not roman]
    roman = [value for is_roman, value in values if is_roman]
    return arabic == sorted(arabic) and roman == sorted(roman) and 0 not in roman
