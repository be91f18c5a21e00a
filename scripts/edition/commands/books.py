"""The command `books`: write the texts as EPUB and PDF."""

from __future__ import annotations

import argparse

from edition.building.books import make_books
from edition.building.lock import add_wait_argument, hold_project
from edition.building.project import Project
from edition.commands.check import add_search_argument
from edition.diagnostics.diagnostic import Diagnostic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="sources (default: all, and a volume of all texts)"
    )
    add_search_argument(parser)
    add_wait_argument(parser)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Write the books into ``dist``. Raises EditionError with every error."""
    with hold_project(project, "edition books", options.wait):
        return make_books(project, options.ids, unsearched=options.allow_unsearched)
