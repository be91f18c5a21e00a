"""Traversal of the tree of a document: ``walk`` reads it, ``map_nodes`` rebuilds it.

Both use one table of the children of each node, and enter only nodes that can contain the
requested kinds: a walk to the divisions visits no block, a walk to the blocks no inline.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from operator import is_
from typing import Any, TypeAlias, TypeVar, cast, get_args

from edition.model.document import (
    Block,
    CellEnd,
    Division,
    Document,
    Emended,
    ExternalLink,
    Inline,
    ItemList,
    Join,
    Leaf,
    LineBreak,
    ListItem,
    Note,
    Ornament,
    Quotation,
    Styled,
    Supplied,
    Text,
)
from edition.text.span import Span

Node: TypeAlias = Document | Division | Note | ListItem | Block | Inline
AnyNode = TypeVar("AnyNode")
Tree = TypeVar("Tree", bound=Node | tuple[Node, ...])

BLOCKS: tuple[type[Block], ...] = get_args(Block)
INLINES: tuple[type[Inline], ...] = get_args(Inline)
LEAVES: tuple[type[Leaf], ...] = get_args(Leaf)
"""The blocks without child blocks; all but ornaments hold inlines."""
SHOWN: tuple[type[Text | Join | Supplied | Emended | LineBreak | CellEnd], ...] = (
    Text,
    Join,
    Supplied,
    Emended,
    LineBreak,
    CellEnd,
)
"""The inlines whose ``text`` is shown."""

CHILDREN: Mapping[type, dict[str, tuple[type, ...]]] = {
    Document: {"front": BLOCKS, "divisions": (Division,), "notes": (Note,)},
    Division: {"heading": INLINES, "blocks": BLOCKS, "divisions": (Division,)},
    Note: {"blocks": BLOCKS},
    Quotation: {"blocks": BLOCKS},
    ItemList: {"items": (ListItem,)},
    ListItem: {"blocks": BLOCKS},
    **{leaf: {"inlines": INLINES} for leaf in LEAVES},
    Ornament: {},
    **{inline: {} for inline in INLINES},
    Styled: {"children": INLINES},
    ExternalLink: {"children": INLINES},
}
"""The fields with the children of each node, in reading order, and the types of the children."""


def walk(tree: Node | Iterable[Node], *kinds: type[AnyNode]) -> Iterator[AnyNode]:
    """Yield the nodes of the given kinds in reading order, parents before children."""
    routes = _find_routes(kinds)
    pending: list[Any] = [tree] if type(tree) in routes else [*cast(Iterable[Node], tree)][::-1]
    while pending:
        node = pending.pop()
        wanted, fields = routes[type(node)]
        if wanted:
            yield node
        for name in fields:
            pending += getattr(node, name)[::-1]


def walk_with_ancestors(
    tree: Node | Iterable[Node], *kinds: type[AnyNode]
) -> Iterator[tuple[AnyNode, tuple[Node, ...]]]:
    """Yield the same nodes as ``walk``, each with its ancestors, the outermost first."""
    routes = _find_routes(kinds)
    nodes = [tree] if type(tree) in routes else [*cast(Iterable[Node], tree)][::-1]
    pending: list[tuple[Any, tuple[Node, ...]]] = [(node, ()) for node in nodes]
    while pending:
        node, ancestors = pending.pop()
        wanted, fields = routes[type(node)]
        if wanted:
            yield node, ancestors
        for name in fields:
            pending += [(child, (*ancestors, node)) for child in getattr(node, name)[::-1]]


def map_nodes(
    tree: Tree, change: Callable[[AnyNode], Node | tuple[Node, ...]], *kinds: type[AnyNode]
) -> Tree:
    """Return the tree with the nodes of the given kinds replaced, in reading order, children first.

    ``change`` returns the replacement of a node: one node or a tuple of any number. Unchanged
    parts of the tree, or the unchanged tree, are returned as the same objects.
    """
    routes = _find_routes(kinds)
    if type(tree) in routes:
        return cast(Tree, _map_node(cast(Node, tree), change, routes))
    return cast(Tree, _map_all(cast(tuple[Node, ...], tree), change, routes))


_Change: TypeAlias = Callable[[Any], Node | tuple[Node, ...]]
_Routes: TypeAlias = Mapping[type, tuple[bool, tuple[str, ...]]]


@cache
def _find_routes(kinds: tuple[type, ...]) -> _Routes:
    """Return, by type of node, whether it is requested, and the fields to enter, last first."""
    holding: set[type] = set(kinds)
    for _ in CHILDREN:  # Each round adds the nodes that hold those of the round before.
        holding |= {
            node
            for node, fields in CHILDREN.items()
            if not holding.isdisjoint(chain.from_iterable(fields.values()))
        }
    return {
        node: (
            node in kinds,
            tuple(name for name in reversed(fields) if not holding.isdisjoint(fields[name])),
        )
        for node, fields in CHILDREN.items()
    }


def _map_node(node: Node, change: _Change, routes: _Routes) -> Node | tuple[Node, ...]:
    wanted, fields = routes[type(node)]
    changes: dict[str, Any] = {}
    for name in reversed(fields):
        children = getattr(node, name)
        mapped = _map_all(children, change, routes)
        if mapped is not children:
            changes[name] = mapped
    if changes:
        node = replace(node, **changes)
    return change(node) if wanted else node


def _map_all(nodes: tuple[Node, ...], change: _Change, routes: _Routes) -> tuple[Node, ...]:
    mapped: list[Node] = []
    for node in nodes:
        result = _map_node(node, change, routes)
        mapped += result if isinstance(result, tuple) else (result,)
    unchanged = len(mapped) == len(nodes) and all(map(is_, mapped, nodes))
    return nodes if unchanged else tuple(mapped)


# --- common traversals --------------------------------------------------------------------


def scope_at(document: Document, offset: int) -> str:
    """Return the name of the outermost division at an offset, or an empty string."""
    starts = [division.span.start for division in document.divisions]
    index = bisect_right(starts, offset) - 1
    return document.divisions[index].name if index >= 0 else ""


def running_text(document: Document) -> tuple[Block | Division, ...]:
    """Return the top nodes of the running text: everything but the notes."""
    return (*document.front, *document.divisions)


def walk_leaves(tree: Node | Iterable[Node]) -> Iterator[Leaf]:
    """Yield the blocks that hold inlines, in reading order."""
    return walk(tree, *LEAVES)


def inlines_of(node: Leaf | Division) -> tuple[Inline, ...]:
    """Return the inlines of a leaf block, or of the heading of a division."""
    if isinstance(node, Ornament):
        return (Text(node.text, node.span),)
    return node.heading if isinstance(node, Division) else node.inlines


def span_of(nodes: Sequence[Leaf | Block | Inline | ListItem]) -> Span:
    """Return the span from the first to the last of consecutive nodes."""
    return Span(nodes[0].span.start, nodes[-1].span.end)


def plain_text(inlines: Iterable[Inline]) -> str:
    """Return the text of inlines as it is shown, without note markers and page numbers."""
    return "".join([inline.text for inline in walk(inlines, *SHOWN)])
