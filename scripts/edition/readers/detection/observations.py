"""Count the features of a text that has no record yet, without judging them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from edition.readers.chunks import line_width, split_chunks
from edition.readers.lines import split_lines
from edition.readers.stamps import find_stamps
from edition.records.conventions import shipped_words
from edition.text.source import Source

_REFERENCE = re.compile(r"\[\^[^\]\s]+\](?!:)")
_DEFINITION = re.compile(r"\s{0,3}\[\^[^\]\s]+\]:")
_FEATURES = re.compile(r"(?<![\w_])_[^\s_][^_\n]*_(?![\w_])|\*\*[^\s*][^*\n]*\*\*")


@dataclass(frozen=True, slots=True)
class Observations:
    """Counts of the features that decide on readers and options, and a report in words."""

    references: int
    definitions: int
    emphasis: int
    stamps: int
    report: tuple[str, ...]


def observe(source: Source) -> Observations:
    """Count the features of a text; the report omits those that do not occur."""
    lines = split_lines(source)
    references = len(_REFERENCE.findall(source.text))
    definitions = sum(bool(_DEFINITION.match(line.text)) for line in lines)
    emphasis = len(_FEATURES.findall(source.text))
    stamps = find_stamps(split_chunks(lines), shipped_words("reader")["stamps"])
    counts = [
        (references, "references such as [^1]"),
        (definitions, "definitions such as [^1]: …"),
        (emphasis, "words in underscores or double asterisks"),
        (stamps, "stamps"),
    ]
    width = line_width(lines)
    set_to = f"lines of {width} characters" if width else "each paragraph on one line"
    report = [f"{len(lines)} lines, {len(source.text.split())} words, {set_to}"]
    report += [f"{number} {words}" for number, words in counts if number]
    return Observations(references, definitions, emphasis, stamps, tuple(report))
