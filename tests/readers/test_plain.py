from __future__ import annotations

import pytest
from hypothesis import given, settings

from edition.model.document import NoteState, Ornament
from edition.model.traversal import plain_text, running_text, walk_leaves
from edition.readers.registry import READERS
from edition.text.source import Source
from tests.readers.laws import any_texts, check_laws


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_reading_loses_nothing(text: str) -> None:
    check_laws(READERS["plain"], text)
    check_laws(READERS["plain"], text, {"captions": [1, 4], "notes": "none", "emphasis": False})


def read(text: str, **options: object) -> list[tuple[str, str]]:
    document = READERS["plain"](Source("sample.txt", text), options).document
    leaves = walk_leaves(running_text(document))
    return [
        (type(leaf).__name__, plain_text(leaf.inlines))
        for leaf in leaves
        if not isinstance(leaf, Ornament)
    ]


BODY = "The clock was mended in the spring, and the town was told of it in the summer by a bill."


@pytest.mark.parametrize(
    ("marked", "notes"),
    [
        (f"{BODY}1", 1),
        (f"{BODY}\u00b9", 1),
        (f"{BODY}[1]", 1),
        (f"{BODY} It cost \u00a312.1 in all.", 0),
        (f"{BODY} It is version 2.1", 0),
    ],
)
def test_one_note_under_an_article(marked: str, notes: int) -> None:
    text = f"A Clock\n\n{BODY}\n\n{marked}\n\n{BODY}\n\n1. Minutes of May.\n"
    document = READERS["plain"](Source("sample.txt", text), {}).document
    assert [note.state for note in document.notes] == [NoteState.WHOLE] * notes


def test_a_list_at_the_end_stays_a_list() -> None:
    text = f"{BODY}\n\n1. Oil\n2. Rope\n"
    document = READERS["plain"](Source("sample.txt", text), {}).document
    assert document.notes == ()
    assert [
        plain_text(leaf.inlines)
        for leaf in walk_leaves(document.front)
        if not isinstance(leaf, Ornament)
    ] == [
        BODY,
        "Oil",
        "Rope",
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("A second hand", "Heading"),
        ("Who paid for it?", "Heading"),
        ("Nobody paid.", "Paragraph"),
        ("and nobody paid", "Paragraph"),
        ("\u201cNobody paid\u201d", "Paragraph"),
        ("Figure 2. The hall.", "Caption"),
        ("\u00a9 The Town. All rights reserved.", "Matter"),
    ],
)
def test_short_lines(line: str, kind: str) -> None:
    found = {text: name for name, text in read(f"{BODY}\n\n{line}\n\n{BODY}\n")}
    assert found[line] == kind


def test_captions_are_declared_by_their_lines() -> None:
    found = read(f"{BODY}\n\nThe hall in snow.\n{BODY}\n", captions=[3])
    assert ("Caption", "The hall in snow.") in found
    assert found[-1] == ("Paragraph", BODY)


SHEET = (
    "The bar was sounded in the spring, and the pilots were asked what they made of it, and they"
)


def test_page_numbers_that_cut_sentences_are_pages() -> None:
    text = "\n\n".join(f"{SHEET}\n\n{number}\n\nsaid nothing." for number in range(2, 6))
    document = READERS["plain"](Source("sample.txt", text), {}).document
    assert [page.label for page in document.pages] == ["2", "3", "4", "5"]
    assert len(list(walk_leaves(document.front))) == 4


def test_a_number_at_the_foot_ends_its_page() -> None:
    text = "\n\n".join(f"{SHEET}\n\n{number}\n\nsaid nothing." for number in range(1, 4))
    document = READERS["plain"](Source("sample.txt", text), {}).document
    assert [page.label for page in document.pages] == ["1", "2", "3", "4"]
    starts = [text[page.start :].strip()[:4] for page in document.pages]
    assert starts == ["The ", "said", "said", "said"]


def test_numbers_of_sections_are_no_pages() -> None:
    text = "\n\n".join(f"{number}\n\n{BODY}" for number in range(1, 6))
    document = READERS["plain"](Source("sample.txt", text), {}).document
    assert document.pages == ()
    assert document.furniture == ()
