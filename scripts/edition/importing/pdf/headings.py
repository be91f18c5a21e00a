"""Headings of a PDF file: their levels, the title, and false headings in tables of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from edition.importing.pdf.paragraphs import Chunk, Kind

_NUMBERED: Final = re.compile(r"(?:[^\W\d_]+ )?(?:\d{1,3}|[IVXLC]{1,6}|[A-Z])[.:]?")
"""A heading that is only a number, possibly after a word such as \u201cChapter\u201d."""
_ENTRY: Final = re.compile(r"(.*\D)[\s.]+(?:\d{1,4}|[ivxlc]{1,7})")
_LONG: Final = 2
"""Minimum number of lines of a text paragraph; a title page has no such paragraph."""


def settle_headings(chunks: Sequence[Chunk]) -> tuple[list[Chunk], str]:
    """Return the chunks with levels assigned to headings, and the title or an empty string.

    Headings in larger type have a higher level; a number above a heading is part of it.
    """
    settled = [*_join_numbers(chunks)]
    _drop_entries(settled)
    title = _find_title(settled)
    rest = [chunk for chunk in settled if chunk.kind is Kind.HEADING and chunk is not title]
    sizes = sorted({round(chunk.size, 1) for chunk in rest}, reverse=True)
    for chunk in rest:
        chunk.level = sizes.index(round(chunk.size, 1)) + (2 if title else 1)
    if title:
        title.level = 1
    largest = max(rest, key=lambda chunk: chunk.size, default=None)
    named = title or largest
    return settled, named.words if named else ""


def _join_numbers(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Yield chunks, joining a heading that is only a number to the heading below it."""
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
    """Turn bold entries of a table of contents, titles with page numbers, into paragraphs."""
    headings = [chunk for chunk in chunks if chunk.kind is Kind.HEADING]
    words = {_fold(chunk.words) for chunk in headings}
    for chunk in headings:
        entry = _ENTRY.fullmatch(chunk.words)
        if entry and any(text.endswith(_fold(entry[1])) for text in words - {_fold(chunk.words)}):
            chunk.kind = Kind.PARAGRAPH


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _find_title(chunks: Sequence[Chunk]) -> Chunk | None:
    """Return the title, the largest heading on the first page, and make other headings text.

    If text follows on that page, the heading is a title only if no other heading is as large, and
    only the headings between them become text.
    """
    page = chunks[0].lines[0].page if chunks else 0
    first = [chunk for chunk in chunks if chunk.lines[0].page == page]
    headings = [chunk for chunk in first if chunk.kind is Kind.HEADING]
    title = max(headings, key=lambda chunk: chunk.size, default=None)
    others = [chunk for chunk in chunks if chunk.kind is Kind.HEADING and chunk not in headings]
    paged = bool(others) and all(
        chunk.kind is Kind.HEADING or len(chunk.lines) < _LONG for chunk in first
    )
    if title is None or not (paged or _is_largest(title, [*headings, *others])):
        return None
    sizes = {chunk.size for chunk in others}
    below = first[next(n for n, chunk in enumerate(first) if chunk is title) + 1 :]
    between = takewhile(lambda chunk: chunk.kind is Kind.HEADING, below)
    for chunk in [*headings] if paged else [*between]:
        if chunk is not title and (paged or (chunk.size not in sizes and not chunk.lines[0].bold)):
            chunk.kind = Kind.PARAGRAPH
    return title


def _is_largest(title: Chunk, headings: Sequence[Chunk]) -> bool:
    return all(chunk is title or chunk.size < title.size for chunk in headings)
