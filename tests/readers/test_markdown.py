from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from edition.model.document import (
    Division,
    Heading,
    ItemList,
    NoteState,
    Paragraph,
    Quotation,
)
from edition.model.traversal import plain_text, running_text, walk, walk_leaves
from edition.readers.markdown.reader import read_markdown
from edition.text.source import Source
from tests.readers.laws import any_texts, check_laws


@given(any_texts)
@settings(max_examples=300, deadline=None)
def test_reading_loses_nothing(text: str) -> None:
    check_laws(read_markdown, text)


@given(any_texts)
@settings(max_examples=200, deadline=None)
def test_only_notation_is_furniture(text: str) -> None:
    document = read_markdown(Source("sample.txt", text), {}).document
    prefixes = [text[f.span.start : f.span.end] for f in document.furniture]
    assert all(re.fullmatch(r"[>#*+=`~|.)\d-]+", prefix) for prefix in prefixes)


def test_headings_make_divisions() -> None:
    text = "# Light\n\n## Tower\n\nText.\n\n### Stairs\n\nText.\n\n## Tower\n\nText.\n"
    document = read_markdown(Source("sample.txt", text), {}).document
    divisions = [(d.level, d.name) for d in walk(document.divisions, Division)]
    assert divisions == [(1, "tower"), (2, "stairs"), (1, "tower-2")]


def test_a_heading_without_words_below_it_makes_no_division() -> None:
    title = "## Light\n\n#### by\n\n### Ann Varley\n\n"
    text = f"## Foreword\n\nText.\n\n{title}#### Lamps\n\nText.\n\n##### End\n"
    document = read_markdown(Source("sample.txt", text), {}).document
    divisions = list(walk(document.divisions, Division))
    named = [(d.level, d.name) for d in divisions]
    assert named == [(1, "foreword"), (1, "light"), (2, "ann-varley"), (3, "lamps")]
    assert [type(block) for block in divisions[1].blocks] == [Heading]
    assert [type(block) for block in divisions[3].blocks] == [Paragraph, Heading]


def test_the_number_of_a_chapter_takes_the_heading_below_it() -> None:
    text = (
        "## Chapter I\n\n### The Lamp\n\nText.\n\n"
        "## Chapter II\n\n### Oil\n\nText.\n\n### Wick\n\nText.\n"
    )
    document = read_markdown(Source("sample.txt", text), {}).document
    headings = [plain_text(d.heading) for d in walk(document.divisions, Division)]
    assert headings == ["Chapter I The Lamp", "Chapter II", "Oil", "Wick"]


def test_blocks_keep_their_places() -> None:
    text = "> quoted\n> on\n\n1. one\n2) two\n   more\n"
    blocks = list(running_text(read_markdown(Source("sample.txt", text), {}).document))
    assert [type(block) for block in blocks] == [Quotation, ItemList, ItemList]
    assert [plain_text(leaf.inlines) for leaf in walk_leaves(blocks)] == [  # type: ignore[union-attr]
        "quoted on", "one", "two more",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("A.[^x]\n\n[^x]: Log.\n", {"x": NoteState.WHOLE}),
        ("A.[^x]\n", {"x": NoteState.MISSING}),
        ("A.\n\n[^x]: Log.\n", {"x": NoteState.UNMARKED}),
        ("A.[^a/b] B.[^a:b]\n\n[^a/b]: One.\n\n[^a:b]: Two.\n",
         {"a-b": NoteState.WHOLE, "a-b-2": NoteState.WHOLE}),
    ],
)  # fmt: skip
def test_footnotes(text: str, notes: dict[str, NoteState]) -> None:
    document = read_markdown(Source("sample.txt", text), {}).document
    assert {note.key: note.state for note in document.notes} == notes


def test_html_and_links_are_text() -> None:
    text = "<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n[^1]\n"
    document = read_markdown(Source("sample.txt", text), {}).document
    shown = [plain_text(leaf.inlines) for leaf in walk_leaves(document.front)]  # type: ignore[union-attr]
    assert shown[0] == "<script>alert(1)</script>"
