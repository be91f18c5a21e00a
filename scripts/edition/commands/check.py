"""The command `check`: report all diagnostics for the sources."""

from __future__ import annotations

import argparse

from edition.building.project import Project, read_collection
from edition.checking.rights import check_repository
from edition.diagnostics.diagnostic import Diagnostic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="sources (default: all)")
    parser.add_argument(
        "--all", action="store_true", help="print the findings that records accept as well"
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Return every diagnostic for the records and texts of the chosen sources."""
    records = project.choose(options.ids, private=True)
    sources = [one for one in project.records(private=True) if not project.is_draft(one)]
    found = check_repository(sources, project.root)
    for private in (False, True):
        mine = [record for record in records if project.is_draft(record) is private]
        found += read_collection(project, mine, private=private).diagnostics if mine else ()
    return found
