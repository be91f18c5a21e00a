"""Measure a typeset text: the widths and the indentation of its lines.

A text extracted from pages has lost its type, but justified lines preserve their measure: the lines
of a block quotation are narrower than those of the text, and the first line of a paragraph is
shorter. Some extractions also preserve the blanks before lines. Widths are in ems, see
``readers.widths``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, pstdev
from typing import Final

from edition.readers.chunks import ends_sentence, goes_on
from edition.readers.typeset.rows import Row

_LENGTH: Final = 13.0
"""Assumed rows of a paragraph where there is too little evidence."""


@dataclass(frozen=True, slots=True)
class TypeArea:
    """The measures of a text, in ems, and the indentation of its lines, in blanks."""

    body: float
    spread: float
    """Standard deviation of the estimated width of a full line."""
    indent: float
    """Difference in width of the first line of a paragraph; 0 if it is not indented."""
    quotation: float
    """Width of the lines of block quotations; 0 if there are none."""
    first: int = 0
    block: int = 0
    """Blanks before the first line of a paragraph and before a quotation; 0 if not preserved."""
    divided: bool = False
    """True if blank lines separate the paragraphs."""
    length: float = _LENGTH
    """Average number of rows of a paragraph."""

    @property
    def short(self) -> float:
        """Width below which a line was not ended by the margin."""
        return _SHORT * self.body


_SHORT: Final = 0.8
_FEWEST: Final = 40
"""Fewest full lines that prove the measure of a text."""
_NEAR: Final = (0.8, 1.15)
"""Bounds of the sizes of full lines, as shares of the median: others are joined or cut off."""
_BIN: Final = 0.5
"""Step, in ems, by which widths are counted."""
_LEAST_SPREAD: Final = 0.7
"""Least spread of the estimates, in ems."""
_OVER: Final = 0.1
"""Greatest overestimate of a full line, as a share of the measure."""
_FIRST_LINE: Final = (0.85, 1.1)
"""Bounds of the width of a first line that is not the last, as shares of the measure."""
_INDENT: Final = 0.036
"""Assumed indent of first lines where there is too little evidence, as a share of the measure."""
_LEAST_INDENT: Final = 0.4
"""Indent in ems below which first lines count as not indented."""
_FEW: Final = 5
"""Fewest lines that prove an indent or a distance from the margin."""
_FEWEST_QUOTED: Final = 2
_FEW_QUOTED: Final = 0.01
"""Fewest lines of quotations, and their least share of the full lines, if there are any."""
_UNSURE: Final = 0.05
"""Assumed spread of estimates where lines are few or ragged, as a share of the measure."""
_SEPARATED: Final = 0.8
"""Share of the short rows with a stop that precede a blank line if it separates paragraphs."""
_SET_IN: Final = 2
"""Fewest blanks of an indented line: a single blank may be the sign of a page end."""
_NARROWER: Final = (0.72, 0.95)
"""Bounds of the mean width of three lines of a quotation, as shares of the measure."""
_CLEARLY_NARROWER: Final = 0.9
"""The upper bound for a text that is not proved to be typeset."""
_CLEARLY: Final = 1.2
"""Standard deviations by which each of the three is narrower than the measure, at least."""


def prove_type(rows: Sequence[Row]) -> TypeArea | None:
    """Measure a text if it is proved to be typeset; otherwise return None.

    In a typeset text the widths of full lines vary less than their numbers of characters; in a text
    wrapped by a typewriter or a program the reverse is true.
    """
    full = _list_full(rows)
    return measure_type(rows) if len(full) >= _FEWEST and _is_type(full) else None


def _is_type(rows: Sequence[Row]) -> bool:
    widths, letters = [row.width for row in rows], [len(row.text) for row in rows]
    return _vary(widths) < _vary(letters)


def _list_full(rows: Sequence[Row]) -> list[Row]:
    """Return the rows ended by the margin: a sentence continues on the following row."""
    return [
        a for a, b in pairwise(rows) if not b.gap and goes_on(b.text) and not ends_sentence(a.text)
    ]


def measure_type(rows: Sequence[Row]) -> TypeArea:
    """Measure a text that is known to be typeset."""
    pairs = list(pairwise(rows))
    full = _list_full(rows) or rows
    if not full:
        return TypeArea(1.0, 1.0, 0.0, 0.0)
    inner = [row.width for row in full]
    body = find_mode(inner)
    over = [width - body for width in inner if body <= width < (1 + _OVER) * body]
    spread = _find_spread(over)
    firsts = list(_first_widths(rows, body))
    indent = body - median(firsts) if len(firsts) >= _FEW else _INDENT * body
    quoted = list(_quoted_widths(rows, body, spread))
    long = [(a, b) for a, b in pairs if a.width > _SHORT * body and not b.gap and goes_on(b.text)]
    ends = [
        b.gap
        for a, b in pairs
        if a.page == b.page and a.width < _SHORT * body and ends_sentence(a.text)
    ]
    typeset = _is_type(full)
    enough = len(quoted) >= max(_FEWEST_QUOTED, _FEW_QUOTED * len(inner))
    quotation = median(quoted) if enough else 0.0
    quotation *= typeset or quotation < _CLEARLY_NARROWER * body
    lowest = max((body + quotation) / 2, _SHORT * body)
    under = [width - body for width in inner if lowest < width < body]
    if not typeset or len(full) < _FEWEST:
        spread = max(spread, _find_spread(under), _UNSURE * body)
    return TypeArea(
        body,
        spread,
        indent if indent > _LEAST_INDENT else 0.0,
        quotation,
        first=_find_offset(a.offset - b.offset for a, b in long if not b.offset),
        block=_find_offset(a.offset for a, b in long if a.offset == b.offset),
        divided=sum(ends) > _SEPARATED * len(ends),
        length=len(rows) / len(ends) if len(ends) >= _FEW else _LENGTH,
    )


def _find_spread(differences: Sequence[float]) -> float:
    return max(_LEAST_SPREAD, math.hypot(*differences) / math.sqrt(len(differences) or 1))


def _vary(sizes: Sequence[float]) -> float:
    """Return the standard deviation of sizes as a share of the median, excluding outliers."""
    middle = median(sizes)
    near = [size for size in sizes if _NEAR[0] * middle < size < _NEAR[1] * middle]
    return pstdev(near) / middle if near else 0.0


def find_mode(widths: Iterable[float]) -> float:
    """Return the most frequent width, averaged over its neighbours; widths are in ems."""
    counts = Counter(round(width / _BIN) for width in widths)
    best = max(sorted(counts), key=lambda key: sum(counts[key + shift] for shift in (-1, 0, 1)))
    near = {key: counts[key] for key in range(best - 2, best + 2 + 1)}
    return _BIN * sum(key * count for key, count in near.items()) / sum(near.values())


def _first_widths(rows: Sequence[Row], body: float) -> Iterator[float]:
    """Yield the widths of rows that certainly begin a paragraph and are ended by the margin."""
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        ended = ends_sentence(before.line.text) and before.width < _SHORT * body
        full = _FIRST_LINE[0] * body < row.width < _FIRST_LINE[1] * body
        if ended and full and not after.gap and goes_on(after.text) and not goes_on(row.text):
            yield row.width


def _quoted_widths(rows: Sequence[Row], body: float, spread: float) -> Iterator[float]:
    """Yield the mean widths of three successive rows that are all narrower than the text."""
    limit = body - _CLEARLY * spread
    for successive in zip(rows, rows[1:], rows[2:], rows[2 + 1 :], strict=False):
        widths = [row.width for row in successive[:-1]]
        mean = sum(widths) / len(widths)
        divided = any(b.gap and a.page == b.page for a, b in pairwise(successive))
        narrow = max(widths) < limit and _NARROWER[0] * body < min(widths)
        if narrow and mean < _NARROWER[1] * body and not divided:
            yield mean


def _find_offset(offsets: Iterable[int]) -> int:
    """Return the most frequent indentation, in blanks; 0 if none is frequent."""
    counts = Counter(offset for offset in offsets if offset >= _SET_IN)
    best = max(sorted(counts), key=counts.__getitem__, default=0)
    return best if counts[best] >= _FEW else 0
