"""Office files that are made ready for pandoc: their packages, and the elements of their XML."""

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
    """A file whose words are all where pandoc reads them, and what pandoc does not say about it."""

    data: bytes
    marks: tuple[str, ...] = ()
    """The mark that is printed for each note, in the order of the calls; empty if not known."""
    left_out: Counter[str] = field(default_factory=Counter)
    """What is not printed, or is printed otherwise, with how often it was met."""
    title: str = ""
    """The title that the text begins with, by its style."""


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of a package by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {member.filename: archive.read(member) for member in archive.infolist()}


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return a package of members."""
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as made:
            for name, content in members.items():
                made.writestr(name, content)
        return out.getvalue()


def children(element: Element, name: str = "") -> Iterator[Element]:
    """Yield the children of an element that are elements, of a name if one is given."""
    for child in element.childNodes:
        if isinstance(child, Element) and name in ("", child.tagName):
            yield child


def find(element: Element | None, *names: str) -> Element | None:
    """Return the first child of the first child … of an element, by their names."""
    for name in names:
        element = next(children(element, name), None) if element else None
    return element


def around(element: Element, *names: str) -> Element | None:
    """Return the innermost element of one of the names that an element is in."""
    node = element.parentNode
    while isinstance(node, Element) and node.tagName not in names:
        node = node.parentNode
    return node if isinstance(node, Element) else None


def remove(element: Element) -> None:
    """Take an element out of its document."""
    if element.parentNode:
        element.parentNode.removeChild(element)


def insert(element: object, before: object, parent: object) -> None:
    """Put a node among the children of another, before one of them or at the end."""
    # The types of minidom say which nodes may be children of which, not that any may be before.
    cast(Any, parent).insertBefore(element, before)


def free_paragraphs(box: Element, anchor: Element) -> None:
    """Put the blocks of a text box after the paragraph that has the box."""
    for block in [*children(box)]:
        insert(block, anchor.nextSibling, anchor.parentNode)
        anchor = block


def text_of(element: Element) -> str:
    """Return all text in an element."""
    return "".join(
        node.data if isinstance(node, Text) else text_of(node) if isinstance(node, Element) else ""
        for node in element.childNodes
    )


def read_number(text: str, otherwise: int = 0) -> int:
    """Return the number that an attribute has, or another if it has none."""
    return int(text) if text.isdecimal() else otherwise
