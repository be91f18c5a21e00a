"""The record of a source: the description of a text, its rights and the editors' decisions.

``records.loading`` reads it. An unknown fact is empty or None, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic
from edition.records.acceptances import Acceptance
from edition.records.measures import Measures
from edition.records.witness import LIMIT
from edition.records.yaml_positions import (
    NO_FILE,
    NOT_EXPORTED,
    PositionedData,
    name_field,
)
from edition.text.encodings import UTF_8

QUOTATION_SHARE: Final = 0.1
"""Share of a source's words that all quotations together may have, unless the record sets one."""


class Publish(StrEnum):
    """The content of a text that the public edition may have."""

    FULL = "full"
    QUOTATION = "quotation"
    NONE = "none"


class State(StrEnum):
    """The state of publication of a text."""

    DRAFT = "draft"
    """Not published: only private builds have it."""
    QUOTATION = "quotation"
    FULL = "full"
    WITHDRAWN = "withdrawn"
    """Published and taken down later: a page at its addresses states this."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person with the parts of the name, or an institution with its name."""

    role: str = "author"
    name: str = ""
    family: str = ""
    given: str = ""
    family_first: bool = False

    @property
    def display(self) -> str:
        """The name in its natural order."""
        if self.name:
            return self.name
        parts = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class RecordDate:
    """A date in EDTF, with its evidence."""

    value: str
    certainty: str
    """``stated`` or ``inferred``."""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """An editorial statement with its evidence."""

    text: str
    evidence: str = ""
    citation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that identifies the text."""

    type: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """Legal status and licence of the text."""

    statement: str
    """URI of rightsstatements.org or creativecommons.org."""
    publish: Publish
    derivatives: bool
    holder: str = ""
    licence: str = ""
    """SPDX identifier."""
    evidence: str = ""
    permission: str = ""
    """Who allowed the publication, when, and to what extent."""
    withdrawal: str = ""
    """Reason for which the text was taken down."""
    transformations: tuple[str, ...] = ()
    """Classes of mechanical transformation used where no adapted text is allowed."""
    quotation_share: float = QUOTATION_SHARE


@dataclass(frozen=True, slots=True)
class Witness:
    """The file from which the edition is made."""

    file: str
    sha256: str
    size: int
    """Bytes."""
    encoding: str = UTF_8
    transcription: str = ""
    collation: str = ""
    """The original with which it was compared, and to what extent; empty if not recorded."""
    limit: int = LIMIT
    """Largest size in bytes that is read."""
    siglum: str = ""
    """Short name of the witness in an apparatus."""


@dataclass(frozen=True, slots=True)
class OtherWitness:
    """Another witness of the text, which is not read."""

    siglum: str
    description: str
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """The reader for this kind of text, with its options as recorded."""

    kind: str
    options: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words of the conventions by the option that they extend."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Counts that the record states; None if it does not state one."""

    words: int | None = None
    paragraphs: int | None = None
    notes: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Emendation:
    """A reading of the witness that the edition replaces."""

    line: int
    """Line of the witness, from 1."""
    original: str = field(metadata={"exact": True})
    reading: str = field(metadata={"exact": True})
    reason: str
    kind: str = field(metadata={"name": "class"})
    """``wording``, ``transcription`` or a class of mechanical transformation."""
    citation: str = ""


class Question(StrEnum):
    """A question that an editor decides."""

    WORK = "work"
    """Which work a citation refers to, if any."""
    PAGE = "page"
    """Which label a page has."""
    NOTE = "note"
    """Which note is called at a place, if any."""


NONE: Final = "none"
"""Answer of a decision: no work, no note."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An editor's decision about words of the witness, with the evidence."""

    question: Question
    at: str
    """Line of the witness, from 1, or the address of a paragraph or note."""
    words: str = field(metadata={"exact": True})
    answer: str
    """Key of a work, label of a page, key of a note, or ``none``."""
    evidence: str


@dataclass(frozen=True, slots=True)
class DeclaredRestoration:
    """Displaced text that a reader is to put back."""

    kind: str
    reason: str
    line: int | None = None
    values: Mapping[str, object] = field(default_factory=dict, metadata={"all": True})
    """All fields of the entry, including those for the reader."""


@dataclass(frozen=True, slots=True)
class AbstractParagraph:
    """The summary of a part of the text in the editors' words."""

    of: str
    """The paragraph (``3``), paragraphs (``3-5``) or part (``title``) of the text."""
    text: str


@dataclass(frozen=True, slots=True)
class DeclaredQuotation:
    """Words of a protected text that are quoted."""

    text: str
    of: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A work or person to which the text refers."""

    of: str
    text: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of the record."""

    date: str
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Split:
    """The division of a text into files: at headings, then by number of pages or paragraphs."""

    level: int | None = None
    """Lowest level of the headings at which it is split; None if it is not split at headings."""
    pages: int | None = None
    """Most pages of the witness in a file, if the text has pages."""
    paragraphs: int | None = None
    """Most paragraphs in a file, unless it is split by pages."""


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a source."""

    id: str
    title: str
    short_title: str
    kind: str
    language: str
    """BCP 47 tag."""
    citation: str
    """Key in the bibliography."""
    summary: str
    rights: Rights
    witness: Witness
    reader: ReaderChoice
    folder: Path = field(default=Path(), metadata=NOT_EXPORTED)
    data: PositionedData = field(default=NO_FILE, repr=False, compare=False, metadata=NOT_EXPORTED)
    """The parsed file, for places in messages."""
    state: State = State.DRAFT
    authors: tuple[Agent, ...] = ()
    date: RecordDate | None = None
    holder: str = ""
    shelfmark: str = ""
    provenance: tuple[Statement, ...] = ()
    observations: tuple[Statement, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    extent: Extent = Extent()
    split: Split = Split()
    """Division of the text into files."""
    emendations: tuple[Emendation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    restorations: tuple[DeclaredRestoration, ...] = ()
    structure: tuple[str, ...] = ()
    abstract: tuple[AbstractParagraph, ...] = ()
    quotations: tuple[DeclaredQuotation, ...] = ()
    references: tuple[Reference, ...] = ()
    conventions: tuple[str, ...] = ()
    """Ids of the conventions that the text follows."""
    cross_references: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Words of references of the text to itself, including those of its conventions."""
    citations: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Words of citations of other works, including those of its conventions."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that identify names, including those of its conventions."""
    where_to_read: tuple[Statement, ...] = ()
    revisions: tuple[Revision, ...] = ()
    other_witnesses: tuple[OtherWitness, ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)
    """Images of pages by label: a path inside the folder or a web address."""
    measures: Measures = field(default_factory=Measures, repr=False)
    """Measured accuracy of reading and citations."""
    accepted: tuple[Acceptance, ...] = field(default=(), repr=False)
    """Findings that the editors accept."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Moved addresses: old ``ADDRESS``, ``FILE#ADDRESS`` or ``FILE``, and the new one."""

    @property
    def path(self) -> str:
        """Path of the record file in messages."""
        return self.data.path

    @property
    def witness_path(self) -> Path:
        """Path of the witness if it is in the source's folder."""
        return self.folder / self.witness.file

    def report(
        self, path: Iterable[str | int], code: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """Make a diagnostic for a field, such as ``("emendations", 0)``."""
        path = tuple(path)
        found = self.data.report(self.data.place(path), code, message, hint)
        return found.at(name_field(path))
