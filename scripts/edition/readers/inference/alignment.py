"""Align the markers of a complete text with the openings of its notes.

Wherever notes are placed (at the foot of the page, after the paragraph, at the end), markers
and notes have the same order, and numbers increase by one or restart. The true pairs are
therefore the heaviest chain of pairs that increases in both orders: a weighted longest
increasing subsequence, computed with a Fenwick tree of maxima. The weight of a class of
surroundings is the log odds that its members are markers (or openings), learned from the text
itself.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from edition.readers.inference.candidates import BARE, RAISED_FORM, Candidate
from edition.readers.inference.labels import Label, LabelKind

Pair: TypeAlias = tuple[Candidate, Candidate]
"""A marker and the opening of its note."""
Weights: TypeAlias = Mapping[str, float]
Locality: TypeAlias = Callable[[Candidate, Candidate], float]
"""Function that weighs a pair by the positions of its marker and opening; ``-inf`` if they
cannot be a pair."""


def anywhere(marker: Candidate, opening: Candidate) -> float:
    """Return 0, for notes at any distance from their markers."""
    return 0.0


_FAR: Final = 0.25
"""Cost of the logarithm of a note's distance: less than the weight of a pair, so that it only
decides between chains with the same number of pairs."""
_USUAL: Final = 10
"""Distance in lines between a marker and its note that costs nothing."""


def nearby(marker: Candidate, opening: Candidate) -> float:
    """Prefer nearby notes, because the few different marks recur and match each other."""
    return _FAR * (math.log1p(_USUAL) - math.log1p(abs(opening.line - marker.line)))


# --- prior expectations -------------------------------------------------------------------

_LEFT: Final = {
    "letter": 0.5, "close": 1.5, "stop": 1.5, "digit-stop": -0.5, "other": 0.0,
    "stop-space": -0.5, "space": -2.5, "digit": -2.5, "sign": -1.5, "year": 0.5, "day": 0.5,
    "number": -2.5, "alone": -1.5, "first": -2.5, "clause": -0.5, "wide": 1.5,
}  # fmt: skip
"""Log odds of a marker by the preceding text: markers touch a word, a stop or a bracket."""
_RIGHT: Final = {"space": 0.0, "stop": 0.0, "letter": -1.0, "digit": -1.5, "sign": -1.5}
_MARKER_FORM: Final = {"[word]": 1.5, "[]": 1.0, "^": 1.0, "/": 0.5}
_TOUCHED: Final = ("letter", "close", "stop", "digit-stop", "digit")
"""Text before a mark that calls a note: unlike a digit, a mark is never part of a number."""
_FLOOR: Final = -0.5
"""Lowest weight of the text before a bracketed or raised marker, which may follow a space."""
_ITEM: Final = -2.5
"""Log odds at the positions of list item numbers …"""
_ITEMS: Final = {
    BARE: {("clause", "stop"), ("stop-space", "stop")},
    "()": {(left, right) for left in ("clause", "wide") for right in ("space", "letter", "sign")},
}
"""… by form and the text on either side; also wherever a bracket begins a line."""
_ENCLOSED: Final = ("[]", "()")
_CLOSED_RIGHT: Final = {"stop": 1.0, "letter": 0.5}
"""Weight of the text after an enclosed label: no list item is followed by a stop, and a bracket
separates words."""
_OPENING_NAME: Final = {
    "[word]": 3.0, "word": 1.0, "circled": 1.0, "*1": 1.0, "[]": 1.5, "()": 0.5, ")": 0.3,
    "/": 1.5, "^": 1.5, "mark": 0.5, "glued": 1.0, "alone": -0.7,
    "misread": -0.7,
}  # fmt: skip
"""Log odds of an opening by its form: higher for forms that are more specific to notes."""
_OPENING_PLACE: Final = {"wide": 0.5, "gap": 0.5, "stop": 0.2, "inside": -1.0}
_OPENING_ORDER: Final = {"next": 1.0, "first": 0.0, "other": -0.3}
_OPENING_WORDS: Final = {"large": 0.2, "empty": 0.0, "small": -0.8}


_CLASSES: Final = 3
"""Number of words after the name of an opening that describe its surroundings."""


def expect_marker(candidate: Candidate) -> float:
    """Return the prior log odds that a candidate is a marker."""
    words = candidate.surroundings.split()
    right = words[-1] if len(words) > 2 else "space"
    left = next((word for word in words[1:] if word in _LEFT), "sign")
    bare = candidate.form == BARE
    weight = _LEFT[left] if bare else max(_LEFT[left], _FLOOR)
    item = (left, right) in _ITEMS.get(candidate.form, ())
    begins = left in ("first", "alone") and candidate.form in (*_ENCLOSED, RAISED_FORM)
    if (item or begins) and candidate.label.kind is not LabelKind.MARK:
        weight = _ITEM
    if candidate.form in _ENCLOSED and left in ("space", "letter"):
        weight += _CLOSED_RIGHT.get(right, 0.0)
    if candidate.label.kind is LabelKind.MARK and left in _TOUCHED:
        weight = max(weight, 0.0) + 1.0
    return weight + _MARKER_FORM.get(candidate.form, 0.0) + _RIGHT.get(right, 0.0)


def expect_opening(candidate: Candidate) -> float:
    """Return the prior log odds that a candidate opens a note."""
    name, place, order, first_word = candidate.surroundings.rsplit(" ", _CLASSES)
    return (
        _OPENING_NAME.get(name, 0.0)
        + _OPENING_PLACE[place]
        + _OPENING_ORDER[order]
        + _OPENING_WORDS[first_word]
    )


def expect_all(
    candidates: Iterable[Candidate], expect: Callable[[Candidate], float]
) -> dict[str, float]:
    """Return the prior log odds of each class of surroundings among the candidates.

    All candidates must have the same kind and form.
    """
    examples = {candidate.surroundings: candidate for candidate in candidates}
    return {name: expect(candidate) for name, candidate in examples.items()}


# --- the chain ------------------------------------------------------------------------

_NEXT: Final = 2.5
"""Gain of a pair whose label follows the label of the preceding pair."""
_NEXT_LINE: Final = 0.3
"""Additional gain if no other opening comes between, because notes are grouped together."""
_NEW_PLACE: Final = 0.6
"""Loss of a pair whose marker follows the preceding note: a new list of notes begins."""
_RESTART: Final = 1.0
"""Cost of restarting a series, with 1 or with the first mark."""
_LEAP: Final = 4.0
"""Cost of a label that neither continues nor starts a series: notes are missing between."""
MOST_GAINED: Final = _NEXT + _NEXT_LINE
"""Maximum gain of a pair from its place in a chain."""
_HOPELESS: Final = -8.0
"""Lowest total of a chain: unlikely pairs can begin a chain that many later pairs prove."""
_START: Final = 0.5
_LATE_START: Final = 2.5
_FEW: Final = 80
"""Number of openings with the same label up to which all are tried for a marker, else only the
nearest."""
_NEAREST: Final = 24
_NEAREST_MARKS: Final = 8
"""The same for marks, of which few exist, so that they recur, and whose notes are nearby."""
_FORERUNNERS: Final = 3
"""Number of immediately preceding openings tried as forerunners in the same list, whose openings
are close together."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Ordered pairs of the heaviest chain, and its weight."""

    score: float
    pairs: tuple[Pair, ...]


