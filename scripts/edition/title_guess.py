"""Guesses the title of a text from its reading, and where to split it into files."""

from __future__ import annotations

import re
from itertools import chain

from edition.model import (
    Document,
    Heading,
    Matter,
    MatterKind,
    body_blocks,
    plain_text,
    walk_divisions,
    walk_leaves,
)
from edition.readers.headings import is_notes_heading

_SPLIT_FROM = 150_000
"""Code points from which a text is split into files at its largest headings."""
_LONGEST = 150
_SUBJECT = re.compile(r"subj(?:ect|\.)?\s*:\s*(\S.*)", re.IGNORECASE)


def guess_title(document: Document) -> str:
    """Return the first line of the title, the subject, or the first heading; empty if none."""
    leaves = list(walk_leaves(tuple(body_blocks(document))))
    matter = [leaf for leaf in leaves[:40] if isinstance(leaf, Matter)]
    titles = [plain_text(m.inlines) for m in matter if m.kind is MatterKind.TITLE]
    lines = chain.from_iterable(plain_text(m.inlines).split("\n") for m in matter)
    subjects = [match[1] for match in map(_SUBJECT.match, lines) if match]
    headings = [plain_text(leaf.inlines) for leaf in leaves[:40] if isinstance(leaf, Heading)]
    headings += [plain_text(d.heading) for d in walk_divisions(document.divisions)]
    found = [text.strip().split("\n")[0] for text in (*titles, *subjects, *headings)]
    likely = (" ".join(text.split()) for text in found if not is_notes_heading(text))
    return next((_shorten(text) for text in likely if text), "")


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0]


def guess_split(document: Document) -> str | int:
    """Return the level of headings to split at, or ``none`` for a text that is short enough."""
    if document.length < _SPLIT_FROM or len(document.divisions) < 2:
        return "none"
    largest = max(len(division.span) for division in document.divisions)
    nested = any(division.divisions for division in document.divisions)
    return 2 if nested and largest > _SPLIT_FROM else 1
