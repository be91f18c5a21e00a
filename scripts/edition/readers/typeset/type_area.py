"""The measures of a typeset text: how wide its lines are set, and how far they are set in.

A text extracted from pages has lost its type, but justified lines keep their measure: the lines of
a block quotation are narrower than those of the text, and the first line of a paragraph is shorter.
Some extractions keep the blanks before lines as well. Widths are in ems, see ``readers.widths``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, pstdev
from typing import Final

from edition.readers.chunks import ends_sentence, goes_on, indent_of
from edition.readers.lines import Line
from edition.readers.widths import estimate_width


@dataclass(slots=True)
class Row:
    """A line of running text that is not blank."""

    line: Line
    page: int
    width: float
    gap: bool
    """True if a blank line, the start of the page or a loss stands before it."""
    offset: int = 0
    """Blanks by which it is set in from the margin of its page."""

    @property
    def text(self) -> str:
        """The line without white space at either end."""
        return self.line.text.strip()


@dataclass(frozen=True, slots=True)
class TypeArea:
    """The measures of a text, in ems, and how far its lines are set in, in blanks."""

    body: float
    spread: float
    """Standard deviation of the estimated width of a full line."""
    indent: float
    """How much shorter the first line of a paragraph is; 0 if it is not set in."""
    quotation: float
    """Width of the lines of block quotations; 0 if there are none."""
    first: int = 0
    block: int = 0
    """Blanks before the first line of a paragraph and before a quotation; 0 where none are kept."""

    @property
    def short(self) -> float:
        """A line below this width ended for another reason than the margin."""
        return _SHORT * self.body


_SHORT: Final = 0.8
_FEWEST: Final = 40
"""Full lines that prove the measure of a text."""
_NEAR: Final = (0.8, 1.15)
"""Bounds of the sizes of full lines, as shares of the middle one: others are several or cut."""
_BIN: Final = 0.5
"""Ems by which widths are counted."""
_LEAST_SPREAD: Final = 0.02
"""Share of the measure by which estimates differ at least."""
_OVER: Final = 0.1
"""Share of the measure by which a full line is estimated too wide at most."""
_FIRST_LINE: Final = (0.85, 1.1)
"""Bounds of the width of a first line that another one follows, as shares of the measure."""
_LEAST_INDENT: Final = 0.4
"""Ems below which first lines are not set in."""
_FEW: Final = 5
"""Lines from which an indent, a quotation or a distance from the margin is believed …"""
_FEW_QUOTED: Final = 0.01
"""… and share of the full lines that are in quotations, if there are any."""
_SET_IN: Final = 2
"""Blanks from which a line is set in: a single one may be the sign of a page end."""
_NARROWER: Final = (0.72, 0.95)
"""Bounds of the mean width of three lines of a quotation, as shares of the measure …"""
_CLEARLY: Final = 1.2
"""… and by how many standard deviations each is narrower than the measure."""


def make_rows(
    lines: Sequence[Line], apart: Iterable[int], breaks: Iterable[int], torn: Iterable[int] = ()
) -> list[Row]:
    """Return the rows of running text; the arguments are indices of lines.

    ``apart`` are lines of notes and furniture, ``breaks`` the first lines of pages; before those of
    ``torn`` the extraction lost text.
    """
    rows: list[Row] = []
    passed, begins, lost = frozenset(apart), frozenset(breaks), frozenset(torn)
    page, gap = 0, True
    for index, line in enumerate(lines):
        page += index in begins
        gap = gap or index in begins or index in lost or line.blank
        if not line.blank and index not in passed:
            rows.append(Row(line, page, estimate_width(line.text), gap))
            gap = False
    _lift(rows)
    return rows


def _lift(rows: Sequence[Row]) -> None:
    """Count the blanks before rows from the margins of their pages."""
    blanks = [indent_of(row.line.text.lstrip("\f")) for row in rows]
    margins: dict[int, int] = {}
    for row, count in zip(rows, blanks, strict=True):
        margins[row.page] = min(count, margins.get(row.page, count))
    for row, count in zip(rows, blanks, strict=True):
        row.offset = count - margins[row.page]


def measure_type(rows: Sequence[Row]) -> TypeArea | None:
    """Measure a text that is typeset; None if that is not proved.

    The widths of its full lines vary less than the numbers of their letters: in a text that a
    typewriter or a program broke by letters, it is the other way round.
    """
    pairs = list(pairwise(rows))
    full = [a for a, b in pairs if not b.gap and goes_on(b.text) and not ends_sentence(a.text)]
    inner = [row.width for row in full]
    if len(full) < _FEWEST or _vary(inner) >= _vary([len(row.text) for row in full]):
        return None
    body = _find_mode(inner)
    over = [width - body for width in inner if body <= width < (1 + _OVER) * body]
    spread = max(_LEAST_SPREAD * body, math.hypot(*over) / math.sqrt(max(len(over), 1)))
    firsts = list(_first_widths(rows, body))
    indent = body - median(firsts) if len(firsts) >= _FEW else 0.0
    quoted = list(_quoted_widths(rows, body, spread))
    long = [(a, b) for a, b in pairs if a.width > _SHORT * body and not b.gap and goes_on(b.text)]
    enough = len(quoted) >= max(_FEW, _FEW_QUOTED * len(inner))
    return TypeArea(
        body,
        spread,
        indent if indent > _LEAST_INDENT else 0.0,
        median(quoted) if enough else 0.0,
        first=_find_offset(a.offset - b.offset for a, b in long if not b.offset),
        block=_find_offset(a.offset for a, b in long if a.offset == b.offset),
    )


def _vary(sizes: Sequence[float]) -> float:
    """Return the standard deviation of sizes as a share of the middle one, stray ones left out."""
    middle = median(sizes)
    return pstdev(s for s in sizes if _NEAR[0] * middle < s < _NEAR[1] * middle) / middle


def _find_mode(widths: Iterable[float]) -> float:
    """Return the width that most lines have near it."""
    counts = Counter(round(width / _BIN) for width in widths)
    best = max(sorted(counts), key=lambda key: sum(counts[key + shift] for shift in (-1, 0, 1)))
    near = {key: counts[key] for key in range(best - 2, best + 2 + 1)}
    return _BIN * sum(key * count for key, count in near.items()) / sum(near.values())


def _first_widths(rows: Sequence[Row], body: float) -> Iterator[float]:
    """Yield the widths of rows that surely begin a paragraph and are ended by the margin."""
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        ended = ends_sentence(before.line.text) and before.width < _SHORT * body
        full = _FIRST_LINE[0] * body < row.width < _FIRST_LINE[1] * body
        if ended and full and not after.gap and goes_on(after.text) and not goes_on(row.text):
            yield row.width


def _quoted_widths(rows: Sequence[Row], body: float, spread: float) -> Iterator[float]:
    """Yield the mean widths of three successive rows that are all narrower than the text."""
    limit = body - _CLEARLY * spread
    for three in zip(rows, rows[1:], rows[2:], rows[2 + 1 :], strict=False):
        widths = [row.width for row in three[:-1]]
        mean = sum(widths) / len(widths)
        narrow = max(widths) < limit and _NARROWER[0] * body < min(widths)
        if narrow and mean < _NARROWER[1] * body and not any(row.gap for row in three[1:]):
            yield mean


def _find_offset(offsets: Iterable[int]) -> int:
    """Return the most frequent distance from the margin; 0 if none is frequent."""
    counts = Counter(offset for offset in offsets if offset >= _SET_IN)
    best = max(sorted(counts), key=counts.__getitem__, default=0)
    return best if counts[best] >= _FEW else 0
