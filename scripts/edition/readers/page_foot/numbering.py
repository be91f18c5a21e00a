"""Where the numbers of foot notes begin again: with each largest division, or nowhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from edition.readers.page_foot.book_divisions import Title
from edition.readers.page_foot.foot_notes import Series
from edition.readers.page_foot.note_fragments import choose_openings
from edition.readers.page_foot.pages import BookPage

_FIRST = 3
"""A series whose first note that is left has a number up to this one begins at 1."""


def find_series(
    pages: Sequence[BookPage],
    opening: re.Pattern[str],
    titles: Sequence[Title],
    numbering: str,
    length: int,
) -> list[Series]:
    """Return the series of numbers, in the order of the text, without gaps between them."""
    whole = [Series("", 0, length)]
    if numbering == "book":
        return whole
    series = _by_division(titles, length)
    if numbering == "division":
        return series or whole
    if series:
        return series if _begin_again(pages, opening, series) else whole
    return _by_restarts(pages, opening, length)


def _by_division(titles: Sequence[Title], length: int) -> list[Series]:
    largest = [title for title in titles if title.entry.level == 1]
    if not largest:
        return []
    bounds = [0, *(title.start for title in largest[1:]), length]
    return [
        Series(title.name, start, end)
        for title, start, end in zip(largest, bounds, bounds[1:], strict=False)
    ]


def _begin_again(
    pages: Sequence[BookPage], opening: re.Pattern[str], series: Sequence[Series]
) -> bool:
    firsts = [
        min(
            (int(sign) for sign in choose_openings(pages, opening, one.start, one.end).values()),
            default=0,
        )
        for one in series
    ]
    used = [first for first in firsts if first]
    return sum(first <= _FIRST for first in used) * 2 > len(used) or len(used) < 2


def _by_restarts(pages: Sequence[BookPage], opening: re.Pattern[str], length: int) -> list[Series]:
    """Cut where, after higher numbers, notes begin at 1 again; number the parts."""
    cuts = [0]
    highest = 0
    for page in pages:
        numbers = _numbers(page, opening)
        if numbers and numbers[0] == 1 and highest > 2:
            cuts.append(page.start)
            highest = 0
        highest = max([highest, *numbers])
    if len(cuts) == 1:
        return [Series("", 0, length)]
    bounds = [*cuts, length]
    return [
        Series(str(number), start, end)
        for number, (start, end) in enumerate(itertools.pairwise(bounds), 1)
    ]


def _numbers(page: BookPage, opening: re.Pattern[str]) -> list[int]:
    found = choose_openings([page], opening, 0, page.foot[-1].end + 1 if page.foot else 0)
    return [int(sign) for sign in found.values()]
