"""Writes the shelf: all texts of an edition with what a reader wants to know before opening one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from edition.escape import escape_cell, escape_markdown
from edition.record_model import Publish, Record
from edition.writers.counts import Counts

KINDS = {"news": "news report", "article": "magazine article"}


class Shelved(Protocol):
    """What the shelf needs of a converted text."""

    @property
    def record(self) -> Record:
        """The text's record."""

    @property
    def counts(self) -> Counts | None:
        """Its length, if its witness is on this machine."""


def write_shelf(texts: Sequence[Shelved], folder: str) -> str:
    """Return Markdown with an entry for each text; ``folder`` leads to the editions."""
    return "\n\n".join(_write_entry(text, folder) for text in texts)


def _write_entry(text: Shelved, folder: str) -> str:
    record = text.record
    facts = [kind_of(record), length_of(text), notes_of(text), rights_link(record)]
    title = escape_markdown(record.title)
    authors = ", ".join(agent.display for agent in record.authors)
    date = f" ({escape_markdown(record.date.value)})" if record.date else ""
    by = f"{escape_markdown(authors)}, " if authors else ""
    return (
        f"### [{title}]({folder}{record.id}/index.md)\n\n"
        f"{by}{' · '.join(fact for fact in facts if fact)}{date and ' · '}{date.strip(' ()')}\n\n"
        f"{escape_markdown(record.summary)}"
    )


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
    """Return a link to the rights statement, named by the licence if there is one."""
    rights = record.rights
    name = rights.licence or ("in copyright" if rights.publish is not Publish.FULL else "rights")
    return f"[{escape_cell(name)}]({rights.statement})"
