"""Writes blocks and inlines as Markdown that GFM, CommonMark and Python-Markdown read alike.

``publishing/dialect`` reads what no Markdown has. One paragraph is one line, so that a diff of two
versions shows which paragraphs changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from edition.linking.page_proofs import Numbering, infer_numbering
from edition.model.addresses import (
    marker_address,
    name_label,
    note_address,
    page_address,
    parse_address,
)
from edition.model.document import (
    EDITORIAL,
    Block,
    Caption,
    CellEnd,
    Division,
    Emended,
    ExternalLink,
    Fragment,
    Heading,
    Inline,
    InlineBlock,
    ItemList,
    Join,
    Lacuna,
    LineBreak,
    ListItem,
    Markup,
    Matter,
    Note,
    NoteMarker,
    NoteState,
    Ornament,
    Page,
    PageStart,
    Paragraph,
    Quotation,
    Style,
    Styled,
    Supplied,
    Table,
    Text,
    Verse,
)
from edition.model.traversal import INLINES, LEAVES, inlines_of, walk, walk_leaves
from edition.text.escape import (
    escape_all,
    escape_attribute,
    escape_html,
    escape_line_start,
    escape_markdown,
)
from edition.text.folding import fold_spaces
from edition.text.interface import _
from edition.writers.address_names import name_page
from edition.writers.anchors import Anchors, Annotation, write_block
from edition.writers.links import Linked, Mark, TextLinks, set_marks
from edition.writers.tables import table_rows, write_table

LACUNA = "[\u2026]</ins>"
"""The end of every lacuna as it is written."""
_LACUNA_START = re.compile(r"(?<=\S)(?<!<br>)(?=<ins title=\"[^\"]*\">\[\u2026\]</ins>)")
_LACUNA_END = re.compile(r"(?<=\[\u2026\]</ins>)(?=[^\s.,;:!?)\]])")
_DEFINITION = re.compile(r"^(\[[^\[\]\n]*\]):", re.MULTILINE)
"""A note marker or a link that would be read as a definition because of its colon."""
_AMPERSAND = re.compile(r"&amp;(?=\s)")
_UNSAFE = re.compile(r"[^\w.~:/?#@!$&+,;=%-]", re.ASCII)
"""Characters of an address that are percent-encoded in Markdown."""
_CLOSING = re.compile(r"(?<![&#])#[#\s]*$")
_COUNTED_LEAVES = ("leaf", "cover")
"""Beginnings of page labels in addresses that no number in print corresponds to."""
_INDENT = "    "
_EMPTY = "&#32;"
"""A space after the mark of an empty item, without which the line would be no list item."""
_STYLES = {
    Style.ITALIC: ("*", "*"),
    Style.BOLD: ("**", "**"),
    Style.STRUCK: ("<s>", "</s>"),
    Style.SUPERSCRIPT: ("<sup>", "</sup>"),
    Style.SUBSCRIPT: ("<sub>", "</sub>"),
}
_ELEMENTS = {"*": ("<em>", "</em>"), "**": ("<strong>", "</strong>")}
_OPEN = frozenset(" \n*")
"""Characters beside which asterisks mark no emphasis, so that elements are written instead."""


class MarkdownWriter:
    """Writes the blocks of one file, and keeps track of the pages and notes already written."""

    def __init__(
        self,
        pages: Sequence[Page],
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
        that begin at offsets of ``plain`` are written without marks, see ``Document.plain``.
        """
        self._plain = plain
        self._links = links
        self._marks = marks
        self._marked = sorted(marks)
        self._anchors = anchors or Anchors()
        self._annotations = list(annotations)
        self._pending = list(pages)
        self._original = original
        self._known = frozenset(known_notes)
        self.pages: list[Page] = []
        """Pages that begin in what was written, in order."""
        self.notes: list[str] = []
        """Keys of the notes referred to, in order of first reference."""
        self._met: Counter[str] = Counter()

    # --- pages ---

    def anchors_until(self, offset: int) -> str:
        """Write anchors for the pages that begin at or before an offset and are not written."""
        written = []
        while self._pending and self._pending[0].start <= offset:
            written.append(self._anchor(self._pending.pop(0)))
        return "".join(written)

    def _anchor(self, page: Page) -> str:
        self.pages.append(page)
        return self._anchors.labelled(page_address(page), escape_markdown(label_page(page)))

    # --- inlines ---

    def inlines(self, inlines: Iterable[Inline], *, line_start: bool = False) -> str:
        """Write a run of inlines; with ``line_start`` it begins a block."""
        parts: list[str] = []
        held = number = ""
        linked = self._links.cut(inlines) if self._links else inlines
        for inline in set_marks(linked, self._marked):
            if isinstance(inline, PageStart):
                held += self.anchors_until(inline.span.start)
                continue
            part = self._inline(inline, line_start)
            # A number and the full stop that makes it a list mark may be in two text nodes.
            if number:
                part = escape_line_start(number + part).removeprefix(number)
            begun = number + part if line_start or number else ""
            number = begun if begun.isdecimal() else ""
            if held and not _inside_word(parts):
                part, held = held + part, ""
            elif held and part:
                part, held = _after_word(part, held)
            line_start = isinstance(inline, LineBreak) or (line_start and not part)
            parts.append(part)
        # An ampersand before a space begins no character reference, so it needs no escape.
        text = _AMPERSAND.sub("&", space_lacunae("".join(parts) + held))
        return _DEFINITION.sub(r"\1&#58;", text) if "]:" in text else text

    def _inline(self, inline: Inline | Linked | Mark, line_start: bool) -> str:
        if isinstance(inline, Text):
            return escape_markdown(inline.text, line_start=line_start)
        return _INLINES[type(inline)](self, inline)

    def _marker(self, marker: NoteMarker) -> str:
        if marker.note not in self._known:
            return f"<sup>{escape_markdown(marker.sign)}</sup>"
        self._met[marker.note] += 1
        count = self._met[marker.note]
        if count == 1:
            self.notes.append(marker.note)
        address = marker_address(marker.note, count)
        return f"{self._anchors.beside(address)}[^{marker.note}]"

    def _linked(self, linked: Linked) -> str:
        words = "".join(self._inline(child, False) for child in linked.children)
        title = f' "{linked.title}"' if linked.title else ""
        return f"[{words}]({linked.href}{title}){linked.after}"

    def _styled(self, styled: Styled) -> str:
        body = self.inlines(styled.children)
        if styled.style in EDITORIAL:
            return _editorial(styled, body) if body.strip() else body
        before, after = _STYLES[styled.style]
        if before in _ELEMENTS and (body[:1] in _OPEN or body[-1:] in _OPEN):
            before, after = _ELEMENTS[before]
        return f"{before}{body}{after}" if body.strip() else body

    def _external(self, link: ExternalLink) -> str:
        """Write a link, divided at page starts and markers because a link may contain no other."""
        address = _UNSAFE.sub(lambda match: quote(match[0]), link.address)
        parts: list[str] = []
        for holds_links, children in groupby(link.children, _holds_links):
            if holds_links:
                parts.append(self.inlines(children))
                continue
            words = "".join(self._inline(child, False) for child in children)
            parts.append(f"[{words}]({address})" if words.strip() else words)
        return "".join(parts)

    # --- blocks ---

    def blocks(self, blocks: Iterable[Block], base: int, *, nested: bool = False) -> str:
        """Write blocks, with blank lines between them; ``base`` is the level of a heading ``#``."""
        written = []
        for block in blocks:
            before = len(self.notes)
            if block.span.start in self._plain:
                written.append(self._write_plainly(block, nested))
            else:
                written.append(_BLOCKS[type(block)](self, block, base, nested))
            if self._annotations and not nested:
                addresses = {leaf.address for leaf in walk_leaves((block,))}
                written.append(self._annotate(addresses, self.notes[before:]))
        return "\n\n".join(text for text in written if text)

    # --- blocks whose marks do not show their words ---

    def _write_plainly(self, block: Block, nested: bool) -> str:
        """Write each leaf of a block as a paragraph; captions stay separate from the text."""
        written: list[str] = []
        marks: list[str] = []
        for node in walk((block,), *LEAVES, ListItem):
            if isinstance(node, ListItem):
                marks += [escape_all(fold_spaces(node.mark))] if node.mark else []
                continue
            pages = self.anchors_until(node.span.start)
            anchor = self._anchors.empty(node.address) if node.address else ""
            words = node.shown if isinstance(node, Ornament) else ""
            words = escape_all(words) or self._inlines_plainly(inlines_of(node))
            text = pages + anchor + " ".join(part for part in (*marks, words) if part)
            marks = []
            if isinstance(node, Caption | Fragment):
                kind = "caption" if isinstance(node, Caption) else "fragment"
                text = _set_apart(kind, text, nested)
            written.append(text)
        return "\n\n".join(text for text in (*written, " ".join(marks)) if text)

    def _inlines_plainly(self, inlines: Iterable[Inline]) -> str:
        parts: list[str] = []
        flat = [
            one for one in walk(inlines, *INLINES) if not isinstance(one, Styled | ExternalLink)
        ]
        for inline in set_marks(flat, self._marked):
            match inline:
                case Text() | Emended():
                    parts.append(escape_all(inline.text.replace("\n", " ")))
                case Join():
                    parts.append(escape_all(inline.text))
                case CellEnd():
                    parts.append(" ")
                case PageStart():
                    parts.append(self.anchors_until(inline.span.start))
                case _:
                    parts.append(self._inline(inline, False))
        return space_lacunae("".join(parts)).strip(" ")

    # --- annotations ---

    def _annotate(self, addresses: Iterable[str], notes: Iterable[str]) -> str:
        """Write the annotations of addresses, and of notes that were just referred to."""
        if not self._annotations:
            return ""
        shown = {*addresses, *(note_address(key) for key in notes)}
        mine = [one for one in self._annotations if one.address in shown]
        self._annotations = [one for one in self._annotations if one.address not in shown]
        return "\n\n".join(
            write_block(kind, "\n\n".join(one.line for one in mine if one.kind == kind))
            for kind in dict.fromkeys(one.kind for one in mine)
        )

    def remaining_annotations(self) -> str:
        """Write the annotations of notes that no block of the text refers to."""
        return self._annotate([one.address for one in self._annotations], ())

    def _leaf_text(self, leaf: InlineBlock, *, line_start: bool = False) -> str:
        pages = self.anchors_until(leaf.span.start)
        anchor = self._anchors.empty(leaf.address) if leaf.address else ""
        start = line_start and not (pages or anchor)
        return pages + anchor + self.inlines(leaf.inlines, line_start=start)

    def _paragraph(self, block: Paragraph, base: int, nested: bool) -> str:
        return self._leaf_text(block, line_start=True)

    def _heading(self, block: Heading, base: int, nested: bool) -> str:
        text = _close_heading(self._leaf_text(block))
        return f"{'#' * min(6, max(2, block.level - base + 1))} {text}"

    def _kept_lines(self, kind: str, block: InlineBlock, nested: bool) -> str:
        text = self._leaf_text(block, line_start=True)
        return text if nested else write_block(kind, text)

    def _fragment(self, block: Fragment, base: int, nested: bool) -> str:
        return _set_apart("fragment", self._leaf_text(block, line_start=True), nested)

    def _ornament(self, block: Ornament, base: int, nested: bool) -> str:
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

    def _quotation(self, block: Quotation, base: int, nested: bool) -> str:
        text = self.blocks(block.blocks, base, nested=True)
        return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))

    def _item_list(self, block: ItemList, base: int, nested: bool) -> str:
        items = _join_items([self._item(item, base) for item in block.items])
        marked = any(item.mark for item in block.items)
        return write_block("marked-list", items) if marked and not nested else items

    def _item(self, item: ListItem, base: int) -> str:
        """Write an item; if it begins with a list, the first item of that is on the same line."""
        marks, blocks = [item.mark], item.blocks
        while blocks and isinstance(nested := blocks[0], ItemList) and nested.items:
            first, *others = nested.items
            rest = (replace(nested, items=tuple(others)),) if others else ()
            marks.append(first.mark)
            blocks = (*first.blocks, *rest, *blocks[1:])
        text = self.blocks(blocks, base, nested=True)
        # The label of an item may have several lines in its witness; blank ones would end it.
        folded = filter(None, map(fold_spaces, marks))
        written = " ".join(escape_markdown(mark, line_start=True) for mark in folded)
        apart = bool(blocks) and isinstance(blocks[0], Heading | Quotation | Table)
        body = ("\n\n" if apart else " ").join(part for part in (written, text) if part) or _EMPTY
        return "- " + body.replace("\n", f"\n{_INDENT}")

    def _caption(self, block: Caption, base: int, nested: bool) -> str:
        text = self._leaf_text(block, line_start=True)
        page = parse_address(block.address).page
        printed = page and not page.startswith(_COUNTED_LEAVES)
        place = _("see {name_page}", name_page=escape_markdown(name_page(page))) if printed else ""
        text += f"<br>\n{self._missing(_('Picture not in this witness'), place)}"
        return _set_apart("caption", text, nested)

    def _table(self, block: Table, base: int, nested: bool) -> str:
        pages = self.anchors_until(block.span.start)
        anchor = self._anchors.empty(block.address) if block.address else ""
        cells = [[self._cell(cell) for cell in row] for row in table_rows(block)]
        width = max(map(len, cells))
        filled = [[*row, *[""] * (width - len(row))] for row in cells]
        filled[0][0] = pages + anchor + filled[0][0]
        head, rest = (filled[0], filled[1:]) if block.headed else ([""] * width, filled)
        return write_table(head, rest)

    def _cell(self, inlines: Iterable[Inline]) -> str:
        """Write a cell on one line, with its bars escaped."""
        return self.inlines(inlines).strip().replace("|", "&#124;").replace("\n", " ")

    def _missing(self, what: str, place: str) -> str:
        """Return a remark on what is missing and where the original has it."""
        if not self._original:
            return f"<ins>[{what}.]</ins>"
        where = _("{place} of {original}", place=place or _("see"), original=self._original)
        where = where if place else f"{_('see')} {self._original}"
        return f"<ins>[{what}; {where}]</ins>"

    # --- divisions and notes ---

    def division(self, division: Division, base: int) -> str:
        """Write a division with its heading and everything in it."""
        parts: list[str] = []
        for part in walk(division, Division):
            parts += self.division_heading(part, base), self.blocks(part.blocks, base)
        return "\n\n".join(part for part in parts if part)

    def division_heading(self, division: Division, base: int) -> str:
        """Write a division's heading; the anchors of pages that begin with it come first."""
        before = len(self.notes)
        pages = self.anchors_until(division.heading_span.start)
        anchor = self._anchors.empty(division.address) if division.address else ""
        plain = division.heading_span.start in self._plain
        write = self._inlines_plainly if plain else self.inlines
        title = _close_heading(write(division.heading))
        heading = f"{'#' * min(6, max(1, division.level - base + 1))} {anchor}{title}"
        beside = self._annotate([division.address], self.notes[before:])
        return "\n\n".join(part for part in (pages, heading, beside) if part)

    def note(self, note: Note) -> str:
        """Write a note's definition."""
        body = self.blocks(note.blocks, 1, nested=True)
        if note.state is NoteState.MISSING and not body:
            place = (
                _("the marker is on {name_page}", name_page=f"p.\u00a0{escape_markdown(note.page)}")
                if note.page
                else ""
            )
            body = self._missing(_("Text missing from this witness"), place)
        lines = body.split("\n")
        indented = [lines[0], *(f"{_INDENT}{line}".rstrip() for line in lines[1:])]
        beside = self._anchors.beside(note_address(note.key))
        return f"[^{note.key}]: {beside}" + "\n".join(indented)


