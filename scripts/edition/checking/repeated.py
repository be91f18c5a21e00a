"""Omission of repeated lines from a search: lines that were already found clean in another file."""

from __future__ import annotations

from collections.abc import Sequence

from edition.model.parameters import LEAK_MARGIN, LEAK_STRETCH


class Repeated:
    """The lines of files without a leak."""

    def __init__(self, margin: int = LEAK_MARGIN) -> None:
        """``margin`` is the number of words searched again at the ends of an omitted passage."""
        self._margin = margin
        self._places: dict[str, tuple[Sequence[str], int]] = {}

    def shorten(self, text: str) -> str:
        """Return a text without the inner lines of passages that an earlier file also has."""
        places = self._places
        if not places:
            return text
        lines = text.split("\n")
        remaining, at, changed = [], 0, False
        while at < len(lines):
            known, start = places.get(lines[at], ((), 0))
            last = at + _count_equal(lines, at, known, start) if known else at
            head = at + _count_margin(lines[at:last], self._margin)
            tail = last - _count_margin(lines[head:last][::-1], self._margin)
            if tail - head >= LEAK_STRETCH:
                remaining += [*lines[at:head], ""]
                at, changed = tail, True
            else:
                last = max(tail, at + 1)
                remaining += lines[at:last]
                at = last
        return "\n".join(remaining) if changed else text

    def remember(self, text: str) -> None:
        """Add the lines of a file without a leak."""
        lines = text.split("\n")
        for number, line in enumerate(lines):
            self._places.setdefault(line, (lines, number))


def _count_margin(lines: Sequence[str], margin: int) -> int:
    """Return the number of lines with as many words as are searched again at each end."""
    words = 0
    for number, line in enumerate(lines):
        if words >= margin:
            return number
        words += line.count(" ") + 1
    return len(lines)


def _count_equal(lines: Sequence[str], at: int, known: Sequence[str], start: int) -> int:
    """Return the number of equal lines from two indexes on."""
    most = min(len(lines) - at, len(known) - start)
    return next((n for n in range(most) if lines[at + n] != known[start + n]), most)
