"""Find rising sequences among candidates, some of them false: notes, pages, headings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

T = TypeVar("T")
IMPOSSIBLE: Final = math.inf
"""The cost of a step that no sequence may take."""


def find_heaviest(
    candidates: Sequence[T],
    weigh: Callable[[T], float],
    cost: Callable[[T, T], float],
    reach: int,
    start: Callable[[T], float] = lambda candidate: 0.0,
) -> list[T]:
    """Return the sequence of candidates with the greatest weight, less the cost of its steps.

    ``start`` is the cost of beginning a sequence with a candidate; ``reach`` is the number of
    preceding candidates tried as its predecessor, of which the nearest wins a tie.
    """
    best: list[tuple[float, int]] = []
    for index, candidate in enumerate(candidates):
        total, last = -start(candidate), -1
        for before in range(max(0, index - reach), index):
            score = best[before][0] - cost(candidates[before], candidate)
            if score >= total:
                total, last = score, before
        best.append((total + weigh(candidate), last))
    chain: list[T] = []
    index = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while index >= 0:
        chain.append(candidates[index])
        index = best[index][1]
    return chain[::-1]


def find_longest(
    found: Sequence[T],
    value: Callable[[T], int],
    step: int = 1,
    prefer: Callable[[T], int] = lambda candidate: 0,
) -> list[T]:
    """Return the longest series whose values rise by at most ``step``.

    Among series of equal length, choose the one with the highest sum of ``prefer``.
    """
    best: dict[int, tuple[int, int, int]] = {}
    links: list[int] = []
    for place, candidate in enumerate(found):
        current = value(candidate)
        reached = [best[low] for low in range(current - step, current) if low in best]
        length, rating, before = max(reached, key=itemgetter(0, 1), default=(0, 0, -1))
        links.append(before)
        series = (length + 1, rating + prefer(candidate), place)
        if series[:2] > best.get(current, ())[:2]:
            best[current] = series
    place = max(best.values(), key=itemgetter(0), default=(0, 0, -1))[2]
    chain: list[T] = []
    while place >= 0:
        chain.append(found[place])
        place = links[place]
    return chain[::-1]


# --- consecutive numbers, some of which are missing ----------------------------------------

_REACH: Final = 48
"""Number of candidates tried as a predecessor: more than the numbers on a page."""
_GAP, _MISSING, _MOST = 0.25, 0.04, 2.0
"""Costs of omitting numbers: fixed, for each of them, and the greatest cost for all of them."""


class Numbered(NamedTuple):
    """A candidate for membership of a series. Candidates are passed in reading order."""

    number: int
    weight: float
    """Likelihood of membership: above zero; 1 for an ordinary member."""
    item: Any
    """The candidate itself; not examined here."""


def find_numbers(candidates: Sequence[Numbered]) -> list[Numbered]:
    """Return the members of the heaviest series of strictly rising numbers that begins with 1.

    A step costs more the more numbers are missing, so that one misread number cannot divert the
    series.
    """
    return find_heaviest(
        candidates, lambda item: item.weight, _step, _REACH, lambda item: _gap_cost(item.number - 1)
    )


def _step(before: Numbered, after: Numbered) -> float:
    return _gap_cost(after.number - before.number - 1)


@lru_cache(maxsize=2048)
def _gap_cost(missing: int) -> float:
    if missing < 0:
        return IMPOSSIBLE
    return _GAP + min(_MISSING * missing, _MOST) if missing else 0.0
