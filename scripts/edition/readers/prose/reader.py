"""Reads plain prose: an article, a letter, a book without notes, or with a few notes at its end."""

from __future__ import annotations

from collections.abc import Sequence

from edition.model.document import Document, Inline, Page
from edition.readers import Options, Reading
from edition.readers.assembly import Marks
from edition.readers.captions import caption_signs
from edition.readers.chunks import Chunk, line_width, split_chunks
from edition.readers.composition import Scribe, compose, name_divisions
from edition.readers.drafts import finish_drafts
from edition.readers.hyphens import JOINED_HYPHENS, KEPT_HYPHENS, learn_hyphenation
from edition.readers.lines import Line, split_lines
from edition.readers.markers import Candidate, MarkerKind, find_candidates
from edition.readers.markup import scan_notation
from edition.readers.matter import OfficeMarks, is_imprint
from edition.readers.note_lists import NoteText, match_start, open_note
from edition.readers.note_makers import (
    NumberedNotes,
    Pairs,
    gather_pairs,
    note_dashes,
    number_entries,
    pair_leaf_signs,
    pair_series,
    write_notes,
)
from edition.readers.prose.contents import find_contents
from edition.readers.prose.drafts import Manner, breaks_between, draft_prose
from edition.readers.prose.options import (
    CAPTIONS,
    EMPHASIS,
    PAGE_NUMBERS,
    RUNNING_HEADS,
    short_headings,
)
from edition.readers.prose.pages import ProsePages, find_prose_pages
from edition.readers.stamps import STAMPS, compile_stamps
from edition.records.options import Option, OptionType, settle
from edition.text.source import Source

OPTIONS = (
    Option(
        "notes",
        OptionType.CHOICE,
        "auto",
        "Whether the text ends with notes; auto accepts notes that a marker confirms.",
        ("auto", "none"),
    ),
    CAPTIONS,
    short_headings(True),
    EMPHASIS,
    RUNNING_HEADS,
    PAGE_NUMBERS,
    STAMPS,
    KEPT_HYPHENS,
    JOINED_HYPHENS,
)

_FORMS = ("stop", "superscript", "bracket", "parenthesis", "sign")
_KINDS = (MarkerKind.GLUED, MarkerKind.SUPERSCRIPT, MarkerKind.BRACKET, MarkerKind.SIGN)


_SHORT = 4
"""Lines of a chunk that may be an imprint with something above it."""


def read_plain(source: Source, options: Options) -> Reading:
    """Read plain prose; see ``OPTIONS``."""
    settings = settle(OPTIONS, options)
    lines = split_lines(source)
    captions = frozenset(settings["captions"])
    pages = find_prose_pages(
        source,
        lines,
        running_heads=settings["running_heads"],
        page_numbers=settings["page_numbers"],
    )
    chunks = _split(lines, captions, pages.lines)
    notes, body = _take_notes(source, chunks) if settings["notes"] == "auto" else ([], chunks)
    notation = scan_notation(
        source,
        [chunk.span for chunk in body],
        ("underscore", "struck") if settings["emphasis"] else (),
    )
    pairs = _pair(source, body, notes)
    contents = find_contents(source, lines, body)
    manner = Manner(
        width=line_width(lines),
        captions=captions,
        short_headings=settings["short_headings"],
        contents=contents.lines,
        titles=contents.titles,
        marks=OfficeMarks(stamps=compile_stamps(tuple(settings["stamps"]))),
    )
    drafts, furniture = draft_prose(body, manner, breaks_between(body, pages.furniture))
    marks: list[Inline] = [*notation.signs, *pairs.markers, *pairs.markup]
    marks += caption_signs(source, drafts)
    marks += pages.marks.inlines([piece.start for chunk in body for piece in chunk.pieces])
    scribe = Scribe(source, Marks.of(marks), notation.runs, learn_hyphenation(source, settings))
    front, divisions = compose(scribe, name_divisions(finish_drafts(source, drafts)))
    document = Document(
        front=front,
        divisions=divisions,
        notes=write_notes(scribe, pairs, *_starts(pages)),
        pages=pages.marks.pages,
        furniture=(*pages.furniture, *furniture, *note_dashes(notes)),
        length=len(source.text),
    )
    return Reading(document, contents.diagnostics)


def _starts(pages: ProsePages) -> tuple[list[int], tuple[Page, ...]]:
    return [page.start for page in pages.marks.pages], pages.marks.pages


def _pair(source: Source, body: Sequence[Chunk], notes: Sequence[NoteText]) -> Pairs:
    candidates = _candidates(source, body, notes)
    numbered = NumberedNotes.of(note for note in notes if note.number is not None)
    chosen, _ = pair_series(numbered, candidates)
    signed = [note for note in notes if note.number is None]
    entries = number_entries(numbered, chosen, "")
    return gather_pairs([*entries, *pair_leaf_signs(signed, candidates, (), ())], candidates)


def _split(lines: Sequence[Line], captions: frozenset[int], served: frozenset[int]) -> list[Chunk]:
    """Split into chunks; a declared caption is a chunk of its own."""
    apart = captions | served
    chunks = split_chunks(lines, lambda line: line.number in apart)
    chunks = [part for chunk in chunks for part in _part_imprint(chunk)]
    chunks += [
        Chunk((line,))
        for line in lines
        if line.number in captions and line.number not in served and not line.blank
    ]
    return sorted(chunks, key=lambda chunk: chunk.start)


def _part_imprint(chunk: Chunk) -> list[Chunk]:
    """Part the lines of an imprint from a short chunk that they stand under."""
    if len(chunk.lines) <= _SHORT:
        for index, line in enumerate(chunk.lines[1:], 1):
            if is_imprint(line.text) and not is_imprint(chunk.lines[0].text):
                return [Chunk(chunk.lines[:index]), Chunk(chunk.lines[index:])]
    return [chunk]


def _take_notes(source: Source, chunks: Sequence[Chunk]) -> tuple[list[NoteText], list[Chunk]]:
    """Part the notes at the end from the text: chunks with a number that a marker before proves."""
    for form in _FORMS:
        starts = [match_start(chunk.lines[0], (form,)) for chunk in chunks]
        first = next((i for i, start in enumerate(starts) if start and _is_first(start.sign)), None)
        if first is None:
            continue
        signs = {c.sign for c in _scan(source, chunks[:first])}
        taken = [i for i in range(first, len(chunks)) if (s := starts[i]) and s.sign in signs]
        if taken:
            notes = [_read_note(chunks[i], form) for i in taken]
            return notes, [c for i, c in enumerate(chunks) if i not in taken]
    return [], list(chunks)


def _is_first(sign: str) -> bool:
    return sign in ("1", "*", "†")


def _scan(source: Source, chunks: Sequence[Chunk]) -> list[Candidate]:
    return find_candidates(source, [p for chunk in chunks for p in chunk.pieces], _KINDS)


def _candidates(
    source: Source, chunks: Sequence[Chunk], notes: Sequence[NoteText]
) -> list[Candidate]:
    """Return the candidates whose sign a note has, and that stand before it."""
    if not notes:
        return []
    first = min(note.sign_span.start for note in notes)
    signs = {note.sign for note in notes}
    return [c for c in _scan(source, chunks) if c.sign in signs and c.span.end <= first]


def _read_note(chunk: Chunk, form: str) -> NoteText:
    start = match_start(chunk.lines[0], (form,))
    if start is None:
        raise ValueError("the chunk opens no note")
    note = open_note(start)
    for line in chunk.lines[1:]:
        note = note.extend(line.content)
    return note
