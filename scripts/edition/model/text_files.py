"""How a document is parted into files: by the level of its headings, never by its size.

The parting decides addresses, so it may not move when a text grows by a word.
"""

from __future__ import annotations

from dataclasses import dataclass

from edition.model.document import Block, Division, Document
from edition.model.traversal import plain_text, walk_leaves, walk_with_ancestors
from edition.text.span import Span

FRONT = "front"
WHOLE = "text"


@dataclass(frozen=True, slots=True)
class TextFile:
    """One page of the edition: a division with the parts of it that have no file of their own."""

    name: str
    """File name without suffix: a division's name, ``front`` or ``text``."""
    title: str
    level: int
    division: Division | None
    blocks: tuple[Block, ...]
    children: tuple[Division, ...]
    span: Span
    """From the file's first character to the next file's first."""

    @property
    def content(self) -> tuple[Block | Division, ...]:
        """What stands below the file's heading."""
        return (*self.blocks, *self.children)

    @property
    def path(self) -> str:
        """File name with suffix."""
        return f"{self.name}.md"


def part_document(document: Document, title: str, split: int | None) -> tuple[TextFile, ...]:
    """Part a document at its headings of level ``split`` and above; into one file if None."""
    if split is None or not document.divisions:
        children = document.divisions
        span = Span(0, document.length)
        return (TextFile(WHOLE, title, 0, None, document.front, children, span),)
    files = []
    if any(True for _ in walk_leaves(document.front)):
        files.append(TextFile(FRONT, "Front matter", 1, None, document.front, (), Span(0, 0)))
    for division, ancestors in walk_with_ancestors(document.divisions, Division):
        if all(isinstance(above, Division) and above.level < split for above in ancestors):
            files.append(_file_of(division, split))
    return _close_spans(files, document.length)


def _file_of(division: Division, split: int) -> TextFile:
    children = () if division.level < split else division.divisions
    start = Span(division.span.start, division.span.start)
    title = " ".join(plain_text(division.heading).split())
    return TextFile(
        division.name, title, division.level, division, division.blocks, children, start
    )


def _close_spans(files: list[TextFile], length: int) -> tuple[TextFile, ...]:
    ends = [file.span.start for file in files[1:]] + [length]
    return tuple(
        TextFile(
            f.name,
            f.title,
            f.level,
            f.division,
            f.blocks,
            f.children,
            Span(f.span.start, max(f.span.start, end)),
        )
        for f, end in zip(files, ends, strict=True)
    )
