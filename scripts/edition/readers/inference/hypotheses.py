"""Hypotheses of how a text has its notes: which form calls them, which form opens them.

Each pair of forms is a hypothesis. It holds if its alignment weighs much more than chance
reaches with shuffled labels, and if what it pairs looks like markers and openings. The best one
takes its places; others may hold beside it, asterisks beside numbers.
"""

from __future__ import annotations

import math
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from edition.readers.inference.alignment import (
    MOST_GAINED,
    ROUNDS,
    Locality,
    Solution,
    Weights,
    align,
    anywhere,
    expect_all,
    expect_marker,
    expect_opening,
    nearby,
    score_by_chance,
    solve,
)
from edition.readers.inference.candidates import FOOTNOTE, Candidate
from edition.readers.inference.hypothesis import FIRM, Forms, Hypothesis
from edition.readers.inference.labels import Label, LabelKind

_WORTHWHILE: Final = 1.0
"""Score below which no hypothesis is looked at."""
_UNLIKELY: Final = -2.4
"""Log odds below which a marker says nothing of the form: it may belong to a series that others
prove."""
_REFUSED: Final = 6
"""Hypotheses refused in a row after which the search ends: they are tried by weight."""


def infer(
    markers: Forms, openings: Forms, *, certain: bool = False, locality: Locality = anywhere
) -> tuple[Hypothesis, ...]:
    """Return the hypotheses that hold, the heaviest first.

    With ``certain`` the heaviest of numbers and the heaviest of marks need no proof.
    """
    held: list[Hypothesis] = []
    refused: set[tuple[LabelKind, str, str]] = set()
    scores: dict[tuple[LabelKind, str, str, int, int], float] = {}
    while len(refused) < _REFUSED:
        best = _heaviest(markers, openings, refused, scores, locality)
        if best is None:
            break
        kind, ours, theirs = best
        calls, notes = of_kind(kind, markers[ours]), of_kind(kind, openings[theirs])
        found = _test(kind, ours, theirs, calls, notes, locality)
        if certain and not found.pairs:
            # What was paired taught that such marks are rare; but there are some.
            found = _test(kind, ours, theirs, calls, notes, locality, rounds=0)
        # Marks may stand beside numbers. A second series of numbers must be firm by itself, because
        # what the first left over is mostly lists, years and pages.
        beside = held and kind is not LabelKind.MARK
        proved = found.holds and not (beside and (found.strength < FIRM or not found.is_likely))
        known = certain and found.is_likely and all(one.kind is not kind for one in held)
        known = known or (locality is not anywhere and not beside and found.is_far)
        if found.is_list and not certain:
            refused.add(best)
            continue
        if not proved and not known and not (found.stands_alone and not beside):
            refused.add(best)
            continue
        held.append(found)
        markers, openings = _remove(found, markers, openings)
    return tuple(held)


