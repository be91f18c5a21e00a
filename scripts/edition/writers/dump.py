"""A document as readable text, one line for each node, for tests and for people.

Markers are shown as ``{45}``, page starts as ``|p12|``, joined hyphens as ``¬``, kept ones as
``-``, lacunae as ``[...]``, words supplied as ``<...>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from edition.model.document import (
    Block,
    Caption,
    Division,
    Document,
    Emended,
    Fragment,
    Heading,
    Inline,
    ItemList,
    Join,
    JoinKind,
    Lacuna,
    LineBreak,
    Markup,
    Matter,
    Note,
    NoteMarker,
    Ornament,
    PageStart,
    Paragraph,
    Quotation,
    Styled,
    Supplied,
    Text,
)


def dump_document(document: Document) -> str:
    """Return the document: front, divisions, notes, pages, furniture and restorations."""
    lines: list[str] = []
    if document.front:
        lines.append("front")
        lines += _indent(_dump_blocks(document.front))
    for division in document.divisions:
        lines += _dump_division(division)
    lines += [line for note in document.notes for line in _dump_note(note)]
    lines += [_dump_page(page.label, page.inferred, page.evidence) for page in document.pages]
    lines += [f"furniture {item.kind} {len(item.span)}" for item in document.furniture]
    lines += [f"restoration {item.kind}: {item.reason}" for item in document.restorations]
    return "\n".join(lines) + "\n"


def _dump_page(label: str, inferred: bool, evidence: tuple[str, ...]) -> str:
    return f"page {label}{' inferred' if inferred else ''}" + "".join(f"; {e}" for e in evidence)


def _dump_division(division: Division) -> list[str]:
    mark = " supplied" if division.supplied else ""
    number = f" {division.number}" if division.number else ""
    title = dump_inlines(division.heading)
    lines = [f"division {division.name} level {division.level}{number}{mark}: {title}"]
    lines += _indent(_dump_blocks(division.blocks))
    for inner in division.divisions:
        lines += _indent(_dump_division(inner))
    return lines


def _dump_note(note: Note) -> list[str]:
    where = "" if note.marker else " no marker"
    where += " displaced" if note.belongs is not None else ""
    head = f"note {note.key} {note.state}{where} p{note.page}"
    return [head, *_indent(_dump_blocks(note.blocks))]


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _dump_blocks(blocks: Iterable[Block]) -> list[str]:
    return [line for block in blocks for line in _dump_block(block)]


def _dump_block(block: Block) -> Iterator[str]:
    match block:
        case Quotation():
            yield "quotation"
            yield from _indent(_dump_blocks(block.blocks))
        case ItemList():
            yield "list"
            for item in block.items:
                yield f"  item {item.mark}".rstrip()
                yield from _indent(_indent(_dump_blocks(item.blocks)))
        case Ornament():
            yield f"ornament: {block.text}"
        case _:
            yield f"{_leaf_name(block)}: {dump_inlines(block.inlines)}"


def _leaf_name(block: Block) -> str:
    match block:
        case Heading():
            return f"heading {block.level}"
        case Paragraph():
            return "paragraph continued" if block.continued else "paragraph"
        case Matter():
            return str(block.kind)
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
            return f"{{{inline.sign}}}" if inline.note else f"{{{inline.sign}?}}"
        case PageStart():
            return f"|p{inline.label}|"
        case Styled():
            return f"<{inline.style}>{dump_inlines(inline.children)}</{inline.style}>"
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
