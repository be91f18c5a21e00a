"""Pairs end notes with their markers, series by series, and reports what cannot be paired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.note_keys import NoteKeys
from edition.readers.drafts import Draft, DraftKind
from edition.readers.end_notes.lists import NoteList
from edition.readers.markers import Candidate, MarkerKind, find_illegible
from edition.readers.note_blocks import NoteBlock
from edition.readers.note_lists import NoteText
from edition.readers.note_makers import (
    Entry,
    NumberedNotes,
    Pairs,
    gather_pairs,
    number_entries,
    pair_series,
)
from edition.text.folding import fold_case
from edition.text.source import Source
from edition.text.span import Span

# --- Series of notes: where numbering begins again, and which part of the text each series ---


@dataclass(frozen=True, slots=True)
class Series:
    """Notes numbered in one go, and the stretch of the text in which their markers stand."""

    name: str
    """Empty for a series that serves the whole text."""
    notes: tuple[NoteText, ...]
    region: Span


@dataclass(frozen=True, slots=True)
class Part:
    """A division as series know it: its name, its heading, its stretch."""

    name: str
    heading: str
    span: Span


def split_series(
    notes: Sequence[NoteText],
    parts: Sequence[Part],
    subheadings: Mapping[int, str],
    text_between: Sequence[bool],
    length: int,
) -> list[Series]:
    """Part notes where numbering begins again, and find the region of each series.

    ``text_between[i]`` is true if running text stands between note i - 1 and note i. A series
    whose region cannot be told gets the empty region, so that nothing is paired by chance.
    """
    starts = [i for i in range(len(notes)) if not i or _restarts(notes[i - 1], notes[i])]
    if len(starts) <= 1:
        return [Series("", tuple(notes), Span(0, length))] if notes else []
    runs = [tuple(notes[a:b]) for a, b in zip(starts, [*starts[1:], len(notes)], strict=True)]
    if all(text_between[start] for start in starts[1:]):
        return _in_place(runs, parts)
    return _gathered(runs, starts, parts, subheadings)


def _restarts(before: NoteText, after: NoteText) -> bool:
    """A number that is a little too small is a misread one; a much smaller one begins again."""
    if before.number is None or after.number is None:
        return False
    return after.number <= before.number and (
        after.number == 1 or after.number * 2 <= before.number
    )


def _in_place(runs: Sequence[tuple[NoteText, ...]], parts: Sequence[Part]) -> list[Series]:
    """Each list serves the text between it and the list before it."""
    names: dict[str, int] = {}
    series: list[Series] = []
    start = 0
    for run in runs:
        end = run[-1].sign_span.start
        series.append(
            Series(_own_name(_part_at(parts, run[0].sign_span.start), names), run, Span(start, end))
        )
        start = end
    return series


def _part_at(parts: Sequence[Part], offset: int) -> str:
    inside = [part.name for part in parts if part.span.start <= offset < part.span.end]
    named = [name for name in inside if not name.startswith(("notes", "footnotes", "endnotes"))]
    if named:
        return named[-1]
    before = [part.name for part in parts if part.span.end <= offset]
    return before[-1] if before else "text"


def _own_name(name: str, names: dict[str, int]) -> str:
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name}-{names[name]}"


def _gathered(
    runs: Sequence[tuple[NoteText, ...]],
    starts: Sequence[int],
    parts: Sequence[Part],
    subheadings: Mapping[int, str],
) -> list[Series]:
    """All lists stand together: each names its chapter, or there are as many as chapters."""
    first = runs[0][0].sign_span.start
    body = [part for part in parts if part.span.start < first and part.span.end <= first]
    headed = [_part_called(body, subheadings.get(start, "")) for start in starts]
    if not all(headed) and len(body) == len(runs):
        headed = list(body)
    names: dict[str, int] = {}
    return [
        Series(
            _own_name(part.name if part else "unknown", names),
            run,
            part.span if part else Span(0, 0),
        )
        for run, part in zip(runs, headed, strict=True)
    ]


def _part_called(parts: Sequence[Part], heading: str) -> Part | None:
    wanted = fold_case(heading)
    if not wanted:
        return None
    called = [p for p in parts if fold_case(p.heading).startswith(wanted)]
    called = called or [p for p in parts if wanted.startswith(fold_case(p.heading))]
    return called[0] if len(called) == 1 else None


@dataclass(frozen=True, slots=True)
class Text:
    """The running text as pairing needs it: its divisions and its pieces."""

    parts: tuple[Part, ...]
    pieces: tuple[Span, ...]
    prose: tuple[Span, ...]
    """The pieces that are neither heading nor documentary matter."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Notes with their markers, and what could not be paired."""

    notes: tuple[NoteText, ...]
    pairs: Pairs
    diagnostics: tuple[Diagnostic, ...]


