"""The command `offline`: package the site for use without a network."""

from __future__ import annotations

import argparse

from edition.building.lock import add_wait_argument, hold_project
from edition.building.offline import pack_site
from edition.building.project import Project
from edition.commands.check import add_search_argument
from edition.diagnostics.diagnostic import Diagnostic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("--private", action="store_true", help="the private site")
    add_search_argument(parser)
    add_wait_argument(parser)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Build the site and package it as one archive."""
    with hold_project(project, "edition offline", options.wait):
        return pack_site(project, private=options.private, unsearched=options.allow_unsearched)
