"""The command `build`: convert the sources and build the site."""

from __future__ import annotations

import argparse

from edition.building.lock import add_wait_argument, hold_project
from edition.building.project import Project
from edition.building.site import build_site
from edition.commands.check import add_search_argument
from edition.diagnostics.diagnostic import Diagnostic
from edition.publishing.workers import MOST


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument(
        "--private",
        action="store_true",
        help="include drafts and the protected texts on this machine; write to site-private/",
    )
    kinds.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        default="",
        help="share large work among the workers of a Dask scheduler, such as tcp://host:8786",
    )
    parser.add_argument(
        "--processes",
        metavar="N",
        type=int,
        choices=range(1, MOST + 1),
        help="work in up to N processes; by default as many as there are cores",
    )
    add_search_argument(parser)
    add_wait_argument(parser)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Build the site. Raises EditionError, and leaves the last site, on any error."""
    with hold_project(project, "edition build", options.wait):
        return build_site(project, private=options.private, unsearched=options.allow_unsearched)
