"""Makes the notes of a text: pairs what lists hold with the signs in the text, names the keys."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from edition.model.addresses import name_leaves, page_address
from edition.model.document import Furniture, Markup, Note, NoteMarker, NoteState, Page
from edition.model.note_keys import NoteKeys
from edition.readers.composition import Scribe, make_paragraph
from edition.readers.markers import Candidate, find_bare
from edition.readers.note_lists import NoteText, merge_pieces
from edition.text.source import Source
from edition.text.span import Span

# --- Pairs the numbers of notes with the signs that point to them, and guesses nothing ---


_NOTED = 1000
"""How much more a candidate weighs whose number has a note."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Numbers with their markers; numbers that could stand in two places or more."""

    chosen: Mapping[int, Candidate]
    ambiguous: Mapping[int, tuple[Candidate, ...]]


def pair_numbers(candidates: Sequence[Candidate], noted: Collection[int]) -> Pairing:
    """Choose the marker of every number. ``noted`` are the numbers that have a note.

    A number without a note is a marker only if a neighbouring number is in the series.
    """
    usable = [c for c in candidates if c.number is not None and c.weight > 0]
    numbers = set(noted)
    chain = _heaviest_chain(usable, numbers)
    members = numbers | {c.number for c in chain if c.number is not None}
    chain = [c for c in chain if c.number in numbers or _has_neighbour(c.number, members)]
    chosen = {c.number: c for c in chain if c.number is not None}
    ambiguous = {n: found for n, found in _find_rivals(chain, usable).items() if len(found) > 1}
    return Pairing({n: c for n, c in chosen.items() if n not in ambiguous}, ambiguous)


def _has_neighbour(number: int | None, members: Collection[int]) -> bool:
    return number is not None and (number - 1 in members or number + 1 in members)


def _heaviest_chain(usable: Sequence[Candidate], noted: Collection[int]) -> list[Candidate]:
    """Return the candidates, rising in place and number, whose weights add up to most."""
    ranks = sorted({c.number for c in usable if c.number is not None})
    best: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    before: list[int] = []
    for index, candidate in enumerate(usable):
        rank = bisect_left(ranks, candidate.number or 0) + 1
        total, last = _best_below(best, rank)
        before.append(last)
        total += candidate.weight + (_NOTED if candidate.number in noted else 0)
        _raise(best, rank, (total, index))
    return _follow(usable, before, _best_below(best, len(ranks) + 1)[1])


def _best_below(best: Sequence[tuple[int, int]], rank: int) -> tuple[int, int]:
    # A Fenwick tree of maxima; the earlier of two equal chains stays.
    found, rank = (0, -1), rank - 1
    while rank > 0:
        if best[rank][0] > found[0]:
            found = best[rank]
        rank -= rank & -rank
    return found


def _raise(best: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(best):
        if value[0] > best[rank][0]:
            best[rank] = value
        rank += rank & -rank


def _follow(usable: Sequence[Candidate], before: Sequence[int], last: int) -> list[Candidate]:
    chain = []
    while last >= 0:
        chain.append(usable[last])
        last = before[last]
    return chain[::-1]


def _find_rivals(
    chain: Sequence[Candidate], usable: Sequence[Candidate]
) -> dict[int, tuple[Candidate, ...]]:
    """Return the candidates that could stand in a member's place, the member included."""
    alike: dict[tuple[int | None, int], list[Candidate]] = defaultdict(list)
    for candidate in usable:
        alike[candidate.number, candidate.weight].append(candidate)
    edges = [0, *(c.span.end for c in chain)], [*(c.span.start for c in chain[1:]), sys.maxsize]
    return {
        member.number: tuple(
            c
            for c in alike[member.number, member.weight]
            if start <= c.span.start and c.span.end <= end
        )
        for member, start, end in zip(chain, *edges, strict=False)
        if member.number is not None
    }


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
        if self.marker is not None:
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
    chosen = {entry.marker: entry for entry in ordered if entry.marker is not None}
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
    state = NoteState.WHOLE if entry.marker is not None else NoteState.UNMARKED
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
