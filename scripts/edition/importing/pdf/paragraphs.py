"""Find paragraphs, headings, quotations and verse by indents, gaps, margins and type."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from edition.importing.pdf.characters import Glyph
from edition.importing.pdf.lines import Line, plain_digits
from edition.importing.pdf.pages import Measures, Page

_LARGE: Final = 1.06
"""Minimum type size of headings, relative to the text."""
_SEPARATED: Final = 1.3
"""Minimum distance between paragraphs, in distances of lines."""
_INDENT: Final = 0.7
"""Minimum indent of the first line of a paragraph, relative to type size."""
_SHORT: Final = 0.03
"""Minimum free space after the last line of a paragraph, relative to the column width …"""
_OPEN: Final = 0.2
"""… or after a last line that does not end a sentence …"""
_SPACE: Final = 0.2
"""… and, relative to type size, in excess of the first word of the next line, which would fit."""
_LONGEST_HEADING: Final = 400
_LEADER: Final = re.compile(r"(?:\.\s?){4,}(?:\d{1,4}|[ivxlc]{1,7})$")
"""End of an entry in a table of contents."""
_SECTION: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d_]")
"""Start of a numbered heading in the type of the text."""
_TITLE: Final = 4
"""Maximum number of lines of a heading in the size of the text."""
_ENDS: Final = re.compile(r"[.!?:\u2026\u3002][\u201d\u2019\"')\]\u300d*\u2020\u2021]*$")


class Kind(StrEnum):
    """The kind of a chunk of lines."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTATION = "quotation"
    LINES = "lines"
    """Verse or an address, with line ends set by the author."""
    TABLE = "table"
    ORNAMENT = "ornament"


@dataclass(slots=True)
class Chunk:
    """The lines of a paragraph or heading."""

    lines: list[Line]
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    """Level of a heading."""

    @property
    def size(self) -> float:
        """Size of the largest line."""
        return max(line.size for line in self.lines)

    @property
    def words(self) -> str:
        """The text without raised signs."""
        return " ".join(line.words for line in self.lines)


def find_chunks(pages: Sequence[Page], measures: Measures) -> list[Chunk]:
    """Return the paragraphs and headings of a file, in order."""
    firsts = _find_firsts(pages)
    lines = {id(line): line for page in pages for line in page.lines}
    found = Counter(_indent(lines[first]) for first in firsts)
    usual = found.most_common(1)[0][0] if found else 0.0
    chunks = _join_verse([*_part(pages, firsts, measures)], usual, measures)
    return [_classify(chunk) for chunk in chunks]


def _part(pages: Sequence[Page], firsts: frozenset[int], measures: Measures) -> Iterator[Chunk]:
    chunk: Chunk | None = None
    for page in pages:
        for stretch in page.stretches:
            for number, line in enumerate(stretch):
                titled = _is_heading(stretch, number, measures)
                if chunk and chunk.kind is Kind.HEADING and number and not _has_letters(line):
                    titled = line.size == chunk.lines[-1].size and line.bold == chunk.lines[-1].bold
                first = id(line) in firsts and not titled
                rows = chunk and not titled and number and _are_rows([chunk.lines[-1], line])
                begins = chunk and (
                    (first and _is_set_in(chunk, line))
                    or _is_other_row(chunk, stretch, number)
                    or _begins(chunk, line, titled, number > 0, measures)
                )
                if chunk and (rows or not begins):
                    chunk.lines.append(line)
                    continue
                if chunk:
                    yield chunk
                chunk = Chunk([line], Kind.HEADING if titled else Kind.PARAGRAPH)
    if chunk:
        yield chunk


_SET_IN: Final = 0.7
"""Minimum share of indented lines after the end of a sentence, if indents begin paragraphs."""


def _find_firsts(pages: Sequence[Page]) -> frozenset[int]:
    """Return the identities of lines that begin paragraphs: indented before an unindented line.

    A list of works indents the lines after the first instead, so that indents prove nothing there.
    """
    ended = []
    for page in pages:
        for stretch in page.stretches:
            for before, line, after in zip(stretch, stretch[1:], stretch[2:], strict=False):
                indents = [(current.x0 - current.left) / current.size for current in (line, after)]
                if line.size == after.size and indents[0] > _INDENT > 2 * indents[1]:
                    ended.append((id(line), _ENDS.search(before.words) is not None))
    proved = sum(end for _, end in ended) >= _SET_IN * len(ended)
    return frozenset(line for line, _ in ended) if proved else frozenset()


