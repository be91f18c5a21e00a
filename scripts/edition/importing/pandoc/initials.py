"""Reattach the large initials of chapters to their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from edition.importing.pandoc.nodes import Node, list_inner, parts_of, plain

_PICTURED: Final = re.compile(r"[\"\u201c\u2018']?[^\W\d_]")
_PRINTED: Final = re.compile(r"[\"\u201c\u2018']?(?=[^\W\d_])[^a-z]")
_TEXTS: Final = ("Para", "Plain")


def restore_initials(blocks: list[Node]) -> None:
    """Join a letter in a block of its own to the paragraph that it begins.

    The letter is the alternative text of an image, or a capital in mark-up for a large initial
    before a word in lower case: ``C`` before ``losely``.
    """
    taken: set[int] = set()
    for block, following in pairwise(blocks):
        if following["t"] not in _TEXTS or not (words := plain(following)).strip():
            continue
        first = words.lstrip()[0]
        letter = _read_picture(block)
        if letter and first.isalpha():
            _begin(following, letter)
            taken.add(id(block))
        elif first.islower() and _is_letter(block):
            _begin(following, plain(block).strip())
            taken.add(id(block))
    blocks[:] = [block for block in blocks if id(block) not in taken]
    for block in blocks:
        for part in parts_of(block):
            restore_initials(part)


def _begin(paragraph: Node, letter: str) -> None:
    inlines = paragraph["c"]
    while inlines and inlines[0]["t"] in ("Space", "SoftBreak"):
        del inlines[0]
    inlines.insert(0, {"t": "Str", "c": letter})


def _read_picture(block: Node) -> str:
    """Return the letter shown by a block that is a single image, or an empty string."""
    images = [
        inline
        for leaf in _list_leaves(block)
        for inlines in list_inner(leaf["c"])
        for inline in inlines
        if inline["t"] == "Image"
    ]
    if len(images) != 1:
        return ""
    shown = plain(images[0]["c"][1]).strip()
    alone = plain(block).strip() in ("", shown)
    return shown if alone and _PICTURED.fullmatch(shown) else ""


def _is_letter(block: Node) -> bool:
    leaves = [*_list_leaves(block)]
    return len(leaves) == 1 and bool(_PRINTED.fullmatch(plain(block).strip()))


def _list_leaves(block: Node) -> Iterator[Node]:
    if block["t"] in _TEXTS:
        yield block
    elif block["t"] in ("Div", "Figure"):
        for part in parts_of(block):
            for child in part:
                yield from _list_leaves(child)
