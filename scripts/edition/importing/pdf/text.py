"""The text of a PDF file as Markdown: paragraphs, headings, notes and their markers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from edition.importing.markdown import (
    Atom,
    escape,
    escape_line_start,
    heading,
    note,
    page_start,
    write_atoms,
)
from edition.importing.pdf.inferred import Reread, reread
from edition.importing.pdf.lines import Line, plain_digits
from edition.importing.pdf.pages import FootNote, Measures, Page, find_label
from edition.model.document import JoinKind
from edition.model.note_keys import name_series
from edition.readers.hyphens import TextHyphenation
from edition.readers.inference.alignment import Maxima

_LARGE: Final = 1.06
"""Part of the size of the text from which on type is that of headings."""
_PARTED: Final = 1.3
"""Distances of lines that part paragraphs."""
_INDENT: Final = 0.7
"""Part of a size by which the first line of a paragraph is indented at least."""
_SHORT: Final = 0.03
"""Part of the width of a column that the last line of a paragraph leaves free at least …"""
_OPEN: Final = 0.2
"""… or that one leaves which does not end a sentence …"""
_SPACE: Final = 0.2
"""… and part of a size, beside the first word of the next line: that would have had room there."""
_LONGEST_HEADING: Final = 400
_ENDS: Final = re.compile(r"[.!?:\u2026\u3002][\u201d\u2019\"')\]\u300d*\u2020\u2021]*$")


_SIGN: Final = re.compile(
    r"[\[(]?(\d+[a-z]?|[^\W\d]+|[*\u2020\u2021\xa7\u2016\xb6]+)(?:[\])](?=\W|$))?"
)


@dataclass(slots=True)
class _Chunk:
    """Lines that are one paragraph or heading."""

    lines: list[Line]
    heading: bool = False
    label: str = ""
    """Label of the end note that it is."""


@dataclass(slots=True)
class _Marker:
    """A raised sign in the text, and the notes that it calls."""

    line: Line
    first: int
    """Index of its first character in the line."""
    length: int
    text: str
    worth: int = 0
    """Weight of what stands before it: a note is called at the end of a word or sentence."""
    keys: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Note:
    key: str
    label: str
    page: int
    lines: list[tuple[Line, int]]
    called: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The Markdown of a file, with what is known of its notes."""

    markdown: str
    title: str
    notes: int
    uncalled: tuple[tuple[str, int], ...]
    """Label and page of notes that no marker calls."""


def write_text(pages: Sequence[Page], measures: Measures) -> Written:
    """Return the text of the pages of a file as Markdown."""
    notes, ends, markers, chunks = _read_notes(pages, measures)
    called = sum(one.called for one in (*notes, *ends))
    if called < max(_FEWEST, _CALLED * len((*notes, *ends))):
        found = reread(pages, max(_FEWEST, round(_MORE * called)))
        if found:
            pages, ends = found.pages, []
            notes, markers = _take_calls(found)
            chunks = list(_find_chunks(pages, measures))
    places = {(id(one.line), one.first): one for one in markers}
    writer = _Writer(pages, places, _rank_sizes(chunks, measures))
    body = [writer.chunk(chunk) for chunk in chunks if not chunk.label]
    shown = [writer.note(one, measures) for one in (*notes, *ends)]
    title = max((c for c in chunks if c.heading), key=lambda c: c.lines[0].size, default=None)
    return Written(
        "\n\n".join([*body, *shown]) + "\n",
        " ".join(line.words for line in title.lines) if title else "",
        len(shown),
        tuple((one.label, one.page) for one in (*notes, *ends) if not one.called),
    )


def _read_notes(
    pages: Sequence[Page], measures: Measures
) -> tuple[list[_Note], list[_Note], list[_Marker], list[_Chunk]]:
    """Return the notes of page feet and of lists, the markers, and the paragraphs."""
    notes = _name_notes(pages)
    chunks = list(_find_chunks(pages, measures))
    markers = [one for page in pages for line in page.lines for one in _find_markers(line)]
    _pair(markers, notes)
    return notes, _find_end_notes(chunks, markers), markers, chunks


