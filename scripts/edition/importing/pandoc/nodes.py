"""The nodes of pandoc's model of a document: their parts, their words, and walks through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

Node: TypeAlias = dict[str, Any]
LEAVES: Final = ("Para", "Plain", "Header")
"""Blocks that have words of their own."""
WRAPPERS: Final = frozenset(
    ("Emph", "Strong", "Superscript", "Subscript", "SmallCaps", "Underline", "Strikeout")
)


def plain(content: object) -> str:
    """Return the words of blocks and inlines, without those of their notes."""
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
    """Return the inlines that an inline has; None for one that has no list of them."""
    content: list[Any] = inline.get("c", [])
    if inline["t"] in WRAPPERS:
        return content
    return content[1] if inline["t"] in ("Span", "Link", "Quoted", "Cite") else None


def parts_of(block: Node) -> Iterator[list[Node]]:
    """Yield the lists of blocks that a block has."""
    kind = block["t"]
    content: Any = block.get("c")
    if kind == "Div":
        yield content[1]
    elif kind == "BlockQuote":
        yield content
    elif kind in ("OrderedList", "BulletList"):
        yield from content[1] if kind == "OrderedList" else content
    elif kind == "Figure":
        yield content[2]
    elif kind == "Table":
        _, _, _, head, bodies, foot = content
        for rows in (head[1], *(rows for body in bodies for rows in body[2:4]), foot[1]):
            yield from (cell[4] for row in rows for cell in row[1])
    elif kind == "DefinitionList":
        yield from (one for _, definitions in content for one in definitions)


def list_blocks(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks, each with those within it after it."""
    for block in blocks:
        yield block
        for part in parts_of(block):
            yield from list_blocks(part)


def list_inlines(blocks: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield each list of inlines, inner ones too, but not those of notes."""
    for block in list_blocks(blocks):
        if block["t"] in LEAVES:
            yield from list_inner(block["c"][2] if block["t"] == "Header" else block["c"])


def list_inner(inlines: list[Node]) -> Iterator[list[Node]]:
    """Yield inlines, then the lists of them that they have."""
    yield inlines
    for inline in [*inlines]:
        if inner := content_of(inline):
            yield from list_inner(inner)


def list_links(block: Node) -> Iterator[Node]:
    """Yield the links of a block that lead to a place of the same file."""
    for inlines in list_inlines([block]):
        for inline in inlines:
            if inline["t"] == "Link" and inline["c"][2][0].startswith("#"):
                yield inline


def list_notes(blocks: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield the blocks of each note where it is called, then those of notes within notes."""
    inner = []
    for inlines in list_inlines(blocks):
        for inline in inlines:
            if inline["t"] == "Note":
                yield inline["c"]
                inner.append(inline["c"])
    for note in inner:
        yield from list_notes(note)
