"""Reads a text of any kind by inference over the whole of it; no option is needed.

Candidates for markers and openings are found (``candidates``), whole series of them aligned
(``alignment``), the forms that hold chosen (``hypotheses``), pages and what served them found by
recurrence (``pages``), and the extents of the notes decided (``extents``). What is not proved
stays text.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from edition.diagnostics.diagnostic import report_at
from edition.model.document import Document, Furniture, Inline, NoteMarker, PageStart
from edition.model.note_keys import NoteKeys
from edition.readers import Options, Reading
from edition.readers.assembly import Marks
from edition.readers.captions import caption_signs
from edition.readers.chunks import Chunk, line_width, split_chunks
from edition.readers.composition import Scribe, compose, name_divisions
from edition.readers.drafts import Draft, DraftKind, finish_drafts
from edition.readers.end_notes.reader import find_frame
from edition.readers.furniture import PAGE_NUMBER
from edition.readers.hyphens import JOINED_HYPHENS, KEPT_HYPHENS, learn_hyphenation
from edition.readers.inference.alignment import Locality, Pair, anywhere
from edition.readers.inference.candidates import BARE, Candidate, find_markers, find_openings
from edition.readers.inference.extents import Extents, FoundNote, find_extents
from edition.readers.inference.headings import (
    find_hash_headings,
    find_numbered_headings,
    find_recurring_headings,
    heading_level,
    join_parted_headings,
)
from edition.readers.inference.hypotheses import (
    Forms,
    Hypothesis,
    find_displaced,
    find_unmarked,
    infer,
    refine,
)
from edition.readers.inference.labels import LabelKind
from edition.readers.inference.pages import PageLayout, find_layout, list_pages, page_starts
from edition.readers.inference.paragraphs import part_paragraphs
from edition.readers.lines import Line, split_lines
from edition.readers.markup import scan_notation
from edition.readers.note_lists import NoteText
from edition.readers.note_makers import Entry, Pairs, write_notes
from edition.readers.prose.contents import find_contents
from edition.readers.prose.drafts import Manner, draft_prose
from edition.readers.prose.options import CAPTIONS, EMPHASIS, short_headings
from edition.records.options import settle
from edition.text.source import Source
from edition.text.span import Span

OPTIONS: Final = (EMPHASIS, short_headings(False), CAPTIONS, KEPT_HYPHENS, JOINED_HYPHENS)


@dataclass(frozen=True, slots=True)
class Inference:
    """What was inferred from a text, before its blocks are made."""

    lines: tuple[Line, ...]
    hypotheses: tuple[Hypothesis, ...]
    layout: PageLayout
    extents: Extents
    frame: tuple[Furniture, ...]

    @property
    def confidence(self) -> float:
        """How sure the reading of the notes is, from 0 to 1; see ``Hypothesis.confidence``."""
        if not self.hypotheses:
            return _WITHOUT_NOTES
        pairs = sum(len(one.pairs) for one in self.hypotheses)
        return round(sum(one.confidence * len(one.pairs) for one in self.hypotheses) / pairs, 2)


_WITHOUT_NOTES: Final = 0.8
"""Confidence of a reading that found no notes."""


def describe_hypothesis(found: Hypothesis) -> str:
    """Return in one sentence what a hypothesis pairs and what it leaves."""
    form = "without brackets" if found.marker_form == BARE else f"written {found.marker_form}"
    return (
        f"{len(found.pairs)} {found.kind}s {form} call notes that open {found.opening_form!r}; "
        f"{found.marker_share:.0%} of the likely markers and {found.opening_share:.0%} of the "
        "likely openings are paired"
    )


def infer_text(source: Source) -> Inference:
    """Infer notes and pages of a text."""
    frame = find_frame(source)
    every = split_lines(source)
    lines = tuple(line for line in every if not _is_framed(line, frame))
    layout = find_layout(lines, ())
    numbers = {index for index, kind in layout.furniture.items() if kind == PAGE_NUMBER}
    markers = _leave_out(find_markers(source.text, lines), numbers)
    openings = _leave_out(find_openings(lines, layout.breaks), numbers)
    hypotheses = infer(markers, openings)
    layout, extents = _place(lines, hypotheses, openings)
    # What is known now of the places of notes decides what was open before.
    local = _same_page(layout) if extents.at_foot else anywhere
    hypotheses = refine(hypotheses, markers, openings, extents.lines, local)
    displaced = [
        pair for h in hypotheses for pair in find_displaced(h, markers, openings, extents.lines)
    ]
    layout, extents = _place(lines, hypotheses, openings, displaced)
    return Inference(lines, hypotheses, layout, extents, frame)


def _leave_out(candidates: Forms, lines: Collection[int]) -> Forms:
    return {form: [c for c in found if c.line not in lines] for form, found in candidates.items()}


def _place(
    lines: Sequence[Line],
    hypotheses: Sequence[Hypothesis],
    openings: Forms,
    displaced: Sequence[Pair] = (),
) -> tuple[PageLayout, Extents]:
    found = {o.line: FoundNote(o, m) for h in hypotheses for m, o in h.pairs}
    found |= {o.line: FoundNote(o, m) for m, o in displaced if o.line not in found}
    for hypothesis in hypotheses:
        for opening in find_unmarked(hypothesis, openings):
            found.setdefault(opening.line, FoundNote(opening, None))
    layout = find_layout(lines, found)
    return layout, find_extents(lines, layout, tuple(found.values()))


_SAME_PAGE: Final = 1.0
"""What a pair gains if notes are at the foot of the page and it is on one page …"""
_NEXT_PAGE: Final = -1.5
"""… and what it loses if the note was carried over to the next."""


def _same_page(layout: PageLayout) -> Locality:
    def weigh(marker: Candidate, opening: Candidate) -> float:
        pages = layout.page_of(opening.line) - layout.page_of(marker.line)
        return {0: _SAME_PAGE, 1: _NEXT_PAGE}.get(pages, -math.inf)

    return weigh


def _is_framed(line: Line, frame: Sequence[Furniture]) -> bool:
    return any(piece.span.start <= line.start < piece.span.end for piece in frame)


def read_inferred(source: Source, options: Options) -> Reading:
    """Read a text; see ``OPTIONS``."""
    return compose_reading(source, infer_text(source), options)


def compose_reading(source: Source, found: Inference, options: Options) -> Reading:
    """Make the document of what was inferred from a text."""
    settings = settle(OPTIONS, options)
    lines, layout = found.lines, found.layout
    apart = {lines[i].number for i in (*found.extents.lines, *layout.furniture)}
    chunks = part_paragraphs(split_chunks(lines, lambda line: line.number in apart))
    contents = find_contents(source, lines, chunks)
    hashed, signs = find_hash_headings(chunks)
    numbered = find_numbered_headings(chunks, heading_level(chunks))
    manner = Manner(
        width=line_width([line for line in lines if line.number not in apart]),
        captions=frozenset(settings["captions"]),
        short_headings=settings["short_headings"],
        contents=contents.lines,
        titles={**numbered, **hashed, **contents.titles},
        minor=find_recurring_headings(chunks),
    )
    drafts, dashes = draft_prose(chunks, manner, _breaks(found, chunks))
    drafts = join_parted_headings(source, drafts, manner.width)
    drafts = finish_drafts(source, name_divisions(drafts))
    pages, furniture = list_pages(lines, layout)
    pairs = _pair(source, found, drafts)
    kinds = ("underscore", "struck") if settings["emphasis"] else ("struck",)
    notation = scan_notation(source, [chunk.span for chunk in split_chunks(lines)], kinds)
    starts = [piece.start for chunk in chunks for piece in chunk.pieces]
    marks: list[Inline] = [*notation.signs, *pairs.markers, *pairs.markup]
    marks += [*signs, *caption_signs(source, drafts)]
    marks += [PageStart(label, span) for label, span in page_starts(pages, starts)]
    marks += [note.closing for note in found.extents.notes if note.closing]
    scribe = Scribe(source, Marks.of(marks), notation.runs, learn_hyphenation(source, settings))
    front, divisions = compose(scribe, drafts)
    document = Document(
        front=front,
        divisions=divisions,
        notes=write_notes(scribe, pairs, [page.start for page in pages], pages),
        pages=pages,
        furniture=tuple(sorted((*found.frame, *furniture, *dashes), key=lambda f: f.span)),
        length=len(source.text),
    )
    nothing = (
        ()
        if found.extents.notes
        else (report_at(source, Span(0, 0), "S002", "no notes were found"),)
    )
    return Reading(document, (*contents.diagnostics, *nothing))


def _breaks(found: Inference, chunks: Sequence[Chunk]) -> set[int]:
    """Return where running text begins after a page's end, furniture or notes."""
    apart = sorted((*found.extents.lines, *found.layout.furniture, *found.layout.breaks))
    index_of = {line.number: index for index, line in enumerate(found.lines)}
    breaks, position, last = set(), 0, -1
    for chunk in chunks:
        first = index_of[chunk.lines[0].number]
        while position < len(apart) and apart[position] <= first:
            position += 1
        if position and apart[position - 1] > last:
            breaks.add(chunk.lines[0].start)
        last = index_of[chunk.lines[-1].number]
    return breaks


