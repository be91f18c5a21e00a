"""Parse Markdown into a tree of blocks with their lines; do not parse inline syntax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin


@dataclass(slots=True)
class Node:
    """A block: ``paragraph``, ``heading``, ``blockquote`` …, with its lines and children."""

    kind: str
    first: int
    """Index of the first line, from 0."""
    last: int
    """Index of the line after the last."""
    content: str = ""
    """Text without the prefixes of the enclosing blocks."""
    info: str = ""
    """Number of a list item; label of a footnote."""
    level: int = 0
    """Level of a heading."""
    children: list[Node] = field(default_factory=list)


def parse_blocks(text: str) -> list[Node]:
    """Parse the blocks of CommonMark with footnotes; treat HTML and link definitions as text."""
    parser = MarkdownIt("commonmark", {"html": False}).use(footnote_plugin)
    parser.disable(["html_block", "reference"])
    parser.core.ruler.disable(["footnote_tail", "inline"])
    # Replace character by character, so that lines and columns remain those of the witness.
    return _nest(parser.parse(text.replace("\r", " ").replace("\0", "\ufffd")))


def _nest(tokens: Sequence[Token]) -> list[Node]:
    root = Node("root", 0, 0)
    stack = [root]
    for token in tokens:
        if token.type == "inline":
            stack[-1].content = token.content
        elif token.nesting >= 0:
            node = _make(token)
            stack[-1].children.append(node)
            if token.nesting:
                stack.append(node)
        else:
            stack.pop()
    return root.children


def _make(token: Token) -> Node:
    first, last = token.map or (0, 0)
    kind = token.type.removesuffix("_open")
    info = token.meta["label"] if kind == "footnote_reference" else token.info
    level = int(token.tag[1:]) if kind == "heading" else 0
    return Node(kind, first, last, token.content, f"{info}{_stop(token)}", level)


def _stop(token: Token) -> str:
    return token.markup if token.type == "list_item_open" and token.info else ""


def walk_nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield every node, parents first."""
    for node in nodes:
        yield node
        yield from walk_nodes(node.children)
