"""Draft blocks before their inlines are built, and connect drafts that belong together.

A reader makes a list of drafts; ``join_cut`` joins paragraphs divided by a page break and
``mark_quotations`` finds block quotations; ``composition.compose`` makes the blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from edition.model.document import Fragment, Inline, MatterKind
from edition.readers.chunks import bare_end, ends_sentence, goes_on
from edition.text.quotation_marks import CLOSING, OPENING
from edition.text.source import Source
from edition.text.span import Span


class DraftKind(StrEnum):
    """The kind of block made from a draft."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    DIVISION = "division"
    MATTER = "matter"
    ITEM = "item"
    VERSE = "verse"
    TABLE = "table"
    ORNAMENT = "ornament"
    CAPTION = "caption"
    FRAGMENT = "fragment"


@dataclass(frozen=True, slots=True)
class Draft:
    """A future block: its kind and its stretches of the witness in reading order."""

    kind: DraftKind
    pieces: tuple[Span, ...]
    matter: MatterKind | None = None
    level: int = 0
    mark: str = ""
    mark_span: Span | None = None
    name: str = ""
    """Name of the division that a heading opens; label of a caption."""
    number: str = ""
    """Number of the division as printed."""
    broken: bool = False
    """True if a page or a note list ends immediately before it."""
    quoted: bool = False
    """True inside a block quotation."""
    continued: bool = False
    wrapped: bool = False
    """True for a heading or matter whose line breaks are due to the width of the page only."""
    heading: tuple[Inline, ...] = ()
    """The inlines of the heading of a division, if they include more than its pieces."""
    supplied: bool = False
    """True for a division whose heading the witness lacks."""
    fragment: Fragment | None = None
    cells: tuple[tuple[Span, ...], ...] = ()
    """The cells of a table by rows; ``pieces`` are the cells that are not empty."""

    @property
    def start(self) -> int:
        """Offset of the first character, including the mark of an item."""
        return (self.mark_span or min(self.pieces)).start

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return max(piece.end for piece in self.pieces) if self.pieces else self.start

    def text(self, source: Source) -> str:
        """Return the text of the pieces, joined by spaces."""
        return " ".join(source.slice(piece) for piece in self.pieces)


_PROSE = (DraftKind.PARAGRAPH, DraftKind.ITEM)


def join_cut(source: Source, drafts: Sequence[Draft]) -> list[Draft]:
    """Join paragraphs divided by a page break.

    The first part does not end with a stop; the second begins with a lower-case letter, or follows
    a lower-case word, a comma or a full line, with which no sentence can end.
    """
    joined: list[Draft] = []
    for draft in drafts:
        if joined and _is_cut(source, joined[-1], draft):
            joined[-1] = replace(joined[-1], pieces=joined[-1].pieces + draft.pieces)
        else:
            joined.append(draft)
    return joined


def _is_cut(source: Source, before: Draft, after: Draft) -> bool:
    if not after.broken or before.kind not in _PROSE or after.kind is not DraftKind.PARAGRAPH:
        return False
    end = " ".join(source.slice(piece) for piece in before.pieces[-2:])
    return is_cut(end, after.text(source)) or _is_filled(source, before)


_FULL = 0.8
"""Share of the widest line at which the last line counts as ended by the margin."""


def _is_filled(source: Source, draft: Draft) -> bool:
    """True if the last line is full and ends inside a sentence, as in the middle of a name."""
    last = source.slice(draft.pieces[-1]).rstrip()
    full = len(last) >= _FULL * max(map(len, draft.pieces))
    return len(draft.pieces) > 1 and full and last[-1:].isalpha()


def is_cut(before: str, after: str) -> bool:
    """True if a sentence is divided between two texts."""
    if ends_sentence(before):
        return False
    if goes_on(after):
        return True
    # A continuation can begin with a name or a number: then only the end of ``before`` decides.
    last = bare_end(before)
    word = re.split(r"[\s\W]+", before.rstrip(" ,\"'\u201d*"))[-1]
    return last == "," or (last.isalpha() and word.islower() and before.rstrip()[-1:].isalpha())


def finish_drafts(source: Source, drafts: Sequence[Draft]) -> list[Draft]:
    """Join divided paragraphs; mark quotations and the paragraphs that continue after them."""
    return mark_continued(source, mark_quotations(source, join_cut(source, drafts)))


# --- block quotations -----------------------------------------------------------------

_INTRODUCED = ":;\u2014"
_LONGEST = 8
"""Greatest number of blocks of a quotation; beyond it the quotation mark counts as an error."""


def mark_quotations(source: Source, drafts: Sequence[Draft]) -> list[Draft]:
    """Mark blocks completely in quotation marks after a colon, semicolon or dash."""
    marked: list[Draft] = []
    position = 0
    while position < len(drafts):
        follows = bool(marked) and (marked[-1].quoted or _introduces(marked[-1].text(source)))
        count = _count_quoted(source, drafts, position) if follows else 0
        marked += [replace(d, quoted=True) for d in drafts[position : position + count]]
        if not count:
            marked.append(drafts[position])
        position += max(count, 1)
    return marked


def mark_continued(source: Source, drafts: Sequence[Draft]) -> list[Draft]:
    """Mark paragraphs that continue the sentence before a quotation or verse."""
    marked = list(drafts[:1])
    for before, draft in pairwise(drafts):
        interrupted = before.quoted or before.kind is DraftKind.VERSE
        text = draft.kind is DraftKind.PARAGRAPH and not draft.quoted
        goes = interrupted and text and goes_on(draft.text(source))
        marked.append(replace(draft, continued=True) if goes else draft)
    return marked


def _introduces(text: str) -> bool:
    # "He continued: (so the despatch)" introduces as "He continued:" does.
    return bare_end(re.sub(r"\([^()]*\)$", "", text.rstrip())) in tuple(_INTRODUCED)


def _count_quoted(source: Source, drafts: Sequence[Draft], position: int) -> int:
    """Count the blocks from ``position`` on within one pair of quotation marks; 0 if none."""
    first = drafts[position]
    if first.kind is not DraftKind.PARAGRAPH or first.text(source)[:1] not in tuple(OPENING):
        return 0
    if _is_one_quotation(first.text(source)):
        return 1
    if _count_marks(first.text(source)) != 1:
        return 0
    for count, draft in enumerate(drafts[position + 1 : position + _LONGEST], 2):
        if draft.kind not in _PROSE or draft.broken:
            return 0
        marks = _count_marks(draft.text(source))
        if marks == 1 and _closes(draft.text(source)):
            return count
        if marks:
            return 0
    return 0


def _count_marks(text: str) -> int:
    return sum(text.count(mark) for mark in set(OPENING + CLOSING))


def _is_one_quotation(text: str) -> bool:
    return _count_marks(text) == 2 and _closes(text)


def _closes(text: str) -> bool:
    """True if the text ends with a closing quotation mark, ignoring stops and note markers."""
    bare = re.sub(r"(?:\^\{[^{}]*\}|\[\d+\])$", "", text.rstrip(_BEHIND)).rstrip(_BEHIND)
    return bare[-1:] in tuple(CLOSING)


_BEHIND = "0123456789⁰¹²³⁴⁵⁶⁷⁸⁹*†‡ \t\n.,;"
"""Characters that may follow a closing quotation mark: note markers, blanks and stops."""
