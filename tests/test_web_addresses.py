"""Web addresses that a line end breaks."""

from __future__ import annotations

import pytest

from edition.linking.web_addresses import join_web_addresses
from edition.model.document import Document, Join, JoinKind, Paragraph, Text
from edition.model.traversal import inlines_of, plain_text, walk_leaves
from edition.text.span import Span

CASES = {
    "before a stop": ("See http://polder", ".nl/x.html, too.", True),
    "in a path": ("See https://www.polder.nl/sto", "rks/nest_2.htm.", True),
    "in a host": ("See https://archive.pol", "der.nl/, box 3.", True),
    "after a slash": ("See https://polder.nl/pid/", "10279.", True),
    "in a number": ("See https://polder.nl/pid/102", "57.", True),
    "in a query": ("See https://www.polder.nl/watch?v", "=Dx3Ap; and so on.", True),
    "before a suffix": ("See http://polder.nl/qx/0797.", "html. In spring", True),
    "in the end of a host": ("See https://polder.o", "rg/nests/one.", True),
    "after a whole host": ("See https://polder.org", "and/or the book.", False),
    "the next sentence": ("See http://polder.nl.", "In spring they left.", False),
    "the next word": ("See http://polder.nl/x", "and the book.", False),
    "words with a slash": ("See http://polder.nl/x", "and/or the book.", False),
    "a date of access": ("See http://polder.nl/x", "(accessed 3 May 2019).", False),
    "after a comma": ("See http://polder.nl/x,", "2.4/b.", False),
    "no address": ("See the storks of polder", ".nl/x.html", False),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_address_is_joined_and_nothing_else(name: str) -> None:
    first, second, joined = CASES[name]
    end = len(first)
    inlines = (
        Text(first, Span(0, end)),
        Join(JoinKind.SPACE, Span(end, end)),
        Text(second, Span(end + 1, end + 1 + len(second))),
    )
    document = Document((Paragraph(inlines, Span(0, end + 1 + len(second))),), (), (), ())
    [leaf] = walk_leaves(join_web_addresses(document))
    assert plain_text(inlines_of(leaf)) == f"{first}{'' if joined else ' '}{second}"