class _Link(NamedTuple):
    marker: Candidate
    opening: int
    total: float
    before: int


class Maxima:
    """Fenwick tree of maxima over ordered places, each of which has at least value ``nothing``."""

    def __init__(self, size: int, nothing: tuple[float, int] = (-math.inf, -1)) -> None:
        self._nothing = nothing
        self._best = [nothing] * (size + 1)

    def raise_to(self, index: int, value: tuple[float, int]) -> None:
        """Raise the value of a place to at least ``value``."""
        index += 1
        best, size = self._best, len(self._best)
        # Ancestors of a node are at least as large as the node.
        while index < size and best[index] < value:
            best[index] = value
            index += index & -index

    def below(self, index: int) -> tuple[float, int]:
        """Return the largest value of all places before ``index``."""
        best, values = self._nothing, self._best
        while index > 0:
            if values[index] > best:
                best = values[index]
            index -= index & -index
        return best


def align(
    markers: Iterable[Candidate],
    openings: Iterable[Candidate],
    marker_weights: Weights,
    opening_weights: Weights,
    locality: Locality = anywhere,
) -> Alignment:
    """Return the heaviest chain of pairs with equal labels that increases in both orders."""
    ordered = sorted(openings, key=lambda opening: opening.order)
    chain = _Chain(ordered, opening_weights, locality)
    labels = {opening.label for opening in ordered}
    likely = (marker for marker in markers if marker.label in labels)
    for marker in sorted(likely, key=lambda marker: (marker.place, marker)):
        chain.add(marker, marker_weights[marker.surroundings])
    return chain.result()


