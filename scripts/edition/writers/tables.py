"""Reads the cells of a table of the witness, and writes tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from edition.model.document import CellEnd, ExternalLink, Inline, LineBreak, Styled, Table
from edition.model.traversal import walk


def write_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def split_run(inlines: Iterable[Inline], kind: type) -> list[tuple[Inline, ...]]:
    """Return the runs between nodes of a kind, which may also be inside styled text and links."""
    runs: list[tuple[Inline, ...]] = [()]
    for inline in inlines:
        if isinstance(inline, kind):
            runs.append(())
            continue
        parts: Sequence[Inline] = (inline,)
        if isinstance(inline, Styled | ExternalLink) and any(walk(inline, kind)):
            parts = [replace(inline, children=run) for run in split_run(inline.children, kind)]
        runs[-1] += (parts[0],)
        runs += [(part,) for part in parts[1:]]
    return runs


def table_rows(table: Table) -> Iterator[list[tuple[Inline, ...]]]:
    """Yield the cells of each row, without an empty one after the end of the last cell."""
    for row in split_run(table.inlines, LineBreak):
        cells = split_run(row, CellEnd)
        yield cells if cells[-1] or len(cells) == 1 else cells[:-1]
