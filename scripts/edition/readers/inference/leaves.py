"""Find the leaves of a typescript: their furniture, their beginnings and their labels.

A leaf ends with its notes, a classification marking or a page number: running text after them
begins a new leaf. Labels are consecutive; a printed number that contradicts the sequence remains
furniture and is reported. A cover is not counted; a leaf before page 1 has no number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.addresses import COVER, LEAF
from edition.model.document import Page, PageEvidence, PageSign
from edition.readers.chunks import Chunk, is_prose, split_chunks
from edition.readers.furniture import (
    CLASSIFICATION,
    NOTE_RULE,
    PAGE_NUMBER,
    RUNNING_HEAD,
    PageNumber,
    find_running_heads,
    is_classification,
    is_rule,
    read_page_number,
    to_roman,
)
from edition.readers.inference.candidates import find_openings
from edition.readers.lines import Line
from edition.readers.stamps import is_stamp
from edition.text.source import Source
from edition.text.span import Span

# --- furniture --------------------------------------------------------------------------


def find_typed_furniture(lines: Sequence[Line], settings: Mapping[str, Any]) -> dict[int, str]:
    """Return the kinds of the lines of furniture from the first paragraph on, by index."""
    chunks = split_chunks(lines)
    first = next((chunk.start for chunk in chunks if is_prose(chunk.text)), 0)
    body = [i for i, line in enumerate(lines) if line.start >= first and not line.blank]
    heads = find_running_heads(lines, chunks) if settings["running_heads"] else ()
    kinds = {index: RUNNING_HEAD for index in body if lines[index].number in heads}
    for index in body:
        if is_classification(lines[index].text, settings["classification"]):
            kinds[index] = CLASSIFICATION
    kinds |= dict.fromkeys(_find_rules(lines, body), NOTE_RULE)
    if settings["page_numbers"]:
        kinds |= dict.fromkeys(_page_numbers(lines, body, kinds), PAGE_NUMBER)
    return kinds


def _find_rules(lines: Sequence[Line], body: Sequence[int]) -> Iterable[int]:
    """Yield the indices of the rules above lists of notes."""
    for index, following in pairwise(body):
        if is_rule(lines[index].text) and find_openings((lines[following],)):
            yield index


def _page_numbers(
    lines: Sequence[Line], body: Iterable[int], kinds: Mapping[int, str]
) -> Iterable[int]:
    for index in body:
        text = lines[index].text
        if not read_page_number(text):
            continue
        separate = [_is_separate(lines, near, kinds) for near in (index - 1, index + 1)]
        adorned = read_page_number(text, bare=False)
        if all(separate) or (adorned and any(separate)):
            yield index


def _is_separate(lines: Sequence[Line], index: int, kinds: Mapping[int, str]) -> bool:
    return not 0 <= index < len(lines) or lines[index].blank or index in kinds


# --- beginnings of leaves ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leaf:
    """Leaf without label; ``start`` is the offset of its furniture, ``body`` of its text."""

    start: int
    body: int
    evidence: PageEvidence
    printed: PageNumber | None = None
    printed_span: Span | None = None
    cover: bool = False


@dataclass(slots=True)
class Leaves:
    """Leaves of a typescript, collected in a single pass over its running text."""

    lines: Sequence[Line]
    furniture: Mapping[int, str]
    notes: Collection[int]
    """Indices of lines that belong to notes."""
    stamps: re.Pattern[str]
    leaf_of: list[int] = field(default_factory=list)
    """Index of the leaf of each chunk of running text."""
    breaks: set[int] = field(default_factory=set)
    """Offsets of the chunks before which a leaf ends."""
    leaves: list[Leaf] = field(default_factory=list)
    _passed: list[tuple[Line, str]] = field(default_factory=list)
    """Furniture since the beginning of the last leaf."""
    _in_notes: bool = False
    _at_foot: bool = False
    _title: str = ""
    """First line of the text, until its first paragraph of prose."""

    def walk(self, chunks: Sequence[Chunk]) -> None:
        """Divide the running text into leaves."""
        self._at_foot = self._are_numbers_at_foot(chunks)
        excluded = sorted({*self.furniture, *self.notes})
        position = 0
        for chunk in chunks:
            while position < len(excluded) and self.lines[excluded[position]].start < chunk.start:
                self._pass(excluded[position])
                position += 1
            self._take(chunk)
        for index in excluded[position:]:
            self._pass(index)
        numbers = [line for line, kind in self._passed if kind == PAGE_NUMBER]
        if numbers and self._at_foot:
            self._number_last(numbers[0])
        self.leaves = self.leaves or [Leaf(0, 0, _BEGINNING)]

    def _are_numbers_at_foot(self, chunks: Sequence[Chunk]) -> bool:
        """Return whether page numbers are at the foot: page 1 has its number there or nowhere."""
        for index in sorted(self.furniture):
            number = read_page_number(self.lines[index].text)
            if number:
                before = bool(chunks) and chunks[0].start < self.lines[index].start
                return before and number.value == 1
        return False

    def _pass(self, index: int) -> None:
        if index in self.notes:
            self._in_notes = True
        elif self.furniture[index] != NOTE_RULE:
            # A rule is above the notes of its own leaf, so no leaf begins with it.
            self._passed.append((self.lines[index], self.furniture[index]))

    def _take(self, chunk: Chunk) -> None:
        stamp = bool(self._passed) and is_stamp(chunk, self.stamps)
        covered = self._is_covered(chunk)
        ended = ((self._in_notes or bool(self._passed)) and not stamp) or covered
        if ended or not self.leaves:
            self._begin(chunk)
        if covered:
            cover, leaf = self.leaves[-2:]
            self.leaves[-2:] = [replace(cover, cover=True), replace(leaf, evidence=_COVERED)]
        self.leaf_of.append(len(self.leaves) - 1)
        if ended and len(self.leaves) > 1:
            self.breaks.add(chunk.lines[0].start)

    def _is_covered(self, chunk: Chunk) -> bool:
        """Return whether the text begins here, with the title on the first leaf, its cover."""
        line, prose = chunk.lines[0].text.strip(), is_prose(chunk.text)
        if not self.leaves:
            self._title = "" if prose else line
            return False
        covered = len(self.leaves) == 1 and self._title == line
        self._title = "" if prose else self._title
        return covered

    def _begin(self, chunk: Chunk) -> None:
        start, number = self._top(chunk)
        printed = read_number(number) if number else None
        place = number.content if number and printed else None
        if self.leaves:
            kinds = sorted({kind for _, kind in self._passed})
            before = ", ".join([*(["note-list"] if self._in_notes else []), *kinds])
            evidence = PageEvidence(PageSign.AFTER, before)
            self.leaves.append(Leaf(start, chunk.start, evidence, printed, place))
        else:
            self.leaves.append(Leaf(0, chunk.start, _BEGINNING, printed, place))
        self._passed.clear()
        self._in_notes = False

    def _top(self, chunk: Chunk) -> tuple[int, Line | None]:
        """Return the start offset of the new leaf, and the line with its number, if any.

        Assign a number at the foot to the leaf that ends.
        """
        passed = self._passed
        top = last_group(passed)
        foot = [line for line, kind in passed[:top] if kind == PAGE_NUMBER]
        head = [line for line, kind in passed[top:] if read_number(line)]
        if head and self._at_foot and all(kind == PAGE_NUMBER for _, kind in passed[top:]):
            foot, head, top = [*foot, *head], [], len(passed)
        if foot:
            self._number_last(foot[0])
        start = passed[top][0].content.start if top < len(passed) else chunk.start
        return start, head[0] if head else None

    def _number_last(self, line: Line) -> None:
        if self.leaves and self.leaves[-1].printed is None:
            printed = read_number(line)
            self.leaves[-1] = replace(self.leaves[-1], printed=printed, printed_span=line.content)


_BEGINNING = PageEvidence(PageSign.BEGINNING)
_COVERED = PageEvidence(PageSign.TITLE)

# --- labels -----------------------------------------------------------------------------


def label_leaves(
    source: Source, leaves: Sequence[Leaf]
) -> tuple[tuple[Page, ...], list[Diagnostic]]:
    """Return the pages with their labels, and diagnostic S003 for each number out of order."""
    trusted = _trust(leaves)
    covers = sum(leaf.cover for leaf in leaves)
    values = _number(leaves, trusted, covers)
    pages: list[Page] = []
    found: list[Diagnostic] = []
    for index, (leaf, (value, roman)) in enumerate(zip(leaves, values, strict=True)):
        label = _label(leaf, value, index - covers + 1, roman=roman)
        supplied = not trusted or label.startswith((COVER, LEAF))
        contradicted = leaf.printed_span if index not in trusted else None
        pages.append(
            Page(
                label,
                leaf.start,
                index not in trusted,
                _evidence(leaf, index in trusted, supplied),
                leaf=supplied,
                printed=source.slice(contradicted) if contradicted else "",
            )
        )
        if leaf.printed and index not in trusted:
            found.append(_report(source, leaf, label))
    return tuple(pages), found


def _label(leaf: Leaf, value: int, ordinal: int, *, roman: bool) -> str:
    if leaf.cover:
        return COVER
    if value < 1:
        return f"{LEAF}{ordinal}"
    return to_roman(value) if roman else str(value)


def _evidence(leaf: Leaf, trusted: bool, supplied: bool) -> tuple[PageEvidence, ...]:
    if trusted:
        return (leaf.evidence, PageEvidence(PageSign.PRINTED))
    if leaf.printed:
        return (leaf.evidence, PageEvidence(PageSign.AGAINST, str(leaf.printed.value)))
    return (leaf.evidence, *(() if supplied else (PageEvidence(PageSign.COUNTED),)))


def _report(source: Source, leaf: Leaf, label: str) -> Diagnostic:
    span = leaf.printed_span or Span(leaf.start, leaf.start)
    fact = f"the page number here reads {source.slice(span)!r}, but this must be page {label}"
    return report_at(source, span, "S003", fact)


def _trust(leaves: Sequence[Leaf]) -> set[int]:
    """Return the indices of leaves whose printed number agrees with a neighbouring number."""
    printed = [(i, leaf.printed) for i, leaf in enumerate(leaves) if leaf.printed]
    if len(printed) == 1:
        return {printed[0][0]}
    trusted: set[int] = set()
    for left, right in _pairs_of(printed):
        (i, first), (j, second) = left, right
        if first.roman == second.roman and second.value - first.value == j - i:
            trusted |= {i, j}
    return trusted


_Printed = tuple[int, PageNumber]


def _pairs_of(printed: Sequence[_Printed]) -> list[tuple[_Printed, _Printed]]:
    """Return pairs of consecutive numbers, and of numbers with a single number between them."""
    near = list(pairwise(printed))
    return near + list(zip(printed, printed[2:], strict=False))


def _number(leaves: Sequence[Leaf], trusted: set[int], covers: int) -> list[tuple[int, bool]]:
    """Return number and whether it is Roman for each leaf: its trusted number, or a count.

    Count from the nearest preceding trusted number, or else from the first.
    """
    anchors = sorted(trusted)
    values: list[tuple[int, bool]] = []
    for index in range(len(leaves)):
        before = bisect_right(anchors, index)
        anchor = anchors[max(before - 1, 0)] if anchors else None
        printed = leaves[anchor].printed if anchor is not None else None
        if printed is None or anchor is None:
            values.append((index - covers + 1, False))
        else:
            values.append((printed.value + index - anchor, printed.roman))
    return values


# --- furniture between leaves ---------------------------------------------------------


def last_group(passed: Sequence[tuple[Line, str]]) -> int:
    """Return the start index of the last group of heads, including page numbers after it."""
    index = len(passed)
    while index and passed[index - 1][1] == PAGE_NUMBER:
        index -= 1
    if not index:
        return 0
    index -= 1
    while index and passed[index - 1][0].number == passed[index][0].number - 1:
        index -= 1
    return index


_LONGEST_NUMBER = 4
"""Maximum number of digits of a page number."""


def read_number(line: Line) -> PageNumber | None:
    """Return the page number of a line, alone or at an end of a running head, or None."""
    alone = read_page_number(line.text)
    if alone:
        return alone
    words = line.text.split()
    ends = [words[0], words[-1]] if len(words) > 1 else []
    digits = [word.strip("-–—[]()") for word in ends]
    values = [int(word) for word in digits if word.isdecimal() and len(word) <= _LONGEST_NUMBER]
    return PageNumber(values[0], roman=False) if len(values) == 1 else None
