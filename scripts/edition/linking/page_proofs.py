"""Proves page labels by what the text itself says about them, after everything was linked.

A witness that no reader uses: a cross-reference whose subject is on the page that it names.
The notes at the foot of a page whose markers are on the same page prove its end, not its number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from edition.model.document import (
    Document,
    Note,
    Page,
    PageEvidence,
    PageSign,
    ReferenceKind,
    Verdict,
)

_PRINTED: Final = frozenset({PageSign.PRINTED, PageSign.LINE, PageSign.EDGE})
_PROOFS: Final = frozenset({
    PageSign.CONTENTS, PageSign.ILLUSTRATIONS, PageSign.REFERENCE, PageSign.TRANSCRIBED,
})  # fmt: skip


class Numbering(StrEnum):
    """What the label of a page rests on."""

    PRINTED = "printed"
    """The number is printed on the page."""
    PROVED = "proved"
    """Another place of the text names what is on the page of this number."""
    COUNTED = "counted"
    """Counted from pages whose numbers are printed or proved."""
    SUPPLIED = "supplied"
    """The page has no number, nor any page from which it could be counted."""


def infer_numbering(page: Page) -> Numbering:
    """Return what the label of a page rests on."""
    if page.leaf:
        return Numbering.SUPPLIED
    signs = {evidence.sign for evidence in page.evidence}
    if signs & _PRINTED or not (page.inferred or signs):
        return Numbering.PRINTED
    return Numbering.PROVED if signs & _PROOFS else Numbering.COUNTED


def prove_pages(document: Document) -> Document:
    """Return the document with these proofs among the evidence of its pages."""
    references = _proving_references(document)
    notes = _notes_with_their_markers(document)
    pages = tuple(_add_evidence(page, references, notes) for page in document.pages)
    return replace(document, pages=pages)


def _add_evidence(
    page: Page, references: Mapping[str, list[str]], notes: Mapping[str, int]
) -> Page:
    evidence = [PageEvidence(PageSign.REFERENCE, place) for place in references[page.label]]
    if notes[page.label]:
        evidence.append(PageEvidence(PageSign.NOTES, str(notes[page.label])))
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
