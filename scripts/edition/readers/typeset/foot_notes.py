"""Read footnotes: assign fragments to notes and find the marker and the state of each note.

Notes follow one another in the order of their numbers: text immediately before note 46 is the end
of note 45, whichever page it is on. Draw no conclusion across a place where the extraction lost
text.
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
    """A stretch of note text that contains no page break and no loss."""

    page: int
    lines: list[Line] = field(default_factory=list)
    sign: str = ""
    """The number or sign at its start; empty if there is none."""
    mark_span: Span | None = None
    after_loss: bool = False
    """True if the extraction lost text immediately before it."""
    first: bool = False
    """True for the first fragment at the foot of its page."""
    owner: str = ""
    """The number or sign of the note to which it belongs; empty if unknown."""

    @property
    def number(self) -> int:
        """The number at its start; 0 if there is none."""
        return int(self.sign) if self.sign.isdecimal() else 0

    @property
    def ends(self) -> bool:
        """True if its last line ends a sentence."""
        return ends_sentence(self.lines[-1].text)

    @property
    def spans(self) -> list[Span]:
        """Spans of its lines, excluding the opening sign and white space."""
        spans = [line.content for line in self.lines if not line.blank]
        if self.mark_span:
            rest = self.lines[0].text[self.mark_span.end - self.lines[0].start :]
            start = self.mark_span.end + len(rest) - len(rest.lstrip())
            spans[0] = Span(start, max(start, spans[0].end))
        return [span for span in spans if len(span)]


_PAIRED: Final = 2.0
"""Weight added to a candidate that the inference has paired."""
_CALLED: Final = 0.75
"""Weight added to one whose number is called on its page: the only evidence after lost notes."""


def choose_openings(
    pages: Sequence[BookPage],
    candidates: Iterable[Candidate],
    found: Mapping[int, Candidate],
    markers: Mapping[int, Sequence[Candidate]],
) -> dict[int, Candidate]:
    """Return the openings of one series by the offset of their line, including ``found``.

    Accept a candidate at the foot of a page if its number is missing and its form is that of an
    opening in ``found``. ``markers`` are the candidates for markers, by the offset of their line.
    """
    feet = {line.content.start: line.start for page in pages for line in page.foot}
    page_of = {line.content.start: index for index, page in enumerate(pages) for line in page.foot}
    calls = {
        (index, marker.label)
        for index, page in enumerate(pages)
        for line in page.text
        for marker in markers.get(line.start, ())
    }
    looks = {opening.look for opening in found.values()}
    paired = {opening.start for opening in found.values()}
    similar = (item for item in candidates if item.start in feet and item.look in looks)
    numbers = [
        Numbered(
            candidate.label.value,
            1.0
            + _PAIRED * (candidate.start in paired)
            + _CALLED * ((page_of[candidate.start], candidate.label) in calls),
            candidate,
        )
        for candidate in sorted(similar)
        if candidate.label.kind is LabelKind.NUMBER and not candidate.label.part
    ]
    chosen = (member.item for member in find_numbers(numbers))
    return {**{feet[opening.start]: opening for opening in chosen}, **found}


def cut_fragments(
    pages: Iterable[BookPage], openings: Mapping[int, Candidate]
) -> list[NoteFragment]:
    """Split the feet of pages at every opening and every loss, in reading order."""
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
    opening = openings.get(line.start)
    if opening is None:
        return NoteFragment(page, after_loss=lost, first=first)
    sign = read_sign(line, opening)
    length = len(line.text[opening.start - line.start : opening.end - line.start].rstrip())
    span = Span(opening.start, opening.start + length)
    return NoteFragment(page, [], sign, span, after_loss=lost, first=first, owner=sign)


def read_sign(line: Line, candidate: Candidate) -> str:
    """Return the number or sign of a candidate as printed on its line."""
    return line.text[candidate.sign[0] - line.start : candidate.sign[1] - line.start]


def assign_fragments(
    fragments: Sequence[NoteFragment], pages: Sequence[BookPage], last_marker: Callable[[int], int]
) -> None:
    """Assign each fragment without a number to its note, where that is certain.

    ``last_marker`` returns the number of the last marker up to the end of the page of an index.
    """
    for index, fragment in enumerate(fragments):
        if fragment.sign:
            continue
        before = fragments[index - 1] if index else None
        after = fragments[index + 1] if index + 1 < len(fragments) else None
        # The next number is the best evidence: text just before a note ends the preceding note.
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
    """Return the preceding number for text immediately before a numbered note; else ``""``.

    If notes may be lost at the end of a page, its last text could belong to any of them.
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
    """Return the last note of the preceding page for text carried over from it; else ``""``."""
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
    """Return note 45 for text between notes 45 and 46 if nothing is lost there; else ``""``."""
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


# --- Bare digits in the running text that may be note markers, and their right places ---


