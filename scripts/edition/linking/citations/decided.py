"""Works that need not be found: editors decided which some words cite, or Markdown has a key.

A key is written ``[@doe1990, p. 3; -@roe]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from edition.bibliography.database import Bibliography
from edition.linking.citations.drafts import LOCATOR
from edition.linking.citations.passages import Passage, read_notes, read_paragraphs
from edition.model.addresses import note_address
from edition.model.citation import Abstention, Citation, CitationKind
from edition.model.document import Document, Text
from edition.model.traversal import inlines_of, running_text, walk, walk_leaves
from edition.text.page_ranges import complete_ranges
from edition.text.span import Span


def find_answer(parts: Sequence[Span], decided: Mapping[Span, str]) -> str | None:
    """Return the key decided for words that a citation shares; empty for no work, or None."""
    for words, key in decided.items():
        if any(part.start < words.end and words.start < part.end for part in parts):
            return key
    return None


def apply_decisions(
    document: Document, citations: Sequence[Citation], decided: Mapping[Span, str]
) -> Iterator[Citation]:
    """Yield the citations as they are decided, and one for decided words that were none."""
    for one in citations:
        answer = find_answer(one.parts, decided)
        if answer is None:
            yield one
        elif answer:
            yield replace(one, key=answer, reason=None)
    cited = [part for one in citations for part in one.parts]
    missing = {
        words: key
        for words, key in decided.items()
        if key and find_answer(cited, {words: key}) is None
    }
    if missing:
        for passage in (*read_notes(document), *read_paragraphs(document)):
            yield from _cite(passage, missing)


def _cite(passage: Passage, missing: Mapping[Span, str]) -> Iterator[Citation]:
    places = passage.parts(0, len(passage.printed))
    for words, key in missing.items():
        if not any(span.start <= words.start < span.end for span in places):
            continue
        inside = [
            index
            for index in range(len(passage.printed))
            if find_answer(passage.parts(index, index + 1), {words: key}) is not None
        ]
        yield passage.cite(inside[0], inside[-1] + 1, CitationKind.SHORT, key)


# --- Citations by keys ----------------------------------------------------------------------------


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
    if "@" not in text.text:  # as nearly every text, whose brackets need not be looked through
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
