"""Rising sequences among candidates of which some are something else: notes, pages, headings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

T = TypeVar("T")
IMPOSSIBLE: Final = math.inf
"""The cost of a step that no sequence takes."""


def find_heaviest(
    candidates: Sequence[T],
    weigh: Callable[[T], float],
    cost: Callable[[T, T], float],
    reach: int,
    start: Callable[[T], float] = lambda candidate: 0.0,
) -> list[T]:
    """Return the sequence of candidates that weighs most, less what its steps cost.

    ``start`` is what a sequence costs that begins with a candidate; so many candidates before
    one as ``reach`` says are tried for its predecessor, of which the nearest wins a draw.
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
    prefer: Callable[[T], int] = lambda one: 0,
) -> list[T]:
    """Return the longest series whose values rise by at most ``step``.

    Of series of one length the one is taken whose members ``prefer`` rates highest together.
    """
    best: dict[int, tuple[int, int, int]] = {}
    links: list[int] = []
    for place, one in enumerate(found):
        reached = [best[low] for low in range(value(one) - step, value(one)) if low in best]
        length, rating, before = max(reached, key=itemgetter(0, 1), default=(0, 0, -1))
        links.append(before)
        series = (length + 1, rating + prefer(one), place)
        if series[:2] > best.get(value(one), ())[:2]:
            best[value(one)] = series
    place = max(best.values(), key=itemgetter(0), default=(0, 0, -1))[2]
    chain: list[T] = []
    while place >= 0:
        chain.append(found[place])
        place = links[place]
    return chain[::-1]


# --- numbers that should follow one another, of which some are missing --------------------

_REACH: Final = 48
"""Candidates that are tried for a predecessor: more than a page has numbers."""
_GAP, _MISSING, _MOST = 0.25, 0.04, 2.0
"""What it costs to leave out numbers: at all, each of them, and all of them at most."""


class Numbered(NamedTuple):
    """Something that may be a member of a series. Candidates are given in reading order."""

    number: int
    weight: float
    """How much it looks like one: above zero, 1 for an ordinary member."""
    item: Any
    """The candidate itself; not looked at here."""


def find_numbers(candidates: Sequence[Numbered]) -> list[Numbered]:
    """Return the members of the heaviest series of strictly rising numbers that begins with 1.

    A step over missing numbers costs more the more are missing, so that one misread number
    cannot carry the series away.
    """
    return find_heaviest(
        candidates, lambda one: one.weight, _step, _REACH, lambda one: _gap_cost(one.number - 1)
    )


def _step(before: Numbered, after: Numbered) -> float:
    return _gap_cost(after.number - before.number - 1)


@lru_cache(maxsize=2048)
def _gap_cost(missing: int) -> float:
    if missing < 0:
        return IMPOSSIBLE
    return _GAP + min(_MISSING * missing, _MOST) if missing else 0.0
