"""Lists of notes at the end of a text or a chapter: where they stand and what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.readers.chunks import Chunk
from edition.readers.headings import chapter_title, is_notes_heading
from edition.readers.lines import Line
from edition.readers.note_lists import NoteStart, NoteText, match_start, open_note


@dataclass(frozen=True, slots=True)
class NoteList:
    """Notes read from lists; the chunks of the lists; the headings that part the lists."""

    notes: tuple[NoteText, ...]
    used: frozenset[int]
    """Indices of the chunks that hold notes."""
    subheadings: dict[int, str]
    """Text of the heading inside a list, by the index of the note that follows it."""
    subheading_chunks: frozenset[int]


EMPTY = NoteList((), frozenset(), {}, frozenset())


def read_headed_lists(chunks: Sequence[Chunk], form: str) -> NoteList:
    """Read the lists under headings such as NOTES, each up to the next chapter."""
    reader = _ListReader(form)
    inside = False
    for index, chunk in enumerate(chunks):
        if is_notes_heading(chunk.text):
            inside = _opens(chunks, index + 1, form)
            reader.close()
        elif inside and _is_heading(chunk, form):
            if _opens(chunks, index + 1, form):
                reader.pass_subheading(index, chunk)
            else:
                inside = False
        elif inside:
            reader.take(index, chunk)
    return reader.finish()


def _is_heading(chunk: Chunk, form: str) -> bool:
    if match_start(chunk.lines[0], (form,)):
        return False
    return chapter_title(chunk.text) is not None


def _opens(chunks: Sequence[Chunk], index: int, form: str) -> bool:
    """True if a note begins at a chunk or right after a subheading there."""
    ahead = chunks[index : index + 2]
    return any(match_start(chunk.lines[0], (form,)) for chunk in ahead)


def read_bare_lists(chunks: Sequence[Chunk], form: str, marked: Mapping[int, int]) -> NoteList:
    """Read lists without a heading: runs of rising numbers of which markers prove the most.

    ``marked`` tells where the marker of a number stands; a list stands after its markers.
    """
    reader = _ListReader(form)
    for run in _find_runs(chunks, form):
        numbers = {start.number for _, start in run if start.number is not None}
        start = chunks[run[0][0]].start
        proved = {number for number in numbers if marked.get(number, start) < start}
        if len(proved) * 2 >= len(numbers):
            for index in range(run[0][0], run[-1][0] + 1):
                reader.take(index, chunks[index])
        reader.close()
    return reader.finish()


def _find_runs(chunks: Sequence[Chunk], form: str) -> list[list[tuple[int, NoteStart]]]:
    """Return runs of chunks that open notes with rising numbers, at most one chunk apart.

    A chunk that goes on with a note may open the next one on a later line.
    """
    runs: list[list[tuple[int, NoteStart]]] = []
    last = 0
    for index, chunk in enumerate(chunks):
        starts = [match_start(line, (form,)) for line in chunk.lines]
        numbers = [start.number for start in starts if start and start.number is not None]
        near = bool(runs) and index - runs[-1][-1][0] <= _APART
        rising = [number for number in numbers if last < number <= last + _SKIPPED]
        opening = starts[0]
        if near and rising:
            runs[-1].append((index, next(s for s in starts if s and s.number == rising[0])))
        elif opening and opening.number is not None:
            runs.append([(index, opening)])
            rising = [number for number in numbers if number >= opening.number]
        else:
            continue
        last = _follow_up(rising)
    return runs


_APART, _SKIPPED = 2, 5
"""Chunks from one note to the next; numbers that may be missing between them."""


def _follow_up(numbers: Sequence[int]) -> int:
    """Return the last of the numbers that rise without a large gap."""
    last = numbers[0]
    for number in numbers:
        last = number if last < number <= last + _SKIPPED else last
    return last


class _ListReader:
    def __init__(self, form: str) -> None:
        self._form = form
        self._notes: list[NoteText] = []
        self._open = False
        self._used: set[int] = set()
        self._subheadings: dict[int, str] = {}
        self._chunks: set[int] = set()

    def close(self) -> None:
        self._open = False

    def pass_subheading(self, index: int, chunk: Chunk) -> None:
        self._open = False
        self._subheadings[len(self._notes)] = chunk.text
        self._chunks.add(index)

    def take(self, index: int, chunk: Chunk) -> None:
        """Read a chunk of a list; what opens no note goes on with the one before it."""
        lines = list(chunk.lines)
        if not self._open and match_start(lines[0], (self._form,)) is None:
            return
        self._used.add(index)
        for position, line in enumerate(lines):
            start = self._start(line, opens_chunk=position == 0)
            if start:
                self._notes.append(open_note(start))
                self._open = True
            else:
                self._notes[-1] = self._notes[-1].extend(line.content, paragraph=not position)

    def _start(self, line: Line, *, opens_chunk: bool) -> NoteStart | None:
        """Inside a chunk only the next numbers open a note: a year may begin a line."""
        start = match_start(line, (self._form,))
        if start is None or opens_chunk:
            return start
        last = self._notes[-1].number
        if start.number is None or last is None:
            return start if start.number is None and last is None else None
        return start if last < start.number <= last + 3 else None

    def finish(self) -> NoteList:
        return NoteList(
            tuple(self._notes), frozenset(self._used), self._subheadings, frozenset(self._chunks)
        )