# --- keys of the notes ----------------------------------------------------------------


def _pair(source: Source, found: Inference, drafts: Sequence[Draft]) -> Pairs:
    entries: list[Entry] = []
    markers: list[NoteMarker] = []
    keys = NoteKeys()
    for note, series in _series(found, drafts):
        opening, marker = note.opening, note.marker
        sign = source.text[slice(*opening.sign)]
        key = keys.name(series, sign)
        head = source.text[opening.start : opening.end].rstrip()
        text = NoteText(sign, Span(opening.start, opening.start + len(head)), None, note.paragraphs)
        place = Span(marker.start, marker.end) if marker else None
        entries.append(Entry(key, series, sign, text, place, after=opening.start))
        if marker and place:
            printed = source.text[slice(*marker.sign)]
            markers.append(NoteMarker(key, printed or sign, place))
    entries.sort(key=lambda entry: entry.start)
    return Pairs(tuple(entries), tuple(markers), ())


def _series(found: Inference, drafts: Sequence[Draft]) -> Iterator[tuple[FoundNote, str]]:
    """Yield each note with the name of its series."""
    numbered = _number_series(found.extents.notes)
    names: dict[int, str] = {}
    for kind in LabelKind:
        names |= _name_series([(n, i) for n, i in numbered if n.opening.label.kind is kind], drafts)
    for note, number in numbered:
        yield note, names[number]