_CALLED: Final = 0.8
"""Part of the notes that markers must call: else type does not tell which they are …"""
_MORE: Final = 1.2
"""… if so many times as many are called where the words tell it."""


def _take_calls(found: Reread) -> tuple[list[_Note], list[_Marker]]:
    """Return notes that were inferred, and their markers."""
    notes = _name_notes(found.pages)
    markers = []
    for one, call in zip(notes, found.calls, strict=True):
        one.called = call is not None
        if call:
            marker = _Marker(call.line, call.first, call.length, call.label)
            marker.keys.append(one.key)
            markers.append(marker)
    return notes, markers


# --- paragraphs ---------------------------------------------------------------------------


def _find_chunks(pages: Sequence[Page], measures: Measures) -> Iterator[_Chunk]:
    chunk: _Chunk | None = None
    firsts = _find_firsts(pages)
    for page in pages:
        for stretch in page.stretches:
            for number, line in enumerate(stretch):
                titled = _is_heading(stretch, number, measures)
                if chunk and chunk.heading and number and not _has_letters(line):
                    titled = line.size == chunk.lines[-1].size and line.bold == chunk.lines[-1].bold
                first = id(line) in firsts and not titled
                begins = first and chunk and _is_set_in(chunk, line)
                if chunk and not (begins or _begins(chunk, line, titled, number > 0, measures)):
                    chunk.lines.append(line)
                    continue
                if chunk:
                    yield chunk
                chunk = _Chunk([line], titled)
    if chunk:
        yield chunk


_SET_IN: Final = 0.7
"""Part of the indented lines that follow the end of a sentence, where they begin paragraphs."""


def _find_firsts(pages: Sequence[Page]) -> frozenset[int]:
    """Return the identities of lines that begin paragraphs by their indent before a line without.

    In a list of works the lines after the first are set in: no line is known by that then.
    """
    ended = []
    for page in pages:
        for stretch in page.stretches:
            for before, line, after in zip(stretch, stretch[1:], stretch[2:], strict=False):
                indents = [(one.x0 - one.left) / one.size for one in (line, after)]
                if line.size == after.size and indents[0] > _INDENT > 2 * indents[1]:
                    ended.append((id(line), _ENDS.search(before.words) is not None))
    proved = sum(end for _, end in ended) >= _SET_IN * len(ended)
    return frozenset(line for line, _ in ended) if proved else frozenset()


def _is_set_in(chunk: _Chunk, line: Line) -> bool:
    """Tell whether a line is set in by itself, not as the one before it in the same item."""
    before = chunk.lines[-1]
    alone = len(chunk.lines) == 1 or before.x0 - before.left < _INDENT * before.size
    return alone and not _hangs(before, line)


def _is_heading(stretch: Sequence[Line], number: int, measures: Measures) -> bool:
    line = stretch[number]
    if not _has_letters(line):
        return False
    if line.size > _LARGE * measures.body:
        return True
    if not line.bold or line.size < measures.body - 0.5:
        return False
    # A paragraph may begin with words in bold, or be in bold as a whole.
    after = stretch[number + 1] if number + 1 < len(stretch) else None
    return after is None or after.bold or _step(line, after) > 1.1 * measures.leading


def _has_letters(line: Line) -> bool:
    return any(char.isalpha() for char in line.text)


def _step(above: Line, line: Line) -> float:
    return above.base - line.base


def _begins(
    chunk: _Chunk, line: Line, titled: bool, same_stretch: bool, measures: Measures
) -> bool:
    before = chunk.lines[-1]
    if titled != chunk.heading or abs(line.size - before.size) > 0.5:
        return True
    if not titled and before.text.endswith("-") and line.text[:1].islower():
        return False
    leading = measures.leading * max(1.0, line.size / measures.body)
    if same_stretch and _step(before, line) > _PARTED * leading:
        return True
    if titled:
        return not same_stretch or sum(len(one.text) for one in chunk.lines) > _LONGEST_HEADING
    ends = _ENDS.search(before.words) is not None
    short = before.right - before.x1 > max(
        (_SHORT if ends else _OPEN) * (before.right - before.left),
        _measure_word(line) + _SPACE * line.size,
    )
    indent, last = line.x0 - line.left, before.x0 - before.left
    if indent > last + _INDENT * line.size and not _hangs(before, line):
        return ends or short
    if indent > _INDENT * line.size and len(chunk.lines) == 1 and short:
        return True
    return short and (ends or not line.text[:1].islower())


