"""The command `harvest`: draft entries for cited works that the bibliography lacks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from edition.bibliography.database import load_bibliography
from edition.bibliography.summary import ENTRIES
from edition.building.editions import read_document
from edition.building.progress import say
from edition.building.project import Project
from edition.building.sources import add_entries
from edition.checking.acceptance import locate_findings, mark_accepted
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.harvest.drafting import draft_entries, draft_repositories, format_drafts
from edition.harvest.entry_drafts import EntryDraft
from edition.records.loading import open_witness
from edition.records.record import Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", metavar="ID", help="source")
    parser.add_argument("--add", action="store_true", help=f"add them in {ENTRIES}/ID.bib")


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print entry drafts from a source, or add them to the bibliography."""
    [record] = project.choose([options.id])
    drafts, found = harvest_source(record, project.root)
    if not options.add:
        print(format_drafts(drafts, record.id), end="")
    elif (path := add_drafts(drafts, record.id, project.root)) is not None:
        say(f"entries added to {ENTRIES}/{path.name}: {len(drafts):,}")
    say(f"not in the bibliography, but cited in full: {len(drafts):,}")
    return found


def harvest_source(record: Record, root: Path) -> tuple[tuple[EntryDraft, ...], list[Diagnostic]]:
    """Return the entry drafts for one source, and the diagnostics.

    Raises EditionError if the witness or the bibliography cannot be read.
    """
    bibliography, faults = load_bibliography(root)
    source, found = open_witness(record, root, needed=True)
    if faults or source is None:
        raise EditionError(*faults, *found)
    document, _ = read_document(record, source)
    drafts, near = draft_entries(source, document, bibliography, record.citations)
    sources = draft_repositories(document, bibliography, record.citations)
    located = locate_findings([*found, *near], source, document)
    return (*drafts, *sources), mark_accepted(record, located)[0]


def add_drafts(drafts: Sequence[EntryDraft], source: str, root: Path) -> Path | None:
    """Add entry drafts to the bibliography, in a file for their text; return its path if any."""
    if not drafts:
        return None
    path = root / ENTRIES / f"{source}.bib"
    head = f"% --- drafted from {source}: compare each with its notes\n\n"
    add_entries(path, head + format_drafts(drafts, source))
    return path
