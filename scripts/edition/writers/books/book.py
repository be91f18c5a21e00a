"""A book of one text or of all texts of an edition, with the statements common to all formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from edition import __version__
from edition.model.edition import Edition
from edition.model.links import Registers
from edition.records.record import Record
from edition.text.dates import display_date
from edition.text.interface import _


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """A book of one text, or of all texts of an edition."""

    name: str
    """File name without extension."""
    title: str
    editions: Sequence[Edition]
    publisher: str
    """Name of the edition."""
    rights: str
    """Address of the terms of the editors' words."""
    language: str
    epoch: int
    """Time of the newest revision, in seconds."""
    registers: Registers = field(default_factory=Registers, repr=False)

    @property
    def records(self) -> list[Record]:
        """The records of the texts."""
        return [edition.record for edition in self.editions]


def list_rights(book: Book) -> list[str]:
    """Return the rights statements of the texts of a book and of the editors' words."""
    own = [_("Editors’ words: {rights}", rights=book.rights)] if book.rights else []
    return [*(f"{record.short_title}: {record.rights.statement}." for record in book.records), *own]


def describe(edition: Edition, book: Book) -> list[str]:
    """Return the authors, the summary and the rights of a text, in paragraphs."""
    return [" ".join(text.split()) for text in _describe(edition, book) if text]


def _describe(edition: Edition, book: Book) -> Iterator[str]:
    record = edition.record
    is_complete = bool(edition.layout.text_files)
    yield ", ".join(author.display for author in record.authors)
    yield display_date(record.date.value) if record.date else ""
    yield record.summary
    rights = record.rights
    yield _("Rights: {statement}. {reason}", statement=rights.statement, reason=rights.evidence)
    if not rights.derivatives:
        yield _("The text may not be adapted and is reproduced unchanged.")
    if is_complete:
        # The digest is written in groups so that lines can break.
        digest = " ".join(re.findall(".{8}", record.witness.sha256))
        yield _("Witness: {file}, SHA-256 {digest}.", file=record.witness.file, digest=digest)
    newest = record.revisions[-1].date if record.revisions else ""
    made = _("Record of {date}, program version {version}.", date=newest, version=__version__)
    yield f"{book.publisher}. {made}"
    if not is_complete:
        yield _("The text itself may not be published here.")
        yield from (f"{part.of}: {part.text}" for part in record.abstract)
        yield from (f"{copy.text} {copy.url}" for copy in record.where_to_read)