_STAYS = "The mark stays in the text as it is; compare the original."
_HEADINGS = (DraftKind.DIVISION, DraftKind.HEADING, DraftKind.MATTER)


def part_text(source: Source, drafts: Sequence[Draft]) -> Text:
    """Return the divisions with their stretches, and the pieces of the running text."""
    openings = [draft for draft in drafts if draft.kind is DraftKind.DIVISION]
    parts = []
    for index, draft in enumerate(openings):
        later = (o.start for o in openings[index + 1 :] if o.level <= draft.level)
        end = next(later, len(source.text))
        parts.append(Part(draft.name, draft.text(source), Span(draft.start, end)))
    pieces = tuple(piece for draft in drafts for piece in draft.pieces)
    prose = tuple(p for draft in drafts if draft.kind not in _HEADINGS for p in draft.pieces)
    return Text(tuple(parts), pieces, prose)


def pair_notes(
    source: Source,
    blocks: Sequence[NoteBlock],
    lists: NoteList,
    text: Text,
    candidates: Sequence[Candidate],
) -> Paired:
    """Pair numbers by series; letters and asterisks with the one sign before them."""
    notes = sorted([*lists.notes, *(b.note for b in blocks)], key=lambda note: note.sign_span)
    numbered = [note for note in notes if note.number is not None]
    places = {id(note): index for index, note in enumerate(lists.notes)}
    headings = {
        i: lists.subheadings[places[id(n)]]
        for i, n in enumerate(numbered)
        if id(n) in places and places[id(n)] in lists.subheadings
    }
    between = _text_between(numbered, text)
    series = split_series(numbered, text.parts, headings, between, len(source.text))
    entries: list[Entry] = []
    found: list[Diagnostic] = []
    for one in series:
        inside = [c for c in candidates if one.region.start <= c.span.start < one.region.end]
        entries += _pair_one(source, one, inside, found)
    entries += _pair_signs([note for note in notes if note.number is None], candidates)
    pairs = gather_pairs(entries, candidates)
    if notes:
        found += _report_illegible(source, text, candidates, entries)
    return Paired(tuple(notes), pairs, tuple(found))


def _text_between(notes: Sequence[NoteText], text: Text) -> list[bool]:
    """Tell for every note whether running text stands between it and the note before it."""
    starts = sorted(piece.start for piece in text.prose)
    between, position = [], 0
    for note in notes:
        count = position
        while count < len(starts) and starts[count] < note.sign_span.start:
            count += 1
        between.append(count > position)
        position = count
    return between


def _pair_one(
    source: Source, series: Series, inside: Sequence[Candidate], found: list[Diagnostic]
) -> list[Entry]:
    numbered = NumberedNotes.of(series.notes)
    chosen, pairing = pair_series(numbered, inside)
    for number, rivals in sorted(pairing.ambiguous.items()):
        places = " and ".join(str(source.place(c.span.start).line) for c in rivals)
        fact = f"the mark {number} occurs on lines {places}; none was taken as its marker"
        found.append(report_at(source, rivals[0].span, "N001", fact, _STAYS))
    return number_entries(numbered, chosen, series.name)


def _pair_signs(notes: Sequence[NoteText], candidates: Iterable[Candidate]) -> list[Entry]:
    """Pair each note with the only sign like its own since the last note of that sign."""
    signs = [c for c in candidates if c.number is None]
    keys = NoteKeys()
    last: dict[str, int] = {}
    entries: list[Entry] = []
    for note in notes:
        low = last.get(note.sign, 0)
        places = [
            c.span
            for c in signs
            if c.sign == note.sign and low <= c.span.start < note.sign_span.start
        ]
        marker = places[0] if len(places) == 1 else None
        entries.append(Entry(keys.name("", note.sign), "", note.sign, note, marker))
        last[note.sign] = note.sign_span.start
    return entries


def _report_illegible(
    source: Source, text: Text, candidates: Sequence[Candidate], entries: Sequence[Entry]
) -> list[Diagnostic]:
    """Report signs that stand as markers stand and were not paired (N001)."""
    paired = {entry.marker for entry in entries}
    brackets = [c for c in candidates if c.kind is MarkerKind.BRACKET]
    found = []
    if brackets:
        for span in find_illegible(source, text.pieces):
            fact = f"the mark {source.slice(span)} looks like a marker but cannot be read"
            found.append(report_at(source, span, "N001", fact, _STAYS))
    for candidate in candidates:
        attached = candidate.weight >= 4 and candidate.number is not None
        if attached and candidate.kind is not MarkerKind.GLUED and candidate.span not in paired:
            fact = f"the mark {source.slice(candidate.span)} has no note that it could call"
            found.append(report_at(source, candidate.span, "N001", fact, _STAYS))
    return found
