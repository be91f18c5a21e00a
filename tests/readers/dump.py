"""A document as readable text, one line for each node, for tests and for people.

Markers are shown as ``{45}``, page starts as ``|p12|``, joined hyphens as ``¬``, kept ones as
``-``, lacunae as ``[...]``, words supplied as ``<...>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from edition.model.document import (
    Block,
    Caption,
    CellEnd,
    Division,
    Document,
    Emended,
    ExternalLink,
    Fragment,
    Heading,
    Inline,
    ItemList,
    Join,
    JoinKind,
    Lacuna,
    Leaf,
    LineBreak,
    ListItem,
    Markup,
    Matter,
    Note,
    NoteMarker,
    Ornament,
    PageEvidence,
    PageStart,
    Paragraph,
    Quotation,
    Styled,
    Supplied,
    Table,
    Text,
)
from edition.model.traversal import BLOCKS, Node, walk_with_ancestors
from edition.writers.fidelity import describe_evidence


def dump_document(document: Document) -> str:
    """Return the document: front, divisions, notes, pages, furniture and restorations."""
    lines = [*(["front"] if document.front else []), *_dump_tree(document.front, 1)]
    lines += [*_dump_tree(document.divisions), *_dump_tree(document.notes)]
    lines += [_dump_page(page.label, page.inferred, page.evidence) for page in document.pages]
    lines += [f"furniture {item.kind} {len(item.span)}" for item in document.furniture]
    lines += [f"restoration {item.kind}: {item.reason}" for item in document.restorations]
    return "\n".join(lines) + "\n"


def _dump_page(label: str, inferred: bool, evidence: tuple[PageEvidence, ...]) -> str:
    signs = "".join(f"; {describe_evidence(one)}" for one in evidence)
    return f"page {label}{' inferred' if inferred else ''}{signs}"


_LINES: tuple[type[Division | Note | ListItem | Block], ...] = (Division, Note, ListItem, *BLOCKS)


def _dump_tree(nodes: Sequence[Node], level: int = 0) -> Iterator[str]:
    for node, ancestors in walk_with_ancestors(nodes, *_LINES):
        yield "  " * (level + len(ancestors)) + _dump_node(node)


def _dump_node(node: Division | Note | ListItem | Block) -> str:
    match node:
        case Division():
            mark = " supplied" if node.supplied else ""
            number = f" {node.number}" if node.number else ""
            title = dump_inlines(node.heading)
            return f"division {node.name} level {node.level}{number}{mark}: {title}"
        case Note():
            where = "" if node.marker else " no marker"
            where += " displaced" if node.belongs is not None else ""
            return f"note {node.key} {node.state}{where} p{node.page}"
        case Quotation():
            return "quotation"
        case ItemList():
            return "list"
        case ListItem():
            return f"item {node.mark}".rstrip()
        case Ornament():
            return f"ornament: {node.text}"
        case _:
            return f"{_leaf_name(node)}: {dump_inlines(node.inlines)}"


def _leaf_name(block: Leaf) -> str:
    match block:
        case Heading():
            return f"heading {block.level}"
        case Paragraph():
            return "paragraph continued" if block.continued else "paragraph"
        case Matter():
            return str(block.kind)
        case Table():
            return "table headed" if block.headed else "table"
        case Caption():
            return f"caption {block.label}".rstrip()
        case Fragment():
            return "fragment"
        case _:
            return type(block).__name__.lower()


_JOINS = {
    JoinKind.SPACE: " ",
    JoinKind.NOTHING: "",
    JoinKind.HYPHEN_JOINED: "\u00ac",
    JoinKind.HYPHEN_KEPT: "-",
}


def dump_inlines(inlines: Iterable[Inline]) -> str:
    """Return inlines on one line, with signs for what is not text."""
    return "".join(_dump_inline(inline) for inline in inlines)


def _dump_inline(inline: Inline) -> str:
    match inline:
        case Text() | Markup():
            return inline.text
        case Join():
            return _JOINS[inline.kind]
        case NoteMarker():
            return f"{{{inline.mark}}}" if inline.note else f"{{{inline.mark}?}}"
        case PageStart():
            return f"|p{inline.label}|"
        case Styled():
            return f"<{inline.style}>{dump_inlines(inline.children)}</{inline.style}>"
        case ExternalLink():
            return f"<{inline.address}>{dump_inlines(inline.children)}</>"
        case CellEnd():
            return " | "
        case LineBreak():
            return " / "
        case Supplied():
            return f"<{inline.text}>"
        case Lacuna():
            return "[...]"
        case Emended():
            return f"<{inline.original}|{inline.text}>"
        case _:
            raise TypeError(f"no dump for {type(inline).__name__}")
