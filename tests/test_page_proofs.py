"""Proofs of page labels from the linked text."""

from __future__ import annotations

import pytest

from edition.linking.page_proofs import Numbering, infer_numbering, prove_pages
from edition.model.document import (
    Document,
    Note,
    NoteState,
    Page,
    PageEvidence,
    PageSign,
    Reference,
    ReferenceKind,
    Verdict,
)
from edition.text.span import Span
from edition.writers.fidelity import describe_evidence
from edition.writers.inlines import label_page

_AFTER = PageEvidence(PageSign.AFTER, "note-list, classification")
PAGES = (
    Page("1", 0, False, (PageEvidence(PageSign.PRINTED, "1"),)),
    Page("2", 100, True, (PageEvidence(PageSign.COUNTED, "1/3"),)),
    Page("3", 200, True),
)


def _note(marker: int, text: int) -> Note:
    sign, segment = Span(text, text + 1), Span(text + 1, text + 9)
    marked = Span(marker, marker + 1)
    return Note("1", "", "1", (), (segment,), sign, NoteState.WHOLE, marked)


def _reference(target: str, verdict: Verdict) -> Reference:
    page = ReferenceKind.PAGE
    return Reference("see p.", (Span(5, 9),), page, target, "", verdict, "", page="1")


def _evidence(document: Document) -> list[tuple[PageEvidence, ...]]:
    return [page.evidence for page in prove_pages(document).pages]


def test_a_proved_cross_reference_proves_its_page() -> None:
    references = (_reference("2", Verdict.PROVED), _reference("3", Verdict.PLAUSIBLE))
    document = Document((), (), (), PAGES, references=references)
    before = [page.evidence for page in PAGES]
    assert _evidence(document) == [
        before[0],
        (*before[1], PageEvidence(PageSign.REFERENCE, "1")),
        before[2],
    ]


def test_notes_prove_a_page_only_with_their_markers_on_it() -> None:
    document = Document((), (), (_note(110, 150), _note(120, 160), _note(180, 210)), PAGES)
    pages = prove_pages(document).pages
    assert pages[1].evidence[1:] == (PageEvidence(PageSign.NOTES, "2"),)
    assert pages[2].evidence == ()
    # They prove where the page ends, not its number.
    assert infer_numbering(pages[1]) is Numbering.COUNTED


NUMBERINGS = {
    "printed": Page("3", 0, False, (_AFTER, PageEvidence(PageSign.PRINTED))),
    "proved": Page("3", 0, False, (_AFTER, PageEvidence(PageSign.CONTENTS, "One"))),
    "counted": Page("3", 0, True, (_AFTER, PageEvidence(PageSign.AGAINST, "1"))),
    "supplied": Page("3", 0, True, leaf=True),
}


@pytest.mark.parametrize("kind", NUMBERINGS)
def test_a_label_is_printed_proved_counted_or_supplied(kind: str) -> None:
    assert infer_numbering(NUMBERINGS[kind]) == kind


@pytest.mark.parametrize("sign", PageSign)
def test_every_sign_of_a_page_has_words(sign: PageSign) -> None:
    assert describe_evidence(PageEvidence(sign)).strip(" :")
    assert "7" in describe_evidence(PageEvidence(sign, "7/8"))


def test_what_stands_before_a_page_is_told_in_words() -> None:
    assert describe_evidence(_AFTER) == "after a note list and classification"


LABELS = [
    (Page("3", 0, False), "p. 3"),
    (Page("3", 0, True), "p. 3, counted"),
    (Page("4", 0, True, printed="- 1 -"), "p. 4, counted; printed: - 1 -"),
    (Page("2", 0, True, leaf=True), "leaf 2"),
    (Page("leaf 1", 0, True, leaf=True), "leaf 1"),
    (Page("cover", 0, True, leaf=True), "cover"),
]


@pytest.mark.parametrize(("page", "label"), LABELS)
def test_a_page_is_called_by_its_number_and_what_that_rests_on(page: Page, label: str) -> None:
    assert label_page(page) == label
