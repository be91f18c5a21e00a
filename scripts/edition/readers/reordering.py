"""Stretches whose lines the extraction scrambled, put in order as the record says.

An entry of the record's restorations of the kind ``order`` gives the ``line`` at which the stretch
begins, its ``pieces`` in their right order, each as the witness has it, and the ``reason``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from edition.model import Restoration, Span
from edition.readers.paragraph_rows import Unit
from edition.source import Source

ORDER = "order"


def read_orders(
    source: Source, entries: object, units: Sequence[Unit]
) -> tuple[dict[int, Sequence[Span]], list[Restoration]]:
    """Return the pieces in order by the line of their unit, and a restoration for each moved piece.

    An entry whose pieces do not make up the whole unit is passed over.
    """
    orders: dict[int, Sequence[Span]] = {}
    restorations: list[Restoration] = []
    for entry in entries if isinstance(entries, list | tuple) else ():
        if not isinstance(entry, Mapping) or entry.get("kind") != ORDER:
            continue
        for unit in units:
            if unit.rows[0].line.number == entry.get("line"):
                pieces = _find_pieces(source, unit, entry.get("pieces", ()))
                if pieces:
                    orders[unit.rows[0].line.number] = pieces
                    restorations += _restorations(pieces, str(entry.get("reason", "")))
    return orders, restorations


def _find_pieces(source: Source, unit: Unit, texts: object) -> list[Span]:
    lines = [row.line.content for row in unit.rows]
    free = [[span.start, span.end] for span in lines]
    found: list[Span] = []
    for text in texts if isinstance(texts, list | tuple) else ():
        span = _take(source, free, str(text).strip())
        if span is None:
            return []
        found.append(span)
    left = "".join(source.text[start:end] for start, end in free)
    return found if not left.strip() else []


def _take(source: Source, free: list[list[int]], text: str) -> Span | None:
    """Take a text out of the first free stretch that has it."""
    for index, (start, end) in enumerate(free):
        at = source.text.find(text, start, end) if text else -1
        if at >= 0:
            free[index : index + 1] = [[start, at], [at + len(text), end]]
            return Span(at, at + len(text))
    return None


def _restorations(pieces: Sequence[Span], reason: str) -> Iterable[Restoration]:
    """A piece that stands before its forerunner in the witness was moved behind it."""
    high = -1
    for index, piece in enumerate(pieces):
        if piece.start < high:
            yield Restoration(ORDER, piece, pieces[index - 1].end, reason)
        high = max(high, piece.end)
