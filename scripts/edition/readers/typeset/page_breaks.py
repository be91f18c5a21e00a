"""Parts of a witness that hold one printed page each, recognised by the running text in them.

A page end is left as a form feed, as a single space before the first word of the page, or as a
run of blank lines. A single space may also mean that the extraction lost text there; which of
the two it is, is shown by what follows: a page has lines of the running text.
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
"""Share of the measure of the text above which a line is none of it, or several in one."""


@dataclass(slots=True)
class PageCandidate:
    """Lines from one sign of a page end to the next. ``start`` and ``end`` are indices."""

    start: int
    end: int
    firm: bool
    """True if the sign can mean nothing but a page end."""
    weight: int
    """Lines of running text in it; a candidate without any is no page."""
    is_page: bool
    rooted: bool = True
    """False if the line before the sign is too short for the last line of a page."""
    label: str = ""
    evidence: tuple[PageEvidence, ...] = ()


def find_page_candidates(
    metrics: PageMetrics,
    signs: Sequence[tuple[int, bool]],
    noted: Collection[int],
    openings: Collection[int],
) -> Iterator[PageCandidate]:
    """Part the lines at every sign of a page end and say which candidates look like pages.

    ``signs`` are the indices of the lines behind them, and whether each is firm; ``noted`` the
    indices of the lines of notes, ``openings`` those of lines that look as if a note began there.
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
    # What stands right before a note and is no full line is the end of another note.
    going_on = [
        index
        for index in range(candidate.start, candidate.end - 1)
        if not metrics.lines[index + 1].blank
        and index + 1 not in openings
        and not (index in noted or index + 1 in noted)
    ]
    candidate.weight = sum(_is_text_line(metrics, index) for index in going_on)
    if not candidate.firm:
        candidate.weight *= candidate.start not in noted
        candidate.weight += candidate.start in going_on and _falls_short(metrics, candidate.start)
        candidate.is_page = candidate.weight > 0
        candidate.rooted = _is_rooted(metrics, candidate.start)
    return candidate


def _falls_short(metrics: PageMetrics, first: int) -> bool:
    """True if a first line that goes on does not fill the measure of notes: it is none of one."""
    return 0 < metrics.width(metrics.lines[first]) < NEARLY_FULL * metrics.measures.note


def _is_rooted(metrics: PageMetrics, start: int) -> bool:
    """True if a full line or the end of a sentence stands before a sign of a page end."""
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
