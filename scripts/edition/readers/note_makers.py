"""Makes the notes of a text: pairs what lists hold with the signs in the text, names the keys."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edition.model.addresses import name_leaves, page_address
from edition.model.document import Furniture, Markup, Note, NoteMarker, NoteState, Page
from edition.model.note_keys import NoteKeys
from edition.readers.composition import Scribe, make_paragraph
from edition.readers.markers import Candidate, find_bare
from edition.readers.note_lists import NoteText, merge_pieces
from edition.readers.pairing import Pairing, pair_numbers
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A note to be: its key, its series, its text and its marker, as far as they are there."""

    key: str
    series: str
    sign: str
    text: NoteText | None
    marker: Span | None
    after: int = 0
    """For a note without marker: where the number before it in its series is met."""

    @property
    def start(self) -> int:
        """Where the note is met: at its marker, else after its forerunner, else at its text."""
        if self.marker:
            return self.marker.start
        return self.after or (self.text.sign_span.start if self.text else 0)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The outcome of pairing, in reading order; what stands in the text for it."""

    entries: tuple[Entry, ...]
    markers: tuple[NoteMarker, ...]
    markup: tuple[Markup, ...]


def gather_pairs(entries: Iterable[Entry], candidates: Iterable[Candidate]) -> Pairs:
    """Put entries in order and make their markers, with the notation around the chosen ones."""
    ordered = sorted(entries, key=lambda entry: entry.start)
    chosen = {entry.marker: entry for entry in ordered if entry.marker}
    markup = {m.span: m for c in candidates if c.span in chosen for m in c.markup}
    markers = tuple(NoteMarker(e.key, e.sign, span) for span, e in chosen.items())
    return Pairs(tuple(ordered), markers, tuple(markup.values()))


# --- numbers --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberedNotes:
    """The notes of one series by number; those that say a number again."""

    texts: Mapping[int, NoteText]
    doubled: tuple[NoteText, ...]

    @classmethod
    def of(cls, notes: Iterable[NoteText]) -> NumberedNotes:
        """Sort notes by number; the first of a number is the note."""
        texts: dict[int, NoteText] = {}
        doubled: list[NoteText] = []
        for note in notes:
            if note.number is not None and texts.setdefault(note.number, note) is not note:
                doubled.append(note)
        return cls(texts, tuple(doubled))


def pair_series(
    notes: NumberedNotes, candidates: Iterable[Candidate]
) -> tuple[dict[int, Span], Pairing]:
    """Choose the markers of one series; return their places by number, and the pairing."""
    pairing = pair_numbers([c for c in candidates if c.number is not None], notes.texts)
    return {number: c.span for number, c in pairing.chosen.items()}, pairing


def number_entries(notes: NumberedNotes, chosen: Mapping[int, Span], series: str) -> list[Entry]:
    """Make the entries of one series: every number that has a text or a marker."""
    lead = f"{series}." if series else ""
    entries: list[Entry] = []
    last = 0
    for n in sorted({*notes.texts, *chosen}):
        marker = chosen.get(n)
        last = marker.start if marker else last
        entries.append(Entry(f"{lead}{n}", series, str(n), notes.texts.get(n), marker, last))
    return entries + [Entry(f"{lead}{d.sign}", series, d.sign, d, None) for d in notes.doubled]


def find_bare_markers(
    source: Source, pieces: Sequence[Span], missing: Iterable[int], chosen: Mapping[int, Span]
) -> dict[int, Span]:
    """Find markers that lost their superscript: the number alone, between its neighbours."""
    found: dict[int, Span] = {}
    for number in missing:
        low = max((s.end for n, s in chosen.items() if n < number), default=0)
        high = min((s.start for n, s in chosen.items() if n > number), default=len(source.text))
        between = [p for p in pieces if p.end > low and p.start < high]
        places = [c.span for c in find_bare(source, between, number)]
        inside = [place for place in places if low <= place.start and place.end <= high]
        if len(inside) == 1:
            found[number] = inside[0]
    return found


# --- asterisks, daggers, letters ------------------------------------------------------


def pair_leaf_signs(
    notes: Iterable[NoteText],
    candidates: Iterable[Candidate],
    leaf_starts: Sequence[int],
    pages: Sequence[Page],
) -> list[Entry]:
    """Pair signs leaf by leaf: in order where as many notes as markers stand."""
    signs: dict[tuple[int, str], list[Span]] = defaultdict(list)
    texts: dict[tuple[int, str], list[NoteText]] = defaultdict(list)
    for candidate in candidates:
        if candidate.number is None:
            leaf = leaf_at(leaf_starts, candidate.span.start)
            signs[leaf, candidate.sign].append(candidate.span)
    for note in notes:
        texts[note.leaf, note.sign].append(note)
    keys = NoteKeys()
    names = [page_address(page) for page in name_leaves(tuple(pages))]
    entries: list[Entry] = []
    for leaf, sign in sorted({*texts, *signs}):
        series = names[leaf] if names else ""
        for text, marker in _match_signs(texts[leaf, sign], signs[leaf, sign]):
            entries.append(Entry(keys.name(series, sign), series, sign, text, marker))
    return entries


def _match_signs(
    texts: Sequence[NoteText], markers: Sequence[Span]
) -> list[tuple[NoteText | None, Span | None]]:
    if len(texts) == len(markers):
        return list(zip(texts, markers, strict=True))
    if len(texts) == 1 and markers:
        # A sign said again on one page points to the same note; the first place has the marker.
        return [(texts[0], markers[0])]
    return [(text, None) for text in texts] + [(None, span) for span in markers]


def leaf_at(starts: Sequence[int], offset: int) -> int:
    """Return the index of the leaf that an offset lies on."""
    return max(bisect_right(starts, offset) - 1, 0)


# --- writing --------------------------------------------------------------------------


def write_notes(
    scribe: Scribe, pairs: Pairs, leaf_starts: Sequence[int] = (), pages: Sequence[Page] = ()
) -> tuple[Note, ...]:
    """Make the notes."""
    return tuple(_write_note(scribe, entry, leaf_starts, pages) for entry in pairs.entries)


def _write_note(
    scribe: Scribe, entry: Entry, leaf_starts: Sequence[int], pages: Sequence[Page]
) -> Note:
    place = entry.text.sign_span.start if entry.text else entry.start
    paragraphs = entry.text.paragraphs if entry.text else ()
    state = NoteState.WHOLE if entry.marker else NoteState.UNMARKED
    return Note(
        key=entry.key,
        series=entry.series,
        sign=entry.sign,
        blocks=tuple(make_paragraph(scribe, paragraph) for paragraph in paragraphs),
        segments=merge_pieces(scribe.source, paragraphs),
        sign_span=entry.text.sign_span if entry.text else None,
        state=state if paragraphs else NoteState.WANTING,
        marker=entry.marker,
        page=_label_at(leaf_starts, pages, place),
    )


def _label_at(leaf_starts: Sequence[int], pages: Sequence[Page], offset: int) -> str:
    if not pages or offset < leaf_starts[0]:
        return ""
    return pages[leaf_at(leaf_starts, offset)].label


def note_dashes(notes: Iterable[NoteText]) -> list[Furniture]:
    """Return the dashes that the transcription put before the signs of notes."""
    return [Furniture("list-dash", note.dash) for note in notes if note.dash]
