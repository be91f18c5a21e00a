"""A hypothesis: forms of markers and of openings that pair, and how surely they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from edition.readers.inference.alignment import (
    Pair,
    Solution,
    expect_marker,
)
from edition.readers.inference.candidates import BARE, WORD, Candidate
from edition.readers.inference.labels import Label, LabelKind

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
FIRM: Final = 0.6
_MANY: Final = 12
"""A long series, far above chance and with little left over, is proved without its surroundings."""
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
"""Lines of text that separate the notes of two pages."""
_BEHIND: Final = 0.9
"""Share of the notes that follow the text of their page, which calls them."""
_LEAST: Final = 0.35
"""Confidence below which a form is not read."""
_PECULIAR: Final = 1.0
"""Mean log odds of paired markers that hardly anything else looks like …"""
_NEARLY_ALL: Final = 0.9
"""… of which nearly all are paired: labels that begin again on every page shuffle well."""


Forms = Mapping[str, Sequence[Candidate]]
"""Candidates by their form."""


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

        Whether the series has gaps is decided by the notes of the whole text.
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
        Blocks that are called footnotes are no list.
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
        """True if the forms are proved without regard to what the markers touch."""
        called = self.opening_form == WORD and len(self.pairs) >= _MANY
        # Labels that begin again with each document shuffle well, but the blocks say what they are.
        called = called and min(self.marker_share, self.opening_share) >= _NEARLY_ALL
        return called or (self.is_far and self.strength >= FIRM) or self._is_complete

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
