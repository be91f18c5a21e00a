"""The record of a source: what is known of a text, and what may be done with it.

``edition.record`` reads it. A fact that is not known is empty or None, never guessed.
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
"""Share of a source's words that quotations may make together, where the record sets none."""


class Publish(StrEnum):
    """What the public edition may carry of a text."""

    FULL = "full"
    QUOTATION = "quotation"
    NONE = "none"


class State(StrEnum):
    """What may be done with a text now."""

    DRAFT = "draft"
    """Not published: only a private build has it."""
    QUOTATION = "quotation"
    FULL = "full"
    WITHDRAWN = "withdrawn"
    """Was published and was taken down: a page at its addresses says so."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person by the parts of the name, or an institution by its name."""

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
    """A date in EDTF, with what it rests on."""

    value: str
    certainty: str
    """``stated`` or ``inferred``."""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One editorial statement with its evidence."""

    text: str
    evidence: str = ""
    citation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number by which the text is known."""

    type: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """What the law and the licence allow."""

    statement: str
    """URI of rightsstatements.org or creativecommons.org."""
    publish: Publish
    derivatives: bool
    holder: str = ""
    licence: str = ""
    """SPDX identifier."""
    evidence: str = ""
    permission: str = ""
    """Who allowed the publication, when, and how far."""
    withdrawal: str = ""
    """Why the text was taken down."""
    transformations: tuple[str, ...] = ()
    """Classes of mechanical transformation used where no adapted text is allowed."""
    quotation_share: float = QUOTATION_SHARE


@dataclass(frozen=True, slots=True)
class Witness:
    """The file that the edition is made from."""

    file: str
    sha256: str
    size: int
    """Bytes."""
    encoding: str = UTF_8
    transcription: str = ""
    collation: str = ""
    """With what original it was compared, and how far; empty if that is not recorded."""
    limit: int = LIMIT
    """Bytes of the largest file that is read."""
    siglum: str = ""
    """Short name by which an apparatus cites the witness."""


@dataclass(frozen=True, slots=True)
class OtherWitness:
    """A witness of the text that is not read."""

    siglum: str
    description: str
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """The reader that serves this kind of text, and its options as the record has them."""

    kind: str
    options: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words of the conventions, by the option that they extend."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Counts that the record states; None where it states none."""

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
    """What an editor decides by hand."""

    WORK = "work"
    """Which work a citation means, or that it means none."""
    PAGE = "page"
    """Which label a page has."""
    NOTE = "note"
    """Which note is called at a place, or that none is."""


NONE: Final = "none"
"""Answer of a decision: no work, no note."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an editor decided about words of the witness, and why."""

    question: Question
    at: str
    """Line of the witness, from 1, or the address of a paragraph or note."""
    words: str = field(metadata={"exact": True})
    answer: str
    """Key of a work, label of a page or key of a note; or ``none``."""
    evidence: str


@dataclass(frozen=True, slots=True)
class DeclaredRestoration:
    """Something displaced that a reader is asked to put back."""

    kind: str
    reason: str
    line: int | None = None
    values: Mapping[str, object] = field(default_factory=dict, metadata={"whole": True})
    """Every field of the entry, those of the reader included."""


@dataclass(frozen=True, slots=True)
class AbstractParagraph:
    """What a part of the text says, in our words."""

    of: str
    """The paragraph (``3``), the stretch (``3-5``) or the part (``title``) of the text."""
    text: str


@dataclass(frozen=True, slots=True)
class DeclaredQuotation:
    """Words of a protected text that are quoted."""

    text: str
    of: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that the text refers to."""

    of: str
    text: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """Something that was done to the record."""

    date: str
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Split:
    """How a text is split into files: at headings, and what is longer still by a count."""

    level: int | None = None
    """Level of the headings at which it is split; None: not at headings."""
    pages: int | None = None
    """Pages of the witness that a file has at most, if the text has pages."""
    paragraphs: int | None = None
    """Paragraphs that a file has at most, unless it is split by pages."""


@dataclass(frozen=True, slots=True)
class Record:
    """One source as its record describes it."""

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
    """How the text is split into files."""
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
    """Words by which the text refers to itself, those of its conventions included."""
    citations: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Words by which the text cites other works, those of its conventions included."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words by which names are recognised, those of its conventions included."""
    where_to_read: tuple[Statement, ...] = ()
    revisions: tuple[Revision, ...] = ()
    other_witnesses: tuple[OtherWitness, ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)
    """For the label of a page, a path inside the folder or the address of an image."""
    measures: Measures = field(default_factory=Measures, repr=False)
    """How often reading and citations were right, where that was measured."""
    accepted: tuple[Acceptance, ...] = field(default=(), repr=False)
    """Findings that the editors know and accept."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Where published addresses went: old ``ADDRESS``, ``FILE#ADDRESS`` or ``FILE``, and new."""

    @property
    def path(self) -> str:
        """The record file as it is known in messages."""
        return self.data.path

    @property
    def witness_path(self) -> Path:
        """Where the witness stands if it stands in the source's folder."""
        return self.folder / self.witness.file

    def report(
        self, path: Iterable[str | int], code: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """Make a diagnostic for a field, such as ``("emendations", 0)``."""
        path = tuple(path)
        found = self.data.report(self.data.place(path), code, message, hint)
        return found.at(name_field(path))