_STOP = re.compile(rf"[.!?]{AFTER_STOP}*(?=$|\s)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Dr|St|pp?|vol|no|ca|al|ed|Jr|Gen|Col))\.$")


def find_stop(line: Line, start: int) -> int | None:
    """Return the offset after the first stop on a line at or after offset ``start``."""
    for match in _STOP.finditer(line.text, start - line.start):
        if not _ABBREVIATION.search(line.text[: match.start() + 1]):
            return line.start + match.end()
    return None


_SAME_PAGE, _NEXT_PAGE, _ELSEWHERE = 1.0, 0.3, -0.6
"""Weights added to a marker on the page of its note, on the preceding page (the note was carried
over), and elsewhere. They count for more than the form of a marker."""


def choose_markers(
    pages: Sequence[BookPage],
    near: Mapping[int, Sequence[Candidate]],
    notes: Mapping[int, int],
    paired: Collection[int],
) -> dict[int, tuple[Candidate, int]]:
    """Choose the markers of one series, by their number, each with the index of its page.

    ``near`` maps offsets of lines to the candidates of the series; ``notes`` maps each number to
    the page on which its note begins; ``paired`` are the offsets of the markers that the inference
    has paired. The numbers missing between these identify the other markers.
    """
    weights = {0: _SAME_PAGE, 1: _NEXT_PAGE}
    candidates = []
    for index, page in enumerate(pages):
        for marker in (marker for line in page.text for marker in near.get(line.start, ())):
            number, weight = marker.label.value, weigh_marker(marker)
            if weight and number in notes:
                weight += weights.get(notes[number] - index, _ELSEWHERE)
            if weight > 0:
                candidates.append(
                    Numbered(number, weight + _PAIRED * (marker.start in paired), (marker, index))
                )
    return {member.number: member.item for member in find_numbers(candidates)}


# --- Notes assembled from their fragments, with their markers and states -------------------

_CUT_ADDRESS = re.compile(r"https?://[^\s/]+\.\s*$")
"""A web address that breaks off inside its host name."""
_LOST = "text lost in the witness"
_MISSING_START = "the beginning is missing from this witness"
_MISSING_END = "the rest is missing from this witness"


@dataclass(frozen=True, slots=True)
class Series:
    """A stretch of the witness in which the notes are numbered consecutively."""

    name: str
    offsets: range


@dataclass(frozen=True, slots=True)
class FootNotes:
    """The notes of a book, and the unassigned fragments with the index of their page."""

    notes: tuple[Note, ...] = ()
    fragments: tuple[tuple[int, Fragment], ...] = ()