class _Chain:
    def __init__(self, openings: Sequence[Candidate], weights: Weights, locality: Locality) -> None:
        self._openings = openings
        self._locality = locality
        self._orders = [opening.order for opening in openings]
        self._weights = [weights[opening.surroundings] for opening in openings]
        self._by_label: dict[Label, list[int]] = defaultdict(list)
        for index, opening in enumerate(openings):
            self._by_label[opening.label].append(index)
        self._before = {
            label: tuple(prior for prior in label.forerunners() if prior in self._by_label)
            for label in self._by_label
        }
        self._maxima = Maxima(len(openings))
        self._maxima_of = {label: Maxima(len(indices)) for label, indices in self._by_label.items()}
        self._best: list[int] = [-1] * len(openings)
        self._links: list[_Link] = []
        self._waiting: list[_Link] = []
        self._reached = 0

    def add(self, marker: Candidate, weight: float) -> None:
        """Try pairing a marker with the later openings that have its label."""
        if marker.place >= self._reached:
            self._settle()
        self._reached = max(self._reached, marker.place + marker.end - marker.start)
        indices = self._by_label.get(marker.label, [])
        most = _NEAREST_MARKS if marker.label.kind is LabelKind.MARK else _NEAREST
        reach = len(indices) if len(indices) <= _FEW else most
        first = bisect_left(indices, bisect_left(self._orders, (marker.end, 0)))
        earlier = bisect_left(self._orders, (marker.start, 0))
        begin = self._begin(marker.label, earlier)
        for index in indices[first : first + reach]:
            opening = self._openings[index]
            near = self._locality(marker, opening)
            if near == -math.inf:
                # Further openings with this label are even more distant.
                break
            # A number at the start of a line may be a marker or an opening, but not of itself.
            if not opening.start <= marker.start < opening.end:
                total, before = self._follow(marker.label, index, begin, earlier)
                total += weight + near + self._weights[index]
                if total > _HOPELESS:
                    self._waiting.append(_Link(marker, index, total, before))

    def _settle(self) -> None:
        """Make the links of overlapping markers available to everything that follows them all."""
        raised: list[tuple[Maxima, int, tuple[float, int]]] = []
        for link in self._waiting:
            number, index = len(self._links), link.opening
            self._links.append(link)
            best = self._best[index]
            if best < 0 or link.total > self._links[best].total:
                self._best[index] = number
                label = self._openings[index].label
                place = bisect_left(self._by_label[label], index)
                raised.append((self._maxima_of[label], place, (link.total, number)))
            raised.append((self._maxima, index, (link.total, number)))
        # The last values are usually the largest, and raising them first leaves little to update.
        for maxima, place, value in reversed(raised):
            maxima.raise_to(place, value)
        self._waiting.clear()

    def _begin(self, label: Label, earlier: int) -> tuple[float, int]:
        """Return the preceding total and link of a pair that begins a series or list of notes.

        The openings from ``earlier`` on follow the marker, and so does the opening of the pair.
        """
        best = (-(_START if label.opens else _LATE_START), -1)
        for forerunner in self._before[label]:
            place = bisect_left(self._by_label[forerunner], earlier)
            total, before = self._maxima_of[forerunner].below(place)
            best = max(best, (total + _NEXT - _NEW_PLACE, before))
        return best

    def _follow(
        self, label: Label, index: int, begin: tuple[float, int], earlier: int
    ) -> tuple[float, int]:
        """Return the highest total that can precede a pair, and the number of the previous link."""
        total, before = self._maxima.below(index)
        best = max(begin, (total - (_RESTART if label.opens else _LEAP), before))
        for forerunner in self._before[label]:
            indices = self._by_label[forerunner]
            last = bisect_left(indices, index)
            for preceding in indices[max(0, last - _FORERUNNERS) : last]:
                number = self._best[preceding]
                if number >= 0 and preceding >= earlier:
                    near = _NEXT_LINE if preceding == index - 1 else 0.0
                    best = max(best, (self._links[number].total + _NEXT + near, number))
        return best

    def result(self) -> Alignment:
        """Return the heaviest chain."""
        self._settle()
        number = max(range(len(self._links)), key=lambda n: self._links[n].total, default=-1)
        if number < 0 or self._links[number].total <= 0:
            return Alignment(0.0, ())
        score, pairs = self._links[number].total, []
        while number >= 0:
            link = self._links[number]
            pairs.append((link.marker, self._openings[link.opening]))
            number = link.before
        return Alignment(score, tuple(reversed(pairs)))


