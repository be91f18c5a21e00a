"""The nodes of pandoc's document model: their parts, their text, and traversals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

Node: TypeAlias = dict[str, Any]
LEAVES: Final = ("Para", "Plain", "Header")
"""Blocks that contain inlines directly."""
WRAPPERS: Final = frozenset(
    ("Emph", "Strong", "Superscript", "Subscript", "SmallCaps", "Underline", "Strikeout")
)

TAKEN: Final[Node] = {"t": "Taken"}
"""Placeholder for a removed block."""


def plain(content: object) -> str:
    """Return the text of blocks and inlines, without the text of notes."""
    if isinstance(content, list):
        return "".join(map(plain, content))
    if not isinstance(content, dict) or content.get("t") == "Note":
        return ""
    kind = content.get("t")
    if kind == "Str":
        return str(content["c"])
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in ("Code", "Math", "CodeBlock"):
        return str(content["c"][1])
    if kind in _BLOCKS:
        return plain(content.get("c")) + "\n"
    return plain(content.get("c"))


_BLOCKS: Final = frozenset(("Para", "Plain", "Header", "Div", "BlockQuote"))


def content_of(inline: Node) -> list[Node] | None:
    """Return the inlines nested in an inline; None if its type has none."""
    content: list[Any] = inline.get("c", [])
    if inline["t"] in WRAPPERS:
        return content
    return content[1] if inline["t"] in ("Span", "Link", "Quoted", "Cite") else None


def parts_of(block: Node) -> Iterator[list[Node]]:
    """Yield the lists of blocks nested in a block."""
    kind = block["t"]
    content: Any = block.get("c")
    if kind == "Div":
        yield content[1]
    elif kind == "BlockQuote":
        yield content
    elif kind in ("OrderedList", "BulletList"):
        yield from content[1] if kind == "OrderedList" else content
    elif kind == "Figure":
        yield from (content[2], content[1][1])
    elif kind == "Table":
        _, (_, caption), _, head, bodies, foot = content
        yield caption
        for rows in (head[1], *(rows for body in bodies for rows in body[2:4]), foot[1]):
            yield from (cell[4] for row in rows for cell in row[1])
    elif kind == "DefinitionList":
        yield from (definition for _, definitions in content for definition in definitions)


def list_blocks(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks in depth-first order, each before the blocks nested in it."""
    for block in blocks:
        yield block
        for part in parts_of(block):
            yield from list_blocks(part)


def own_inlines(block: Node) -> Iterator[list[Node]]:
    """Yield the lists of inlines that a block contains directly."""
    kind = block["t"]
    content: Any = block.get("c")
    if kind in LEAVES:
        yield content[2] if kind == "Header" else content
    elif kind == "LineBlock":
        yield from content
    elif kind == "DefinitionList":
        yield from (term for term, _ in content)


def list_inlines(blocks: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield each list of inlines, including nested lists, but not those of notes."""
    for block in list_blocks(blocks):
        for own in own_inlines(block):
            yield from list_inner(own)


def list_inner(inlines: list[Node]) -> Iterator[list[Node]]:
    """Yield a list of inlines, then the lists nested in it."""
    yield inlines
    for inline in [*inlines]:
        if inner := content_of(inline):
            yield from list_inner(inner)


def list_links(block: Node) -> Iterator[Node]:
    """Yield the links in a block to targets in the same file."""
    for inlines in list_inlines([block]):
        for inline in inlines:
            if inline["t"] == "Link" and inline["c"][2][0].startswith("#"):
                yield inline


def list_notes(content: object) -> Iterator[list[Node]]:
    """Yield the blocks of each note in the order of the calls, then those of nested notes.

    Notes are found wherever the model allows inlines, including captions, terms and images.
    """
    inner = [*_called(content)]
    yield from inner
    for note in inner:
        yield from list_notes(note)


def _called(content: object) -> Iterator[list[Node]]:
    if isinstance(content, dict):
        if content.get("t") == "Note":
            yield content["c"]
            return
        content = content.get("c")
    if isinstance(content, list):
        for part in content:
            yield from _called(part)


def drop_start(inlines: list[Node], length: int) -> None:
    """Remove characters from the beginning of inlines."""
    while inlines and length > 0:
        inline = inlines[0]
        own = plain(inline)
        if len(own) <= length:
            length -= len(own)
            del inlines[0]
            continue
        if inline["t"] == "Str":
            inline["c"] = inline["c"][length:]
        else:
            inner = content_of(inline)
            if inner is not None:
                drop_start(inner, length)
        return
