"""Notes whose series proves itself: numbers at the feet of pages, though markers are damaged."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from typing import Final

from edition.readers.inference.alignment import (
    Alignment,
    Locality,
    Solution,
    expect_all,
    expect_marker,
)
from edition.readers.inference.candidates import Candidate
from edition.readers.inference.hypotheses import count_contested, overlaps, share_paired
from edition.readers.inference.hypothesis import Forms, Hypothesis
from edition.readers.inference.labels import LabelKind
from edition.readers.sequences import IMPOSSIBLE, Numbered, find_heaviest, find_numbers

_EVIDENCE: Final = 1.0
"""Log odds given to every opening of the series, regardless of its context."""
_LISTED: Final = 30
"""Notes of a series that proves itself, as numbers at the feet of pages that rise from 1 …"""
_UNBROKEN: Final = 0.8
"""… of which so many are there."""
_READ: Final = 0.25
"""Share of them whose markers must be found …"""
_RARELY: Final = 3
"""… so many times as many as chance finds."""


def infer_from_feet(markers: Forms, openings: Forms, locality: Locality) -> tuple[Hypothesis, ...]:
    """Return the notes at the feet of pages whose series proves itself, though markers are damaged.

    In a scan most raised digits are misread: what is left is paired with the series page by page.
    """
    series, form = max(
        ((_find_series(found), form) for form, found in openings.items()),
        key=lambda one: len(one[0]),
        default=([], ""),
    )
    if len(series) < _LISTED or len(series) < _UNBROKEN * series[-1].label.value:
        return ()
    feet: dict[int, int] = {}
    for opening in series:
        feet.setdefault(opening.page_end, opening.start)
    spans = [(start, end) for end, start in feet.items()]
    found = [
        _pair_series(
            ours, form, [one for one in calls if not overlaps(one, spans)], series, locality
        )
        for ours, calls in markers.items()
    ]
    best = max(found, key=lambda one: len(one.pairs))
    proved = len(best.pairs) >= max(_READ * len(series), _RARELY * best.chance)
    return (best,) if proved else ()


def _find_series(openings: Iterable[Candidate]) -> list[Candidate]:
    """Return the openings whose numbers rise from 1 over the whole text, on known pages."""
    numbers = (one for one in openings if one.label.kind is LabelKind.NUMBER and one.page_end >= 0)
    return [n.item for n in find_numbers([Numbered(o.label.value, 1.0, o) for o in numbers])]


def _pair_series(
    form: str,
    opening_form: str,
    markers: Sequence[Candidate],
    series: Sequence[Candidate],
    locality: Locality,
) -> Hypothesis:
    """Pair markers with a series: on their pages, rising, those that look like markers first."""
    notes = {one.label: one for one in series}
    near = [m for m in markers if m.label in notes and locality(m, notes[m.label]) > -math.inf]
    calls = find_heaviest(near, _weigh_call, _rise, _REACH)
    shuffled = list(notes.values())
    random.Random(0).shuffle(shuffled)
    others = dict(zip(notes, shuffled, strict=True))
    by_chance = [
        m for m in markers if m.label in others and locality(m, others[m.label]) > -math.inf
    ]
    chance = len(find_heaviest(by_chance, _weigh_call, _rise, _REACH))
    theirs = {one.surroundings: _EVIDENCE for one in series}
    likely = {m.start for m in markers if expect_marker(m) > 0}
    pairs = tuple((call, notes[call.label]) for call in calls)
    solution = Solution(
        Alignment(float(len(pairs)), pairs), expect_all(markers, expect_marker), theirs
    )
    shares = share_paired({m.start for m in calls}, likely), len(pairs) / len(series)
    rivals = (count_contested(calls, markers, solution.marker_weights), 0)
    return Hypothesis(LabelKind.NUMBER, form, opening_form, solution, chance, *shares, rivals)


_REACH: Final = 48
"""Candidates that are tried for a predecessor: more than a page has."""
_SURE: Final = 8.0
"""Log odds that make a candidate of a series count twice."""


def _weigh_call(marker: Candidate) -> float:
    return max(1 + expect_marker(marker) / _SURE, 0.0)


def _rise(before: Candidate, after: Candidate) -> float:
    rising = before.label < after.label and before.end <= after.start
    return 0.0 if rising else IMPOSSIBLE
