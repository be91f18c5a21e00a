"""Links between places of different texts, and from old addresses to new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edition.model.document import Reference
from edition.records.annotations import DeclaredAuthority, NoteType
from edition.records.chronology import DatedEntry
from edition.records.correspondences import Correspondence, End, Event
from edition.records.registers import Entry
from edition.text.span import Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """A file of a text's edition and an address in it."""

    file: str
    address: str


@dataclass(frozen=True, slots=True)
class Place:
    """An end of a link, with its place in the edition."""

    source: str
    """Id of the text."""
    short_title: str
    described: bool
    """Whether the public edition has only an abstract of the text."""
    end: End
    anchors: tuple[Anchor, ...]
    """Where this build shows it; links point to the last."""


@dataclass(frozen=True, slots=True)
class Link:
    """A correspondence whose ends were both found."""

    event: Event
    correspondence: Correspondence
    origin: Place
    target: Place


@dataclass(frozen=True, slots=True)
class Authority:
    """The evidence for a statement of the editors: a place in a text, or a work."""

    place: Place | None
    work: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class EditorsStatement:
    """A paragraph of the editors with its authorities, as far as these are published."""

    text: str
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class EditorsNote(EditorsStatement):
    """A note of the editors, with the place of the words that it annotates."""

    address: str
    type: NoteType
    place: Place
    """Place of the annotated words."""
    span: Span | None
    """Position of these words in the witness; None in an abstract."""
    mark: str
    """Its letter on the page."""

    @property
    def file(self) -> str:
        """The file that shows the annotated words."""
        return self.place.anchors[-1].file


@dataclass(frozen=True, slots=True)
class Mention:
    """A note of the editors, or the head-note of a text, that refers to a place."""

    source: str
    """Id of the annotated text."""
    short_title: str
    file: str
    address: str
    mark: str = ""
    """The letter of a note."""


@dataclass(frozen=True, slots=True)
class LocatedEntry:
    """An entry of the chronology with the places of it that were found, at least one."""

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
    """The addresses and files of one text that moved."""

    addresses: tuple[Redirect, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """For each file that was removed, the file that replaces it."""

    def within(self, file: str) -> dict[str, list[str]]:
        """Return the old addresses by new address, of those that moved within a file."""
        old: dict[str, list[str]] = {}
        for redirect in self.addresses:
            if redirect.old_file == redirect.new_file == file:
                old.setdefault(redirect.new, []).append(redirect.old)
        return old

    def leaving(self, file: str) -> tuple[Redirect, ...]:
        """Return the redirects from a file to other files."""
        return tuple(move for move in self.addresses if move.old_file == file != move.new_file)

    @property
    def old_files(self) -> tuple[str, ...]:
        """Names of the files from which something moved."""
        return tuple(dict.fromkeys([*self.files, *(move.old_file for move in self.addresses)]))


@dataclass(frozen=True, slots=True)
class Links:
    """The links to and from one text, resolved together with those of all other texts."""

    correspondences: tuple[Link, ...] = ()
    redirects: Redirects = Redirects()
    incoming: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    """The references of the text by the address to which they point."""
    notes: tuple[EditorsNote, ...] = ()
    """The editors' notes, file by file in the order of their letters."""
    head_note: tuple[EditorsStatement, ...] = ()
    authority_for: tuple[tuple[Anchor, Mention], ...] = ()
    """The places of this text that statements of the editors on any text cite as evidence."""
    withdrawn: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each file of a withdrawn text, its addresses with their digests in the lock."""


# --- Registers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Registers:
    """The entries whose names and descriptions have published evidence."""

    entries: tuple[Entry, ...] = ()
    """Ordered by file, then by id."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Places of the evidence, by text and address: ``id#p12.3``."""

    def place(self, authority: DeclaredAuthority) -> Place | None:
        """Return the place of some evidence; None for a work."""
        end = authority.end
        return None if end is None else self.places[f"{end.source}#{end.address}"]

    def by_id(self) -> dict[str, Entry]:
        """Return the entries by id."""
        return {entry.id: entry for entry in self.entries}
