"""The command `build`: convert the sources and build the site."""

from __future__ import annotations

import argparse

from edition.building.lock import add_wait_argument, hold_project
from edition.building.project import Project
from edition.building.site import build_site
from edition.commands.check import add_search_argument
from edition.diagnostics.diagnostic import Diagnostic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "--private",
        action="store_true",
        help="include drafts and the protected texts on this machine; write to site-private/",
    )
    add_search_argument(parser)
    add_wait_argument(parser)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Build the site. Raises EditionError, and leaves the last site, on any error."""
    with hold_project(project, "edition build", options.wait):
        return build_site(project, private=options.private, unsearched=options.allow_unsearched)
