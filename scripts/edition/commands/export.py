"""The command `export`: print a text with its structure as JSON."""

from __future__ import annotations

import argparse

from edition.building.editions import read_edition
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic
from edition.records.publication import is_protected
from edition.writers.data import export_edition


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", metavar="ID", help="source")
    parser.add_argument(
        "--private", action="store_true", help="include the text even if it is protected"
    )
    parser.set_defaults(reports=False)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print a text as data. Raises EditionError if it cannot be read."""
    [record] = project.choose([options.id])
    edition = read_edition(record, project.root, private=True)
    print(export_edition(edition, whole=options.private or not is_protected(record)))
    return []
