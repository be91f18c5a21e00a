"""The command `convert`: write the Markdown editions, or check that they are up to date."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from edition.building.bibliography_files import Listing
from edition.building.cache import read_collection
from edition.building.collection import (
    compare_editions,
    store_editions,
    store_some,
    write_locks,
)
from edition.building.lock import add_wait_argument, hold_project
from edition.building.progress import say, say_written
from edition.building.project import Project
from edition.building.store import copy_filled, write_if_changed
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.model.edition import Collection
from edition.records.record import Record
from edition.records.schema import list_schemas


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="sources to report on (default: all)")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if anything is not current"
    )
    parser.add_argument(
        "--accept-addresses",
        action="store_true",
        help="withdraw published addresses that no longer exist",
    )
    parser.add_argument(
        "--filled",
        type=Path,
        metavar="FOLDER",
        help="also copy the pages with their generated sections to a folder, for other publishers",
    )
    parser.add_argument(
        "--private",
        action="store_true",
        help="write drafts and the protected texts on this machine to build/private/docs",
    )
    add_wait_argument(parser)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Convert the chosen sources. Raises EditionError with every error."""
    if options.check:
        return _convert_chosen(project, options)
    with hold_project(project, "edition convert", options.wait):
        found = _convert_chosen(project, options)
        if options.filled:
            copy_filled(project.docs, options.filled)
        return found


def _convert_chosen(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    if options.check and not options.ids and project.has_only_drafts():
        if not project.quiet:
            say("there are only drafts, whose Markdown is never committed")
        return []
    records = project.choose(options.ids, private=not options.check)
    private = [record for record in records if options.private or project.is_draft(record)]
    found = _convert_private(project, private, check=options.check) if private else []
    public = [record for record in records if record not in private]
    return found + _convert(project, public, options) if public else found


def _convert_private(
    project: Project, records: Sequence[Record], *, check: bool
) -> list[Diagnostic]:
    """Write full texts, including drafts, for the private site; they are never committed."""
    collection = read_collection(project, records, private=True)
    docs = project.published_docs(private=True)
    if not check:
        written = store_some(project, collection, docs)
        say_written(written, project.root, quiet=project.quiet)
    return list(collection.diagnostics)


def _convert(
    project: Project, records: Sequence[Record], options: argparse.Namespace
) -> list[Diagnostic]:
    chosen = read_collection(project, records)
    found = list(chosen.diagnostics)
    if options.check:
        everything = read_collection(project, project.records()) if options.ids else chosen
        return found + compare_editions(project, everything)
    say_written(_store(project, chosen, options), project.root, quiet=project.quiet)
    return found


def _store(project: Project, chosen: Collection, options: argparse.Namespace) -> list[Path]:
    try:
        everything = read_collection(project, project.records()) if options.ids else chosen
    except EditionError as error:
        say(f"the list of texts was not updated: {error}")
        return store_some(project, chosen, project.docs)
    works = Listing(project.root, everything.editions)
    kept = write_locks(project, everything, works, accept=options.accept_addresses)
    # After an upgrade of the generator the schemas may have changed.
    schemas = ((project.root / name, text) for name, text in list_schemas().items())
    kept += [path for path, text in schemas if path.is_file() and write_if_changed(path, text)]
    return store_editions(project, everything, project.docs, works) + kept
