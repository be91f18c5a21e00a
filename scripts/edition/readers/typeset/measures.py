"""Line measures: how wide the lines of a book's text and notes are set.

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
    """The widths, in ems, to which the text and the notes are set; 0 if notes look like text."""

    body: float
    note: float

    @property
    def note_limit(self) -> float:
        """A line wider than this is set in the type of the notes; infinite if notes look alike."""
        return (self.body + self.note) / 2 if self.note else float("inf")


FULL: Final = 0.93
"""Share of its measure from which the estimated width of a line shows that the margin ended it."""
NEARLY_FULL: Final = 0.9
"""The same where more than the width shows that a line is whole."""
LONG: Final = 0.86
"""Share of its measure that the last line of a paragraph mostly does not reach."""
SHORT: Final = 0.8
"""Share of its measure below which a line ends for another reason than the margin."""

_SHORTEST: Final = 8.0
"""Ems of the shortest line that may fill a measure."""
_WIDER: Final = 1.08
"""How much wider the measure of notes is, if their type is smaller."""
_NOTED: Final = (1.12, 1.5)
"""Bounds of the measure of notes, as shares of that of the text."""
_FEWEST: Final = 4
"""Full lines of notes below which their measure is not trusted."""


def learn_measures(lines: Sequence[Line], noted: Collection[int]) -> Measures:
    """Learn the measures from the lines that another line follows without a blank one.

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
    # With too few notes to learn from, lines clearly wider than the text are taken for theirs.
    wide = [width for width in others if _NOTED[0] * body < width < _NOTED[1] * body]
    seen = notes if len(notes) >= _FEWEST else wide
    note = find_mode(seen) if seen else 0.0
    return Measures(body, note if note > _WIDER * body else 0.0)


@dataclass(frozen=True, slots=True)
class PageMetrics:
    """The lines of a witness with what was learned about the way it is set."""

    lines: Sequence[Line]
    measures: Measures
    widths: Mapping[int, float]
    """Estimated widths in ems, by the offset of the line."""

    def width(self, line: Line) -> float:
        """Return the estimated width of a line, in ems."""
        return self.widths[line.start]


def learn_page_metrics(lines: Sequence[Line], noted: Collection[int]) -> PageMetrics:
    """Learn how a text is set; ``noted`` are the indices of the lines of notes."""
    widths = {line.start: estimate_width(line.text) for line in lines}
    return PageMetrics(lines, learn_measures(lines, noted), widths)


_SIGNS = "*\u2020\u2021"


def is_sign(one: Candidate) -> bool:
    """True for an asterisk or a dagger."""
    return one.label.kind is LabelKind.MARK and one.label.value < len(_SIGNS)


_TOUCHED = {
    "letter": 1.0, "close": 1.0, "stop": 1.0, "digit-stop": 0.4, "year": 0.3, "first": 0.2
}  # fmt: skip
"""How much a number looks like a marker, by what stands before it."""


def weigh_marker(one: Candidate) -> float:
    """Return how much a number looks like a marker, from 0 to 1, by what it touches."""
    at_edge = one.surroundings.endswith(("first", "alone"))
    name, *_, left, right = (one.surroundings + " space" * at_edge).split()
    marked = name == "number" and right not in ("letter", "digit")
    return _TOUCHED.get(left, 0.0) if marked else 0.0


def is_marker(text: str, one: Candidate) -> bool:
    """True if a number or sign may be a marker, by what it touches."""
    if is_sign(one):
        return not one.surroundings.endswith("letter")
    slid = one.surroundings.endswith("first")
    touches = not slid or text[one.end : one.end + 2].removeprefix(" ")[:1].isalpha()
    return touches and weigh_marker(one) > 0