# --- learning -------------------------------------------------------------------------

ROUNDS: Final = 3
"""Number of learning rounds: further rounds change nothing."""
_FEWEST: Final = 4
"""Minimum number of pairs to learn from."""
_STRENGTH: Final = 8.0
"""Weight of the prior expectation, in candidates."""
_LIMIT: Final = 4.0
_UNSEEN: Final = 0.5
"""Value added to both counts, so that unseen classes are not impossible."""
_LOWEST: Final = -7.0
"""Bounds of the log odds, which prevent certainty about any class."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Alignment and the learned weights it was computed with."""

    alignment: Alignment
    marker_weights: Weights
    opening_weights: Weights


def solve(
    markers: Sequence[Candidate],
    openings: Sequence[Candidate],
    locality: Locality = anywhere,
    known: Solution | None = None,
    rounds: int = ROUNDS,
) -> Solution:
    """Align, learn the weights from the pairs, and align again.

    ``known`` is a solution for the same forms, whose weights are the starting point.
    """
    marker_weights = expect_all(markers, expect_marker)
    opening_weights = expect_all(openings, expect_opening)
    if known:
        marker_weights |= {
            name: weight for name, weight in known.marker_weights.items() if name in marker_weights
        }
        opening_weights |= {
            name: weight
            for name, weight in known.opening_weights.items()
            if name in opening_weights
        }
    for _ in range(1 if known else rounds):
        pairs = align(markers, openings, marker_weights, opening_weights, locality).pairs
        # Learning from so few pairs would overfit: the prior expectation is more reliable.
        if len(pairs) < _FEWEST:
            break
        marker_weights = _learn(markers, [marker for marker, _ in pairs], expect_marker)
        opening_weights = _learn(openings, [opening for _, opening in pairs], expect_opening)
    return Solution(
        align(markers, openings, marker_weights, opening_weights, locality),
        marker_weights,
        opening_weights,
    )


def _learn(
    candidates: Sequence[Candidate],
    paired: Sequence[Candidate],
    expect: Callable[[Candidate], float],
) -> dict[str, float]:
    """Return the log odds of each class, from its numbers of paired and unpaired candidates."""
    all_of = Counter(candidate.surroundings for candidate in candidates)
    paired_of = Counter(candidate.surroundings for candidate in paired)
    expected = expect_all(candidates, expect)
    learned = {}
    for name, count in all_of.items():
        odds = math.log((paired_of[name] + _UNSEEN) / (count - paired_of[name] + _UNSEEN))
        weight = (odds * count + expected[name] * _STRENGTH) / (count + _STRENGTH)
        learned[name] = max(_LOWEST, min(_LIMIT, weight))
    return learned


_SHUFFLES: Final = 2


def score_by_chance(
    markers: Sequence[Candidate],
    openings: Sequence[Candidate],
    solution: Solution,
    locality: Locality = anywhere,
) -> float:
    """Return the best score that chance reaches, with the labels of the markers shuffled."""
    best = 0.0
    for seed in range(_SHUFFLES):
        labels = [marker.label for marker in markers]
        random.Random(seed).shuffle(labels)
        shuffled = [m._replace(label=label) for m, label in zip(markers, labels, strict=True)]
        alignment = align(
            shuffled, openings, solution.marker_weights, solution.opening_weights, locality
        )
        best = max(best, alignment.score)
    return best
