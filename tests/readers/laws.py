"""What holds of every reader on every text, generated texts included."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import strategies as st

from edition.model.document import Division, Document, NoteMarker, NoteState, PageStart
from edition.model.traversal import (
    INLINES,
    inlines_of,
    running_text,
    walk,
    walk_leaves,
)
from edition.readers import Options, Reader
from edition.text.source import Source
from tests.readers.coverage import check_coverage


def check_laws(reader: Reader, text: str, options: Options | None = None) -> Document:
    """Read a text and assert the laws; return the document."""
    source = Source("sample.txt", text)
    document = reader(source, options or {}).document
    assert check_coverage(source, document) == []
    assert document.length == len(text)
    _check_names(document)
    _check_notes(document)
    _check_pages(document)
    return document


def _check_names(document: Document) -> None:
    names = [division.name for division in walk(document.divisions, Division)]
    assert len(set(names)) == len(names)
    assert all(names)


def _check_notes(document: Document) -> None:
    keys = Counter(note.key for note in document.notes)
    markers = [inline for inline in _body_inlines(document) if isinstance(inline, NoteMarker)]
    inside = [
        walk(inlines_of(leaf), *INLINES) for n in document.notes for leaf in walk_leaves(n.blocks)
    ]
    markers += [inline for run in inside for inline in run if isinstance(inline, NoteMarker)]
    assert all(marker.note in keys for marker in markers if marker.note)
    for note in document.notes:
        assert bool(note.segments) == (note.state is not NoteState.MISSING)
        if note.state is NoteState.WHOLE:
            assert note.marker in {marker.span for marker in markers if marker.note == note.key}


def _check_pages(document: Document) -> None:
    starts = [page.start for page in document.pages]
    assert starts == sorted(set(starts))
    labels = [page.label for page in document.pages]
    assert len(set(labels)) == len(labels)
    shown = [inline for inline in _body_inlines(document) if isinstance(inline, PageStart)]
    assert {page.label for page in shown} <= set(labels)
    assert all(a.span.start <= b.span.start for a, b in pairwise(shown))


def _body_inlines(document: Document) -> list[object]:
    runs = [division.heading for division in walk(document.divisions, Division)]
    runs += [inlines_of(leaf) for leaf in walk_leaves(running_text(document))]
    found: list[object] = [inline for run in runs for inline in walk(run, *INLINES)]
    return sorted(found, key=lambda inline: inline.span.start)  # type: ignore[attr-defined]


FRAGMENTS = st.sampled_from(
    [
        "The ferry crossed at noon.",
        "the ferry crossed",
        "It was late",
        "CHAPTER II",
        "Notes",
        "NOTES",
        "CONFIDENTIAL",
        "~~SECRET~~",
        "~~",
        "- 3 -",
        "12",
        "*",
        "**",
        "***",
        "* * *",
        "* A note.",
        "** Another.",
        "(1) Letter, 3 May.",
        "(2)",
        "- (3) Log.",
        "[1]",
        "[2] Log.",
        "word[1]",
        "word[2],",
        "¹",
        "said so.¹",
        "said so.²",
        "there^{3}",
        "^{4**}",
        "five\u2020",
        "\u2020 A dagger.",
        "705/",
        "1/ Log.",
        "[Footnote 1: A note.",
        "A note.]",
        "[Illustration: A map]",
        "a line-",
        "end",
        "- (a) one",
        "(b) two",
        "1. One",
        "1. ",
        "_set apart_",
        "**strong**",
        "*leaning*",
        "\\$10",
        '"Open',
        'close".',
        "as follows:",
        "# Title",
        "## Part",
        "> quoted",
        "- item",
        "[^a]",
        "[^a]: Text.",
        "    indented",
        "```",
        "| a |",
        "DISTRIBUTION:",
        "Copies to:",
        "Attachment",
        "JOHN H. WARDE",
        "18 June, 1945",
        "\u2612 KEPT",
        "\f",
        "\u6f22\u5b57",
        "\u200b",
        "e\u0301",
        "\r",
        "\t",
        "  ",
        "|",
        "<b>",
        "[x](javascript:y)",
        "{{ }}",
        "He went on about the harbour and the pilots and the price of coal until nobody listened.",
    ]
)

mixed_texts = st.lists(
    st.tuples(FRAGMENTS, st.sampled_from(["", " ", "\n", "\n\n", "\n\n\n", "\r\n"])), max_size=60
).map(lambda pairs: "".join(a + b for a, b in pairs))
"""Texts made of what the readers look for, in any order."""

any_texts = st.one_of(mixed_texts, st.text(max_size=300))
