"""Recognise columns of plain text: tables aligned by blanks or tabs, and text side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from edition.readers.chunks import Chunk
from edition.readers.lines import Line
from edition.text.span import Span

Cells: TypeAlias = tuple[tuple[Span, ...], ...]
"""Rows of cells; an empty cell is an empty span."""

_FEWEST_ROWS: Final = 3
_FEWEST_COLUMNS: Final = 3
"""Fewest columns that make a table regardless of their content."""
_NUMBERED: Final = 0.6
"""Share of the cells of the second column that begin with a number in a two-column table."""
_GUTTER: Final = 2
"""Least width of the gap between two columns, in blanks."""
_GAP: Final = re.compile(r"\s\s|\t")
"""A separator of cells; most prose has none, so that its columns need not be examined."""
_NUMBER: Final = re.compile(r"[£$€¥(]?[\d.,]*\d|[-–—.]+$|nil$", re.IGNORECASE)


def find_cells(chunk: Chunk) -> Cells:
    """Return the cells of a table, or ``()`` for lines that are not a table.

    Two columns are separated by blanks at the same place in every line, or by tabs.
    """
    if len(chunk.lines) < _FEWEST_ROWS or not any(_GAP.search(line.text) for line in chunk.lines):
        return ()
    if all("\t" in line.text.strip() for line in chunk.lines):
        rows = [_split_at_tabs(line) for line in chunk.lines]
    else:
        texts = [line.text for line in chunk.lines]
        starts = _find_columns(texts)
        rows = [_split_at(line, starts) for line in chunk.lines]
    return tuple(map(tuple, rows)) if _is_table(rows, chunk.lines) else ()


def _find_columns(texts: Sequence[str]) -> list[int]:
    """Return the starts of the columns after the first, in characters from the start of a line."""
    width = max(map(len, texts))
    blank = [all(not text[place : place + 1].strip() for text in texts) for place in range(width)]
    first = next((place for place in range(width) if not blank[place]), width)
    return [
        place
        for place in range(first + _GUTTER, width)
        if not blank[place] and all(blank[place - _GUTTER : place])
    ]


def _split_at(line: Line, starts: Sequence[int]) -> list[Span]:
    edges = [0, *starts, max(len(line.text), *starts, 0)]
    return [_trim(line, start, end) for start, end in pairwise(edges)]


def _split_at_tabs(line: Line) -> list[Span]:
    bounds = [0, *(m.end() for m in re.finditer(r"\t", line.text)), len(line.text) + 1]
    return [_trim(line, start, end - 1) for start, end in pairwise(bounds)]


def _trim(line: Line, start: int, end: int) -> Span:
    text = line.text[start:end]
    bare = text.strip()
    if not bare:
        place = line.start + min(start, len(line.text))
        return Span(place, place)
    begin = line.start + start + len(text) - len(text.lstrip())
    return Span(begin, begin + len(bare))


def _is_table(rows: Sequence[Sequence[Span]], lines: Sequence[Line]) -> bool:
    columns = len(rows[0])
    if columns < 2 or any(len(row) != columns for row in rows):
        return False
    if columns >= _FEWEST_COLUMNS:
        return True
    numbers = sum(
        bool(_NUMBER.match(line.text[row[1].start - line.start : row[1].end - line.start]))
        for row, line in zip(rows, lines, strict=True)
    )
    return numbers >= _NUMBERED * len(rows)


# --- text side by side ------------------------------------------------------------------

_IN_COLUMN: Final = 10
"""Minimum number of letters on each side of a gap that separates the lines of two columns."""
_SEPARATED: Final = 0.4
"""Minimum share of lines divided by such a gap; tables divide fewer lines."""
_BETWEEN: Final = re.compile(r"(?<=\S)\s{2,}(?=\S)")


def stand_side_by_side(lines: Sequence[Line]) -> bool:
    """Return whether most lines join lines of two columns, as ``pdftotext -layout`` leaves them.

    No marker or note in such a text can be paired.
    """

    def is_divided(text: str) -> bool:
        gaps = _BETWEEN.finditer(text) if "  " in text else ()
        return any(
            _is_column(text[: gap.start()]) and _is_column(text[gap.end() :]) for gap in gaps
        )

    filled = [line.text.strip() for line in lines if not line.blank]
    return sum(map(is_divided, filled)) > _SEPARATED * len(filled)


def _is_column(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _IN_COLUMN
