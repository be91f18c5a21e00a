"""What editors decided of citations: which work some words cite, or that they cite none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from edition.linking.citations.passages import Passage, read_notes, read_paragraphs
from edition.model.citation import Citation, CitationKind
from edition.model.document import Document
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
        start, end = inside[0], inside[-1] + 1
        yield Citation(
            place=passage.place,
            parts=passage.parts(start, end),
            kind=CitationKind.SHORT,
            key=key,
            locator="",
            printed="",
            reason=None,
            text=passage.printed[start:end],
            note=passage.note is not None,
            address=passage.address,
        )
