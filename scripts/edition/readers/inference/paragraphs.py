"""Divide text into paragraphs if blank lines do not: no blank lines, or one after every line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from edition.readers.chunks import Chunk, ends_sentence, goes_on, indent_of, is_prose
from edition.readers.columns import find_cells
from edition.readers.headings import is_section_title
from edition.readers.lines import Line
from edition.readers.matter import is_date, is_imprint
from edition.readers.widths import estimate_width, widths_of

_LONG: Final = 12
"""Size in lines of the median chunk from which blank lines do not separate paragraphs."""
_SHORT: Final = 0.85
"""Default share of the width below which a line ends before the margin; otherwise the share …"""
_FEW_SHORTER: Final = 0.04
"""… below which only this share of the lines inside sentences remain …"""
_SHORT_AT_LEAST: Final = 0.7
_SHORTEST_FULL: Final = 0.94
"""… within these bounds."""
_JUSTIFIED: Final = 0.88
"""Minimum value of that share in justified text."""
_JOINED: Final = 1.1
"""Share of the width above which a line is several joined lines; full lines are narrower."""
_SHORT_LINES: Final = 3
"""Maximum number of blocks per short final line inside them, if blank lines are not to divide
paragraphs."""
_FEWEST: Final = 5
_CUT: Final = 0.3
"""Minimum share of the blank lines that interrupt a sentence, if one follows every line."""
_NEARLY_ALL: Final = 0.9
"""Share of the lines that are no longer than the width; share of the chunks of a single line."""
_FULL: Final = 0.75
_DEEPEST: Final = 8
"""Maximum indentation of the first line of a paragraph, in columns."""
_MANY: Final = 12
_OWN_LINES: Final = 0.85
_QUOTED: Final = ("\u300d", "\u300f")
"""Minimum number of lines to decide, minimum share of them that end a sentence if each line is a
paragraph, and closing quotation marks."""
_WIDE_SPACE: Final = "\u3000"
_AFTER_SENTENCES: Final = 0.8
"""Minimum share of the indented lines that begin a sentence, if they begin paragraphs."""
SMALL_WORDS: Final = frozenset(
    "a an and as at because but by for from in of on or that the to which with".split()
)
"""Words that never end a complete heading."""


def part_paragraphs(chunks: Sequence[Chunk], pages: Collection[int] = ()) -> list[Chunk]:
    """Return the paragraphs of the text, dividing or joining chunks where blank lines mislead.

    ``pages`` are the offsets of lines that begin a page: no blank line separates paragraphs
    there, even if blank lines do so elsewhere.
    """
    if not chunks:
        return []
    if _is_spaced(chunks):
        return list(_join_lines(chunks))
    sizes = [len(chunk.lines) for chunk in chunks if len(chunk.lines) > 1]
    shares = _Shares(chunks)
    if shares.own_lines:
        return [Chunk((line,)) for chunk in chunks for line in chunk.lines]
    ends = sum(shares.ends_paragraph(chunk, i) for chunk in chunks for i in _inside(chunk))
    often = ends * _SHORT_LINES >= len(sizes)
    if not sizes or not (often or shares.indented or median(sizes) >= _LONG):
        return [part for chunk in chunks for part in _part_at_pages(chunk, shares, pages)]
    return [part for chunk in chunks for part in _part(chunk, shares)]


def _part_at_pages(chunk: Chunk, shares: _Shares, pages: Collection[int]) -> Iterator[Chunk]:
    first, sentences = 0, _has_sentences(chunk)
    for index in _inside(chunk):
        at_page = chunk.lines[index].start in pages and shares.ends_paragraph(chunk, index)
        headed = sentences and shares.is_headed(chunk, index)
        if at_page or headed or _is_marked(chunk, index):
            yield Chunk(chunk.lines[first:index])
            first = index
    yield Chunk(chunk.lines[first:])


def _has_sentences(chunk: Chunk) -> bool:
    """Return whether a chunk has running sentences, so that headings may be at its edges."""
    return len(chunk.lines) > _SHORT_LINES and is_prose(chunk.text)


def _inside(chunk: Chunk) -> range:
    """Return the indices of the lines that may begin a part of a chunk."""
    whole = is_imprint(chunk.text) or find_cells(chunk)
    return range(0) if whole else range(1, len(chunk.lines))


def _is_spaced(chunks: Sequence[Chunk]) -> bool:
    single = sum(len(chunk.lines) == 1 for chunk in chunks)
    if single < _FEWEST or single < _NEARLY_ALL * len(chunks):
        return False
    cut = sum(not ends_sentence(a.text) and goes_on(b.text) for a, b in pairwise(chunks))
    return cut >= _CUT * len(chunks)


def _join_lines(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    width = sorted(len(chunk.text) for chunk in chunks)[int(_NEARLY_ALL * len(chunks))]
    lines: list[Line] = []
    for chunk in chunks:
        if lines and not _runs_on(lines[-1], chunk.lines[0], width):
            yield Chunk(tuple(lines))
            lines = []
        lines += chunk.lines
    if lines:
        yield Chunk(tuple(lines))


def _runs_on(before: Line, after: Line, width: int) -> bool:
    if goes_on(after.text):
        return not ends_sentence(before.text)
    return len(before.text.strip()) >= _FULL * width and not ends_sentence(before.text)


def _part(chunk: Chunk, shares: _Shares) -> Iterator[Chunk]:
    """Divide a chunk after short lines that end a sentence, and around headings and dates."""
    first, sentences = 0, _has_sentences(chunk)
    for index in _inside(chunk):
        before, line = chunk.lines[index - 1], chunk.lines[index]
        # A line with more commas than a place and date contain is the end of a heading.
        below = is_date(line.text) and line.text.count(",") <= _COMMAS
        dated = is_date(before.text) or (below and not _is_open(before))
        headed = first == index - 1 and shares.is_heading(before, line)
        headed = headed or (sentences and shares.is_headed(chunk, index))
        if dated or headed or shares.ends_paragraph(chunk, index):
            yield Chunk(chunk.lines[first:index])
            first = index
    yield Chunk(chunk.lines[first:])


_COMMAS: Final = 2


def _is_open(line: Line) -> bool:
    return line.text.split()[-1] in SMALL_WORDS


def _is_indented(chunk: Chunk, index: int) -> bool:
    """Return whether a line is indented more than the following or else the preceding line."""
    own = indent_of(chunk.lines[index].text)
    nearby = [indent_of(line.text) for line in chunk.lines[max(0, index - 1) : index + 2]]
    after = nearby[2] if len(nearby) > 2 else nearby[0]
    return min(nearby) < own <= after + _DEEPEST and after < own


def _is_marked(chunk: Chunk, index: int) -> bool:
    """Return whether a line begins with a wide space after a sentence, as in East Asian texts."""
    begins = chunk.lines[index].text.startswith(_WIDE_SPACE)
    return begins and ends_sentence(chunk.lines[index - 1].text)


class _Shares:
    """Shares of the full width that the lines of a text fill."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        inner = [line for chunk in chunks for line in chunk.lines[:-1]]
        every = sorted(widths_of(line for chunk in chunks for line in chunk.lines))
        # If most paragraphs are single lines, the lines inside chunks are the last of pages.
        if 2 * len(inner) > len(every):
            self._width = median(widths_of(inner))
        else:
            self._width = every[int(_NEARLY_ALL * len(every))] if every else 0.0
        pairs = [pair for chunk in chunks for pair in pairwise(chunk.lines)]
        inside = (a for a, b in pairs if goes_on(b.text) and not ends_sentence(a.text))
        full = sorted(self._share(line) for line in inside if not self._is_joined(line))
        least = full[int(_FEW_SHORTER * len(full))] if full else _SHORT
        self._short = min(_SHORTEST_FULL, max(_SHORT_AT_LEAST, least))
        self._justified = least >= _JUSTIFIED
        ended = sum(ends_sentence(a.text) or a.text.rstrip()[-1:] in _QUOTED for a, _ in pairs)
        self.own_lines = len(pairs) >= _MANY and ended >= _OWN_LINES * len(pairs)
        """Whether every line is a paragraph: wrapped lines rarely end a sentence."""
        steps = [
            ends_sentence(chunk.lines[i - 1].text) and not goes_on(chunk.lines[i].text)
            for chunk in chunks
            for i in range(1, len(chunk.lines))
            if _is_indented(chunk, i)
        ]
        self.indented = len(steps) >= _FEWEST and sum(steps) >= _AFTER_SENTENCES * len(steps)
        """Whether the first lines of paragraphs are indented, because they follow sentences."""

    def _share(self, line: Line) -> float:
        """Return the share of the width filled by a line, or by the last of several joined lines.

        Some extractions join lines divided by a hyphen into a line of several times the width.
        """
        share = estimate_width(line.text) / self._width if self._width else 0.0
        rest = share % 1
        return share if share < _JOINED else rest if rest > _JOINED - 1 else 1.0

    def _is_joined(self, line: Line) -> bool:
        return estimate_width(line.text) > _JOINED * self._width

    def ends_paragraph(self, chunk: Chunk, index: int) -> bool:
        """Return whether the line before ``index`` ends a paragraph.

        It ends a sentence and is shorter than the lines inside sentences, or the line at
        ``index`` is indented or begins with a wide space.
        """
        before, line = chunk.lines[index - 1], chunk.lines[index]
        if goes_on(line.text):
            return False
        share = self._share(before)
        if _is_marked(chunk, index) or (self.indented and _is_indented(chunk, index)):
            return True
        return ends_sentence(before.text) and share < self._short

    def is_headed(self, chunk: Chunk, index: int) -> bool:
        """Return whether the first line is a heading, or the line at ``index`` is a later heading.

        A later heading is the last line or, in justified text, a short line inside the chunk.
        """
        lines, last = chunk.lines, len(chunk.lines) - 1
        if index == 1:
            short = self._share(lines[0]) < _SHORT_AT_LEAST
            return short and self._is_above(lines[0], lines[1])
        if index == last:
            short = self._share(lines[last]) < _SHORT < self._share(lines[last - 2])
            title = short and is_section_title(lines[last].text)
            return title and self.ends_paragraph(chunk, index)
        ended = self._justified and ends_sentence(lines[index - 1].text)
        return ended and self._is_above(lines[index], lines[index + 1])

    def _is_above(self, line: Line, following: Line) -> bool:
        """Return whether a line is a heading followed by words; a figure would continue a date."""
        return self.is_heading(line, following) and not following.text.lstrip()[:1].isdecimal()

    def is_heading(self, line: Line, following: Line) -> bool:
        """Return whether a line at a possible start of a paragraph is a heading of a full line."""
        short = self._share(line) < _SHORT and self._share(following) > _FULL
        # An emphasized word can begin with a capital inside a sentence.
        complete = not _is_open(line) and not goes_on(following.text)
        complete = complete and following.text.strip()[0] not in "_*"
        return short and complete and is_section_title(line.text)
