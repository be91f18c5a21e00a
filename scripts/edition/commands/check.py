"""The command `check`: report all diagnostics for the sources."""

from __future__ import annotations

import argparse
from typing import Final

from edition.building.progress import say
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic, EditionError

_ROUNDS: Final = 10
"""So often at most are findings looked for that others hid."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")
    parser.add_argument(
        "--all", action="store_true", help="print the findings that records accept as well"
    )
    parser.add_argument(
        "--fix", action="store_true", help="mend what can be meant in one way only, then check"
    )
    parser.add_argument(
        "--accept-rights",
        metavar="REASON",
        help="write the rights locks as the rights are now, with the reason for what is new",
    )
    parser.add_argument(
        "--only",
        default="",
        metavar="TEXT",
        help="with --accept-rights: of new exemptions, accept those that P015 shows with this text",
    )
    parser.add_argument(
        "--against",
        metavar="REVISION",
        help="report what is freer than at a revision of git, such as origin/main, accepted or not",
    )
    add_search_argument(parser)


def add_search_argument(parser: argparse.ArgumentParser) -> None:
    """Declare the switch by which a protected text need not be looked for."""
    parser.add_argument(
        "--allow-unsearched",
        action="store_true",
        help="go on where there is neither witness nor fingerprint of a protected text (P008)",
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Return every diagnostic for the records and texts of the chosen sources.

    With ``--fix``, those that are left when all is mended that can be: an error may hide others.
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
    # The command `build` takes a switch from here, and may need none of it.
    from edition.building.cache import read_collection
    from edition.checking.protection import allow_unsearched, check_repository
    from edition.checking.rights_lock import accept_rights, find_freer, find_weakened

    records = project.choose(options.ids, private=True)
    known = {one.id: one for one in records}
    everything = project.records(private=True, known=known)
    sources = [one for one in everything if not project.is_draft(one)]
    if options.accept_rights:
        for path in accept_rights(sources, project.root, options.accept_rights, options.only):
            say(f"wrote {path.relative_to(project.root)}")
    found = find_weakened(sources, project.root) + check_repository(sources, project.root)
    found = allow_unsearched(found) if options.allow_unsearched else found
    if options.against:
        found += find_freer(sources, project.root, options.against)
    for private in (False, True):
        mine = [record for record in records if project.is_draft(record) is private]
        if not mine:
            continue
        try:
            collection = read_collection(project, mine, private=private)
            found += collection.diagnostics
            if not (options.ids or private):
                from edition.building.collection import find_losses  # it brings the writers along

                found += find_losses(project, collection)
        except EditionError as error:  # what is freer is reported beside what is wrong
            found += error.diagnostics
    return found
