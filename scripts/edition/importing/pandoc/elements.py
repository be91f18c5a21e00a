"""Office files prepared for pandoc: their packages, and the elements of their XML."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from xml.dom.minidom import Element, Text


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file in which pandoc finds all text, and facts about it that pandoc does not report."""

    data: bytes
    marks: tuple[str, ...] = ()
    """The printed mark of each note, in the order of the calls; empty if unknown."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Counts of content that is omitted or printed differently, by description."""
    title: str = ""
    """The title at the start of the text, identified by its style."""


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {member.filename: archive.read(member) for member in archive.infolist()}


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return a package that contains the given members."""
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as made:
            for name, content in members.items():
                made.writestr(name, content)
        return out.getvalue()


def children(element: Element, name: str = "") -> Iterator[Element]:
    """Yield the child elements of an element, limited to a name if not empty."""
    for child in element.childNodes:
        if isinstance(child, Element) and name in ("", child.tagName):
            yield child


def find(element: Element | None, *names: str) -> Element | None:
    """Return the descendant at a path of names, taking the first child for each; None if none."""
    for name in names:
        element = next(children(element, name), None) if element else None
    return element


def around(element: Element, *names: str) -> Element | None:
    """Return the nearest ancestor of an element that has any of the names; None if none."""
    node = element.parentNode
    while isinstance(node, Element) and node.tagName not in names:
        node = node.parentNode
    return node if isinstance(node, Element) else None


def remove(element: Element) -> None:
    """Remove an element from its document."""
    if element.parentNode:
        element.parentNode.removeChild(element)


def insert(element: object, before: object, parent: object) -> None:
    """Insert a node into a parent, before a child or, if that is None, at the end."""
    # The type annotations of minidom are stricter than the nodes that it accepts as reference.
    cast(Any, parent).insertBefore(element, before)


def free_paragraphs(box: Element, anchor: Element) -> None:
    """Move the blocks of a text box after the paragraph that contains the box."""
    for block in [*children(box)]:
        insert(block, anchor.nextSibling, anchor.parentNode)
        anchor = block


def text_of(element: Element) -> str:
    """Return the complete text of an element."""
    return "".join(
        node.data if isinstance(node, Text) else text_of(node) if isinstance(node, Element) else ""
        for node in element.childNodes
    )


def read_number(text: str, otherwise: int = 0) -> int:
    """Return the number in the text of an attribute, or ``otherwise`` if it is not one."""
    return int(text) if text.isdecimal() else otherwise
