"""What a witness has lost, counted from its document."""

from __future__ import annotations

from edition.model.counts import Losses, MissingPart, find_losses
from edition.model.document import (
    Block,
    Caption,
    Document,
    Fragment,
    Inline,
    LineBreak,
    Matter,
    MatterKind,
    Note,
    NoteState,
    Page,
    Paragraph,
    Style,
    Styled,
    Text,
)
from edition.text.span import Span

HERE = Span(0, 1)


def _text(words: str) -> tuple[Inline, ...]:
    return (Text(words, HERE),)


def _note(number: int, state: NoteState) -> Note:
    return Note(str(number), "", str(number), (), (), None, state, HERE)


def _document(*blocks: Block, notes: tuple[Note, ...] = ()) -> Document:
    return Document(blocks, (), notes, (Page("1", 0, False), Page("40", 9, False)))


def test_a_witness_that_lacks_nothing() -> None:
    assert find_losses(_document(Paragraph(_text("All of it."), HERE))) == Losses()


def test_notes_pictures_and_fragments_are_counted() -> None:
    states = ["WHOLE", "WHOLE", "MISSING", "TRUNCATED", "FRAGMENT"]
    notes = tuple(_note(n, NoteState[state]) for n, state in enumerate(states, 1))
    caption, fragment = Caption("1", _text("Figure 1"), HERE), Fragment((), HERE, "p1.f1")
    losses = find_losses(_document(caption, fragment, notes=notes))
    assert losses == Losses(5, 1, 2, doubtful_notes=1, fragments=("p1.f1",), pictures=1)


def test_the_end_of_a_table_of_contents_shows_what_is_missing() -> None:
    lines = ["1 The Sea 1", "2 In the year 1936", "Coda . . . 40", "Sources 451", "Index 517"]
    inlines = tuple(one for line in lines for one in (*_text(line), LineBreak(HERE)))[:-1]
    losses = find_losses(_document(Matter(MatterKind.CONTENTS, inlines, HERE)))
    assert losses.parts == (MissingPart("Sources", "451"), MissingPart("Index", "517"))


def test_an_emphasis_that_nothing_shows_is_found() -> None:
    words = "He \u201cleft [emphasis added] and never [italics mine] came back.\u201d (no emphasis)"
    bare = Paragraph(_text(words), HERE, "p1.1")
    shown = Paragraph((*_text(words), Styled(Style.ITALIC, _text("never"), HERE)), HERE, "p1.2")
    losses = find_losses(_document(bare, shown))
    assert losses.emphasis == ("p1.1", "p1.1", "p1.1")
    assert losses.styles == (Style.ITALIC,)
