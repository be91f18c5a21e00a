"""Tells people what the ledger holds: totals by class, and a class with its places."""

from __future__ import annotations

from edition.model.ledger import Ledger
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
        text = " ".join(source.slice(entry.span).split()) or "(white space)"
        shown = text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}\u2026"
        detail = f"  [{entry.detail}]" if entry.detail else ""
        lines.append(f"{place.line}:{place.column}: {shown}{detail}")
    return "\n".join(lines)
