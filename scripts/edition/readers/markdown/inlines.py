"""Locate the pieces of each block of a Markdown text and the signs inside its lines."""

from __future__ import annotations

import html
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from edition.model.document import (
    CellEnd,
    Emended,
    Inline,
    Markup,
    NoteMarker,
    Page,
    PageStart,
    Style,
)
from edition.model.note_keys import printed_mark
from edition.readers.assembly import Marks, Moves
from edition.readers.composition import InlineBuilder
from edition.readers.hyphens import TextHyphenation
from edition.readers.lines import Line, split_lines
from edition.readers.markdown.comments import FILLER, trim
from edition.readers.markdown.tree import Node, walk_nodes
from edition.readers.markup import Run, scan_notation
from edition.text.source import Source
from edition.text.span import Span
from edition.text.unique_names import UniqueNames

_REFERENCE = re.compile(r"\[\^([^\]\[\s]+)\](?!:)")
_LINK = re.compile(
    r"(?<!\\)!?\[(?P<text>[^\[\]^][^\[\]]*)\](?P<target>\([^()\s]*(?:\s+\"[^\"]*\")?\))"
)
_WEB = re.compile(r"(?:https?://|mailto:)[^\s()<>\"]+")
_RAISED = re.compile(
    r"(?<!\\)(<sup>)(?:(?!</?su[bp]>).)+(</sup>)|(?<![\\^\]])(\^)[^\s^\[\]]{1,12}(\^)(?!\^)"
)
_LOWERED = re.compile(r"(?<!\\)</?sub>")
_ENTITY = re.compile(r"(?<!\\)&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]+>")


class MarkdownInlines:
    """The pieces of every block, the note keys by label, and the builder of inlines."""

    def __init__(
        self,
        source: Source,
        masked: Source,
        nodes: Sequence[Node],
        pages: Sequence[Page],
        *,
        series: bool,
    ) -> None:
        self._source = source
        self._masked = masked.text
        self._series = series
        lines = split_lines(masked)
        self._keys = UniqueNames()
        defined = (node.info for node in walk_nodes(nodes) if node.kind == "footnote_reference")
        self.labels = {label: self._keys.take(_make_key(label)) for label in dict.fromkeys(defined)}
        """Key of the note by its label."""
        self.tables: dict[int, bool] = {}
        """Whether a table has column heads, by the identity of its paragraph."""
        self.pieces = {
            id(node): trim(masked.text, self._without_rule(masked, node, _pieces_of(lines, node)))
            for node in walk_nodes(nodes)
        }
        """Stretches of the witness, by the identity of the node."""
        self._stretches = [Span(p[0].start, p[-1].end) for p in self.pieces.values() if p]
        self.notes: list[tuple[NoteMarker, tuple[Span, ...]]] = []
        """Markers of inline notes, with the words of each note."""
        taken = frozenset(self.labels.values())
        self._numbers = (n for n in map(str, itertools.count(1)) if n not in taken)
        self._glued: set[int] = set()
        for node in walk_nodes(nodes):
            if node.kind in ("paragraph", "heading") and id(node) not in self.tables:
                self._take_notes(masked, id(node))
        self.inline_builder, self.markers = self._make_inline_builder(pages)

    def sign(self, label: str) -> str:
        """Return the printed mark of a label."""
        return printed_mark(label) if self._series else label

    def _take_notes(self, masked: Source, node: int) -> None:
        """Remove the inline notes from a block, unless it is a line block."""
        pieces = self.pieces[node]
        if is_line_block(masked, pieces):
            return
        kept, notes, glued = part_inline_notes(masked, pieces)
        if notes:
            self.pieces[node] = trim(masked.text, kept)
            self._glued |= glued
        for note in notes:
            sign = self._keys.take(next(self._numbers))
            self.labels[f"^{sign}"] = sign
            self.notes.append((NoteMarker(sign, sign, note.sign), trim(masked.text, note.pieces)))

    def _without_rule(self, source: Source, node: Node, pieces: Sequence[Span]) -> Sequence[Span]:
        """Return the rows of a table without the rule below its head; other pieces unchanged."""
        rows = pieces if node.kind == "paragraph" else ()
        rule = _COLUMNS.fullmatch(source.slice(rows[1])) if len(rows) > 1 else None
        if not rule or "|" not in rule[0] or not _BAR.search(source.slice(pieces[0])):
            return pieces
        headed = re.search(r"\w", source.slice(pieces[0])) is not None
        self.tables[id(node)] = headed
        return (*pieces[:headed], *pieces[2:])

    def _make_inline_builder(self, pages: Sequence[Page]) -> tuple[InlineBuilder, list[NoteMarker]]:
        inner = [piece for _, pieces in self.notes for piece in pieces]
        everything = sorted([*(p for pieces in self.pieces.values() for p in pieces), *inner])
        kinds = ("struck", "bold", "asterisk", "underscore")
        notation = scan_notation(self._source, self._stretches, kinds)
        markers = [m for piece in everything for m in self._find_markers(piece)]
        markers += [marker for marker, _ in self.notes]
        links = [m for piece in everything for m in _find_links(self._source, piece)]
        marks: list[Inline] = [*markers, *notation.signs, *links]
        marks += [m for piece in everything for m in _find_characters(self._source, piece)]
        runs = [*notation.runs]
        for piece in everything:
            runs += _find_linked(self._source, piece)
            for run, signs in _find_raised(self._source, piece):
                runs.append(run)
                marks += signs
        marks += [m for piece in everything for m in self._find_comments(piece)]
        rows = [row for node in self.tables for row in self.pieces[node]]
        bars = [mark for row in rows for mark in _find_cells(self._source, row)]
        for pieces in (p for node, p in self.pieces.items() if node not in self.tables):
            if is_line_block(self._source, pieces):
                marks += [_read_bar(self._source, piece) for piece in pieces]
        # A run cannot begin in one cell of a table and end in another.
        edges = sorted({bar.span.start for bar in bars} | {row.end for row in rows})
        runs = [run for run in runs if _is_within(edges, run.span)]
        marks += bars
        marks += [PageStart(page.label, Span(page.start, page.start)) for page in pages]
        hyphenation = TextHyphenation.learn(self._source.text)
        moves = Moves(glued=frozenset(self._glued))
        return InlineBuilder(
            self._source, Marks.of(marks), tuple(runs), hyphenation, moves
        ), markers

    def _find_comments(self, piece: Span) -> Iterator[Markup]:
        for match in re.finditer(f"{FILLER}+", self._masked[piece.start : piece.end]):
            span = Span(piece.start + match.start(), piece.start + match.end())
            yield Markup(self._source.slice(span), span)

    def _find_markers(self, piece: Span) -> Iterator[NoteMarker]:
        for match in _REFERENCE.finditer(self._source.slice(piece)):
            label = match[1]
            if label not in self.labels:
                self.labels[label] = self._keys.take(_make_key(label))
            span = Span(piece.start + match.start(), piece.start + match.end())
            yield NoteMarker(self.labels[label], self.sign(label), span)


