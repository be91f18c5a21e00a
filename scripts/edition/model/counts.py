"""The length of a text, and the losses of a witness against its original."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from edition.model import document as nodes
from edition.model.addresses import note_address
from edition.model.traversal import (
    inlines_of,
    plain_text,
    running_text,
    walk,
    walk_leaves,
)

_EMPHASIS: Final = re.compile(
    r"[\[(][^\])]{0,40}\b(?:emphas[ie]s|italics)\b[^\])]{0,40}[\])]", re.IGNORECASE
)
"""A remark of the text in brackets on its own emphasis."""
_CONTENTS_LINE: Final = re.compile(r"(?P<title>\S.*?)[\s.·]+(?P<page>\d+|[ivxlc]+)")
"""A line of a table of contents that ends with the number of a page."""


@dataclass(frozen=True, slots=True)
class MissingPart:
    """An entry of a table of contents whose page the witness lacks."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Losses:
    """Counts and places of the losses."""

    notes: int = 0
    """All notes, including missing ones."""
    missing_notes: int = 0
    broken_notes: int = 0
    """Notes whose beginning or end is lost."""
    doubtful_notes: int = 0
    """Notes, apparently complete, before a missing one: words after their last stop may be lost."""
    fragments: tuple[str, ...] = ()
    """Addresses of the text of notes that cannot be identified."""
    pictures: int = 0
    """Captions: the witness is plain text, so their pictures are lost."""
    parts: tuple[MissingPart, ...] = ()
    emphasis: tuple[str, ...] = ()
    """Addresses of blocks without emphasis that mention one, repeated for each remark."""
    styles: tuple[nodes.Style, ...] = ()
    """Styles of words that the witness records."""


def find_losses(document: nodes.Document) -> Losses:
    """Count what the witness of a document has lost."""
    states = [note.state for note in document.notes]
    leaves = list(walk_leaves(running_text(document)))
    return Losses(
        notes=len(states),
        missing_notes=states.count(nodes.NoteState.MISSING),
        broken_notes=states.count(nodes.NoteState.TRUNCATED)
        + states.count(nodes.NoteState.FRAGMENT),
        doubtful_notes=_count_doubtful(document),
        fragments=tuple(leaf.address for leaf in leaves if isinstance(leaf, nodes.Fragment)),
        pictures=sum(isinstance(leaf, nodes.Caption) for leaf in leaves),
        parts=tuple(_list_missing_parts(document)),
        emphasis=tuple(_list_bare_emphasis(document)),
        styles=tuple(sorted({styled.style for styled in walk(document, nodes.Styled)})),
    )


def _count_doubtful(document: nodes.Document) -> int:
    lost = {
        (note.series, int(note.mark))
        for note in document.notes
        if note.mark.isdecimal() and note.state is nodes.NoteState.MISSING
    }
    return sum(
        note.state is nodes.NoteState.WHOLE and (note.series, int(note.mark) + 1) in lost
        for note in document.notes
        if note.mark.isdecimal()
    )


def _list_missing_parts(document: nodes.Document) -> Iterator[MissingPart]:
    """Yield the entries of tables of contents beyond the last page of the witness."""
    last = max((int(p.label) for p in document.pages if p.label.isdecimal()), default=None)
    for leaf in walk(running_text(document), nodes.Matter):
        if leaf.kind is nodes.MatterKind.CONTENTS and last is not None:
            yield from _list_beyond(plain_text(leaf.inlines).split("\n"), last)


def _list_beyond(lines: Sequence[str], last: int) -> list[MissingPart]:
    """Return the entries at the end of a table of contents with pages after ``last``."""
    found: list[MissingPart] = []
    for line in reversed(lines):
        match = _CONTENTS_LINE.fullmatch(line.strip())
        page = match["page"] if match else ""
        limit = int(found[-1].page) if found else None
        if not page.isdecimal() or int(page) <= last or (limit and int(page) > limit):
            break
        found.append(MissingPart(match["title"].strip() if match else "", page))
    return found[::-1]


def _list_bare_emphasis(document: nodes.Document) -> Iterator[str]:
    """Yield the address of each remark on emphasis in a block without any."""
    for leaf in walk_leaves(running_text(document)):
        yield from _list_remarks(leaf.address, [leaf])
    for note in document.notes:
        yield from _list_remarks(note_address(note.key), walk_leaves(note.blocks))


def _list_remarks(address: str, leaves: Iterable[nodes.Leaf]) -> Iterator[str]:
    for leaf in leaves:
        inlines = inlines_of(leaf)
        if not any(True for _ in walk(inlines, nodes.Styled)):
            yield from (address for _ in _EMPHASIS.finditer(plain_text(inlines)))


# --- Length ---------------------------------------------------------------------------------------


_WORD = re.compile(r"\w++(?:['\u2019.-][\w'\u2019.-]*)?")


@dataclass(frozen=True, slots=True)
class Counts:
    """The length of a text. Words are runs of letters and digits."""

    words: int
    note_words: int
    paragraphs: int
    notes: int
    notes_missing: int
    pages: int
    leaves: bool
    """True if the pages are leaves, counted because they have no numbers."""
    losses: Losses = field(default_factory=Losses)


def count_document(document: nodes.Document) -> Counts:
    """Count words, paragraphs, notes and pages of a document."""
    leaves = list(walk_leaves(running_text(document)))
    notes = [leaf for note in document.notes for leaf in walk_leaves(note.blocks)]
    states = Counter(note.state for note in document.notes)
    return Counts(
        words=sum(_count_words(plain_text(inlines_of(leaf))) for leaf in leaves),
        note_words=sum(_count_words(plain_text(inlines_of(leaf))) for leaf in notes),
        paragraphs=sum(isinstance(leaf, nodes.Paragraph) for leaf in leaves),
        notes=len(document.notes),
        notes_missing=states[nodes.NoteState.MISSING],
        pages=len(document.pages),
        leaves=bool(document.pages) and all(page.leaf for page in document.pages),
        losses=find_losses(document),
    )


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))