def _is_set_in(chunk: Chunk, line: Line) -> bool:
    """Return whether a line is indented on its own, unlike the preceding line of the same item."""
    before = chunk.lines[-1]
    alone = len(chunk.lines) == 1 or before.x0 - before.left < _INDENT * before.size
    return alone and not _hangs(before, line)


def _is_heading(stretch: Sequence[Line], number: int, measures: Measures) -> bool:
    line = stretch[number]
    if not _has_letters(line):
        return False
    if line.size > _LARGE * measures.body:
        return True
    if line.size < measures.body - 0.5:
        return False
    first, end = number, number + 1
    if line.bold:
        # A paragraph may begin with bold words, or be entirely bold.
        after = stretch[end] if end < len(stretch) else None
        if after is None or after.bold or _step(line, after) > 1.1 * measures.leading:
            return True
        while first and _is_joined(stretch[first - 1], stretch[first], measures):
            first -= 1
    elif not _SECTION.match(line.text) or _ENDS.search(line.words):
        return False
    short = line.right - line.x1 > _OPEN * (line.right - line.left)
    gap = _step(stretch[first - 1], stretch[first]) if first else 0.0
    apart = gap > _SEPARATED * measures.leading if first else line.bold
    return short and apart and end - first <= _TITLE


def _is_joined(above: Line, line: Line, measures: Measures) -> bool:
    like = above.bold and above.size == line.size
    return like and _step(above, line) <= _SEPARATED * measures.leading


def _has_letters(line: Line) -> bool:
    return any(char.isalpha() for char in line.text)


def _step(above: Line, line: Line) -> float:
    return above.base - line.base


def _begins(chunk: Chunk, line: Line, titled: bool, same_stretch: bool, measures: Measures) -> bool:
    before = chunk.lines[-1]
    if titled != (chunk.kind is Kind.HEADING) or abs(line.size - before.size) > 0.5:
        return True
    if not titled and before.text.endswith("-") and line.text[:1].islower():
        return False
    leading = measures.leading * max(1.0, line.size / measures.body)
    if same_stretch and _step(before, line) > _SEPARATED * leading:
        return True
    if _LEADER.search(before.text):
        return True
    if titled:
        return (
            not same_stretch
            or sum(len(chunk_line.text) for chunk_line in chunk.lines) > _LONGEST_HEADING
        )
    ends = _ENDS.search(before.words) is not None
    short = before.right - before.x1 > max(
        (_SHORT if ends else _OPEN) * (before.right - before.left),
        _measure_word(line) + _SPACE * line.size,
    )
    indent, last = line.x0 - line.left, before.x0 - before.left
    if indent > last + _INDENT * line.size and not _hangs(before, line):
        return ends or short
    if indent > _INDENT * line.size and len(chunk.lines) == 1 and short:
        return True
    return short and (ends or not line.text[:1].islower())


def _hangs(before: Line, line: Line) -> bool:
    """Return whether a line is aligned with the text of an item in the preceding line."""
    return any(
        not label.text.isalnum() and abs(first.x0 - line.x0) < _BELOW * line.size
        for label, first in itertools.pairwise(before.glyphs[:_LABEL])
    )


_LABEL: Final = 8
"""Maximum length of the label of an item plus the first character of its text."""
_BELOW: Final = 0.2
"""Maximum misalignment of the lines of an item, relative to type size."""


def _measure_word(line: Line) -> float:
    """Return the width of the first word of a line, with the next word after ``Mr.`` or the like.

    Typesetting programs do not separate an abbreviation from its name or a day from its month.
    """
    ends = [n for n, (space, _) in enumerate(line.spaced()) if space and n]
    ends.append(len(line.glyphs))
    first = line.glyphs[ends[0] - 1]
    tied = len(ends) > 1 and (
        (first.text == "." and ends[0] > 2 and line.glyphs[0].text.isalpha())
        or line.glyphs[ends[0]].text.isdigit()
    )
    return line.glyphs[ends[1 if tied else 0] - 1].x1 - line.x0


# --- kinds of paragraphs ------------------------------------------------------------------

_ORNAMENT: Final = re.compile(r"(?:\* ?){3,7}|\u2042")
_APART: Final = 1.0
"""Minimum gap between two cells of a row, relative to type size."""
_ALIGNED: Final = 3.0
"""Maximum difference between the edges or centres of the cells of a column, in points."""
_ROWS: Final = 2
"""Minimum number of rows of a table."""
_QUOTED: Final = 3
"""Minimum number of lines of a quotation indented on both sides."""
_VERSE: Final = 3
"""Minimum number of lines of verse."""


