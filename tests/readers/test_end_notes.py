from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.model.document import NoteState
from edition.readers import Reading
from edition.readers.registry import READERS
from edition.text.source import Source
from tests.readers.laws import any_texts, check_laws


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_reading_loses_nothing(text: str) -> None:
    check_laws(READERS["end-notes"], text)
    check_laws(
        READERS["end-notes"], text, {"markers": "slash", "note_list": "slash", "notes": "lists"}
    )


def read(text: str, **options: object) -> Reading:
    return READERS["end-notes"](Source("sample.txt", text), options)


def states(text: str, **options: object) -> dict[str, NoteState]:
    return {note.key: note.state for note in read(text, **options).document.notes}


WHOLE, UNMARKED, MISSING = NoteState.WHOLE, NoteState.UNMARKED, NoteState.MISSING
BODY = "The toll was paid in bread for the length of one dear year, and then in nothing at all."


@pytest.mark.parametrize(
    ("one", "two", "notes"),
    [
        ("[1]", "[2]", "NOTES\n\n[1] Log.\n[2] Ledger.\n"),
        ("[1]", "[2]", "Notes\n\n1. Log.\n\n2. Ledger.\n"),
        ("1/", "2/", "NOTES\n\n1/ Log.\n2/ Ledger.\n"),
        ("\u00b9", "\u00b2", "NOTES\n\n1. Log.\n2. Ledger.\n"),
        ("[1]", "[2]", "[1] Log.\n\n[2] Ledger.\n"),
        ("[1]", "[2]", "[Footnote 1: Log.]\n\n[Footnote 2: Ledger.]\n"),
    ],
)
def test_notes_in_every_form(one: str, two: str, notes: str) -> None:
    text = f"{BODY}{one} {BODY}\n\n{BODY}{two}\n\n{notes}"
    assert states(text) == {"1": WHOLE, "2": WHOLE}


def test_numbers_of_verses_are_no_markers() -> None:
    text = f"{BODY}[1]\n\n[2] And it was bread.\n\n{BODY}[2]\n\nNOTES\n\n[1] Log.\n[2] Ledger.\n"
    notes = read(text).document.notes
    assert [(n.key, n.marker and text[n.marker.start - 1]) for n in notes] == [
        ("1", "."),
        ("2", "."),
    ]


def test_a_number_that_occurs_twice_is_not_guessed() -> None:
    text = f"{BODY}[1] {BODY}[2] {BODY}[2] {BODY}[3]\n\nNOTES\n\n[1] A.\n[2] B.\n[3] C.\n"
    assert states(text) == {"1": WHOLE, "2": UNMARKED, "3": WHOLE}
    assert "N001" in {diagnostic.code for diagnostic in read(text).diagnostics}


def test_an_illegible_marker_is_reported_and_left() -> None:
    text = f"{BODY}[1] {BODY}[?] {BODY}[3]\n\nNOTES\n\n[1] A.\n[2] B.\n[3] C.\n"
    assert states(text) == {"1": WHOLE, "2": UNMARKED, "3": WHOLE}
    found = read(text).diagnostics
    assert [(d.code, d.excerpt[d.column - 1 :][:3]) for d in found] == [("N001", "[?]")]


def test_a_year_in_brackets_is_no_marker() -> None:
    text = f"{BODY}[1] {BODY}[2]\n\nIn the year [1838] nothing.\n\nNOTES\n\n[1] A.\n[2] B.\n"
    assert states(text) == {"1": WHOLE, "2": WHOLE}


@pytest.mark.parametrize("gathered", [True, False])
def test_numbering_begins_again_in_each_chapter(gathered: bool) -> None:
    first, second = (
        f"CHAPTER I\n\n{BODY}[1] {BODY}[2]\n\n",
        f"CHAPTER II\n\n{BODY}[1] {BODY}[2]\n\n",
    )
    list_one, list_two = "[1] A.\n[2] B.\n\n", "[1] C.\n[2] D.\n\n"
    if gathered:
        text = f"{first}{second}NOTES\n\nCHAPTER I\n\n{list_one}CHAPTER II\n\n{list_two}"
    else:
        text = f"{first}NOTES\n\n{list_one}{second}NOTES\n\n{list_two}"
    assert states(text) == dict.fromkeys(["1.1", "1.2", "2.1", "2.2"], WHOLE)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, set[int], set[int]]:
    """A text, the numbers that have a marker, and those that have a note."""
    last = draw(st.integers(1, 30))
    numbers = range(1, last + 1)
    marked = draw(st.sets(st.sampled_from(numbers)))
    noted = draw(st.sets(st.sampled_from(numbers), min_size=1))
    width = draw(st.integers(1, 4))
    sentences = [f"{BODY}[{n}]" if n in marked else BODY for n in numbers]
    rows = [" ".join(sentences[i : i + width]) for i in range(0, last, width)]
    notes = [f"[{n}] See log {n}." for n in sorted(noted)]
    return "\n\n".join([*rows, "NOTES", *notes, ""]), marked, noted


@given(marked_texts())
@settings(max_examples=200, deadline=None)
def test_what_was_put_in_is_found_and_nothing_else(made: tuple[str, set[int], set[int]]) -> None:
    text, marked, noted = made
    found = states(text, markers="bracket", note_list="bracket")
    assert {int(key) for key, state in found.items() if state is WHOLE} == marked & noted
    assert {int(key) for key, state in found.items() if state is UNMARKED} == noted - marked
    assert {int(key) for key, state in found.items() if state is MISSING} <= marked - noted
