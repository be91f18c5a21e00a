"""Restore displaced text: markers, words, notes under captions, scrambled lines.

The first three are restored where the text itself shows the gap, scrambled lines as the record
states. A restoration of the kind ``order`` has the ``line`` at which the stretch begins, its
``pieces`` in their right order, each as in the witness, and the ``reason``. A piece that begins
with ``+`` continues the word of the preceding piece.

A restoration of the kind ``column`` has the ``line`` at which verse begins whose two columns, one
of them Chinese or Japanese, are interleaved line by line, and the ``reason``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

from edition.model.document import Inline, Note, NoteMarker, NoteState, Paragraph, Restoration, Text
from edition.model.note_keys import NoteKeys
from edition.readers.assembly import NO_MARKS, Moves, build_inlines
from edition.readers.sequences import IMPOSSIBLE, find_heaviest
from edition.readers.typeset.blocks import Block
from edition.readers.typeset.book import Book
from edition.readers.typeset.rows import NOTE_SIGNS, Kind, Row, groups_of
from edition.text.scripts import is_cjk
from edition.text.source import Source
from edition.text.span import Span

# --- Displaced markers and words, restored where the text itself shows the gap ---


_EMPTY_BRACKETS = re.compile(r"[(\[](?P<hole>\s*)(?=[,)\]])")
_REACH = 4
"""Rows before and after displaced words that are searched for their brackets."""

MARKER = "marker"
TORN = "torn-words"


@dataclass(slots=True)
class Displacements:
    """The restorations of a text, with the gaps they leave and the places of insertion."""

    restorations: list[Restoration] = field(default_factory=list)
    holes: list[Span] = field(default_factory=list)
    insertions: dict[int, tuple[Inline, ...]] = field(default_factory=dict)
    glued: set[int] = field(default_factory=set)
    """Offsets of pieces that continue the preceding word."""
    pieces: dict[int, Sequence[Span]] = field(default_factory=dict)
    """Pieces in their right order, by the number of the first line of their unit."""
    columns: set[int] = field(default_factory=set)
    """Numbers of the first lines of verse in two columns."""

    def moves(self) -> Moves:
        """Return the displacements in the form that ``build_inlines`` takes."""
        return Moves(tuple(sorted(self.holes)), self.insertions, frozenset(self.glued))

    def move_markers(self, notes: Iterable[Note], reason: str) -> None:
        """Move displaced markers to the places where they belong."""
        for note in notes:
            if note.marker is None or note.belongs is None:
                continue
            to, marker = note.belongs, NoteMarker(note.key, note.mark, note.marker)
            self.holes.append(marker.span)
            self.insertions[to] = (*self.insertions.get(to, ()), marker)
            stated = reason.format(mark=marker.mark)
            self.restorations.append(Restoration(MARKER, marker.span, to, stated))

    def move_torn_words(self, rows: Sequence[Row]) -> None:
        """Move isolated Chinese or Japanese words into the only empty brackets near them."""
        for index, row in enumerate(rows):
            if row.kind is Kind.TEXT and len(row.text) > 1 and all(map(is_cjk, row.text)):
                self._fill_brackets(rows, index)

    def _fill_brackets(self, rows: Sequence[Row], index: int) -> None:
        row = rows[index]
        found = [
            (near.line.start + match.start("hole"), near.line.start + match.end("hole"))
            for near in rows[max(0, index - _REACH) : index + _REACH + 1]
            if near.page == row.page
            for match in _EMPTY_BRACKETS.finditer(near.line.text)
        ]
        if len(found) != 1 or found[0][0] in self.insertions:
            return
        start, end = found[0]
        span = row.line.content
        row.kind = Kind.MOVED
        self.insertions[start] = (Text(row.text, span),)
        self.holes.append(Span(start, end))
        reason = "The words are separated from their line, in which a pair of brackets is empty."
        self.restorations.append(Restoration(TORN, span, start, reason))


# --- Notes under captions: a sign in the caption, repeated before a note in small type ---


NOTE_SIGN = "note-sign"
_CAPTION_REASON = (
    "The mark occurs twice, separated from its lines, in a caption: as the marker, and as the "
    "mark of the note in small type below the caption, which has none."
)


def read_caption_notes(
    book: Book, rows: Sequence[Row], taken: Iterable[str], displaced: Displacements
) -> list[Note]:
    """Find the notes under captions and remove their rows from the text.

    ``taken`` are the keys of all other notes.
    """
    keys = NoteKeys(taken)
    found = []
    start = 0
    for group in groups_of(rows):
        signs = [row for row in _caption_before(rows, start) if row.text in NOTE_SIGNS]
        start += len(group)
        if len(signs) != 2 or signs[0].text != signs[1].text or not _is_small(book, group):
            continue
        note = _make_note(book, keys, group, signs)
        found.append(note)
        displaced.glued.add(signs[0].line.content.start)
        moved, to = signs[1].line.content, note.segments[0].start
        displaced.restorations.append(Restoration(NOTE_SIGN, moved, to, _CAPTION_REASON))
        for row in (*group, signs[1]):
            row.kind = Kind.MOVED
    return found


def _caption_before(rows: Sequence[Row], end: int) -> Sequence[Row]:
    start = end
    while start and rows[start - 1].kind is Kind.CAPTION:
        start -= 1
        if rows[start].begins:
            break
    same = start < end and rows[start].page == rows[end].page
    return rows[start:end] if same else ()


def _is_small(book: Book, group: Sequence[Row]) -> bool:
    limit = book.metrics.measures.note_limit
    plain = all(row.kind is Kind.TEXT for row in group)
    return plain and all(row.width > limit for row in group[:-1] or group)


def _make_note(book: Book, keys: NoteKeys, group: Sequence[Row], signs: Sequence[Row]) -> Note:
    label = book.pages[group[0].page].label
    pieces = [row.line.content for row in group]
    span = Span(pieces[0].start, pieces[-1].end)
    inlines = build_inlines(book.source, pieces, NO_MARKS, book.hyphenation)
    return Note(
        key=keys.name(f"p{label}", signs[0].text),
        series=f"p{label}",
        mark=signs[0].text,
        blocks=(Paragraph(inlines, span),),
        segments=(span,),
        mark_span=signs[1].line.content,
        state=NoteState.WHOLE,
        marker=signs[0].line.content,
        page=label,
    )


# --- Stretches whose order the record states ---


ORDER, COLUMN = "order", "column"


def restore_orders(
    displaced: Displacements, source: Source, entries: object, units: Sequence[Block]
) -> None:
    """Apply the entries of a record, and add a restoration for each piece that is moved.

    Skip an entry whose pieces do not make up the complete unit.
    """
    for entry in entries if isinstance(entries, list | tuple) else ():
        if not isinstance(entry, Mapping) or entry.get("kind") not in (ORDER, COLUMN):
            continue
        restore = _restore_order if entry["kind"] == ORDER else _separate_columns
        for unit in units:
            if unit.rows[0].line.number == entry.get("line"):
                restore(displaced, source, unit, entry)


def _restore_order(
    displaced: Displacements, source: Source, unit: Block, entry: Mapping[str, object]
) -> None:
    texts = entry.get("pieces", ())
    pieces = _find_pieces(source, unit, texts)
    if not pieces or not isinstance(texts, list | tuple):
        return
    displaced.pieces[unit.rows[0].line.number] = pieces
    glued = (str(text).startswith("+") for text in texts)
    displaced.glued |= {piece.start for piece in compress(pieces, glued)}
    displaced.restorations += _make_restorations(pieces, str(entry.get("reason", "")))


def _separate_columns(
    displaced: Displacements, source: Source, unit: Block, entry: Mapping[str, object]
) -> None:
    left, *right = part_columns(source, [row.line.content for row in unit.rows])
    if not right:
        return
    displaced.columns.add(unit.rows[0].line.number)
    to, reason = right[0][0].start, str(entry.get("reason", ""))
    displaced.restorations += (
        Restoration(COLUMN, piece, to, reason) for piece in left if piece.start > to
    )


def part_columns(source: Source, pieces: Sequence[Span]) -> list[list[Span]]:
    """Split lines that hold two columns, one of them Chinese or Japanese, into the columns."""
    cuts = [_column_cut(source.slice(piece)) for piece in pieces]
    if sum(cut > 0 for cut in cuts) < 2:
        return [list(pieces)]
    left = [Span(p.start, p.start + cut) for p, cut in zip(pieces, cuts, strict=True) if cut > 0]
    right = []
    for piece, cut in zip(pieces, cuts, strict=True):
        text = source.slice(piece)[max(cut, 0) :]
        start = piece.end - len(text.lstrip())
        right.append(Span(start, piece.end))
    return [left, [span for span in right if len(span)]]


def _column_cut(text: str) -> int:
    """Return the length of the Chinese or Japanese start of a line; 0 if no other words follow."""
    end = 0
    for index, character in enumerate(text):
        if is_cjk(character):
            end = index + 1
        elif character.isalpha():
            break
    return end if 0 < end < len(text) and text[end:].strip() else 0


def _find_pieces(source: Source, unit: Block, texts: object) -> list[Span]:
    lines = [row.line.content for row in unit.rows]
    free = [[span.start, span.end] for span in lines]
    found: list[Span] = []
    for text in texts if isinstance(texts, list | tuple) else ():
        span = _take(source, free, str(text).removeprefix("+").strip())
        if span is None:
            return []
        found.append(span)
    left = "".join(source.text[start:end] for start, end in free)
    return found if not left.strip() else []


def _take(source: Source, free: list[list[int]], text: str) -> Span | None:
    """Remove a text from the free stretch equal to it, or else from the first that contains it."""
    ordered = sorted(
        enumerate(free), key=lambda item: source.text[item[1][0] : item[1][1]].strip() != text
    )
    for index, (start, end) in ordered:
        at = source.text.find(text, start, end) if text else -1
        if at >= 0:
            free[index : index + 1] = [[start, at], [at + len(text), end]]
            return Span(at, at + len(text))
    return None


def _make_restorations(pieces: Sequence[Span], reason: str) -> Iterable[Restoration]:
    """Return restorations for the pieces outside the longest run in the order of the witness."""
    staying = find_heaviest(
        range(len(pieces)),
        lambda index: 1.0,
        lambda a, b: 0.0 if pieces[a].start < pieces[b].start else IMPOSSIBLE,
        reach=len(pieces),
    )
    for index, piece in enumerate(pieces):
        if index not in staying:
            yield Restoration(ORDER, piece, pieces[index - 1].end if index else piece.start, reason)