def _hangs(before: Line, line: Line) -> bool:
    """Tell whether a line begins below the words of one before, beside the label of an item."""
    return any(
        not label.text.isalnum() and abs(first.x0 - line.x0) < _BELOW * line.size
        for label, first in itertools.pairwise(before.glyphs[:_LABEL])
    )


_LABEL: Final = 8
"""Characters of the label of an item at most, with the first of its words."""
_BELOW: Final = 0.2
"""Part of a size by which the lines of an item begin beside each other at most."""


def _measure_word(line: Line) -> float:
    """Return the width of the first word of a line, with the next if it is such as ``Mr.``.

    Programs part no abbreviation from its name, and no day from its month.
    """
    ends = [n for n, (space, _) in enumerate(line.spaced()) if space and n]
    ends.append(len(line.glyphs))
    first = line.glyphs[ends[0] - 1]
    tied = len(ends) > 1 and (
        (first.text == "." and ends[0] > 2 and line.glyphs[0].text.isalpha())
        or line.glyphs[ends[0]].text.isdigit()
    )
    return line.glyphs[ends[1 if tied else 0] - 1].x1 - line.x0


def _rank_sizes(chunks: Sequence[_Chunk], measures: Measures) -> Mapping[float, int]:
    """Return the level of headings by their size; bold ones in the size of the text come last."""
    found = {round(c.lines[0].size, 1) for c in chunks if c.heading}
    return {size: level for level, size in enumerate(sorted(found, reverse=True), 1)}


# --- notes --------------------------------------------------------------------------------


def _name_notes(pages: Sequence[Page]) -> list[_Note]:
    """Return the notes of the page feet; their keys count the series where numbers begin again."""
    found: list[FootNote] = []
    for before, page in zip([None, *pages], pages, strict=False):
        if page.continued and before and found:
            found[-1].lines.extend((line, 0) for line in page.continued)
        found += page.notes
    keys = name_series([(one.label, f"p{one.page + 1}") for one in found])
    return [
        _Note(key, one.label, one.page, one.lines) for key, one in zip(keys, found, strict=True)
    ]


def _find_markers(line: Line) -> Iterator[_Marker]:
    position = 0
    while position < len(line.glyphs):
        end = position
        while end < len(line.glyphs) and line.is_raised(line.glyphs[end]):
            end += 1
        if end > position:
            text = plain_digits("".join(glyph.text for glyph in line.glyphs[position:end]))
            yield from _split_marker(line, position, text)
        position = max(end, position + 1)


def _split_marker(line: Line, first: int, text: str) -> Iterator[_Marker]:
    """Yield the signs of a raised run; a space, comma or bracket parts them."""
    before = "".join(space + glyph.text for space, glyph in [*line.spaced()][:first])
    if text.isdigit() and _POWER.search(before):
        return
    worth = 1 if _CLOSED.search(before) else 0
    for match in _SIGN.finditer(text):
        yield _Marker(line, first + match.start(), len(match[0]), match[1], worth)


_POWER: Final = re.compile(r"\d\s?(?:[kcdm]?m|ft|mi|yd|in|ha)$|(?<!\d)10$|[\d)]\s?[\u2212-]$")
"""What an exponent follows: ten, or a number with a unit of length."""
_CLOSED: Final = re.compile(r"[^\w\s]$")


