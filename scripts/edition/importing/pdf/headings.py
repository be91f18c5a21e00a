"""Headings of a PDF file: their levels, the title, and entries of contents that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from edition.importing.pdf.paragraphs import Chunk, Kind

_NUMBERED: Final = re.compile(r"(?:[^\W\d_]+ )?(?:\d{1,3}|[IVXLC]{1,6}|[A-Z])[.:]?")
"""A heading that is but a number, with a word such as \u201cChapter\u201d before it."""
_ENTRY: Final = re.compile(r"(.*\D)[\s.]+(?:\d{1,4}|[ivxlc]{1,7})")
_LONG: Final = 2
"""Lines of a paragraph of text at least; a title page has none."""


def settle_headings(chunks: Sequence[Chunk]) -> tuple[list[Chunk], str]:
    """Return chunks whose headings have levels, and the title; it is empty if there is none.

    Larger type has the higher level; a number above a title is part of it.
    """
    settled = [*_join_numbers(chunks)]
    _drop_entries(settled)
    title = _find_title(settled)
    rest = [one for one in settled if one.kind is Kind.HEADING and one is not title]
    sizes = sorted({round(one.size, 1) for one in rest}, reverse=True)
    for one in rest:
        one.level = sizes.index(round(one.size, 1)) + (2 if title else 1)
    if title:
        title.level = 1
    largest = max(rest, key=lambda one: one.size, default=None)
    named = title or largest
    return settled, named.words if named else ""


def _join_numbers(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Yield chunks, a heading that is a number as part of the heading below it."""
    number: Chunk | None = None
    for chunk in chunks:
        if number and chunk.kind is Kind.HEADING and chunk.lines[0].page == number.lines[0].page:
            chunk.lines[:0] = number.lines
        elif number:
            yield number
        number = None
        if chunk.kind is Kind.HEADING and _NUMBERED.fullmatch(chunk.words):
            number = chunk
        else:
            yield chunk
    if number:
        yield number


def _drop_entries(chunks: Sequence[Chunk]) -> None:
    """Let bold lines of a table of contents be paragraphs: titles with the numbers of pages."""
    headings = [one for one in chunks if one.kind is Kind.HEADING]
    words = {_fold(one.words) for one in headings}
    for one in headings:
        entry = _ENTRY.fullmatch(one.words)
        if entry and any(other.endswith(_fold(entry[1])) for other in words - {_fold(one.words)}):
            one.kind = Kind.PARAGRAPH


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _find_title(chunks: Sequence[Chunk]) -> Chunk | None:
    """Return the title on the first page, the largest heading there; its other lines are text.

    Where text is below it, it is a title only if no other heading is as large, and the lines
    between are text.
    """
    page = chunks[0].lines[0].page if chunks else 0
    first = [one for one in chunks if one.lines[0].page == page]
    headings = [one for one in first if one.kind is Kind.HEADING]
    title = max(headings, key=lambda one: one.size, default=None)
    others = [one for one in chunks if one.kind is Kind.HEADING and one not in headings]
    paged = bool(others) and all(
        one.kind is Kind.HEADING or len(one.lines) < _LONG for one in first
    )
    if title is None or not (paged or _is_largest(title, [*headings, *others])):
        return None
    sizes = {one.size for one in others}
    below = first[next(n for n, one in enumerate(first) if one is title) + 1 :]
    between = takewhile(lambda one: one.kind is Kind.HEADING, below)
    for one in [*headings] if paged else [*between]:
        if one is not title and (paged or (one.size not in sizes and not one.lines[0].bold)):
            one.kind = Kind.PARAGRAPH
    return title


def _is_largest(title: Chunk, headings: Sequence[Chunk]) -> bool:
    return all(one is title or one.size < title.size for one in headings)
