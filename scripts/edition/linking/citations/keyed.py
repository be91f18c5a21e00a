"""Citations by the key of a work, as Markdown has them: ``[@doe1990, p. 3; -@roe]``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from edition.bibliography.database import Bibliography
from edition.linking.citations.locators import LOCATOR
from edition.model.addresses import note_address
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document, Text
from edition.model.traversal import inlines_of, running_text, walk, walk_leaves
from edition.text.page_ranges import complete_ranges
from edition.text.span import Span

_GROUP: Final = re.compile(r"\[(?P<items>[^\[\]\n]{0,300}?(?<![\w.])@\w[^\[\]\n]{0,300})\]")
_ITEM: Final = re.compile(
    rf"-?@(?P<key>\w(?:[\w:.+/-]*\w)?)(?:,?\s*(?P<locator>{LOCATOR}))?(?=[^;\n]*(?:;|\Z))"
)


def find_keyed(document: Document, bibliography: Bibliography) -> tuple[Citation, ...]:
    """Find the works that a text cites by their keys; a key that no entry has is left open."""
    found: list[Citation] = []
    for note in document.notes:
        for leaf in walk_leaves(note.blocks):
            for text in walk(inlines_of(leaf), Text):
                found += _find(text, bibliography, note.key, note_address(note.key), note=True)
    for leaf in walk_leaves(running_text(document)):
        for text in walk(inlines_of(leaf), Text):
            found += _find(text, bibliography, leaf.address, leaf.address, note=False)
    return tuple(found)


def _find(
    text: Text, bibliography: Bibliography, place: str, address: str, *, note: bool
) -> Iterator[Citation]:
    if "@" not in text.text:
        return
    for group in _GROUP.finditer(text.text):
        for match in _ITEM.finditer(group["items"]):
            start = text.span.start + group.start("items") + match.start()
            key, printed = match["key"], match["locator"] or ""
            known = key in bibliography
            yield Citation(
                place,
                (Span(start, start + len(match[0])),),
                CitationKind.SHORT,
                key if known else None,
                complete_ranges(re.sub(r"^pp?\.\s?", "", printed)),
                printed,
                None if known else Abstention.NO_ENTRY,
                match[0],
                note,
                address,
            )