def _indent(line: Line) -> float:
    """Return the indent of a line relative to type size, rounded."""
    return round((line.x0 - line.left) / line.size, 1)


def is_divided(before: Glyph, after: Glyph) -> bool:
    """Return whether characters are as far apart as the cells of a row."""
    return after.x0 - before.x1 > _APART * max(before.size, after.size)


def _list_cells(line: Line) -> list[tuple[float, float]]:
    """Return the left and right edge of each cell of a row, ignoring the label of an item."""
    label = next((n for n, (space, _) in enumerate(line.spaced()) if space and n), 0)
    item = 0 < label < _LABEL and not line.glyphs[label - 1].text.isalnum()
    cells: list[tuple[float, float]] = []
    before: Glyph | None = None
    for glyph in line.glyphs[label:] if item else line.glyphs:
        if before and not is_divided(before, glyph):
            cells[-1] = cells[-1][0], glyph.x1
        else:
            cells.append((glyph.x0, glyph.x1))
        before = glyph
    return cells


def _are_rows(lines: Sequence[Line]) -> bool:
    """Return whether lines are the rows of a table, with cells aligned in columns."""
    rows = list(map(_list_cells, lines))
    if len(rows) < _ROWS or len(rows[0]) == 1 or any(len(row) != len(rows[0]) for row in rows):
        return False
    return all(map(_is_aligned, zip(*rows, strict=True)))


def _is_aligned(cells: Sequence[tuple[float, float]]) -> bool:
    places = ([left for left, _ in cells], [right for _, right in cells], [*map(sum, cells)])
    return any(max(edges) - min(edges) < _ALIGNED for edges in places)


def _is_other_row(chunk: Chunk, stretch: Sequence[Line], number: int) -> bool:
    """Return whether a line is the first of several rows, or the first line after them."""
    rows = stretch[number : number + _ROWS]
    before = chunk.lines[-_ROWS:]
    if _are_rows(rows):
        return not _are_rows([before[-1], *rows])
    return _are_rows(before) and not _are_rows([*before, rows[0]])


def _classify(chunk: Chunk) -> Chunk:
    """Set the kind of ornaments, tables and quotations."""
    if chunk.kind is not Kind.PARAGRAPH:
        return chunk
    first, *others = chunk.lines
    if not others:
        if _ORNAMENT.fullmatch(plain_digits(first.text)):
            chunk.kind = Kind.ORNAMENT
        return chunk
    listed = any(_LEADER.search(line.text) for line in chunk.lines)
    edge = max(line.x1 for line in chunk.lines)
    even = all(edge - line.x1 < _BELOW * line.size for line in chunk.lines[:-1])
    if _are_rows(chunk.lines) and not listed:
        chunk.kind = Kind.TABLE
    elif (
        even
        and len(chunk.lines) >= _QUOTED
        and all(_indent(line) > _INDENT for line in chunk.lines)
        and first.right - edge > _INDENT * first.size
        and not _hangs(first, others[0])
    ):
        chunk.kind = Kind.QUOTATION
    return chunk


def _join_verse(chunks: Sequence[Chunk], usual: float, measures: Measures) -> Iterator[Chunk]:
    """Yield chunks, joining lines of verse: indented lines that end although more words would fit.

    Lines with the usual indent of first lines may be paragraphs of a single line each.
    """
    for joined, run in itertools.groupby(chunks, lambda chunk: _may_be_verse(chunk, usual)):
        stanza: Chunk | None = None
        for chunk in run:
            if stanza and joined and _goes_on(stanza.lines[-1], chunk.lines[0], measures):
                stanza.lines += chunk.lines
                continue
            if stanza:
                yield _settle_verse(stanza, joined)
            stanza = chunk
        if stanza:
            yield _settle_verse(stanza, joined)


def _may_be_verse(chunk: Chunk, usual: float) -> bool:
    return (
        chunk.kind is Kind.PARAGRAPH
        and all(_indent(line) > _INDENT and _indent(line) != usual for line in chunk.lines)
        and all(itertools.starmap(_has_room, itertools.pairwise(chunk.lines)))
    )


def _has_room(before: Line, line: Line) -> bool:
    return before.right - before.x1 > _measure_word(line) + _SPACE * line.size


def _goes_on(before: Line, line: Line, measures: Measures) -> bool:
    return (
        before.page == line.page
        and before.size == line.size
        and 0 < _step(before, line) < _SEPARATED * measures.leading
        and _has_room(before, line)
    )


def _settle_verse(stanza: Chunk, joined: bool) -> Chunk:
    if joined and len(stanza.lines) >= _VERSE:
        stanza.kind = Kind.LINES
    return stanza
