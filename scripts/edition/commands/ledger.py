"""The command `ledger`: count the characters of a witness by class."""

from __future__ import annotations

import argparse

from edition.building.editions import read_edition, require_text
from edition.building.project import Project
from edition.diagnostics.diagnostic import Diagnostic
from edition.model.ledger import Ledger
from edition.text.folding import fold_spaces
from edition.text.shortening import shorten
from edition.text.source import Source

_WIDTH = 60


def describe_totals(ledger: Ledger) -> str:
    """Return a line for each class with the number of its entries and code points, and the sum."""
    totals = ledger.totals()
    lines = [
        f"{count:10,}  {len(ledger.of(kind)):7,}  {kind}" for kind, count in sorted(totals.items())
    ]
    head = f"{'characters':>10}  {'places':>7}  class"
    return "\n".join([head, *lines, f"{sum(totals.values()):10,}           all"])


def describe_class(ledger: Ledger, source: Source, kind: str) -> str:
    """Return a line for every entry of the classes whose names begin with ``kind``."""
    entries = ledger.of(kind)
    if not entries:
        known = ", ".join(sorted(ledger.totals()))
        return f"There is no class {kind}. The classes are: {known}"
    lines = []
    for entry in entries:
        place = source.place(entry.span.start)
        shown = shorten(fold_spaces(source.slice(entry.span)) or "(white space)", _WIDTH)
        detail = f"  [{entry.detail}]" if entry.detail else ""
        lines.append(f"{place.line}:{place.column}: {shown}{detail}")
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", metavar="ID", help="source")
    parser.add_argument(
        "kind", nargs="?", metavar="CLASS", help="list this class with lines and excerpts"
    )


def run(project: Project, options: argparse.Namespace) -> list[Diagnostic]:
    """Print the totals of a ledger, or the entries of a class.

    Raises EditionError if the text cannot be read.
    """
    [record] = project.choose([options.id])
    edition = read_edition(record, project.root, private=True)
    require_text(edition)
    if edition.ledger is not None and edition.source is not None:
        if options.kind:
            print(describe_class(edition.ledger, edition.source, options.kind))
        else:
            print(describe_totals(edition.ledger))
    return list(edition.diagnostics)
