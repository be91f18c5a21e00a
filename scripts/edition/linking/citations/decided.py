"""Apply editors' decisions on citations, and read citation keys in Markdown.

Keys are written ``[@doe1990, p. 3; -@roe]``.
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
    """Return the key that editors decided for a citation: empty if it cites nothing, else None."""
    for span, key in decided.items():
        if any(part.start < span.end and span.start < part.end for part in parts):
            return key
    return None


def apply_decisions(
    document: Document, citations: Sequence[Citation], decided: Mapping[Span, str]
) -> Iterator[Citation]:
    """Yield the citations with the decided keys, and new ones for decided passages without one."""
    for citation in citations:
        answer = find_answer(citation.parts, decided)
        if answer is None:
            yield citation
        elif answer:
            yield replace(citation, key=answer, reason=None)
    cited = [part for citation in citations for part in citation.parts]
    missing = {
        span: key
        for span, key in decided.items()
        if key and find_answer(cited, {span: key}) is None
    }
    if missing:
        for passage in (*read_notes(document), *read_paragraphs(document)):
            yield from _cite(passage, missing)


def _cite(passage: Passage, missing: Mapping[Span, str]) -> Iterator[Citation]:
    parts = passage.parts(0, len(passage.printed))
    for span, key in missing.items():
        if not any(part.start <= span.start < part.end for part in parts):
            continue
        inside = [
            index
            for index in range(len(passage.printed))
            if find_answer(passage.parts(index, index + 1), {span: key}) is not None
        ]
        yield passage.cite(inside[0], inside[-1] + 1, CitationKind.SHORT, key)


# --- Citations by keys ----------------------------------------------------------------------------


_GROUP: Final = re.compile(r"\[(?P<items>[^\[\]\n]{0,300}?(?<![\w.])@\w[^\[\]\n]{0,300})\]")
_ITEM: Final = re.compile(
    rf"-?@(?P<key>\w(?:[\w:.+/-]*\w)?)(?:,?\s*(?P<locator>{LOCATOR}))?(?=[^;\n]*(?:;|\Z))"
)


def find_keyed(document: Document, bibliography: Bibliography) -> tuple[Citation, ...]:
    """Find the citations by keys; one whose key no entry has stays unresolved."""
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
    if "@" not in text.text:  # A fast test that spares most texts the search for brackets.
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
