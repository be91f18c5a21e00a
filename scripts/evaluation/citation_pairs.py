"""Pairs labelled citations with the citations that a program found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

KINDS = ("full", "short", "ibid", "archive", "newspaper", "other")
SURE, DOUBTFUL, IMPOSSIBLE = "sure", "doubtful", "impossible"
LEAST_OVERLAP = 0.5
"""Least overlap of a citation and a label that form a pair; see ``overlap``."""
_MARKS = " \n\r\t.,;:“”‘’\"'"
"""Characters at the ends of a stretch that are ignored in comparisons."""
Stretch: TypeAlias = tuple[int, int]
"""Offset of the first character and offset after the last, in code points of the witness."""


class Cited(Protocol):
    """A citation found by a program; offsets are code points in the witness."""

    @property
    def place(self) -> str:
        """Key of the note."""

    @property
    def start(self) -> int:
        """Offset of the first character."""

    @property
    def end(self) -> int:
        """Offset after the last character."""

    @property
    def kind(self) -> str:
        """One of ``KINDS``."""

    @property
    def key(self) -> str | None:
        """Entry of the bibliography; None if the program abstains."""

    @property
    def locator(self) -> str:
        """Pages, ranges written out; empty if there are none."""


@dataclass(frozen=True, slots=True)
class Label:
    """A citation labelled by a person."""

    half: str
    note: str
    spans: tuple[Stretch, ...]
    """The stretch and, if a wider one would also be right, the wider one."""
    kinds: tuple[str, ...]
    """The kind, then others that would also be right."""
    work: str
    """Author, year and title in a few words."""
    keys: tuple[str, ...]
    """Key of the entry, then others that would also be right; empty if there is none."""
    locator: str | None
    """None if the locator is not labelled."""
    full_in_witness: bool
    """True if the witness contains the complete full citation."""
    resolvable: str = SURE
    """``SURE``, ``DOUBTFUL`` (both resolving and abstaining are right) or ``IMPOSSIBLE``."""
    optional: bool = False
    """True if both finding and not finding it are right; it is not counted."""
    gap: Stretch | None = None
    """Running text inside the stretch, for a note that continues on the next page."""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and the citation found for it, or None."""

    label: Label
    found: Cited | None
    exact: bool = False


def pair_note(
    labels: Sequence[Label], citations: Sequence[Cited], text: str
) -> tuple[list[Pair], list[Cited]]:
    """Pair the labels and citations of a note one to one, largest overlap first.

    Returns a pair for every label, and the unpaired citations.
    """
    spans = {index: trim((c.start, c.end), text) for index, c in enumerate(citations)}
    ranked = sorted(
        (
            (-_best(label, spans[right], text), left, right)
            for left, label in enumerate(labels)
            for right in spans
            if _best(label, spans[right], text) >= LEAST_OVERLAP
        ),
    )
    taken: dict[int, int] = {}
    for _, left, right in ranked:
        if left not in taken and right not in taken.values():
            taken[left] = right
    pairs = [
        Pair(label, citations[taken[left]], _is_exact(label, spans[taken[left]], text))
        if left in taken
        else Pair(label, None)
        for left, label in enumerate(labels)
    ]
    return pairs, [c for index, c in enumerate(citations) if index not in taken.values()]


def trim(span: Stretch, text: str) -> Stretch:
    """Return the stretch without white space, stops and quotation marks at its ends."""
    start, end = span
    while start < end and text[end - 1] in _MARKS:
        end -= 1
    while start < end and text[start] in _MARKS:
        start += 1
    return start, end


def overlap(first: Stretch, second: Stretch) -> float:
    """Return the shared characters of two stretches as a share of all their characters."""
    shared = min(first[1], second[1]) - max(first[0], second[0])
    either = (first[1] - first[0]) + (second[1] - second[0]) - shared
    return max(shared, 0) / either if either else 0.0


def _best(label: Label, span: Stretch, text: str) -> float:
    mine = [_remove_gap(trim(own, text), label.gap) for own in label.spans]
    return max(overlap(own, _remove_gap(span, label.gap)) for own in mine)


def _remove_gap(span: Stretch, gap: Stretch | None) -> Stretch:
    """Return the stretch with the characters of the gap removed."""
    if gap is None:
        return span
    start, end = (x - min(max(x - gap[0], 0), gap[1] - gap[0]) for x in span)
    return start, end


def _is_exact(label: Label, span: Stretch, text: str) -> bool:
    return any(trim(own, text) == span for own in label.spans)
