"""How many of the labelled places are found, and how many of those found lead where they should."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edition.model.document import Reference, ReferenceKind

NONE = "none"
"""Label of a place that is no cross-reference."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a person who read a place says of it."""

    offset: int
    """Of the word that stands before the number, in code points."""
    kind: str
    """A kind of reference, or ``none``."""
    target: str


@dataclass(frozen=True, slots=True)
class Score:
    """Places counted; a reference to a wrong place counts as found and not as right."""

    labelled: int
    """Places that are cross-references."""
    found: int
    """Places where a link was set, rightly or not."""
    right: int
    mistaken: tuple[Label, ...]
    """Labels that were missed or met wrongly."""

    @property
    def precision(self) -> float:
        """Share of the links set that are right; 1 if none was set."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled references that are found and right; 1 if there are none."""
        return self.right / self.labelled if self.labelled else 1.0


def measure_references(references: Sequence[Reference], labels: Iterable[Label]) -> Score:
    """Compare references with labels, place by place."""
    places = {
        offset: (str(reference.kind), reference.target)
        for reference in references
        for part in reference.parts
        for offset in range(part.start, part.end)
    }
    labels = list(labels)
    met = {label: places.get(label.offset) for label in labels}
    right = [label for label in labels if met[label] == (label.kind, label.target)]
    wanted = [label for label in labels if label.kind != NONE]
    mistaken = [label for label in labels if met[label] != _expected(label)]
    found = sum(place is not None for place in met.values())
    return Score(len(wanted), found, len(right), tuple(mistaken))


def _expected(label: Label) -> tuple[str, str] | None:
    return None if label.kind == NONE else (str(ReferenceKind(label.kind)), label.target)