def of_kind(kind: LabelKind, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates whose label is of a kind."""
    return [candidate for candidate in candidates if candidate.label.kind is kind]


def _heaviest(
    markers: Forms,
    openings: Forms,
    refused: Collection[tuple[LabelKind, str, str]],
    scores: dict[tuple[LabelKind, str, str, int, int], float],
    locality: Locality,
) -> tuple[LabelKind, str, str] | None:
    """Return the pair of forms whose first alignment weighs most.

    ``scores`` keeps what was computed, by the forms and the numbers of their candidates, which
    only ever become fewer.
    """
    best, choice = _WORTHWHILE, None
    ours = {form: _by_kind(found, expect_marker) for form, found in markers.items()}
    theirs = {form: _by_kind(found, expect_opening) for form, found in openings.items()}
    forms = [one for one in _combine(markers, openings) if one not in refused]
    bounds = {one: _bound(ours[one[1]][one[0]], theirs[one[2]][one[0]]) for one in forms}
    for kind, marker_form, opening_form in sorted(forms, key=bounds.__getitem__, reverse=True):
        # None of those that follow can weigh more: to align them would be wasted.
        if bounds[kind, marker_form, opening_form] <= best:
            break
        calls, notes = of_kind(kind, markers[marker_form]), of_kind(kind, openings[opening_form])
        key = (kind, marker_form, opening_form, len(calls), len(notes))
        if key not in scores:
            scores[key] = _first_score(calls, notes, locality)
        if scores[key] > best:
            best, choice = scores[key], (kind, marker_form, opening_form)
    return choice


_Weighed = Mapping[Label, tuple[int, float]]
"""How many candidates have a label, and the highest weight of one."""


def _by_kind(
    candidates: Sequence[Candidate], expect: Callable[[Candidate], float]
) -> Mapping[LabelKind, _Weighed]:
    expected: dict[tuple[LabelKind, str], float] = {}
    found: dict[LabelKind, dict[Label, tuple[int, float]]] = {kind: {} for kind in LabelKind}
    for one in candidates:
        look = one.label.kind, one.surroundings
        if look not in expected:
            expected[look] = expect(one)
        labels = found[one.label.kind]
        count, weight = labels.get(one.label, (0, -math.inf))
        labels[one.label] = (count + 1, max(weight, expected[look]))
    return found


def _bound(markers: _Weighed, openings: _Weighed) -> float:
    """Return a weight that no alignment can exceed: each label is paired as often as it can be."""
    total = 0.0
    for label, (count, weight) in openings.items():
        if label in markers:
            calls, ours = markers[label]
            total += min(calls, count) * max(ours + weight + MOST_GAINED, 0.0)
    return total


def _first_score(
    markers: Sequence[Candidate], openings: Sequence[Candidate], locality: Locality
) -> float:
    """Return the score of an alignment with the weights that are expected of any text."""
    ours, theirs = expect_all(markers, expect_marker), expect_all(openings, expect_opening)
    likely = [one for one in markers if ours[one.surroundings] > _UNLIKELY]
    return align(likely, openings, ours, theirs, locality).score


_FOOTNOTES: Final = {FOOTNOTE, "[]"}


def _combine(markers: Forms, openings: Forms) -> Iterator[tuple[LabelKind, str, str]]:
    for kind in LabelKind:
        for ours in markers:
            for theirs in openings:
                # Only a reference in brackets calls a footnote of Markdown.
                if FOOTNOTE not in (ours, theirs) or {ours, theirs} <= _FOOTNOTES:
                    yield kind, ours, theirs


def refine(
    held: Sequence[Hypothesis],
    markers: Forms,
    openings: Forms,
    in_notes: Collection[int],
    locality: Locality,
) -> tuple[Hypothesis, ...]:
    """Align again, knowing which lines belong to notes and how far notes are from markers.

    No marker is looked for on the lines ``in_notes``.
    """
    refined: list[Hypothesis] = []
    for old in held:
        calls = [m for m in of_kind(old.kind, markers[old.marker_form]) if m.line not in in_notes]
        notes = of_kind(old.kind, openings[old.opening_form])
        found = _test(
            old.kind, old.marker_form, old.opening_form, calls, notes, locality, old.solution
        )
        # The lines of notes are a guess too: one that costs most of the pairs was wrong.
        kept = found if len(found.pairs) * 2 >= len(old.pairs) else old
        refined.append(kept)
        markers, openings = _remove(kept, markers, openings)
    return tuple(refined)


def _test(
    kind: LabelKind,
    marker_form: str,
    opening_form: str,
    markers: Sequence[Candidate],
    openings: Sequence[Candidate],
    locality: Locality = anywhere,
    known: Solution | None = None,
    rounds: int = ROUNDS,
) -> Hypothesis:
    if kind is LabelKind.MARK and locality is anywhere:
        locality = nearby
    solution = solve(markers, openings, locality, known, rounds)
    ours, theirs = solution.marker_weights, solution.opening_weights
    pairs = solution.alignment.pairs
    return Hypothesis(
        kind,
        marker_form,
        opening_form,
        solution,
        score_by_chance(markers, openings, solution, locality),
        share_paired(
            {m.start for m, _ in pairs}, {m.start for m in markers if ours[m.surroundings] > 0}
        ),
        share_paired(
            {o.start for _, o in pairs}, {o.start for o in openings if theirs[o.surroundings] > 0}
        ),
        (
            count_contested([m for m, _ in pairs], markers, ours),
            count_contested([o for _, o in pairs], openings, theirs),
        ),
    )


def count_contested(
    chosen: Sequence[Candidate], candidates: Iterable[Candidate], weights: Weights
) -> int:
    """Return how many of the chosen have a rival, as likely and between the chosen next to them."""
    taken = {one.start for one in chosen}
    places: dict[Label, list[Candidate]] = defaultdict(list)
    for one in candidates:
        if one.start not in taken:
            places[one.label].append(one)
    count = 0
    for before, one, after in zip([None, *chosen], chosen, [*chosen[1:], None], strict=False):
        low = before.start if before else -1
        high = after.start if after and after.start > low else sys.maxsize
        least = min(0.0, weights[one.surroundings])
        count += any(
            low < other.start < high and weights[other.surroundings] >= least
            for other in places[one.label]
        )
    return count


def share_paired(paired: set[int], likely: set[int]) -> float:
    """Return how many of the candidates that are paired or likely are paired, by their offsets."""
    return len(paired) / len(paired | likely) if paired else 0.0


def _remove(found: Hypothesis, markers: Forms, openings: Forms) -> tuple[Forms, Forms]:
    """Return the candidates that a hypothesis has left, none at a place that it took."""
    calls = sorted((m.start, m.end) for m, _ in found.pairs)
    notes = sorted((o.start, o.end) for _, o in found.pairs)
    lines = {o.line for _, o in found.pairs}
    return (
        {
            form: [c for c in candidates if not overlaps(c, calls) and not overlaps(c, notes)]
            for form, candidates in markers.items()
        },
        {
            # A line opens one note: a second number at its beginning belongs to the words.
            form: [c for c in candidates if c.line not in lines and not overlaps(c, calls)]
            for form, candidates in openings.items()
        },
    )


def overlaps(candidate: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a candidate has a character of the spans, which are sorted and apart."""
    index = bisect_right(spans, (candidate.end - 1, sys.maxsize)) - 1
    return index >= 0 and spans[index][1] > candidate.start
