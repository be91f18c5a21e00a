"""Find headings proved by a numbered series: documents of a volume, sections of an essay.

``1. Telegram From …`` is a heading, and not the first item of a list, if such lines are numbered
throughout the text, are separate paragraphs and have text between them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Final

from edition.model.document import Markup
from edition.readers.chunks import Chunk, ends_sentence, goes_on, is_capitals, is_prose, words_of
from edition.readers.drafts import Draft, DraftKind
from edition.readers.furniture import is_classification, is_page_label, roman_value
from edition.readers.headings import (
    DASHES,
    Title,
    chapter_title,
    is_section_title,
    read_counted,
    slug,
)
from edition.readers.matter import (
    OfficeMarks,
    is_date,
    is_dated,
    is_graded,
    is_initialled_name,
    is_name,
    matter_of,
)
from edition.readers.sequences import find_longest
from edition.records.vocabulary import any_listed
from edition.text.source import Source
from edition.text.span import Span

_NUMBERED: Final = re.compile(
    rf"(?:(?i:{any_listed('documents')})\s*)?"
    r"(?P<number>\d{1,4}|[IVXLC]{1,7})[.:)]?\s+(?P<title>\S.*)",
    re.DOTALL,
)
_TALLEST: Final = 4
"""Maximum number of lines of a heading."""
_LONGEST: Final = 300
_FEWEST: Final = 3
"""Minimum number of headings that prove a series."""
_SKIPPED: Final = 6
"""Largest step between numbers of a series, because some headings are not recognized."""
_RISING: Final = 0.7
"""Minimum share of steps by one in a series."""
_APART: Final = 4
"""Number of lines usually exceeded between two headings of a series, unlike the items of a list."""
_NOTE_MARK: Final = re.compile(
    r"(?:\[[\w*]{1,4}\]|\^\{?\d+\}?|[\d*†‡⁰¹²³⁴-⁹]{1,4}|(?<!\s)\s*\d{1,4}/)$"
)


_ABBREVIATED: Final = re.compile(r"(?:(?<!\w)|\.)\w\.$")
"""A stop after a single letter: a title can end with ``9 a.m.`` or ``Washington, D.C.``."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    chunk: int
    value: int
    number: str
    form: str
    """Signs around the number, which are the same for all headings of a series."""
    dated: bool
    """Whether a line with a date follows, as below the title of a document."""


def find_numbered_headings(
    chunks: Sequence[Chunk], level: int = 1
) -> Mapping[int, tuple[Title, int, int]]:
    """Return title, level and number of lines of the headings, by number of their first line."""
    return {
        chunks[heading.chunk].lines[0].number: (
            Title("", heading.number, str(heading.value)),
            level,
            len(chunks[heading.chunk].lines),
        )
        for heading in _find_series(chunks)
    }


def find_document_lines(chunks: Sequence[Chunk]) -> frozenset[int]:
    """Return the numbers of the lines of headings that begin the documents of a volume.

    The date lines below most of them prove that no list of notes continues there.
    """
    series = _find_series(chunks)
    if sum(heading.dated for heading in series) < _DATED * len(series):
        return frozenset()
    return frozenset(line.number for heading in series for line in chunks[heading.chunk].lines)


_DATED: Final = 0.5
"""Minimum share of headings followed by a date in a volume of documents."""


def _find_series(chunks: Sequence[Chunk]) -> Sequence[_Numbered]:
    """Return the longest series of headings, without lines that are close together as in a list."""
    found = [heading for index in range(len(chunks)) for heading in _read(index, chunks)]
    listed = _are_listed(found, chunks)
    separate = [heading for heading, near in zip(found, listed, strict=True) if not near]
    series = _find_longest(separate)
    form, count = max(
        Counter(heading.form for heading in series).items(), key=itemgetter(1), default=("", 0)
    )
    if count < _SAME_FORM * len(series):
        series = _find_longest([heading for heading in separate if heading.form == form])
    # If most lines of this form are not in the series, numbers restart, and it is unclear which
    # of them are headings.
    undated = sum(heading.form == form and not heading.dated for heading in separate)
    dated = sum(heading.dated for heading in series)
    complete = len(series) - dated >= _WHOLE * undated or dated >= _DATED * len(series)
    return series if complete and _is_series(series, chunks) else ()


_SAME_FORM: Final = 0.8
"""Minimum share of a series written in the same form, if a few stops were lost."""
_WHOLE: Final = 0.5


def _find_longest(found: Sequence[_Numbered]) -> Sequence[_Numbered]:
    return find_longest(found, attrgetter("value"), _SKIPPED, attrgetter("dated"))


