"""Paragraphs where blank lines do not tell them: none between them, or one after every line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from edition.readers.chunks import Chunk, ends_sentence, goes_on, line_width
from edition.readers.lines import Line
from edition.readers.matter import is_imprint

_LONG: Final = 12
"""Lines of the median chunk from which blank lines do not part the paragraphs."""
_SHORT: Final = 0.85
"""Share of the width below which a line that ends a sentence ends its paragraph."""
_SHORT_LINES: Final = 3
"""Blocks of lines for one short last line within them: more, and blank lines part nothing."""
_FEWEST: Final = 5
_CUT: Final = 0.3
"""Share of the blank lines that part a sentence, so that one stands after every line."""
_NEARLY_ALL: Final = 0.9
"""Share of the lines that are no longer than the width; share of the chunks of a single line."""
_FULL: Final = 0.75


def part_paragraphs(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Return the chunks as paragraphs, parted or joined where the blank lines do not tell."""
    if not chunks:
        return []
    if _is_spaced(chunks):
        return list(_join_lines(chunks))
    sizes = [len(chunk.lines) for chunk in chunks if len(chunk.lines) > 1]
    width = line_width([line for chunk in chunks for line in chunk.lines])
    parts = [part for chunk in chunks for part in _part(chunk, width)]
    often = (len(parts) - len(chunks)) * _SHORT_LINES >= len(sizes)
    return parts if sizes and (often or median(sizes) >= _LONG) else list(chunks)


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


def _part(chunk: Chunk, width: int) -> Iterator[Chunk]:
    first = 0
    if is_imprint(chunk.text):
        yield chunk
        return
    for index, (line, following) in enumerate(pairwise(chunk.lines), 1):
        short = len(line.text.strip()) < _SHORT * width
        if short and ends_sentence(line.text) and not goes_on(following.text):
            yield Chunk(chunk.lines[first:index])
            first = index
    yield Chunk(chunk.lines[first:])
