"""Stretches whose lines the extraction scrambled, put in order as the record says.

An entry of the record's restorations of the kind ``order`` gives the ``line`` at which the stretch
begins, its ``pieces`` in their right order, each as the witness has it, and the ``reason``. A piece
that begins with ``+`` goes on with the word of the piece before it.

One of the kind ``column`` gives the ``line`` at which verse begins whose two columns, one of them
Chinese or Japanese, are interleaved line by line, and the ``reason``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from edition.model.document import Restoration
from edition.readers.page_foot.paragraph_rows import Unit
from edition.readers.sequences import IMPOSSIBLE, find_heaviest
from edition.text.scripts import is_cjk
from edition.text.source import Source
from edition.text.span import Span

ORDER, COLUMN = "order", "column"


@dataclass(slots=True)
class Orders:
    """Pieces in their right order, by the number of the line at which their unit begins."""

    pieces: dict[int, Sequence[Span]] = field(default_factory=dict)
    glued: set[int] = field(default_factory=set)
    """Offsets of pieces that go on with the word before."""
    restorations: list[Restoration] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    """Numbers of the lines at which verse in two columns begins."""


def read_orders(source: Source, entries: object, units: Sequence[Unit]) -> Orders:
    """Return the orders that the entries give, and a restoration for each piece that is moved.

    An entry whose pieces do not make up the whole unit is passed over.
    """
    orders = Orders()
    for entry in entries if isinstance(entries, list | tuple) else ():
        if not isinstance(entry, Mapping) or entry.get("kind") not in (ORDER, COLUMN):
            continue
        add = _add if entry["kind"] == ORDER else _add_columns
        for unit in units:
            if unit.rows[0].line.number == entry.get("line"):
                add(orders, source, unit, entry)
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


def _add_columns(orders: Orders, source: Source, unit: Unit, entry: Mapping[str, object]) -> None:
    left, *right = part_columns(source, [row.line.content for row in unit.rows])
    if not right:
        return
    orders.columns.add(unit.rows[0].line.number)
    to, reason = right[0][0].start, str(entry.get("reason", ""))
    orders.restorations += (
        Restoration(COLUMN, piece, to, reason) for piece in left if piece.start > to
    )


def part_columns(source: Source, pieces: Sequence[Span]) -> list[list[Span]]:
    """Part lines that hold two columns, one of them Chinese or Japanese, into the columns."""
    cuts = [_column_cut(source.slice(piece)) for piece in pieces]
    if sum(cut > 0 for cut in cuts) < 2:
        return [list(pieces)]
    left = [Span(p.start, p.start + cut) for p, cut in zip(pieces, cuts, strict=True) if cut > 0]
    right = []
    for piece, cut in zip(pieces, cuts, strict=True):
        text = source.slice(piece)[max(cut, 0) :]
        start = piece.end - len(text.lstrip())
        right.append(Span(start, piece.end))
    return [left, [span for span in right if len(span)]]


def _column_cut(text: str) -> int:
    """Return the length of a line's Chinese or Japanese beginning if other words follow it."""
    end = 0
    for index, character in enumerate(text):
        if is_cjk(character):
            end = index + 1
        elif character.isalpha():
            break
    return end if 0 < end < len(text) and text[end:].strip() else 0


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
    staying = find_heaviest(
        range(len(pieces)),
        lambda index: 1.0,
        lambda a, b: 0.0 if pieces[a].start < pieces[b].start else IMPOSSIBLE,
        reach=len(pieces),
    )
    for index, piece in enumerate(pieces):
        if index not in staying:
            yield Restoration(ORDER, piece, pieces[index - 1].end if index else piece.start, reason)
