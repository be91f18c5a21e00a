"""Tells people what the ledger holds: totals by class, and a class with its places."""

from __future__ import annotations

from edition.model.ledger import Ledger
from edition.text.folding import fold_spaces
from edition.text.shortening import shorten
from edition.text.source import Source

_WIDTH = 60


def describe_totals(ledger: Ledger) -> str:
    """Return a line for each class with its entries and code points, and the sum."""
    totals = ledger.totals()
    lines = [
        f"{count:10,}  {len(ledger.of(kind)):7,}  {kind}" for kind, count in sorted(totals.items())
    ]
    head = f"{'characters':>10}  {'places':>7}  class"
    return "\n".join([head, *lines, f"{sum(totals.values()):10,}           all"])


def describe_class(ledger: Ledger, source: Source, kind: str) -> str:
    """Return every entry of a class (or of all that begin with the word) with its line."""
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
