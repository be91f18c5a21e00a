"""The index of an edition: every address that it publishes, with the words found there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AddressKind(StrEnum):
    """What an address names."""

    PAGE = "page"
    DIVISION = "division"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    MATTER = "matter"
    """A block whose lines are kept: verse, letterhead, caption."""
    FRAGMENT = "fragment"
    """A stretch of note text whose note cannot be told."""
    NOTE = "note"
    MARKER = "marker"
    EDITORS_NOTE = "editors-note"
    ABSTRACT = "abstract"
    ERRATUM = "erratum"
    DIPLOMATIC_PAGE = "diplomatic-page"


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One address of an edition."""

    address: str
    file: str
    """File that publishes the address."""
    kind: AddressKind
    words: str = ""
    """Words at the address as they are read, without markers and page numbers, on one line."""


@dataclass(frozen=True, slots=True)
class Index:
    """Every address of an edition, file by file in reading order."""

    entries: tuple[IndexEntry, ...] = ()

    def files_by_address(self) -> dict[str, list[str]]:
        """Return the names of the files that publish each address."""
        files: dict[str, list[str]] = {}
        for entry in self.entries:
            files.setdefault(entry.address, []).append(entry.file)
        return files
