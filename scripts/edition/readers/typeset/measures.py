"""Learn the measures to which the text and the notes of a book are set.

A line of a note in small type holds more characters than a line of the text. Widths are in ems,
see ``readers.widths``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from edition.readers.inference.candidates import Candidate
from edition.readers.inference.labels import LabelKind
from edition.readers.lines import Line
from edition.readers.typeset.type_area import find_mode
from edition.readers.widths import estimate_width, widths_of


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of the text and the notes, in ems; 0 for notes set like the text."""

    body: float
    note: float

    @property
    def note_limit(self) -> float:
        """Width above which a line is in the type of the notes; infinite if they are set alike."""
        return (self.body + self.note) / 2 if self.note else float("inf")


FULL: Final = 0.93
"""Share of its measure at which the estimated width of a line shows that the margin ended it."""
NEARLY_FULL: Final = 0.9
"""The same threshold where other evidence also shows that a line is full."""
LONG: Final = 0.86
"""Share of its measure that the last line of a paragraph seldom reaches."""
SHORT: Final = 0.8
"""Share of its measure below which a line was not ended by the margin."""

_SHORTEST: Final = 8.0
"""Width in ems of the shortest line that may fill a measure."""
_WIDER: Final = 1.08
"""Least ratio of the measure of notes to that of the text if their type is smaller."""
_NOTED: Final = (1.12, 1.5)
"""Bounds of the measure of notes, as shares of the measure of the text."""
_FEWEST: Final = 4
"""Fewest full lines of notes from which their measure is learned."""


def learn_measures(lines: Sequence[Line], noted: Collection[int]) -> Measures:
    """Learn the measures from the lines that are not followed by a blank line.

    ``noted`` are the indices of the lines of notes.
    """
    notes: list[float] = []
    others: list[float] = []
    widths = widths_of(lines)
    for index, following in enumerate(lines[1:]):
        same = (index in noted) == (index + 1 in noted)
        if same and widths[index] >= _SHORTEST and not following.blank:
            (notes if index in noted else others).append(widths[index])
    body = find_mode(others) if others else 0.0
    # With too few notes to learn from, lines clearly wider than the text count as notes.
    wide = [width for width in others if _NOTED[0] * body < width < _NOTED[1] * body]
    seen = notes if len(notes) >= _FEWEST else wide
    note = find_mode(seen) if seen else 0.0
    return Measures(body, note if note > _WIDER * body else 0.0)


@dataclass(frozen=True, slots=True)
class PageMetrics:
    """The lines of a witness with their measures and widths."""

    lines: Sequence[Line]
    measures: Measures
    widths: Mapping[int, float]
    """Estimated widths, in ems, by the offset of the line."""

    def width(self, line: Line) -> float:
        """Return the estimated width of a line, in ems."""
        return self.widths[line.start]


def learn_page_metrics(lines: Sequence[Line], noted: Collection[int]) -> PageMetrics:
    """Learn the measures of a text; ``noted`` are the indices of the lines of notes."""
    widths = {line.start: estimate_width(line.text) for line in lines}
    return PageMetrics(lines, learn_measures(lines, noted), widths)


_SIGNS = "*\u2020\u2021"


def is_sign(candidate: Candidate) -> bool:
    """True for an asterisk or a dagger."""
    return candidate.label.kind is LabelKind.MARK and candidate.label.value < len(_SIGNS)


_TOUCHED = {
    "letter": 1.0, "close": 1.0, "stop": 1.0, "digit-stop": 0.4, "year": 0.3, "first": 0.2
}  # fmt: skip
"""Likelihood that a number is a marker, by what precedes it."""


def weigh_marker(candidate: Candidate) -> float:
    """Return the likelihood, from 0 to 1, that a number is a marker, by the adjacent characters."""
    at_edge = candidate.surroundings.endswith(("first", "alone"))
    name, *_, left, right = (candidate.surroundings + " space" * at_edge).split()
    marked = name == "number" and right not in ("letter", "digit")
    return _TOUCHED.get(left, 0.0) if marked else 0.0


def is_marker(text: str, candidate: Candidate) -> bool:
    """True if a number or sign may be a marker, by the adjacent characters."""
    if is_sign(candidate):
        return not candidate.surroundings.endswith("letter")
    displaced = candidate.surroundings.endswith("first")
    before_word = text[candidate.end : candidate.end + 2].removeprefix(" ")[:1].isalpha()
    return (before_word or not displaced) and weigh_marker(candidate) > 0
