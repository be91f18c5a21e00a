"""A view of a document by offsets in the witness."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from edition.model.document import (
    Division,
    Document,
    Fragment,
    Inline,
    Join,
    JoinKind,
    Leaf,
    Note,
    NoteMarker,
    Quotation,
    Styled,
    Text,
    Verse,
)
from edition.model.traversal import (
    INLINES,
    LEAVES,
    inlines_of,
    running_text,
    walk,
    walk_leaves,
    walk_with_ancestors,
)
from edition.readers.assembly import HYPHENS
from edition.text.source import Source
from edition.text.span import Span

_JOINED = {JoinKind.HYPHEN_JOINED: "joined", JoinKind.HYPHEN_KEPT: "kept"}


_READ: tuple[type[Leaf | Division], ...] = (*LEAVES, Division)


@dataclass(frozen=True, slots=True, order=True)
class _Stretch:
    """Characters of a leaf; leaves and quotations are numbered in order."""

    span: Span
    leaf: int
    quotation: int = -1
    verse: int = -1
    """Number of the run of verse: consecutive stanzas form a run."""
    fragment: bool = False
    marker: bool = False


@dataclass(slots=True)
class View:
    """Looks up places of a document by their offsets."""

    source: Source
    stretches: list[_Stretch] = field(default_factory=list)
    hyphens: dict[int, str] = field(default_factory=dict)
    notes: dict[tuple[str, str], Note] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _leaves: int = 0
    _quotations: int = 0
    _quotation: Quotation | None = None
    _runs: int = 0
    _in_verse: bool = False

    @classmethod
    def of(cls, source: Source, document: Document) -> View:
        """Return a view of the blocks, headings and notes of a document."""
        view = cls(source)
        for node, ancestors in walk_with_ancestors(running_text(document), *_READ):
            view._add_leaf(node, next((a for a in ancestors if isinstance(a, Quotation)), None))
        for note in document.notes:
            view.notes[note.series, note.mark] = note
            for leaf in walk_leaves(note.blocks):
                view.hyphens.update(_read_hyphens(inlines_of(leaf)))
        view.stretches.sort()
        view._starts = [stretch.span.start for stretch in view.stretches]
        return view

    def _add_leaf(self, node: Leaf | Division, quotation: Quotation | None) -> None:
        if quotation is not self._quotation:
            self._quotation = quotation
            self._quotations += quotation is not None
        verse = isinstance(node, Verse)
        self._leaves += 1
        self._runs += verse and not self._in_verse
        self._in_verse = verse
        place = (
            self._leaves,
            -1 if quotation is None else self._quotations,
            self._runs if verse else -1,
            isinstance(node, Fragment),
        )
        inlines = inlines_of(node)
        for inline in walk(inlines, *INLINES):
            if len(inline.span) and not isinstance(inline, Styled):
                marker = isinstance(inline, NoteMarker)
                self.stretches.append(_Stretch(inline.span, *place, marker))
        self.hyphens.update(_read_hyphens(inlines))

    def _at(self, offset: int) -> _Stretch | None:
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or self.stretches[index].span.end <= offset:
            return None
        return self.stretches[index]

    def hyphen_at(self, offset: int) -> str:
        """Return ``joined`` or ``kept`` for a line-end hyphen, empty for any other character."""
        return self.hyphens.get(offset, "")

    def leaf_at(self, offset: int) -> int | None:
        """Return the number of the block of running text with a character, or None."""
        stretch = self._at(offset)
        return None if stretch is None or stretch.fragment else stretch.leaf

    def is_marker(self, offset: int) -> bool:
        """Return whether a character belongs to a note marker."""
        stretch = self._at(offset)
        return stretch is not None and stretch.marker

    def quotation_at(self, offset: int, *, verse: bool = False) -> tuple[int, int] | None:
        """Return the first and last line of the quotation around a character, or None.

        With ``verse``, verse outside a quotation counts as one.
        """
        here = self._at(offset)
        if here is None or (here.quotation < 0 and not (verse and here.verse >= 0)):
            return None
        spans = [s.span for s in self.stretches if _together(here, s)]
        first, last = min(s.start for s in spans), max(s.end for s in spans)
        return self.source.place(first).line, self.source.place(last - 1).line

    def note(self, series: str, sign: str) -> Note | None:
        """Return the note of a series with a mark, or None."""
        return self.notes.get((series, sign))

    def note_text_end(self, offset: int) -> int | None:
        """Return the end of the note text or fragment around an offset, or None."""
        for note in self.notes.values():
            if any(span.start <= offset < span.end for span in note.segments):
                return self.trim(note.segments[-1].end)
        return self.fragment_end(offset)

    def fragment_end(self, offset: int) -> int | None:
        """Return the end of the fragment around an offset, or None."""
        here = self._at(offset)
        if here is None or not here.fragment:
            return None
        return self.trim(max(s.span.end for s in self.stretches if s.leaf == here.leaf))

    def trim(self, offset: int) -> int:
        """Return the offset of the end of the text before, without white space."""
        while offset and self.source.text[offset - 1].isspace():
            offset -= 1
        return offset

    def show(self, offset: int | None) -> str:
        """Return line and column of an offset, empty for None."""
        if offset is None:
            return ""
        place = self.source.place(offset)
        return f"{place.line}:{place.column}"


def _together(here: _Stretch, other: _Stretch) -> bool:
    if here.quotation >= 0:
        return other.quotation == here.quotation
    return other.verse == here.verse


def _read_hyphens(inlines: Sequence[Inline]) -> Iterator[tuple[int, str]]:
    """Yield the offset of each hyphen that a join decides, with the decision, joined or kept."""
    before = 0
    for inline in walk(inlines, *INLINES):
        if isinstance(inline, Text):
            before = inline.span.end if inline.text[-1:] in HYPHENS else 0
        elif isinstance(inline, Join):
            if inline.kind in _JOINED:
                yield inline.span.start, _JOINED[inline.kind]
            elif inline.kind is JoinKind.NOTHING and before:
                yield before - 1, "kept"
