"""Write the shelf: the list of all texts of an edition with their main facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from edition.model.counts import Counts, Losses
from edition.records.record import Publish, Record
from edition.text.dates import display_date
from edition.text.escape import escape_cell, escape_markdown
from edition.text.interface import N_, NN_, _, ngettext
from edition.writers.statements import name_statement

MISSING: Final = N_("Missing from the witness")
NOT_COLLATED: Final = N_("No comparison of the witness with its original is recorded.")
_DOI: Final = "https://doi.org/"
NOTES: Final = NN_("{count} note", "{count} notes")
PAGES: Final = NN_("{count} page", "{count} pages")
LEAVES: Final = NN_("{count} leaf", "{count} leaves")
KINDS = {"news": N_("news report")}


_MAKERS = frozenset({"author", "editor", "translator", "compiler", "issuer"})
"""Roles of people who made a text; people in other roles only signed or received it."""


class Shelved(Protocol):
    """The parts of a converted text that the shelf displays."""

    @property
    def record(self) -> Record:
        """The record of the text."""

    @property
    def counts(self) -> Counts | None:
        """The counts of the text, if its witness is on this machine."""


_COUNTED: Final = re.compile(r"(?<=\d) (?=[a-z])|(?<=^no) ")
"""The space between a number and its noun, which must not be broken."""


def write_shelf(texts: Sequence[Shelved], folder: str, level: int = 3) -> str:
    """Return Markdown with an entry for each text, the oldest first and undated texts last.

    ``folder`` is the path to the editions; ``level`` is the level of the headings.
    """
    return "\n\n".join(_write_entry(text, folder, level) for text in sorted(texts, key=_order))


def _order(text: Shelved) -> tuple[bool, str, str]:
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
    line = "; ".join(facts)
    title = f"{'#' * level} [{escape_markdown(record.title)}]({folder}{record.id}/index.md)"
    losses = write_losses(text.counts.losses, record) if text.counts else ""
    return "\n\n".join(filter(None, (title, escape_markdown(record.summary), line, losses)))


def name_date(record: Record) -> str:
    """Return the date of a text, in brackets if the text does not state it."""
    if record.date is None:
        return _("undated")
    shown = write_date(record.date.value)
    return escape_markdown(f"[{shown}]" if record.date.certainty == "inferred" else shown)


_WORDS: Final = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
    N_("spring"), N_("summer"), N_("autumn"), N_("winter"), N_("about"), N_("from"), N_("until"),
)  # fmt: skip
_WORD: Final = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")


def write_date(value: str) -> str:
    """Return an EDTF date in the language of the interface."""
    return _WORD.sub(lambda word: _(word[0]), display_date(value))


def kind_of(record: Record) -> str:
    """Return the name of the kind of a text."""
    return escape_cell(_(KINDS.get(record.kind, record.kind)))


def length_of(text: Shelved) -> str:
    """Return the length of a text in words and pages, from its record or else from its counts."""
    extent = text.record.extent
    counts = text.counts
    words = extent.words or (counts.words + counts.note_words if counts else None)
    pages = extent.pages or (counts.pages if counts else None)
    parts = [ngettext("{count} word", "{count} words", words)] if words else []
    if pages:
        leaves = counts is not None and counts.leaves and not extent.pages
        parts.append(ngettext(*(LEAVES if leaves else PAGES), pages))
    return ", ".join(parts)


def notes_of(text: Shelved) -> str:
    """Return the number of notes, or an empty string if it is unknown."""
    count = text.record.extent.notes
    if count is None and text.counts:
        count = text.counts.notes
    if count is None:
        return ""
    return _("no notes") if count == 0 else ngettext(*NOTES, count)


def rights_link(record: Record) -> str:
    """Return a link to the rights statement or licence, with its name."""
    statement = record.rights.statement
    return f"[{escape_cell(name_statement(statement))}]({statement})"


# --- Losses of the witness ------------------------------------------------------------------------


def list_losses(losses: Losses) -> Iterator[str]:
    """Yield descriptions of the missing parts, except typography, as Markdown."""
    if losses.missing_notes:
        yield _(
            "the text of {missing_notes} of {notes} notes",
            missing_notes=f"{losses.missing_notes:,}",
            notes=f"{losses.notes:,}",
        )
    if losses.broken_notes:
        yield ngettext(
            "the beginning or end of {count} note more",
            "the beginning or end of {count} notes more",
            losses.broken_notes,
        )
    if losses.pictures:
        yield ngettext(
            "{count} picture (the captions are there)",
            "{count} pictures (the captions are there)",
            losses.pictures,
        )
    if losses.parts:
        named = (f"{escape_markdown(part.title)} (p.\u00a0{part.page})" for part in losses.parts)
        yield _(
            "what the table of contents lists after the last page: {parts}", parts=", ".join(named)
        )


def write_losses(losses: Losses, record: Record) -> str:
    """Return a sentence on the missing parts and the original, or an empty string."""
    missing = "; ".join(list_losses(losses))
    if not missing or record.rights.publish is not Publish.FULL:
        return ""
    original = link_original(record)
    read = (
        _(" They can be looked up in the original: {original}.", original=original)
        if original
        else ""
    )
    return f"{_(MISSING)}: {missing}.{read}"


def link_original(record: Record) -> str:
    """Return a link to the original by DOI or web address, as Markdown, or an empty string."""
    for kind, prefix in (("doi", _DOI), ("url", "")):
        for identifier in record.identifiers:
            value = identifier.value
            if identifier.type == kind and (prefix or value.startswith("http")):
                name = f"doi:{value}" if prefix else value
                return f"[{escape_markdown(name)}]({prefix}{value})"
    return ""
