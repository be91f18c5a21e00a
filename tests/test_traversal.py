"""A walk meets every node in reading order; a map rebuilds only what changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import get_type_hints

import pytest
from hypothesis import given, settings

from edition.model.document import Division, Document, NoteMarker, Quotation, Text
from edition.model.traversal import (
    BLOCKS,
    CHILDREN,
    INLINES,
    LEAVES,
    Node,
    map_nodes,
    plain_text,
    running_text,
    walk,
    walk_with_ancestors,
)
from edition.text.span import Span
from tests.documents import documents, make

NODES: tuple[type[Node], ...] = tuple(CHILDREN)


def naive_walk(value: object) -> Iterator[object]:
    """Walk by whatever fields there are, without the table."""
    if isinstance(value, tuple):
        for member in value:
            yield from naive_walk(member)
    elif is_dataclass(value):
        if type(value) in NODES:
            yield value
        for field in fields(value):
            yield from naive_walk(getattr(value, field.name))


def test_the_table_has_every_field_that_holds_nodes() -> None:
    for node, held in CHILDREN.items():
        hints = get_type_hints(node)
        holding = [f.name for f in fields(node) if "edition.model" in str(hints[f.name])]
        kept = [name for name in holding if str(hints[name]).startswith("tuple")]
        apart = {"pages", "furniture", "restorations", "references", "names"}
        assert [name for name in kept if name not in apart] == list(held), node


@given(documents)
def test_a_walk_meets_every_node_in_order(document: Document) -> None:
    found = list(walk(document, *NODES))
    expected = list(naive_walk(document))
    assert len(found) == len(expected)
    assert all(one is other for one, other in zip(found, expected, strict=True))


@given(documents)
@pytest.mark.parametrize("kinds", [(Text,), (Division,), LEAVES, (Quotation, NoteMarker), BLOCKS])
def test_a_walk_to_some_kinds_misses_none(
    kinds: tuple[type[Node], ...], document: Document
) -> None:
    expected = [node for node in naive_walk(document) if type(node) in kinds]
    assert list(walk(document, *kinds)) == expected
    assert [node for node, _ in walk_with_ancestors(document, *kinds)] == expected


@given(documents)
def test_ancestors_hold_one_another(document: Document) -> None:
    for node, ancestors in walk_with_ancestors(document, *NODES):
        line = (*ancestors, node)
        assert line[0] is document
        for parent, child in pairwise(line):
            held = [getattr(parent, name) for name in CHILDREN[type(parent)]]
            assert any(one is child for children in held for one in children)


@given(documents)
def test_a_map_that_changes_nothing_returns_the_same_tree(document: Document) -> None:
    assert map_nodes(document, lambda node: node, *NODES) is document
    assert map_nodes(document, lambda node: (node,), Text) is document
    assert map_nodes(document.notes, lambda node: node, Text) is document.notes


@given(documents)
@settings(max_examples=50)
def test_a_map_changes_what_it_is_asked_to_and_keeps_the_rest(document: Document) -> None:
    def shout(text: Text) -> Text | tuple[Text, ...]:
        louder = replace(text, text=text.text.upper())
        return (text, text) if "*" in text.text else text if louder == text else louder

    changed = map_nodes(document, shout, Text)
    texts = [text for node in walk(document, Text) for text in [shout(node)]]
    flat = [t for text in texts for t in (text if isinstance(text, tuple) else (text,))]
    assert list(walk(changed, Text)) == flat
    others = [type(node) for node in walk(document, *NODES) if not isinstance(node, Text)]
    assert [type(n) for n in walk(changed, *NODES) if not isinstance(n, Text)] == others
    assert changed.pages is document.pages
    for before, after in zip(document.notes, changed.notes, strict=True):
        touched = any(shout(text) != text for text in walk(before, Text))
        assert (before is after) is not touched


def test_a_map_may_remove_nodes_and_calls_in_reading_order() -> None:
    inlines = tuple(Text(letter, Span(0, 1)) for letter in "abc")
    seen: list[str] = []

    def drop(text: Text) -> tuple[Text, ...]:
        seen.append(text.text)
        return () if text.text == "b" else (text,)

    assert plain_text(map_nodes(inlines, drop, Text)) == "ac"
    assert seen == ["a", "b", "c"]


def test_deep_nesting_is_walked_without_recursion() -> None:
    document = make(Document, 1)
    block = next(iter(walk(document, *LEAVES)))
    tree: Quotation = Quotation((block,), Span(0, 0))
    for _ in range(100_000):
        tree = Quotation((tree,), Span(0, 0))
    assert len(list(walk((tree,), *LEAVES))) == 1
    assert plain_text(()) == ""
    while tree.blocks and isinstance(tree.blocks[0], Quotation):  # frees it from outside inwards
        tree = tree.blocks[0]


def test_the_running_text_is_all_but_the_notes() -> None:
    document = make(Document, 4)
    without = replace(document, notes=())
    assert list(walk(running_text(document), *INLINES)) == list(walk(without, *INLINES))
