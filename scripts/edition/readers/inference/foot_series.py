"""Infer notes from the series of their numbers at the feet of pages if markers are damaged."""

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
"""Log odds of every opening of the series, regardless of its surroundings."""
_LISTED: Final = 30
"""Minimum length of a self-evident series, whose numbers at the feet of pages rise from 1 …"""
_UNBROKEN: Final = 0.8
"""… and minimum share of its numbers that must be present."""
_READ: Final = 0.25
"""Minimum share of these notes whose markers must be found …"""
_RARELY: Final = 3
"""… and minimum ratio to the number of markers found by chance."""


def infer_from_feet(markers: Forms, openings: Forms, locality: Locality) -> tuple[Hypothesis, ...]:
    """Return the notes at the feet of pages whose series proves itself despite damaged markers.

    Most raised digits in a scan are misread; pair the remaining ones with the series by page.
    """
    series, form = max(
        ((_find_series(found), form) for form, found in openings.items()),
        key=lambda candidate: len(candidate[0]),
        default=([], ""),
    )
    if len(series) < _LISTED or len(series) < _UNBROKEN * series[-1].label.value:
        return ()
    feet: dict[int, int] = {}
    for opening in series:
        feet.setdefault(opening.page_end, opening.start)
    spans = [(start, end) for end, start in feet.items()]
    hypotheses = [
        _pair_series(
            marker_form,
            form,
            [marker for marker in found if not overlaps(marker, spans)],
            series,
            locality,
        )
        for marker_form, found in markers.items()
    ]
    best = max(hypotheses, key=lambda hypothesis: len(hypothesis.pairs))
    proved = len(best.pairs) >= max(_READ * len(series), _RARELY * best.chance)
    return (best,) if proved else ()


def _find_series(openings: Iterable[Candidate]) -> list[Candidate]:
    """Return the openings on known pages whose numbers rise from 1 throughout the text."""
    numbers = (o for o in openings if o.label.kind is LabelKind.NUMBER and o.page_end >= 0)
    return [n.item for n in find_numbers([Numbered(o.label.value, 1.0, o) for o in numbers])]


def _pair_series(
    form: str,
    opening_form: str,
    markers: Sequence[Candidate],
    series: Sequence[Candidate],
    locality: Locality,
) -> Hypothesis:
    """Pair a series with rising markers on the same pages, preferring the most likely markers."""
    notes = {opening.label: opening for opening in series}
    near = [m for m in markers if m.label in notes and locality(m, notes[m.label]) > -math.inf]
    calls = find_heaviest(near, _weigh_call, _rise, _REACH)
    shuffled = list(notes.values())
    random.Random(0).shuffle(shuffled)
    permuted = dict(zip(notes, shuffled, strict=True))
    by_chance = [
        m for m in markers if m.label in permuted and locality(m, permuted[m.label]) > -math.inf
    ]
    chance = len(find_heaviest(by_chance, _weigh_call, _rise, _REACH))
    opening_weights = {opening.surroundings: _EVIDENCE for opening in series}
    likely = {m.start for m in markers if expect_marker(m) > 0}
    pairs = tuple((call, notes[call.label]) for call in calls)
    solution = Solution(
        Alignment(float(len(pairs)), pairs), expect_all(markers, expect_marker), opening_weights
    )
    shares = share_paired({m.start for m in calls}, likely), len(pairs) / len(series)
    rivals = (count_contested(calls, markers, solution.marker_weights), 0)
    return Hypothesis(LabelKind.NUMBER, form, opening_form, solution, chance, *shares, rivals)


_REACH: Final = 48
"""Number of candidates tried as predecessors, more than a page contains."""
_SURE: Final = 8.0
"""Log odds that make a candidate of a series count twice."""


def _weigh_call(marker: Candidate) -> float:
    return max(1 + expect_marker(marker) / _SURE, 0.0)


def _rise(before: Candidate, after: Candidate) -> float:
    rising = before.label < after.label and before.end <= after.start
    return 0.0 if rising else IMPOSSIBLE
