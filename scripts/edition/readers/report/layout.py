"""Takes a typescript apart: running text, notes, furniture, leaves.

Method: one walk over the chunks. A line opens a note if its sign was seen in the running text
before it, or if it goes on with the numbers of an open list. Running text after notes or
furniture begins a new leaf.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edition.model.document import Furniture
from edition.readers.chunks import Chunk, words_of
from edition.readers.furniture import NOTE_RULE, PAGE_NUMBER, read_page_number
from edition.readers.leaves import Leaf, last_group, read_number, tell_evidence
from edition.readers.lines import Line
from edition.readers.markers import Candidate
from edition.readers.note_lists import NoteStart, NoteText, match_start, open_note
from edition.readers.stamps import NO_STAMPS, is_stamp
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class BodyChunk:
    """Running text: its lines, its leaf, and whether a leaf ends before it."""

    chunk: Chunk
    leaf: int
    broken: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a typescript, each in reading order."""

    body: tuple[BodyChunk, ...]
    notes: tuple[NoteText, ...]
    furniture: tuple[Furniture, ...]
    leaves: tuple[Leaf, ...]


def lay_out(
    source: Source,
    lines: Sequence[Line],
    furniture: Mapping[int, str],
    forms: Sequence[str],
    scan: Callable[[Iterable[Span]], list[Candidate]],
    stamps: re.Pattern[str] = NO_STAMPS,
) -> Layout:
    """Walk over the lines. ``furniture`` gives the kind by line number; ``scan`` finds markers."""
    stream = _stream(lines, furniture)
    walk = _Walk(source, tuple(forms), scan, stamps, _numbers_at_foot(stream))
    for index, item in enumerate(stream):
        if isinstance(item, Chunk):
            walk.visit(item, stream[index + 1 : index + 4])
        else:
            walk.pass_furniture(item, furniture[item.number])
    return walk.finish()


_Item = Chunk | Line


def _stream(lines: Sequence[Line], furniture: Mapping[int, str]) -> list[_Item]:
    items: list[_Item] = []
    current: list[Line] = []
    for line in lines:
        if (line.blank or line.number in furniture) and current:
            items.append(Chunk(tuple(current)))
            current = []
        if line.number in furniture:
            items.append(line)
        elif not line.blank:
            current.append(line)
    return [*items, Chunk(tuple(current))] if current else items


def _numbers_at_foot(stream: Sequence[_Item]) -> bool:
    """A first page carries its number at the foot or not at all."""
    text_before = False
    for item in stream:
        number = read_page_number(item.text) if isinstance(item, Line) else None
        if number:
            return text_before and number.value == 1
        text_before = text_before or isinstance(item, Chunk)
    return False


