"""The differences between two states of a project that concern its readers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeType(StrEnum):
    """The type of a change."""

    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"
    MOVED = "moved"

    @classmethod
    def of_values(cls, before: object, after: object) -> ChangeType:
        """Return the type of the change from one value to another; None means no value."""
        return cls.ADDED if before is None else cls.GONE if after is None else cls.CHANGED


@dataclass(frozen=True, slots=True)
class Change:
    """A change at an address of a text or in the words of the editors."""

    subject: str
    """Id of the text, or the file that changed: ``bibliography``, ``docs/about.md``."""
    place: str
    """Address, field of the record, key of a work, or heading."""
    what: ChangeType
    old: str = ""
    new: str = ""
    """The words before and after."""
    to: str = ""
    """New place of something that moved."""
    kind: str = ""
    """Kind of the place, such as ``paragraph``, ``field of the record``, ``work``, ``passage``."""
    count: int = 1
    """Number of addresses that moved in the same way."""
    file: str = ""
    """File of the text that has the place now."""
    line: int = 0
    """Line of the witness, from 1; 0 if there is none."""
    witness: str = ""
    """Text of that line."""


class Topic(StrEnum):
    """The subject of a consequence."""

    LINK = "link"
    ADDRESS = "address"
    REFERRED = "referred to"
    LEDGER = "ledger"
    RIGHTS = "rights"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Consequence:
    """A consequence of the changes."""

    matter: Topic
    message: str
    count: int = 1
    lost: bool = False
    """True for an address or a link that is lost without a declaration that this is intended."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states of a project and their differences."""

    old: str
    new: str
    """Names of the revisions."""
    changes: tuple[Change, ...] = ()
    consequences: tuple[Consequence, ...] = ()

    @property
    def lost(self) -> tuple[Consequence, ...]:
        """The consequences by which something is lost unintentionally."""
        return tuple(consequence for consequence in self.consequences if consequence.lost)
