"""Notes at the feet of pages, put together from their pieces, with their markers and states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from edition.model.document import Fragment, Inline, Lacuna, Note, NoteMarker, NoteState, Paragraph
from edition.model.note_keys import NoteKeys
from edition.readers.assembly import NO_MARKS, Hyphenation, build_inlines
from edition.readers.inference.candidates import Candidate
from edition.readers.inference.extents import FoundNote
from edition.readers.typeset.measures import Setting, is_sign
from edition.readers.typeset.note_fragments import (
    Piece,
    choose_markers,
    choose_openings,
    cut_pieces,
    find_stop,
    give_owners,
    read_sign,
)
from edition.readers.typeset.pages import BookPage
from edition.text.source import Source
from edition.text.span import Span

_CUT_ADDRESS = re.compile(r"https?://[^\s/]+\.\s*$")
"""An address that breaks off inside the name of its host."""
_LOST = "text lost in the witness"
_MISSING_START = "the beginning is missing from this witness"
_MISSING_END = "the rest is missing from this witness"


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that count through one stretch of the witness."""

    name: str
    offsets: range


@dataclass(frozen=True, slots=True)
class FootNotes:
    """The notes of a book, and the fragments by page index."""

    notes: tuple[Note, ...] = ()
    fragments: tuple[tuple[int, Fragment], ...] = ()