def _are_listed(found: Sequence[_Numbered], chunks: Sequence[Chunk]) -> Sequence[bool]:
    """Return for each heading whether the preceding or next number is within a few lines."""
    near = [a.value + 1 == b.value and not _are_separated(a, b, chunks) for a, b in pairwise(found)]
    return [a or b for a, b in zip((False, *near), (*near, False), strict=True)] if found else []


@dataclass(frozen=True, slots=True)
class _Label:
    chunk: int
    value: int
    number: str


def find_labelled_headings(
    chunks: Sequence[Chunk], level: int = 1
) -> tuple[list[Chunk], Mapping[int, tuple[Title, int, int]]]:
    """Return the chunks, with labels such as ``No. 12`` separated from titles, and the headings.

    A label is on a separate line, has the same words throughout the text and belongs to a series;
    the title follows it, with or without a blank line between them.
    """
    found: dict[str, list[_Label]] = defaultdict(list)
    for index, chunk in enumerate(chunks):
        text = chunk.lines[0].text.strip()
        if (counted := read_counted(text)) and not chapter_title(text):
            words, number, value = counted
            found[words].append(_Label(index, value, number))
            continue
        match = _LABELLED.fullmatch(text)
        if match and not match["words"] and not _is_above_capitals(index, chunks):
            continue
        if match and not chapter_title(text) and not is_page_label(text):
            value = _value_of(match["number"])
            words = _NUMBER_SIGN.sub("no", match["words"].casefold())
            found[words].append(_Label(index, value, match["number"]))
    proved = {label.chunk: label for labels in found.values() for label in _prove(labels, chunks)}
    divided: list[Chunk] = []
    titles: dict[int, tuple[Title, int, int]] = {}
    for index, chunk in enumerate(chunks):
        label = proved.get(index)
        if label is None:
            divided.append(chunk)
            continue
        parts = [Chunk(chunk.lines[:1]), *([Chunk(chunk.lines[1:])] if chunk.lines[1:] else [])]
        below = (*parts[1:], *chunks[index + 1 : index + 3])[:2]
        dated = len(below) > 1 and is_dated(below[1].text)
        titled = bool(below) and _is_below_label(below[0].text, dated=dated)
        height = len(below[0].lines) if titled else 0
        titles[chunk.lines[0].number] = (
            Title("", label.number, str(label.value)),
            level,
            1 + height,
        )
        divided += parts
    return divided, titles


_LABELLED: Final = re.compile(
    r"(?P<words>(?=[^\W\d_]|№|§)[^\d\n]{0,30}?|(?=\d+\.))\s*\b"
    r"(?P<number>\d{1,4}|[IVXLC]{1,7})(?:er|re|e|ème)?\.?"
)
"""``No. 12``, ``Objection VIIe``."""
_NUMBER_SIGN: Final = re.compile(r"№|\b(?:no|nr|n)[.º°]\s*|\b(?:no|nr)\b")
_MOST: Final = 0.7
"""Minimum share of the lines of a form that belong to the series: restarting numbers prove none."""


def _prove(labels: Sequence[_Label], chunks: Sequence[Chunk]) -> Sequence[_Label]:
    valued = [label for label in labels if label.value]
    series = find_longest(valued, attrgetter("value"), _SKIPPED)
    complete = len(series) >= max(_FEWEST, _MOST * len(labels))
    return series if complete and _is_series(series, chunks) else ()


def _is_above_capitals(index: int, chunks: Sequence[Chunk]) -> bool:
    """Return whether a number without words is followed by a line in capitals, or by nothing."""
    below = chunks[index + 1 : index + 2]
    return len(chunks[index].lines) == 1 and all(is_capitals(chunk.text) for chunk in below)


def _is_below_label(text: str, *, dated: bool) -> bool:
    """Return whether a text below a number can be the title of the document or chapter.

    It has no full stop, unless it is in capitals or followed by a line with a date (``dated``).
    """
    bare = _NOTE_MARK.sub("", text.rstrip())
    ended = ends_sentence(bare) and not (dated or is_capitals(bare))
    named = bool(words_of(bare)) and not bare[:1].islower()
    return named and len(bare) <= _LONGEST and not ended and not is_dated(bare)


def _value_of(number: str) -> int:
    return int(number) if number.isdecimal() else roman_value(number)


