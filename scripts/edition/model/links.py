"""Links between places of different texts, and from old addresses to new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edition.model.document import Reference
from edition.records.chronology import DatedEntry
from edition.records.correspondences import Correspondence, End, Event
from edition.records.record import Publish, Record


@dataclass(frozen=True, slots=True)
class Anchor:
    """A file of a text's edition and an address in it."""

    file: str
    address: str


@dataclass(frozen=True, slots=True)
class Place:
    """An end that was found."""

    record: Record
    end: End
    anchors: tuple[Anchor, ...]
    """Where this build shows it; links lead to the last."""

    @property
    def described(self) -> bool:
        """True if the public edition has only an abstract of the text."""
        return self.record.rights.publish is not Publish.FULL


@dataclass(frozen=True, slots=True)
class Link:
    """A correspondence both ends of which were found."""

    event: Event
    correspondence: Correspondence
    origin: Place
    target: Place


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
    withdrawn: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each file of a withdrawn text its addresses, each with its digits in the lock."""