def make_markers(notes: Iterable[Note]) -> list[NoteMarker]:
    """Make the markers of notes that stand where they belong."""
    return [
        NoteMarker(note.key, note.sign, note.marker)
        for note in notes
        if note.marker and note.belongs is None
    ]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Whatever could call or open a note, in the forms that the notes have."""

    markers: Sequence[Candidate]
    openings: Sequence[Candidate]


def read_foot_notes(
    source: Source,
    setting: Setting,
    pages: Sequence[BookPage],
    series: Sequence[Series],
    found: Sequence[FoundNote],
    candidates: Candidates,
    hyphenation: Hyphenation,
) -> FootNotes:
    """Put the notes at the feet of the pages together; ``found`` are those that were paired."""
    builder = _Builder(source, setting, pages, found, candidates.openings, hyphenation)
    for one in sorted(candidates.markers):
        builder.markers.setdefault(setting.lines[one.line].start, []).append(one)
    for part in series:
        builder.read_series(part)
    return FootNotes(tuple(sorted(builder.notes, key=note_place)), tuple(builder.fragments))


@dataclass(slots=True)
class _Builder:
    source: Source
    setting: Setting
    pages: Sequence[BookPage]
    found: Sequence[FoundNote]
    openings: Sequence[Candidate]
    hyphenation: Hyphenation
    markers: dict[int, list[Candidate]] = field(default_factory=dict)
    """What may be markers, by the offset of the line."""
    keys: NoteKeys = field(default_factory=NoteKeys)
    notes: list[Note] = field(default_factory=list)
    fragments: list[tuple[int, Fragment]] = field(default_factory=list)

    def read_series(self, series: Series) -> None:
        inside = [note for note in self.found if note.opening.start in series.offsets]
        lines = self.setting.lines
        known = {lines[note.opening.line].start: note.opening for note in inside}
        free = (one for one in self.openings if one.start in series.offsets)
        openings = choose_openings(self.pages, free, known)
        cut = cut_pieces(self.pages, openings)
        pieces = [piece for piece in cut if piece.lines[0].start in series.offsets]
        numbered = {piece.number: piece.page for piece in pieces if piece.number}
        places: Mapping[int, tuple[Candidate, int]] = {}
        if numbered:
            near = {s: ones for s, ones in self.markers.items() if s in series.offsets}
            paired = {note.marker.start for note in inside if note.marker}
            places = choose_markers(self.pages, near, numbered, paired)
        highest = partial(_find_last, {number: page for number, (_, page) in places.items()})
        give_owners(pieces, self.pages, highest)
        self._make_notes(series.name, pieces, places)

    def _make_notes(
        self, series: str, pieces: Sequence[Piece], places: Mapping[int, tuple[Candidate, int]]
    ) -> None:
        owned: dict[str, list[list[int]]] = {}
        for index, piece in enumerate(pieces):
            if not piece.owner:
                self.fragments.append((piece.page, self._fragment(piece)))
                continue
            parts = owned.setdefault(_owner_key(piece), [])
            if piece.sign or not parts:  # a sign that stands again opens another note
                parts.append([])
            parts[-1].append(index)
        for number in places:
            owned.setdefault(str(number), [[]])
        for owner, parts in owned.items():
            # The marker is that of the first note whose sign is there.
            called = next((part for part in parts if part and pieces[part[0]].sign), parts[0])
            for indices in parts:
                one, page = places.get(int(owner), _NOWHERE) if owner.isdecimal() else _NOWHERE
                page = pieces[indices[0]].page if indices else page
                name, sign = series, owner
                if not owner.isdecimal():
                    name, sign = f"p{self.pages[page].label}", pieces[indices[0]].sign
                    one = self._find_sign(self.pages[page], sign)
                one = one if indices is called else None
                self.notes.append(self._make_note(name, sign, indices, pieces, one, page))

    def _make_note(
        self,
        series: str,
        sign: str,
        indices: Sequence[int],
        pieces: Sequence[Piece],
        one: Candidate | None,
        page: int,
    ) -> Note:
        spans = [span for index in indices for span in pieces[index].spans]
        whole = Span(spans[0].start, spans[-1].end) if spans else None
        inlines, state = self._put_together(indices, pieces)
        return Note(
            key=self.keys.name(series, sign),
            series=series,
            sign=sign,
            blocks=(Paragraph(inlines, whole),) if whole else (),
            segments=tuple(
                Span(own[0].start, own[-1].end) for i in indices if (own := pieces[i].spans)
            ),
            sign_span=pieces[indices[0]].sign_span if indices else None,
            state=state if one or not indices else NoteState.UNMARKED,
            marker=Span(one.start, one.end) if one else None,
            belongs=self._find_stop(one) if one else None,
            page=self.pages[page].label,
        )

    def _find_stop(self, one: Candidate) -> int | None:
        """Return where a marker belongs that slid to the start of its line."""
        slid = one.surroundings.endswith("first")
        return find_stop(self.setting.lines[one.line], one.end) if slid else None

    def _put_together(
        self, indices: Sequence[int], pieces: Sequence[Piece]
    ) -> tuple[tuple[Inline, ...], NoteState]:
        """Build the inlines of a note, with a lacuna wherever text is missing."""
        if not indices:
            return (), NoteState.MISSING
        inlines: list[Inline] = []
        run: list[Span] = []
        for index in indices:
            piece, first = pieces[index], index == indices[0]
            if not piece.sign if first else piece.after_loss or index - 1 not in indices:
                reason = _MISSING_START if first else _LOST
                inlines += [*self._inlines(run), _lacuna(reason, piece.spans[0].start)]
                run = []
            run += piece.spans
        inlines += self._inlines(run)
        if self._breaks_off(pieces, indices[-1]):
            inlines.append(_lacuna(_MISSING_END, pieces[indices[-1]].lines[-1].content.end))
        if not pieces[indices[0]].sign:
            return tuple(inlines), NoteState.FRAGMENT
        lost = any(isinstance(inline, Lacuna) for inline in inlines)
        return tuple(inlines), NoteState.TRUNCATED if lost else NoteState.WHOLE

    def _inlines(self, run: Sequence[Span]) -> tuple[Inline, ...]:
        return build_inlines(self.source, run, NO_MARKS, self.hyphenation)

    def _breaks_off(self, pieces: Sequence[Piece], index: int) -> bool:
        """True if a piece ends in the middle of a line of thought and nothing continues it."""
        piece = pieces[index]
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        if after and after.page == piece.page and not after.after_loss:
            return False
        width = self.setting.width(piece.lines[-1])
        full = width > 0.85 * (self.setting.measures.note or self.setting.measures.body)
        if piece.ends:
            return full and bool(_CUT_ADDRESS.search(piece.lines[-1].text))
        return full or piece.lines[-1].text.rstrip()[-1:] in "-,;:("

    def _fragment(self, piece: Piece) -> Fragment:
        span = Span(piece.spans[0].start, piece.spans[-1].end)
        inlines = [_lacuna(_MISSING_START, span.start), *self._inlines(piece.spans)]
        if not piece.ends:
            inlines.append(_lacuna(_MISSING_END, span.end))
        return Fragment(tuple(inlines), span)

    def _find_sign(self, page: BookPage, sign: str) -> Candidate | None:
        for line in page.text:
            for one in self.markers.get(line.start, ()):
                if is_sign(one) and read_sign(line, one) == sign:
                    return one
        return None


_NOWHERE = (None, 0)


def _find_last(pages: Mapping[int, int], page: int) -> int:
    """Return which number stood last in the text up to the end of a page."""
    return max((number for number, at in pages.items() if at <= page), default=0)


def _owner_key(piece: Piece) -> str:
    """Return the number of a note; for one with a sign the sign and its page."""
    if piece.owner.isdecimal():
        return piece.owner
    return f"{piece.owner}{piece.page if piece.sign else piece.page - 1}"


def _lacuna(reason: str, offset: int) -> Lacuna:
    return Lacuna(reason, Span(offset, offset))


def note_place(note: Note) -> tuple[int, int]:
    """Return what notes are sorted by: the place of the marker, or of the text without one."""
    place = note.marker or note.sign_span or note.segments[0]
    return (place.start, place.end)
