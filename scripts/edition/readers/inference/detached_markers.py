"""Markers that an extraction detached from the ends of their lines.

A raised number at the end of a full line extends beyond the column, and ``pdftotext`` writes it
as a block of its own, below or above its paragraph.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from edition.readers.inference.candidates import Candidate
from edition.readers.inference.labels import Label
from edition.readers.lines import Line
from edition.readers.widths import estimate_width

_Frequent: TypeAlias = tuple[int, float, int]
"""The number of lines with widths like a width, the width, and the number of lines with it."""
_FULL: Final = 0.85
"""Minimum width of a full line, relative to the most frequent width in its paragraph …"""
_ALIKE: Final = 0.08
"""… which includes widths that differ by no more than this share."""
_ALONE: Final = " alone"
_DETACHED: Final = "number detached stop space"


def place_detached(
    lines: Sequence[Line], markers: Sequence[Candidate], served: Collection[int]
) -> list[Candidate]:
    """Return the markers, with those on separate lines moved to the ends of their lines.

    The lines ``served`` are page furniture.
    """
    detached = {
        index
        for index, marker in enumerate(markers)
        if marker.surroundings.endswith(_ALONE) and marker.line not in served
    }
    if not detached:
        return [*markers]
    finder = _Finder(lines, markers, served)
    return [
        finder.move(marker) if index in detached else marker for index, marker in enumerate(markers)
    ]


class _Finder:
    """The paragraphs of a text, and the markers that touch a word or figure, by their labels."""

    def __init__(
        self, lines: Sequence[Line], markers: Sequence[Candidate], served: Collection[int]
    ) -> None:
        self._lines, self._served = lines, served
        runs = groupby(range(len(lines)), lambda index: lines[index].blank)
        self._paragraphs = [[*run] for blank, run in runs if not blank]
        self._homes = {index: n for n, run in enumerate(self._paragraphs) for index in run}
        self._measured: dict[tuple[int, int], tuple[Mapping[int, float], list[_Frequent]]] = {}
        self._touching: dict[Label, list[Candidate]] = defaultdict(list)
        for marker in markers:
            if marker.surroundings.split()[1] not in _FREE:
                self._touching[marker.label].append(marker)

    def move(self, marker: Candidate) -> Candidate:
        """Return a marker at the end of its line.

        The line is the only full one that ends with punctuation between the adjacent markers, in
        the paragraph above or else in the paragraph below; if there are several, the preceding one.
        A marker below page furniture stays where it is.
        """
        home = self._homes[marker.line]
        own = self._paragraphs[home]
        above = self._paragraphs[home - 1] if home and marker.line == own[0] else []
        below = self._paragraphs[home + 1 :][:1] if marker.line == own[-1] else []
        for near in ([*above, *own], *below):
            ends = [*self._find_ends(marker, near)]
            if len(ends) == 1:
                end = self._lines[ends[0]].content.end
                return marker._replace(surroundings=_DETACHED, displaced=end)
            if ends:
                break
        before = [index for index in (*above, *own) if index < marker.line]
        if not before or before[-1] in self._served:
            return marker
        return marker._replace(displaced=self._lines[before[-1]].content.end)

    def _find_ends(self, marker: Candidate, near: Sequence[int]) -> Iterator[int]:
        """Yield the full lines between adjacent numbers that end with punctuation."""
        labels = [marker.label._replace(value=marker.label.value + step) for step in (-1, 0, 1)]
        before, same, after = (self._find(label, near) for label in labels)
        if not (before or after) or any(not _is_in_number(call) for call in same):
            return
        low = max((call.end for call in before), default=-1)
        high = min((call.start for call in after), default=self._lines[near[-1]].end + 1)
        widths, ranking = self._measure(near)
        full = _FULL * _find_usual(ranking, widths.get(marker.line))
        first = bisect_right(near, low, key=self._end)
        for index in near[first : bisect_left(near, high, key=self._end)]:
            closes = unicodedata.category(self._lines[index].text.rstrip()[-1]) in _CLOSING
            if closes and index != marker.line and widths[index] >= full:
                yield index

    def _end(self, index: int) -> int:
        return self._lines[index].content.end

    def _measure(self, near: Sequence[int]) -> tuple[Mapping[int, float], list[_Frequent]]:
        """Return the widths of lines by index, and the different widths, the most frequent first.

        They are kept, because many markers can be in one paragraph.
        """
        key = near[0], near[-1]
        if key not in self._measured:
            widths = {index: estimate_width(self._lines[index].text) for index in near}
            ordered = sorted(widths.values())
            ranking = [
                (_count_alike(width, ordered), width, count)
                for width, count in Counter(ordered).items()
            ]
            self._measured[key] = widths, sorted(ranking, reverse=True)
        return self._measured[key]

    def _find(self, label: Label, near: Sequence[int]) -> list[Candidate]:
        """Return the markers with a label, those joined to figures only if there are no others."""
        found = [call for call in self._touching[label] if near[0] <= call.line <= near[-1]]
        return [call for call in found if not _is_in_number(call)] or found


_FREE: Final = ("alone", "first", "space")
"""Surroundings of markers that touch no word and no figure."""
_CLOSING: Final = ("Po", "Pe", "Pf")
"""Classes of characters that a marker follows at the end of a line."""


def _count_alike(width: float, ordered: Sequence[float]) -> int:
    """Return how many of the sorted widths are like a width."""
    margin = _ALIKE * width
    return bisect_right(ordered, width + margin) - bisect_left(ordered, width - margin)


def _find_usual(ranking: Sequence[_Frequent], own: float | None) -> float:
    """Return the most frequent width, without the line of the marker and its width.

    An extraction joins some lines at hyphens, so that the widest lines are several.
    """
    best = (0, 0.0)
    for alike, width, count in ranking:
        if own is None or abs(own - width) > _ALIKE * width:
            return max(best, (alike, width))[1]
        if count > 1 or width != own:
            best = max(best, (alike - 1, width))
    return best[1]


def _is_in_number(call: Candidate) -> bool:
    return call.surroundings.startswith("number after")