def _pair(markers: Sequence[_Marker], notes: Sequence[_Note]) -> None:
    """Let raised signs call the notes with their labels, in the order of both.

    Of all pairs on the same page or on neighbouring ones the heaviest chain is taken that rises in
    both orders.
    """
    for marker, one in _align(markers, notes, len(_NEAR)):
        marker.keys.append(one.key)
        one.called = True
    # Notes in small type at the end of a chapter or book look like those of a page's foot.
    left = [one for one in markers if not one.keys and one.text.isdigit()]
    far = [one for one in notes if not one.called and one.label.isdigit()]
    pairs = _align(left, far, max((one.page for one in notes), default=0) + 1)
    if len(pairs) >= max(_FEWEST, _PAIRED * len(far)):
        for marker, one in pairs:
            marker.keys.append(one.key)
            one.called = True
    for marker in (one for one in markers if not one.keys):
        near = [n for n in notes if not n.called and abs(n.page - marker.line.page) < len(_NEAR)]
        for one in _split_label(marker.text, near):
            one.called = True
            marker.keys.append(one.key)


def _align(
    markers: Sequence[_Marker], notes: Sequence[_Note], reach: int
) -> list[tuple[_Marker, _Note]]:
    """Return the heaviest chain of pairs of one label, at most so many pages apart."""
    places: dict[str, list[int]] = {}
    for number, one in enumerate(notes):
        places.setdefault(one.label, []).append(number)
    best = Maxima(len(notes), (0, -1))
    chain: list[tuple[_Marker, int, int]] = []
    for marker in markers:
        fresh = []
        for number in places.get(marker.text, ()):
            apart = abs(notes[number].page - marker.line.page)
            if apart < reach:
                weight, before = best.below(number)
                chain.append((marker, number, before))
                near = _NEAR[apart] if apart < len(_NEAR) else 1
                fresh.append((number, weight + near + marker.worth, len(chain) - 1))
        for number, weight, link in fresh:
            best.raise_to(number, (weight, link))
    link = best.below(len(notes))[1]
    pairs = []
    while link >= 0:
        marker, number, link = chain[link]
        pairs.append((marker, notes[number]))
    return pairs


_NEAR: Final = (6, 4)
"""Weight of a pair on one page, and on neighbouring pages."""


def _split_label(text: str, free: Sequence[_Note]) -> list[_Note]:
    """Return two notes whose labels are printed side by side without a space."""
    for before, after in itertools.pairwise(free):
        if before.label + after.label == text:
            return [before, after]
    return []


_FEWEST: Final = 3
_PAIRED: Final = 0.6
"""Part of the labels of a list of end notes that markers call at least."""


def _find_end_notes(chunks: Sequence[_Chunk], markers: Sequence[_Marker]) -> list[_Note]:
    """Find lists of notes among the paragraphs, by the raised numbers that call them."""
    free = [one for one in markers if not one.keys and one.text.isdigit()]
    notes: list[_Note] = []
    lists = 0
    position = 0
    while position < len(chunks) and len(free) >= _FEWEST:
        end, found = _read_list(chunks, position)
        own = {id(line) for _, inner in found for chunk in inner for line in chunk.lines}
        free = [one for one in free if id(one.line) not in own]
        wanted = {one.text for one in free}
        called = sum(1 for label, _ in found if label in wanted)
        if len(found) < _FEWEST or called < _PAIRED * len(found):
            position += 1
            continue
        lists += 1
        for label, inner in found:
            marker = next((one for one in free if one.text == label), None)
            lines = [(line, 0) for chunk in inner for line in chunk.lines]
            lines[0] = (lines[0][0], (find_label(lines[0][0], "") or _plain_label(lines[0][0]))[1])
            key = f"{lists}.{label}" if lists > 1 else label
            notes.append(_Note(key, label, lines[0][0].page, lines, marker is not None))
            for chunk in inner:
                chunk.label = label
            if marker:
                marker.keys.append(key)
                free = free[free.index(marker) + 1 :]
        position = end
    return notes


def _plain_label(line: Line) -> tuple[str, int]:
    match = re.match(r"\[?(\d{1,4})[\].)]?(?=\s|\D)", line.text)
    return (match[1], len(match[0])) if match else ("", 0)


