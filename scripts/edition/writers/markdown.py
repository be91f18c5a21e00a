"""Write blocks as Markdown that GFM, CommonMark and Python-Markdown interpret in the same way.

``publishing/dialect`` reads the few constructs that Markdown lacks. A paragraph is one line, so
that a diff shows the changed paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from edition.model import document as nodes
from edition.model.addresses import (
    note_address,
    parse_address,
)
from edition.model.traversal import LEAVES, inlines_of, walk, walk_leaves
from edition.text.escape import (
    escape_all,
    escape_attribute,
    escape_markdown,
)
from edition.text.folding import fold_spaces
from edition.text.interface import _
from edition.writers.address_names import name_page
from edition.writers.inlines import InlineWriter
from edition.writers.links import TextLinks
from edition.writers.page import Anchors, Annotation, write_block
from edition.writers.tables import table_rows, write_table

_CLOSING = re.compile(r"(?<![&#])#[#\s]*$")
_COUNTED_LEAVES = ("leaf", "cover")
"""Prefixes of pages in addresses that have no printed number."""
_INDENT = "    "
_EMPTY = "&#32;"
"""A space after the mark of an empty item, without which the line would not be a list item."""


class MarkdownWriter(InlineWriter):
    """Writes the blocks of one file, and records the pages and notes that it wrote."""

    def __init__(
        self,
        pages: Sequence[nodes.Page],
        known_notes: Iterable[str],
        links: TextLinks | None = None,
        anchors: Anchors | None = None,
        annotations: Sequence[Annotation] = (),
        marks: Mapping[int, str] = MappingProxyType({}),
        original: str = "",
        plain: Collection[int] = (),
    ) -> None:
        """Make a writer; ``marks`` has Markdown to insert at offsets of the witness.

        ``original`` is a link to the original of the witness, as Markdown. Blocks and headings
        that begin at offsets of ``plain`` are written without markup, see ``Document.plain``.
        """
        super().__init__(pages, known_notes, links, anchors, marks)
        self._annotations = list(annotations)
        self._original = original
        self._plain = plain

    # --- Blocks ---

    def blocks(self, blocks: Iterable[nodes.Block], base: int, *, nested: bool = False) -> str:
        """Write blocks, with blank lines between them; ``base`` is the level of a heading ``#``."""
        written = []
        for block in blocks:
            before = len(self.notes)
            if block.span.start in self._plain:
                written.append(self._write_without_markup(block, nested))
            else:
                written.append(_BLOCKS[type(block)](self, block, base, nested))
            if self._annotations and not nested:
                addresses = {leaf.address for leaf in walk_leaves((block,))}
                written.append(self._annotate(addresses, self.notes[before:]))
        return "\n\n".join(text for text in written if text)

    # --- Blocks without markup ---

    def _write_without_markup(self, block: nodes.Block, nested: bool) -> str:
        """Write each leaf of a block as a paragraph; captions and fragments are set apart."""
        written: list[str] = []
        marks: list[str] = []
        for node in walk((block,), *LEAVES, nodes.ListItem):
            if isinstance(node, nodes.ListItem):
                marks += [escape_all(fold_spaces(node.mark))] if node.mark else []
                continue
            pages = self.anchors_until(node.span.start)
            anchor = self._anchors.empty(node.address) if node.address else ""
            words = node.shown if isinstance(node, nodes.Ornament) else ""
            words = escape_all(words) or self.inlines_without_markup(inlines_of(node))
            text = pages + anchor + " ".join(part for part in (*marks, words) if part)
            marks = []
            if isinstance(node, nodes.Caption | nodes.Fragment):
                kind = "caption" if isinstance(node, nodes.Caption) else "fragment"
                text = _write_interruption(kind, text, nested)
            written.append(text)
        return "\n\n".join(text for text in (*written, " ".join(marks)) if text)

    # --- Annotations ---

    def _annotate(self, addresses: Iterable[str], notes: Iterable[str]) -> str:
        """Write the annotations of addresses and of newly referenced notes."""
        if not self._annotations:
            return ""
        wanted = {*addresses, *(note_address(key) for key in notes)}
        found = [a for a in self._annotations if a.address in wanted]
        self._annotations = [a for a in self._annotations if a.address not in wanted]
        return "\n\n".join(
            write_block(kind, "\n\n".join(a.line for a in found if a.kind == kind))
            for kind in dict.fromkeys(annotation.kind for annotation in found)
        )

    def remaining_annotations(self) -> str:
        """Write the annotations of notes to which no block of the text refers."""
        return self._annotate([annotation.address for annotation in self._annotations], ())

    def _leaf_text(self, leaf: nodes.InlineBlock, *, line_start: bool = False) -> str:
        pages = self.anchors_until(leaf.span.start)
        anchor = self._anchors.empty(leaf.address) if leaf.address else ""
        start = line_start and not (pages or anchor)
        return pages + anchor + self.inlines(leaf.inlines, line_start=start)

    def _heading(self, block: nodes.Heading, base: int, nested: bool) -> str:
        text = _finish_heading(self._leaf_text(block))
        return f"{'#' * min(6, max(2, block.level - base + 1))} {text}"

    def _write_in_element(self, kind: str, block: nodes.InlineBlock, nested: bool) -> str:
        text = self._leaf_text(block, line_start=True)
        return text if nested else write_block(kind, text)

    def _fragment(self, block: nodes.Fragment, base: int, nested: bool) -> str:
        return _write_interruption("fragment", self._leaf_text(block, line_start=True), nested)

    def _ornament(self, block: nodes.Ornament, base: int, nested: bool) -> str:
        if block.shown == block.text:
            lines = (escape_markdown(line, line_start=True) for line in block.text.split("\n"))
            sign = "\n".join(lines)
        else:
            title = escape_attribute(
                _("An ornament in print; the witness has “{text}”.", text=block.text)
            )
            sign = f'<ins class="emended" title="{title}">{block.shown}</ins>'
        text = self.anchors_until(block.span.start) + sign
        return text if nested else write_block("ornament", text)

    def _quotation(self, block: nodes.Quotation, base: int, nested: bool) -> str:
        text = self.blocks(block.blocks, base, nested=True)
        return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))

    def _item_list(self, block: nodes.ItemList, base: int, nested: bool) -> str:
        items = _join_items([self._item(item, base) for item in block.items])
        marked = any(item.mark for item in block.items)
        return write_block("marked-list", items) if marked and not nested else items

    def _item(self, item: nodes.ListItem, base: int) -> str:
        """Write an item; if it begins with a list, the first item of this is on the same line."""
        marks, blocks = [item.mark], item.blocks
        while blocks and isinstance(nested := blocks[0], nodes.ItemList) and nested.items:
            first, *following = nested.items
            rest = (replace(nested, items=tuple(following)),) if following else ()
            marks.append(first.mark)
            blocks = (*first.blocks, *rest, *blocks[1:])
        text = self.blocks(blocks, base, nested=True)
        # The mark of an item may have several lines in the witness; a blank line would end it.
        folded = filter(None, map(fold_spaces, marks))
        written = " ".join(escape_markdown(mark, line_start=True) for mark in folded)
        separate = bool(blocks) and isinstance(
            blocks[0], nodes.Heading | nodes.Quotation | nodes.Table
        )
        body = ("\n\n" if separate else " ").join(
            part for part in (written, text) if part
        ) or _EMPTY
        return "- " + body.replace("\n", f"\n{_INDENT}")

    def _caption(self, block: nodes.Caption, base: int, nested: bool) -> str:
        text = self._leaf_text(block, line_start=True)
        page = parse_address(block.address).page
        printed = page and not page.startswith(_COUNTED_LEAVES)
        place = _("see {name_page}", name_page=escape_markdown(name_page(page))) if printed else ""
        text += f"<br>\n{self._missing(_('Picture not in this witness'), place)}"
        return _write_interruption("caption", text, nested)

    def _table(self, block: nodes.Table, base: int, nested: bool) -> str:
        pages = self.anchors_until(block.span.start)
        anchor = self._anchors.empty(block.address) if block.address else ""
        cells = [[self._cell(cell) for cell in row] for row in table_rows(block)]
        width = max(map(len, cells))
        filled = [[*row, *[""] * (width - len(row))] for row in cells]
        filled[0][0] = pages + anchor + filled[0][0]
        head, rest = (filled[0], filled[1:]) if block.headed else ([""] * width, filled)
        return write_table(head, rest)

    def _cell(self, inlines: Iterable[nodes.Inline]) -> str:
        """Write a cell on one line, with its bars escaped."""
        return self.inlines(inlines).strip().replace("|", "&#124;").replace("\n", " ")

    def _missing(self, what: str, place: str) -> str:
        """Return a remark on missing content, with its place in the original."""
        if not self._original:
            return f"<ins>[{what}.]</ins>"
        where = _("{place} of {original}", place=place or _("see"), original=self._original)
        where = where if place else f"{_('see')} {self._original}"
        return f"<ins>[{what}; {where}]</ins>"

    # --- Divisions and notes ---

    def division(self, division: nodes.Division, base: int) -> str:
        """Write a division with its heading and its content."""
        parts: list[str] = []
        for part in walk(division, nodes.Division):
            parts += self.division_heading(part, base), self.blocks(part.blocks, base)
        return "\n\n".join(part for part in parts if part)

    def division_heading(self, division: nodes.Division, base: int) -> str:
        """Write the heading of a division, after the anchors of pages that begin with it."""
        before = len(self.notes)
        pages = self.anchors_until(division.heading_span.start)
        anchor = self._anchors.empty(division.address) if division.address else ""
        plain = division.heading_span.start in self._plain
        write = self.inlines_without_markup if plain else self.inlines
        title = _finish_heading(write(division.heading))
        heading = f"{'#' * min(6, max(1, division.level - base + 1))} {anchor}{title}"
        annotations = self._annotate([division.address], self.notes[before:])
        return "\n\n".join(part for part in (pages, heading, annotations) if part)

    def note(self, note: nodes.Note) -> str:
        """Write the definition of a note."""
        body = self.blocks(note.blocks, 1, nested=True)
        if note.state is nodes.NoteState.MISSING and not body:
            place = (
                _("the marker is on {name_page}", name_page=f"p.\u00a0{escape_markdown(note.page)}")
                if note.page
                else ""
            )
            body = self._missing(_("Text missing from this witness"), place)
        lines = body.split("\n")
        indented = [lines[0], *(f"{_INDENT}{line}".rstrip() for line in lines[1:])]
        former = self._anchors.write_former(note_address(note.key))
        return f"[^{note.key}]: {former}" + "\n".join(indented)


