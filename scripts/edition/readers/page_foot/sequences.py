"""The likeliest run of rising numbers among candidates of which some are something else."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_REACH = 48
"""How many candidates before one are looked at for its predecessor."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Something that may be a member of a sequence. Candidates are given in reading order."""

    number: int
    weight: float
    """How much it looks like one: above zero, 1 for an ordinary member."""
    place: int
    """Index or offset of the candidate for its owner; not looked at here."""


def find_sequence(candidates: Sequence[Numbered], first: int = 1) -> list[Numbered]:
    """Return the members of the heaviest sequence of strictly rising numbers.

    A step over missing numbers costs more the more are missing, so that one misread number
    cannot carry the sequence away.
    """
    best: list[tuple[float, int]] = []
    reachable: deque[tuple[int, int, float]] = deque(maxlen=_REACH)
    for index, candidate in enumerate(candidates):
        number = candidate.number
        total, last = -_gap_cost(number - first), -1
        for before, lower, reached in reachable:
            if lower < number:
                score = reached - _gap_cost(number - lower - 1)
                if score > total:
                    total, last = score, before
        best.append((total + candidate.weight, last))
        reachable.append((index, number, total + candidate.weight))
    chain: list[Numbered] = []
    index = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while index >= 0:
        chain.append(candidates[index])
        index = best[index][1]
    return chain[::-1]


@lru_cache(maxsize=2048)
def _gap_cost(missing: int) -> float:
    return 0.25 + min(0.04 * missing, 2.0) if missing > 0 else 0.0
