"""The text of a PDF file as Markdown: paragraphs, headings, notes and their markers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
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
from edition.importing.pdf.figures import place_figures
from edition.importing.pdf.headings import settle_headings
from edition.importing.pdf.inferred import Reread, reread
from edition.importing.pdf.lines import Line, plain_digits
from edition.importing.pdf.pages import FootNote, Measures, Page
from edition.importing.pdf.paragraphs import Chunk, Kind, find_chunks, is_divided
from edition.model.document import JoinKind
from edition.model.note_keys import MARKS, name_series
from edition.readers.furniture import roman_value
from edition.readers.hyphens import TextHyphenation
from edition.readers.inference.alignment import Maxima

_SIGN: Final = re.compile(rf"[\[(]?(\d+[a-z]?|[^\W\d]+|[{MARKS}]+)(?:[\])](?=\W|$))?")


@dataclass(slots=True)
class _Marker:
    """A raised sign in the text and the notes that it calls."""

    line: Line
    first: int
    """Index of the first character in the line."""
    length: int
    text: str
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
    """The Markdown of a file, with facts about its notes and figures."""

    markdown: str
    title: str
    notes: int
    figures: int
    """Number of images whose position is recorded."""
    uncalled: tuple[tuple[str, int], ...]
    """Label and page of each note without a marker."""


def write_text(pages: Sequence[Page], measures: Measures) -> Written:
    """Return the text of the pages of a file as Markdown."""
    notes = _name_notes(pages)
    markers = [marker for page in pages for line in page.lines for marker in _find_markers(line)]
    _pair(markers, notes)
    called = sum(footnote.called for footnote in notes)
    if called < max(_FEWEST, _CALLED * len(notes)):
        found = reread(pages, round(_MORE * called))
        if found:
            pages = found.pages
            notes, markers = _take_calls(found)
    places = {(id(marker.line), marker.first): marker for marker in markers}
    writer = _Writer(pages, places)
    chunks, title = settle_headings(find_chunks(pages, measures))
    body = [writer.chunk(chunk) for chunk in chunks]
    shown = [writer.note(footnote) for footnote in notes]
    return Written(
        "\n\n".join([*body, *shown]) + "\n",
        title,
        len(shown),
        writer.figures,
        tuple((footnote.label, footnote.page) for footnote in notes if not footnote.called),
    )


_CALLED: Final = 0.8
"""Share of the notes below which calls by raised markers are doubted …"""
_MORE: Final = 1.2
"""… and factor by which inference from the text must find more calls to be preferred."""


def _take_calls(found: Reread) -> tuple[list[_Note], list[_Marker]]:
    """Return the inferred notes and their markers."""
    notes = _name_notes(found.pages)
    markers = []
    for footnote, call in zip(notes, found.calls, strict=True):
        footnote.called = call is not None
        if call:
            marker = _Marker(call.line, call.first, call.length, call.label)
            marker.keys.append(footnote.key)
            markers.append(marker)
    return notes, markers


# --- notes --------------------------------------------------------------------------------


def _name_notes(pages: Sequence[Page]) -> list[_Note]:
    """Return the footnotes of the pages; keys include a series number where numbering restarts."""
    found: list[FootNote] = []
    for before, page in zip([None, *pages], pages, strict=False):
        if page.continued and before and found:
            found[-1].lines.extend((line, 0) for line in page.continued)
        found += page.notes
    keys = name_series([(footnote.label, f"p{footnote.page + 1}") for footnote in found])
    return [
        _Note(key, footnote.label, footnote.page, footnote.lines)
        for key, footnote in zip(keys, found, strict=True)
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
    """Yield the signs of a raised run, separated by a space, comma or bracket."""
    before = "".join(space + glyph.text for space, glyph in [*line.spaced()][:first])
    if text.isdigit() and _POWER.search(before):
        return
    for match in _SIGN.finditer(text):
        yield _Marker(line, first + match.start(), len(match[0]), match[1])


_POWER: Final = re.compile(r"\d\s?(?:[kcdm]?m|ft|mi|yd|in|ha)$|(?<!\d)10$|[\d)]\s?[\u2212-]$")
"""Text before an exponent: ten, or a number with a unit of length."""


def _pair(markers: Sequence[_Marker], notes: Sequence[_Note]) -> None:
    """Pair raised signs with the notes that have their labels, in the order of both.

    The pairs are the heaviest chain that ascends in both orders, of all pairs on the same page or
    on neighbouring pages.
    """
    for marker, footnote in _align(markers, notes, len(_NEAR)):
        marker.keys.append(footnote.key)
        footnote.called = True
    # Notes in small type at the end of a chapter or book look like footnotes.
    left = [marker for marker in markers if not marker.keys and _is_number(marker.text)]
    far = [footnote for footnote in notes if not footnote.called and _is_number(footnote.label)]
    pairs = _align(left, far, max((footnote.page for footnote in notes), default=0) + 1)
    if len(pairs) >= max(_FEWEST, _PAIRED * len(far)):
        for marker, footnote in pairs:
            marker.keys.append(footnote.key)
            footnote.called = True


def _is_number(label: str) -> bool:
    return label.isdigit() or bool(roman_value(label))


def _align(
    markers: Sequence[_Marker], notes: Sequence[_Note], reach: int
) -> list[tuple[_Marker, _Note]]:
    """Return the heaviest chain of pairs with equal labels, less than ``reach`` pages apart."""
    places: dict[str, list[int]] = {}
    for number, footnote in enumerate(notes):
        places.setdefault(footnote.label, []).append(number)
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
                fresh.append((number, weight + near, len(chain) - 1))
        for number, weight, link in fresh:
            best.raise_to(number, (weight, link))
    link = best.below(len(notes))[1]
    pairs = []
    while link >= 0:
        marker, number, link = chain[link]
        pairs.append((marker, notes[number]))
    return pairs


_NEAR: Final = (6, 4)
"""Weight of a pair on the same page and on neighbouring pages."""


_FEWEST: Final = 3
_PAIRED: Final = 0.6
"""Minimum share of the notes on distant pages that markers must call."""


# --- Markdown -----------------------------------------------------------------------------


_FIGURE: Final = "![](embedded)"
_BROKEN: Final = re.compile(r"(\w+)([-\u00ad])\n(\w+)")


class _Writer:
    """Write chunks and notes, with note markers and starts of pages."""

    def __init__(
        self,
        pages: Sequence[Page],
        markers: Mapping[tuple[int, int], _Marker],
    ) -> None:
        self._markers = markers
        self._figures = Counter(id(line) for line in place_figures(pages))
        self.figures = self._figures.total()
        leaves = not any(page.label for page in pages)
        self._pages = pages
        firsts = {id(next(iter(page.lines), None)): page for page in pages}
        self._starts = {
            key: page_start(page.label or str(page.sheet.index + 1), leaf=leaves)
            for key, page in firsts.items()
            if page.label or leaves
        }

    def chunk(self, chunk: Chunk) -> str:
        """Write a paragraph or heading, and the figures above it or among its lines."""
        counts = [self._figures[id(line)] for line in chunk.lines]
        above, within = [_FIGURE] * counts[0], [_FIGURE] * sum(counts[1:])
        return "\n\n".join([*above, self._chunk(chunk), *within])

    def _chunk(self, chunk: Chunk) -> str:
        lines = [(line, 0) for line in chunk.lines]
        if chunk.kind is Kind.ORNAMENT:
            return "\n\n".join([*self._list_starts(chunk), "* * *"])
        if chunk.kind is Kind.TABLE:
            return "\n\n".join([*self._list_starts(chunk), self._table(chunk.lines)])
        if chunk.kind is not Kind.HEADING:
            before = {Kind.QUOTATION: "> ", Kind.LINES: "| "}.get(chunk.kind, "")
            return self._paragraph(lines, starts=True, before=before)
        text = write_atoms(a for line, skip in lines for a in self._atoms(line, skip, plain=True))
        whole = _BROKEN.sub(self._join, text)
        return "\n\n".join([*self._list_starts(chunk), heading(chunk.level, whole)])

    def _list_starts(self, chunk: Chunk) -> Iterator[str]:
        for line in chunk.lines:
            if start := self._starts.get(id(line)):
                yield start

    def _table(self, lines: Sequence[Line]) -> str:
        """Write rows as a table with an empty head."""
        rows = [write_atoms(self._atoms(line, 0, cells=True)).strip() for line in lines]
        columns = rows[0].count(" | ") + 1
        head = ("|" + "  |" * columns, "|" + " --- |" * columns)
        return "\n".join([*head, *(f"| {row} |" for row in rows)])

    @cached_property
    def _hyphenation(self) -> TextHyphenation:
        """The hyphenation of the text, computed on demand since few headings need it."""
        return TextHyphenation.learn(
            "\n".join(line.text for page in self._pages for line in page.lines)
        )

    def _join(self, broken: re.Match[str]) -> str:
        """Rejoin a word of a heading divided at a line end, since Markdown needs a single line."""
        before, hyphen, after = broken.groups()
        kind, _ = self._hyphenation.decide(before, after)
        return before + (hyphen if kind is JoinKind.HYPHEN_KEPT else "") + after

    def note(self, footnote: _Note) -> str:
        """Write the definition of a note."""
        return note(footnote.key, [self._paragraph(footnote.lines, starts=False)])

    def _paragraph(
        self, lines: Sequence[tuple[Line, int]], *, starts: bool, before: str = ""
    ) -> str:
        atoms = [atom for line, skip in lines for atom in self._atoms(line, skip)]
        written = write_atoms(atoms).strip().split("\n")
        shown = [before + escape_line_start(line) for line in written]
        if starts and len(shown) == len(lines):
            begun = (self._starts.get(id(line), "") for line, _ in lines)
            shown = [
                f"{before}{start}{line.removeprefix(before)}"
                for start, line in zip(begun, shown, strict=True)
            ]
        return "\n".join(shown)

    def _atoms(
        self, line: Line, skip: int, *, plain: bool = False, cells: bool = False
    ) -> Iterator[Atom]:
        """Yield the words, markers and end of a line, with cell separators if it is a row."""
        glyphs = list(line.spaced())
        position = skip
        while position < len(glyphs):
            space, first = glyphs[position]
            if cells and position > skip and is_divided(line.glyphs[position - 1], first):
                yield Atom(" | ", ready=True)
            elif space and position > skip:
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