def label_page(page: Page) -> str:
    """Return the name of a page with the evidence of its number: ``p. 4, counted``."""
    numbering = infer_numbering(page)
    plain = numbering in (Numbering.PRINTED, Numbering.SUPPLIED)
    shown = [name_label(page), *([] if plain else [str(numbering)])]
    return ", ".join(shown) + (f"; printed: {page.printed}" if page.printed else "")


def _join_items(items: Sequence[str]) -> str:
    """Join the items of a list; a blank line ends an item that has several blocks."""
    ends = ["\n\n" if f"\n{_INDENT}\n" in item else "\n" for item in items[:-1]]
    return "".join(part for pair in zip(items, [*ends, ""], strict=True) for part in pair)


_ANCHORS: Final = re.compile("(?:<a id=[^>]*>[^<]*</a>)+")


def _set_apart(kind: str, text: str, nested: bool) -> str:
    """Write text that interrupts a sentence; in a list or quotation as a span, not as a ``div``."""
    if not nested:
        return write_block(kind, text)
    anchors = _ANCHORS.match(text)
    start = anchors.end() if anchors else 0  # an item begins with its address
    return f'{text[:start]}<span class="{kind}">{text[start:]}</span>'


def _close_heading(text: str) -> str:
    """Return a heading on one line, with number signs at its end escaped."""
    text = text.replace("<br>\n", " ")
    return _CLOSING.sub(lambda match: match[0].replace("#", "&#35;"), text)


