"""The ledger covers a witness once: gaps and overlaps are errors at their place."""

from __future__ import annotations

from edition.model.document import (
    Caption,
    Document,
    Furniture,
    Lacuna,
    Paragraph,
    Restoration,
    Text,
)
from edition.model.ledger import BODY, FURNITURE, LACUNA, RESTORED, TEXT, WHITE_SPACE, make_ledger
from edition.text.source import Source
from edition.text.span import Span

SOURCE = Source("witness.txt", "One two.\nThree four.\n12\n")


def _paragraph(start: int, end: int) -> Paragraph:
    span = Span(start, end)
    return Paragraph((Text(SOURCE.slice(span), span),), span)


def _document(*blocks: Paragraph | Caption, furniture: tuple[Furniture, ...] = ()) -> Document:
    return Document(blocks, (), (), (), furniture, length=len(SOURCE.text))


WHOLE = _document(
    _paragraph(0, 8), _paragraph(9, 20), furniture=(Furniture("page-number", Span(21, 23)),)
)


def test_every_character_is_in_one_class() -> None:
    ledger, faults = make_ledger(SOURCE, WHOLE)
    assert faults == []
    assert "".join(SOURCE.slice(e.span) for e in ledger.entries) == SOURCE.text
    assert ledger.totals() == {TEXT: 19, WHITE_SPACE: 3, FURNITURE + "page-number": 2}


def test_a_gap_is_an_error_at_its_place() -> None:
    _, faults = make_ledger(SOURCE, _document(_paragraph(0, 8), _paragraph(15, 20)))
    assert [(f.code, f.line, f.column) for f in faults] == [("S004", 2, 1), ("S004", 3, 1)]


def test_an_overlap_is_an_error_at_its_place() -> None:
    document = _document(_paragraph(0, 12), _paragraph(9, 23))
    _, faults = make_ledger(SOURCE, document)
    assert next((f.code, f.line, f.column) for f in faults) == ("S004", 2, 1)


def test_what_was_restored_keeps_its_class_and_its_aim() -> None:
    moved = Restoration("marker", Span(21, 23), 8, "the sequence proves it")
    document = Document(WHOLE.front, (), (), (), WHOLE.furniture, (moved,), len(SOURCE.text))
    ledger, faults = make_ledger(SOURCE, document)
    assert faults == []
    [entry] = ledger.of(RESTORED)
    assert (entry.base, entry.to) == (FURNITURE + "page-number", 8)


def test_captions_are_a_stream_of_their_own_and_lacunae_take_no_room() -> None:
    span = Span(9, 20)
    caption = Caption("1", (Text(SOURCE.slice(span), span), Lacuna("lost", Span(20, 20))), span)
    document = _document(_paragraph(0, 8), caption, furniture=WHOLE.furniture)
    ledger, faults = make_ledger(SOURCE, document)
    assert faults == []
    assert [e.stream for e in ledger.of(TEXT)] == [BODY, "caption"]
    assert ledger.totals()[LACUNA] == 0
    assert len(ledger.of(LACUNA)) == 1
