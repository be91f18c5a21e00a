"""The command `ledger`: count the characters of a witness by class."""

from __future__ import annotations

import argparse

from edition.building.editions import read_edition
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic
from edition.writers.ledger_report import describe_class, describe_totals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", metavar="ID", help="source")
    parser.add_argument(
        "kind", nargs="?", metavar="CLASS", help="list this class with lines and excerpts"
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print the totals of a ledger, or the entries of a class."""
    [record] = project.choose([options.id])
    edition = read_edition(record, project.root, private=True)
    if edition.ledger is not None and edition.source is not None:
        if options.kind:
            print(describe_class(edition.ledger, edition.source, options.kind))
        else:
            print(describe_totals(edition.ledger))
    return list(edition.diagnostics)
