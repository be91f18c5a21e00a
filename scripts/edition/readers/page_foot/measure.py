"""Line measures: how wide the lines of a book's text, quotations and notes are set.

A text extracted from pages has lost indents and type sizes, but justified lines keep their
measure: a line of a note in small type holds more characters than a line of the text, a line
of a block quotation fewer. Widths are in ems, see ``readers.widths``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edition.readers.lines import Line


@dataclass(frozen=True, slots=True)
class Measures:
    """The widths, in ems, to which the kinds of lines are set; 0 where a kind was not seen."""

    body: float
    note: float
    quotation: float
    indent: float
    """How much shorter the first line of a paragraph is, on the average."""

    @property
    def note_limit(self) -> float:
        """A line wider than this is set in the type of the notes; infinite if notes look alike."""
        return (self.body + self.note) / 2 if self.note else float("inf")


_STARTS = (" ", "\f", "\t")
"""What the first line of a page, or one after lost text, may begin with."""
_BIN = 0.5
_SHORTEST = 8.0
_ALIKE = 0.3
"""Share of the other lines as wide as those of notes above which the two are set alike."""
_FEW = 4
"""Full lines of notes below which their measure is not trusted."""


def learn_measures(
    lines: Sequence[Line], widths: Sequence[float], opening: re.Pattern[str]
) -> Measures:
    """Learn the measures from the lines that another line follows without a blank one.

    ``opening`` matches the first line of a note.
    """
    noted: Counter[int] = Counter()
    others: Counter[int] = Counter()
    widest = 0.0
    for index in range(len(lines) - 1):
        text, following = lines[index].text, lines[index + 1].text
        opens = bool(opening.match(text))
        # A note is at its end behind a line that falls short of the lines before it.
        if text[:1] in _STARTS or not text.strip() or widths[index - 1] < 0.85 * widest:
            widest = 0.0
        full = widths[index] >= _SHORTEST and following.strip() and following[:1] not in _STARTS
        if full and not opens and not opening.match(following):
            (noted if widest else others)[round(widths[index] / _BIN)] += 1
        if opens or widest:
            widest = max(widest, widths[index])
    return _measures_of(noted, others)


def _measures_of(noted: Counter[int], others: Counter[int]) -> Measures:
    note = _peak(noted, lambda width: True)
    if _share(others, note) > _ALIKE:
        note = 0.0
    body = _peak(others, lambda width: not note or not 0.93 < width / note < 1.15)
    if noted.total() < _FEW:
        # Too few notes to learn from: whatever is clearly wider than the text is one of theirs.
        note = _peak(others, lambda width: bool(body) and 1.12 < width / body < 1.5)
    if not note > 1.08 * body:
        note, body = 0.0, _peak(others, lambda width: True)
    quotation = _peak(others, lambda width: 0.78 < width / body < 0.93 if body else False)
    near = round(quotation / _BIN)
    if sum(others[near + shift] for shift in (-1, 0, 1)) * 50 < others.total():
        quotation = 0.0
    return Measures(body, note, quotation, indent=0.036 * body)


def _share(counts: Counter[int], width: float) -> float:
    near = sum(n for key, n in counts.items() if width and 0.93 < key * _BIN / width < 1.07)
    return near / max(1, counts.total())


def _peak(counts: Counter[int], wanted: Callable[[float], bool]) -> float:
    best, best_height = 0.0, 0
    smooth = {key: sum(counts[key + shift] for shift in (-1, 0, 1)) for key in sorted(counts)}
    for key, height in smooth.items():
        summit = all(height >= smooth.get(key + shift, 0) for shift in (-3, -2, -1, 1, 2, 3))
        if height > best_height and summit and wanted(key * _BIN):
            best, best_height = _center(counts, key), height
    return best


def _center(counts: Counter[int], key: int) -> float:
    near = [(key + shift, counts[key + shift]) for shift in (-2, -1, 0, 1, 2)]
    total = sum(count for _, count in near)
    return _BIN * sum(place * count for place, count in near) / total


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of a witness with what was learned about the way it is set."""

    lines: Sequence[Line]
    widths: Sequence[float]
    measures: Measures
    opening: re.Pattern[str]
    """Matches the first line of a note; its groups are ``number`` and ``sign``."""
    barred: frozenset[int] = frozenset()
    """Numbers of lines that open no note whatever they look like: titles, tables."""

    def width(self, line: Line) -> float:
        """Return the estimated width of a line, in ems."""
        return self.widths[line.number - 1]

    def opens_note(self, line: Line) -> bool:
        """True for a line that may be the first of a numbered note."""
        return line.number not in self.barred and bool(self.opening.match(line.text))


# --- How notes open: a number glued to the first word, or with a space after it ---


GLUED = re.compile(r"\s?(?P<sign>(?P<number>\d{1,3}))(?=[^\W\d_]|[\u201c\u2018\u201e\u00ab(\[])")
SPACED = re.compile(
    r"\s?(?P<sign>(?P<number>\d{1,3})[.)]?)\s+(?=[A-Z\u00c0-\u00de\u201c\u2018\u201e\u00ab\"(\[])"
)
_CLEAR = re.compile(r"\s?\d{1,3}(?:[^\W\d_a-z]|[\u201c\u201e(\[])")
"""A glued opening that cannot be a marker that slid to the start of its line."""
_MARKER = re.compile(r"[^\W\d_.,;:!?\"\u201d\u2019)][.,;:!?\"\u201d\u2019)]{0,3}(\d{1,3})(?!\w)")
_DIGIT = re.compile(r"\d")
_FEW_OPENINGS = 3


def learn_opening(lines: Sequence[Line]) -> re.Pattern[str]:
    """Return the form in which notes open: glued, unless openings with a space prevail by far.

    An item of a list looks like a note with a space; a note has its number in the text before.
    """
    glued = spaced = marked = 0
    seen: set[str] = set()
    for line in lines:
        if not _DIGIT.search(line.text):
            continue
        glued += bool(_CLEAR.match(line.text))
        match = SPACED.match(line.text)
        if match:
            spaced += 1
            marked += match["number"] in seen
        seen.update(_MARKER.findall(line.text))
    prevails = marked >= _FEW_OPENINGS and marked * 3 >= spaced * 2 and spaced > 3 * glued
    return SPACED if prevails else GLUED


def is_clear(text: str) -> bool:
    """True unless a small letter follows the number, as after a marker that slid."""
    return bool(_CLEAR.match(text) or SPACED.match(text))
