"""Notes at the feet of pages: their fragments, the note of each fragment, markers and states.

Notes stand in the order of their numbers, so that text right before note 46 is the end of note
45, no matter on which page it stands. Where the extraction lost text between two fragments, nothing
is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from edition.model.document import Fragment, Inline, Lacuna, Note, NoteMarker, NoteState, Paragraph
from edition.model.note_keys import NoteKeys
from edition.readers.assembly import NO_MARKS, Hyphenation, build_inlines
from edition.readers.chunks import ends_sentence
from edition.readers.inference.candidates import Candidate
from edition.readers.inference.extents import FoundNote
from edition.readers.inference.labels import LabelKind
from edition.readers.lines import Line
from edition.readers.sequences import Numbered, find_numbers
from edition.readers.typeset.book import BookPage
from edition.readers.typeset.measures import LONG, PageMetrics, is_sign, weigh_marker
from edition.text.quotation_marks import AFTER_STOP
from edition.text.source import Source
from edition.text.span import Span


@dataclass(slots=True)
class NoteFragment:
    """A stretch of note text without a page end or a loss in it."""

    page: int
    lines: list[Line] = field(default_factory=list)
    sign: str = ""
    """Number or sign that opens it; empty if it has none."""
    mark_span: Span | None = None
    after_loss: bool = False
    """True if the extraction lost text right before it."""
    first: bool = False
    """True if it is the first at the foot of its page."""
    owner: str = ""
    """Number or sign of the note that it belongs to; empty if that is unknown."""

    @property
    def number(self) -> int:
        """The number that opens it; 0 if it has none."""
        return int(self.sign) if self.sign.isdecimal() else 0

    @property
    def ends(self) -> bool:
        """True if its last line comes to a stop."""
        return ends_sentence(self.lines[-1].text)

    @property
    def spans(self) -> list[Span]:
        """Spans of its lines without the opening sign and white space."""
        spans = [line.content for line in self.lines if not line.blank]
        if self.mark_span:
            rest = self.lines[0].text[self.mark_span.end - self.lines[0].start :]
            start = self.mark_span.end + len(rest) - len(rest.lstrip())
            spans[0] = Span(start, max(start, spans[0].end))
        return [span for span in spans if len(span)]


_PAIRED: Final = 2.0
"""What a candidate gains that the inference paired, …"""
_CALLED: Final = 0.75
"""… and one whose number is called on its page: behind lost notes nothing else speaks for it."""


def choose_openings(
    pages: Sequence[BookPage],
    candidates: Iterable[Candidate],
    found: Mapping[int, Candidate],
    markers: Mapping[int, Sequence[Candidate]],
) -> dict[int, Candidate]:
    """Return the openings of one series by the offset of their line, those found among them.

    ``candidates`` may open a note; one at the foot of a page does where its number is missing and
    it looks as others that were found. ``markers`` may call one, by the offset of their line.
    """
    feet = {line.content.start: line.start for page in pages for line in page.foot}
    page_of = {line.content.start: index for index, page in enumerate(pages) for line in page.foot}
    calls = {
        (index, one.label)
        for index, page in enumerate(pages)
        for line in page.text
        for one in markers.get(line.start, ())
    }
    looks = {one.look for one in found.values()}
    paired = {one.start for one in found.values()}
    alike = (one for one in candidates if one.start in feet and one.look in looks)
    numbers = [
        Numbered(
            one.label.value,
            1.0
            + _PAIRED * (one.start in paired)
            + _CALLED * ((page_of[one.start], one.label) in calls),
            one,
        )
        for one in sorted(alike)
        if one.label.kind is LabelKind.NUMBER and not one.label.part
    ]
    chosen = (one.item for one in find_numbers(numbers))
    return {**{feet[one.start]: one for one in chosen}, **found}


def cut_fragments(
    pages: Iterable[BookPage], openings: Mapping[int, Candidate]
) -> list[NoteFragment]:
    """Cut the feet of pages at every opening and at every loss, in reading order."""
    fragments: list[NoteFragment] = []
    for index, page in enumerate(pages):
        first = True
        for line in page.foot:
            if line.blank:
                continue
            lost = line.start in page.losses
            if first or lost or line.start in openings:
                fragments.append(_open_fragment(index, line, openings, first=first, lost=lost))
            fragments[-1].lines.append(line)
            first = False
    return fragments


def _open_fragment(
    page: int, line: Line, openings: Mapping[int, Candidate], *, first: bool, lost: bool
) -> NoteFragment:
    one = openings.get(line.start)
    if one is None:
        return NoteFragment(page, after_loss=lost, first=first)
    sign = read_sign(line, one)
    length = len(line.text[one.start - line.start : one.end - line.start].rstrip())
    span = Span(one.start, one.start + length)
    return NoteFragment(page, [], sign, span, after_loss=lost, first=first, owner=sign)


def read_sign(line: Line, one: Candidate) -> str:
    """Return the number or sign of a candidate as its line has it."""
    return line.text[one.sign[0] - line.start : one.sign[1] - line.start]


def assign_fragments(
    fragments: Sequence[NoteFragment], pages: Sequence[BookPage], last_marker: Callable[[int], int]
) -> None:
    """Find for every fragment without a number the note that it belongs to, where that is certain.

    ``last_marker`` returns the number of the last marker on the page of an index or before it.
    """
    for index, fragment in enumerate(fragments):
        if fragment.sign:
            continue
        before = fragments[index - 1] if index else None
        after = fragments[index + 1] if index + 1 < len(fragments) else None
        # The number that follows proves most: what stands right before a note ends the one before.
        fragment.owner = (
            _owner_by_next(fragment, before, after, pages)
            or _owner_by_last(fragment, before, last_marker)
            or _owner_between(fragments, index, last_marker(len(pages)))
        )


def _owner_by_next(
    fragment: NoteFragment,
    before: NoteFragment | None,
    after: NoteFragment | None,
    pages: Sequence[BookPage],
) -> str:
    """Text right before a numbered note belongs to the number before.

    If the notes at the end of a page may be lost, any of them could be what stands last on it.
    """
    if after is None or after.number < 2 or after.after_loss:
        return ""
    wanted = after.number - 1
    if after.page == fragment.page:
        return str(wanted)
    if after.page != fragment.page + 1 or not after.first:
        return ""
    begun = before is not None and before.owner == str(wanted)
    return str(wanted) if begun or not pages[fragment.page].open_end else ""


def _owner_by_last(
    fragment: NoteFragment, before: NoteFragment | None, last_marker: Callable[[int], int]
) -> str:
    """Text carried to the foot of a page belongs to the last note of the page before."""
    if (
        before is None
        or not fragment.first
        or fragment.after_loss
        or before.page + 1 != fragment.page
    ):
        return ""
    if not before.owner.isdecimal():
        return before.owner if before.sign and not before.ends else ""
    return before.owner if int(before.owner) == last_marker(before.page) else ""


def _owner_between(fragments: Sequence[NoteFragment], index: int, highest: int) -> str:
    """Text between notes 45 and 46, nothing being lost between, belongs to note 45."""
    before = fragments[index - 1] if index else None
    if before is None or not before.owner.isdecimal():
        return ""
    page = before.page
    for fragment in fragments[index:]:
        if fragment.after_loss or fragment.page > page + 1 or not (fragment.first or fragment.sign):
            return ""
        if fragment.number:
            return before.owner if fragment.number == int(before.owner) + 1 else ""
        page = fragment.page
    return before.owner if int(before.owner) == highest else ""


# --- Places in running text where bare digits may be note markers, and where they belong ---


_STOP = re.compile(rf"[.!?]{AFTER_STOP}*(?=$|\s)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Dr|St|pp?|vol|no|ca|al|ed|Jr|Gen|Col))\.$")


def find_stop(line: Line, start: int) -> int | None:
    """Return the offset behind the first stop of a line, from offset ``start`` on."""
    for match in _STOP.finditer(line.text, start - line.start):
        if not _ABBREVIATION.search(line.text[: match.start() + 1]):
            return line.start + match.end()
    return None


_SAME_PAGE, _NEXT_PAGE, _ELSEWHERE = 1.0, 0.3, -0.6
"""What a marker gains that stands on the page of its note, or on the one before if the note was
pushed over; and loses elsewhere. That weighs more than the look of a place."""


def choose_markers(
    pages: Sequence[BookPage],
    near: Mapping[int, Sequence[Candidate]],
    notes: Mapping[int, int],
    paired: Collection[int],
) -> dict[int, tuple[Candidate, int]]:
    """Choose the markers of one series, by their number, each with the index of its page.

    ``near`` are the candidates by the offset of their line, those of the series only;
    ``notes`` gives the page on which a note begins; ``paired`` are the offsets of the markers
    that the inference paired. What lies between these is shown by the numbers that are missing.
    """
    pushed = {0: _SAME_PAGE, 1: _NEXT_PAGE}
    candidates = []
    for index, page in enumerate(pages):
        for one in (one for line in page.text for one in near.get(line.start, ())):
            number, weight = one.label.value, weigh_marker(one)
            if weight and number in notes:
                weight += pushed.get(notes[number] - index, _ELSEWHERE)
            if weight > 0:
                candidates.append(
                    Numbered(number, weight + _PAIRED * (one.start in paired), (one, index))
                )
    return {one.number: one.item for one in find_numbers(candidates)}


# --- Notes, put together from their fragments, with their markers and states -------------

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
        NoteMarker(note.key, note.mark, note.marker)
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
    metrics: PageMetrics,
    pages: Sequence[BookPage],
    series: Sequence[Series],
    found: Sequence[FoundNote],
    candidates: Candidates,
    hyphenation: Hyphenation,
) -> FootNotes:
    """Put the notes at the feet of the pages together; ``found`` are those that were paired."""
    builder = _Builder(source, metrics, pages, found, candidates.openings, hyphenation)
    for one in sorted(candidates.markers):
        builder.markers.setdefault(metrics.lines[one.line].start, []).append(one)
    for part in series:
        builder.read_series(part)
    return FootNotes(tuple(sorted(builder.notes, key=note_place)), tuple(builder.fragments))


@dataclass(slots=True)
class _Builder:
    source: Source
    metrics: PageMetrics
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
        lines = self.metrics.lines
        known = {lines[note.opening.line].start: note.opening for note in inside}
        free = (one for one in self.openings if one.start in series.offsets)
        openings = choose_openings(self.pages, free, known, self.markers)
        cut = cut_fragments(self.pages, openings)
        fragments = [fragment for fragment in cut if fragment.lines[0].start in series.offsets]
        numbered = {fragment.number: fragment.page for fragment in fragments if fragment.number}
        places: Mapping[int, tuple[Candidate, int]] = {}
        if numbered:
            near = {s: ones for s, ones in self.markers.items() if s in series.offsets}
            paired = {note.marker.start for note in inside if note.marker}
            places = choose_markers(self.pages, near, numbered, paired)
        highest = partial(_find_last, {number: page for number, (_, page) in places.items()})
        assign_fragments(fragments, self.pages, highest)
        self._make_notes(series.name, fragments, places)

    def _make_notes(
        self,
        series: str,
        fragments: Sequence[NoteFragment],
        places: Mapping[int, tuple[Candidate, int]],
    ) -> None:
        owned: dict[str, list[list[int]]] = {}
        for index, fragment in enumerate(fragments):
            if not fragment.owner:
                self.fragments.append((fragment.page, self._fragment(fragment)))
                continue
            parts = owned.setdefault(_owner_key(fragment), [])
            if fragment.sign or not parts:  # a sign that stands again opens another note
                parts.append([])
            parts[-1].append(index)
        for number in places:
            owned.setdefault(str(number), [[]])
        for owner, parts in owned.items():
            # The marker is that of the first note whose sign is there.
            called = next((part for part in parts if part and fragments[part[0]].sign), parts[0])
            for indices in parts:
                one, page = places.get(int(owner), _NOWHERE) if owner.isdecimal() else _NOWHERE
                page = fragments[indices[0]].page if indices else page
                name, sign = series, owner
                if not owner.isdecimal():
                    name, sign = f"p{self.pages[page].label}", fragments[indices[0]].sign
                    one = self._find_sign(self.pages[page], sign)
                one = one if indices is called else None
                self.notes.append(self._make_note(name, sign, indices, fragments, one, page))

    def _make_note(
        self,
        series: str,
        sign: str,
        indices: Sequence[int],
        fragments: Sequence[NoteFragment],
        one: Candidate | None,
        page: int,
    ) -> Note:
        spans = [span for index in indices for span in fragments[index].spans]
        whole = Span(spans[0].start, spans[-1].end) if spans else None
        inlines, state = self._put_together(indices, fragments)
        return Note(
            key=self.keys.name(series, sign),
            series=series,
            mark=sign,
            blocks=(Paragraph(inlines, whole),) if whole else (),
            segments=tuple(
                Span(own[0].start, own[-1].end) for i in indices if (own := fragments[i].spans)
            ),
            mark_span=fragments[indices[0]].mark_span if indices else None,
            state=state if one or not indices else NoteState.UNMARKED,
            marker=Span(one.start, one.end) if one else None,
            belongs=self._find_stop(one) if one else None,
            page=self.pages[page].label,
        )

    def _find_stop(self, one: Candidate) -> int | None:
        """Return where a marker belongs that slid to the start of its line."""
        slid = one.surroundings.endswith("first")
        return find_stop(self.metrics.lines[one.line], one.end) if slid else None

    def _put_together(
        self, indices: Sequence[int], fragments: Sequence[NoteFragment]
    ) -> tuple[tuple[Inline, ...], NoteState]:
        """Build the inlines of a note, with a lacuna wherever text is missing."""
        if not indices:
            return (), NoteState.MISSING
        inlines: list[Inline] = []
        run: list[Span] = []
        for index in indices:
            fragment, first = fragments[index], index == indices[0]
            if not fragment.sign if first else fragment.after_loss or index - 1 not in indices:
                reason = _MISSING_START if first else _LOST
                inlines += [*self._inlines(run), _lacuna(reason, fragment.spans[0].start)]
                run = []
            run += fragment.spans
        inlines += self._inlines(run)
        if self._breaks_off(fragments, indices[-1]):
            inlines.append(_lacuna(_MISSING_END, fragments[indices[-1]].lines[-1].content.end))
        if not fragments[indices[0]].sign:
            return tuple(inlines), NoteState.FRAGMENT
        lost = any(isinstance(inline, Lacuna) for inline in inlines)
        return tuple(inlines), NoteState.TRUNCATED if lost else NoteState.WHOLE

    def _inlines(self, run: Sequence[Span]) -> tuple[Inline, ...]:
        return build_inlines(self.source, run, NO_MARKS, self.hyphenation)

    def _breaks_off(self, fragments: Sequence[NoteFragment], index: int) -> bool:
        """True if a fragment ends in the middle of a line of thought and nothing continues it."""
        fragment = fragments[index]
        after = fragments[index + 1] if index + 1 < len(fragments) else None
        if after and after.page == fragment.page and not after.after_loss:
            return False
        width = self.metrics.width(fragment.lines[-1])
        full = width > LONG * (self.metrics.measures.note or self.metrics.measures.body)
        if fragment.ends:
            return full and bool(_CUT_ADDRESS.search(fragment.lines[-1].text))
        return full or fragment.lines[-1].text.rstrip()[-1:] in "-,;:("

    def _fragment(self, fragment: NoteFragment) -> Fragment:
        span = Span(fragment.spans[0].start, fragment.spans[-1].end)
        inlines = [_lacuna(_MISSING_START, span.start), *self._inlines(fragment.spans)]
        if not fragment.ends:
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


def _owner_key(fragment: NoteFragment) -> str:
    """Return the number of a note; for one with a sign the sign and its page."""
    if fragment.owner.isdecimal():
        return fragment.owner
    return f"{fragment.owner}{fragment.page if fragment.sign else fragment.page - 1}"


def _lacuna(reason: str, offset: int) -> Lacuna:
    return Lacuna(reason, Span(offset, offset))


def note_place(note: Note) -> tuple[int, int]:
    """Return what notes are sorted by: the place of the marker, or of the text without one."""
    place = note.marker or note.mark_span or note.segments[0]
    return (place.start, place.end)