def _make_key(label: str) -> str:
    """Return a form of a label that is safe in a URL."""
    return re.sub(r"[^\w.-]+", "-", label).strip("-") or "note"


# --- places ---------------------------------------------------------------------------

_COLUMNS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
"""The rule below the head of a table, which defines its columns."""
_BAR = re.compile(r"(?<!\\)\|")


def _read_bar(source: Source, line: Span) -> Markup:
    """Return the bar before a line, including the space after it."""
    bar = "| " if source.slice(line).startswith("| ") else "|"
    return Markup(bar, Span(line.start, line.start + len(bar)))


def is_line_block(source: Source, pieces: Sequence[Span]) -> bool:
    """Return whether all lines begin with a bar, as in pandoc verse, but not all end with a bar."""
    lines = [source.slice(piece) for piece in pieces]
    barred = len(lines) > 1 and all(line.startswith("|") for line in lines)
    return barred and not all(line.endswith("|") for line in lines)


def _is_within(edges: Sequence[int], span: Span) -> bool:
    """Return whether no edge lies inside a span."""
    return bisect_left(edges, span.start) == bisect_left(edges, span.end)


def _find_cells(source: Source, row: Span) -> Iterator[Inline]:
    """Yield the bars of a row: inner bars end cells, outer bars are markup."""
    for match in _BAR.finditer(source.slice(row)):
        bar = Span(row.start + match.start(), row.start + match.end())
        outer = bar.start == row.start or bar.end == row.end
        yield Markup("|", bar) if outer else CellEnd(bar)


_RULE = re.compile(r"(([-*_])(?:[ \t]*\2){2,})\s*$")
"""A rule, which prefixes of the enclosing blocks may precede."""
_LEAVES = ("paragraph", "heading", "code_block", "fence", "hr")


