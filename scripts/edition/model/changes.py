"""What differs between two states of a project, as its readers meet it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What became of something."""

    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, at an address of a text or in what the editors say."""

    subject: str
    """Id of a text, or the file that has it: ``bibliography``, ``docs/about.md``."""
    place: str
    """Address, field of the record, key of a work, or heading."""
    what: What
    old: str = ""
    new: str = ""
    """The words before and after."""
    to: str = ""
    """For what moved: where it is now."""
    kind: str = ""
    """What it is: ``paragraph``, ``note``, ``page``; ``record``, ``work``, ``page of the site``."""
    count: int = 1
    """How many addresses move alike."""
    file: str = ""
    """File of the text that has the place now."""
    line: int = 0
    """Line of the witness, from 1; 0 if it is none."""
    witness: str = ""
    """That line."""


class Matter(StrEnum):
    """What a consequence is about."""

    LINK = "link"
    ADDRESS = "address"
    REFERRED = "referred to"
    LEDGER = "ledger"
    RIGHTS = "rights"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from the changes."""

    matter: Matter
    message: str
    count: int = 1
    lost: bool = False
    """True for an address or a link that is lost, and that nothing says was meant to be."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states of a project and what differs."""

    old: str
    new: str
    """Names of the revisions."""
    changes: tuple[Change, ...] = ()
    consequences: tuple[Consequence, ...] = ()

    @property
    def lost(self) -> tuple[Consequence, ...]:
        """What is lost silently."""
        return tuple(one for one in self.consequences if one.lost)