_HASHES: Final = re.compile(r"(?P<hashes>#{1,6})\s+(?=\S)")
_SIGN: Final = r"(?<!※)［＃(?:[^［］]|［[^［］]*］)*］"
_DECLARED: Final = re.compile(
    rf"(?:{_SIGN})*(?:［＃(?:同行|窓)?(?P<size>[大中小])見出し］)?(?P<title>(?:(?!{_SIGN}).)+?)"
    r"［＃(?:「.*」は)?(?:同行|窓)?(?P<after>[大中小])見出し(?:終わり)?］"
)
"""A heading as marked in Japanese transcriptions: ``［＃大見出し］…［＃大見出し終わり］``."""
_SIZES: Final = "大中小"


def find_declared_headings(
    chunks: Sequence[Chunk],
) -> tuple[list[Chunk], Mapping[int, tuple[Title, int, int]], tuple[Markup, ...]]:
    """Return the chunks divided around marked headings, the marked headings, and their signs.

    The signs are ``#`` before a heading, or those around headings in Japanese transcriptions. The
    largest headings of the text are of level 1.
    """
    divided: list[Chunk] = []
    titles: dict[int, tuple[Title, int, int]] = {}
    signs: list[Markup] = []
    for chunk in chunks:
        declared = {i for i, line in enumerate(chunk.lines) if "見出し" in line.text}
        edges = sorted({0, len(chunk.lines)} | declared | {i + 1 for i in declared})
        parts = [Chunk(chunk.lines[start:end]) for start, end in pairwise(edges)]
        divided += parts
        for part in parts:
            found = _read_declared(part)
            if found and len(part.lines) == 1:
                titles[part.lines[0].number] = (found[0], found[1], 1)
                signs += found[2]
    above = min((level for _, level, _ in titles.values()), default=1) - 1
    ranked = {line: (title, level - above, 1) for line, (title, level, _) in titles.items()}
    return divided, ranked, tuple(signs)


def _read_declared(chunk: Chunk) -> tuple[Title, int, list[Markup]] | None:
    """Return title, level and signs of a marked heading."""
    text = chunk.lines[0].text.strip()
    if (match := _HASHES.match(text)) and words_of(text):
        level, spans, bare = len(match["hashes"]), [match.span()], text[match.end() :]
    elif match := _DECLARED.fullmatch(text):
        level, bare = _SIZES.index(match["after"]) + 1, match["title"]
        spans = [sign.span() for sign in re.finditer(_SIGN, text)]
    else:
        return None
    signs = [
        Markup(text[start:end], Span(chunk.start + start, chunk.start + end))
        for start, end in spans
    ]
    return chapter_title(bare) or Title("", "", slug(bare)), level, signs


@dataclass(frozen=True, slots=True)
class RecurringLines:
    """Numbers of short lines in capitals that are paragraphs in several places of a text."""

    headings: frozenset[int]
    """Headings within each document of a volume: SUBJECT, PARTICIPANTS."""
    signatures: frozenset[int]
    """Names that end documents, below the text and above a heading or a non-sentence."""
    speakers: frozenset[int] = frozenset()
    """Names of speakers in a play, which are not headings."""


