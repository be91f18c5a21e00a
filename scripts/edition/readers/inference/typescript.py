"""Makes drafts of the running text of a typescript: headings, lists, signature, attachments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from edition.readers.inference.leaves import BodyChunk
from edition.readers.list_items import is_ornament, split_items
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
"""Characters of a name below a closing formula."""
_SIDE = 3
"""Level of run-in headings."""


@dataclass(frozen=True, slots=True)
class TypescriptDrafts:
    """The drafts, and the dashes that the transcription put before marks of items."""

    drafts: tuple[Draft, ...]
    furniture: tuple[Furniture, ...]


def count_front(body: Sequence[BodyChunk], marks: OfficeMarks) -> int:
    """Return how many chunks stand before the text proper.

    The text begins with its first paragraph, or before it with the title said once more or a
    heading over the paragraph. 0 if there is no paragraph.
    """
    prose = next((i for i, part in enumerate(body) if is_prose(part.chunk.text)), 0)
    titles: set[str] = set()
    for index, part in enumerate(body[:prose]):
        if part.chunk.text.casefold() in titles and is_capital_heading(part.chunk):
            return index
        titles.add(part.chunk.text.casefold())
    if prose > 1 and _opens_text(body[prose - 1].chunk, marks):
        return prose - 1
    return prose


def _opens_text(chunk: Chunk, marks: OfficeMarks) -> bool:
    if matter_of(chunk, marks) is not None:
        return False
    return (
        bool(chapter_title(chunk.text)) or is_enumerated_heading(chunk) or chunk.text.endswith(":")
    )


def draft_typescript(
    source: Source, body: Sequence[BodyChunk], marks: OfficeMarks, *, side_headings: bool
) -> TypescriptDrafts:
    """Make the drafts of a typescript; ``marks`` are those that its convention has."""
    maker = _Maker(source, body, marks, side_headings)
    front = count_front(body, marks)
    maker.draft_front(front)
    maker.draft_body(front)
    return TypescriptDrafts(tuple(maker.drafts), tuple(maker.furniture))


class _Maker:
    def __init__(
        self,
        source: Source,
        body: Sequence[BodyChunk],
        marks: OfficeMarks,
        side_headings: bool,
    ) -> None:
        self._source = source
        self._body = body
        self._marks = marks
        self._side_headings = side_headings
        self._signed = False
        self._titles: set[str] = set()
        self.drafts: list[Draft] = []
        self.furniture: list[Furniture] = []

    # --- front matter ---

    def draft_front(self, count: int) -> None:
        chunks = [part.chunk for part in self._body[:count]]
        for chunk, kind in zip(chunks, front_matter(chunks, self._marks), strict=True):
            self._add_matter(chunk, kind)
            if kind is MatterKind.TITLE:
                self._titles.add(chunk.text.casefold())

    def _add_matter(self, chunk: Chunk, kind: MatterKind, *, broken: bool = False) -> None:
        last = self.drafts[-1] if self.drafts else None
        adjacent = last and not self._source.text[last.end : chunk.start].strip()
        if last and last.matter is kind and adjacent and not broken:
            self.drafts[-1] = Draft(
                DraftKind.MATTER, last.pieces + chunk.pieces, kind, broken=last.broken
            )
        else:
            self.drafts.append(Draft(DraftKind.MATTER, chunk.pieces, kind, broken=broken))

    # --- running text ---

    def draft_body(self, position: int) -> None:
        while position < len(self._body):
            position += self._draft_next(position)

    def _draft_next(self, position: int) -> int:
        """Draft the chunk at a position; return how many chunks were used."""
        part = self._body[position]
        for draft in (self._draft_matter, self._draft_heading):
            used = draft(position, part)
            if used:
                return used
        if is_ornament(part.chunk.text):
            self.drafts.append(Draft(DraftKind.ORNAMENT, part.chunk.pieces, broken=part.broken))
        elif not self._draft_items(part):
            self._draft_paragraph(part)
        return 1

    def _following(self, position: int) -> Chunk | None:
        return self._body[position + 1].chunk if position + 1 < len(self._body) else None

    def _draft_matter(self, position: int, part: BodyChunk) -> int:
        chunk, following = part.chunk, self._following(position)
        kind = matter_of(chunk, self._marks)
        if kind is None and self._is_signature(position):
            kind = MatterKind.SIGNATURE
        if kind is None:
            return 0
        self._signed = self._signed or kind in (MatterKind.SIGNATURE, MatterKind.CONTENTS)
        self._add_matter(chunk, kind, broken=part.broken)
        if following is not None and takes_next(kind, chunk, following, self._marks):
            self._add_matter(following, kind)
            return 2
        return 1

    def _is_signature(self, position: int) -> bool:
        """A name in capitals signs if no paragraph comes after it on its leaf."""
        part = self._body[position]
        after_closing = bool(self.drafts) and self.drafts[-1].matter is MatterKind.SIGNATURE
        if is_closing(part.chunk.text) or (after_closing and len(part.chunk.text) <= _LONGEST_NAME):
            return True
        return (
            is_signature(part.chunk)
            and self._has_prose(position, -1)
            and not self._has_prose(position, 1)
        )

    def _has_prose(self, position: int, step: int) -> bool:
        """True if a paragraph stands before (-1) or after (1) a place on the same leaf."""
        leaf, index = self._body[position].leaf, position + step
        while 0 <= index < len(self._body) and self._body[index].leaf == leaf:
            if is_prose(self._body[index].chunk.text):
                return True
            index += step
        return False

    def _draft_heading(self, position: int, part: BodyChunk) -> int:
        chunk = part.chunk
        title = chapter_title(chunk.text)
        if not (title or is_capital_heading(chunk) or is_enumerated_heading(chunk)):
            return 0
        pieces, used = chunk.pieces, 1
        following = self._following(position)
        division = self._division_name(part)
        if division and following and re.fullmatch(r"\([^()]{1,60}\)", following.text):
            pieces, used = pieces + following.pieces, 2
        kind = DraftKind.DIVISION if division else DraftKind.HEADING
        level = 1 if division else 2
        self.drafts.append(Draft(kind, pieces, level=level, name=division, broken=part.broken))
        return used

    def _division_name(self, part: BodyChunk) -> str:
        """Name the division that a heading opens; empty if it is a minor heading.

        The title said once more opens the text; a title on a new leaf after a signature opens an
        attachment.
        """
        if part.chunk.text.casefold() in self._titles:
            return slug(part.chunk.text)
        if self._signed and part.broken and not part.chunk.text.endswith(":"):
            return "attachment"
        return ""

    def _draft_items(self, part: BodyChunk) -> bool:
        items = split_items(part.chunk)
        if items:
            self.drafts += [replace(items.drafts[0], broken=part.broken), *items.drafts[1:]]
            self.furniture += items.furniture
        return bool(items)

    def _draft_paragraph(self, part: BodyChunk) -> None:
        pieces, broken = part.chunk.pieces, part.broken
        head = side_heading(part.chunk.lines[0].text.strip()) if self._side_headings else ""
        if head:
            first = Span(pieces[0].start, pieces[0].start + len(head))
            self.drafts.append(Draft(DraftKind.HEADING, (first,), level=_SIDE, broken=broken))
            rest = part.chunk.lines[0].text.strip()[len(head) :]
            start = first.end + len(rest) - len(rest.lstrip())
            pieces, broken = (Span(start, pieces[0].end), *pieces[1:]), False
        self.drafts.append(Draft(DraftKind.PARAGRAPH, pieces, broken=broken))
