"""Divide a witness into candidates for printed pages, recognised by their running text.

A page end survives as a form feed, as a single space before the first word of the page, or as a
run of blank lines. A single space may also mark a place where the extraction lost text; the lines
that follow decide: a page has lines of running text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from edition.model.document import PageEvidence
from edition.readers.chunks import ends_sentence
from edition.readers.typeset.measures import NEARLY_FULL, SHORT, PageMetrics

_NARROWEST = 0.8
"""Share of the measure of the text that full lines of quotations reach."""
_WIDEST = 1.1
"""Share of the measure above which a line is not running text, or is several lines joined."""


@dataclass(slots=True)
class PageCandidate:
    """The lines between two signs of a page end; ``start`` and ``end`` are indices of lines."""

    start: int
    end: int
    firm: bool
    """True if the sign can only mark a page end."""
    weight: int
    """Number of lines of running text; a candidate without any is not a page."""
    is_page: bool
    rooted: bool = True
    """False if the line before the sign is too short to end a page."""
    label: str = ""
    evidence: tuple[PageEvidence, ...] = ()


def find_page_candidates(
    metrics: PageMetrics,
    signs: Sequence[tuple[int, bool]],
    noted: Collection[int],
    openings: Collection[int],
) -> Iterator[PageCandidate]:
    """Split the lines at every sign of a page end and decide which candidates look like pages.

    ``signs`` are the indices of the lines after each sign, and whether the sign is firm; ``noted``
    are the indices of the lines of notes, ``openings`` those of likely openings of notes.
    """
    ends = [*signs, (len(metrics.lines), True)]
    for (start, firm), (end, _) in pairwise(ends):
        if any(not line.blank for line in metrics.lines[start:end]):
            yield _measure(metrics, PageCandidate(start, end, firm, 0, firm), noted, openings)


def _measure(
    metrics: PageMetrics,
    candidate: PageCandidate,
    noted: Collection[int],
    openings: Collection[int],
) -> PageCandidate:
    # A line immediately before a note, if it is not full, is the end of another note.
    continued = [
        index
        for index in range(candidate.start, candidate.end - 1)
        if not metrics.lines[index + 1].blank
        and index + 1 not in openings
        and not (index in noted or index + 1 in noted)
    ]
    candidate.weight = sum(_is_text_line(metrics, index) for index in continued)
    if not candidate.firm:
        candidate.weight *= candidate.start not in noted
        candidate.weight += candidate.start in continued and _falls_short(metrics, candidate.start)
        candidate.is_page = candidate.weight > 0
        candidate.rooted = _is_rooted(metrics, candidate.start)
    return candidate


def _falls_short(metrics: PageMetrics, first: int) -> bool:
    """True if a continued first line does not fill the measure of notes: it is not in a note."""
    return 0 < metrics.width(metrics.lines[first]) < NEARLY_FULL * metrics.measures.note


def _is_rooted(metrics: PageMetrics, start: int) -> bool:
    """True if a full line or the end of a sentence precedes a sign of a page end."""
    last = next((i for i in range(start - 1, -1, -1) if not metrics.lines[i].blank), start)
    full = metrics.width(metrics.lines[last]) > SHORT * metrics.measures.body
    return full or ends_sentence(metrics.lines[last].text)


def _is_text_line(metrics: PageMetrics, index: int) -> bool:
    """True for a full line of text or quotation."""
    measures = metrics.measures
    return (
        _NARROWEST * measures.body
        <= metrics.width(metrics.lines[index])
        <= min(measures.note_limit, _WIDEST * measures.body)
    )