def _pieces_of(lines: Sequence[Line], node: Node) -> tuple[Span, ...]:
    """Return the contents of the lines of a node, without prefixes of the enclosing blocks."""
    if node.kind not in _LEAVES:
        return ()
    if node.kind == "hr":
        line = lines[node.first]
        rule = _RULE.search(line.text)
        return (
            Span(line.start + rule.start(), line.start + rule.end(1)) if rule else line.content,
        )
    # The info string beside a fence controls its display; here it is treated as a line.
    rows = iter(lines[node.first : node.last])
    info = [node.info] if node.kind == "fence" else []
    texts = [text.strip() for text in (*info, *node.content.split("\n"))]
    placed = (_place(rows, text) for text in texts if text)
    return tuple(piece for piece in placed if piece)


def _place(rows: Iterator[Line], text: str) -> Span | None:
    """Return the place of a text on the next line that contains it, the last on that line."""
    for line in rows:
        # Make the same replacements as for the parser.
        column = line.text.replace("\r", " ").replace("\0", "\ufffd").rfind(text)
        if column >= 0:
            return Span(line.start + column, line.start + column + len(text))
    return None


def _find_linked(source: Source, piece: Span) -> Iterator[Run]:
    """Yield the links to web addresses, excluding images."""
    text = source.slice(piece)
    for match in _LINK.finditer(text):
        address = _WEB.match(match["target"], 1)
        if address and not match[0].startswith("!"):
            span = Span(piece.start + match.start(), piece.start + match.end())
            yield Run(Style.ITALIC, span, address[0])
    for match in _AUTOLINK.finditer(text):
        span = Span(piece.start + match.start(), piece.start + match.end())
        yield Run(Style.ITALIC, span, match[0][1:-1])


def _find_raised(source: Source, piece: Span) -> Iterator[tuple[Run, list[Markup]]]:
    """Yield runs of superscript, each with its signs."""
    for match in _RAISED.finditer(source.slice(piece)):
        found = [span for group, span in enumerate(match.regs[1:], 1) if match[group]]
        places = [Span(piece.start + start, piece.start + end) for start, end in found]
        run = Run(Style.SUPERSCRIPT, Span(places[0].start, places[1].end))
        yield run, [Markup(source.slice(place), place) for place in places]


def _find_characters(source: Source, piece: Span) -> Iterator[Inline]:
    """Yield the characters of entities, and ``<sub>`` tags as markup, without their style."""
    text = source.slice(piece)
    for match in _ENTITY.finditer(text):
        place = Span(piece.start + match.start(), piece.start + match.end())
        character = html.unescape(match[0])
        if match[0] == "&amp;":
            yield Markup("amp;", Span(place.start + 1, place.end))
        elif character != match[0] and character.isprintable() and not character.isspace():
            yield Emended(character, match[0], "A character reference of the markup.", place)
    for match in _LOWERED.finditer(text):
        yield Markup(match[0], Span(piece.start + match.start(), piece.start + match.end()))


def _find_links(source: Source, piece: Span) -> Iterator[Markup]:
    text = source.slice(piece)
    for match in _LINK.finditer(text):
        for start, end in ((match.start(), match.start("text")), (match.end("text"), match.end())):
            yield Markup(text[start:end], Span(piece.start + start, piece.start + end))
    for match in _AUTOLINK.finditer(text):
        for start in (match.start(), match.end() - 1):
            yield Markup(text[start], Span(piece.start + start, piece.start + start + 1))


# --- Inline notes ---------------------------------------------------------------------

_SIGN: Final = re.compile(r"\\.|\^\[(?!\^)|[\[\]]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class InlineNote:
    """A note in brackets after a circumflex."""

    sign: Span
    """The circumflex with the opening bracket."""
    pieces: tuple[Span, ...]
    """The words of the note, line by line."""


def part_inline_notes(
    source: Source, pieces: Sequence[Span]
) -> tuple[list[Span], list[InlineNote], set[int]]:
    """Return the pieces of a block without its inline notes, the notes, and glued offsets.

    A piece at a glued offset continues the word before the note.
    """
    text = "\n".join(source.slice(piece) for piece in pieces)
    offsets = [0, *accumulate(len(piece) + 1 for piece in pieces)]
    kept: list[Span] = []
    notes: list[InlineNote] = []
    glued: set[int] = set()
    position = 0

    def cut(start: int, end: int) -> Iterator[Span]:
        """Yield the pieces between two offsets of the text."""
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
    """Yield the start of each note, the start of its words, and its closing bracket."""
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
