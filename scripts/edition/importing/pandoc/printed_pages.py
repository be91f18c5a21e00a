"""Find the starts of printed pages by their numbers and names in the mark-up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from edition.importing.pandoc.nodes import LEAVES, Node, list_blocks, list_inlines, plain

_NUMBER: Final = r"0*(\d{1,4}|[ivxlcdm]{1,8})"
_NAME: Final = re.compile(rf"(?:^|[_.-])(?:page|pag|pg|seite)[._-]?{_NUMBER}$", re.IGNORECASE)
_SHORT_NAME: Final = re.compile(rf"(?:^|[_.-])[ps][._-]?{_NUMBER}$", re.IGNORECASE)
_KIND: Final = re.compile(r"page|seite|folio", re.IGNORECASE)
_TEXT: Final = re.compile(rf"\W*(?:[^\W\d_]{{1,6}}\.?\s*)?{_NUMBER}\W*", re.IGNORECASE)
_VALUES: Final = ("data-page-number", "title", "aria-label")
_LEAST: Final = 3
"""Minimum number of page numbers in a series."""


@dataclass(frozen=True, slots=True)
class _Start:
    node: Node
    label: str


def restore_pages(blocks: Sequence[Node]) -> tuple[str, ...]:
    """Mark elements that begin printed pages as page breaks; return their text.

    An element begins a page if its class or name indicates a page, its text or name is a number,
    and these numbers form an ascending series.
    """
    starts = [*_find(blocks)]
    numbers = [int(start.label) for start in starts if start.label.isdigit()]
    falls = sum(b < a for a, b in pairwise(numbers))
    if len(set(numbers)) < _LEAST or falls > len(numbers) // 10:
        return ()
    removed: list[str] = []
    seen: set[str] = set()
    for start in starts:
        removed.append(plain(start.node))
        start.node["c"][1] = []
        start.node["c"][0] = ["", [], []]
        if start.label not in seen:
            start.node["c"][0] = [
                "",
                ["pagebreak"],
                [["type", "pagebreak"], ["title", start.label]],
            ]
        seen.add(start.label)
    return tuple(removed)


def _find(blocks: Sequence[Node]) -> Iterator[_Start]:
    for block in list_blocks(blocks):
        inlines = list_inlines([block]) if block["t"] in LEAVES else ([block],)
        for node in (inline for own in inlines for inline in own):
            if node["t"] in ("Span", "Div") and (label := _read_label(node)):
                yield _Start(node, label)


def _read_label(node: Node) -> str:
    name, classes, pairs = node["c"][0]
    values = dict(pairs)
    words = plain(node).strip()
    marked = any(map(_KIND.search, classes))
    text = _TEXT.fullmatch(words)
    if words and not text:
        return ""
    named = _NAME.search(name)
    if text:
        names = [match[1] for match in (named, _SHORT_NAME.search(name)) if match]
        return text[1] if marked or text[1] in names else ""
    if named:
        return named[1]
    listed = next((values[key] for key in _VALUES if values.get(key)), "")
    found = _TEXT.fullmatch(listed) if marked else None
    return found[1] if found else ""
