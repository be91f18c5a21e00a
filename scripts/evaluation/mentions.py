"""How many labelled names and dates are found, and how many of those found are right.

Stretch and entry both count. A name for which the program abstains is missed, and is not wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from edition.model.mentions import DateExpression, MentionReason, NameMention
from edition.records.measures import HALVES, Figures
from edition.text.span import Span

DATES: Final = "dates"
GOALS: Final[Mapping[str, tuple[float, float]]] = MappingProxyType({
    "persons": (0.99, 0.95),
    "places": (0.99, 0.97),
    "organisations": (0.97, 0.90),
    DATES: (0.98, 0.98),
})  # fmt: skip
"""Precision and recall to be reached."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a person who read a passage says of a stretch of it."""

    half: str
    span: Span
    measure: str
    right: frozenset[str] | None
    """Ids of the entry, or the date; empty if there is no entry, None if nobody can tell."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the program says of a stretch of a labelled passage."""

    half: str
    span: Span
    measure: str
    value: str
    """Id or date; empty if it abstains."""


def list_mentions(mentions: Iterable[NameMention], halves: Mapping[str, str]) -> Iterator[Found]:
    """Yield the mentions in labelled passages; offices are not labelled."""
    for one in mentions:
        if one.address in halves and one.reason is not MentionReason.OFFICE:
            yield Found(halves[one.address], one.span, f"{one.entry_class}s", one.entry)


def list_dates(dates: Iterable[DateExpression], halves: Mapping[str, str]) -> Iterator[Found]:
    """Yield the dates in labelled passages."""
    for one in dates:
        if one.address in halves:
            yield Found(halves[one.address], one.span, DATES, one.edtf)


def measure(labelled: Sequence[Labelled], found: Sequence[Found]) -> Figures:
    """Return the figures of each kind and half."""
    by_span = {one.span: one for one in labelled}
    counts: Counter[tuple[str, str, str]] = Counter()
    for label in labelled:
        counts[label.measure, label.half, "labelled"] += label.right is not None
    for one in found:
        if one.value or one.measure == DATES:
            known = by_span.get(one.span)
            if known is None or known.right is not None or one.value:
                counts[one.measure, one.half, "found"] += 1
            right = known is not None and known.right is not None and one.value in known.right
            counts[one.measure, one.half, "right"] += right
    return [
        {
            "measure": name,
            "half": half,
            **{
                part: sum(counts[name, one, part] for one in HALVES if half in (one, HALVES[-1]))
                for part in ("labelled", "found", "right")
            },
            "goals": list(goals),
        }
        for name, goals in GOALS.items()
        for half in HALVES
    ]


def list_misses(labelled: Sequence[Labelled], found: Sequence[Found], half: str) -> list[str]:
    """Return a line for each label of a half that was missed, and each find that is wrong."""
    by_span = {one.span: one for one in found}
    labels = {one.span: one for one in labelled}
    missed = [
        f"{one.span}: {one.measure} {sorted(one.right)}, read as {by_span.get(one.span)}"
        for one in labelled
        if one.half == half
        and one.right is not None
        and ((value := by_span.get(one.span)) is None or value.value not in one.right)
    ]
    extra = [
        f"{one.span}: no label, read as {one.measure} {one.value}"
        for one in found
        if one.half == half and one.value and one.span not in labels
    ]
    return missed + extra