def _read_list(
    chunks: Sequence[_Chunk], position: int
) -> tuple[int, list[tuple[str, list[_Chunk]]]]:
    """Read paragraphs that are numbered from 1 on; those without a number go on with a note."""
    found: list[tuple[str, list[_Chunk]]] = []
    for index in range(position, len(chunks)):
        chunk = chunks[index]
        label = "" if chunk.heading or chunk.label else _plain_label(chunk.lines[0])[0]
        if label == str(len(found) + 1):
            found.append((label, [chunk]))
        elif chunk.heading or not found:
            return index, found
        else:
            found[-1][1].append(chunk)
    return len(chunks), found


# --- Markdown -----------------------------------------------------------------------------


_BROKEN: Final = re.compile(r"(\w+)([-\u00ad])\n(\w+)")


class _Writer:
    """Writes chunks and notes; knows the markers and where pages begin."""

    def __init__(
        self,
        pages: Sequence[Page],
        markers: Mapping[tuple[int, int], _Marker],
        levels: Mapping[float, int],
    ) -> None:
        self._markers = markers
        self._levels = levels
        leaves = not any(page.label for page in pages)
        words = "\n".join(line.text for page in pages for line in page.lines)
        self._hyphenation = TextHyphenation.learn(words)
        firsts = {id(next(iter(page.lines), None)): page for page in pages}
        self._starts = {
            key: page_start(page.label or str(page.sheet.index + 1), leaf=leaves)
            for key, page in firsts.items()
            if page.label or leaves
        }

    def chunk(self, chunk: _Chunk) -> str:
        """Write a paragraph or heading."""
        lines = [(line, 0) for line in chunk.lines]
        if not chunk.heading:
            return self._paragraph(lines, starts=True)
        starts = [start for line in chunk.lines if (start := self._starts.get(id(line)))]
        text = write_atoms(a for line, skip in lines for a in self._atoms(line, skip, plain=True))
        level = self._levels[round(chunk.lines[0].size, 1)]
        whole = _BROKEN.sub(self._join, text)
        return "\n\n".join([*starts, heading(level, whole)])

    def _join(self, broken: re.Match[str]) -> str:
        """Return a word of a heading that a line end broke; Markdown has it on one line."""
        before, hyphen, after = broken.groups()
        kind, _ = self._hyphenation.decide(before, after)
        return before + (hyphen if kind is JoinKind.HYPHEN_KEPT else "") + after

    def note(self, one: _Note, measures: Measures) -> str:
        """Write the definition of a note."""
        return note(one.key, [self._paragraph(one.lines, starts=False)])

    def _paragraph(self, lines: Sequence[tuple[Line, int]], *, starts: bool) -> str:
        atoms = [atom for line, skip in lines for atom in self._atoms(line, skip)]
        written = write_atoms(atoms).strip().split("\n")
        shown = [escape_line_start(line) for line in written]
        if starts and len(shown) == len(lines):
            begun = (self._starts.get(id(line), "") for line, _ in lines)
            shown = [start + line for start, line in zip(begun, shown, strict=True)]
        return "\n".join(shown)

    def _atoms(self, line: Line, skip: int, *, plain: bool = False) -> Iterator[Atom]:
        """Yield the words and markers of a line, and its end."""
        glyphs = list(line.spaced())
        position = skip
        while position < len(glyphs):
            space, first = glyphs[position]
            if space and position > skip:
                yield Atom(" ")
            marker = self._markers.get((id(line), position))
            if marker and marker.keys:
                yield Atom("".join(f"[^{key}]" for key in marker.keys), ready=True)
                position += marker.length
                continue
            raised = line.is_raised(first)
            end = position + 1
            while (
                end < len(glyphs)
                and not glyphs[end][0]
                and line.is_raised(glyphs[end][1]) == raised
                and (id(line), end) not in self._markers
            ):
                end += 1
            text = "".join(glyph.text for _, glyph in glyphs[position:end])
            if raised and not plain:
                yield Atom(f"<sup>{escape(text)}</sup>", ready=True)
            else:
                style = "**" if first.bold and not line.bold else "*" if first.italic else ""
                yield Atom(text, "" if plain else style)
            position = end
        yield Atom("\n")
