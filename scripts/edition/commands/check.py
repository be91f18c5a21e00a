"""The command `check`: report all diagnostics for the sources."""

from __future__ import annotations

import argparse
from typing import Final

from edition.building.progress import say
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic, EditionError

_ROUNDS: Final = 10
"""Limit of the rounds of ``--fix``: each may uncover findings that errors had hidden."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")
    parser.add_argument(
        "--all", action="store_true", help="also print the findings that records accept"
    )
    parser.add_argument(
        "--fix", action="store_true", help="apply the corrections that are certain, then check"
    )
    parser.add_argument(
        "--accept-rights",
        metavar="REASON",
        help="write the current rights to the rights locks, with the reason for the changes",
    )
    parser.add_argument(
        "--only",
        default="",
        metavar="TEXT",
        help="with --accept-rights: accept only the new exemptions that P015 shows with this text",
    )
    parser.add_argument(
        "--against",
        metavar="REVISION",
        help="report rights that became less restrictive since a git revision, such as origin/main",
    )
    add_search_argument(parser)


def add_search_argument(parser: argparse.ArgumentParser) -> None:
    """Declare the switch that allows protected texts which cannot be searched for."""
    parser.add_argument(
        "--allow-unsearched",
        action="store_true",
        help="continue if there is neither witness nor fingerprint of a protected text (P008)",
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Return every diagnostic for the records and texts of the chosen sources.

    With ``--fix``, corrections are applied first, in rounds, because an error may hide others.
    """
    from edition.building.fixes import apply_fixes

    for _ in range(_ROUNDS if options.fix else 0):
        mended = apply_fixes(_find_all(project, options), project.root)
        for line in mended:
            say(line)
        if not mended:
            break
    return _check(project, options)


def _find_all(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    try:
        return _check(project, options)
    except EditionError as error:
        return list(error.diagnostics)


def _check(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    # Imported here because `build` imports this module only for its argument.
    from edition.building.cache import read_collection
    from edition.building.store import list_written_pages
    from edition.checking.address_lock import find_lost, list_addresses
    from edition.checking.project_files import find_unread, find_unreadable
    from edition.checking.protection import allow_unsearched, check_repository
    from edition.checking.rights_lock import accept_rights, find_freer, find_weakened
    from edition.records.address_lock import read_locks, select_committed

    records = project.choose(options.ids, private=True)
    loaded = {record.id: record for record in records}
    everything = project.records(private=True, known=loaded)
    sources = [record for record in everything if not project.is_draft(record)]
    if options.accept_rights:
        for path in accept_rights(sources, project.root, options.accept_rights, options.only):
            say(f"wrote {path.relative_to(project.root)}")
    found = find_weakened(sources, project.root) + check_repository(sources, project.root)
    found = allow_unsearched(found) if options.allow_unsearched else found
    if not options.ids:
        found += find_unread(project.root) + find_unreadable(project.docs)
    if options.against:
        found += find_freer(sources, project.root, options.against)
    for private in (False, True):
        chosen = [record for record in records if project.is_draft(record) is private]
        if not chosen:
            continue
        try:
            collection = read_collection(project, chosen, private=private)
            found += collection.diagnostics
            if not (options.ids or private):
                lock, _ = read_locks(project.root)
                known = select_committed(lock, project.root)
                published = list_addresses(
                    project.root, collection.editions, list_written_pages(project.docs)
                )
                found += find_lost(known, published, collection.editions)
        except EditionError as error:  # the weakened rights are reported as well
            found += error.diagnostics
    return found
