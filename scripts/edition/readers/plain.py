"""Read any text as paragraphs only, which accounts for every character by construction.

This is the fallback for a text of which another reading would lose words: no sign in it is
interpreted as notation.
"""

from __future__ import annotations

from itertools import groupby

from edition.model.document import Document, Inline, Join, JoinKind, Paragraph, Text
from edition.model.traversal import span_of
from edition.readers.lines import split_lines
from edition.readers.partition import part_long_blocks
from edition.text.source import Source
from edition.text.span import Span


def read_plain(source: Source) -> Document:
    """Return a document in which every run of lines between blank lines is a paragraph."""
    paragraphs = []
    for blank, group in groupby(split_lines(source), lambda line: line.blank):
        if blank:
            continue
        inlines: list[Inline] = []
        for line in group:
            inlines.append(Text(source.slice(line.content), line.content))
            inlines.append(Join(JoinKind.SPACE, Span(line.end, line.end)))
        paragraphs.append(Paragraph(tuple(inlines[:-1]), span_of(inlines[:-1])))
    document = Document(tuple(paragraphs), (), (), (), length=len(source.text))
    return part_long_blocks(document)
