"""The length of a text: words, paragraphs, notes and pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from edition.model.document import Document, NoteState, Paragraph
from edition.model.losses import Losses, find_losses
from edition.model.traversal import inlines_of, plain_text, running_text, walk_leaves

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


def count_document(document: Document) -> Counts:
    """Count words, paragraphs, notes and pages of a document."""
    leaves = list(walk_leaves(running_text(document)))
    notes = [leaf for note in document.notes for leaf in walk_leaves(note.blocks)]
    states = Counter(note.state for note in document.notes)
    return Counts(
        words=sum(_count_words(plain_text(inlines_of(leaf))) for leaf in leaves),
        note_words=sum(_count_words(plain_text(inlines_of(leaf))) for leaf in notes),
        paragraphs=sum(isinstance(leaf, Paragraph) for leaf in leaves),
        notes=len(document.notes),
        notes_missing=states[NoteState.MISSING],
        pages=len(document.pages),
        leaves=bool(document.pages) and all(page.leaf for page in document.pages),
        losses=find_losses(document),
    )


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))
