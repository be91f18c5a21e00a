from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from edition.model.document import (
    Block,
    Document,
    Fragment,
    Inline,
    Join,
    JoinKind,
    Lacuna,
    Note,
    NoteState,
    Paragraph,
    Text,
)
from edition.model.traversal import (
    inlines_of,
    plain_text,
    running_text,
    walk,
    walk_leaves,
)
from edition.readers.inference.reader import read_inferred
from edition.readers.registry import READERS
from tests.readers.laws import check_laws
from tests.readers.printed_books import PrintedBook, print_book

seeds = st.integers(0, 10**6)


def _read(book: PrintedBook) -> Document:
    return check_laws(READERS["page-foot"], book.text)


def _body_letters(document: Document) -> str:
    parts = []
    for leaf in walk_leaves(running_text(document)):
        if isinstance(leaf, Fragment):
            continue
        for inline in inlines_of(leaf):
            if isinstance(inline, Text):
                parts.append(inline.text)
            elif isinstance(inline, Join) and inline.kind is JoinKind.HYPHEN_KEPT:
                parts.append("-")
    return re.sub(r"[\s-]", "", "".join(parts))


def _letters(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


@given(seeds, st.sampled_from([" ", "\f"]), st.sampled_from([0.1, 0.3, 0.6]))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_sound_book_comes_back(seed: int, sign: str, noted: float) -> None:
    book = print_book(seed, sign=sign, noted=noted)
    document = _read(book)
    assert _body_letters(document) == book.letters
    assert len(document.pages) == book.pages
    assert [note.mark for note in document.notes] == [str(note.number) for note in book.notes]
    for found, put_in in zip(document.notes, book.notes, strict=True):
        assert found.state is NoteState.WHOLE
        assert _letters(plain_text(_inlines(found.blocks))) == _letters(put_in.text)


@given(seeds, st.integers(1, 6))
@settings(max_examples=40, deadline=None, derandomize=True)
@example(592, 1)
@example(33, 3)
@example(41, 4)
@example(163, 2)
@example(1126, 3)
def test_a_damaged_book_gains_nothing(seed: int, losses: int) -> None:
    book = print_book(seed, losses=losses)
    document = _read(book)
    assert _body_letters(document) == book.letters
    put_in = {str(note.number): note for note in book.notes}
    assert {note.mark for note in document.notes} == set(put_in)
    for found in document.notes:
        assert _is_pieces_of(found, put_in[found.mark].text)
        if not put_in[found.mark].lost:
            assert found.state is not NoteState.MISSING


def _is_pieces_of(note: Note, text: str) -> bool:
    """True if every stretch of a note is a stretch of the note that was put in."""
    whole = _letters(text)
    runs: list[str] = [""]
    for inline in _inlines(note.blocks):
        if isinstance(inline, Text):
            runs[-1] += inline.text
        elif isinstance(inline, Lacuna):
            runs.append("")
    return all(_letters(run) in whole for run in runs)


@given(seeds, st.integers(1, 4))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_markers_that_slid_come_back(seed: int, slides: int) -> None:
    book = print_book(seed, noted=0.6, slides=slides)
    document = _read(book)
    found = {int(note.mark): note.belongs for note in document.notes if note.belongs is not None}
    assert set(found) == set(book.slid)
    for number, offset in found.items():
        assert offset is not None
        assert book.text[:offset].endswith(book.slid[number])


@given(seeds)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_paragraphs_are_whole(seed: int) -> None:
    book = print_book(seed, noted=0.2)
    paragraphs = list(walk(running_text(_read(book)), Paragraph))
    # A paragraph that ends with a full line at a page's end cannot always be told.
    assert abs(len(paragraphs) - book.paragraphs) <= 2


def test_lines_lost_from_notes_make_few_pages() -> None:
    books = [print_book(seed, losses=seed % 4, noted=0.5) for seed in range(12)]
    read = [check_laws(read_inferred, book.text) for book in books]
    counts = zip(read, books, strict=True)
    assert sum(abs(len(document.pages) - book.pages) for document, book in counts) <= 5


def _inlines(blocks: tuple[Block, ...]) -> tuple[Inline, ...]:
    return tuple(inline for leaf in walk_leaves(blocks) for inline in inlines_of(leaf))