def _number_series(notes: Sequence[FoundNote]) -> list[tuple[FoundNote, int]]:
    """Number the series: one ends where labels begin again."""
    last: dict[LabelKind, tuple[int, int]] = {}
    count = -1
    numbered = []
    for note in notes:
        label = note.opening.label
        number, value = last.get(label.kind, (-1, 0))
        rank = label.value * 10 + label.part
        if number < 0 or rank <= value:
            count += 1
            number = count
        last[label.kind] = (number, rank)
        numbered.append((note, number))
    return numbered


def _name_series(
    numbered: Sequence[tuple[FoundNote, int]], drafts: Sequence[Draft]
) -> Mapping[int, str]:
    """Name the series after the divisions that they stand in, or count them."""
    count = len({number for _, number in numbered})
    if count <= 1:
        return dict.fromkeys((number for _, number in numbered), "")
    heads = [(draft.start, draft.name) for draft in drafts if draft.kind is DraftKind.DIVISION]
    homes: dict[int, Counter[str]] = {}
    for note, number in numbered:
        place = (note.marker or note.opening).start
        name = next((name for start, name in reversed(heads) if start <= place), "")
        homes.setdefault(number, Counter())[name] += 1
    names = {number: home.most_common(1)[0][0] for number, home in homes.items()}
    if all(names.values()) and len(set(names.values())) == len(names):
        return names
    return {number: f"n{order}" for order, number in enumerate(sorted(homes), 1)}
