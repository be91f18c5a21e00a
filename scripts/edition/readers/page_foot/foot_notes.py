"""Notes at the feet of pages, put together from their pieces, with their markers and states."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from edition.model.document import Fragment, Inline, Lacuna, Note, NoteMarker, NoteState, Paragraph
from edition.model.note_keys import NoteKeys
from edition.readers.assembly import NO_MARKS, Hyphenation, build_inlines
from edition.readers.inference.candidates import Candidate
from edition.readers.page_foot.measure import Setting, is_sign
from edition.readers.page_foot.note_fragments import (
    Piece,
    choose_markers,
    choose_openings,
    choose_sign_openings,
    cut_pieces,
    find_stop,
    give_owners,
    read_sign,
)
from edition.readers.page_foot.pages import BookPage
from edition.text.source import Source
from edition.text.span import Span

_CUT_ADDRESS = re.compile(r"https?://[^\s/]+\.\s*$")
"""An address that breaks off inside the name of its host."""
_LOST = "text lost in the witness"
_MISSING_START = "the beginning is missing from this witness"
_MISSING_END = "the rest is missing from this witness"


_Place: TypeAlias = tuple[Candidate, int]
"""A marker and the index of its page."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that count through one stretch of the witness."""

    name: str
    start: int
    end: int

    def key(self, sign: str) -> str:
        """Return the key of a note of the series."""
        return f"{self.name}.{sign}" if self.name else sign


@dataclass(frozen=True, slots=True)
class FootNotes:
    """The notes of a book, their markers as inlines, and the fragments by page index."""

    notes: tuple[Note, ...] = ()
    markers: tuple[NoteMarker, ...] = ()
    belongs: Mapping[int, int] = field(default_factory=dict)
    """For markers that slid: offset of the marker, offset where it belongs."""
    fragments: tuple[tuple[int, Fragment], ...] = ()


def read_foot_notes(
    source: Source,
    setting: Setting,
    pages: Sequence[BookPage],
    series: Sequence[Series],
    hyphenation: Hyphenation,
) -> FootNotes:
    """Pair the markers of every series with the notes at the feet of the pages."""
    builder = _Builder(source, setting, pages, hyphenation)
    for one in series:
        builder.read_series(one)
    return builder.result()