def find_recurring_lines(
    chunks: Sequence[Chunk], titles: Collection[int], marks: OfficeMarks
) -> RecurringLines:
    """Return the recurring lines; ``titles`` are the first lines of proved headings."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, chunk in enumerate(chunks):
        text = chunk.text
        if len(chunk.lines) > 1 or len(text) > _SHORT or not is_capitals(text):
            continue
        title = chapter_title(text)
        other = is_classification(text, marks.classification) or _ADDRESSED.match(text.lstrip("_*"))
        if not other and not (title and title.number) and text[-1] not in (*DASHES, ",", ";"):
            places[text.rstrip(":")].append(index)
    headings: set[int] = set()
    signatures: set[int] = set()
    again = [index for found in places.values() if len(found) >= _FEWEST for index in found]
    if len(again) >= _SPEAKING * len(chunks):
        return RecurringLines(
            frozenset(), frozenset(), frozenset(chunks[index].lines[0].number for index in again)
        )
    for text, found in places.items():
        ends = sum(
            _ends_document(chunks, i, titles) or _completes(chunks[i - 1], text) for i in found if i
        )
        signed = is_initialled_name(text) or (ends * 2 > len(found) and len(text.split()) <= _NAMES)
        lines = (chunks[index].lines[0].number for index in found)
        if len(found) >= (_SIGNED if signed else _FEWEST):
            (signatures if signed else headings).update(lines)
    signatures |= _find_bylines(chunks)
    return RecurringLines(frozenset(headings), frozenset(signatures))


def _find_bylines(chunks: Sequence[Chunk]) -> frozenset[int]:
    """Return the lines that consist of a name which another line states as the author."""
    short = [chunk for chunk in chunks if len(chunk.lines) == 1 and len(chunk.text) <= _BYLINE]
    names = {match["name"] for chunk in short if (match := _BY.search(chunk.text))}
    return frozenset(c.lines[0].number for c in short if c.text in names and is_name(c.text))


_BY: Final = re.compile(rf"\b(?i:{any_listed('bylines')})\s+(?P<name>\S.*)")
_BYLINE: Final = 80
"""Maximum number of characters of a title that ends with the name of the author."""


def _ends_document(chunks: Sequence[Chunk], index: int, titles: Collection[int]) -> bool:
    """Return whether a line precedes a heading, or follows a sentence and precedes no text.

    A reference, notes or the end of the text may follow instead.
    """
    below = chunks[index + 1] if index + 1 < len(chunks) else None
    if below and below.lines[0].number in titles:
        return True
    if not index or not ends_sentence(chunks[index - 1].text):
        return False
    if below is None or below.text.startswith("["):
        return True
    return is_prose(chunks[index - 1].text) and not below.text[:1].isalpha()


def _completes(before: Chunk, text: str) -> bool:
    """Return whether a line with a stop completes a sentence, as below ``Your faithful``."""
    unfinished = before.text[-1] == "," or before.text[-1].isalpha()
    return text.endswith(".") and unfinished and not is_capitals(before.text)


_SPEAKING: Final = 0.2
"""Minimum share of the blocks of a play that name a speaker; headings of documents are fewer."""
_ADDRESSED: Final = re.compile(r"(?:FOLLOWING )?(?:TO|FOR|FROM)\b|[\[［(（]")
"""Beginnings of address lines, references to archives and signs of a notation."""
_NAMES: Final = 4
"""Maximum number of words of the name with which a document is signed …"""
_SIGNED: Final = 2
"""… and minimum number of its occurrences."""
_SHORT: Final = 40
"""Maximum number of characters of a recurring heading."""


def find_section_headings(
    chunks: Sequence[Chunk], passed: Collection[int], marks: OfficeMarks
) -> frozenset[int]:
    """Return the first lines of short titles between paragraphs throughout a text.

    They have no full stop, or they are in capitals and all have one, as in old books.
    Each follows the end of a sentence and precedes a paragraph that begins a sentence. Similar
    lines in other positions, such as lines of a table, are evidence against them. The lines
    ``passed`` belong to other headings or to a table of contents.
    """
    sections = _find_between(chunks, passed, marks, _is_section)
    if sections:
        # A single word is usually a name, unless other lines are proved to be titles.
        sections |= _find_between(chunks, {*passed, *sections}, marks, _is_word)
    # The line above the first of these is the title of the text, and ends no sentence.
    first = (chunk.lines[0].number for chunk in chunks[:1])
    return sections | _find_between(chunks, {*passed, *first}, marks, _is_stopped)


_Look = Callable[[Chunk, OfficeMarks], bool]
"""Predicate that decides from its words whether a chunk can be the title of a section."""


def _find_between(
    chunks: Sequence[Chunk], passed: Collection[int], marks: OfficeMarks, is_title: _Look
) -> frozenset[int]:
    found: list[int] = []
    others = 0
    for index, chunk in enumerate(chunks):
        first = chunk.lines[0].number
        if len(chunk.lines) > _SECTION_LINES or first in passed or not is_title(chunk, marks):
            continue
        if index + 1 < len(chunks) and goes_on(chunks[index + 1].text):
            # The end of a page interrupts a sentence.
            continue
        if _is_between_text(chunks, index, passed, marks, is_title):
            found.append(first)
        else:
            others += 1
    enough = len(found) >= max(_FEWEST, _SECTIONS * (len(found) + others))
    return frozenset(found) if enough else frozenset()


def _is_section(chunk: Chunk, marks: OfficeMarks) -> bool:
    text = _NOTE_MARK.sub("", chunk.text)
    graded = any(is_classification(word) for word in text.split() if word.isupper())
    graded = graded or is_graded(chunk.lines[0].text, marks)
    other = graded or is_dated(text) or matter_of(chunk, marks) or is_initialled_name(text)
    other = other or is_prose(text) or LEADERS.search(chunk.text) is not None
    return is_section_title(text) and not other


def _is_word(chunk: Chunk, marks: OfficeMarks) -> bool:
    text = _NOTE_MARK.sub("", chunk.text)
    named = text.isalpha() and text[0].isupper() and len(text) >= _WORD
    return named and not matter_of(chunk, marks)


def _is_stopped(chunk: Chunk, marks: OfficeMarks) -> bool:
    """Return whether a chunk is in capitals and ends with a full stop, like titles in old books."""
    text = _NOTE_MARK.sub("", chunk.text)
    if not text.endswith(".") or not is_capitals(text) or text[0] in DASHES:
        return False
    if LEADERS.search(text):
        return False
    named = max(len(word) for word in words_of(text)) >= _WORD and len(text) <= _LONGEST
    return named and not is_dated(text) and not matter_of(chunk, marks)


def _is_between_text(
    chunks: Sequence[Chunk],
    index: int,
    passed: Collection[int],
    marks: OfficeMarks,
    is_title: _Look,
) -> bool:
    """Return whether a title is between a sentence or title and text, or a title and text."""
    before = chunks[index - 1] if index else None
    after = chunks[index + 1 : index + 1 + _SECTION_LINES]
    if before is None or not after:
        return False
    headed = before.lines[0].number in passed or is_title(before, marks)
    headed = headed or matter_of(before, marks) is not None or is_dated(before.text)
    if not headed and not ends_sentence(before.text):
        return False
    text = after[1] if is_title(after[0], marks) and len(after) > 1 else after[0]
    return is_prose(text.text) and not goes_on(text.text)


_WORD: Final = 4
"""Minimum number of letters of a word, to exclude initials."""
_SECTION_LINES: Final = 2
"""Maximum number of lines of a section title, and of consecutive titles."""
_SECTIONS: Final = 0.7
"""Minimum share of lines formed like section titles that are in the position of one."""


def join_divided_headings(source: Source, drafts: Sequence[Draft], width: int) -> list[Draft]:
    """Join headings divided by a page end: a full line, then a short line on the next page."""
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
"""Share of the width from which a line extends to the margin."""


def heading_level(chunks: Sequence[Chunk]) -> int:
    """Return the level of numbered headings, which is below the chapters, if any."""
    chapters = sum(
        title is not None and bool(title.word)
        for chunk in chunks
        if len(chunk.lines) <= _TALLEST
        for title in (chapter_title(chunk.text),)
    )
    return 2 if chapters else 1


def _read(index: int, chunks: Sequence[Chunk]) -> Iterator[_Numbered]:
    chunk = chunks[index]
    text = chunk.text
    if len(chunk.lines) > _TALLEST or len(text) > _LONGEST:
        return
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return
    dated = any(is_dated(below.text) for below in chunks[index + 1 : index + 1 + _BELOW])
    number = match["number"]
    value = _value_of(number)
    if value and _is_title(match["title"], cut=dated) and not LEADERS.search(text):
        form = re.sub(r"\w+", "0", text[: match.start("title")].strip())
        yield _Numbered(index, value, number, form, dated)


LEADERS: Final = re.compile(r"\.{4}|(?:\. ){4}|\s{3}\d+(?:\W+\d+)*\.?$")
"""Dots or spaces before page numbers, as in an entry of a table of contents or an index."""


_BELOW: Final = 2
"""Number of paragraphs below a heading that may contain the date of its document."""


def _is_title(text: str, *, cut: bool) -> bool:
    """Return whether a text begins with a capital and does not end like a sentence.

    Titles ``cut`` for lack of space in a catalogue can end with a comma.
    """
    bare = _NOTE_MARK.sub("", text.rstrip())
    ended = ends_sentence(bare) and not _ABBREVIATED.search(bare)
    complete = cut or bare[-1:] not in (",", ";")
    return bool(words_of(bare)) and not bare[:1].islower() and not ended and complete


def _is_series(series: Sequence[_Numbered | _Label], chunks: Sequence[Chunk]) -> bool:
    if len(series) < _FEWEST:
        return False
    steps = [b.value - a.value == 1 for a, b in pairwise(series)]
    separated = [_are_separated(a, b, chunks) for a, b in pairwise(series)]
    return sum(steps) >= _RISING * len(steps) and sum(separated) >= _RISING * len(separated)


def _are_separated(
    before: _Numbered | _Label, after: _Numbered | _Label, chunks: Sequence[Chunk]
) -> bool:
    """Return whether two numbers are separated by several lines or a sentence."""
    lines = chunks[after.chunk].lines[0].number - chunks[before.chunk].lines[-1].number
    between = chunks[before.chunk + 1 : after.chunk]
    return lines > _APART or any(ends_sentence(chunk.text) for chunk in between)
