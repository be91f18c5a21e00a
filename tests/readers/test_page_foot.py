from __future__ import annotations

import pytest
from hypothesis import given, settings

from edition.readers.lines import Line
from edition.readers.registry import READERS
from edition.readers.typeset.book import BookPage
from edition.readers.typeset.foot_notes import NoteFragment, assign_fragments
from tests.readers.laws import any_texts, check_laws


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_reading_loses_nothing(text: str) -> None:
    check_laws(READERS["page-foot"], text)


def _piece(page: int, words: str, sign: str = "", *, first: bool = False) -> NoteFragment:
    return NoteFragment(page, [Line(1, 0, words)], sign, first=first, owner=sign)


FRAGMENTS = {
    "directly before the next number": (_piece(0, "an end."), _piece(0, "8 Next.", "8"), True, "7"),
    "last on a page that lost nothing": (
        _piece(0, "an end."), _piece(1, "8 Next.", "8", first=True), False, "7",
    ),
    "last on a page whose end may be lost": (
        _piece(0, "an end."), _piece(1, "8 Next.", "8", first=True), True, "",
    ),
    "two pages before": (_piece(0, "an end."), _piece(2, "8 Next.", "8", first=True), False, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_has_the_number_that_its_position_proves(name: str) -> None:
    fragment, following, open_end, owner = FRAGMENTS[name]
    page = BookPage("1", 0, (), (), (), frozenset(), open_end)
    # The marker of note 7 is the last on the page, as are those of the lost notes before it.
    assign_fragments([_piece(0, "3 Whole.", "3"), fragment, following], [page] * 3, lambda page: 7)
    assert fragment.owner == owner


def test_what_stands_between_a_note_and_the_next_belongs_to_it() -> None:
    fragment = _piece(0, "more of it.")
    page = BookPage("1", 0, (), (), (), frozenset(), True)
    fragments = [_piece(0, "7 Begun", "7"), fragment, _piece(1, "8 Next.", "8", first=True)]
    assign_fragments(fragments, [page] * 2, lambda page: 7)
    assert fragment.owner == "7"
