"""Measures names and dates: how many labelled ones are found, and how many found ones are right.

Span and entry must both be right. A name for which the program abstains is missed, but not wrong.
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
"""Goals: precision and recall."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A name or date labelled by a person."""

    half: str
    span: Span
    measure: str
    right: frozenset[str] | None
    """Ids of the right entries, or the date; empty if there is no entry, None if undecidable."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name or date that the program found in a labelled passage."""

    half: str
    span: Span
    measure: str
    value: str
    """Id or date; empty if it abstains."""


def list_mentions(mentions: Iterable[NameMention], halves: Mapping[str, str]) -> Iterator[Found]:
    """Yield the mentions in labelled passages, except offices, which are not labelled."""
    for mention in mentions:
        if mention.address in halves and mention.reason is not MentionReason.OFFICE:
            half, measure = halves[mention.address], f"{mention.entry_class}s"
            yield Found(half, mention.span, measure, mention.entry)


def list_dates(dates: Iterable[DateExpression], halves: Mapping[str, str]) -> Iterator[Found]:
    """Yield the dates in labelled passages."""
    for date in dates:
        if date.address in halves:
            yield Found(halves[date.address], date.span, DATES, date.edtf)


def measure(labelled: Sequence[Labelled], found: Sequence[Found]) -> Figures:
    """Return the figures of each kind and half."""
    labels = {label.span: label for label in labelled}
    counts: Counter[tuple[str, str, str]] = Counter()
    for label in labelled:
        counts[label.measure, label.half, "labelled"] += label.right is not None
    for item in found:
        if item.value or item.measure == DATES:
            known = labels.get(item.span)
            if known is None or known.right is not None or item.value:
                counts[item.measure, item.half, "found"] += 1
            right = known is not None and known.right is not None and item.value in known.right
            counts[item.measure, item.half, "right"] += right
    return [
        {
            "measure": name,
            "half": half,
            **{
                part: sum(counts[name, own, part] for own in HALVES if half in (own, HALVES[-1]))
                for part in ("labelled", "found", "right")
            },
            "goals": list(goals),
        }
        for name, goals in GOALS.items()
        for half in HALVES
    ]


def list_misses(labelled: Sequence[Labelled], found: Sequence[Found], half: str) -> list[str]:
    """Return a line for each missed label and each wrong find of a half."""
    items = {item.span: item for item in found}
    labels = {label.span for label in labelled}
    missed = [
        f"{label.span}: {label.measure} {sorted(label.right)}, read as {items.get(label.span)}"
        for label in labelled
        if label.half == half
        and label.right is not None
        and ((item := items.get(label.span)) is None or item.value not in label.right)
    ]
    extra = [
        f"{item.span}: no label, read as {item.measure} {item.value}"
        for item in found
        if item.half == half and item.value and item.span not in labels
    ]
    return missed + extra
