"""Determine the extent of each note: where its text begins and ends.

A closing bracket ends a bracketed note. Notes at the foot of a page extend to the end of the
page. In lists a note extends to the next opening, and the last note to the next blank line:
nothing proves that lines after it belong to a note.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Final

from edition.model.document import Markup
from edition.readers.chunks import ends_sentence, words_of
from edition.readers.furniture import PAGE_NUMBER
from edition.readers.headings import is_notes_heading
from edition.readers.inference.candidates import WORD, Candidate
from edition.readers.inference.feet import FULL, Feet, single_width, weigh_width
from edition.readers.inference.pages import PageLayout
from edition.readers.lines import Line
from edition.readers.widths import widths_of
from edition.text.span import Span

_BRACKETED: Final = (WORD, "[ ")
_MOST_LINES: Final = 400
"""Number of lines after which the closing bracket is assumed to be missing."""
_FOOT_PAGES: Final = 0.7
"""Minimum share of the pages with notes that have no marker below a note, if notes are at the
foot."""
_SET_APART: Final = 0.6
"""Minimum share of the pages with a blank line between text and notes."""
_FEWEST: Final = 5
"""Minimum number of notes that show whether notes end with stops …"""
_NEARLY_ALL: Final = 0.9
"""… and minimum share that must do so, if a note without a stop is to continue."""
_INSIDE: Final = ",-–—"
"""Signs, other than letters, after which a page break can interrupt a sentence."""
_LONGEST_CITATION: Final = 200
"""Maximum number of characters of a citation that continues a note after a blank line."""
_FEW_SMALL: Final = 0.25
"""Share of lower-case words above which a line is a sentence, not a citation."""
_WIDER: Final = 1.06
"""Minimum ratio of the width of note lines to that of text lines, if the type is smaller."""
_CLEARLY_WIDER: Final = 1.08
"""The same ratio if notes are known to be at the feet of pages."""
_FEW_WIDE: Final = 0.05
"""Maximum share of full text lines that are as wide as note lines."""
_WORD: Final = re.compile(r"(?=[^\W\d_]{2})[a-zà-öø-ÿа-яё][^\W\d_]*(?![.)])")
"""A word that continues a sentence: not the letter of a list item, not the first word."""


@dataclass(frozen=True, slots=True)
class FoundNote:
    """Opening of a note, its marker, if any, and its paragraphs."""

    opening: Candidate
    marker: Candidate | None
    paragraphs: tuple[tuple[Span, ...], ...] = ()
    closing: Markup | None = None


@dataclass(frozen=True, slots=True)
class Extents:
    """Notes, and the lines that they occupy."""

    notes: tuple[FoundNote, ...]
    lines: frozenset[int]
    """Indices of lines that belong to notes."""
    at_foot: bool


@dataclass(slots=True)
class _Building:
    note: FoundNote
    pieces: list[list[Span]] = field(default_factory=lambda: [[]])

    def add(self, piece: Span, *, paragraph: bool) -> None:
        if paragraph and self.pieces[-1]:
            self.pieces.append([])
        self.pieces[-1].append(piece)

    def done(self) -> FoundNote:
        paragraphs = tuple(tuple(part) for part in self.pieces if part)
        return FoundNote(self.note.opening, self.note.marker, paragraphs, self.note.closing)


def find_extents(
    lines: Sequence[Line],
    layout: PageLayout,
    found: Sequence[FoundNote],
    headings: Collection[int] = (),
    *,
    at_foot: bool = False,
) -> Extents:
    """Return the notes with their paragraphs; ``found`` are the notes without paragraphs.

    ``headings`` are numbers of lines that begin a document: no list of notes extends past them.
    ``at_foot`` states that the notes are known to be at the feet of pages.
    """
    ordered = sorted(found, key=lambda note: note.opening.start)
    return _Finder(lines, layout, ordered, headings, at_foot=at_foot).find()


def _full_widths(
    widths: Sequence[float], lines: Mapping[bool, Sequence[int]]
) -> tuple[float, float]:
    """Return the widths of full lines of the text and of the notes."""
    return median(widths[i] for i in lines[False]), median(widths[i] for i in lines[True])


def _are_wider(widths: Sequence[float], lines: Mapping[bool, Sequence[int]]) -> bool:
    text, notes = _full_widths(widths, lines)
    return notes >= _WIDER * text


class _Finder:
    def __init__(
        self,
        lines: Sequence[Line],
        layout: PageLayout,
        found: Sequence[FoundNote],
        headings: Collection[int],
        *,
        at_foot: bool,
    ) -> None:
        self._headings = headings
        self._lines = lines
        self._layout = layout
        self._found = found
        self._opens = {note.opening.line: number for number, note in enumerate(found)}
        self._markers = sorted(note.marker.start for note in found if note.marker)
        self._taken: set[int] = set()
        self._starts = [line.start for line in lines]
        heads = (
            lines[n.opening.line].text[n.opening.end - lines[n.opening.line].start :] for n in found
        )
        self._first_words = {words[0] for words in map(words_of, heads) if words}
        self._known_at_foot = at_foot
        self.at_foot = at_foot or (layout.known and self._is_foot_used())
        self._end_notes = self.at_foot and self._end_with_stops()

    def find(self) -> Extents:
        notes = list(self._read_foot() if self.at_foot else self._read_lists())
        notes = list(self._spread(list(self._restore(notes))))
        # An opening without a text cannot be published as a note: it remains part of the text.
        empty = {n.opening.line for n in notes if not n.paragraphs}
        complete = tuple(note for note in notes if note.opening.line not in empty)
        return Extents(complete, frozenset(self._taken - empty), self.at_foot)

    def _restore(self, notes: Sequence[FoundNote]) -> Iterator[FoundNote]:
        """Assign notes with displaced numbers their text, which follows that of earlier notes."""
        group: list[FoundNote] = []
        for note in (*sorted(notes, key=lambda note: note.opening.order), None):
            if note and group and note.opening.displaced >= 0 and not note.paragraphs:
                group.append(note)
                continue
            parts = self._part(group[0], len(group)) if len(group) > 1 else None
            for place, member in enumerate(group):
                yield replace(member, paragraphs=(parts[place],)) if parts else member
            group = [note] if note else []

    def _spread(self, notes: Sequence[FoundNote]) -> Iterator[FoundNote]:
        """Assign stacked numbers the notes below the stack, if the assignment is certain."""
        stack: list[FoundNote] = []
        for note in notes:
            if stack and not self._are_stacked(stack[-1], note):
                yield from stack
                stack = []
            alone = note.opening.surroundings.startswith("alone ") and note.opening.displaced < 0
            if not note.paragraphs and alone:
                stack.append(note)
                continue
            parts = self._part(note, len(stack) + 1) if stack else None
            if parts:
                together = zip((*stack, note), parts, strict=True)
                yield from (replace(member, paragraphs=(part,)) for member, part in together)
            elif not stack:
                yield note
            else:
                self._release(note)
                yield from stack
            stack = []
        yield from stack

    def _release(self, note: FoundNote) -> None:
        """Return the lines of a note to the text, because it is uncertain which note owns them."""
        pieces = (piece for paragraph in note.paragraphs for piece in paragraph)
        lines = {bisect_right(self._starts, piece.start) - 1 for piece in pieces}
        self._taken -= {note.opening.line, *lines}

    def _are_stacked(self, above: FoundNote, below: FoundNote) -> bool:
        between = range(above.opening.line + 1, below.opening.line)
        return not any(self._is_text(index) for index in between)

    def _part(self, note: FoundNote, count: int) -> list[tuple[Span, ...]] | None:
        """Return the paragraphs, lines or sentences of a note if their number is ``count``."""
        if len(note.paragraphs) == count:
            return list(note.paragraphs)
        pieces = [piece for paragraph in note.paragraphs for piece in paragraph]
        if len(pieces) == count:
            return [(piece,) for piece in pieces]
        parts: list[tuple[Span, ...]] = [()]
        for piece in pieces:
            if parts[-1] and ends_sentence(self._slice(parts[-1][-1])):
                parts.append(())
            parts[-1] += (piece,)
        return parts if len(parts) == count else None

    # --- position of the notes ---

    def _is_foot_used(self) -> bool:
        first_opening: dict[int, int] = {}
        for note in self._found:
            page = self._layout.page_of(note.opening.line)
            first_opening.setdefault(page, note.opening.start)
        if not first_opening:
            return False
        last_marker: dict[int, int] = {}
        same = 0
        for note in self._found:
            if note.marker:
                page = self._layout.page_of(note.marker.line)
                last_marker[page] = max(last_marker.get(page, 0), note.marker.start)
                same += page == self._layout.page_of(note.opening.line)
        clean = sum(last_marker.get(page, 0) < start for page, start in first_opening.items())
        marked = sum(note.marker is not None for note in self._found)
        return clean >= _FOOT_PAGES * len(first_opening) and same * 2 >= marked

    # --- at the foot of the page ---

    def _read_foot(self) -> Iterator[FoundNote]:
        current: _Building | None = None
        for lines in self._pages():
            opening = next((i for i in lines if i in self._opens), None)
            start = self._below_headings(lines, opening, self._foot_start(lines, opening, current))
            gap = False
            for index in range(lines.stop if start is None else start, lines.stop):
                if index in self._layout.furniture:
                    continue
                if self._lines[index].blank:
                    gap = True
                    continue
                note = self._found[self._opens[index]] if index in self._opens else None
                if note and note.opening.displaced >= 0:
                    yield note
                elif note:
                    if current:
                        yield current.done()
                    current = self._begin(note)
                elif current:
                    self._continue(current, self._lines[index], gap=gap)
                else:  # the number above has its text elsewhere: this line belongs to no note
                    continue
                self._taken.add(index)
                gap = False
        if current:
            yield current.done()

    def _below_headings(self, page: range, opening: int | None, start: int | None) -> int | None:
        """Return ``start``, or the opening if a document begins between them."""
        end = page.stop if opening is None else opening
        inside = range(end if start is None else start, end)
        return opening if any(self._lines[i].number in self._headings for i in inside) else start

    def _foot_start(
        self, page: range, opening: int | None, current: _Building | None
    ) -> int | None:
        """Return the first line of notes on a page, above the first opening if a note continues."""
        if current is None:
            return opening
        start = self._shown_start(page, opening, current)
        if start == opening and opening is not None and self._breaks_off(page, current):
            start = self._carried_above(page, opening)
        return start

    def _shown_start(self, page: range, opening: int | None, current: _Building) -> int | None:
        """Return the first line of notes by line widths, blank lines or broken sentences."""
        start = opening
        if self._feet:
            return self._measured_start(self._feet, page, opening)
        if opening is not None and self._are_separated:
            start = self._block_start(page, opening)
        if start == opening:
            carried = self._carried(page, current, opening)
            start = opening if carried is None else carried
        if start != opening or not self._is_finished(current):
            start = self._widened(page, opening, start)
        return start

    def _breaks_off(self, page: range, current: _Building) -> bool:
        """Return whether the last page ends inside a note, if nearly all notes end with a stop."""
        last = self._layout.page_of(max(self._taken))
        before = self._layout.page_of(page.start) - 1
        return self._end_notes and last == before and not self._is_finished(current)

    def _carried_above(self, page: range, opening: int) -> int:
        """Return the first line of a note that continues up to the line directly above an opening.

        Include the lines above that line if they are as wide as note lines.
        """
        body, note = self._measures
        start = opening - 1
        text = self._lines[start].text if start > page.start and self._is_text(start) else ""
        if not self._ends(text) or self._calls(start) or not self._has_text(page.start, start):
            return opening
        low, high = (body + note) / 2, 2 * note - body
        while self._is_text(start - 1) and low < self._widths[start - 1] < high:
            start -= 1
        return start

    def _calls(self, index: int) -> bool:
        """Return whether a line contains a marker."""
        line = self._lines[index]
        return bisect_left(self._markers, line.start) < bisect_left(self._markers, line.end)

    @staticmethod
    def _ends(text: str) -> bool:
        return ends_sentence(text) or text.rstrip().endswith((")", "]"))

    def _widened(self, page: range, opening: int | None, found: int | None) -> int | None:
        """Return the first line as wide as note lines above an opening or the end of a page.

        Small type has more letters per line, so a note carried over differs from the adjacent
        text. Return ``found`` if the widths do not decide.
        """
        body, note = self._measures
        end = page.stop if opening is None else opening
        last = next((i for i in range(end - 1, page.start, -1) if self._is_text(i)), page.start)
        top = self._top(page, last)
        block_found = found is not None and found == top != page.start
        if note <= body or block_found or (opening is not None and last != opening - 1):
            return found
        limit, best, total, start = (body + note) / 2, 0.0, 0.0, opening
        for index in range(last, top, -1):
            width = single_width(self._widths[index], limit)
            total += min(1.0, weigh_width(width, body, limit))
            if total > best and width > limit:
                best, start = total, index
        return start

    def _measured_start(self, feet: Feet, page: range, opening: int | None) -> int | None:
        """Return the first line of notes on a page, from the widths of its lines."""
        lines = [index for index in page if index not in self._layout.furniture]
        last = max(self._taken, default=-1)
        carried = self._layout.page_of(last) == self._layout.page_of(page.start) - 1
        start = feet.find(lines, unfinished=carried and feet.breaks_off([last]))
        return min((index for index in (opening, start) if index is not None), default=None)

    @cached_property
    def _feet(self) -> Feet | None:
        """Widths that distinguish notes; None unless hardly any text line is as wide as notes."""
        body, note = self._measures
        feet = Feet(
            self._lines, self._widths, body, note, self._opens, frozenset(self._layout.torn)
        )
        known = self._known_at_foot and note > _CLEARLY_WIDER * body
        return feet if note and (known or self._are_distinct(feet)) else None

    def _are_distinct(self, feet: Feet) -> bool:
        """Return whether hardly any line above the notes of its page is as wide as the notes."""
        wide = total = 0
        for page in self._pages():
            first = next((index for index in page if index in self._opens), page.start)
            widths = (self._widths[index] for index in range(page.start, first))
            above = [width > feet.limit for width in widths if width > FULL * feet.body]
            while above and above[-1]:
                # Lines directly above the first opening may be carried over.
                above.pop()
            wide, total = wide + sum(above), total + len(above)
        return wide <= _FEW_WIDE * total

    @cached_property
    def _measures(self) -> tuple[float, float]:
        """Widths of full lines of the text and of the notes, or 0 if they do not differ."""
        first = self._found[0].opening.line if self._found else 0
        full: dict[bool, list[int]] = {True: [], False: []}
        noted = False
        breaks = frozenset(self._layout.breaks)
        for index, line in enumerate(self._lines[:-1]):
            if index in breaks:
                noted = False
            noted = noted or index in self._opens
            inner = not (line.blank or self._lines[index + 1].blank or index + 1 in self._opens)
            if inner and index >= first and index not in self._layout.furniture:
                full[noted].append(index)
        letters = [len(line.content) for line in self._lines]
        few = min(map(len, full.values())) < _FEWEST
        # If lines are broken by their number of letters, lines with many capitals are wide too.
        if few or not (_are_wider(letters, full) and _are_wider(self._widths, full)):
            return 0.0, 0.0
        return _full_widths(self._widths, full)

    @cached_property
    def _widths(self) -> Sequence[float]:
        return widths_of(self._lines)

    def _pages(self) -> Iterator[range]:
        edges = [0, *self._layout.breaks, len(self._lines)]
        for start, end in pairwise(edges):
            if start < end:
                yield range(start, end)

    @cached_property
    def _are_separated(self) -> bool:
        """Whether a blank line usually separates the notes from the text above them."""
        firsts: dict[int, int] = {}
        for note in self._found:
            firsts.setdefault(self._layout.page_of(note.opening.line), note.opening.line)
        blank = sum(line > 0 and self._lines[line - 1].blank for line in firsts.values())
        return blank >= _SET_APART * len(firsts)

    def _block_start(self, page: range, opening: int) -> int:
        """Return the first line of the block of an opening, if text and a blank line precede it."""
        index = self._top(page, opening)
        return opening if index == page.start or not self._has_text(page.start, index) else index

    def _top(self, page: range, index: int) -> int:
        """Return the first line of the block that contains a line."""
        while index - 1 >= page.start and self._is_text(index - 1):
            index -= 1
        return index

    def _is_text(self, index: int) -> bool:
        return not self._lines[index].blank and index not in self._layout.furniture

    def _has_text(self, start: int, end: int) -> bool:
        return any(self._is_text(index) for index in range(start, end))

    def _carried(self, page: range, current: _Building, opening: int | None) -> int | None:
        """Return where an unfinished note continues, in the last block above the notes of a page.

        The block is separated from the text and begins inside a sentence, as no paragraph does;
        or the text above it is interrupted by the end of the page and does not include the block.
        """
        if self._is_finished(current):
            return None
        end = page.stop if opening is None else opening
        last = next((i for i in range(end - 1, page.start - 1, -1) if self._is_text(i)), None)
        if last is None:
            return None
        start = self._top(page, last)
        if start == page.start or not self._has_text(page.start, start):
            return None
        inside = _WORD.match(self._lines[start].text.strip())
        cut = self._end_notes and self._is_cut_above(start)
        return start if inside or cut else None

    def _is_cut_above(self, start: int) -> bool:
        """Return whether the text above a blank line breaks off inside a sentence."""
        above = next(i for i in range(start - 1, -1, -1) if self._is_text(i))
        end = self._lines[above].text.rstrip()[-1]
        return end.isalpha() or end in _INSIDE

    def _end_with_stops(self) -> bool:
        """Return whether nearly all notes followed by another note on their page are finished."""
        ends = [
            self._lines[b.opening.line - 1 - self._lines[b.opening.line - 1].blank].text
            for a, b in pairwise(self._found)
            if self._layout.page_of(a.opening.line) == self._layout.page_of(b.opening.line)
        ]
        finished = sum(map(self._ends, ends))
        return len(ends) >= _FEWEST and finished >= _NEARLY_ALL * len(ends)

    def _is_finished(self, current: _Building) -> bool:
        pieces = current.pieces[-1]
        return bool(pieces) and self._ends(self._slice(pieces[-1]))

    def _slice(self, piece: Span) -> str:
        line = self._lines[bisect_right(self._starts, piece.start) - 1]
        return line.text[piece.start - line.start : piece.end - line.start]

    def _begin(self, note: FoundNote) -> _Building:
        building = _Building(note)
        line = self._lines[note.opening.line]
        rest = self._lines[note.opening.line].text[note.opening.end - line.start :]
        start = note.opening.end + len(rest) - len(rest.lstrip())
        if start < line.content.end:
            building.add(Span(start, line.content.end), paragraph=False)
        return building

    def _continue(self, current: _Building, line: Line, *, gap: bool) -> None:
        begins = gap and self._is_finished(current) and not line.text.lstrip()[:1].islower()
        current.add(line.content, paragraph=begins)

    # --- in lists and blocks ---

    def _read_lists(self) -> Iterator[FoundNote]:
        for number, note in enumerate(self._found):
            if note.opening.form in _BRACKETED:
                yield self._read_bracketed(note, self._next_line(number))
                continue
            following = self._next_line(number)
            same = following is not None and self._is_same_list(number)
            yield self._read_listed(note, following, to_next=same)

    def _next_line(self, number: int) -> int | None:
        return self._found[number + 1].opening.line if number + 1 < len(self._found) else None

    def _is_same_list(self, number: int) -> bool:
        """Return whether there is no marker between a note and the next one."""
        start, end = self._found[number].opening.start, self._found[number + 1].opening.start
        return bisect_left(self._markers, start) == bisect_left(self._markers, end)

    def _read_listed(self, note: FoundNote, following: int | None, *, to_next: bool) -> FoundNote:
        building, index, gap = self._begin(note), note.opening.line + 1, False
        self._taken.add(note.opening.line)
        end = following if following is not None else len(self._lines)
        while index < end:
            line = self._lines[index]
            if index in self._layout.furniture:
                # The text with the next marker begins with the page, not inside this note.
                gap = gap or self._layout.furniture[index] == PAGE_NUMBER
                index += 1
                continue
            if line.number in self._headings or (gap and is_notes_heading(line.text)):
                break
            if line.blank:
                gap = True
            else:
                begun = bool(building.pieces[-1])
                if gap and begun and not to_next and not self._runs_on(building, line):
                    break
                building.add(line.content, paragraph=gap and begun and self._may_end(building))
                self._taken.add(index)
                gap = False
            index += 1
        return building.done()

    def _may_end(self, building: _Building) -> bool:
        """Return whether a paragraph can end here: after a sentence or before a quotation."""
        return self._is_finished(building) or self._slice(building.pieces[-1][-1]).endswith(":")

    def _runs_on(self, building: _Building, line: Line) -> bool:
        if self._calls(bisect_left(self._starts, line.start)):
            return False
        if self._is_citation(line.text):
            return True
        return not self._is_finished(building) and line.text.lstrip()[:1].islower()

    def _is_citation(self, text: str) -> bool:
        """Return whether a line consists of names and figures and begins as other notes begin."""
        words = words_of(text)
        small = sum(word[0].islower() for word in words)
        if not words or small > _FEW_SMALL * len(words) or not any(c.isdigit() for c in text):
            return False
        return len(text) <= _LONGEST_CITATION and words[0] in self._first_words

    def _read_bracketed(self, note: FoundNote, following: int | None) -> FoundNote:
        building, first = self._begin(note), note.opening.line
        last, close = self._closing(note, following)
        self._taken.update(i for i in range(first, last + 1) if self._is_text(i))
        gap = False
        for index in range(first + 1, last + 1):
            if self._lines[index].blank:
                gap = True
            elif self._is_text(index):
                building.add(self._lines[index].content, paragraph=gap)
                gap = False
        done = building.done()
        closing = Markup("]", Span(close, close + 1)) if close is not None else None
        return FoundNote(done.opening, done.marker, done.paragraphs, closing)

    def _closing(self, note: FoundNote, following: int | None) -> tuple[int, int | None]:
        """Return the last line of a bracketed note and the offset of its closing bracket."""
        first = note.opening.line
        end = min(first + _MOST_LINES, following if following is not None else len(self._lines))
        depth = 0
        for index in range(first, end):
            line = self._lines[index]
            for column, character in enumerate(line.text):
                depth += (character == "[") - (character == "]")
                if depth == 0 and character == "]":
                    if line.text[column + 1 :].strip():
                        return self._paragraph_end(first, end), None
                    return index, line.start + column
        return self._paragraph_end(first, end), None

    def _paragraph_end(self, first: int, end: int) -> int:
        index = first
        while index + 1 < end and self._is_text(index + 1):
            index += 1
        return index
