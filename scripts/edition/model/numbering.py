"""Assignment of addresses to the parts of a document, counting blocks page by page."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from edition.model import document as nodes
from edition.model.addresses import free_name, note_address, page_address
from edition.model.traversal import LEAVES, map_nodes, running_text, walk
from edition.text.span import Span

_ADDRESSED: tuple[type[nodes.Leaf | nodes.Division], ...] = (*LEAVES, nodes.Division)


def list_addressed(
    document: nodes.Document,
) -> Iterator[tuple[str, nodes.Leaf | nodes.Division | nodes.Note, tuple[Span, ...]]]:
    """Yield the address of each block, division and note with its position in the witness."""
    for part in walk(running_text(document), *_ADDRESSED):
        span = part.heading_span if isinstance(part, nodes.Division) else part.span
        yield part.address, part, (span,)
    for note in document.notes:
        sign = (note.mark_span,) if note.mark_span else ()
        yield note_address(note.key), note, (*sign, *note.segments)


def assign_addresses(document: nodes.Document, retired: Collection[str] = ()) -> nodes.Document:
    """Return the document with an address on every leaf block and division.

    ``retired`` holds counted addresses that belonged to other words, see ``find_retired``.
    """
    pages = mark_leaves(document.pages)
    divisions = {division.name for division in walk(document.divisions, nodes.Division)}
    counter = _Counter(pages, divisions, retired)
    return replace(
        document,
        front=map_nodes(document.front, counter.name, *_ADDRESSED),
        divisions=map_nodes(document.divisions, counter.name, *_ADDRESSED),
        pages=pages,
    )


def mark_leaves(pages: tuple[nodes.Page, ...]) -> tuple[nodes.Page, ...]:
    """Return the pages, marked as leaves if all their labels are inferred."""
    leaf = all(page.inferred for page in pages)
    return tuple(replace(page, leaf=leaf or page.leaf) for page in pages)


class _Counter:
    """Counts paragraphs and headings page by page, in reading order."""

    def __init__(
        self, pages: Sequence[nodes.Page], divisions: Collection[str], retired: Collection[str]
    ) -> None:
        self._divisions = divisions
        self._retired = retired
        self._starts = [page.start for page in pages]
        self._names = [page_address(page) for page in pages]
        self._counts: Counter[str] = Counter()

    def name(self, node: nodes.Leaf | nodes.Division) -> nodes.Leaf | nodes.Division:
        if isinstance(node, nodes.Division):
            name = free_name(node.name, self._divisions)
            return replace(node, name=name, address=name)
        if isinstance(node, nodes.Ornament):
            return node
        names = {nodes.Heading: ("head", ".h"), nodes.Fragment: ("frag", ".f")}
        alone, after_page = names.get(type(node), ("par", "."))
        index = bisect_right(self._starts, node.span.start)
        key = self._names[index - 1] + after_page if index else alone
        return replace(node, address=self._next(key))

    def _next(self, key: str) -> str:
        self._counts[key] += 1
        address = f"{key}{self._counts[key]}"
        return self._next(key) if address in self._retired else address
