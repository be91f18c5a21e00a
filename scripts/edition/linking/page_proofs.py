"""Proves page labels by what the text itself says about them, after everything was linked.

Two witnesses that no reader uses: a cross-reference whose subject stands on the page that it
names, and the notes at a page's foot whose markers stand on the same page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from edition.model.document import Document, Note, Page, ReferenceKind, Verdict

CROSS_REFERENCE = "cross-reference"
NOTES = "notes at the foot"
COUNTED = "counted"


def prove_pages(document: Document) -> Document:
    """Return the document with these proofs among the evidence of its pages."""
    references = _proving_references(document)
    notes = _notes_with_their_markers(document)
    pages = tuple(_add_evidence(page, references, notes) for page in document.pages)
    return replace(document, pages=pages)


def is_direct(evidence: str) -> bool:
    """True for evidence of the page itself, not of its neighbours."""
    return not evidence.startswith(COUNTED)


def _add_evidence(
    page: Page, references: Mapping[str, list[str]], notes: Mapping[str, int]
) -> Page:
    evidence = [f"{CROSS_REFERENCE}: from page {place}" for place in references[page.label]]
    if notes[page.label]:
        evidence.append(f"{NOTES}: {notes[page.label]}")
    return replace(page, evidence=(*page.evidence, *evidence))


def _proving_references(document: Document) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for reference in document.references:
        if reference.kind is ReferenceKind.PAGE and reference.verdict is Verdict.PROVED:
            found[reference.target].append(reference.page)
    return found


def _notes_with_their_markers(document: Document) -> Counter[str]:
    starts = [page.start for page in document.pages]
    counts: Counter[str] = Counter()
    for note in document.notes:
        page = _common_page(note, starts)
        if page is not None:
            counts[document.pages[page].label] += 1
    return counts


def _common_page(note: Note, starts: list[int]) -> int | None:
    """Return the index of the page that has both marker and text; None if none has."""
    if note.marker is None or note.sign_span is None:
        return None
    marker = bisect_right(starts, note.marker.start) - 1
    text = bisect_right(starts, note.sign_span.start) - 1
    return marker if marker == text and marker >= 0 else None
