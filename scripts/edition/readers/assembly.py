"""Build inlines from stretches of the witness: text, joins, markers, page starts.

A reader decides which stretches make up a block and where the marks are; this module turns them
into inlines whose spans account for every character in between.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from edition.model.document import Inline, Join, JoinKind, LineBreak, PageStart, Text
from edition.text.scripts import is_cjk
from edition.text.source import Source
from edition.text.span import Span

HYPHENS = "-\u2010\u00ad"
"""Characters that can divide a word at the end of a line: hyphen-minus, hyphen, soft hyphen."""
DASHES = "\u2013\u2014\u2015"


class Hyphenation(Protocol):
    """A decision procedure for hyphens at the ends of lines."""

    def decide(self, left: str, right: str, offset: int = -1) -> tuple[JoinKind, str]:
        """Return HYPHEN_JOINED or HYPHEN_KEPT for the two parts of a word, and the evidence.

        ``left`` is the word before the hyphen (excluding it), ``right`` the word after it, and
        ``offset`` the offset of the hyphen in the witness, or -1 if unknown.
        """


@dataclass(frozen=True, slots=True)
class Marks:
    """Inlines placed inside the text, sorted by their place.

    Marks with an empty span (page starts) precede the character at their offset.
    """

    inlines: tuple[Inline, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, inlines: Iterable[Inline]) -> Marks:
        """Sort marks by start; at one offset, empty spans come first."""
        ordered = sorted(inlines, key=lambda inline: (inline.span.start, inline.span.end))
        return cls(tuple(ordered), tuple(inline.span.start for inline in ordered))

    def within(self, start: int, end: int) -> Sequence[Inline]:
        """Return the marks whose start lies in ``[start, end)``."""
        return self.inlines[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


NO_MARKS = Marks((), ())


@dataclass(frozen=True, slots=True)
class Moves:
    """Text displaced by the extraction: the stretches to omit and the places of insertion."""

    holes: tuple[Span, ...] = ()
    """Stretches omitted from the text, sorted."""
    insertions: Mapping[int, tuple[Inline, ...]] = field(default_factory=dict)
    """Inlines to insert, by the offset of the following character or of the end of a piece."""
    glued: frozenset[int] = frozenset()
    """Offsets of pieces that continue the last word of the preceding piece."""
    offsets: tuple[int, ...] = field(init=False)
    """Offsets of holes and insertions, sorted."""

    def __post_init__(self) -> None:
        places = (*(hole.start for hole in self.holes), *self.insertions)
        object.__setattr__(self, "offsets", tuple(sorted(places)))

    def touch(self, piece: Span) -> bool:
        """True if text was displaced from or into a piece."""
        index = bisect_left(self.offsets, piece.start)
        return index < len(self.offsets) and self.offsets[index] <= piece.end


NO_MOVES = Moves()


def build_inlines(
    source: Source,
    pieces: Sequence[Span],
    marks: Marks,
    hyphenation: Hyphenation,
    *,
    keep_lines: bool = False,
    keep_words: bool = False,
    moves: Moves = NO_MOVES,
) -> tuple[Inline, ...]:
    """Make the inlines of one block from its pieces in reading order.

    ``pieces`` are stretches of the witness, usually the content of one line each, without white
    space at either end. A join separates two pieces (or, with ``keep_lines``, a line break, unless
    ``keep_words`` is set and a word is divided there).
    Marks with a span inside a piece replace its characters; page starts between two pieces
    follow the join. ``moves`` omits displaced text and inserts it in its right place.
    """
    inlines: list[Inline] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        breaks = keep_lines and not (
            keep_words and following and _divides(source, piece, following)
        )
        join = _find_join(source, piece, following, hyphenation, breaks)
        if following is not None and (
            following.start == piece.end or following.start in moves.glued
        ):
            join = Join(JoinKind.NOTHING, Span(piece.end, piece.end), "one word in two parts")
        end = join.span.start if isinstance(join, Join) else piece.end
        _append_piece(inlines, source, Span(piece.start, end), marks, moves)
        if join is not None and following is not None:
            inlines.append(join)
            inlines += _pages_between(piece, following, marks)
    return tuple(inlines)


def _append_piece(
    inlines: list[Inline], source: Source, piece: Span, marks: Marks, moves: Moves
) -> None:
    position = piece.start
    for span, put in _events(piece, marks, moves):
        if span.start < position:
            continue
        _append_text(inlines, source, position, span.start)
        inlines += put
        position = span.end
    _append_text(inlines, source, position, piece.end)


def _events(piece: Span, marks: Marks, moves: Moves) -> Iterable[tuple[Span, tuple[Inline, ...]]]:
    """Return, in order, the spans of a piece to replace, each with its replacement."""
    found = marks.within(piece.start, piece.end)
    if not moves.touch(piece):
        return [(mark.span, (mark,)) for mark in found]
    holes = [(hole, ()) for hole in moves.holes if piece.start <= hole.start < piece.end]
    put = [
        (Span(offset, offset), inlines)
        for offset, inlines in moves.insertions.items()
        if piece.start < offset <= piece.end
    ]
    skipped = {hole.start for hole, _ in holes}
    kept = [
        (mark.span, (mark,)) for mark in found if mark.span.start not in skipped or not mark.span
    ]
    return sorted([*holes, *put, *kept], key=lambda event: (event[0].start, event[0].end))


def _append_text(inlines: list[Inline], source: Source, start: int, end: int) -> None:
    if start < end:
        inlines.append(Text(source.text[start:end], Span(start, end)))


def _divides(source: Source, piece: Span, following: Span) -> bool:
    """True if a hyphen divides a lower-case word between a piece and the next."""
    hyphen = source.text[piece.start : piece.end][-2:]
    return (
        hyphen[1:] in tuple(HYPHENS)
        and hyphen[0].islower()
        and source.text[following.start].islower()
    )


def _pages_between(piece: Span, following: Span, marks: Marks) -> list[Inline]:
    if following.start <= piece.end:
        return []
    return [m for m in marks.within(piece.end, following.start) if isinstance(m, PageStart)]


def _find_join(
    source: Source,
    piece: Span,
    following: Span | None,
    hyphenation: Hyphenation,
    keep_lines: bool,
) -> Join | LineBreak | None:
    if following is None or not len(piece):
        return None
    if keep_lines:
        return LineBreak(Span(piece.end, piece.end))
    last, first = source.text[piece.end - 1], source.text[following.start]
    if last in HYPHENS and len(piece) > 1:
        return _join_at_hyphen(source, piece, following, hyphenation)
    empty = Span(piece.end, piece.end)
    if last in DASHES or first in "\u2014\u2015" or (is_cjk(last) and is_cjk(first)):
        return Join(JoinKind.NOTHING, empty)
    return Join(JoinKind.SPACE, empty)


def _join_at_hyphen(source: Source, piece: Span, following: Span, hyphenation: Hyphenation) -> Join:
    left = last_word(source.text[piece.start : piece.end - 1])
    right = first_word(source.text[following.start : following.end])
    if not left or not right:
        return Join(JoinKind.SPACE, Span(piece.end, piece.end), "no word at the hyphen")
    kind, evidence = hyphenation.decide(left, right, piece.end - 1)
    return Join(kind, Span(piece.end - 1, piece.end), evidence)


_IN_WORD = "'\u2019\u02bc\u2018-\u2010\u2013"


def _is_word_character(character: str) -> bool:
    return character.isalnum() or character in _IN_WORD or unicodedata.combining(character) > 0


def last_word(text: str) -> str:
    """Return the word at the end of the text, with its hyphenated parts; empty if none."""
    position = len(text)
    while position and _is_word_character(text[position - 1]):
        position -= 1
    return text[position:]


def first_word(text: str) -> str:
    """Return the word at the start of the text, with its hyphenated parts; empty if none."""
    position = 0
    while position < len(text) and _is_word_character(text[position]):
        position += 1
    return text[:position]
