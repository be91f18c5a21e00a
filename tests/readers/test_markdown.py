from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from edition.model.document import Division, ItemList, NoteState, Quotation
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
    assert [d.name for d in walk(document.divisions, Division)] == ["tower", "tower-2"]


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
