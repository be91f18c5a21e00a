"""What can be seen in a text that nobody has described yet: counted, not judged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.readers.assembly import HYPHENS
from edition.readers.chunks import Chunk, is_prose, line_width, split_chunks
from edition.readers.contents import read_contents
from edition.readers.furniture import (
    count_heads,
    find_running_heads,
    is_classification,
    read_page_number,
)
from edition.readers.headings import is_notes_heading, side_heading
from edition.readers.inline_pages import find_inline_pages
from edition.readers.lines import Line, split_lines
from edition.readers.markers import MarkerKind, find_candidates, find_illegible
from edition.readers.matter import is_address, is_closing
from edition.readers.note_blocks import find_blocks
from edition.readers.note_lists import FORMS, match_start
from edition.readers.stamps import find_stamps
from edition.records.conventions import shipped_words
from edition.text.source import Source

_FOOT = re.compile(r"\s{0,3}(\d{1,3})(?=\s{1,3}[^\s\d.)\]/]|[^\W\d_]|[\"\u201c\u2018(])")
_REFERENCE = re.compile(r"\[\^[^\]\s]+\](?!:)")
_DEFINITION = re.compile(r"\s{0,3}\[\^[^\]\s]+\]:")
_HASHES = re.compile(r"#{1,6} +\S")
_FEATURES = re.compile(r"(?<![\w_])_[^\s_][^_\n]*_(?![\w_])|\*\*[^\s*][^*\n]*\*\*")
_PAGE = 90
"""Lines that a page has at most: how far a note stands from its marker."""


@dataclass(frozen=True, slots=True)
class Observations:
    """Counts, each of what its name says; see ``describe`` for their words."""

    lines: int
    words: int
    width: int
    markers: Mapping[MarkerKind, int]
    starts: Mapping[str, int]
    foot_notes: int
    blocks: int
    notes_headings: tuple[int, ...]
    references: int
    definitions: int
    hashes: int
    emphasis: int
    illegible: int
    page_numbers: int
    page_marks: int
    running_heads: tuple[str, ...]
    classification: int
    stamps: int
    addresses: int
    closings: int
    side_headings: int
    contents: int
    hyphens: int
    form_feeds: int


def observe(source: Source) -> Observations:
    """Look at a text and count."""
    lines = split_lines(source)
    chunks = split_chunks(lines)
    pieces = [line.content for line in lines if not line.blank]
    heads = find_running_heads(lines, chunks)
    return Observations(
        lines=len(lines),
        words=len(source.text.split()),
        width=line_width(lines),
        markers={
            k: _count_markers(source, lines, k) for k in MarkerKind if k is not MarkerKind.BARE
        },
        starts={form: _count_starts(lines, form) for form in FORMS},
        foot_notes=_count_foot_notes(source, lines),
        blocks=len(find_blocks(lines)),
        notes_headings=tuple(c.lines[0].number for c in chunks if is_notes_heading(c.text)),
        references=len(_REFERENCE.findall(source.text)),
        definitions=sum(bool(_DEFINITION.match(line.text)) for line in lines),
        hashes=sum(bool(_HASHES.match(line.text)) for line in lines),
        emphasis=len(_FEATURES.findall(source.text)),
        illegible=len(find_illegible(source, pieces)),
        page_numbers=sum(_is_lone_number(chunk) for chunk in chunks),
        page_marks=len(find_inline_pages(lines).marks),
        running_heads=tuple(sorted(count_heads(lines, heads))),
        classification=sum(is_classification(line.text) for line in lines if not line.blank),
        stamps=find_stamps(chunks, shipped_words("reader")["stamps"]),
        addresses=sum(is_address(line.text) for line in lines),
        closings=sum(is_closing(chunk.text) for chunk in chunks),
        side_headings=sum(bool(side_heading(c.text)) for c in chunks if is_prose(c.text)),
        contents=len(read_contents(lines).entries),
        hyphens=_count_hyphens(lines),
        form_feeds=source.text.count("\f"),
    )


def _count_markers(source: Source, lines: Sequence[Line], kind: MarkerKind) -> int:
    found = find_candidates(source, [line.content for line in lines if not line.blank], (kind,))
    return sum(candidate.weight > 1 for candidate in found)


def _count_starts(lines: Sequence[Line], form: str) -> int:
    return sum(match_start(line, (form,)) is not None for line in lines)


def _count_foot_notes(source: Source, lines: Sequence[Line]) -> int:
    """Count lines that begin with a number which touched a word not more than a page before."""
    seen: dict[str, int] = {}
    count = 0
    for index, line in enumerate(lines):
        match = _FOOT.match(line.text)
        if match and index - seen.get(match[1], -_PAGE) < _PAGE:
            count += 1
            del seen[match[1]]
        for candidate in find_candidates(source, (line.content,), (MarkerKind.GLUED,)):
            seen[candidate.sign] = index
    return count


def _is_lone_number(chunk: Chunk) -> bool:
    return len(chunk.lines) == 1 and read_page_number(chunk.text) is not None


def _count_hyphens(lines: Sequence[Line]) -> int:
    """Count lines that end with a hyphen after a letter."""
    ends = (line.text.rstrip()[-2:] for line in lines)
    return sum(len(end) == 2 and end[1] in HYPHENS and end[0].isalpha() for end in ends)


# --- words ----------------------------------------------------------------------------

_MARKER_WORDS = {
    MarkerKind.SUPERSCRIPT: "raised numbers",
    MarkerKind.SIGN: "asterisks or daggers in the text",
    MarkerKind.BRACKET: "numbers in square brackets after a word",
    MarkerKind.SLASH: "numbers with a slash, such as 12/",
    MarkerKind.GLUED: "numbers that touch the word or stop before them",
}
_START_WORDS = {
    "parenthesis": "lines that begin with (1)",
    "bracket": "lines that begin with [1]",
    "slash": "lines that begin with 1/",
    "stop": "lines that begin with 1.",
    "superscript": "lines that begin with a raised number",
    "number": "lines that begin with a bare number",
    "sign": "lines that begin with an asterisk or dagger",
}


def describe(seen: Observations) -> tuple[str, ...]:
    """Say in words what was seen; what was not seen is passed over."""
    width = f"lines of {seen.width} characters" if seen.width else "each paragraph on one line"
    counts = [
        *((seen.markers[kind], words) for kind, words in _MARKER_WORDS.items()),
        *((seen.starts[form], words) for form, words in _START_WORDS.items()),
        (seen.foot_notes, "lines that begin with a number that touched a word on the page above"),
        (seen.blocks, "blocks such as [Footnote 1: …]"),
        (seen.references, "references such as [^1]"),
        (seen.definitions, "definitions such as [^1]: …"),
        (seen.hashes, "headings with #"),
        (seen.emphasis, "words in underscores or double asterisks"),
        (seen.illegible, "bracketed marks that look like markers but cannot be read"),
        (seen.page_numbers, "page numbers on lines of their own"),
        (seen.page_marks, "page marks such as [Pg 12] in the text"),
        (seen.classification, "lines of classification"),
        (seen.stamps, "stamps"),
        (seen.addresses, "lines such as To: and Subject:"),
        (seen.closings, "closing formulas of letters"),
        (seen.side_headings, "paragraphs that may begin with a run-in heading"),
        (seen.contents, "entries in a table of contents"),
        (seen.hyphens, "hyphens at line ends"),
        (seen.form_feeds, "form feeds"),
    ]
    found = [f"{number} {words}" for number, words in counts if number]
    if seen.notes_headings:
        found.append(f"a heading of notes on line {seen.notes_headings[0]}")
    found += [f"running head: {head}" for head in seen.running_heads[:3]]
    return (f"{seen.lines} lines, {seen.words} words, {width}", *found)
