"""A book of one text, or of all texts of an edition, and what every form of it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from edition import __version__
from edition.model.edition import Edition
from edition.model.registers import Registers
from edition.records.record import Record
from edition.text.dates import display_date
from edition.text.interface import _


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """A book of one text, or of all texts of an edition."""

    name: str
    """Name of its file, without suffix."""
    title: str
    editions: Sequence[Edition]
    publisher: str
    """Name of the edition."""
    rights: str
    """Address of the terms of the editors' words."""
    language: str
    epoch: int
    """Newest revision, in seconds."""
    registers: Registers = field(default_factory=Registers, repr=False)

    @property
    def records(self) -> list[Record]:
        """The records of the texts."""
        return [one.record for one in self.editions]


def list_rights(book: Book) -> list[str]:
    """Return what may be done with each text of a book, and with what the editors say."""
    own = [_("What the editors say: {rights}", rights=book.rights)] if book.rights else []
    return [*(f"{one.short_title}: {one.rights.statement}." for one in book.records), *own]


def describe(edition: Edition, book: Book) -> list[str]:
    """Return who wrote a text, what it is, and what may be done with it, in paragraphs."""
    return [" ".join(said.split()) for said in _describe(edition, book) if said]


def _describe(edition: Edition, book: Book) -> Iterator[str]:
    record = edition.record
    whole = bool(edition.layout.text_files)
    yield ", ".join(one.display for one in record.authors)
    yield display_date(record.date.value) if record.date else ""
    yield record.summary
    rights = record.rights
    yield _("Rights: {statement}. {reason}", statement=rights.statement, reason=rights.evidence)
    if not rights.derivatives:
        yield _("The text may not be adapted; nothing of it is.")
    if whole:
        # In groups, for a line cannot be broken within a word.
        digest = " ".join(re.findall(".{8}", record.witness.sha256))
        yield _("Witness: {file}, SHA-256 {digest}.", file=record.witness.file, digest=digest)
    newest = record.revisions[-1].date if record.revisions else ""
    made = _("Record of {date}, program version {version}.", date=newest, version=__version__)
    yield f"{book.publisher}. {made}"
    if not whole:
        yield _("The text itself may not be published here.")
        yield from (f"{one.of}: {one.text}" for one in record.abstract)
        yield from (f"{one.text} {one.url}" for one in record.where_to_read)
