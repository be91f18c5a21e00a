"""Finds the starts of printed pages by the numbers and names that mark-up gives them."""

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
"""Numbers of pages that are a series at least."""


@dataclass(frozen=True, slots=True)
class _Start:
    node: Node
    label: str


def restore_pages(blocks: Sequence[Node]) -> tuple[str, ...]:
    """Mark elements that begin printed pages as page breaks; return their words.

    An element begins a page if its class or name says so and its words or name are a number, and
    if these numbers are a series that rises.
    """
    starts = [*_find(blocks)]
    numbers = [int(one.label) for one in starts if one.label.isdigit()]
    falls = sum(b < a for a, b in pairwise(numbers))
    if len(set(numbers)) < _LEAST or falls > len(numbers) // 10:
        return ()
    removed: list[str] = []
    seen: set[str] = set()
    for one in starts:
        removed.append(plain(one.node))
        one.node["c"][1] = []
        one.node["c"][0] = ["", [], []]
        if one.label not in seen:
            one.node["c"][0] = ["", ["pagebreak"], [["type", "pagebreak"], ["title", one.label]]]
        seen.add(one.label)
    return tuple(removed)


def _find(blocks: Sequence[Node]) -> Iterator[_Start]:
    for block in list_blocks(blocks):
        inlines = list_inlines([block]) if block["t"] in LEAVES else ([block],)
        for node in (one for own in inlines for one in own):
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