@dataclass(slots=True)
class _Builder:
    source: Source
    setting: Setting
    pages: Sequence[BookPage]
    hyphenation: Hyphenation
    keys: NoteKeys = field(default_factory=NoteKeys)
    notes: list[Note] = field(default_factory=list)
    markers: list[NoteMarker] = field(default_factory=list)
    belongs: dict[int, int] = field(default_factory=dict)
    fragments: list[tuple[int, Fragment]] = field(default_factory=list)

    def result(self) -> FootNotes:
        notes = sorted(self.notes, key=note_place)
        markers = sorted(self.markers, key=lambda marker: marker.span.start)
        return FootNotes(tuple(notes), tuple(markers), self.belongs, tuple(self.fragments))

    def read_series(self, series: Series) -> None:
        openings = choose_openings(self.pages, self.setting.openings, series.start, series.end)
        for page in self.pages:
            if series.start <= page.start < series.end:
                openings = {**choose_sign_openings(page, self.setting.signs), **openings}
        pieces = [
            piece
            for piece in cut_pieces(self.pages, openings)
            if series.start <= piece.lines[0].start < series.end
        ]
        numbered = {piece.number: piece.page for piece in pieces if piece.number}
        inside = range(series.start, series.end)
        places = choose_markers(self.pages, self.setting, inside, numbered) if numbered else {}
        give_owners(pieces, self.pages, _find_last(places))
        self._make_notes(series, pieces, places)

    def _make_notes(
        self, series: Series, pieces: Sequence[Piece], places: Mapping[int, _Place]
    ) -> None:
        owned: dict[str, list[int]] = {}
        for index, piece in enumerate(pieces):
            if piece.owner:
                owned.setdefault(_owner_key(piece), []).append(index)
            else:
                self.fragments.append((piece.page, self._fragment(piece)))
        for number in places:
            owned.setdefault(str(number), [])
        for sign, indices in owned.items():
            if sign.isdecimal():
                self._add_note(series, sign, indices, pieces, places.get(int(sign)))
            else:
                self._add_sign_note(indices, pieces)

    def _add_note(
        self,
        series: Series,
        sign: str,
        indices: Sequence[int],
        pieces: Sequence[Piece],
        place: _Place | None,
    ) -> None:
        one, page = place or (None, 0)
        marker = Span(one.start, one.end) if one else None
        belongs = self._find_stop(one) if one else None
        if one and belongs is not None:
            self.belongs[one.start] = belongs
        page = pieces[indices[0]].page if indices else page
        self._add(series.key(sign), series.name, sign, indices, pieces, page, marker, belongs)

    def _find_stop(self, one: Candidate) -> int | None:
        """Return where a marker belongs that slid to the start of its line."""
        slid = one.surroundings.endswith("first")
        return find_stop(self.setting.lines[one.line], one.end) if slid else None

    def _add(
        self,
        key: str,
        series: str,
        sign: str,
        indices: Sequence[int],
        pieces: Sequence[Piece],
        page: int,
        marker: Span | None,
        belongs: int | None = None,
    ) -> None:
        own = [pieces[index] for index in indices]
        inlines, state = self._put_together(indices, pieces)
        spans = [span for piece in own for span in piece.spans]
        whole = Span(spans[0].start, spans[-1].end) if spans else None
        if marker:
            self.markers.append(NoteMarker(key, sign, marker))
        self.notes.append(
            Note(
                key,
                series,
                sign,
                (Paragraph(inlines, whole),) if whole else (),
                tuple(Span(p.spans[0].start, p.spans[-1].end) for p in own if p.spans),
                own[0].sign_span if own else None,
                state if marker or not own else NoteState.UNMARKED,
                marker,
                belongs,
                self.pages[page].label,
            )
        )

    def _put_together(
        self, indices: Sequence[int], pieces: Sequence[Piece]
    ) -> tuple[tuple[Inline, ...], NoteState]:
        """Build the inlines of a note, with a lacuna wherever text is missing."""
        if not indices:
            return (), NoteState.MISSING
        inlines: list[Inline] = []
        run: list[Span] = []
        lacunas = 0
        for index in indices:
            piece = pieces[index]
            if index == indices[0] and not piece.sign:
                inlines.append(_lacuna(_MISSING_START, piece.spans[0].start))
                lacunas += 1
            elif index != indices[0] and (piece.after_loss or index - 1 not in indices):
                inlines += [*self._inlines(run), _lacuna(_LOST, piece.spans[0].start)]
                run = []
                lacunas += 1
            run += piece.spans
        inlines += self._inlines(run)
        if self._breaks_off(pieces, indices[-1]):
            inlines.append(_lacuna(_MISSING_END, pieces[indices[-1]].lines[-1].content.end))
            lacunas += 1
        if not pieces[indices[0]].sign:
            return tuple(inlines), NoteState.FRAGMENT
        return tuple(inlines), NoteState.TRUNCATED if lacunas else NoteState.WHOLE

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

    def _add_sign_note(self, indices: Sequence[int], pieces: Sequence[Piece]) -> None:
        head = pieces[indices[0]]
        page = self.pages[head.page]
        series = f"p{page.label}"
        key, marker = self.keys.name(series, head.sign), self._find_sign(page, head.sign)
        self._add(key, series, head.sign, indices, pieces, head.page, marker)

    def _find_sign(self, page: BookPage, sign: str) -> Span | None:
        for line in page.text:
            for one in self.setting.markers.get(line.number, ()):
                if is_sign(one) and read_sign(line, one) == sign:
                    return Span(one.start, one.end)
        return None


def _find_last(places: Mapping[int, _Place]) -> Callable[[int], int]:
    """Return what tells which number stood last in the text up to the end of a page."""
    numbers = sorted(places)
    pages = [places[number][1] for number in numbers]

    def find(page: int) -> int:
        count = bisect_right(pages, page)
        return numbers[count - 1] if count else 0

    return find


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
