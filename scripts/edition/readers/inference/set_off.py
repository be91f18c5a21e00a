"""Find headings set off by more blank lines than there are between paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from edition.readers.captions import is_caption
from edition.readers.chunks import (
    Chunk,
    ends_sentence,
    is_capitals,
    is_enclosed,
    is_prose,
    words_of,
)
from edition.readers.headings import DASHES, GOING_ON, chapter_title, is_title_case
from edition.readers.inference.headings import LEADERS
from edition.readers.inference.pages import PageLayout
from edition.readers.lines import Line
from edition.readers.list_items import is_ornament
from edition.readers.matter import OfficeMarks, is_closing, is_dated, matter_of
from edition.records.vocabulary import any_listed
from edition.text.dates import ANY_MONTH, OF

_TALLEST: Final = 3
"""Maximum number of lines of a title."""
_LONGEST: Final = 120
"""Maximum number of characters of a title."""
_FEWEST: Final = 3
"""Minimum number of titles that prove a meaning of blank lines."""
_SHARE: Final = 0.7
"""Minimum share of titles among the chunks below so many blank lines, if these set off titles."""
_BELOW: Final = 3
"""Number of blocks below a title within which its text begins, after an epigraph or a date."""
_WIDE, _FEW_WORDS = 1, 6
"""Number of blank lines, in addition to the usual, below which so few words can have a stop."""
_NAMES: Final = 5
"""Maximum number of words of the name of an author."""
_TEXT: Final = 500
"""Minimum number of characters below the first title."""
_DIGITS: Final = 3
"""Maximum number of digits of a chapter number."""
_CHAPTER: Final = 1500
"""Minimum mean number of characters between titles of divisions: shorter parts are sections."""
_EMPHASIZED: Final = re.compile(r"([_*=]{1,3})[^_*=]+\1[.:]?")
_MONTH: Final = re.compile(rf"{ANY_MONTH},?\s+{OF}\d{{4}}\.?", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?:[IVXLC]+[.:)]?|\d{1,3}[.:)]|[^\W\d_]\))\s+_?(?=[^\W\d_a-z])")
_PLACE: Final = re.compile(r"[^,]+,.*\d\.")
"""A place in a work, or a place and a year: ``Book I, Ch. 5.``, ``London, 1850.``"""
_END: Final = re.compile(rf"{any_listed('text_ends')}\b.{{0,60}}", re.IGNORECASE)
"""The line below the last paragraph of a book or part."""


@dataclass(frozen=True, slots=True)
class SetOff:
    """First lines of the titles proved by blank lines."""

    divisions: frozenset[int] = frozenset()
    """Titles below the widest gaps, with enough text between them."""
    sections: frozenset[int] = frozenset()
    attributions: frozenset[int] = frozenset()
    """Names of authors below quotations: capitals set in, with less space above than below."""


def find_gaps(
    lines: Sequence[Line], chunks: Sequence[Chunk], layout: PageLayout
) -> Mapping[int, int]:
    """Return the number of blank lines above each chunk, by the number of its first line.

    Omit the first chunk, and chunks at the start of a page, which the page end sets off.
    """
    heads = {chunk.lines[0].number for chunk in chunks[1:]}
    gaps: dict[int, int] = {}
    starts = {*layout.breaks}
    count, served = 0, False
    for index, line in enumerate(lines):
        if line.number in heads and not served and index not in starts:
            gaps[line.number] = count
        served = index in layout.furniture or (served and line.blank)
        count = count + 1 if line.blank else 0
    return gaps


def find_set_off(
    chunks: Sequence[Chunk], gaps: Mapping[int, int], passed: Collection[int], marks: OfficeMarks
) -> SetOff:
    """Return the titles, ignoring ``passed`` lines of other headings or a table of contents."""
    above = [gaps.get(chunk.lines[0].number, -1) for chunk in chunks]
    first = next((i for i, chunk in enumerate(chunks) if is_prose(chunk.text)), len(chunks))
    usual = _usual_gap(chunks, above)
    numbers = _find_numbers(chunks, [i for i, gap in enumerate(above) if gap > usual])
    titled = [
        i in numbers or _can_be_title(chunk, marks, alone=above[i] > usual + _WIDE)
        for i, chunk in enumerate(chunks)
    ]
    headed = [c.lines[0].number in passed or chapter_title(c.text) is not None for c in chunks]
    heads = [
        i
        for i in range(len(chunks))
        if titled[i]
        and not headed[i]
        and above[i] > usual
        and _is_above_text(i, chunks, above, headed, first)
    ]
    attributions = frozenset(
        chunks[i].lines[0].number
        for i in range(first + 1, len(chunks) - 1)
        if not headed[i - 1]
        and _can_be_author(chunks[i].text)
        and _is_below_quotation(chunks, i, above)
    )
    heads = heads[_count_front(chunks, heads, above, usual) :]
    taken = {*heads, *(i for i in range(len(chunks)) if headed[i])}
    others = [
        above[i]
        for i in range(1, len(chunks))
        if above[i] > usual and i not in taken and i - 1 not in taken and not titled[i]
        if matter_of(chunks[i], marks) is None
    ]
    # Lines of a table of contents follow each other.
    known = [above[i] for i in range(len(chunks) - 1) if headed[i] and not headed[i + 1]]
    for width in sorted({above[i] for i in heads}):
        found = [i for i in heads if above[i] >= width]
        proved = len(found) + sum(gap >= width for gap in known)
        against = sum(gap >= width for gap in others)
        if proved >= max(_FEWEST, _SHARE * (proved + against)):
            divisions, sections = _part_levels(chunks, found, above)
            return SetOff(divisions, sections, attributions)
    return SetOff(attributions=attributions)


def _count_front(
    chunks: Sequence[Chunk], heads: Sequence[int], above: Sequence[int], usual: int
) -> int:
    """Return the number of titles before the first with a text: they are lines of a title page."""
    for count, index in enumerate(heads):
        text = index + 1
        while text < len(chunks) and above[text] < above[index] and not is_prose(chunks[text].text):
            text += 1
        # The gap below the title itself does not end its text.
        text -= text == len(chunks) or above[text] >= above[index]
        wide = (i for i in range(text + 1, len(chunks)) if above[i] > usual)
        if chunks[next(wide, -1)].start - chunks[index].end >= _TEXT:
            return count
    return 0


def _part_levels(
    chunks: Sequence[Chunk], found: Sequence[int], above: Sequence[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Divide the titles found into divisions and sections."""
    chapters = [
        above[i]
        for i, chunk in enumerate(chunks)
        if (title := chapter_title(chunk.text)) and title.number and title.word and above[i] >= 0
    ]
    widest = sorted((above[i] for i in found), reverse=True)[:_FEWEST][-1]
    if len(chapters) >= _FEWEST:
        widest = max(widest, sorted(chapters)[len(chapters) // 2])
    large = [i for i in found if above[i] >= widest]
    length = chunks[-1].end - chunks[large[0]].start if large else 0
    if length < _CHAPTER * len(large):
        large = []
    divisions = frozenset(chunks[i].lines[0].number for i in large)
    return divisions, frozenset(chunks[i].lines[0].number for i in found) - divisions


def _find_numbers(chunks: Sequence[Chunk], wide: Iterable[int]) -> AbstractSet[int]:
    """Return the indices of numbers on separate lines proved by an adjacent number.

    Only the chunks below ``wide`` gaps are examined.
    """
    bare = [(i, chunks[i].text.rstrip(".")) for i in wide]
    found = [(i, int(text)) for i, text in bare if text.isdecimal() and len(text) <= _DIGITS]
    steps = [(a, b) for (a, value), (b, following) in pairwise(found) if following == value + 1]
    return {i for step in steps for i in step}


def _usual_gap(chunks: Sequence[Chunk], above: Sequence[int]) -> int:
    """Return the most frequent number of blank lines between paragraphs."""
    gaps = Counter(
        gap for chunk, gap in zip(chunks, above, strict=True) if gap >= 0 and is_prose(chunk.text)
    )
    return gaps.most_common(1)[0][0] if gaps else len(chunks)


def _can_be_title(chunk: Chunk, marks: OfficeMarks, *, alone: bool) -> bool:
    """Return whether a chunk is short, and in capitals, emphasized, numbered or without a stop.

    A few words ``alone`` below a very wide gap can end with a stop.
    """
    text = chunk.text
    if len(chunk.lines) > _TALLEST or len(text) > _LONGEST or not words_of(text):
        return False
    marked = _EMPHASIZED.fullmatch(text) or _NUMBERED.match(text)
    formed = marked is not None or is_capitals(text) or is_title_case(text)
    formed = formed or (alone and len(words_of(text)) <= _FEW_WORDS and text.endswith("."))
    bare = text.strip("_*= ")
    if not formed and (ends_sentence(bare) or bare[-1:] in (*GOING_ON, *DASHES)):
        return False
    other = is_enclosed(bare) or is_caption(chunk) or is_ornament(text) or bare[:1].islower()
    other = other or LEADERS.search(text) is not None or _PLACE.fullmatch(bare) is not None
    # Such brackets enclose speech where they enclose a whole line.
    other = other or bare[-1:] in "\u300d\u300f" or _END.fullmatch(text) is not None
    other = other or (bare[-1:] in GOING_ON and not (is_capitals(text) and len(words_of(text)) > 1))
    named = bare[:1].isalnum() or bare[:1] in "\"'\u201c\u2018\u00ab\u300c\u300e"
    matter = (
        is_closing(bare)
        or is_dated(bare)
        or _MONTH.fullmatch(bare)
        or matter_of(chunk, marks) is not None
    )
    return named and not other and not matter and not is_prose(text)


def _can_be_author(text: str) -> bool:
    """Return whether a text is a few words in capitals without figures and brackets."""
    plain = text.replace("(", "").replace(")", "").rstrip(".")
    named = is_capitals(text) and len(words_of(text)) <= _NAMES
    return named and all(c.isalpha() or c in " .,'\u2019-" for c in plain)


def _is_below_quotation(chunks: Sequence[Chunk], index: int, above: Sequence[int]) -> bool:
    """Return whether a name is set in below a quotation, and text at the margin follows.

    Less space above than below joins the name to the quotation, and no space at all if the name is
    set in further; with equal space, the verse above has the indentation of the name.
    """
    before, name, after = (chunk.indent for chunk in chunks[index - 1 : index + 2])
    if not (after < name and 0 <= above[index] <= above[index + 1]):
        return False
    if above[index] == above[index + 1]:
        return above[index] > 0 and before == name
    return before < name or (above[index] > 0 and (before == name or before > after))


def _is_above_text(
    index: int,
    chunks: Sequence[Chunk],
    above: Sequence[int],
    headed: Sequence[bool],
    first: int,
) -> bool:
    """Return whether text or another heading follows at no larger distance than the gap above.

    After the front matter, anything that follows is text: a letter, a scene, lines of verse.
    """
    begun = index > first
    for below in range(index + 1, min(index + 1 + _BELOW, len(chunks))):
        if above[below] > above[index]:
            return False
        if begun or headed[below] or is_prose(chunks[below].text):
            return True
    return False
