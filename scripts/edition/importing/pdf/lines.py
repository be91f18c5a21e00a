"""Lines of a page in reading order: rows of characters, raised signs and columns."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from edition.importing.pdf.characters import Glyph, Sheet
from edition.model.note_keys import MARKS
from edition.text.scripts import SUPERSCRIPTS, is_cjk

_SAME_ROW: Final = 0.2
"""Maximum difference of the baselines in a row, relative to type size."""
_RUN_GAP: Final = 1.2
"""Minimum gap between two runs of a row, relative to type size."""
_SMALL: Final = 0.85
"""Minimum size of a character that is not a raised sign, relative to its line."""
_RAISED: Final = (0.1, 0.85)
"""Minimum and maximum height of a raised sign above the baseline, relative to the line size."""
_BESIDE: Final = 0.7
"""Maximum gap between a raised sign and its word, relative to the line size."""
_HANGING: Final = 3.0
"""Maximum gap between a raised label and its hanging note, relative to the line size."""
_LONGEST_LABEL: Final = 3
_LONGEST_SIGN: Final = 12
"""Maximum length of a raised sign; longer text belongs to another column."""
_SPACE: Final = 0.17
"""Minimum gap between two words, relative to type size."""
RAISED_DIGITS: Final = frozenset(map(chr, SUPERSCRIPTS))


@dataclass(frozen=True)
class Line:
    """A line of a column."""

    page: int
    glyphs: tuple[Glyph, ...]
    base: float
    left: float
    """Left edge of the column."""
    right: float

    @cached_property
    def size(self) -> float:
        """Most frequent size of the characters."""
        sizes = Counter(round(glyph.size, 1) for glyph in self.glyphs)
        return max(sizes, key=lambda size: (sizes[size], size))

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(glyph.x1 for glyph in self.glyphs)

    @cached_property
    def bold(self) -> bool:
        """True if all letters are bold."""
        letters = [g for g in self.glyphs if g.text[0].isalnum() and not self.is_raised(g)]
        return bool(letters) and all(glyph.bold for glyph in letters)

    def is_raised(self, glyph: Glyph) -> bool:
        """Return whether a character is a raised sign in the line."""
        if glyph.raised or glyph.text in RAISED_DIGITS:
            return True
        return glyph.size < _SMALL * self.size and glyph.base > self.base + _RAISED[0] * self.size

    def is_small(self, glyph: Glyph) -> bool:
        """Return whether a character is smaller than its line, or a raised sign."""
        return glyph.size < _SMALL * self.size or self.is_raised(glyph)

    def spaced(self) -> Iterator[tuple[str, Glyph]]:
        """Yield each character with any space before it."""
        previous: Glyph | None = None
        for glyph in self.glyphs:
            yield (" " if previous and _is_apart(previous, glyph) else ""), glyph
            previous = glyph

    @cached_property
    def text(self) -> str:
        """The text of the line."""
        return "".join(space + glyph.text for space, glyph in self.spaced())

    @property
    def words(self) -> str:
        """The text of the line without raised signs."""
        return "".join(s + glyph.text for s, glyph in self.spaced() if not self.is_raised(glyph))


def _is_apart(before: Glyph, after: Glyph) -> bool:
    gap = after.x0 - before.x1
    if is_cjk(before.text[-1]) and is_cjk(after.text[0]):
        return gap > _RUN_GAP * before.size
    return gap > _SPACE * min(before.size, after.size)


def plain_digits(text: str) -> str:
    """Return a sign with raised digits and mathematical symbols as plain digits and note marks."""
    return text.translate(SUPERSCRIPTS).translate(_SYMBOLS).replace("||", "\u2016")


_SYMBOLS: Final = str.maketrans("\u2217\u204e\u2225", "**\u2016")
"""Note marks by the symbols that mathematical fonts have for asterisk and parallel lines."""


@dataclass(slots=True)
class _Run:
    """Characters drawn consecutively without a wide gap."""

    glyphs: list[Glyph]
    base: float
    size: float
    raised: list[Glyph] = field(default_factory=list)

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1


def find_lines(sheet: Sheet) -> list[list[Line]]:
    """Return the lines of a page grouped into stretches in reading order, column by column."""
    runs = _attach_raised(_find_runs(sheet.glyphs))
    if not runs:
        return []
    text, foot = _part_foot(runs)
    ordered = [*_order(text, 2), *_order(foot, 1, _FEWEST_NOTES)] if foot else _order(runs, 2)
    return [_make_lines(sheet.index, stretch) for stretch in ordered]


def _part_foot(runs: Sequence[_Run]) -> tuple[list[_Run], list[_Run]]:
    """Return the runs of the text, and those of notes in two columns below it, if any."""
    lines = [run for run in runs if len(run.glyphs) > _LONGEST_SIGN]
    sizes = Counter(round(run.size, 1) for run in lines)
    # Notes may have more lines than the text, but headings have few.
    frequent = (size for size, count in sizes.items() if count >= _TEXT * sizes.total())
    body = max(frequent, default=0.0)
    low = min((run.base for run in lines if round(run.size, 1) == body), default=0.0)
    foot = [run for run in runs if run.base < low and run.size < body]
    text = [run for run in runs if not (run.base < low and run.size < body)]
    columns = foot and _find_gutter(text, _FEWEST) is None and _find_gutter(foot, _FEWEST_NOTES)
    return (text, foot) if columns else ([*runs], [])


def _find_runs(glyphs: Iterable[Glyph]) -> list[_Run]:
    runs: list[_Run] = []
    for glyph in glyphs:
        last = runs[-1] if runs else None
        if last is not None and _goes_on(last, glyph):
            last.glyphs.append(glyph)
        else:
            runs.append(_Run([glyph], glyph.base, glyph.size))
    return runs


def _goes_on(run: _Run, glyph: Glyph) -> bool:
    size = max(run.size, glyph.size)
    if abs(run.base - glyph.base) > _RAISED[0] * size or abs(run.size - glyph.size) > 0.1 * size:
        return False
    return -0.5 * size < glyph.x0 - run.x1 < _RUN_GAP * size


def _attach_raised(runs: Sequence[_Run]) -> list[_Run]:
    """Attach raised signs to the nearest run; return the remaining runs."""
    kept: list[_Run] = []
    for run in runs:
        near = [
            neighbour for neighbour in runs if neighbour is not run and _is_above(run, neighbour)
        ]
        if near:
            nearest = min(
                near,
                key=lambda neighbour: min(abs(run.x0 - neighbour.x1), abs(neighbour.x0 - run.x1)),
            )
            nearest.raised += run.glyphs
        else:
            kept.append(run)
    return kept


def _is_above(run: _Run, line: _Run) -> bool:
    if run.size >= _SMALL * line.size or len(run.glyphs) > _LONGEST_SIGN:
        return False
    low, high = (line.base + part * line.size for part in _RAISED)
    if not low < run.base < high:
        return False
    room = _BESIDE * line.size
    hanging = _HANGING * line.size if len(run.glyphs) <= _LONGEST_LABEL else room
    return -room < run.x0 - line.x1 < room or -room < line.x0 - run.x1 < hanging


# --- columns ------------------------------------------------------------------------------

_FEWEST: Final = 8
"""Minimum number of runs in a column …"""
_FEWEST_NOTES: Final = 2
"""… and in a column of notes below text in one column."""
_TEXT: Final = 0.2
"""Minimum share of the lines of a page that are in the size of its text."""
_CROSSING: Final = 0.15
"""Maximum number of runs across the gutter, relative to the runs of the smaller column."""
_NARROWEST: Final = 0.2
"""Minimum width of a wide run in a column, relative to the width of the text."""
_OVER: Final = 0.05
"""Maximum overlap of a line with the next column, relative to the width of the text."""
_STEP: Final = 2.0
_CLEAR: Final = 2.0
"""Free space on either side of the middle of the gutter, in points."""


def _order(runs: list[_Run], depth: int, fewest: int = _FEWEST) -> list[list[_Run]]:
    """Return runs grouped into stretches in reading order."""
    gutter = _find_gutter(runs, fewest) if depth else None
    if gutter is None:
        return [runs]
    ordered: list[list[_Run]] = []
    stretch: list[_Run] = []
    across = False
    width = max(run.x1 for run in runs) - min(run.x0 for run in runs)
    for run in sorted(runs, key=lambda run: -run.base):
        crosses = min(gutter - run.x0, run.x1 - gutter) > _OVER * width
        if crosses != across and stretch:
            ordered += _part(stretch, gutter, depth, whole=across)
            stretch = []
        across = crosses
        stretch.append(run)
    return ordered + _part(stretch, gutter, depth, whole=across)


def _part(runs: list[_Run], gutter: float, depth: int, *, whole: bool) -> list[list[_Run]]:
    if whole:
        return [runs]
    sides: tuple[list[_Run], list[_Run]] = [], []
    for run in runs:
        sides[run.x0 + run.x1 > 2 * gutter].append(run)
    return [stretch for side in sides if side for stretch in _order(side, depth - 1)]


def _find_gutter(runs: Sequence[_Run], least: int) -> float | None:
    """Return the position of the gutter between two columns; None if there is none."""
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    width = right - left
    places = [left + width * 0.2 + _STEP * n for n in range(int(width * 0.6 / _STEP))]
    free = [x for x in places if _is_gutter(runs, x, width, least)]
    if not free:
        return None
    return min(free, key=lambda x: abs(x - left - width / 2))


def _is_gutter(runs: Sequence[_Run], x: float, width: float, least: int) -> bool:
    before = [run for run in runs if run.x1 <= x - _CLEAR]
    after = [run for run in runs if run.x0 >= x + _CLEAR]
    crossing = len(runs) - len(before) - len(after)
    fewest = min(len(before), len(after))
    if fewest < least or crossing > _CROSSING * fewest:
        return False
    wide = (sum(r.x1 - r.x0 > _NARROWEST * width for r in side) for side in (before, after))
    return all(count >= least for count in wide)


def _make_lines(page: int, runs: Sequence[_Run]) -> list[Line]:
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: -run.base):
        first = rows[-1][0] if rows else None
        if first and abs(first.base - run.base) <= _SAME_ROW * max(first.size, run.size):
            rows[-1].append(run)
        else:
            rows.append([run])
    lines: list[Line] = []
    for row in rows:
        line = _make_line(page, row)
        if lines and _is_sign_alone(lines[-1], line):
            lines[-1] = _append_sign(lines[-1], line)
        else:
            lines.append(line)
    return set_edges(lines)


def _is_sign_alone(before: Line, line: Line) -> bool:
    """Return whether a line is only a raised sign that belongs to the preceding line."""
    if line.size >= _SMALL * before.size or before.base - line.base > 2 * before.size:
        return False
    return re.fullmatch(rf"\[?(?:\d{{1,4}}|[{MARKS}]{{1,3}})\]?", line.text) is not None


def _append_sign(before: Line, line: Line) -> Line:
    end = before.x1
    sign = (replace(glyph, x0=end, x1=end, raised=True) for glyph in line.glyphs)
    return replace(before, glyphs=(*before.glyphs, *sign))


def set_edges(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a column with their common edges set."""
    left = _find_edge(line.x0 for line in lines)
    right = _find_margin([line.x1 for line in lines])
    return [replace(line, left=left, right=right) for line in lines]


def _find_edge(edges: Iterable[float]) -> float:
    """Return the leftmost edge that lines share, or else the leftmost edge."""
    found = sorted(edges)
    shared = (a for a, b in itertools.pairwise(found) if b - a < _CLEAR)
    return next(shared, found[0])


_JUSTIFIED: Final = 0.25
"""Minimum share of lines that end at the right edge of a justified column …"""
_BEYOND: Final = 0.15
"""… and maximum share of lines that extend beyond it."""


def _find_margin(edges: Sequence[float]) -> float:
    """Return the right edge of a column: that of justified lines, or else of the longest line.

    A line that could not be broken may extend beyond the edge.
    """
    found = sorted(edges)
    for edge in found[int(len(found) * (1 - _BEYOND)) :]:
        shared = bisect_right(found, edge + _CLEAR) - bisect_left(found, edge - _CLEAR)
        if shared > _JUSTIFIED * len(found):
            return edge
    return found[-1]


def _make_line(page: int, row: Sequence[_Run]) -> Line:
    glyphs = sorted((g for run in row for g in (*run.glyphs, *run.raised)), key=lambda g: g.x0)
    longest = max(row, key=lambda run: len(run.glyphs))
    return Line(page, tuple(glyphs), longest.base, 0, 0)
