"""Make the notes of the document, with their series, keys and states."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from edition.model.addresses import page_address
from edition.model.document import Markup, Note, NoteMarker, NoteState, Page
from edition.model.note_keys import NoteKeys
from edition.model.numbering import mark_leaves
from edition.readers.composition import InlineBuilder, make_paragraph, merge_pieces
from edition.readers.drafts import Draft, DraftKind
from edition.readers.inference.candidates import RAISED_FORM, Candidate
from edition.readers.inference.extents import FoundNote
from edition.readers.inference.labels import LabelKind, read_label
from edition.text.scripts import SUPERSCRIPTS
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class NamedNote:
    """Note with its key; without an opening, the note is missing from the text."""

    key: str
    series: str
    mark: str
    marker: Candidate | None
    opening: Candidate | None
    paragraphs: tuple[tuple[Span, ...], ...]
    place: int
    """Offset of the marker, or without a marker, of the preceding note of the series."""


def name_notes(
    source: Source,
    notes: Sequence[FoundNote],
    lost: Sequence[Candidate],
    drafts: Sequence[Draft],
    pages: Sequence[Page],
) -> tuple[NamedNote, ...]:
    """Return the notes with keys, in the order of their places in the text.

    ``lost`` are markers whose notes are missing from the text.
    """
    keys = NoteKeys()
    named: list[NamedNote] = []
    last: dict[str, int] = {}
    for note, series in _series(notes, drafts, pages):
        opening, marker = note.opening, note.marker
        sign = _print(source, opening)
        place = marker.place if marker else last.get(series, opening.start)
        last[series] = place
        key = keys.name(series, sign)
        named.append(NamedNote(key, series, sign, marker, opening, note.paragraphs, place))
    named.sort(key=lambda note: note.place)
    starts = [note.place for note in named]
    for marker in lost:
        near = max(bisect_right(starts, marker.start) - 1, 0)
        series = named[near].series if starts else ""
        sign = _print(source, marker)
        key = keys.name(series, sign)
        named.append(NamedNote(key, series, sign, marker, None, (), marker.start))
    return tuple(sorted(named, key=lambda note: note.place))


def _print(source: Source, candidate: Candidate) -> str:
    """Return the printed label, or its number if it is implied by a range or misread."""
    text = source.text[slice(*candidate.sign)].translate(SUPERSCRIPTS)
    return text if read_label(text) == candidate.label else str(candidate.label.value)


def _series(
    notes: Sequence[FoundNote], drafts: Sequence[Draft], pages: Sequence[Page]
) -> Iterator[tuple[FoundNote, str]]:
    """Yield each note with the name of its series; marks restart on every page."""
    numbered = _number_series(notes)
    names: dict[int, str] = {}
    for kind in LabelKind:
        names |= _name_series([(n, i) for n, i in numbered if n.opening.label.kind is kind], drafts)
    addresses = [page_address(page) for page in mark_leaves(tuple(pages))]
    starts = [page.start for page in pages]
    for note, number in numbered:
        page = bisect_right(starts, note.opening.start) - 1
        by_page = note.opening.label.kind is LabelKind.MARK and page >= 0
        yield note, addresses[page] if by_page else names[number]


def _number_series(notes: Sequence[FoundNote]) -> list[tuple[FoundNote, int]]:
    """Return each note with the number of its series, which ends where labels restart."""
    last: dict[LabelKind, tuple[int, tuple[int, int]]] = {}
    count = -1
    numbered = []
    for note in notes:
        label = note.opening.label
        number, value = last.get(label.kind, (-1, (0, 0)))
        rank = (label.value, label.part)
        if number < 0 or rank <= value:
            count += 1
            number = count
        last[label.kind] = (number, rank)
        numbered.append((note, number))
    return numbered


def _name_series(
    numbered: Sequence[tuple[FoundNote, int]], drafts: Sequence[Draft]
) -> Mapping[int, str]:
    """Return the names of the series, from the divisions that contain them or by counting."""
    count = len({number for _, number in numbered})
    if count <= 1:
        return dict.fromkeys((number for _, number in numbered), "")
    heads = [(draft.start, draft.name) for draft in drafts if draft.kind is DraftKind.DIVISION]
    starts = [start for start, _ in heads]
    homes: dict[int, Counter[str]] = {}
    for note, number in numbered:
        before = bisect_right(starts, (note.marker or note.opening).start)
        homes.setdefault(number, Counter())[heads[before - 1][1] if before else ""] += 1
    names = {number: home.most_common(1)[0][0] for number, home in homes.items()}
    if all(names.values()) and len(set(names.values())) == len(names):
        return names
    return {number: f"n{order}" for order, number in enumerate(sorted(homes), 1)}


# --- writing --------------------------------------------------------------------------


def make_markers(source: Source, notes: Sequence[NamedNote]) -> list[NoteMarker]:
    """Return the markers of the notes, as printed."""
    return [
        NoteMarker(note.key, _print(source, marker), Span(marker.start, marker.end))
        for note in notes
        if (marker := note.marker)
    ]


_RAISING: Final = re.compile(r"(?:\$?\^\{?|<sup>)$")
_LOWERING: Final = re.compile(r"\}\$?|</sup>")
_WIDEST: Final = 5
"""Maximum number of characters of the sign before raised digits."""


def make_raising(source: Source, notes: Sequence[NamedNote]) -> Iterator[Markup]:
    """Yield the signs by which a transcription raises markers: ``^{`` and ``}``."""
    for marker in (note.marker for note in notes):
        if marker and marker.surroundings.startswith(RAISED_FORM):
            before = _RAISING.search(source.text, max(0, marker.start - _WIDEST), marker.start)
            after = _LOWERING.match(source.text, marker.end)
            for match in (before, after):
                if match:
                    yield Markup(match[0], Span(*match.span()))


def write_notes(
    inline_builder: InlineBuilder, notes: Sequence[NamedNote], pages: Sequence[Page]
) -> tuple[Note, ...]:
    """Return the notes of the document."""
    starts = [page.start for page in pages]
    return tuple(_write_note(inline_builder, note, starts, pages) for note in notes)


def _write_note(
    inline_builder: InlineBuilder, note: NamedNote, starts: Sequence[int], pages: Sequence[Page]
) -> Note:
    sign = None
    if note.opening:
        start, end = note.opening.start, note.opening.end
        sign = Span(start, start + len(inline_builder.source.text[start:end].rstrip()))
    page = bisect_right(starts, sign.start if sign else note.place) - 1
    state = NoteState.UNMARKED if note.marker is None else NoteState.WHOLE
    return Note(
        key=note.key,
        series=note.series,
        mark=note.mark,
        blocks=tuple(make_paragraph(inline_builder, paragraph) for paragraph in note.paragraphs),
        segments=merge_pieces(inline_builder.source, note.paragraphs),
        mark_span=sign,
        state=state if note.paragraphs else NoteState.MISSING,
        marker=Span(note.marker.start, note.marker.end) if note.marker else None,
        belongs=note.marker.displaced if note.marker and note.marker.displaced >= 0 else None,
        page=pages[page].label if page >= 0 else "",
    )
