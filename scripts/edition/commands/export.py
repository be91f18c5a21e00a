"""The command `export`: print a text with its structure as JSON."""

from __future__ import annotations

import argparse
import json

from edition.building.editions import read_edition
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic, EditionError
from edition.writers.data import export_document


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", metavar="ID", help="source")
    parser.set_defaults(reports=False)


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print a text as data. Raises EditionError if it cannot be read."""
    [record] = project.choose([options.id])
    edition = read_edition(record, project.root, private=True)
    if edition.document is None or edition.ledger is None:
        raise EditionError(*edition.diagnostics)
    data = export_document(record, edition.document, edition.ledger, edition.citations)
    print(json.dumps(data, ensure_ascii=False, indent=1))
    return []
