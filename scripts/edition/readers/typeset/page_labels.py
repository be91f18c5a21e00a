"""Label pages: count from page to page, and verify by printed numbers and by tables.

A title in the table of contents and a figure in the list of illustrations prove the label of the
page on which they are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from edition.model.document import PageEvidence, PageSign
from edition.readers.captions import caption_label
from edition.readers.contents import Contents, TitleMatch
from edition.readers.furniture import roman_value, to_roman
from edition.readers.lines import Line
from edition.readers.sequences import IMPOSSIBLE, find_heaviest
from edition.readers.typeset.page_breaks import PageCandidate
from edition.readers.typeset.page_heads import PageHeads, printed_label
from edition.text.unique_names import UniqueNames


@dataclass(frozen=True, slots=True)
class Anchor:
    """Evidence for the label of a page candidate; ``number`` is its arabic or roman value."""

    candidate: int
    number: int
    roman: bool
    evidence: PageEvidence


def find_anchors(
    lines: Sequence[Line],
    candidates: Sequence[PageCandidate],
    contents: Contents,
    matches: Sequence[TitleMatch],
    heads: PageHeads,
) -> list[Anchor]:
    """Return all evidence for page labels, in the order of the candidates."""
    anchors: list[Anchor] = []
    figures = {entry.number: entry.label for entry in contents.figures}
    titles = {lines[match.start].number: match.entry for match in matches}
    for index, candidate in enumerate(candidates):
        inside = lines[candidate.start : candidate.end]
        printed = printed_label(inside, heads)
        if printed:
            anchors += _anchor(index, printed, PageSign.PRINTED, printed)
        for line in inside:
            if line.number in titles:
                entry = titles[line.number]
                title = f"{entry.number} {entry.title}".strip()
                anchors += _anchor(index, entry.label, PageSign.CONTENTS, title)
            figure = caption_label(line.text.strip())
            if figure in figures:
                anchors += _anchor(index, figures[figure], PageSign.ILLUSTRATIONS, figure)
    return anchors


def _anchor(index: int, label: str, sign: PageSign, detail: str) -> list[Anchor]:
    evidence = PageEvidence(sign, detail)
    if label.isdecimal():
        return [Anchor(index, int(label), False, evidence)]
    value = roman_value(label)
    return [Anchor(index, value, True, evidence)] if value else []


def label_pages(
    candidates: list[PageCandidate], anchors: Sequence[Anchor]
) -> tuple[list[PageCandidate], list[Anchor]]:
    """Decide which candidates are pages, label them, and return contradictory evidence too.

    Two anchors fix the number of pages between them: where there are too many candidates, those
    that look least like pages are merged into the preceding page.
    """
    consistent = _find_consistent(candidates, anchors)
    _remove_surplus(candidates, consistent)
    owners = _page_owners(candidates)
    _number(candidates, {owners[a.candidate]: (a.number, a.roman) for a in reversed(consistent)})
    wrong = []
    for anchor in anchors:
        page = candidates[owners[anchor.candidate]]
        if page.label == _label(anchor.number, anchor.roman):
            page.evidence += (anchor.evidence,)
        else:
            wrong.append(anchor)
    pages = [candidate for candidate in candidates if candidate.is_page]
    # The evidence can give two pages the same label.
    labels = UniqueNames()
    for page in pages:
        page.label = labels.take(page.label)
    _prove_by_count(pages)
    return pages, wrong


def _prove_by_count(pages: Sequence[PageCandidate]) -> None:
    """Record the count as evidence for pages between two proved pages that agree with it."""
    proved = [place for place, page in enumerate(pages) if page.evidence]
    for first, last in pairwise(proved):
        start, end = _ordinal(pages[first].label), _ordinal(pages[last].label)
        if start and end and end - start == last - first:
            ends = f"{pages[first].label}/{pages[last].label}"
            for page in pages[first + 1 : last]:
                page.evidence = (PageEvidence(PageSign.COUNTED, ends),)


def _ordinal(label: str) -> int:
    """Return the number of a label, 0 if none; roman labels are offset by a million."""
    if label.isdecimal():
        return int(label)
    value = roman_value(label)
    return _ROMAN + value if value else 0


_ROMAN = 1_000_000
_PAGE_AMISS = 0.5
"""Cost of each page missing or surplus between two successive anchors of a chain."""
_PROOFS = 24
"""Number of preceding anchors that are tried as the predecessor of an anchor."""
_STRAINED = 3.0
"""Cost from which one of two anchors must be wrong."""


def _page_owners(candidates: Sequence[PageCandidate]) -> list[int]:
    """Return for each candidate the index of the candidate with which its page begins."""
    owners: list[int] = []
    for index, candidate in enumerate(candidates):
        owners.append(index if candidate.is_page or not owners else owners[-1])
    return owners


def _find_consistent(
    candidates: Sequence[PageCandidate], anchors: Sequence[Anchor]
) -> list[Anchor]:
    """Return the heaviest chain of anchors whose numbers rise with the pages."""
    rising = sorted(anchors, key=lambda a: (a.candidate, not a.roman, a.number))
    place = _page_places(candidates)
    return find_heaviest(
        rising, lambda anchor: 1.0, lambda a, b: _strain(a, b, place), reach=_PROOFS
    )


def _page_places(candidates: Sequence[PageCandidate]) -> list[int]:
    places, count = [], 0
    for candidate in candidates:
        count += candidate.is_page
        places.append(count)
    return places


def _strain(first: Anchor, second: Anchor, place: Sequence[int]) -> float:
    """Return the disagreement of two anchors: 0 if the pages between them match the numbers."""
    if first.roman and not second.roman:
        # Front matter is numbered separately: its last number does not constrain the text.
        return 0.0
    if first.roman != second.roman or second.number < first.number:
        return IMPOSSIBLE
    if (second.number == first.number) != (first.candidate == second.candidate):
        return IMPOSSIBLE
    found = place[second.candidate] - place[first.candidate]
    strain = _PAGE_AMISS * abs(found - (second.number - first.number))
    return strain if strain < _STRAINED else IMPOSSIBLE


def _remove_surplus(candidates: list[PageCandidate], consistent: Sequence[Anchor]) -> None:
    for first, second in pairwise(consistent):
        if first.roman != second.roman:
            continue
        between = range(first.candidate + 1, second.candidate + 1)
        surplus = sum(candidates[i].is_page for i in between) - (second.number - first.number)
        doubtful = [i for i in between if not candidates[i].firm]
        for index in sorted(doubtful, key=lambda i: candidates[i].weight):
            if surplus > 0 and candidates[index].is_page and not candidates[index].rooted:
                candidates[index].is_page = False
                surplus -= 1


def _number(candidates: list[PageCandidate], known: dict[int, tuple[int, bool]]) -> None:
    pages = [index for index, candidate in enumerate(candidates) if candidate.is_page]
    start = 0
    arabic = [place for place, index in enumerate(pages) if index in known and not known[index][1]]
    if arabic:
        start = max(0, arabic[0] - known[pages[arabic[0]]][0] + 1)
    _count(candidates, pages[start:], known, roman=False)
    _count(candidates, pages[:start], known, roman=True)


def _count(
    candidates: list[PageCandidate],
    pages: Sequence[int],
    known: dict[int, tuple[int, bool]],
    *,
    roman: bool,
) -> None:
    """Number pages upward from each anchor, and downward from the first."""
    proved = {place for place, i in enumerate(pages) if i in known and known[i][1] == roman}
    first = min(proved, default=0)
    number = (known[pages[first]][0] if proved else 1) - first
    for place, index in enumerate(pages):
        if place in proved:
            number = known[index][0]
        unnumbered = f"cover-{place + 1}" if number < 0 else "cover"
        candidates[index].label = _label(number, roman) if number > 0 else unnumbered
        number += 1


def _label(number: int, roman: bool) -> str:
    return to_roman(number) if roman else str(number)