def _join_items(items: Sequence[str]) -> str:
    """Join the items of a list; a blank line ends an item that has several blocks."""
    ends = ["\n\n" if f"\n{_INDENT}\n" in item else "\n" for item in items[:-1]]
    return "".join(part for pair in zip(items, [*ends, ""], strict=True) for part in pair)


_ANCHORS: Final = re.compile("(?:<a id=[^>]*>[^<]*</a>)+")


def _write_interruption(kind: str, text: str, nested: bool) -> str:
    """Write text that interrupts a sentence, as a ``div``; in a list or quotation as a span."""
    if not nested:
        return write_block(kind, text)
    anchors = _ANCHORS.match(text)
    start = anchors.end() if anchors else 0  # An item begins with the anchor of its address.
    return f'{text[:start]}<span class="{kind}">{text[start:]}</span>'


def _finish_heading(text: str) -> str:
    """Return a heading on one line, with number signs at the end escaped."""
    text = text.replace("<br>\n", " ")
    return _CLOSING.sub(lambda match: match[0].replace("#", "&#35;"), text)


_BLOCKS: dict[type, Callable[[MarkdownWriter, Any, int, bool], str]] = {
    nodes.Paragraph: lambda writer, block, base, nested: writer._leaf_text(block, line_start=True),
    nodes.Heading: MarkdownWriter._heading,
    nodes.Ornament: MarkdownWriter._ornament,
    nodes.Quotation: MarkdownWriter._quotation,
    nodes.ItemList: MarkdownWriter._item_list,
    nodes.Verse: lambda writer, block, base, nested: writer._write_in_element(
        "verse", block, nested
    ),
    nodes.Matter: lambda writer, block, base, nested: writer._write_in_element(
        block.kind, block, nested
    ),
    nodes.Table: MarkdownWriter._table,
    nodes.Caption: MarkdownWriter._caption,
    nodes.Fragment: MarkdownWriter._fragment,
}
