"""Guesses the title of a text from its reading, and where to split it into files."""

from __future__ import annotations

import re
from itertools import chain, islice

from edition.model.document import Division, Document, Heading, Matter, MatterKind
from edition.model.traversal import plain_text, running_text, walk, walk_leaves

_SPLIT_FROM = 150_000
"""Code points from which a text is split into files at its largest headings."""
_LONGEST = 150
_HEAD = 40
"""Blocks at the head of a text among which its title may stand."""
_LISTS = re.compile(r"(?:table of )?contents|(?:foot|end)?\s?notes", re.IGNORECASE)
_SUBJECT = re.compile(r"subj(?:ect|\.)?\s*:\s*(\S.*)", re.IGNORECASE)


def guess_title(*documents: Document) -> str:
    """Return a title as one reading of a text has it, the likeliest reading first.

    It is the first line of a title, or a subject; else the first heading; empty if none.
    """
    named = (text for document in documents for text in _name(document))
    headed = (text for document in documents for text in _head(document))
    lines = (" ".join(text.strip().split("\n")[0].split()) for text in chain(named, headed))
    return next((_shorten(line) for line in lines if line and not _LISTS.fullmatch(line)), "")


def _name(document: Document) -> list[str]:
    """Return what stands as title or subject at the head of a text."""
    leaves = islice(walk_leaves(running_text(document)), _HEAD)
    matter = [leaf for leaf in leaves if isinstance(leaf, Matter)]
    titles = [plain_text(m.inlines) for m in matter if m.kind is MatterKind.TITLE]
    lines = chain.from_iterable(plain_text(m.inlines).split("\n") for m in matter)
    return titles + [match[1] for match in map(_SUBJECT.match, lines) if match]


def _head(document: Document) -> list[str]:
    """Return the headings, minor ones at the head of the text first."""
    leaves = islice(walk_leaves(running_text(document)), _HEAD)
    headings = [plain_text(leaf.inlines) for leaf in leaves if isinstance(leaf, Heading)]
    return headings + [plain_text(d.heading) for d in walk(document.divisions, Division)]


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0]


def guess_split(document: Document) -> str | int:
    """Return the level of headings to split at, or ``none`` for a text that is short enough."""
    if document.length < _SPLIT_FROM or len(document.divisions) < 2:
        return "none"
    largest = max(len(division.span) for division in document.divisions)
    nested = any(division.divisions for division in document.divisions)
    return 2 if nested and largest > _SPLIT_FROM else 1
