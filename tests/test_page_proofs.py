"""Proofs of page labels from the linked text."""

from __future__ import annotations

from edition.linking.page_proofs import is_direct, prove_pages
from edition.model.document import (
    Document,
    Note,
    NoteState,
    Page,
    Reference,
    ReferenceKind,
    Verdict,
)
from edition.text.span import Span

PAGES = (
    Page("1", 0, False, ("printed on the page: 1",)),
    Page("2", 100, True, ("counted from page 1 to page 3",)),
    Page("3", 200, True),
)


def _note(marker: int, text: int) -> Note:
    sign, segment = Span(text, text + 1), Span(text + 1, text + 9)
    marked = Span(marker, marker + 1)
    return Note("1", "", "1", (), (segment,), sign, NoteState.WHOLE, marked)


def _reference(target: str, verdict: Verdict) -> Reference:
    page = ReferenceKind.PAGE
    return Reference("see p.", (Span(5, 9),), page, target, "", verdict, "", page="1")


def _evidence(document: Document) -> list[tuple[str, ...]]:
    return [page.evidence for page in prove_pages(document).pages]


def test_a_proved_cross_reference_proves_its_page() -> None:
    references = (_reference("2", Verdict.PROVED), _reference("3", Verdict.PLAUSIBLE))
    document = Document((), (), (), PAGES, references=references)
    before = [page.evidence for page in PAGES]
    assert _evidence(document) == [
        before[0],
        (*before[1], "cross-reference: from page 1"),
        before[2],
    ]


def test_notes_prove_a_page_only_with_their_markers_on_it() -> None:
    document = Document((), (), (_note(110, 150), _note(120, 160), _note(180, 210)), PAGES)
    assert [e for e in _evidence(document)[1] if is_direct(e)] == ["notes at the foot: 2"]
    assert _evidence(document)[2] == ()
