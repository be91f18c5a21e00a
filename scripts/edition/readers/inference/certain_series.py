"""Notes that a certain series proves beyond its pairs: displaced, faded, lost and unmarked."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from edition.readers.headings import chapter_title, is_notes_heading
from edition.readers.inference.alignment import Pair, expect_marker
from edition.readers.inference.candidates import Candidate
from edition.readers.inference.hypotheses import of_kind
from edition.readers.inference.hypothesis import Forms, Hypothesis
from edition.readers.inference.labels import Label, LabelKind
from edition.readers.lines import Line

_WITHIN: Final = 120
"""Maximum number of lines between a marker and a note that the extraction displaced."""


def find_displaced(
    held: Hypothesis,
    markers: Forms,
    openings: Forms,
    in_notes: Collection[int],
    headed: Collection[Candidate] = (),
) -> Iterator[Pair]:
    """Yield pairs out of order, as some extractions leave the notes of a page.

    The marker is between the markers with the preceding and following numbers, and only one
    opening near it has its number. ``headed`` are openings proved by the heading of their list.
    """
    marker_weights, opening_weights = held.solution.marker_weights, held.solution.opening_weights
    pairs = held.pairs
    starts = [marker.start for marker, _ in pairs]
    calls = {marker.start for marker, _ in pairs}
    notes = {opening.start for _, opening in pairs}
    free: dict[Label, list[Candidate]] = defaultdict(list)
    for opening in of_kind(held.kind, openings[held.opening_form]):
        likely = opening_weights.get(opening.surroundings, -1.0) > 0 or opening in headed
        if opening.start not in notes and likely:
            free[opening.label].append(opening)
    for marker in of_kind(held.kind, markers[held.marker_form]):
        if marker.start in calls or marker.line in in_notes or marker.label not in free:
            continue
        index = bisect_right(starts, marker.start)
        known = bool(headed) and expect_marker(marker) > 0
        likely = known or marker_weights.get(marker.surroundings, -1.0) > 0
        if not pairs or not likely:
            continue
        before, after = pairs[max(index - 1, 0)][0], pairs[min(index, len(pairs) - 1)][0]
        near = [o for o in free[marker.label] if 0 < o.line - marker.line <= _WITHIN]
        rising = not index or (before.label < marker.label and before.end <= marker.start)
        if len(near) != 1:
            continue
        follows = after.label.opens or marker.label < after.label
        inside = follows if index < len(pairs) else near[0] in headed
        if rising and inside:
            free[marker.label].remove(near[0])
            yield marker, near[0]


def find_rivals(
    held: Hypothesis, markers: Forms, in_notes: Collection[int]
) -> Iterator[tuple[Candidate, ...]]:
    """Yield each paired marker followed by the places that could equally be the marker of its note.

    They have the same surroundings and are between the markers of the adjacent notes.
    """
    similar: dict[tuple[Label, str], list[Candidate]] = defaultdict(list)
    for marker in of_kind(held.kind, markers[held.marker_form]):
        if marker.line not in in_notes:
            similar[marker.label, marker.surroundings].append(marker)
    calls = [marker for marker, _ in held.pairs]
    for before, marker, after in zip([None, *calls], calls, [*calls[1:], None], strict=False):
        low, high = before.end if before else 0, after.start if after else marker.end
        places = similar[marker.label, marker.surroundings]
        rivals = [place for place in places if place != marker and low <= place.start < high]
        if rivals:
            yield marker, *rivals


def find_faded(
    held: Hypothesis,
    numbers: Sequence[Candidate],
    unmarked: Iterable[Candidate],
    in_notes: Collection[int],
) -> Iterator[Pair]:
    """Yield notes whose markers have lost their form: ``numbers`` after a stop and a space.

    A number is a marker if it occurs only once between the markers of the adjacent notes.
    """
    openings = [opening.start for _, opening in held.pairs]
    for opening in unmarked:
        index = bisect_right(openings, opening.start)
        low = held.pairs[index - 1][0].end if index else 0
        high = held.pairs[index][0].start if index < len(openings) else opening.start
        places = [
            number
            for number in numbers
            if number.label == opening.label
            and low <= number.start < high
            and number.line not in in_notes
        ]
        if len(places) == 1:
            yield places[0], opening


DETACHED: Final = "number stop-space"
"""Prefix of the surroundings of a number after a stop and a space."""


def find_lost(
    held: Hypothesis, markers: Forms, notes: Iterable[Candidate], in_notes: Collection[int]
) -> Iterator[Candidate]:
    """Yield markers that the series proves, but whose notes are missing from the text.

    ``notes`` are the openings of the notes in the text.
    """
    pairs = sorted(held.pairs)
    calls = [marker for marker, _ in pairs]
    places: dict[Label, list[int]] = defaultdict(list)
    for opening in notes:
        places[opening.label].append(opening.start)
    last: Candidate | None = None
    for marker in sorted(of_kind(held.kind, markers[held.marker_form])):
        index = bisect_right(calls, marker)
        before = max(
            (call for call in (last, *calls[max(index - 1, 0) : index]) if call), default=None
        )
        after = calls[index] if index < len(calls) else None
        low = pairs[index - 1][1].start if index else 0
        high = pairs[index][1].start if after else sys.maxsize
        has_note = any(low <= place <= high for place in places[marker.label])
        if has_note or marker.line in in_notes or before is None:
            continue
        inside = after is None or after.label.opens or marker.label < after.label
        follows = before.label in marker.label.forerunners()
        between = after is not None and before.label < marker.label < after.label
        if inside and (follows or between) and expect_marker(marker) > 0:
            last = marker
            yield marker


def find_unmarked(held: Hypothesis, openings: Forms) -> tuple[Candidate, ...]:
    """Return the openings without markers whose labels are proved by the series of the pairs."""
    weights = held.solution.opening_weights
    paired = sorted(opening for _, opening in held.pairs)
    taken = {candidate.start for pair in held.pairs for candidate in pair}
    free = [
        o
        for o in of_kind(held.kind, openings[held.opening_form])
        if o.start not in taken and weights.get(o.surroundings, -1.0) > 0 and not _cuts_sentence(o)
    ]
    found: list[Candidate] = []
    edges: list[Candidate | None] = [None, *paired, None]
    for before, after in pairwise(edges):
        low = before.end if before else 0
        high = after.start if after else free[-1].end if free else 0
        between = [o for o in free if low <= o.start and o.end <= high]
        likely = {o.label: o for o in sorted(between, key=lambda o: weights[o.surroundings])}
        found += _fill(before, [o for o in between if likely[o.label] is o], after)
    return tuple(found)


def _cuts_sentence(opening: Candidate) -> bool:
    """Return whether the number is inside a sentence that continues in lower case.

    Such a number is merely the first word of a line.
    """
    _, place, *_, words = opening.surroundings.split()
    return place == "inside" and words == "small"


def _fill(
    before: Candidate | None, between: Sequence[Candidate], after: Candidate | None
) -> Iterator[Candidate]:
    """Yield openings that continue the series from ``before`` and each other, up to ``after``."""
    label = before.label if before else None
    for candidate in between:
        if label is None:
            # Without a preceding pair, the series must lead up to the first paired opening.
            if after and candidate.label.value < after.label.value and candidate.label.opens:
                label = candidate.label
                yield candidate
            continue
        inside = not after or after.label.opens or candidate.label < after.label
        step = candidate.label.value - label.value
        if after and candidate.label == after.label and not after.label.opens:
            continue
        if label in candidate.label.forerunners() or (
            inside and after and 0 < step <= _LARGEST_GAP and candidate.label < after.label
        ):
            label = candidate.label
            yield candidate


def find_headed(
    lines: Sequence[Line], openings: Forms, held: Sequence[Hypothesis]
) -> Iterator[Candidate]:
    """Yield the openings of lists under a heading such as NOTES, up to the next text.

    Yield only the proved form, or without a proved form the most frequent form in the lists.
    """
    forms = {h.opening_form for h in held if h.kind is not LabelKind.MARK} or openings
    calls = {marker.line for hypothesis in held for marker, _ in hypothesis.pairs}
    inside, after_gap, last = False, True, 0
    found: dict[str, list[Candidate]] = defaultdict(list)
    by_line: dict[int, list[Candidate]] = defaultdict(list)
    for opening in (opening for form in forms for opening in openings[form]):
        if opening.label.kind is LabelKind.NUMBER:
            by_line[opening.line].append(opening)
    for index, line in enumerate(lines):
        if line.blank:
            after_gap = True
            continue
        if index in calls:
            inside = False
        elif after_gap and is_notes_heading(line.text):
            inside, last = True, 0
        elif after_gap and inside and not by_line[index] and chapter_title(line.text):
            inside, last = _opens_below(lines, index, by_line), 0
        elif inside:
            for opening in by_line[index]:
                if after_gap or not last or 0 < opening.label.value - last <= _LARGEST_GAP:
                    found[opening.form].append(opening)
                    last = opening.label.value
        after_gap = False
    yield from max(found.values(), key=len, default=[])


def _opens_below(
    lines: Sequence[Line], index: int, by_line: Mapping[int, Sequence[Candidate]]
) -> bool:
    """Return whether a list of notes continues below a heading inside the list."""
    following = (i for i in range(index + 1, len(lines)) if not lines[i].blank)
    return bool(by_line.get(next(following, -1)))


_LARGEST_GAP: Final = 3
"""Largest step between the numbers of consecutive notes of a series."""
