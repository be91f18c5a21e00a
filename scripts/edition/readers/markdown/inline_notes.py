"""Notes that stand in the running text: ``word^[the note]``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from edition.text.source import Source
from edition.text.span import Span

_SIGN: Final = re.compile(r"\\.|\^\[(?!\^)|[\[\]]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class InlineNote:
    """A note in brackets after a circumflex."""

    sign: Span
    """The circumflex with the opening bracket."""
    pieces: tuple[Span, ...]
    """The words, line by line."""


def part_inline_notes(
    source: Source, pieces: Sequence[Span]
) -> tuple[list[Span], list[InlineNote], set[int]]:
    """Return the pieces of a block without its inline notes, the notes, and glued offsets.

    A piece at a glued offset goes on with the word before the note.
    """
    text = "\n".join(source.slice(piece) for piece in pieces)
    offsets = [0, *accumulate(len(piece) + 1 for piece in pieces)]
    kept: list[Span] = []
    notes: list[InlineNote] = []
    glued: set[int] = set()
    position = 0

    def cut(start: int, end: int) -> Iterator[Span]:
        """Yield what is between two offsets of the text."""
        for index in range(bisect_right(offsets, start) - 1, len(pieces)):
            first = max(start - offsets[index], 0)
            last = min(end - offsets[index], len(pieces[index]))
            if offsets[index] >= end:
                return
            if first < last:
                yield Span(pieces[index].start + first, pieces[index].start + last)

    for start, inner, end in _find_notes(text):
        kept += cut(position, inner)
        [sign] = cut(start, inner)
        notes.append(InlineNote(sign, tuple(cut(inner, end))))
        position = end + 1
        if text[position : position + 1].strip():
            glued.add(next(cut(position, position + 1)).start)
    return [*kept, *cut(position, len(text))], notes, glued


def _find_notes(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each note begins, where its words begin, and its closing bracket."""
    opened: list[re.Match[str]] = []
    found = []
    for sign in _SIGN.finditer(text):
        if sign[0] == "]" and opened:
            start = opened.pop()
            if len(start[0]) > 1 and text[start.end() : sign.start()].strip():
                found.append((start.start(), start.end(), sign.start()))
        elif sign[0] in ("[", "^["):
            opened.append(sign)
    last = 0
    for note in sorted(found):
        if note[0] >= last:
            yield note
            last = note[2] + 1
