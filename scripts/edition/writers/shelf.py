"""Writes the shelf: all texts of an edition with what a reader wants to know before opening one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from edition.model.counts import Counts
from edition.model.losses import Losses
from edition.records.record import Publish, Record
from edition.text.dates import display_date
from edition.text.escape import escape_cell, escape_markdown
from edition.writers.statements import name_statement

MISSING: Final = "Missing from the witness"
NOT_COLLATED: Final = "No comparison of the witness with its original is recorded."
_DOI: Final = "https://doi.org/"
KINDS = {"news": "news report"}


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


_COUNTED: Final = re.compile(r"(?<=\d) (?=[a-z])|(?<=^no) ")
"""The space between a number and what it counts, at which no line ends."""


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
    facts = [
        escape_markdown(authors),
        name_date(record),
        kind_of(record),
        length_of(text),
        notes_of(text),
    ]
    facts = [_COUNTED.sub("\u00a0", fact) for fact in [*facts, rights_link(record)] if fact]
    line = "\u00a0\u00b7 ".join(facts)
    title = f"{'#' * level} [{escape_markdown(record.title)}]({folder}{record.id}/index.md)"
    losses = write_losses(text.counts.losses, record) if text.counts else ""
    return "\n\n".join(filter(None, (title, escape_markdown(record.summary), line, losses)))


def name_date(record: Record) -> str:
    """Return the date of a text in words, in brackets if the text does not state it."""
    if record.date is None:
        return "undated"
    shown = display_date(record.date.value)
    return escape_markdown(f"[{shown}]" if record.date.certainty == "inferred" else shown)


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


# --- what a witness has lost ----------------------------------------------------------------


def list_losses(losses: Losses) -> Iterator[str]:
    """Yield in words, as Markdown, what is missing beside typography."""
    if losses.missing_notes:
        yield f"the text of {losses.missing_notes:,} of {losses.notes:,} notes"
    if losses.broken_notes:
        yield f"the beginning or end of {count(losses.broken_notes, 'note')} more"
    if losses.pictures:
        yield f"{count(losses.pictures, 'picture')} (the captions are there)"
    if losses.parts:
        named = (f"{escape_markdown(one.title)} (p.\u00a0{one.page})" for one in losses.parts)
        yield f"what the table of contents lists after the last page: {', '.join(named)}"


def write_losses(losses: Losses, record: Record) -> str:
    """Return a sentence on what is missing and where it can be read; empty if nothing is."""
    missing = "; ".join(list_losses(losses))
    if not missing or record.rights.publish is not Publish.FULL:
        return ""
    original = link_original(record)
    read = f" They can be looked up in the original: {original}." if original else ""
    return f"{MISSING}: {missing}.{read}"


def link_original(record: Record) -> str:
    """Return a link to the original by its DOI or address, as Markdown; empty if it has none."""
    for kind, prefix in (("doi", _DOI), ("url", "")):
        for one in record.identifiers:
            if one.type == kind and (prefix or one.value.startswith("http")):
                name = f"doi:{one.value}" if prefix else one.value
                return f"[{escape_markdown(name)}]({prefix}{one.value})"
    return ""


def count(number: int, thing: str) -> str:
    """Return a number with the thing that is counted, in the plural where there are several."""
    return f"{number:,} {thing}{'s' if number != 1 else ''}"
