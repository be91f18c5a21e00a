"""Compose the document from the inference on a text, and report unpaired marks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document, Furniture, Inline, Page, PageStart
from edition.readers import Options, Reading
from edition.readers.assembly import Marks
from edition.readers.captions import caption_signs
from edition.readers.chunks import Chunk, goes_on, line_width, split_chunks
from edition.readers.composition import InlineBuilder, compose, name_divisions
from edition.readers.contents import find_contents
from edition.readers.drafts import Draft, DraftKind, finish_drafts
from edition.readers.headings import Title, chapter_title, slug
from edition.readers.hyphens import learn_hyphenation
from edition.readers.inference.allowed_candidates import Settings
from edition.readers.inference.candidates import BARE
from edition.readers.inference.extents import FoundNote
from edition.readers.inference.headings import (
    find_declared_headings,
    find_labelled_headings,
    find_numbered_headings,
    find_recurring_lines,
    find_section_headings,
    heading_level,
    join_divided_headings,
)
from edition.readers.inference.leaves import Leaves, label_leaves
from edition.readers.inference.notes import make_markers, make_raising, name_notes, write_notes
from edition.readers.inference.options import OPTIONS, name_titles
from edition.readers.inference.pages import list_furniture, list_pages, page_starts
from edition.readers.inference.paragraphs import part_paragraphs
from edition.readers.inference.prose import ProseLayout, draft_prose
from edition.readers.inference.set_off import SetOff, find_gaps, find_set_off
from edition.readers.inference.text_inference import Inference
from edition.readers.inference.typescript import draft_typescript
from edition.readers.lines import Line
from edition.readers.matter import OfficeMarks
from edition.readers.stamps import compile_stamps
from edition.readers.typeset.blocks import Block, compose_rows, decide
from edition.readers.typeset.foot_notes import Candidates
from edition.readers.typeset.reader import compose_book
from edition.readers.typeset.restorations import Displacements
from edition.readers.typeset.rows import Kind, make_rows, mark_matter
from edition.readers.typeset.type_area import prove_type
from edition.records.options import resolve_options
from edition.text.source import Source
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class _Drafted:
    """Drafts of the running text, its pages, and the furniture and signs in it."""

    drafts: list[Draft]
    furniture: Sequence[Furniture]
    pages: Sequence[Page]
    signs: Sequence[Inline]
    """Page starts and signs of notation."""
    diagnostics: Sequence[Diagnostic] = ()


def compose_reading(source: Source, found: Inference, options: Options) -> Reading:
    """Compose the document, with diagnostics, from the inference on a text."""
    settings = resolve_options(OPTIONS, options)
    if found.book:
        forms = {hypothesis.opening_form for hypothesis in found.hypotheses}
        openings = [opening for form in forms for opening in found.openings[form]]
        candidates = Candidates(found.markers[BARE], openings)
        reading = compose_book(
            source, found.book, found.layout, found.extents, candidates, {**options, **settings}
        )
        furniture = (*found.frame, *reading.document.furniture)
        return replace(reading, document=replace(reading.document, furniture=furniture))
    lines, notes = found.lines, found.extents.notes
    marks = OfficeMarks(
        tuple(settings["classification"]), compile_stamps(tuple(settings["stamps"]))
    )
    draft = _draft_typescript if settings["typescript"] else _draft_text
    made = draft(source, found, settings, marks)
    names = name_titles(settings["names"])
    declared = (
        replace(draft, name=names.get(draft.text(source), draft.name))
        if draft.kind is DraftKind.DIVISION
        else draft
        for draft in made.drafts
    )
    drafts = finish_drafts(source, name_divisions(declared))
    named = name_notes(source, notes, found.lost, drafts, made.pages)
    inlines: list[Inline] = [*found.notation.signs, *make_markers(source, named), *made.signs]
    inlines += [*make_raising(source, named), *caption_signs(source, drafts)]
    inlines += [note.closing for note in notes if note.closing]
    inline_builder = InlineBuilder(
        source, Marks.of(inlines), found.notation.runs, learn_hyphenation(source, settings)
    )
    written = write_notes(inline_builder, named, made.pages)
    displaced = Displacements()
    displaced.move_markers(written, _DETACHED)
    front, divisions = compose(replace(inline_builder, moves=displaced.moves()), drafts)
    served = list_furniture(lines, found.layout)
    furniture = (*found.frame, *served, *made.furniture, *_dashes(lines, notes))
    document = Document(
        front=front,
        divisions=divisions,
        notes=written,
        pages=tuple(made.pages),
        furniture=tuple(sorted(furniture, key=lambda piece: piece.span)),
        restorations=tuple(displaced.restorations),
        length=len(source.text),
    )
    found_nothing = _report_nothing(source, document, settings, side_by_side=found.side_by_side)
    return Reading(document, (*made.diagnostics, *report_unpaired(source, found), *found_nothing))


def _dashes(lines: Sequence[Line], notes: Sequence[FoundNote]) -> Iterator[Furniture]:
    """Yield the dashes that a transcription placed before the labels of notes."""
    for note in notes:
        start = lines[note.opening.line].content.start
        if start < note.opening.start:
            yield Furniture("list-dash", Span(start, start + 1))


def _report_nothing(
    source: Source, document: Document, settings: Settings, *, side_by_side: bool
) -> tuple[Diagnostic, ...]:
    typed = settings["typescript"] and (len(document.pages) > 1 or document.furniture)
    if document.notes or typed or settings["notes"] in ("few", "none"):
        return ()
    if side_by_side:
        fact = "the columns of its pages stand side by side, so that no notes were looked for"
        hint = "Extract the PDF without -layout, or import the PDF itself: edition import FILE.pdf"
        return (report_at(source, Span(0, 0), "S002", fact, hint),)
    hint = "If the text has none, state it in the record: reader.options.notes: none."
    return (report_at(source, Span(0, 0), "S002", "no notes were found", hint),)


def _split(
    found: Inference, settings: Settings, captions: Collection[int] = ()
) -> tuple[list[Chunk], Mapping[int, Kind]]:
    """Return the running text as chunks; a declared caption is a separate chunk.

    For a typeset text, also return the kinds of chunks by the number of their first line.
    """
    lines = found.lines
    excluded = {lines[i].number for i in (*found.extents.lines, *found.layout.furniture)}
    own = [line for line in lines if line.number in captions and line.number not in excluded]
    excluded |= {line.number for line in own}
    pages = frozenset(lines[i].start for i in found.layout.breaks)
    calls = [note.marker for note in found.extents.notes if note.marker]
    moved = {lines[call.line].number for call in calls if call.displaced >= 0}
    kept = [
        line
        for before, line, after in zip((None, *lines), lines, (*lines[1:], None), strict=False)
        if line.number not in moved
        and not (before and before.number in moved and line.blank and after and goes_on(after.text))
    ]
    served = [i for i, line in enumerate(lines) if line.number in excluded | moved]
    rows = make_rows(lines, served, found.layout.breaks, found.layout.torn)
    area = prove_type(rows)
    blocks: list[Block] = []
    if area:
        mark_matter(rows, area.short, settings["ornaments"])
        blocks = compose_rows(rows, area, decide(settings))
    if blocks:
        chunks = [block.chunk for block in blocks]
    else:
        chunks = split_chunks(kept, lambda line: line.number in excluded)
        chunks = part_paragraphs(chunks, pages)
    chunks += [Chunk((line,)) for line in own if not line.blank]
    kinds = {block.rows[0].line.number: block.kind for block in blocks}
    return sorted(chunks, key=lambda chunk: chunk.start), kinds


_DETACHED: Final = (
    "The marker is on a separate line: it belongs to the end of the only line with a place for it "
    "between the adjacent markers, or else of the preceding line."
)


def _draft_typescript(
    source: Source, found: Inference, settings: Settings, marks: OfficeMarks
) -> _Drafted:
    leaves = Leaves(found.lines, found.layout.furniture, found.extents.lines, marks.stamps)
    chunks, _ = _split(found, settings)
    leaves.walk(chunks)
    pages, diagnostics = label_leaves(source, leaves.leaves)
    drafts, dashes = draft_typescript(
        source,
        chunks,
        leaves,
        marks,
        side_headings=settings["side_headings"],
        ornaments=settings["ornaments"],
    )
    starts = [
        PageStart(page.label, Span(leaf.body, leaf.body))
        for page, leaf in zip(pages, leaves.leaves, strict=True)
    ]
    return _Drafted(drafts, dashes, pages, starts, diagnostics)


def _draft_text(
    source: Source, found: Inference, settings: Settings, marks: OfficeMarks
) -> _Drafted:
    lines, layout = found.lines, found.layout
    captions = frozenset(settings["captions"])
    chunks, kinds = _split(found, settings, captions)
    contents = find_contents(source, lines, chunks, settings["contents"])
    chunks, declared, signs = find_declared_headings(chunks)
    level = heading_level(chunks)
    chunks, labelled = find_labelled_headings(chunks, level)
    numbered = find_numbered_headings(chunks, level)
    series = numbered if len(numbered) > len(labelled) else labelled
    titles = {**series, **declared, **contents.titles}
    recurring = find_recurring_lines(chunks, titles, marks)
    text = {line.number for chunk in chunks for line in chunk.lines}
    known = (recurring.headings, recurring.signatures, recurring.speakers)
    passed = {*titles, *frozenset().union(*known), *(text & {*contents.lines})}
    breaks = () if kinds else _breaks(found, chunks)
    set_off = (
        SetOff() if kinds else find_set_off(chunks, find_gaps(lines, chunks, layout), passed, marks)
    )
    titles |= {
        chunk.lines[0].number: (
            chapter_title(chunk.text) or Title("", "", slug(chunk.text)),
            1,
            len(chunk.lines),
        )
        for chunk in chunks
        if chunk.lines[0].number in set_off.divisions
    }
    passed |= set_off.divisions | set_off.attributions
    prose_layout = ProseLayout(
        width=line_width([line for line in lines if line.number in text or line.blank]),
        captions=captions,
        short_headings=settings["short_headings"],
        contents=contents.lines,
        titles=titles,
        minor=recurring.headings,
        kinds=kinds,
        sections=set_off.sections | find_section_headings(chunks, passed, marks),
        signatures=recurring.signatures | set_off.attributions,
        speakers=recurring.speakers,
        marks=marks,
        ornaments=settings["ornaments"],
    )
    drafts, dashes = draft_prose(chunks, prose_layout, breaks)
    drafts = join_divided_headings(source, drafts, prose_layout.width)
    starts = [piece.start for chunk in chunks for piece in chunk.pieces]
    pages = found.inline.pages or tuple(list_pages(lines, layout))
    shown = found.inline.inlines(starts) or [
        PageStart(label, span) for label, span in page_starts(pages, starts)
    ]
    return _Drafted(drafts, dashes, pages, (*signs, *shown), contents.diagnostics)


def _breaks(found: Inference, chunks: Sequence[Chunk]) -> set[int]:
    """Return the offsets at which running text begins after a page end, furniture or notes."""
    interruptions = sorted((*found.extents.lines, *found.layout.furniture, *found.layout.breaks))
    index_of = {line.number: index for index, line in enumerate(found.lines)}
    breaks, position, last = set(), 0, -1
    for chunk in chunks:
        first = index_of[chunk.lines[0].number]
        while position < len(interruptions) and interruptions[position] <= first:
            position += 1
        if position and interruptions[position - 1] > last:
            breaks.add(chunk.lines[0].start)
        last = index_of[chunk.lines[-1].number]
    return breaks


# --- unpaired marks -------------------------------------------------------------------

_ILLEGIBLE: Final = re.compile(
    r"(?<=\S)\[(?:[?#~. ]{1,3}|[\dlIOoSB?]{0,3}[lIOoSB?][\dlIOoSB?]{0,3})\](?![(\w])"
)
_STAYS: Final = "The mark stays in the text as it is; compare the original."


def report_unpaired(source: Source, found: Inference) -> Iterator[Diagnostic]:
    """Yield diagnostic N001 for ambiguous marks of a note and for illegible marks."""
    for places in found.rivals:
        lines = " and ".join(str(source.place(place.start).line) for place in places)
        mark = source.text[slice(*places[0].sign)]
        fact = f"the mark {mark} occurs on lines {lines}; none was taken as its marker"
        span = Span(places[0].start, places[0].end)
        yield report_at(source, span, "N001", fact, _STAYS)
    if not any(held.marker_form == "[]" for held in found.hypotheses):
        return
    read = {note.marker.start for note in found.extents.notes if note.marker}
    for index, span in find_illegible(found.lines):
        if index not in found.extents.lines and span.start not in read:
            fact = f"the mark {source.slice(span)} looks like a marker but cannot be read"
            yield report_at(source, span, "N001", fact, _STAYS)


def find_illegible(lines: Sequence[Line]) -> Iterator[tuple[int, Span]]:
    """Yield line index and span of illegible signs in the position of markers."""
    for index, line in enumerate(lines):
        for match in _ILLEGIBLE.finditer(line.text) if "[" in line.text else ():
            yield index, Span(line.start + match.start(), line.start + match.end())
