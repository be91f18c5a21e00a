"""Writes the shelf: all texts of an edition with what a reader wants to know before opening one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from edition.model.counts import Counts
from edition.records.record import Record
from edition.text.dates import display_date
from edition.text.escape import escape_cell, escape_markdown
from edition.writers.statements import name_statement

KINDS = {"news": "news report", "article": "magazine article"}


_MAKERS = frozenset({"author", "editor", "translator", "compiler", "issuer"})
"""Roles of those who made a text; others only signed or received it."""


class Shelved(Protocol):
    """What the shelf needs of a converted text."""

    @property
    def record(self) -> Record:
        """The text's record."""

    @property
    def counts(self) -> Counts | None:
        """Its length, if its witness is on this machine."""


def write_shelf(texts: Sequence[Shelved], folder: str, level: int = 3) -> str:
    """Return Markdown with an entry for each text, the oldest first and the undated last.

    ``folder`` leads to the editions; ``level`` is that of the headings.
    """
    return "\n\n".join(
        _write_entry(text, folder, level) for text in sorted(texts, key=_shelf_place)
    )


def _shelf_place(text: Shelved) -> tuple[bool, str, str]:
    date = text.record.date
    return (date is None, date.value if date else "", text.record.id)


def _write_entry(text: Shelved, folder: str, level: int) -> str:
    record = text.record
    authors = ", ".join(a.display for a in record.authors if a.role in _MAKERS)
    date = escape_markdown(display_date(record.date.value)) if record.date else "undated"
    facts = [escape_markdown(authors), date, kind_of(record), length_of(text), notes_of(text)]
    line = " \u00b7 ".join(fact for fact in [*facts, rights_link(record)] if fact)
    title = f"{'#' * level} [{escape_markdown(record.title)}]({folder}{record.id}/index.md)"
    return f"{title}\n\n{escape_markdown(record.summary)}\n\n{line}"


def kind_of(record: Record) -> str:
    """Return the kind of a text in words."""
    return escape_cell(KINDS.get(record.kind, record.kind))


def length_of(text: Shelved) -> str:
    """Return the length in words and pages; from the record where the witness is not at hand."""
    extent = text.record.extent
    counts = text.counts
    words = extent.words or (counts.words + counts.note_words if counts else None)
    pages = extent.pages or (counts.pages if counts else None)
    parts = [f"{words:,} words"] if words else []
    if pages:
        leaves = counts is not None and counts.leaves and not extent.pages
        parts.append(f"{pages} {'leaves' if leaves else 'pages'}")
    return ", ".join(parts)


def notes_of(text: Shelved) -> str:
    """Return the number of notes in words; empty if it is not known."""
    count = text.record.extent.notes
    if count is None and text.counts:
        count = text.counts.notes
    if count is None:
        return ""
    return "no notes" if count == 0 else f"{count:,} note{'s' if count > 1 else ''}"


def rights_link(record: Record) -> str:
    """Return a link to the rights statement or licence, by its name."""
    statement = record.rights.statement
    return f"[{escape_cell(name_statement(statement))}]({statement})"
