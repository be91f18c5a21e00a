"""Leaves of a typescript: where each begins and what it is called.

Labels run by sequence; a printed number that the sequence contradicts stays furniture and is
reported.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Page
from edition.readers.furniture import PAGE_NUMBER, PageNumber, read_page_number, to_roman
from edition.readers.lines import Line
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as found: ``start`` includes its furniture, ``body`` is its first running text."""

    start: int
    body: int
    evidence: str
    printed: PageNumber | None = None
    printed_span: Span | None = None


def label_leaves(
    source: Source, leaves: Sequence[Leaf]
) -> tuple[tuple[Page, ...], list[Diagnostic]]:
    """Return the pages with their labels, and S003 for every number out of order."""
    trusted = _trust(leaves)
    values = _number(leaves, trusted)
    lead = sum(1 for value, roman in values if value < 1 and not roman)
    pages: list[Page] = []
    found: list[Diagnostic] = []
    for index, (leaf, (value, roman)) in enumerate(zip(leaves, values, strict=True)):
        label = _label(value, roman, index, lead)
        pages.append(
            Page(label, leaf.start, index not in trusted, _evidence(leaf, index in trusted))
        )
        if leaf.printed and index not in trusted:
            found.append(_report(source, leaf, label))
    return tuple(pages), found


def _label(value: int, roman: bool, index: int, lead: int) -> str:
    # Leaves before page 1 are counted in Roman numerals, so that no label stands twice.
    if value < 1:
        return to_roman(index + 1) if lead > index else str(index + 1)
    return to_roman(value) if roman else str(value)


def _evidence(leaf: Leaf, trusted: bool) -> tuple[str, ...]:
    if trusted:
        return (leaf.evidence, "number printed on the page")
    if leaf.printed:
        return (leaf.evidence, f"counted; the witness prints {leaf.printed.value}")
    return (leaf.evidence, "counted")


def _report(source: Source, leaf: Leaf, label: str) -> Diagnostic:
    span = leaf.printed_span or Span(leaf.start, leaf.start)
    fact = f"the page number here reads {source.slice(span)!r}, but this must be page {label}"
    return report_at(source, span, "S003", fact)


def _trust(leaves: Sequence[Leaf]) -> set[int]:
    """Return the leaves whose printed number agrees with the number before or after it."""
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
    """Neighbouring numbers, and those with one stray number between them."""
    near = list(pairwise(printed))
    return near + list(zip(printed, printed[2:], strict=False))


def _number(leaves: Sequence[Leaf], trusted: set[int]) -> list[tuple[int, bool]]:
    """Give every leaf a number: its own if trusted, else counted from the nearest before it."""
    anchors = sorted(trusted)
    values: list[tuple[int, bool]] = []
    for index in range(len(leaves)):
        before = bisect_right(anchors, index)
        anchor = anchors[max(before - 1, 0)] if anchors else None
        printed = leaves[anchor].printed if anchor is not None else None
        if printed is None or anchor is None:
            values.append((index + 1, False))
        else:
            values.append((printed.value + index - anchor, printed.roman))
    return values


# --- furniture between leaves ---------------------------------------------------------


def last_group(passed: Sequence[tuple[Line, str]]) -> int:
    """Return the index at which the last group of heads begins, page numbers after it included."""
    index = len(passed)
    while index and passed[index - 1][1] == PAGE_NUMBER:
        index -= 1
    if not index:
        return 0
    index -= 1
    while index and passed[index - 1][0].number == passed[index][0].number - 1:
        index -= 1
    return index


def read_number(line: Line) -> PageNumber | None:
    """Return the page number of a line, alone on it or at an end of a running head."""
    alone = read_page_number(line.text)
    if alone:
        return alone
    words = line.text.split()
    ends = [words[0], words[-1]] if len(words) > 1 else []
    digits = [word.strip("-–—[]()") for word in ends]
    values = [int(word) for word in digits if word.isdecimal() and len(word) <= 4]
    return PageNumber(values[0], roman=False) if len(values) == 1 else None


def tell_evidence(kinds: Iterable[str], notes: bool) -> str:
    """Say what stands before a leaf."""
    seen = sorted(set(kinds))
    return "after " + " and ".join([*(["a note list"] if notes else []), *seen])
