"""Divide tables of the witness into cells, and write tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from edition.model.document import CellEnd, ExternalLink, Inline, LineBreak, Styled, Table
from edition.model.traversal import walk


def write_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def split_inlines(inlines: Iterable[Inline], kind: type) -> list[tuple[Inline, ...]]:
    """Divide inlines at nodes of a kind, which may be nested in styled text and links."""
    runs: list[tuple[Inline, ...]] = [()]
    for inline in inlines:
        if isinstance(inline, kind):
            runs.append(())
            continue
        parts: Sequence[Inline] = (inline,)
        if isinstance(inline, Styled | ExternalLink) and any(walk(inline, kind)):
            parts = [replace(inline, children=run) for run in split_inlines(inline.children, kind)]
        runs[-1] += (parts[0],)
        runs += [(part,) for part in parts[1:]]
    return runs


def table_rows(table: Table) -> Iterator[list[tuple[Inline, ...]]]:
    """Yield the cells of each row, without an empty cell after the last cell end."""
    for row in split_inlines(table.inlines, LineBreak):
        cells = split_inlines(row, CellEnd)
        yield cells if cells[-1] or len(cells) == 1 else cells[:-1]
