"""Pairs labelled citations with those that a program found: which one is meant by which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

KINDS = ("full", "short", "ibid", "archive", "newspaper", "other")
SURE, DOUBTFUL, IMPOSSIBLE = "sure", "doubtful", "impossible"
LEAST_OVERLAP = 0.5
"""A citation is the labelled one if they share at least this much of what either covers."""
_MARKS = " \n\r\t.,;:“”‘’\"'"
"""Marks at the ends of a stretch that do not count when two stretches are compared."""
Stretch: TypeAlias = tuple[int, int]
"""Offset of the first character and offset after the last, in code points of the witness."""


class Cited(Protocol):
    """What a program says of a citation; offsets are code points into the witness."""

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
    """A citation as a person reads it."""

    half: str
    note: str
    spans: tuple[Stretch, ...]
    """The stretch; then, if it may also be drawn wider, the wider one."""
    kinds: tuple[str, ...]
    """The kind; others that would be right too."""
    work: str
    """Author, year and title in a few words."""
    keys: tuple[str, ...]
    """Entry of the bibliography, and others that would be right; empty if there is none."""
    locator: str | None
    """None if the locator is not labelled."""
    full_in_witness: bool
    """True if the whole of the full citation stands in the witness."""
    resolvable: str = SURE
    """``SURE``, ``DOUBTFUL`` (to resolve and to abstain are both right) or ``IMPOSSIBLE``."""
    optional: bool = False
    """True if it is right to find it and right not to; it is counted nowhere."""
    gap: Stretch | None = None
    """Running text inside the stretch, where the note goes over the end of a page."""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and the citation that was found for it; None if none was found."""

    label: Label
    found: Cited | None
    exact: bool = False


def pair_note(
    labels: Sequence[Label], citations: Sequence[Cited], text: str
) -> tuple[list[Pair], list[Cited]]:
    """Pair labels and citations of one note, one with one, those first that share most.

    Returns a pair for every label, and the citations that are left.
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


def overlap(one: Stretch, other: Stretch) -> float:
    """Return the characters that both cover as a share of those that either covers."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    either = (one[1] - one[0]) + (other[1] - other[0]) - shared
    return max(shared, 0) / either if either else 0.0


def _best(label: Label, span: Stretch, text: str) -> float:
    mine = [_close(trim(own, text), label.gap) for own in label.spans]
    return max(overlap(own, _close(span, label.gap)) for own in mine)


def _close(span: Stretch, gap: Stretch | None) -> Stretch:
    """Return the stretch as it were if the gap did not stand in the witness."""
    if gap is None:
        return span
    start, end = (x - min(max(x - gap[0], 0), gap[1] - gap[0]) for x in span)
    return start, end


def _is_exact(label: Label, span: Stretch, text: str) -> bool:
    return any(trim(own, text) == span for own in label.spans)
