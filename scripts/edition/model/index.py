"""The index of an edition: every address that it publishes, with the words at the address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from edition.model.parameters import ADDRESS_WORDS
from edition.text.digest import digest
from edition.text.folding import WORD


class AddressKind(StrEnum):
    """The kind of place that an address identifies."""

    PAGE = "page"
    DIVISION = "division"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    MATTER = "matter"
    """A block whose line ends are preserved: verse, letterhead, caption."""
    FRAGMENT = "fragment"
    """Text of a note that cannot be identified."""
    NOTE = "note"
    MARKER = "marker"
    EDITORS_NOTE = "editors-note"
    ABSTRACT = "abstract"
    ERRATUM = "erratum"
    DIPLOMATIC_PAGE = "diplomatic-page"


_COUNTED: Final = frozenset({
    AddressKind.DIVISION, AddressKind.HEADING, AddressKind.PARAGRAPH, AddressKind.MATTER,
    AddressKind.FRAGMENT,
})  # fmt: skip
"""Kinds of address that are counted, so that another reading could count them differently."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One address of an edition."""

    address: str
    file: str
    """File that publishes the address."""
    kind: AddressKind
    words: str = ""
    """Words at the address on one line, without markers and page numbers."""

    @property
    def digest(self) -> str:
        """The digest of the words that the lock stores; empty if the address is not counted."""
        return digest_words(self.words) if self.kind in _COUNTED else ""


def digest_words(text: str) -> str:
    """Return four digits for the first words of a text, ignoring case and punctuation."""
    words = [match[0].casefold() for match in islice(WORD.finditer(text), ADDRESS_WORDS)]
    return digest(" ".join(words))[:4]


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
