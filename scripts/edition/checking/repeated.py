"""Passes over what a search has read before: stretches of lines that another file has as well."""

from __future__ import annotations

from collections.abc import Sequence

from edition.model.parameters import LEAK_MARGIN, LEAK_STRETCH


class Repeated:
    """The lines of files in which nothing was found."""

    def __init__(self, margin: int = LEAK_MARGIN) -> None:
        """``margin`` counts the words that are read again beside what is passed over."""
        self._margin = margin
        self._places: dict[str, tuple[Sequence[str], int]] = {}

    def shorten(self, text: str) -> str:
        """Return a text without stretches of lines that follow each other in a file before it."""
        places = self._places
        if not places:
            return text
        lines = text.split("\n")
        kept, at, changed = [], 0, False
        while at < len(lines):
            known, start = places.get(lines[at], ((), 0))
            last = at + _match(lines, at, known, start) if known else at
            head = at + _reach(lines[at:last], self._margin)
            tail = last - _reach(lines[head:last][::-1], self._margin)
            if tail - head >= LEAK_STRETCH:
                kept += [*lines[at:head], ""]
                at, changed = tail, True
            else:
                last = max(tail, at + 1)
                kept += lines[at:last]
                at = last
        return "\n".join(kept) if changed else text

    def remember(self, text: str) -> None:
        """Remember the lines of a file in which nothing was found."""
        lines = text.split("\n")
        for number, line in enumerate(lines):
            self._places.setdefault(line, (lines, number))


def _reach(lines: Sequence[str], margin: int) -> int:
    """Return how many lines it takes to have as many words as are read again."""
    words = 0
    for number, line in enumerate(lines):
        if words >= margin:
            return number
        words += line.count(" ") + 1
    return len(lines)


def _match(lines: Sequence[str], at: int, known: Sequence[str], start: int) -> int:
    """Return how many lines are the same from two places on."""
    most = min(len(lines) - at, len(known) - start)
    return next((n for n in range(most) if lines[at + n] != known[start + n]), most)
