"""Pairs the numbers of notes with the signs that point to them, and guesses nothing.

Markers of one series stand in the order of their numbers. The heaviest rising chain of
candidates is the series; a number for which two places of that chain are equally good stays
unpaired.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from edition.readers.markers import Candidate

_NOTED = 1000
"""How much more a candidate weighs whose number has a note."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Numbers with their markers; numbers that could stand in two places or more."""

    chosen: Mapping[int, Candidate]
    ambiguous: Mapping[int, tuple[Candidate, ...]]


def pair_numbers(candidates: Sequence[Candidate], noted: Collection[int]) -> Pairing:
    """Choose the marker of every number. ``noted`` are the numbers that have a note.

    A number without a note is a marker only if a neighbouring number is in the series.
    """
    usable = [c for c in candidates if c.number is not None and c.weight > 0]
    numbers = set(noted)
    chain = _heaviest_chain(usable, numbers)
    members = numbers | {c.number for c in chain if c.number is not None}
    chain = [c for c in chain if c.number in numbers or _has_neighbour(c.number, members)]
    chosen = {c.number: c for c in chain if c.number is not None}
    ambiguous = {n: found for n, found in _find_rivals(chain, usable).items() if len(found) > 1}
    return Pairing({n: c for n, c in chosen.items() if n not in ambiguous}, ambiguous)


def _has_neighbour(number: int | None, members: Collection[int]) -> bool:
    return number is not None and (number - 1 in members or number + 1 in members)


def _heaviest_chain(usable: Sequence[Candidate], noted: Collection[int]) -> list[Candidate]:
    """Return the candidates, rising in place and number, whose weights add up to most."""
    ranks = sorted({c.number for c in usable if c.number is not None})
    best: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    before: list[int] = []
    for index, candidate in enumerate(usable):
        rank = bisect_left(ranks, candidate.number or 0) + 1
        total, last = _best_below(best, rank)
        before.append(last)
        total += candidate.weight + (_NOTED if candidate.number in noted else 0)
        _raise(best, rank, (total, index))
    return _follow(usable, before, _best_below(best, len(ranks) + 1)[1])


def _best_below(best: Sequence[tuple[int, int]], rank: int) -> tuple[int, int]:
    # A Fenwick tree of maxima; the earlier of two equal chains stays.
    found, rank = (0, -1), rank - 1
    while rank > 0:
        if best[rank][0] > found[0]:
            found = best[rank]
        rank -= rank & -rank
    return found


def _raise(best: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(best):
        if value[0] > best[rank][0]:
            best[rank] = value
        rank += rank & -rank


def _follow(usable: Sequence[Candidate], before: Sequence[int], last: int) -> list[Candidate]:
    chain = []
    while last >= 0:
        chain.append(usable[last])
        last = before[last]
    return chain[::-1]


def _find_rivals(
    chain: Sequence[Candidate], usable: Sequence[Candidate]
) -> dict[int, tuple[Candidate, ...]]:
    """Return the candidates that could stand in a member's place, the member included."""
    alike: dict[tuple[int | None, int], list[Candidate]] = defaultdict(list)
    for candidate in usable:
        alike[candidate.number, candidate.weight].append(candidate)
    edges = [0, *(c.span.end for c in chain)], [*(c.span.start for c in chain[1:]), sys.maxsize]
    return {
        member.number: tuple(
            c
            for c in alike[member.number, member.weight]
            if start <= c.span.start and c.span.end <= end
        )
        for member, start, end in zip(chain, *edges, strict=False)
        if member.number is not None
    }
