"""The folder of an edition: its records, its Markdown, its sites.

A folder needs only ``sources/`` with a record; everything else is created on demand. The modules
that read records are imported only when records are read.
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
from edition.publishing.workers import ALONE, Workers

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
    """True if the folder may run code, because all its files are the user's own."""
    workers: Workers = ALONE
    """The processes that share large work."""

    def call(self, command: str) -> str:
        """Return the command line that runs a command on this project from the current folder."""
        here = Path.cwd()
        place = self.root.relative_to(here) if self.root.is_relative_to(here) else self.root
        return f"edition {command}" + (f" --project {quote(str(place))}" if place.parts else "")

    @property
    def docs(self) -> Path:
        """The Markdown of the site; ``editions`` in it is generated."""
        return self.root / "docs"

    @property
    def build(self) -> Path:
        """Intermediate files, which can be deleted."""
        return self.root / "build"

    def site(self, *, private: bool) -> Path:
        """The folder of the built site."""
        return self.root / ("site-private" if private else "site")

    def work(self, *, private: bool) -> Path:
        """The folder of the intermediate files of a site."""
        return self.build / ("private" if private else "public")

    def scratch(self, *, private: bool) -> Path:
        """The folder in which this process builds a site."""
        return self.work(private=private) / f"work-{os.getpid()}"

    def published_docs(self, *, private: bool) -> Path:
        """The Markdown of a site; for a private site a copy outside ``docs``."""
        return self.work(private=True) / "docs" if private else self.docs

    def records(
        self, *, private: bool = False, known: Mapping[str, Record] = MappingProxyType({})
    ) -> tuple[Record, ...]:
        """Return all records, including those of drafts if ``private``.

        For ``known`` see ``load_chosen``. Raises EditionError with all faults of the folder or the
        records.
        """
        records, faults = self.load_records(private=private, known=known)
        if faults:
            raise EditionError(*faults)
        return records

    def load_records(
        self, *, private: bool = False, known: Mapping[str, Record] = MappingProxyType({})
    ) -> tuple[tuple[Record, ...], list[Diagnostic]]:
        """Return the records without faults, and all faults; see ``records``."""
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
        """Return whether the project has drafts but no sources."""
        from edition.records.loading import list_drafts, list_folders

        return bool(list_drafts(self.root)) and not list_folders(self.root)

    def is_draft(self, record: Record) -> bool:
        """Return whether a record is that of a draft."""
        from edition.records.publication import DRAFTS

        return record.folder.is_relative_to(self.root / DRAFTS)

    def _refuse_foreign(self) -> None:
        from edition.publishing.trust import check_trust

        if not self.trusted and (found := check_trust(self.root)):
            raise EditionError(*found)

    def choose(self, ids: Sequence[str], *, private: bool = False) -> tuple[Record, ...]:
        """Return the records with these ids, drafts or not; without ids the same as ``records``.

        Raises EditionError for an unknown id and for faults of the chosen records, but not for
        faults of other records.
        """
        from edition.records.loading import list_drafts, list_folders, load_chosen

        if not ids:
            return self.records(private=private)
        self._refuse_foreign()
        paths = list_folders(self.root) + list_drafts(self.root)
        folders = {path.name: path for path in paths}
        hint = "The sources are: " + ", ".join(folders)
        faults = [
            Diagnostic("R010", f'there is no source "{name}"', hint=hint)
            for name in ids
            if name not in folders
        ]
        chosen = [folders[name] for name in ids if name in folders]
        records, record_faults = load_chosen(chosen, self.root)
        if faults or record_faults:
            raise EditionError(*faults, *record_faults)
        return records