def space_lacunae(text: str) -> str:
    """Insert a space between a lacuna and the words beside it."""
    return _LACUNA_END.sub(" ", _LACUNA_START.sub(" ", text)) if LACUNA in text else text


def _inside_word(parts: Sequence[str]) -> bool:
    last = next((part for part in reversed(parts) if part), "")
    return last[-1:].isalnum()


def _after_word(part: str, held: str) -> tuple[str, str]:
    """Insert page anchors after the rest of a word that continues on the next page."""
    end = 0
    while end < len(part) and (part[end].isalnum() or part[end] in "'\u2019"):
        end += 1
    if not end:
        return held + part, ""
    while end < len(part) and part[end] in ".,;:!?\u201d)":
        end += 1
    return part[:end] + held + part[end:], ""


def _editorial(styled: Styled, body: str) -> str:
    """Set the signs of an editorial style around words, with their meaning."""
    opening, closing, meaning = EDITORIAL[styled.style]
    signs = [f"<ins>{escape_html(one)}</ins>" if one else "" for one in (opening, closing)]
    title = escape_attribute(styled.remark or meaning)
    return f'<span class="editorial" title="{title}">{signs[0]}{body}{signs[1]}</span>'


def _supplied(writer: MarkdownWriter, inline: Supplied) -> str:
    title = f' title="{escape_attribute(inline.reason)}"' if inline.reason else ""
    return f"<ins{title}>[{escape_markdown(inline.text)}]</ins>"


