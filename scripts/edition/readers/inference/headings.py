"""Headings that a numbered series proves: documents of a volume, sections of an essay.

``1. Telegram From …`` is a heading, and not the first item of a list, if such lines are numbered
through the whole text, stand apart, and have text between them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import Final

from edition.model.document import Markup
from edition.readers.chunks import Chunk, ends_sentence, is_capitals, words_of
from edition.readers.drafts import Draft, DraftKind
from edition.readers.furniture import roman_value
from edition.readers.headings import Title, chapter_title, slug
from edition.readers.matter import is_date
from edition.readers.sequences import find_longest
from edition.text.source import Source
from edition.text.span import Span

_NUMBERED: Final = re.compile(
    r"(?:(?:No\.|Nr\.|№|§|Document|Doc\.|Letter|Dokument)\s*)?"
    r"(?P<number>\d{1,4}|[IVXLC]{1,7})[.:)]?\s+(?P<title>\S.*)",
    re.DOTALL,
)
_TALLEST: Final = 4
"""Lines of the tallest heading."""
_LONGEST: Final = 300
_FEWEST: Final = 3
"""Headings from which a series is proved."""
_SKIPPED: Final = 6
"""How far a number of a series may be from the one before: some headings are not recognized."""
_RISING: Final = 0.7
"""Share of the steps by one in a series."""
_APART: Final = 4
"""Lines that mostly stand between two headings of a series, so that it is no list."""
_NOTE_MARK: Final = re.compile(r"(?:\[[\w*]{1,4}\]|\^\{?\d+\}?|[\d*†‡⁰¹²³⁴-⁹]{1,4}|\s*\d{1,4}/)$")


_ABBREVIATED: Final = re.compile(r"(?:(?<!\w)|\.)\w\.$")
"""A stop behind a single letter: a title can end with ``9 a.m.`` or ``Washington, D.C.``."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    chunk: int
    value: int
    number: str


def find_numbered_headings(
    chunks: Sequence[Chunk], level: int = 1
) -> Mapping[int, tuple[Title, int, int]]:
    """Return the headings by the number of their first line: title, level, count of lines."""
    found = [one for index, chunk in enumerate(chunks) for one in _read(index, chunk)]
    series = find_longest(found, attrgetter("value"), _SKIPPED)
    if not _is_series(series, chunks):
        return {}
    return {
        chunks[one.chunk].lines[0].number: (
            Title("", one.number, str(one.value)),
            level,
            len(chunks[one.chunk].lines),
        )
        for one in series
    }


_HASHES: Final = re.compile(r"(?P<hashes>#{1,6})\s+(?=\S)")


def find_hash_headings(
    chunks: Sequence[Chunk],
) -> tuple[Mapping[int, tuple[Title, int, int]], tuple[Markup, ...]]:
    """Return the headings that begin with ``#``, and the signs themselves as markup."""
    titles: dict[int, tuple[Title, int, int]] = {}
    signs: list[Markup] = []
    for chunk in chunks:
        match = _HASHES.match(chunk.lines[0].text.strip())
        if match and len(chunk.lines) == 1 and words_of(chunk.text):
            text = chunk.text[match.end() :]
            formed = chapter_title(text) or Title("", "", slug(text))
            titles[chunk.lines[0].number] = (formed, len(match["hashes"]), 1)
            span = Span(chunk.start, chunk.start + match.end())
            signs.append(Markup(match[0], span))
    return titles, tuple(signs)


def find_recurring_headings(chunks: Sequence[Chunk]) -> frozenset[int]:
    """Return the numbers of short lines in capitals that stand alone in several places.

    Each document of a volume has them: SUBJECT, PARTICIPANTS.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for chunk in chunks:
        text = chunk.text
        if len(chunk.lines) == 1 and len(text) <= _SHORT and is_capitals(text):
            places[text.rstrip(":")].append(chunk.lines[0].number)
    often = (numbers for numbers in places.values() if len(numbers) >= _FEWEST)
    return frozenset(number for numbers in often for number in numbers)


_SHORT: Final = 40
"""Characters of a heading that recurs."""


def join_parted_headings(source: Source, drafts: Sequence[Draft], width: int) -> list[Draft]:
    """Join headings that a page end parted: a full line, then a short one on the next page."""
    joined: list[Draft] = []
    for draft in drafts:
        if joined and _goes_on(source, joined[-1], draft, width):
            before = joined[-1]
            joined[-1] = replace(before, pieces=before.pieces + draft.pieces, wrapped=True)
        else:
            joined.append(draft)
    return joined


def _goes_on(source: Source, heading: Draft, draft: Draft, width: int) -> bool:
    if heading.kind is not DraftKind.DIVISION or not draft.broken or not heading.number:
        return False
    if draft.kind is not DraftKind.PARAGRAPH or len(draft.pieces) >= _TALLEST:
        return False
    full = len(heading.pieces[-1]) >= _NEARLY_FULL * width > 0
    text = _NOTE_MARK.sub("", draft.text(source).rstrip())
    return full and bool(text) and not ends_sentence(text) and not is_date(text)


_NEARLY_FULL: Final = 0.8
"""Share of the width from which a line was ended by the margin."""


def heading_level(chunks: Sequence[Chunk]) -> int:
    """Return the level of numbered headings: below the chapters, if a text has any."""
    chapters = sum(
        title is not None and bool(title.word)
        for chunk in chunks
        if len(chunk.lines) <= _TALLEST
        for title in (chapter_title(chunk.text),)
    )
    return 2 if chapters else 1


def _read(index: int, chunk: Chunk) -> Iterator[_Numbered]:
    text = chunk.text
    if len(chunk.lines) > _TALLEST or len(text) > _LONGEST:
        return
    match = _NUMBERED.fullmatch(text)
    if match is None or not _is_title(match["title"]):
        return
    number = match["number"]
    value = int(number) if number.isdecimal() else roman_value(number)
    if value:
        yield _Numbered(index, value, number)


def _is_title(text: str) -> bool:
    """True if the words begin with a capital and do not end as a sentence."""
    bare = _NOTE_MARK.sub("", text.rstrip())
    ended = ends_sentence(bare) and not _ABBREVIATED.search(bare)
    return bool(words_of(bare)) and not bare[:1].islower() and not ended and bare[-1] not in ",;"


def _is_series(series: Sequence[_Numbered], chunks: Sequence[Chunk]) -> bool:
    if len(series) < _FEWEST:
        return False
    steps = [b.value - a.value == 1 for a, b in pairwise(series)]
    apart = [
        chunks[b.chunk].lines[0].number - chunks[a.chunk].lines[-1].number > _APART
        for a, b in pairwise(series)
    ]
    return sum(steps) >= _RISING * len(steps) and sum(apart) >= _RISING * len(apart)
