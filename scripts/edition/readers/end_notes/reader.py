"""Reads texts whose notes stand in lists at the end, or in blocks such as ``[Footnote 12: …]``.

Markers are ``[12]``, ``12/`` or raised digits. Numbers that could be verses, years or items are
taken for markers only if the series of notes proves them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document, Furniture, Inline
from edition.readers import Options, Reading
from edition.readers.assembly import Marks
from edition.readers.captions import caption_signs
from edition.readers.chunks import Chunk, is_verse, line_width, split_chunks
from edition.readers.composition import Scribe, compose, name_divisions
from edition.readers.drafts import Draft, finish_drafts
from edition.readers.end_notes.lists import EMPTY, NoteList, read_bare_lists, read_headed_lists
from edition.readers.end_notes.pairs import Paired, pair_notes, part_text
from edition.readers.hyphens import JOINED_HYPHENS, KEPT_HYPHENS, learn_hyphenation
from edition.readers.inline_pages import InlinePages
from edition.readers.lines import Line, split_lines
from edition.readers.markers import Candidate, MarkerKind, find_candidates
from edition.readers.markup import scan_notation
from edition.readers.matter import OfficeMarks
from edition.readers.note_blocks import NoteBlock, find_blocks
from edition.readers.note_lists import FORMS, match_start
from edition.readers.note_makers import note_dashes, write_notes
from edition.readers.prose.contents import find_contents
from edition.readers.prose.drafts import Manner, breaks_between, draft_prose
from edition.readers.prose.options import (
    CAPTIONS,
    EMPHASIS,
    PAGE_NUMBERS,
    RUNNING_HEADS,
    short_headings,
)
from edition.readers.prose.pages import find_prose_pages
from edition.readers.stamps import STAMPS, compile_stamps
from edition.records.options import Option, OptionType, settle
from edition.text.source import Source
from edition.text.span import Span

# --- How the markers and the numbers of end notes are written: the pair that agrees most often ---


_FITTING = {
    MarkerKind.BRACKET: ("block", "bracket", "stop", "parenthesis", "number"),
    MarkerKind.SLASH: ("slash", "block"),
    MarkerKind.SUPERSCRIPT: ("superscript", "stop", "bracket", "parenthesis", "number", "block"),
    MarkerKind.GLUED: ("stop", "number", "block"),
}


def choose_forms(
    source: Source,
    chunks: Sequence[Chunk],
    blocks: Sequence[NoteBlock],
    settings: Mapping[str, Any],
) -> tuple[MarkerKind, str]:
    """Choose how markers and numbers of notes are written: the pair that agrees most often."""
    kinds = list(_FITTING) if settings["markers"] == "auto" else [MarkerKind(settings["markers"])]
    signs = {form: _signs(chunks, blocks, form) for form in ("block", *FORMS)}
    best, choice = -1, (kinds[0], "block" if blocks else "bracket")
    for kind in kinds:
        attached = {c.sign for c in scan_chunks(source, chunks, kind) if c.weight > 1}
        for form in _allowed_forms(kind, blocks, settings):
            if len(attached & signs[form]) > best:
                best, choice = len(attached & signs[form]), (kind, form)
    return choice


def _allowed_forms(
    kind: MarkerKind, blocks: Sequence[NoteBlock], settings: Mapping[str, Any]
) -> tuple[str, ...]:
    if settings["note_list"] != "auto":
        return (settings["note_list"],)
    if settings["notes"] == "blocks":
        return ("block",)
    return tuple(f for f in _FITTING[kind] if f != "block" or blocks)


def _signs(chunks: Sequence[Chunk], blocks: Sequence[NoteBlock], form: str) -> set[str]:
    if form == "block":
        return {block.note.sign for block in blocks}
    starts = (match_start(line, (form,)) for chunk in chunks for line in chunk.lines)
    return {start.sign for start in starts if start}


def scan_chunks(source: Source, chunks: Sequence[Chunk], kind: MarkerKind) -> list[Candidate]:
    """Return the candidates of a kind in chunks."""
    return find_candidates(source, [p for chunk in chunks for p in chunk.pieces], (kind,))


# --- What a text archive puts around a text in the file: its notice before and after ---


_START = re.compile(
    r"^[ \t]*\*{3}[ \t]*START OF (?:THE|THIS) .{0,20}E-?(?:BOOK|TEXT).*$", re.I | re.M
)
_END = re.compile(r"^[ \t]*\*{3}[ \t]*END OF (?:THE|THIS) .{0,20}E-?(?:BOOK|TEXT).*$", re.I | re.M)


def find_frame(source: Source) -> tuple[Furniture, ...]:
    """Return the notices as furniture (``file-header``, ``file-footer``)."""
    found: list[Furniture] = []
    start = _START.search(source.text)
    end = _END.search(source.text, start.end() if start else 0)
    if start:
        found.append(Furniture("file-header", Span(0, start.end())))
    if end:
        found.append(Furniture("file-footer", Span(end.start(), len(source.text))))
    return tuple(found)


OPTIONS = (
    Option(
        "markers",
        OptionType.CHOICE,
        "auto",
        "How notes are marked in the text: [12], 12/, a superscript 12, or 12 after its word.",
        ("auto", "bracket", "slash", "superscript", "glued"),
    ),
    Option(
        "notes",
        OptionType.CHOICE,
        "auto",
        "Where the notes are: in lists, or in blocks such as [Footnote 12: …].",
        ("auto", "lists", "blocks"),
    ),
    Option(
        "note_list",
        OptionType.CHOICE,
        "auto",
        "How the lists are numbered: [1], 1., 1/, (1), a superscript 1 or a bare 1.",
        ("auto", "bracket", "stop", "slash", "parenthesis", "superscript", "number"),
    ),
    EMPHASIS,
    short_headings(False),
    RUNNING_HEADS,
    PAGE_NUMBERS,
    CAPTIONS,
    STAMPS,
    KEPT_HYPHENS,
    JOINED_HYPHENS,
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a text was taken apart into before its blocks are made."""

    blocks: tuple[NoteBlock, ...]
    lists: NoteList
    body: tuple[Chunk, ...]
    minor: frozenset[int]
    """Lines that are headings inside lists of notes."""
    furniture: tuple[Furniture, ...]
    kind: MarkerKind
    pages: InlinePages


