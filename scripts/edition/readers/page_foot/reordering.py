"""Stretches whose lines the extraction scrambled, put in order as the record says.

An entry of the record's restorations of the kind ``order`` gives the ``line`` at which the stretch
begins, its ``pieces`` in their right order, each as the witness has it, and the ``reason``. A piece
that begins with ``+`` goes on with the word of the piece before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edition.model.document import Restoration
from edition.readers.page_foot.paragraph_rows import Unit
from edition.text.source import Source
from edition.text.span import Span

ORDER = "order"


@dataclass(slots=True)
class Orders:
    """Pieces in their right order, by the number of the line at which their unit begins."""

    pieces: dict[int, Sequence[Span]] = field(default_factory=dict)
    glued: set[int] = field(default_factory=set)
    """Offsets of pieces that go on with the word before."""
    restorations: list[Restoration] = field(default_factory=list)


def read_orders(source: Source, entries: object, units: Sequence[Unit]) -> Orders:
    """Return the orders that the entries give, and a restoration for each piece that is moved.

    An entry whose pieces do not make up the whole unit is passed over.
    """
    orders = Orders()
    for entry in entries if isinstance(entries, list | tuple) else ():
        if not isinstance(entry, Mapping) or entry.get("kind") != ORDER:
            continue
        for unit in units:
            if unit.rows[0].line.number == entry.get("line"):
                _add(orders, source, unit, entry)
    return orders


def _add(orders: Orders, source: Source, unit: Unit, entry: Mapping[str, object]) -> None:
    texts = entry.get("pieces", ())
    pieces = _find_pieces(source, unit, texts)
    if not pieces or not isinstance(texts, list | tuple):
        return
    orders.pieces[unit.rows[0].line.number] = pieces
    orders.glued |= {
        piece.start for piece, text in zip(pieces, texts, strict=True) if str(text).startswith("+")
    }
    orders.restorations += _restorations(pieces, str(entry.get("reason", "")))


def _find_pieces(source: Source, unit: Unit, texts: object) -> list[Span]:
    lines = [row.line.content for row in unit.rows]
    free = [[span.start, span.end] for span in lines]
    found: list[Span] = []
    for text in texts if isinstance(texts, list | tuple) else ():
        span = _take(source, free, str(text).removeprefix("+").strip())
        if span is None:
            return []
        found.append(span)
    left = "".join(source.text[start:end] for start, end in free)
    return found if not left.strip() else []


def _take(source: Source, free: list[list[int]], text: str) -> Span | None:
    """Take a text out of the free stretch that is it, or out of the first that has it."""
    ordered = sorted(
        enumerate(free), key=lambda item: source.text[item[1][0] : item[1][1]].strip() != text
    )
    for index, (start, end) in ordered:
        at = source.text.find(text, start, end) if text else -1
        if at >= 0:
            free[index : index + 1] = [[start, at], [at + len(text), end]]
            return Span(at, at + len(text))
    return None


def _restorations(pieces: Sequence[Span], reason: str) -> Iterable[Restoration]:
    """Take for moved whatever is not in the longest run that the witness has in this order."""
    staying = _longest_run([piece.start for piece in pieces])
    for index, piece in enumerate(pieces):
        if index not in staying:
            yield Restoration(ORDER, piece, pieces[index - 1].end if index else piece.start, reason)


def _longest_run(starts: Sequence[int]) -> set[int]:
    lengths: list[tuple[int, int]] = []
    for index, start in enumerate(starts):
        before = [(lengths[i][0], i) for i in range(index) if starts[i] < start]
        length, last = max(before, default=(0, -1))
        lengths.append((length + 1, last))
    index = max(range(len(lengths)), key=lambda i: lengths[i][0], default=-1)
    run: set[int] = set()
    while index >= 0:
        run.add(index)
        index = lengths[index][1]
    return run