@dataclass(slots=True)
class _Walk:
    source: Source
    forms: tuple[str, ...]
    scan: Callable[[Iterable[Span]], list[Candidate]]
    stamps: re.Pattern[str]
    at_foot: bool
    body: list[BodyChunk] = field(default_factory=list)
    notes: list[NoteText] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    passed: list[tuple[Line, str]] = field(default_factory=list)
    """Furniture since the last running text."""
    in_note: bool = False
    in_list: bool = False
    seen: set[int] = field(default_factory=set)
    noted: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    signs: Counter[str] = field(default_factory=Counter)
    """Asterisks and daggers of this leaf that still wait for their notes."""
    last: int = 0
    first_words: set[str] = field(default_factory=set)
    """Words that numbered notes begin with."""

    def pass_furniture(self, line: Line, kind: str) -> None:
        self.furniture.append(Furniture(kind, line.content))
        self.in_note = False
        # A rule stands above the notes of its own leaf, so no leaf begins with it.
        if kind != NOTE_RULE:
            self.passed.append((line, kind))

    def visit(self, chunk: Chunk, ahead: Sequence[_Item]) -> None:
        self.in_note = self.in_note and self._continues(chunk, ahead)
        text: list[Line] = []
        for index, line in enumerate(chunk.lines):
            start = match_start(line, self.forms)
            if start and self._accepts(start, opens_chunk=not index):
                self._flush(text)
                self._open(start)
            elif self.in_note:
                self.notes[-1] = self.notes[-1].extend(line.content, paragraph=not index)
            else:
                self._refuse(start)
                text.append(line)
                self._look_for_markers(line)
        self._flush(text)

    # --- notes ---

    def _accepts(self, start: NoteStart, *, opens_chunk: bool) -> bool:
        """True if the number or sign opens a note; an unseen one must go on with the series."""
        if start.number is None:
            return self.signs[start.sign] > 0
        if start.number in self.noted:
            return False
        if start.number in self.seen:
            return True
        follows = start.number == self.last + 1 and self.last > 0
        return follows and self.last not in self.refused and (self.in_list or opens_chunk)

    def _open(self, start: NoteStart) -> None:
        self._learn_first_word(start)
        self.notes.append(open_note(start, max(len(self.leaves) - 1, 0)))
        self.in_note = self.in_list = True
        if start.number is None:
            self.signs[start.sign] -= 1
        else:
            self.noted.add(start.number)
            self.last = start.number

    def _refuse(self, start: NoteStart | None) -> None:
        if start and start.number is not None:
            self.refused.add(start.number)

    def _continues(self, chunk: Chunk, ahead: Sequence[_Item]) -> bool:
        """True if a chunk after a note, with no sign of its own, still belongs to the note."""
        if len(chunk.text) > 600 or self.scan(chunk.pieces):
            return False
        return self._notes_to_come(ahead) or self._is_citation(chunk.text)

    def _notes_to_come(self, ahead: Sequence[_Item]) -> bool:
        for item in ahead:
            start = match_start(item.lines[0], self.forms) if isinstance(item, Chunk) else None
            if start and start.number is not None:
                return start.number in self.seen - self.noted
            if start:
                return self.signs[start.sign] > 0
        return False

    def _is_citation(self, text: str) -> bool:
        """True for a short line of names and figures that begins as other notes begin."""
        words = words_of(text)
        small = sum(word[0].islower() for word in words)
        if not words or small * 4 > len(words) or not any(c.isdigit() for c in text):
            return False
        return words[0] in self.first_words

    def _learn_first_word(self, start: NoteStart) -> None:
        words = words_of(self.source.slice(start.rest))
        if words and start.number is not None:
            self.first_words.add(words[0])

    # --- running text ---

    def _look_for_markers(self, line: Line) -> None:
        for candidate in self.scan((line.content,)):
            if candidate.number is None:
                self.signs[candidate.sign] += 1
            else:
                self.seen.add(candidate.number)

    def _flush(self, text: list[Line]) -> None:
        if not text:
            return
        chunk = Chunk(tuple(text))
        text.clear()
        stamp = bool(self.passed) and is_stamp(chunk, self.stamps)
        ended = (self.in_list or bool(self.passed)) and not stamp
        if ended or not self.leaves:
            self._begin_leaf(chunk)
        self.body.append(BodyChunk(chunk, len(self.leaves) - 1, ended and len(self.leaves) > 1))

    def _begin_leaf(self, chunk: Chunk) -> None:
        start, number = self._top_of_leaf(chunk)
        evidence = tell_evidence([kind for _, kind in self.passed], self.in_list)
        printed = read_number(number) if number else None
        first = not self.leaves
        self.leaves.append(
            Leaf(
                0 if first else start,
                chunk.start,
                "beginning of the text" if first else evidence,
                printed,
                number.content if number and printed else None,
            )
        )
        self.passed.clear()
        self.in_list = False
        self.signs = Counter(c.sign for c in self.scan(chunk.pieces) if c.number is None)

    def _top_of_leaf(self, chunk: Chunk) -> tuple[int, Line | None]:
        """Return where the new leaf begins and the line with its number.

        A number at the foot goes to the leaf that ends.
        """
        top = last_group(self.passed)
        foot = [line for line, kind in self.passed[:top] if kind == PAGE_NUMBER]
        head = [line for line, kind in self.passed[top:] if read_number(line)]
        if head and self.at_foot and all(kind == PAGE_NUMBER for _, kind in self.passed[top:]):
            foot, head, top = [*foot, *head], [], len(self.passed)
        if foot:
            self._number_last_leaf(foot[0])
        start = self.passed[top][0].content.start if top < len(self.passed) else chunk.start
        return start, head[0] if head else None

    def _number_last_leaf(self, line: Line) -> None:
        if self.leaves and self.leaves[-1].printed is None:
            leaf = self.leaves[-1]
            printed = read_number(line)
            self.leaves[-1] = Leaf(leaf.start, leaf.body, leaf.evidence, printed, line.content)

    def finish(self) -> Layout:
        numbers = [line for line, kind in self.passed if kind == PAGE_NUMBER]
        if numbers and self.at_foot:
            self._number_last_leaf(numbers[0])
        leaves = self.leaves or [Leaf(0, 0, "beginning of the text")]
        return Layout(tuple(self.body), tuple(self.notes), tuple(self.furniture), tuple(leaves))
