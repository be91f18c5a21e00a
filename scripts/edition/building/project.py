"""A folder that is an edition: its records, its Markdown, its sites.

Any folder can be one: ``sources/`` with a record is enough, the rest is laid out on demand. What
reads records is loaded when records are read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from types import MappingProxyType
from typing import TYPE_CHECKING

from edition.diagnostics.diagnostic import Diagnostic, EditionError

if TYPE_CHECKING:
    from edition.records.record import Record

EDITIONS = "editions"


@dataclass(frozen=True, slots=True)
class Project:
    """The folder of an edition."""

    root: Path
    quiet: bool = False
    """True to print no progress."""
    trusted: bool = False
    """True if all files of the folder are the user's own, so that they may run code."""

    def call(self, command: str) -> str:
        """Return what to type to run a command on this project from the current folder."""
        here = Path.cwd()
        place = self.root.relative_to(here) if self.root.is_relative_to(here) else self.root
        return f"edition {command}" + (f" --project {quote(str(place))}" if place.parts else "")

    @property
    def docs(self) -> Path:
        """Markdown of the site; ``editions`` below it is generated."""
        return self.root / "docs"

    @property
    def build(self) -> Path:
        """What is made on the way and can be thrown away."""
        return self.root / "build"

    def site(self, *, private: bool) -> Path:
        """The folder that a built site is put into."""
        return self.root / ("site-private" if private else "site")

    def work(self, *, private: bool) -> Path:
        """The folder of what a site is made from."""
        return self.build / ("private" if private else "public")

    def scratch(self, *, private: bool) -> Path:
        """The folder in which this process makes a site."""
        return self.work(private=private) / f"work-{os.getpid()}"

    def published_docs(self, *, private: bool) -> Path:
        """The Markdown of a site; that of a private one is a copy outside ``docs``."""
        return self.work(private=True) / "docs" if private else self.docs

    def records(
        self, *, private: bool = False, known: Mapping[str, Record] = MappingProxyType({})
    ) -> tuple[Record, ...]:
        """Read every record; those of drafts too, if ``private``.

        ``known`` is as for ``load_chosen``. Raises EditionError with all faults of the folder or
        the records.
        """
        records, faults = self.load_records(private=private, known=known)
        if faults:
            raise EditionError(*faults)
        return records

    def load_records(
        self, *, private: bool = False, known: Mapping[str, Record] = MappingProxyType({})
    ) -> tuple[tuple[Record, ...], list[Diagnostic]]:
        """Read every record, as ``records`` does; return those without faults, and all faults."""
        from edition.records.loading import list_drafts, list_folders, load_chosen

        self._refuse_foreign()
        drafts = list_drafts(self.root)
        folders = list_folders(self.root) + (drafts if private else [])
        records, faults = load_chosen(folders, self.root, known)
        if not records and not faults:
            fact = f"{self.root / 'sources'} contains no record"
            hint = "Run: edition promote ID, once its rights are stated" if drafts else ""
            begun = (self.root / "sources").is_dir()
            hint = hint or f"Run: edition {'new' if begun else 'init'} FILE"
            faults = [Diagnostic("R010", fact, "sources", hint=hint)]
        return records, faults

    def has_only_drafts(self) -> bool:
        """Return whether the project has texts, but none that is a source yet."""
        from edition.records.loading import list_drafts, list_folders

        return bool(list_drafts(self.root)) and not list_folders(self.root)

    def is_draft(self, record: Record) -> bool:
        """Return whether a source is in the folder of drafts."""
        from edition.records.publication import DRAFTS

        return record.folder.is_relative_to(self.root / DRAFTS)

    def _refuse_foreign(self) -> None:
        from edition.publishing.trust import check_trust

        if not self.trusted and (found := check_trust(self.root)):
            raise EditionError(*found)

    def choose(self, ids: Sequence[str], *, private: bool = False) -> tuple[Record, ...]:
        """Return the records with these ids, or all; without ids drafts only if ``private``.

        Raises EditionError for an unknown id and for faults of the chosen records; a fault of
        another record is no hindrance.
        """
        from edition.records.loading import list_drafts, list_folders, load_chosen

        if not ids:
            return self.records(private=private)
        self._refuse_foreign()
        known = list_folders(self.root) + list_drafts(self.root)
        folders = {folder.name: folder for folder in known}
        hint = "The sources are: " + ", ".join(folders)
        faults = [
            Diagnostic("R010", f'there is no source "{name}"', hint=hint)
            for name in ids
            if name not in folders
        ]
        records, broken = load_chosen([folders[one] for one in ids if one in folders], self.root)
        if faults or broken:
            raise EditionError(*faults, *broken)
        return records
