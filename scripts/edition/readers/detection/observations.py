"""What can be seen in a text that nobody has described yet: counted, not judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edition.readers.assembly import HYPHENS
from edition.readers.chunks import is_prose, line_width, split_chunks
from edition.readers.contents import read_contents
from edition.readers.furniture import PAGE_NUMBER, RUNNING_HEAD, is_classification, normal_head
from edition.readers.headings import is_notes_heading, side_heading
from edition.readers.inference.alignment import expect_marker
from edition.readers.inference.candidates import BARE, RAISED_FORM, WORD
from edition.readers.inference.labels import LabelKind
from edition.readers.inference.reader import Inference, find_illegible
from edition.readers.lines import Line, split_lines
from edition.readers.matter import is_address, is_closing
from edition.readers.stamps import find_stamps
from edition.records.conventions import shipped_words
from edition.text.source import Source

_REFERENCE = re.compile(r"\[\^[^\]\s]+\](?!:)")
_DEFINITION = re.compile(r"\s{0,3}\[\^[^\]\s]+\]:")
_HASHES = re.compile(r"#{1,6} +\S")
_FEATURES = re.compile(r"(?<![\w_])_[^\s_][^_\n]*_(?![\w_])|\*\*[^\s*][^*\n]*\*\*")
_SHOWN = 3
"""Running heads that are named."""


@dataclass(frozen=True, slots=True)
class Observations:
    """Counts of what decides on readers and options, and all of them in words."""

    references: int
    definitions: int
    emphasis: int
    stamps: int
    report: tuple[str, ...]


def observe(source: Source, found: Inference) -> Observations:
    """Look at a text and count; what was not seen is passed over in the report."""
    lines = split_lines(source)
    chunks = split_chunks(lines)
    references = len(_REFERENCE.findall(source.text))
    definitions = sum(bool(_DEFINITION.match(line.text)) for line in lines)
    emphasis = len(_FEATURES.findall(source.text))
    stamps = find_stamps(chunks, shipped_words("reader")["stamps"])
    served = Counter(found.layout.furniture.values())
    sides = sum(bool(side_heading(c.text)) for c in chunks if is_prose(c.text))
    counts = [
        *_count_forms(found),
        (references, "references such as [^1]"),
        (definitions, "definitions such as [^1]: …"),
        (sum(bool(_HASHES.match(line.text)) for line in lines), "headings with #"),
        (emphasis, "words in underscores or double asterisks"),
        (
            sum(1 for _ in find_illegible(found.lines)),
            "bracketed marks that look like markers but cannot be read",
        ),
        (served[PAGE_NUMBER], "page numbers on lines of their own"),
        (len(found.inline.marks), "page marks such as [Pg 12] in the text"),
        (sum(is_classification(line.text) for line in lines), "lines of classification"),
        (stamps, "stamps"),
        (sum(is_address(line.text) for line in lines), "lines such as To: and Subject:"),
        (sum(is_closing(chunk.text) for chunk in chunks), "closing formulas of letters"),
        (sides, "paragraphs that may begin with a run-in heading"),
        (len(read_contents(lines).entries), "entries in a table of contents"),
        (_count_hyphens(lines), "hyphens at line ends"),
        (source.text.count("\f"), "form feeds"),
    ]
    width = line_width(lines)
    set_to = f"lines of {width} characters" if width else "each paragraph on one line"
    report = [f"{len(lines)} lines, {len(source.text.split())} words, {set_to}"]
    report += [f"{number} {words}" for number, words in counts if number]
    notes = next((c.lines[0].number for c in chunks if is_notes_heading(c.text)), 0)
    report += [f"a heading of notes on line {notes}"] if notes else []
    report += [f"running head: {head}" for head in _list_heads(found)[:_SHOWN]]
    return Observations(references, definitions, emphasis, stamps, tuple(report))


_MARKERS = {
    RAISED_FORM: "raised numbers",
    "[]": "numbers in square brackets after a word",
    "/": "numbers with a slash, such as 12/",
    BARE: "numbers that touch the word or stop before them",
}
_OPENINGS = {
    "()": "lines that begin with (1)",
    "[]": "lines that begin with [1]",
    "/": "lines that begin with 1/",
    ".": "lines that begin with 1.",
    RAISED_FORM: "lines that begin with a raised number",
    BARE: "lines that begin with a bare number",
    WORD: "blocks such as [Footnote 1: …]",
}


def _count_forms(found: Inference) -> Iterator[tuple[int, str]]:
    for form, words in _MARKERS.items():
        likely = (one for one in found.markers.get(form, ()) if expect_marker(one) > 0)
        yield sum(one.label.kind is LabelKind.NUMBER for one in likely), words
    likely = (one for one in found.markers.get(BARE, ()) if expect_marker(one) > 0)
    marks = sum(one.label.kind is LabelKind.MARK for one in likely)
    yield marks, "asterisks or daggers in the text"
    for form, words in _OPENINGS.items():
        opens = found.openings.get(form, ())
        yield sum(one.label.kind is LabelKind.NUMBER for one in opens), words
    opens = found.openings.get(BARE, ())
    marks = sum(one.label.kind is LabelKind.MARK for one in opens)
    yield marks, "lines that begin with an asterisk or dagger"


def _list_heads(found: Inference) -> list[str]:
    kinds = found.layout.furniture
    heads = {normal_head(found.lines[i].text) for i in kinds if kinds[i] == RUNNING_HEAD}
    return sorted(head for head in heads if head)


def _count_hyphens(lines: Sequence[Line]) -> int:
    """Count lines that end with a hyphen after a letter."""
    ends = (line.text.rstrip()[-2:] for line in lines)
    return sum(len(end) == 2 and end[1] in HYPHENS and end[0].isalpha() for end in ends)