def read_end_notes(source: Source, options: Options) -> Reading:
    """Read a text with end notes or note blocks; see ``OPTIONS``."""
    settings = settle(OPTIONS, options)
    frame = find_frame(source)
    lines = [line for line in split_lines(source) if not _is_framed(line, frame)]
    parts = _take_apart(source, lines, frame, settings)
    contents = find_contents(source, lines, parts.body)
    manner = Manner(
        width=line_width(lines),
        captions=frozenset(settings["captions"]),
        short_headings=settings["short_headings"],
        contents=contents.lines,
        titles=contents.titles,
        marks=OfficeMarks(stamps=compile_stamps(tuple(settings["stamps"]))),
        minor=parts.minor,
    )
    breaks = _breaks(parts)
    drafts, dashes = draft_prose(parts.body, manner, breaks)
    drafts = finish_drafts(source, name_divisions(drafts))
    candidates = _candidates(source, parts, manner.width)
    paired = pair_notes(source, parts.blocks, parts.lists, part_text(source, drafts), candidates)
    furniture = (*parts.furniture, *dashes, *note_dashes(paired.notes))
    document = _compose(source, lines, parts, drafts, paired, settings, furniture)
    return Reading(
        document, (*contents.diagnostics, *paired.diagnostics, *_nothing(source, paired))
    )


def _is_framed(line: Line, frame: Sequence[Furniture]) -> bool:
    return any(piece.span.start <= line.start < piece.span.end for piece in frame)


def _take_apart(
    source: Source, every: Sequence[Line], frame: Sequence[Furniture], settings: Mapping[str, Any]
) -> _Parts:
    pages = find_prose_pages(
        source,
        every,
        running_heads=settings["running_heads"],
        page_numbers=settings["page_numbers"],
    )
    lines = [line for line in every if line.number not in pages.lines]
    blocks = tuple(find_blocks(lines)) if settings["notes"] != "lists" else ()
    taken = {number for block in blocks for number in block.lines} | pages.lines
    chunks = split_chunks(every, lambda line: line.number in taken)
    kind, form = choose_forms(source, chunks, blocks, settings)
    lists = _read_lists(source, chunks, kind, form) if form != "block" else EMPTY
    body = tuple(chunk for i, chunk in enumerate(chunks) if i not in lists.used)
    minor = frozenset(chunks[i].lines[0].number for i in lists.subheading_chunks)
    return _Parts(blocks, lists, body, minor, (*frame, *pages.furniture), kind, pages.marks)


def _read_lists(source: Source, chunks: Sequence[Chunk], kind: MarkerKind, form: str) -> NoteList:
    headed = read_headed_lists(chunks, form)
    if headed.notes:
        return headed
    if form == "number":
        # Without a heading above them, such lines may be anything.
        return headed
    found = [c for c in scan_chunks(source, chunks, kind) if c.weight > 1]
    marked = {c.number: c.span.start for c in reversed(found) if c.number is not None}
    return read_bare_lists(chunks, form, marked)


def _candidates(source: Source, parts: _Parts, width: int) -> list[Candidate]:
    """Return the candidates of the running text; none opens a paragraph or a line of verse."""
    first = {chunk.lines[0].content.start for chunk in parts.body}
    for chunk in parts.body:
        if is_verse(chunk, width):
            first |= {line.content.start for line in chunk.lines}
    found = scan_chunks(source, parts.body, parts.kind)
    return [c for c in found if c.span.start not in first]


def _breaks(parts: _Parts) -> Collection[int]:
    """Return where running text begins after furniture or a note block."""
    blocks = [Furniture("", block.note.sign_span) for block in parts.blocks]
    return breaks_between(parts.body, [*parts.furniture, *blocks])


def _compose(
    source: Source,
    lines: Sequence[Line],
    parts: _Parts,
    drafts: Sequence[Draft],
    paired: Paired,
    settings: Mapping[str, Any],
    furniture: Sequence[Furniture],
) -> Document:
    kinds = ("underscore", "struck") if settings["emphasis"] else ("struck",)
    notation = scan_notation(source, [chunk.span for chunk in split_chunks(lines)], kinds)
    pages = parts.pages.pages
    starts = [piece.start for chunk in parts.body for piece in chunk.pieces]
    marks: list[Inline] = [*notation.signs, *parts.pages.inlines(starts), *paired.pairs.markers]
    marks += [*paired.pairs.markup, *caption_signs(source, drafts)]
    marks += [block.closing for block in parts.blocks if block.closing]
    scribe = Scribe(source, Marks.of(marks), notation.runs, learn_hyphenation(source, settings))
    front, divisions = compose(scribe, drafts)
    return Document(
        front=front,
        divisions=divisions,
        notes=write_notes(scribe, paired.pairs, [page.start for page in pages], pages),
        pages=pages,
        furniture=tuple(sorted(furniture, key=lambda piece: piece.span)),
        length=len(source.text),
    )


def _nothing(source: Source, paired: Paired) -> tuple[Diagnostic, ...]:
    if paired.notes:
        return ()
    return (report_at(source, Span(0, 0), "S002", "no list and no block of notes was found"),)