def make_markers(notes: Iterable[Note]) -> list[NoteMarker]:
    """Return the markers that are in their right place in the witness."""
    return [
        NoteMarker(note.key, note.mark, note.marker)
        for note in notes
        if note.marker and note.belongs is None
    ]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates for markers and for openings, in the forms that the notes have."""

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
    """Assemble the footnotes; ``found`` are the notes that the inference has paired."""
    builder = _Builder(source, metrics, pages, found, candidates.openings, hyphenation)
    for marker in sorted(candidates.markers):
        builder.markers.setdefault(metrics.lines[marker.line].start, []).append(marker)
    for single_series in series:
        builder.read_series(single_series)
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
    """Candidates for markers, by the offset of their line."""
    keys: NoteKeys = field(default_factory=NoteKeys)
    notes: list[Note] = field(default_factory=list)
    fragments: list[tuple[int, Fragment]] = field(default_factory=list)

    def read_series(self, series: Series) -> None:
        inside = [note for note in self.found if note.opening.start in series.offsets]
        lines = self.metrics.lines
        paired_openings = {lines[note.opening.line].start: note.opening for note in inside}
        candidates = (opening for opening in self.openings if opening.start in series.offsets)
        openings = choose_openings(self.pages, candidates, paired_openings, self.markers)
        cut = cut_fragments(self.pages, openings)
        fragments = [fragment for fragment in cut if fragment.lines[0].start in series.offsets]
        numbered = {fragment.number: fragment.page for fragment in fragments if fragment.number}
        places: Mapping[int, tuple[Candidate, int]] = {}
        if numbered:
            near = {at: found for at, found in self.markers.items() if at in series.offsets}
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
                self.fragments.append((fragment.page, self._make_fragment(fragment)))
                continue
            parts = owned.setdefault(_owner_key(fragment), [])
            if fragment.sign or not parts:  # a repeated sign opens another note
                parts.append([])
            parts[-1].append(index)
        for number in places:
            owned.setdefault(str(number), [[]])
        for owner, parts in owned.items():
            # The marker belongs to the first note whose sign is in the witness.
            called = next((part for part in parts if part and fragments[part[0]].sign), parts[0])
            for indices in parts:
                marker, page = places.get(int(owner), _NOWHERE) if owner.isdecimal() else _NOWHERE
                page = fragments[indices[0]].page if indices else page
                name, sign = series, owner
                if not owner.isdecimal():
                    name, sign = f"p{self.pages[page].label}", fragments[indices[0]].sign
                    marker = self._find_sign(self.pages[page], sign)
                marker = marker if indices is called else None
                self.notes.append(self._make_note(name, sign, indices, fragments, marker, page))

    def _make_note(
        self,
        series: str,
        sign: str,
        indices: Sequence[int],
        fragments: Sequence[NoteFragment],
        marker: Candidate | None,
        page: int,
    ) -> Note:
        spans = [span for index in indices for span in fragments[index].spans]
        whole = Span(spans[0].start, spans[-1].end) if spans else None
        inlines, state = self._assemble(indices, fragments)
        return Note(
            key=self.keys.name(series, sign),
            series=series,
            mark=sign,
            blocks=(Paragraph(inlines, whole),) if whole else (),
            segments=tuple(
                Span(own[0].start, own[-1].end) for i in indices if (own := fragments[i].spans)
            ),
            mark_span=fragments[indices[0]].mark_span if indices else None,
            state=state if marker or not indices else NoteState.UNMARKED,
            marker=Span(marker.start, marker.end) if marker else None,
            belongs=self._find_stop(marker) if marker else None,
            page=self.pages[page].label,
        )

    def _find_stop(self, marker: Candidate) -> int | None:
        """Return the right offset of a marker displaced to the start of its line."""
        displaced = marker.surroundings.endswith("first")
        return find_stop(self.metrics.lines[marker.line], marker.end) if displaced else None

    def _assemble(
        self, indices: Sequence[int], fragments: Sequence[NoteFragment]
    ) -> tuple[tuple[Inline, ...], NoteState]:
        """Build the inlines of a note, with a lacuna where text is missing, and find its state."""
        if not indices:
            return (), NoteState.MISSING
        inlines: list[Inline] = []
        run: list[Span] = []
        for index in indices:
            fragment, first = fragments[index], index == indices[0]
            if not fragment.sign if first else fragment.after_loss or index - 1 not in indices:
                reason = _MISSING_START if first else _LOST
                inlines += [*self._build(run), _make_lacuna(reason, fragment.spans[0].start)]
                run = []
            run += fragment.spans
        inlines += self._build(run)
        if self._breaks_off(fragments, indices[-1]):
            inlines.append(_make_lacuna(_MISSING_END, fragments[indices[-1]].lines[-1].content.end))
        if not fragments[indices[0]].sign:
            return tuple(inlines), NoteState.FRAGMENT
        lost = any(isinstance(inline, Lacuna) for inline in inlines)
        return tuple(inlines), NoteState.TRUNCATED if lost else NoteState.WHOLE

    def _build(self, run: Sequence[Span]) -> tuple[Inline, ...]:
        return build_inlines(self.source, run, NO_MARKS, self.hyphenation)

    def _breaks_off(self, fragments: Sequence[NoteFragment], index: int) -> bool:
        """True if a fragment ends inside a sentence and no text continues it."""
        fragment = fragments[index]
        after = fragments[index + 1] if index + 1 < len(fragments) else None
        if after and after.page == fragment.page and not after.after_loss:
            return False
        width = self.metrics.width(fragment.lines[-1])
        full = width > LONG * (self.metrics.measures.note or self.metrics.measures.body)
        if fragment.ends:
            return full and bool(_CUT_ADDRESS.search(fragment.lines[-1].text))
        return full or fragment.lines[-1].text.rstrip()[-1:] in "-,;:("

    def _make_fragment(self, fragment: NoteFragment) -> Fragment:
        span = Span(fragment.spans[0].start, fragment.spans[-1].end)
        inlines = [_make_lacuna(_MISSING_START, span.start), *self._build(fragment.spans)]
        if not fragment.ends:
            inlines.append(_make_lacuna(_MISSING_END, span.end))
        return Fragment(tuple(inlines), span)

    def _find_sign(self, page: BookPage, sign: str) -> Candidate | None:
        for line in page.text:
            for marker in self.markers.get(line.start, ()):
                if is_sign(marker) and read_sign(line, marker) == sign:
                    return marker
        return None


_NOWHERE = (None, 0)


def _find_last(pages: Mapping[int, int], page: int) -> int:
    """Return the highest note number called up to the end of a page; 0 if there is none."""
    return max((number for number, index in pages.items() if index <= page), default=0)


def _owner_key(fragment: NoteFragment) -> str:
    """Return the number of the note of a fragment; for a sign, the sign and its page."""
    if fragment.owner.isdecimal():
        return fragment.owner
    return f"{fragment.owner}{fragment.page if fragment.sign else fragment.page - 1}"


def _make_lacuna(reason: str, offset: int) -> Lacuna:
    return Lacuna(reason, Span(offset, offset))


def note_place(note: Note) -> tuple[int, int]:
    """Return the sort key of a note: the place of its marker or, without one, of its text."""
    place = note.marker or note.mark_span or note.segments[0]
    return (place.start, place.end)
