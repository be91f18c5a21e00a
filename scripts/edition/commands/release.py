"""The command `release`: freeze a version, or update the releases in the repository."""

from __future__ import annotations

import argparse

from edition.building.lock import add_wait_argument, hold_project
from edition.building.project import Project
from edition.building.releases.catalogue import read_catalogue, write_catalogue
from edition.building.releases.release import make_release
from edition.building.releases.withdrawal import withdraw_from_releases
from edition.commands.check import add_search_argument
from edition.diagnostics.diagnostic import Diagnostic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "version", nargs="?", metavar="VERSION",
        help="version named in CITATION.cff and CHANGELOG.md (default: make no release, but remove "
        "withdrawn texts from those in releases/)",
    )  # fmt: skip
    add_search_argument(parser)
    add_wait_argument(parser)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Make a release, or update the existing ones. Raises EditionError with every error."""
    with hold_project(project, "edition release", options.wait):
        if options.version:
            return make_release(project, options.version, unsearched=options.allow_unsearched)
        withdraw_from_releases(project, project.records())
        write_catalogue(project.root, read_catalogue(project.root))
        return []