def _lacuna(writer: MarkdownWriter, inline: Lacuna) -> str:
    return f'<ins title="{escape_attribute(inline.reason)}">{LACUNA}'


def _emended(writer: MarkdownWriter, inline: Emended) -> str:
    original = re.sub(r"\n\s*\n", "\n", inline.original)  # an empty line would end the element
    title = escape_attribute(
        _("The witness reads: {original}. {reason}", original=original, reason=inline.reason)
    )
    return f'<ins class="emended" title="{title}">{escape_markdown(inline.text)}</ins>'


def _holds_links(inline: Inline) -> bool:
    """Return True if an inline is written as a link, or with links in it."""
    return any(walk((inline,), PageStart, NoteMarker, ExternalLink))


_INLINES: dict[type, Callable[[MarkdownWriter, Any], str]] = {
    Join: lambda writer, inline: inline.text,
    NoteMarker: MarkdownWriter._marker,
    Linked: MarkdownWriter._linked,
    ExternalLink: MarkdownWriter._external,
    Mark: lambda writer, inline: writer._marks[inline.at],
    Styled: MarkdownWriter._styled,
    Markup: lambda writer, inline: "",
    LineBreak: lambda writer, inline: "<br>\n",
    Supplied: _supplied,
    Lacuna: _lacuna,
    Emended: _emended,
}

_BLOCKS: dict[type, Callable[[MarkdownWriter, Any, int, bool], str]] = {
    Paragraph: MarkdownWriter._paragraph,
    Heading: MarkdownWriter._heading,
    Ornament: MarkdownWriter._ornament,
    Quotation: MarkdownWriter._quotation,
    ItemList: MarkdownWriter._item_list,
    Verse: lambda writer, block, base, nested: writer._kept_lines("verse", block, nested),
    Matter: lambda writer, block, base, nested: writer._kept_lines(block.kind, block, nested),
    Table: MarkdownWriter._table,
    Caption: MarkdownWriter._caption,
    Fragment: MarkdownWriter._fragment,
}
