"""Tables of plain text: lines whose cells stand in columns, separated by blanks or by tabs."""

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
"""Columns that make lines a table without regard to their content; two columns do if …"""
_NUMBERED: Final = 0.6
"""… so many cells of the second begin with a number."""
_GUTTER: Final = 2
"""Blanks one above the other that part two columns."""
_GAP: Final = re.compile(r"\s\s|\t")
"""What parts two cells: prose mostly has no such place, and needs no look at its columns."""
_NUMBER: Final = re.compile(r"[£$€¥(]?[\d.,]*\d|[-–—.]+$|nil$", re.IGNORECASE)


def find_cells(chunk: Chunk) -> Cells:
    """Return the cells of a table, or nothing for lines that are none.

    Blanks stand one above the other in every line between two columns.
    """
    if len(chunk.lines) < _FEWEST_ROWS or not any(_GAP.search(line.text) for line in chunk.lines):
        return ()
    if all("\t" in line.text.strip() for line in chunk.lines):
        rows = [_part_at_tabs(line) for line in chunk.lines]
    else:
        texts = [line.text for line in chunk.lines]
        starts = _find_columns(texts)
        rows = [_part_at(line, starts) for line in chunk.lines]
    return tuple(map(tuple, rows)) if _is_table(rows, chunk.lines) else ()


def _find_columns(texts: Sequence[str]) -> list[int]:
    """Return where the columns after the first begin, in characters from the start of a line."""
    width = max(map(len, texts))
    blank = [all(not text[place : place + 1].strip() for text in texts) for place in range(width)]
    first = next((place for place in range(width) if not blank[place]), width)
    return [
        place
        for place in range(first + _GUTTER, width)
        if not blank[place] and all(blank[place - _GUTTER : place])
    ]


def _part_at(line: Line, starts: Sequence[int]) -> list[Span]:
    edges = [0, *starts, max(len(line.text), *starts, 0)]
    return [_trim(line, start, end) for start, end in pairwise(edges)]


def _part_at_tabs(line: Line) -> list[Span]:
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
