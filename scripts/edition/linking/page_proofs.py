"""Prove page labels by the cross-references and notes of the text, after linking.

A cross-reference whose subject is on its target page proves the label of that page. Notes with
their markers on the same page prove where the page ends, not its label.
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
    """The basis of the label of a page."""

    PRINTED = "printed"
    """The number is printed on the page."""
    PROVED = "proved"
    """Another place of the text states what is on the page with this number."""
    COUNTED = "counted"
    """Counted from pages whose numbers are printed or proved."""
    SUPPLIED = "supplied"
    """The page has no number and cannot be counted from another page."""


def infer_numbering(page: Page) -> Numbering:
    """Return the basis of the label of a page."""
    if page.leaf:
        return Numbering.SUPPLIED
    signs = {evidence.sign for evidence in page.evidence}
    if signs & _PRINTED or not (page.inferred or signs):
        return Numbering.PRINTED
    return Numbering.PROVED if signs & _PROOFS else Numbering.COUNTED


def prove_pages(document: Document) -> Document:
    """Return the document with these proofs added to the evidence of its pages."""
    references = _list_proving_references(document)
    notes = _count_notes_with_markers(document)
    pages = tuple(_add_evidence(page, references, notes) for page in document.pages)
    return replace(document, pages=pages)


def _add_evidence(
    page: Page, references: Mapping[str, list[str]], notes: Mapping[str, int]
) -> Page:
    evidence = [PageEvidence(PageSign.REFERENCE, place) for place in references[page.label]]
    if notes[page.label]:
        evidence.append(PageEvidence(PageSign.NOTES, str(notes[page.label])))
    return replace(page, evidence=(*page.evidence, *evidence))


def _list_proving_references(document: Document) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for reference in document.references:
        if reference.kind is ReferenceKind.PAGE and reference.verdict is Verdict.PROVED:
            found[reference.target].append(reference.page)
    return found


def _count_notes_with_markers(document: Document) -> Counter[str]:
    starts = [page.start for page in document.pages]
    counts: Counter[str] = Counter()
    for note in document.notes:
        page = _find_common_page(note, starts)
        if page is not None:
            counts[document.pages[page].label] += 1
    return counts


def _find_common_page(note: Note, starts: list[int]) -> int | None:
    """Return the index of the page with both marker and text of a note, or None."""
    if note.marker is None or note.mark_span is None:
        return None
    marker = bisect_right(starts, note.marker.start) - 1
    text = bisect_right(starts, note.mark_span.start) - 1
    return marker if marker == text and marker >= 0 else None
