"""Keys of notes that a mark calls: no two marks share one, and those published stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.model.note_keys import MARK_NAMES, NoteKeys, name_mark, printed_mark

PUBLISHED = {
    "*": "asterisk",
    "**": "double-asterisk",
    "***": "triple-asterisk",
    "****": "quadruple-asterisk",
    "†": "dagger",
    "‡": "double-dagger",
}
MARKS = [mark * times for mark in "*†‡§‖¶#" for times in range(1, 7)]


@pytest.mark.parametrize("mark", PUBLISHED)
def test_a_published_name_of_a_mark_stays(mark: str) -> None:
    assert name_mark(mark) == PUBLISHED[mark]


def test_every_mark_has_a_name_of_its_own_that_can_be_in_an_address() -> None:
    names = [name_mark(mark) for mark in MARKS]
    assert set(MARKS) == set(MARK_NAMES)
    assert len(set(names)) == len(MARKS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


@pytest.mark.parametrize("mark", [*MARKS, "45", "A"])
def test_a_key_leads_back_to_its_mark(mark: str) -> None:
    assert printed_mark(name_mark(mark)) == mark
    assert printed_mark(f"p3.{name_mark(mark)}") == mark


@given(st.lists(st.tuples(st.sampled_from(["", "p3", "leaf3"]), st.sampled_from(MARKS))))
def test_no_two_notes_share_a_key_and_each_leads_back_to_its_mark(
    notes: list[tuple[str, str]],
) -> None:
    keys = NoteKeys()
    named = [keys.name(*note) for note in notes]
    assert len(set(named)) == len(named)
    assert [printed_mark(key) for key in named] == [mark for _, mark in notes]


def test_a_key_that_another_note_has_is_not_given_again() -> None:
    keys = NoteKeys(["p3.dagger", "p3.dagger-2"])
    assert [keys.name("p3", "†"), keys.name("p3", "†")] == ["p3.dagger-3", "p3.dagger-4"]


@pytest.mark.parametrize("mark", ["x\n\u202e", "a b", "c]d", "[1]", "e\\f", "\u2028", "\xad", "]"])
def test_a_name_has_no_space_no_bracket_and_nothing_unseen(mark: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name_mark(mark))
