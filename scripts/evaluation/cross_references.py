"""Measures cross-references: how many labelled places are found, and how many links are right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edition.model.document import Reference, ReferenceKind

NONE = "none"
"""Label of a place that is not a cross-reference."""


@dataclass(frozen=True, slots=True)
class Label:
    """A place labelled by a person."""

    offset: int
    """Offset of the word before the number, in code points."""
    kind: str
    """A kind of reference, or ``none``."""
    target: str


@dataclass(frozen=True, slots=True)
class Score:
    """Numbers of places; a link to a wrong place counts as found but not as right."""

    labelled: int
    """Places that are cross-references."""
    found: int
    """Places with a link, right or wrong."""
    right: int
    mistaken: tuple[Label, ...]
    """Labels without a link or with a wrong one."""

    @property
    def precision(self) -> float:
        """Share of the links that are right; 1 if there are none."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled references that are found and right; 1 if there are none."""
        return self.right / self.labelled if self.labelled else 1.0


def measure_references(references: Sequence[Reference], labels: Iterable[Label]) -> Score:
    """Compare references with labels by place."""
    places = {
        offset: (str(reference.kind), reference.target)
        for reference in references
        for part in reference.parts
        for offset in range(part.start, part.end)
    }
    labels = list(labels)
    actual = {label: places.get(label.offset) for label in labels}
    right = [label for label in labels if actual[label] == (label.kind, label.target)]
    expected = [label for label in labels if label.kind != NONE]
    mistaken = [label for label in labels if actual[label] != _expected(label)]
    found = sum(place is not None for place in actual.values())
    return Score(len(expected), found, len(right), tuple(mistaken))


def _expected(label: Label) -> tuple[str, str] | None:
    return None if label.kind == NONE else (str(ReferenceKind(label.kind)), label.target)
