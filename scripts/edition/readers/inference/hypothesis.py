"""Hypothesis that a form of markers pairs with a form of openings, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from edition.readers.inference.alignment import Pair, Solution, expect_marker
from edition.readers.inference.candidates import BARE, WORD, Candidate
from edition.readers.inference.labels import Label, LabelKind

_AGAINST_CHANCE: Final = 1.5
"""Minimum ratio of the score of a hypothesis to the score of chance …"""
_MARGIN: Final = 3.0
"""… and margin by which it must exceed this multiple."""
_LIKELY: Final = 0.3
"""Minimum mean log odds of the paired markers: below it, most members of their classes are not
markers."""
_MARKS_PAIRED: Final = 2 / 3
"""Minimum share of the marks in the text and at line starts that must be paired: shuffling
asterisks proves nothing, but there are as many notes as markers."""
_FAR_ABOVE: Final = 3.0
FIRM: Final = 0.6
_MANY: Final = 12
"""Minimum length of a series that needs no evidence from its surroundings, if it is far above
chance and leaves little unpaired."""
_SURELY: Final = 8.0
"""Ratio to the score of chance that proves notes …"""
_SPACED: Final = -0.5
"""… whose markers look no better than numbers between spaces, after a stop …"""
_PAIRED: Final = 0.8
"""… if this share of the openings is paired, as is also required of numbers in brackets: examples
and equations are referred to as well, but not all of them."""
_TOUCHING: Final = 1.0
"""Log odds of brackets that touch the end of a sentence, as brackets of examples never do …"""
_GLUED: Final = 0.5
"""… and of brackets that touch a word."""
_GROUPS: Final = 5
"""Minimum number of pages with notes at their feet that prove a series: numbers may precede notes
by chance."""
_APART: Final = 12
"""Minimum number of lines of text between the notes of two pages."""
_BEHIND: Final = 0.9
"""Minimum share of the notes that follow their markers in the text of their page."""
_LEAST: Final = 0.35
"""Strength below which a form is not accepted."""
_PECULIAR: Final = 1.0
"""Minimum mean log odds of paired markers with a distinctive look …"""
_NEARLY_ALL: Final = 0.9
"""… and share of such markers that are paired: labels that restart on every page still match when
shuffled."""


Forms = Mapping[str, Sequence[Candidate]]
"""Candidates by form."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Alignment of a form of markers with a form of openings."""

    kind: LabelKind
    marker_form: str
    opening_form: str
    solution: Solution
    chance: float
    """Score that shuffled labels reach."""
    marker_share: float
    """Share of the likely markers that were paired."""
    opening_share: float
    contested: tuple[int, int]
    """Numbers of markers and of openings that have an equally likely rival between the same
    neighbours."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Ordered pairs of marker and opening."""
        return self.solution.alignment.pairs

    @property
    def score(self) -> float:
        """Weight of the alignment."""
        return self.solution.alignment.score

    @property
    def strength(self) -> float:
        """Strength of the evidence, from 0 to 1, reduced by chance and unpaired candidates."""
        if not self.pairs:
            return 0.0
        return (1 - self._luck) * self.marker_share * self.opening_share

    @property
    def _luck(self) -> float:
        """Share of the score that chance reaches; 0 for marks, whose shuffling proves nothing."""
        return 0.0 if self.kind is LabelKind.MARK else min(self.chance / self.score, 1)

    @property
    def confidence(self) -> float:
        """Confidence in the pairs, from 0 to 1, reduced by pairs that have rivals.

        Gaps in the series are not counted here, but judged from the notes of the complete text.
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
        """Number of labels missing from the series; a step backwards counts as at least one."""
        steps = pairwise(opening.label for _, opening in self.pairs)
        leaps = [b.value - a.value - 1 for a, b in steps if not self._is_step(a, b)]
        return sum(min(max(1, leap), _MANY) for leap in leaps)

    @staticmethod
    def _is_step(before: Label, label: Label) -> bool:
        """Return whether a label follows another or restarts the series."""
        return label.opens or before in label.forerunners()

    @property
    def holds(self) -> bool:
        """Whether the pairs prove the forms."""
        if not self.pairs:
            return False
        weights = self.solution.marker_weights
        likely = sum(weights[m.surroundings] for m, _ in self.pairs) / len(self.pairs)
        if self.kind is LabelKind.MARK:
            shares = min(self.marker_share, self.opening_share)
            return likely > 0 and shares >= _MARKS_PAIRED
        proved = self.score > _AGAINST_CHANCE * self.chance + _MARGIN
        return proved and likely > _LIKELY and (self.is_peculiar or self.strength >= _LEAST)

    @property
    def is_peculiar(self) -> bool:
        """Whether there are many pairs whose markers have a distinctive look."""
        weights = self.solution.marker_weights
        likely = sum(weights[m.surroundings] for m, _ in self.pairs) > _PECULIAR * len(self.pairs)
        return likely and self.marker_share >= _NEARLY_ALL and len(self.pairs) >= _MANY

    @property
    def is_likely(self) -> bool:
        """Whether the pairs look like markers, which suffices where notes are known to exist."""
        return sum(expect_marker(marker) for marker, _ in self.pairs) > 0

    @property
    def is_list(self) -> bool:
        """Whether the pairs look like the numbers of lists, by the prior weights.

        A list and references to its items pair as well as notes do, and learned weights would
        only confirm their look. Blocks with a word for footnotes are not a list.
        """
        if self.is_proved_by_pages or self.opening_form == WORD:
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
        """Median prior log odds of the paired markers."""
        return median([expect_marker(marker) for marker, _ in self.pairs] or [0])

    @property
    def is_proved_by_pages(self) -> bool:
        """Whether a series without gaps continues through the feet of many pages."""
        complete = not self.missing and self.opening_share >= _PAIRED
        return complete and self.is_far and self._is_in_groups

    @property
    def _is_in_groups(self) -> bool:
        """Whether the notes are in groups throughout the text, each below its markers."""
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
        """Whether many pairs score far above chance, which suffices for pairs on the same pages."""
        far = self.score > _FAR_ABOVE * self.chance + _MARGIN
        return far and self.strength >= _LEAST and len(self.pairs) >= _MANY

    @property
    def stands_alone(self) -> bool:
        """Whether the forms are proved regardless of the surroundings of the markers."""
        called = self.opening_form == WORD and len(self.pairs) >= _MANY
        # Labels that restart with each document also match when shuffled, but the words of the
        # blocks identify them as notes.
        called = called and min(self.marker_share, self.opening_share) >= _NEARLY_ALL
        return called or (self.is_far and self.strength >= FIRM) or self._is_complete

    @property
    def _is_complete(self) -> bool:
        """Whether few labels leave nothing unpaired: chance proves nothing about their order."""
        count = len(self.pairs)
        if not count:
            return False
        bare = self.marker_form == BARE or self.opening_form == BARE
        same_form = self.marker_form == self.opening_form and self.is_likely
        fewest = _FEWEST_BARE if bare else 1 if same_form else _FEWEST_ENCLOSED
        labels = [opening.label for _, opening in self.pairs]
        steps = [a in b.forerunners() for a, b in pairwise(labels)]
        named = self.opening_form in _NAMED or (not bare and self._expected >= _GLUED)
        series = named and not self.missing
        rising = labels[0].opens and (series or sum(steps) >= len(steps) - 1)
        left = self.opening_share < 1 if fewest > 2 else self.opening_share < _NEARLY
        return fewest <= count and rising and self.marker_share == 1 and not left


_SUREST: Final = 0.98
"""Confidence in pairs without rivals: one in fifty such readings is wrong."""
_BY_CALLS: Final = 5
"""Exponent for contested markers: if one in fifty is contested, one in ten readings is wrong …"""
_BY_NOTES: Final = 2
"""… and for contested openings, whose rivals are mostly items of a nearby list."""
_UNTESTED: Final = 0.5
"""Confidence in too few labels for a test against chance, if none is unpaired."""
_NEARLY: Final = 0.7
_FEWEST_BARE: Final = 3
"""Minimum number of bare labels, or letters, that are complete without a test against chance …"""
_FEWEST_ENCLOSED: Final = 2
"""… and of bracketed labels: one suffices if its note opens with the same brackets."""
_NAMED: Final = ("word", WORD)
"""Forms with a word that identifies the opening of a note, so that labels may restart."""
