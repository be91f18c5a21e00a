"""What can be seen in a text that nobody has described yet: counted, not judged."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from edition.readers.chunks import line_width, split_chunks
from edition.readers.contents import read_contents
from edition.readers.furniture import PAGE_NUMBER
from edition.readers.headings import is_notes_heading
from edition.readers.inference.reader import Inference, find_illegible
from edition.readers.lines import split_lines
from edition.readers.stamps import find_stamps
from edition.records.conventions import shipped_words
from edition.text.source import Source

_REFERENCE = re.compile(r"\[\^[^\]\s]+\](?!:)")
_DEFINITION = re.compile(r"\s{0,3}\[\^[^\]\s]+\]:")
_FEATURES = re.compile(r"(?<![\w_])_[^\s_][^_\n]*_(?![\w_])|\*\*[^\s*][^*\n]*\*\*")


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
    counts = [
        (references, "references such as [^1]"),
        (definitions, "definitions such as [^1]: …"),
        (emphasis, "words in underscores or double asterisks"),
        (
            sum(1 for _ in find_illegible(found.lines)),
            "bracketed marks that look like markers but cannot be read",
        ),
        (served[PAGE_NUMBER], "page numbers on lines of their own"),
        (len(found.inline.marks), "page marks such as [Pg 12] in the text"),
        (stamps, "stamps"),
        (len(read_contents(lines).entries), "entries in a table of contents"),
    ]
    width = line_width(lines)
    set_to = f"lines of {width} characters" if width else "each paragraph on one line"
    report = [f"{len(lines)} lines, {len(source.text.split())} words, {set_to}"]
    report += [f"{number} {words}" for number, words in counts if number]
    notes = next((c.lines[0].number for c in chunks if is_notes_heading(c.text)), 0)
    report += [f"a heading of notes on line {notes}"] if notes else []
    return Observations(references, definitions, emphasis, stamps, tuple(report))
