"""Pages of a prose text: running heads, page numbers and page marks, and what they prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from edition.model.document import Furniture
from edition.readers.chunks import ends_sentence, goes_on, is_prose, split_chunks
from edition.readers.furniture import (
    PAGE_NUMBER,
    RUNNING_HEAD,
    PageNumber,
    find_running_heads,
    read_page_number,
    to_roman,
)
from edition.readers.inline_pages import InlinePages, PageMark, find_inline_pages, rise
from edition.readers.leaves import read_number
from edition.readers.lines import Line, split_lines
from edition.text.source import Source
from edition.text.span import Span

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class ProsePages:
    """Pages, and the lines that served them."""

    marks: InlinePages
    furniture: tuple[Furniture, ...]
    lines: frozenset[int]
    """Numbers of the lines that are furniture."""


def find_prose_pages(
    source: Source, lines: Sequence[Line], *, running_heads: bool, page_numbers: bool
) -> ProsePages:
    """Find what served the pages, and the pages that their numbers tell."""
    heads = _find_heads(source, lines) if running_heads else set()
    numbers = _find_numbers(lines) if page_numbers else set()
    inline = find_inline_pages(lines)
    either = heads | numbers
    served = [line for line in lines if line.number in either]
    marks = inline if inline.marks else InlinePages(_mark_pages(lines, served))
    furniture = [
        Furniture(RUNNING_HEAD if line.number in heads else PAGE_NUMBER, line.content)
        for line in served
    ]
    lone = {mark.span.start for mark in inline.marks if mark.alone}
    furniture += [Furniture(PAGE_NUMBER, m.span) for m in inline.marks if m.alone]
    alone = {line.number for line in lines if line.content.start in lone}
    return ProsePages(marks, tuple(furniture), frozenset(either | alone))


def _find_heads(source: Source, lines: Sequence[Line]) -> set[int]:
    """Return the running heads; before the first paragraph, words without number are the title."""
    chunks = split_chunks(lines)
    first = next((chunk.start for chunk in chunks if is_prose(chunk.text)), 0)
    heads = find_running_heads(split_lines(source), chunks)
    return {
        line.number
        for line in lines
        if line.number in heads and (line.start >= first or read_number(line))
    }


def _find_numbers(lines: Sequence[Line]) -> set[int]:
    """Return the lines with page numbers: a third of them cut a sentence, as no section does."""
    chunks = split_chunks(lines)
    found = [i for i, c in enumerate(chunks) if len(c.lines) == 1 and read_page_number(c.text)]
    values = [read_number(chunks[i].lines[0]) for i in found]
    steps = [b.value - a.value for a, b in pairwise(v for v in values if v)]
    cuts = sum(
        0 < i < len(chunks) - 1
        and not ends_sentence(chunks[i - 1].text)
        and goes_on(chunks[i + 1].text)
        for i in found
    )
    rising = sum(0 < step <= 2 for step in steps) * 3 >= len(steps) * 2
    if len(found) < _FEWEST or cuts * 3 < len(found) or not rising:
        return set()
    return {chunks[i].lines[0].number for i in found}


def _mark_pages(lines: Sequence[Line], served: Sequence[Line]) -> tuple[PageMark, ...]:
    """Return the pages that numbers on lines of their own or in heads begin or end."""
    numbered = [(line, number) for line in served if (number := read_number(line))]
    labels = [_label(number) for _, number in numbered]
    if len(numbered) < _FEWEST or len(set(labels)) < len(labels) or not rise(labels):
        return ()
    marks = [
        PageMark(label, line.text, line.content, alone=True)
        for (line, _), label in zip(numbered, labels, strict=True)
    ]
    first, number = numbered[0]
    before = any(is_prose(line.text) for line in lines if line.start < first.start)
    if number.value == 1 and before:
        return _shift(marks, [number for _, number in numbered])
    return tuple(marks)


def _label(number: PageNumber) -> str:
    return to_roman(number.value) if number.roman else str(number.value)


def _shift(marks: Sequence[PageMark], numbers: Sequence[PageNumber]) -> tuple[PageMark, ...]:
    """A number at the foot ends its page: the next page begins after it."""
    following = [
        replace(
            mark,
            label=_label(PageNumber(number.value + 1, number.roman)),
            span=Span(mark.span.end, mark.span.end),
        )
        for mark, number in zip(marks, numbers, strict=True)
    ]
    start = PageMark(marks[0].label, "", Span(0, 0), alone=True)
    return (start, *following)
