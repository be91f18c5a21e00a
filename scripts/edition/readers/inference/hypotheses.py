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
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from edition.readers.headings import chapter_title, is_notes_heading
from edition.readers.inference.alignment import (
    MOST_GAINED,
    ROUNDS,
    Locality,
    Pair,
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
from edition.readers.inference.candidates import BARE, WORD, Candidate
from edition.readers.inference.labels import Label, LabelKind
from edition.readers.lines import Line

_WORTHWHILE: Final = 1.0
"""Score below which no hypothesis is looked at."""
_AGAINST_CHANCE: Final = 1.5
"""How many times the score of chance a hypothesis must reach …"""
_MARGIN: Final = 3.0
"""… and by how much more."""
_LIKELY: Final = 0.3
"""Mean log odds of the paired markers: below, most members of their classes are no markers."""
_MARKS_PAIRED: Final = 2 / 3
"""Share of the marks in the text and at line starts that must be paired: a shuffle of
asterisks says nothing, but notes and their calls come in equal numbers."""
_FAR_ABOVE: Final = 3.0
_FIRM: Final = 0.6
_MANY: Final = 12
"""A series that is far above chance, and leaves little over, holds whatever its markers touch."""
_SURELY: Final = 8.0
"""How many times the score of chance proves notes …"""
_SPACED: Final = -0.5
"""… whose markers look no better than numbers between two spaces, after a stop …"""
_PAIRED: Final = 0.8
"""… if so many openings are paired, as they must be for numbers in brackets: those of examples
and equations are referred to as well, but not all of them."""
_TOUCHING: Final = 1.0
"""Log odds of brackets that touch the end of a sentence, as those of examples never do …"""
_GLUED: Final = 0.5
"""… and of those that touch a word."""
_GROUPS: Final = 5
"""Pages with notes at their feet that prove a series: numbers may happen to come before."""
_APART: Final = 12
"""Lines of text that part the notes of two pages."""
_BEHIND: Final = 0.9
"""Share of the notes that follow the text of their page, which calls them."""
_LEAST: Final = 0.35
"""Confidence below which a form is not read."""
_PECULIAR: Final = 1.0
"""Mean log odds of paired markers that hardly anything else looks like …"""
_NEARLY_ALL: Final = 0.9
"""… of which nearly all are paired: labels that begin again on every page shuffle well."""
_UNLIKELY: Final = -2.4
"""Log odds below which a marker says nothing of the form: it may belong to a series that others
prove."""
_REFUSED: Final = 6
"""Hypotheses refused in a row after which the search ends: they are tried by weight."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One form of markers with one form of openings, aligned."""

    kind: LabelKind
    marker_form: str
    opening_form: str
    solution: Solution
    chance: float
    """What shuffled labels reach."""
    marker_share: float
    """Share of the likely markers that were paired."""
    opening_share: float
    contested: tuple[int, int]
    """How many pairs have a rival, as likely and between the same neighbours, on either side."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs of marker and opening, in order."""
        return self.solution.alignment.pairs

    @property
    def score(self) -> float:
        """The weight of the alignment."""
        return self.solution.alignment.score

    @property
    def strength(self) -> float:
        """How firm it is, from 0 to 1: what is paired, against chance and left-overs."""
        if not self.pairs:
            return 0.0
        return (1 - self._luck) * self.marker_share * self.opening_share

    @property
    def _luck(self) -> float:
        """Share of its score that chance reaches; a shuffle of marks says nothing."""
        return 0.0 if self.kind is LabelKind.MARK else min(self.chance / self.score, 1)

    @property
    def confidence(self) -> float:
        """How sure its pairs are, from 0 to 1: how few of them have a rival.

        Whether the series has holes is told by the notes of the whole text.
        """
        if not self.pairs:
            return 0.0
        calls, notes = (number / len(self.pairs) for number in self.contested)
        sure = _SUREST * (1 - calls) ** _BY_CALLS * (1 - notes) ** _BY_NOTES
        if len(self.pairs) < _MANY:
            sure *= 1 - self._luck**2
        return max(sure, _UNTESTED) if self._is_complete else sure

    @property
    def missing(self) -> int:
        """How many labels the series leaps over; one that goes back leaves out one at least."""
        steps = pairwise(opening.label for _, opening in self.pairs)
        leaps = [b.value - a.value - 1 for a, b in steps if not self._is_step(a, b)]
        return sum(min(max(1, leap), _MANY) for leap in leaps)

    @staticmethod
    def _is_step(before: Label, label: Label) -> bool:
        """True if a label follows another, or begins the series again."""
        return label.opens or before in label.forerunners()

    @property
    def holds(self) -> bool:
        """True if the forms are proved by what they pair."""
        if not self.pairs:
            return False
        ours = self.solution.marker_weights
        likely = sum(ours[m.surroundings] for m, _ in self.pairs) / len(self.pairs)
        if self.kind is LabelKind.MARK:
            shares = min(self.marker_share, self.opening_share)
            return likely > 0 and shares >= _MARKS_PAIRED
        proved = self.score > _AGAINST_CHANCE * self.chance + _MARGIN
        return proved and likely > _LIKELY and (self.is_peculiar or self.strength >= _LEAST)

    @property
    def is_peculiar(self) -> bool:
        """True if many pairs are of markers that hardly anything else looks like."""
        ours = self.solution.marker_weights
        likely = sum(ours[m.surroundings] for m, _ in self.pairs) > _PECULIAR * len(self.pairs)
        return likely and self.marker_share >= _NEARLY_ALL and len(self.pairs) >= _MANY

    @property
    def is_likely(self) -> bool:
        """True if what is paired looks like markers: enough where notes are known to be there."""
        return sum(expect_marker(marker) for marker, _ in self.pairs) > 0

    @property
    def is_list(self) -> bool:
        """True if what is paired looks like the numbers of lists, before anything is learned.

        A list and what names its items pair as well as notes, and would teach their own looks.
        """
        if self.is_proved_by_pages:
            return False
        expected = self._expected
        touching = _GLUED if self.is_peculiar else _TOUCHING
        if self.marker_form == "()" and self.opening_share < _PAIRED and expected < touching:
            return True
        bare = self.marker_form == BARE and self.opening_share >= _PAIRED
        sure = bare and self.is_far and self.score > _SURELY * self.chance
        return expected < (_SPACED if sure else 0)

    @property
    def _expected(self) -> float:
        """How likely a marker of the paired ones looks to anyone who does not know the text."""
        return median([expect_marker(marker) for marker, _ in self.pairs] or [0])

    @property
    def is_proved_by_pages(self) -> bool:
        """True if one series without a leap goes on through the feet of many pages."""
        whole = not self.missing and self.opening_share >= _PAIRED
        return whole and self.is_far and self._stands_in_groups

    @property
    def _stands_in_groups(self) -> bool:
        """True if the notes are in groups all through the text, behind the text that calls them."""
        ordered = sorted(self.pairs, key=lambda pair: pair[1].line)
        groups: list[list[Pair]] = []
        for pair in ordered:
            if not groups or pair[1].line - groups[-1][-1][1].line > _APART:
                groups.append([])
            groups[-1].append(pair)
        ends = [-1, *(group[-1][1].line for group in groups)]
        inside = [
            end < marker.line < group[0][1].line
            for end, group in zip(ends, groups, strict=False)
            for marker, _ in group
        ]
        return len(groups) >= _GROUPS and sum(inside) >= _BEHIND * len(inside)

    @property
    def is_far(self) -> bool:
        """True if many pairs are far above chance: enough where they are on the same pages."""
        far = self.score > _FAR_ABOVE * self.chance + _MARGIN
        return far and self.strength >= _LEAST and len(self.pairs) >= _MANY

    @property
    def stands_alone(self) -> bool:
        """True if the forms are proved where no others are read: whatever the markers touch."""
        return (self.is_far and self.strength >= _FIRM) or self._is_complete

    @property
    def _is_complete(self) -> bool:
        """True if few labels leave nothing over: chance says nothing about their order."""
        count = len(self.pairs)
        if not count:
            return False
        bare = self.marker_form == BARE or self.opening_form == BARE
        alike = self.marker_form == self.opening_form and self.is_likely
        fewest = _FEWEST_BARE if bare else 1 if alike else _FEWEST_ENCLOSED
        labels = [opening.label for _, opening in self.pairs]
        steps = [a in b.forerunners() for a, b in pairwise(labels)]
        named = self.opening_form in _NAMED or (not bare and self._expected >= _GLUED)
        series = named and not self.missing
        rising = labels[0].opens and (series or sum(steps) >= len(steps) - 1)
        left = self.opening_share < 1 if fewest > 2 else self.opening_share < _NEARLY
        return fewest <= count and rising and self.marker_share == 1 and not left


_SUREST: Final = 0.98
"""Confidence in pairs of which none has a rival: one in fifty such readings is wrong."""
_BY_CALLS: Final = 5
"""Power by which contested markers count: of one in fifty, one in ten readings is wrong …"""
_BY_NOTES: Final = 2
"""… and contested openings, most of which are items of a list near by."""
_UNTESTED: Final = 0.5
"""Confidence in labels too few to be distinguished from chance, if nothing is left over."""
_NEARLY: Final = 0.7
_FEWEST_BARE: Final = 3
"""Bare labels, or letters, that must be complete without a test against chance …"""
_FEWEST_ENCLOSED: Final = 2
"""… and labels in brackets: one is enough if its note opens in the same brackets."""

_NAMED: Final = ("word", WORD)
"""Forms whose words say that a note opens there: its labels may begin again."""

Forms = Mapping[str, Sequence[Candidate]]


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
        calls, notes = _of(kind, markers[ours]), _of(kind, openings[theirs])
        found = _test(kind, ours, theirs, calls, notes, locality)
        if certain and not found.pairs:
            # What was paired taught that such marks are rare; but there are some.
            found = _test(kind, ours, theirs, calls, notes, locality, rounds=0)
        # Marks may stand beside numbers. A second series of numbers must be firm by itself, because
        # what the first left over is mostly lists, years and pages.
        beside = held and kind is not LabelKind.MARK
        proved = found.holds and not (beside and (found.strength < _FIRM or not found.is_likely))
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


def _of(kind: LabelKind, candidates: Iterable[Candidate]) -> list[Candidate]:
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
        calls, notes = _of(kind, markers[marker_form]), _of(kind, openings[opening_form])
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


def _combine(markers: Forms, openings: Forms) -> Iterator[tuple[LabelKind, str, str]]:
    for kind in LabelKind:
        for ours in markers:
            for theirs in openings:
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
        calls = [m for m in _of(old.kind, markers[old.marker_form]) if m.line not in in_notes]
        notes = _of(old.kind, openings[old.opening_form])
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


# --- notes out of order ---------------------------------------------------------------

_WITHIN: Final = 120
"""Lines between a marker and a note that the extraction set out of its order."""


def find_displaced(
    held: Hypothesis,
    markers: Forms,
    openings: Forms,
    in_notes: Collection[int],
    headed: Collection[Candidate] = (),
) -> Iterator[Pair]:
    """Yield pairs that stand out of order, as some extractions leave the notes of a page.

    ``headed`` are openings that the heading of their list proves.

    The marker stands between those of the numbers before and after it, and only one opening
    near it has its number.
    """
    ours, theirs = held.solution.marker_weights, held.solution.opening_weights
    pairs = held.pairs
    starts = [marker.start for marker, _ in pairs]
    calls = {marker.start for marker, _ in pairs}
    notes = {opening.start for _, opening in pairs}
    free: dict[Label, list[Candidate]] = defaultdict(list)
    for opening in _of(held.kind, openings[held.opening_form]):
        likely = theirs.get(opening.surroundings, -1.0) > 0 or opening in headed
        if opening.start not in notes and likely:
            free[opening.label].append(opening)
    for marker in _of(held.kind, markers[held.marker_form]):
        if marker.start in calls or marker.line in in_notes or marker.label not in free:
            continue
        index = bisect_right(starts, marker.start)
        known = bool(headed) and expect_marker(marker) > 0
        likely = known or ours.get(marker.surroundings, -1.0) > 0
        if not pairs or not likely:
            continue
        before, after = pairs[max(index - 1, 0)][0], pairs[min(index, len(pairs) - 1)][0]
        near = [o for o in free[marker.label] if 0 < o.line - marker.line <= _WITHIN]
        rising = not index or (before.label < marker.label and before.end <= marker.start)
        if len(near) != 1:
            continue
        follows = after.label.opens or marker.label < after.label
        inside = follows if index < len(pairs) else near[0] in headed
        if rising and inside:
            free[marker.label].remove(near[0])
            yield marker, near[0]


# --- what a certain series proves -------------------------------------------------------


def find_rivals(
    held: Hypothesis, markers: Forms, in_notes: Collection[int]
) -> Iterator[tuple[Candidate, ...]]:
    """Yield the places that could as well be the marker of one note, that which was paired first.

    They have the same surroundings and stand between the markers of the notes before and after.
    """
    alike: dict[tuple[Label, str], list[Candidate]] = defaultdict(list)
    for marker in _of(held.kind, markers[held.marker_form]):
        if marker.line not in in_notes:
            alike[marker.label, marker.surroundings].append(marker)
    calls = [marker for marker, _ in held.pairs]
    for before, marker, after in zip([None, *calls], calls, [*calls[1:], None], strict=False):
        low, high = before.end if before else 0, after.start if after else marker.end
        rivals = alike[marker.label, marker.surroundings]
        found = [one for one in rivals if one != marker and low <= one.start < high]
        if found:
            yield marker, *found


def find_faded(
    held: Hypothesis,
    numbers: Sequence[Candidate],
    unmarked: Iterable[Candidate],
    in_notes: Collection[int],
) -> Iterator[Pair]:
    """Yield notes with markers that lost their form: ``numbers`` after a stop and a space.

    A number is a marker if no other like it stands between the markers of the notes around.
    """
    openings = [opening.start for _, opening in held.pairs]
    for opening in unmarked:
        index = bisect_right(openings, opening.start)
        low = held.pairs[index - 1][0].end if index else 0
        high = held.pairs[index][0].start if index < len(openings) else opening.start
        places = [
            one
            for one in numbers
            if one.label == opening.label and low <= one.start < high and one.line not in in_notes
        ]
        if len(places) == 1:
            yield places[0], opening


DETACHED: Final = "number stop-space"
"""How the surroundings begin of a number after a stop and a space."""


def find_lost(
    held: Hypothesis, markers: Forms, notes: Iterable[Candidate], in_notes: Collection[int]
) -> Iterator[Candidate]:
    """Yield markers that the series proves and whose notes the text has lost.

    ``notes`` are the openings of those that it has.
    """
    pairs = sorted(held.pairs)
    calls = [marker for marker, _ in pairs]
    places: dict[Label, list[int]] = defaultdict(list)
    for opening in notes:
        places[opening.label].append(opening.start)
    last: Candidate | None = None
    for marker in sorted(_of(held.kind, markers[held.marker_form])):
        index = bisect_right(calls, marker)
        before = max(
            (one for one in (last, *calls[max(index - 1, 0) : index]) if one), default=None
        )
        after = calls[index] if index < len(calls) else None
        low = pairs[index - 1][1].start if index else 0
        high = pairs[index][1].start if after else sys.maxsize
        kept = any(low <= place <= high for place in places[marker.label])
        if kept or marker.line in in_notes or before is None:
            continue
        inside = after is None or after.label.opens or marker.label < after.label
        follows = before.label in marker.label.forerunners()
        between = after is not None and before.label < marker.label < after.label
        if inside and (follows or between) and expect_marker(marker) > 0:
            last = marker
            yield marker


# --- notes without a marker -----------------------------------------------------------


def find_unmarked(held: Hypothesis, openings: Forms) -> tuple[Candidate, ...]:
    """Return openings without a marker whose labels the series of the paired ones proves."""
    weights = held.solution.opening_weights
    paired = sorted(opening for _, opening in held.pairs)
    taken = {one.start for pair in held.pairs for one in pair}
    free = [
        o
        for o in _of(held.kind, openings[held.opening_form])
        if o.start not in taken and weights.get(o.surroundings, -1.0) > 0 and not _cuts_sentence(o)
    ]
    found: list[Candidate] = []
    edges: list[Candidate | None] = [None, *paired, None]
    for before, after in pairwise(edges):
        low = before.end if before else 0
        high = after.start if after else free[-1].end if free else 0
        between = [o for o in free if low <= o.start and o.end <= high]
        likely = {o.label: o for o in sorted(between, key=lambda o: weights[o.surroundings])}
        found += _fill(before, [o for o in between if likely[o.label] is o], after)
    return tuple(found)


def _cuts_sentence(opening: Candidate) -> bool:
    """True if a small letter follows the number inside a sentence: there a line only begins so."""
    _, place, *_, words = opening.surroundings.split()
    return place == "inside" and words == "small"


def _fill(
    before: Candidate | None, between: Sequence[Candidate], after: Candidate | None
) -> Iterator[Candidate]:
    """Yield openings that follow each other and the opening before, up to the one after."""
    label = before.label if before else None
    for candidate in between:
        if label is None:
            # Nothing stands before: the series must end right before the first paired one.
            if after and candidate.label.value < after.label.value and candidate.label.opens:
                label = candidate.label
                yield candidate
            continue
        inside = not after or after.label.opens or candidate.label < after.label
        step = candidate.label.value - label.value
        if after and candidate.label == after.label and not after.label.opens:
            continue
        if label in candidate.label.forerunners() or (
            inside and after and 0 < step <= _LARGEST_GAP and candidate.label < after.label
        ):
            label = candidate.label
            yield candidate


def find_headed(
    lines: Sequence[Line], openings: Forms, held: Sequence[Hypothesis]
) -> Iterator[Candidate]:
    """Yield the openings of lists under a heading such as NOTES, up to the next text.

    Those of the form that holds, else of the form that occurs there most often.
    """
    forms = {one.opening_form for one in held if one.kind is not LabelKind.MARK} or openings
    calls = {marker.line for one in held for marker, _ in one.pairs}
    inside, after_gap, last = False, True, 0
    found: dict[str, list[Candidate]] = defaultdict(list)
    by_line: dict[int, list[Candidate]] = defaultdict(list)
    for one in (one for form in forms for one in openings[form]):
        if one.label.kind is LabelKind.NUMBER:
            by_line[one.line].append(one)
    for index, line in enumerate(lines):
        if line.blank:
            after_gap = True
            continue
        if index in calls:
            inside = False
        elif after_gap and is_notes_heading(line.text):
            inside, last = True, 0
        elif after_gap and inside and not by_line[index] and chapter_title(line.text):
            inside, last = _opens_below(lines, index, by_line), 0
        elif inside:
            for one in by_line[index]:
                if after_gap or not last or 0 < one.label.value - last <= _LARGEST_GAP:
                    found[one.form].append(one)
                    last = one.label.value
        after_gap = False
    yield from max(found.values(), key=len, default=[])


def _opens_below(
    lines: Sequence[Line], index: int, by_line: Mapping[int, Sequence[Candidate]]
) -> bool:
    """True if a list of notes goes on below a heading inside it."""
    following = (i for i in range(index + 1, len(lines)) if not lines[i].blank)
    return bool(by_line.get(next(following, -1)))


_LARGEST_GAP: Final = 3
"""Notes in a row that may lack both marker and opening before one that is taken."""
