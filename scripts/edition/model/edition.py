"""The Edition: one text with the results of reading, linking and layout.

A reader makes the document, linking completes it, and writers only read it. An Edition has the
same value whether its witness was read in this run or it was loaded from the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from edition.diagnostics.catalogue import Severity
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.citation import Citation
from edition.model.counts import Counts
from edition.model.document import Document
from edition.model.index import Index
from edition.model.layout import Layout
from edition.model.ledger import Ledger
from edition.model.links import Link, Links, LocatedEntry, Registers
from edition.model.mentions import DateExpression, NameMention
from edition.records.correspondences import Event
from edition.records.publication import AllowedContent
from edition.records.record import Record
from edition.text.source import Source


@dataclass(frozen=True, slots=True)
class Edition:
    """One text. Source, document and ledger are None if its witness is not available."""

    record: Record
    allowed: AllowedContent
    """The content of the text that this build may publish."""
    source: Source | None = field(default=None, repr=False)
    document: Document | None = field(default=None, repr=False)
    ledger: Ledger | None = field(default=None, repr=False)
    citations: tuple[Citation, ...] = field(default=(), repr=False)
    """Works that the text cites, resolved to entries of the bibliography or not."""
    mentions: tuple[NameMention, ...] = field(default=(), repr=False)
    """Names in text and notes, resolved to entries of the registers or not."""
    dates: tuple[DateExpression, ...] = field(default=(), repr=False)
    counts: Counts | None = None
    """Length of the text; None for a text of which the public edition has only a description, so
    that its pages are the same whether or not its witness is available."""
    layout: Layout = field(default_factory=Layout, repr=False)
    index: Index = field(default_factory=Index, repr=False)
    links: Links = field(default_factory=Links, repr=False)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def has_errors(self) -> bool:
        """True if a diagnostic is an error: such an edition has no layout."""
        return any(diagnostic.severity >= Severity.ERROR for diagnostic in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Collection:
    """The editions of a project, linked with one another."""

    editions: tuple[Edition, ...]
    correspondences: tuple[Link, ...] = ()
    events: tuple[Event, ...] = ()
    """All events of the correspondences, including those without a published text."""
    chronology: tuple[LocatedEntry, ...] = ()
    registers: Registers = field(default_factory=Registers)
    remarks: tuple[Diagnostic, ...] = ()
    """Warnings about the links, and remarks on those to texts that are not published."""

    @property
    def shown(self) -> tuple[Edition, ...]:
        """The editions of which this build publishes more than a notice of withdrawal."""
        return tuple(edition for edition in self.editions if edition.allowed.description)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Diagnostics of all editions and of the links between them."""
        found = (found for edition in self.editions for found in edition.diagnostics)
        return (*found, *self.remarks)
