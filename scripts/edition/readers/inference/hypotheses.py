"""Test hypotheses about the forms of the markers and openings of a text.

Each pair of forms is a hypothesis. It is accepted if its alignment scores much higher than
alignments with shuffled labels, and if its pairs look like markers and openings. The best
hypothesis claims its places; others may be accepted as well, such as asterisks with numbers.
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
"""Score below which hypotheses are not tested."""
_UNLIKELY: Final = -2.4
"""Log odds below which a marker is no evidence for its form, though it may belong to a series
that other markers prove."""
_REFUSED: Final = 6
"""Number of refused hypotheses after which the search ends; the heaviest are tried first."""


def infer(
    markers: Forms, openings: Forms, *, certain: bool = False, locality: Locality = anywhere
) -> tuple[Hypothesis, ...]:
    """Return the accepted hypotheses, heaviest first.

    With ``certain``, the heaviest hypothesis of each kind of label needs no proof.
    """
    held: list[Hypothesis] = []
    refused: set[tuple[LabelKind, str, str]] = set()
    scores: dict[tuple[LabelKind, str, str, int, int], float] = {}
    while len(refused) < _REFUSED:
        best = _heaviest(markers, openings, refused, scores, locality)
        if best is None:
            break
        kind, marker_form, opening_form = best
        calls, notes = of_kind(kind, markers[marker_form]), of_kind(kind, openings[opening_form])
        found = _test(kind, marker_form, opening_form, calls, notes, locality)
        if certain and not found.pairs:
            # The learned weights make such markers too rare, but the text is known to have some.
            found = _test(kind, marker_form, opening_form, calls, notes, locality, rounds=0)
        # Marks may accompany numbers. A second series of numbers must be firm by itself, because
        # the numbers outside the first series are mostly those of lists, years and pages.
        beside = held and kind is not LabelKind.MARK
        proved = found.holds and not (beside and (found.strength < FIRM or not found.is_likely))
        known = certain and found.is_likely and all(earlier.kind is not kind for earlier in held)
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
    """Return the candidates whose labels have the given kind."""
    return [candidate for candidate in candidates if candidate.label.kind is kind]


def _heaviest(
    markers: Forms,
    openings: Forms,
    refused: Collection[tuple[LabelKind, str, str]],
    scores: dict[tuple[LabelKind, str, str, int, int], float],
    locality: Locality,
) -> tuple[LabelKind, str, str] | None:
    """Return the kind and pair of forms whose first alignment has the highest score.

    ``scores`` caches the scores by forms and numbers of candidates; these numbers only decrease.
    """
    best, choice = _WORTHWHILE, None
    weighed_markers = {form: _by_kind(found, expect_marker) for form, found in markers.items()}
    weighed_openings = {form: _by_kind(found, expect_opening) for form, found in openings.items()}
    forms = [choice for choice in _combine(markers, openings) if choice not in refused]
    bounds = {
        (kind, marker_form, opening_form): _bound(
            weighed_markers[marker_form][kind], weighed_openings[opening_form][kind]
        )
        for kind, marker_form, opening_form in forms
    }
    for kind, marker_form, opening_form in sorted(forms, key=bounds.__getitem__, reverse=True):
        # None of the remaining pairs of forms can score higher.
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
"""Number of candidates with each label, and the highest weight among them."""


def _by_kind(
    candidates: Sequence[Candidate], expect: Callable[[Candidate], float]
) -> Mapping[LabelKind, _Weighed]:
    expected: dict[tuple[LabelKind, str], float] = {}
    weighed: dict[LabelKind, dict[Label, tuple[int, float]]] = {kind: {} for kind in LabelKind}
    for candidate in candidates:
        look = candidate.label.kind, candidate.surroundings
        if look not in expected:
            expected[look] = expect(candidate)
        labels = weighed[candidate.label.kind]
        count, weight = labels.get(candidate.label, (0, -math.inf))
        labels[candidate.label] = (count + 1, max(weight, expected[look]))
    return weighed


def _bound(markers: _Weighed, openings: _Weighed) -> float:
    """Return an upper bound of the score, with each label paired as often as possible."""
    total = 0.0
    for label, (opening_count, opening_weight) in openings.items():
        if label in markers:
            marker_count, marker_weight = markers[label]
            total += min(marker_count, opening_count) * max(
                marker_weight + opening_weight + MOST_GAINED, 0.0
            )
    return total


def _first_score(
    markers: Sequence[Candidate], openings: Sequence[Candidate], locality: Locality
) -> float:
    """Return the score of an alignment with the prior weights."""
    marker_weights = expect_all(markers, expect_marker)
    opening_weights = expect_all(openings, expect_opening)
    likely = [marker for marker in markers if marker_weights[marker.surroundings] > _UNLIKELY]
    return align(likely, openings, marker_weights, opening_weights, locality).score


_FOOTNOTES: Final = {FOOTNOTE, "[]"}


def _combine(markers: Forms, openings: Forms) -> Iterator[tuple[LabelKind, str, str]]:
    for kind in LabelKind:
        for marker_form in markers:
            for opening_form in openings:
                # Only a bracketed marker calls a Markdown footnote.
                forms = {marker_form, opening_form}
                if FOOTNOTE not in forms or forms <= _FOOTNOTES:
                    yield kind, marker_form, opening_form


def refine(
    held: Sequence[Hypothesis],
    markers: Forms,
    openings: Forms,
    in_notes: Collection[int],
    locality: Locality,
) -> tuple[Hypothesis, ...]:
    """Align again with the lines of notes and the distances between markers and notes.

    Ignore markers on the lines ``in_notes``.
    """
    refined: list[Hypothesis] = []
    for old in held:
        calls = [m for m in of_kind(old.kind, markers[old.marker_form]) if m.line not in in_notes]
        notes = of_kind(old.kind, openings[old.opening_form])
        found = _test(
            old.kind, old.marker_form, old.opening_form, calls, notes, locality, old.solution
        )
        # The lines of notes are inferred as well: they are wrong if they cost most of the pairs.
        chosen = found if len(found.pairs) * 2 >= len(old.pairs) else old
        refined.append(chosen)
        markers, openings = _remove(chosen, markers, openings)
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
    marker_weights, opening_weights = solution.marker_weights, solution.opening_weights
    pairs = solution.alignment.pairs
    return Hypothesis(
        kind,
        marker_form,
        opening_form,
        solution,
        score_by_chance(markers, openings, solution, locality),
        share_paired(
            {m.start for m, _ in pairs},
            {m.start for m in markers if marker_weights[m.surroundings] > 0},
        ),
        share_paired(
            {o.start for _, o in pairs},
            {o.start for o in openings if opening_weights[o.surroundings] > 0},
        ),
        (
            count_contested([m for m, _ in pairs], markers, marker_weights),
            count_contested([o for _, o in pairs], openings, opening_weights),
        ),
    )


def count_contested(
    chosen: Sequence[Candidate], candidates: Iterable[Candidate], weights: Weights
) -> int:
    """Return how many chosen candidates have an equally likely rival between their neighbours."""
    taken = {candidate.start for candidate in chosen}
    rivals: dict[Label, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.start not in taken:
            rivals[candidate.label].append(candidate)
    count = 0
    for before, candidate, after in zip([None, *chosen], chosen, [*chosen[1:], None], strict=False):
        low = before.start if before else -1
        high = after.start if after and after.start > low else sys.maxsize
        least = min(0.0, weights[candidate.surroundings])
        count += any(
            low < rival.start < high and weights[rival.surroundings] >= least
            for rival in rivals[candidate.label]
        )
    return count


def share_paired(paired: set[int], likely: set[int]) -> float:
    """Return the share of the paired or likely candidates that are paired, from their offsets."""
    return len(paired) / len(paired | likely) if paired else 0.0


def _remove(found: Hypothesis, markers: Forms, openings: Forms) -> tuple[Forms, Forms]:
    """Return the candidates that do not overlap with the pairs of a hypothesis."""
    calls = sorted((m.start, m.end) for m, _ in found.pairs)
    notes = sorted((o.start, o.end) for _, o in found.pairs)
    lines = {o.line for _, o in found.pairs}
    return (
        {
            form: [c for c in candidates if not overlaps(c, calls) and not overlaps(c, notes)]
            for form, candidates in markers.items()
        },
        {
            # A line opens one note: a second number at its start belongs to the text of the note.
            form: [c for c in candidates if c.line not in lines and not overlaps(c, calls)]
            for form, candidates in openings.items()
        },
    )


def overlaps(candidate: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a candidate overlaps any of the sorted, disjoint spans."""
    index = bisect_right(spans, (candidate.end - 1, sys.maxsize)) - 1
    return index >= 0 and spans[index][1] > candidate.start
