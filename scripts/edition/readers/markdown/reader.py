"""Reads texts whose source is Markdown: footnotes, headings, lists, block quotations, emphasis."""

from __future__ import annotations

from collections.abc import Sequence

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document
from edition.readers import Options, Reading
from edition.readers.lines import split_lines
from edition.readers.markdown.blocks import MarkdownBuilder
from edition.readers.markdown.inlines import MarkdownInlines
from edition.readers.markdown.tree import Node, parse_blocks
from edition.records.options import Option
from edition.text.source import Source
from edition.text.span import Span

OPTIONS: tuple[Option, ...] = ()


def read_markdown(source: Source, options: Options) -> Reading:
    """Read a Markdown text; the reader has no options."""
    lines = split_lines(source)
    nodes = parse_blocks(source.text)
    inlines = MarkdownInlines(source, lines, nodes)
    builder = MarkdownBuilder(source, lines, inlines)
    front, divisions = builder.build_divisions(nodes)
    document = Document(
        front=front,
        divisions=divisions,
        notes=tuple(builder.build_notes(nodes)),
        pages=(),
        furniture=builder.furniture(),
        length=len(source.text),
    )
    return Reading(document, _report_nothing(source, document, nodes))


def _report_nothing(
    source: Source, document: Document, nodes: Sequence[Node]
) -> tuple[Diagnostic, ...]:
    if document.notes or any(node.kind != "paragraph" for node in nodes):
        return ()
    return (report_at(source, Span(0, 0), "S002", "no Markdown syntax was found"),)
