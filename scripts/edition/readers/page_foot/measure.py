"""Line measures: how wide the lines of a book's text, quotations and notes are set.

A text extracted from pages has lost indents and type sizes, but justified lines keep their
measure: a line of a note in small type holds more characters than a line of the text, a line
of a block quotation fewer. Widths are in ems, see ``readers.widths``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from edition.readers.inference.candidates import BARE, Candidate, find_openings, find_touching
from edition.readers.inference.labels import Label, LabelKind
from edition.readers.lines import Line
from edition.readers.sequences import Numbered, find_numbers
from edition.readers.widths import widths_of
from edition.text.source import Source


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
    lines: Sequence[Line], widths: Sequence[float], openings: Collection[int]
) -> Measures:
    """Learn the measures from the lines that another line follows without a blank one.

    ``openings`` are the numbers of the lines that may open a note.
    """
    noted: Counter[int] = Counter()
    others: Counter[int] = Counter()
    widest = 0.0
    for index in range(len(lines) - 1):
        text, following = lines[index].text, lines[index + 1].text
        opens = lines[index].number in openings
        # A note is at its end behind a line that falls short of the lines before it.
        if text[:1] in _STARTS or not text.strip() or widths[index - 1] < 0.85 * widest:
            widest = 0.0
        full = widths[index] >= _SHORTEST and following.strip() and following[:1] not in _STARTS
        if full and not opens and lines[index + 1].number not in openings:
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
    openings: Mapping[int, Candidate]
    """The numbers that may open a note, by the number of their line."""
    signs: Mapping[int, Candidate]
    """The asterisks and daggers that may open a note."""
    markers: Mapping[int, Sequence[Candidate]]
    """The numbers and signs that may be markers, by the number of their line."""
    barred: frozenset[int] = frozenset()
    """Numbers of lines that open no note whatever they look like: titles, tables."""

    def width(self, line: Line) -> float:
        """Return the estimated width of a line, in ems."""
        return self.widths[line.number - 1]

    def opens_note(self, line: Line) -> bool:
        """True for a line that may be the first of a numbered note."""
        return line.number in self.openings and line.number not in self.barred

    def opens_clearly(self, line: Line) -> bool:
        """True unless a small letter follows the number, as after a marker that slid."""
        one = self.openings.get(line.number)
        return one is not None and not one.surroundings.endswith("small")


# --- How notes open: a number glued to the first word, or with a space after it ---


_CLOSED = (BARE, ".", ")")
"""Forms of numbers that open a note."""
_SIGNS = "*\u2020\u2021"
"""Marks that open a note where none is numbered so."""


def learn_setting(source: Source, lines: Sequence[Line]) -> Setting:
    """Learn how the lines of a text are set, and where its notes may be called and open."""
    found = find_openings(lines)
    signs = {
        lines[one.line].number: one
        for one in found.get(BARE, ())
        if is_sign(one) and source.text[one.end : one.end + 1].strip(_SIGNS).strip()
    }
    touching = find_touching(source.text, lines).items()
    markers = {
        lines[i].number: sorted(one for one in ones if _is_marker(source.text, one))
        for i, ones in touching
    }
    called = {one.label for ones in markers.values() for one in ones if weigh_marker(one) == 1}
    closed = (one for form in _CLOSED for one in found.get(form, ()))
    # A dash before a number would be in no class.
    first = (one for one in closed if one.start == lines[one.line].content.start)
    openings = _learn_openings(first, called)
    widths = widths_of(lines)
    measures = learn_measures(lines, widths, openings)
    return Setting(lines, widths, measures, openings, signs, markers)


def is_sign(one: Candidate) -> bool:
    """True for an asterisk or a dagger."""
    return one.label.kind is LabelKind.MARK and one.label.value < len(_SIGNS)


def _learn_openings(found: Iterable[Candidate], called: Collection[Label]) -> dict[int, Candidate]:
    """Return the openings of the form that makes the longest series, by line number.

    ``called`` are the labels that markers have: items of a list have none.
    """
    forms: dict[str, list[Candidate]] = {"glued": [], "large": []}
    for one in found:
        name, *_, words = one.surroundings.split()
        form = name if name in forms else words
        if one.label.kind is LabelKind.NUMBER and not one.label.part and form in forms:
            forms[form].append(one)

    def count_series(openings: Iterable[Candidate]) -> int:
        numbers = (one.label.value for one in openings if one.label in called)
        return len(find_numbers([Numbered(number, 1.0, None) for number in numbers]))

    return {one.line + 1: one for one in max(forms.values(), key=count_series)}


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


def _is_marker(text: str, one: Candidate) -> bool:
    if is_sign(one):
        return not one.surroundings.endswith("letter")
    slid = one.surroundings.endswith("first")
    touches = not slid or text[one.end : one.end + 2].removeprefix(" ")[:1].isalpha()
    return touches and weigh_marker(one) > 0
