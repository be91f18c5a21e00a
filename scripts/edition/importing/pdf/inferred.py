"""Notes that typography does not mark, found by the inference used for any plain text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from edition.importing.pdf.lines import Line, plain_digits
from edition.importing.pdf.pages import FootNote, Page
from edition.readers.inference.candidates import Candidate
from edition.readers.inference.extents import FoundNote
from edition.readers.inference.text_inference import infer_text
from edition.text.source import Source

_SEPARATED: Final = 1.3
"""Minimum distance of baselines separated by a blank line, relative to type size."""


@dataclass(frozen=True, slots=True)
class Call:
    """The characters in a line that call a note."""

    line: Line
    first: int
    length: int
    label: str


@dataclass(frozen=True, slots=True)
class Reread:
    """The pages with inferred notes, and the call of each note, in order."""

    pages: list[Page]
    calls: list[Call | None]


class _Text:
    """The lines of a file joined into a text, with their offsets in it."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.lines: list[Line] = []
        self._starts: list[int] = []
        self._parts: list[str] = []
        self._length = 0
        for page in pages:
            self._write("\f")
            before: Line | None = None
            for line in _list_lines(page):
                if before and before.base - line.base > _SEPARATED * max(line.size, before.size):
                    self._write("\n")
                self.lines.append(line)
                self._starts.append(self._length)
                self._write(line.text + "\n")
                before = line
        self.text = "".join(self._parts)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def find(self, offset: int) -> tuple[int, int]:
        """Return the index of the line at an offset, and the index of the character in the line."""
        index = bisect_right(self._starts, offset) - 1
        return index, self._count(index, offset - self._starts[index])

    def _count(self, index: int, column: int) -> int:
        """Return the number of characters of a line before a column, excluding spaces."""
        count = at = 0
        for space, glyph in self.lines[index].spaced():
            at += len(space) + len(glyph.text)
            if at > column:
                break
            count += 1
        return count


def _list_lines(page: Page) -> Iterator[Line]:
    """Yield all lines of a page except its furniture: text, then notes."""
    yield from page.lines
    yield from page.continued
    yield from (line for note in page.notes for line, _ in note.lines)


def reread(pages: Sequence[Page], least: int) -> Reread | None:
    """Infer the notes of a file; return None if at most ``least`` of them have calls."""
    text = _Text(pages)
    found = infer_text(Source("pdf", text.text)).extents.notes
    if sum(note.marker is not None for note in found) <= least:
        return None
    lines = [_list_indices(text, note) for note in found]
    taken = {id(text.lines[index]) for indices in lines for index in indices}
    renewed = {page.sheet.index: _without(page, taken) for page in pages}
    calls: list[tuple[int, int, Call | None]] = []
    for note, indices in zip(found, lines, strict=True):
        page = renewed[text.lines[indices[0]].page]
        skip = text.find(note.opening.end)[1] if indices[0] == _line(text, note.opening) else 0
        own = [(text.lines[i], skip if i == indices[0] else 0) for i in indices]
        page.notes.append(FootNote(_label(text, note.opening), page.sheet.index, own))
        calls.append((page.sheet.index, len(calls), _call(text, note.marker)))
    ordered = [call for _, _, call in sorted(calls, key=lambda entry: entry[:2])]
    return Reread([renewed[page.sheet.index] for page in pages], ordered)


def _line(text: _Text, candidate: Candidate) -> int:
    return text.find(candidate.start)[0]


def _list_indices(text: _Text, note: FoundNote) -> list[int]:
    """Return the indices of the lines of a note, in order, from the line of its label."""
    pieces = (piece.start for paragraph in note.paragraphs for piece in paragraph)
    return sorted({_line(text, note.opening), *(text.find(start)[0] for start in pieces)})


def _without(page: Page, taken: set[int]) -> Page:
    """Return a page without notes, with all lines that are not in inferred notes."""
    feet = [*page.continued, *(line for note in page.notes for line, _ in note.lines)]
    kept = ([line for line in part if id(line) not in taken] for part in (*page.stretches, feet))
    stretches = [part for part in kept if part]
    return Page(page.sheet, page.label, page.printed, stretches, furniture=page.furniture)


def _label(text: _Text, candidate: Candidate) -> str:
    return plain_digits(text.text[slice(*candidate.sign)])


def _call(text: _Text, marker: Candidate | None) -> Call | None:
    if marker is None:
        return None
    index, first = text.find(marker.start)
    length = text.find(marker.end - 1)[1] + 1 - first
    return Call(text.lines[index], first, length, _label(text, marker))
