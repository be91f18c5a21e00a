"""Links between places of different texts, and from old addresses to new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edition.model.document import Reference
from edition.records.annotations import NoteType
from edition.records.chronology import DatedEntry
from edition.records.correspondences import Correspondence, End, Event
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """A file of a text's edition and an address in it."""

    file: str
    address: str


@dataclass(frozen=True, slots=True)
class Place:
    """An end that was found."""

    source: str
    """Id of the text."""
    short_title: str
    described: bool
    """Whether the public edition has only an abstract of the text."""
    end: End
    anchors: tuple[Anchor, ...]
    """Where this build shows it; links lead to the last."""


@dataclass(frozen=True, slots=True)
class Link:
    """A correspondence both ends of which were found."""

    event: Event
    correspondence: Correspondence
    origin: Place
    target: Place


@dataclass(frozen=True, slots=True)
class Authority:
    """What a statement of the editors rests on: a place that was found, or a work."""

    place: Place | None
    work: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class EditorsStatement:
    """A paragraph of the editors with what it rests on, as far as that is published."""

    text: str
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class EditorsNote(EditorsStatement):
    """A note of the editors whose words were found."""

    address: str
    type: NoteType
    place: Place
    """Where the words stand that it is about."""
    span: Span | None
    """These words in the witness; None in an abstract."""
    mark: str
    """Its letter on the page."""

    @property
    def file(self) -> str:
        """The file that shows it."""
        return self.place.anchors[-1].file


@dataclass(frozen=True, slots=True)
class Mention:
    """What the editors say that refers to a place: a note, or the head-note of a text."""

    source: str
    """Id of the text that it is on."""
    short_title: str
    file: str
    address: str
    mark: str = ""
    """The letter of a note."""


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry with those of its places that were found, at least one."""

    entry: DatedEntry
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address that moved: file names within the text's folder, and addresses in them."""

    old_file: str
    old: str
    new_file: str
    new: str


@dataclass(frozen=True, slots=True)
class Redirects:
    """Everything of one text that moved."""

    addresses: tuple[Redirect, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """For each file that was removed, the file that replaces it."""

    def beside(self, file: str) -> dict[str, list[str]]:
        """Return the old addresses of each address of a file that stayed in the file."""
        old: dict[str, list[str]] = {}
        for one in self.addresses:
            if one.old_file == one.new_file == file:
                old.setdefault(one.new, []).append(one.old)
        return old

    def leaving(self, file: str) -> tuple[Redirect, ...]:
        """Return the addresses of a file that are in another file now."""
        return tuple(one for one in self.addresses if one.old_file == file != one.new_file)

    @property
    def old_files(self) -> tuple[str, ...]:
        """Names of the files that something moved from."""
        return tuple(dict.fromkeys([*self.files, *(one.old_file for one in self.addresses)]))


@dataclass(frozen=True, slots=True)
class Links:
    """What leads to and from one text, resolved with all texts at hand."""

    correspondences: tuple[Link, ...] = ()
    redirects: Redirects = Redirects()
    incoming: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    """For each address that references of the text lead to, these references."""
    notes: tuple[EditorsNote, ...] = ()
    """The editors' notes, file by file in the order of their letters."""
    head_note: tuple[EditorsStatement, ...] = ()
    authority_for: tuple[tuple[Anchor, Mention], ...] = ()
    """The places of this text on which statements of the editors on any text rest."""
    withdrawn: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each file of a withdrawn text its addresses, each with its digits in the lock."""
