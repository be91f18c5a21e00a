"""Draft the running text of a typescript: headings, lists, signature, attachments."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from edition.model.document import Furniture, MatterKind
from edition.readers.chunks import Chunk, is_prose
from edition.readers.drafts import Draft, DraftKind
from edition.readers.headings import (
    chapter_title,
    is_capital_heading,
    is_enumerated_heading,
    side_heading,
    slug,
)
from edition.readers.inference.leaves import Leaves
from edition.readers.inference.prose import DraftMaker
from edition.readers.list_items import is_ornament
from edition.readers.matter import (
    OfficeMarks,
    front_matter,
    is_closing,
    is_signature,
    matter_of,
    takes_next,
)
from edition.text.source import Source
from edition.text.span import Span

_LONGEST_NAME = 60
"""Maximum number of characters of a name below a closing formula."""
_SIDE = 3
"""Level of run-in headings."""


def count_front(chunks: Sequence[Chunk], marks: OfficeMarks) -> int:
    """Return the number of chunks before the text proper, or 0 if there is no paragraph.

    The text begins with its first paragraph, or before it with the repeated title or a heading
    above the paragraph.
    """
    prose = next((i for i, chunk in enumerate(chunks) if is_prose(chunk.text)), 0)
    titles: set[str] = set()
    for index, chunk in enumerate(chunks[:prose]):
        if chunk.text.casefold() in titles and is_capital_heading(chunk):
            return index
        titles.add(chunk.text.casefold())
    if prose > 1 and _opens_text(chunks[prose - 1], marks):
        return prose - 1
    return prose


def _opens_text(chunk: Chunk, marks: OfficeMarks) -> bool:
    if matter_of(chunk, marks) is not None:
        return False
    return (
        bool(chapter_title(chunk.text)) or is_enumerated_heading(chunk) or chunk.text.endswith(":")
    )


def draft_typescript(
    source: Source,
    chunks: Sequence[Chunk],
    leaves: Leaves,
    marks: OfficeMarks,
    *,
    side_headings: bool,
    ornaments: Collection[str] = (),
) -> tuple[list[Draft], list[Furniture]]:
    """Return the drafts of a typescript, and the signs before list items as furniture.

    ``marks`` are the classification markings and stamps of its convention.
    """
    maker = _Maker(source, chunks, leaves, marks, side_headings, ornaments)
    front = count_front(chunks, marks)
    maker.draft_front(front)
    while front < len(chunks):
        front += maker.draft_next(front)
    return maker.drafts, maker.furniture


class _Maker(DraftMaker):
    def __init__(
        self,
        source: Source,
        chunks: Sequence[Chunk],
        leaves: Leaves,
        marks: OfficeMarks,
        side_headings: bool,
        ornaments: Collection[str],
    ) -> None:
        super().__init__(chunks, leaves.breaks, ornaments)
        self._source = source
        self._leaf_of = leaves.leaf_of
        self._marks = marks
        self._side_headings = side_headings
        self._signed = False
        self._titles: set[str] = set()

    # --- front matter ---

    def draft_front(self, count: int) -> None:
        chunks = self._chunks[:count]
        for chunk, kind in zip(chunks, front_matter(chunks, self._marks), strict=True):
            self._add_matter(chunk, kind)
            if kind is MatterKind.TITLE:
                self._titles.add(chunk.text.casefold())

    def _add_matter(self, chunk: Chunk, kind: MatterKind, *, broken: bool = False) -> None:
        last = self.drafts[-1] if self.drafts else None
        adjacent = last and not self._source.text[last.end : chunk.start].strip()
        if last and last.matter is kind and adjacent and not broken:
            self.drafts[-1] = replace(last, pieces=last.pieces + chunk.pieces)
        else:
            self._add(DraftKind.MATTER, chunk, matter=kind, broken=broken)

    # --- running text ---

    def draft_next(self, position: int) -> int:
        """Draft the chunk at a position, and return the number of chunks used."""
        chunk = self._chunks[position]
        if self._draft_declared(chunk):
            return 1
        used = self._draft_matter(position, chunk) or self._draft_heading(position, chunk)
        if used:
            return used
        if is_ornament(chunk.text):
            self._add(DraftKind.ORNAMENT, chunk)
        elif not self._draft_items(chunk):
            self._draft_paragraph(chunk)
        return 1

    def _draft_matter(self, position: int, chunk: Chunk) -> int:
        following = self._following(position)
        kind = matter_of(chunk, self._marks)
        if kind is None and self._is_signature(position):
            kind = MatterKind.SIGNATURE
        if kind is None:
            return 0
        self._signed = self._signed or kind in (MatterKind.SIGNATURE, MatterKind.CONTENTS)
        self._add_matter(chunk, kind, broken=self._is_broken(chunk))
        if following is not None and takes_next(kind, chunk, following, self._marks):
            self._add_matter(following, kind)
            return 2
        return 1

    def _is_signature(self, position: int) -> bool:
        """Return whether a chunk is a signature.

        A name in capitals is one if a paragraph precedes and none follows it on its leaf.
        """
        chunk = self._chunks[position]
        after_closing = bool(self.drafts) and self.drafts[-1].matter is MatterKind.SIGNATURE
        if is_closing(chunk.text) or (after_closing and len(chunk.text) <= _LONGEST_NAME):
            return True
        signed = is_signature(chunk) and self._has_prose(position, -1)
        return signed and not self._has_prose(position, 1)

    def _has_prose(self, position: int, step: int) -> bool:
        """Return whether a paragraph precedes (-1) or follows (1) a position on the same leaf."""
        leaf, index = self._leaf_of[position], position + step
        while 0 <= index < len(self._chunks) and self._leaf_of[index] == leaf:
            if is_prose(self._chunks[index].text):
                return True
            index += step
        return False

    def _draft_heading(self, position: int, chunk: Chunk) -> int:
        title = chapter_title(chunk.text)
        if not (title or is_capital_heading(chunk) or is_enumerated_heading(chunk)):
            return 0
        pieces, used = chunk.pieces, 1
        following = self._following(position)
        division = self._division_name(chunk)
        if division and following and re.fullmatch(r"\([^()]{1,60}\)", following.text):
            pieces, used = pieces + following.pieces, 2
        kind = DraftKind.DIVISION if division else DraftKind.HEADING
        self._add(kind, chunk, pieces=pieces, level=1 if division else 2, name=division)
        return used

    def _division_name(self, chunk: Chunk) -> str:
        """Return the name of the division that a heading opens, or "" for a minor heading.

        The repeated title opens the text; a title on a new leaf after a signature opens an
        attachment.
        """
        if chunk.text.casefold() in self._titles:
            return slug(chunk.text)
        if self._signed and self._is_broken(chunk) and not chunk.text.endswith(":"):
            return "attachment"
        return ""

    def _draft_paragraph(self, chunk: Chunk) -> None:
        first, broken = chunk.pieces[0], self._is_broken(chunk)
        head = side_heading(self._source.slice(first)) if self._side_headings else ""
        if head:
            end = first.start + len(head)
            heading = (Span(first.start, end),)
            self._add(DraftKind.HEADING, chunk, pieces=heading, level=_SIDE)
            rest = self._source.text[end : first.end]
            first, broken = Span(end + len(rest) - len(rest.lstrip()), first.end), False
        self._add(DraftKind.PARAGRAPH, chunk, pieces=(first, *chunk.pieces[1:]), broken=broken)
