"""Write pandoc's document model as the Markdown of a witness."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby
from typing import Any, Final, TypeAlias

from edition.importing.markdown import (
    Atom,
    escape,
    escape_line_start,
    heading,
    note,
    page_start,
    write_atoms,
)
from edition.importing.pandoc.nodes import LEAVES, Node, list_blocks, list_notes, plain
from edition.model.note_keys import name_series

Attributes: TypeAlias = tuple[str, Sequence[str], Sequence[tuple[str, str]]]

_BARE_ATTRIBUTES: Final[Attributes] = ("", (), ())
_QUOTES: Final = {"DoubleQuote": ("\u201c", "\u201d"), "SingleQuote": ("\u2018", "\u2019")}
_TARGET: Final = re.compile(r"[\s()<>]")
_TRAILING: Final = re.compile(r"[ \t]+$", re.MULTILINE)


class PandocWriter:
    """Write blocks and inlines; collect notes, and counts of pages, images and dropped content."""

    def __init__(self, labels: Mapping[str, str], marks: Mapping[int, str]) -> None:
        self._labels = labels
        self._marks = marks
        self._keys: dict[int, str] = {}
        self._written: set[str] = set()
        self.notes: list[str] = []
        self.pages = 0
        self.images = 0
        self.dropped: Counter[str] = Counter()
        """Counts of content that Markdown cannot represent, by description."""
        self._shift = 0
        """Number of levels by which headings are lowered."""

    def document(self, blocks: Sequence[Node], title: str, byline: Sequence[str]) -> str:
        """Return a document with notes at the end, and with title and byline unless in the text.

        If the text begins with the title, the byline is inserted below it.
        """
        self._name_notes(blocks)
        texts = [_bare(plain(block)) for block in list_blocks(blocks) if block["t"] in LEAVES]
        lines = [escape(line) for line in byline if _bare(line) not in texts]
        first = 0
        if title and _bare(title) not in texts:
            self._shift = 1
            lines.insert(0, heading(1, escape(title)))
        elif title and _bare(plain(blocks[0])) == _bare(title):
            first = 1
            if blocks[0]["t"] == "Para":
                self._shift = 1
                blocks = [{"t": "Header", "c": [0, _BARE_ATTRIBUTES, blocks[0]["c"]]}, *blocks[1:]]
        parts = [self.blocks(blocks[:first]), *lines, self.blocks(blocks[first:]), *self.notes]
        return _TRAILING.sub("", "\n\n".join(filter(None, parts))).strip("\n") + "\n"

    @property
    def series(self) -> bool:
        """True if any key of a note is not a plain number."""
        return not all(map(str.isdigit, self._keys.values()))

    def _name_notes(self, blocks: Sequence[Node]) -> None:
        """Name notes by their printed labels; number notes without a label."""
        notes = {id(note_blocks): note_blocks for note_blocks in list_notes(blocks)}
        marks, last = [], "0"
        for name in notes:
            mark = self._marks.get(name) or str(int(last) + 1)
            marks.append((mark, ""))
            last = mark if mark.isdigit() else last
        self._keys = dict(zip(notes, name_series(marks), strict=True))

    # --- blocks ---

    def blocks(self, blocks: Iterable[Node]) -> str:
        """Return blocks with blank lines between them."""
        texts = []
        for are_lines, run in groupby(blocks, _is_line):
            found = [*run]
            if are_lines and len(found) > 1:
                texts.append(self._lines([block["c"][1][0]["c"] for block in found]))
            else:
                texts += map(self._block, found)
        return "\n\n".join(text for text in texts if text.strip())

    def _block(self, block: Node) -> str:
        make = _BLOCKS.get(block["t"])
        if make is None:
            self.dropped[block["t"]] += 1
            return ""
        return make(self, block.get("c"))

    def _paragraph(self, inlines: Sequence[Node]) -> str:
        lines = self.inlines(inlines).strip().split("\n")
        if len(lines) > 1:
            return "\n".join(f"| {line.strip()}" for line in lines)
        return escape_line_start(lines[0])

    def _heading(self, content: Sequence[Any]) -> str:
        level, _, inlines = content
        return heading(level + self._shift, self.inlines(inlines))

    def _quotation(self, blocks: Sequence[Node]) -> str:
        return "\n".join(f"> {line}".rstrip() for line in self.blocks(blocks).split("\n"))

    def _bullets(self, items: Sequence[Sequence[Node]]) -> str:
        return "\n\n".join(self._item("- ", item) for item in items)

    def _ordered(self, content: Sequence[Any]) -> str:
        (start, style, delimiter), items = content
        end = ")" if delimiter["t"] in ("OneParen", "TwoParens") else "."
        if style["t"] not in ("Decimal", "DefaultStyle", "Example"):
            self.dropped[f"numbering of a list ({style['t']}), written as numbers"] += 1
        return "\n\n".join(self._item(f"{n}{end} ", item) for n, item in enumerate(items, start))

    def _item(self, mark: str, blocks: Sequence[Node]) -> str:
        return mark + self.blocks(blocks).replace("\n", "\n" + " " * len(mark))

    def _definitions(self, items: Sequence[Any]) -> str:
        parts = []
        for term, definitions in items:
            parts.append(self._paragraph(term))
            parts += [self._quotation(definition) for definition in definitions]
        return "\n\n".join(parts)

    def _code(self, content: Sequence[Any]) -> str:
        return "\n".join(f"| {escape(line)}" for line in content[1].split("\n"))

    def _lines(self, lines: Sequence[Sequence[Node]]) -> str:
        return "\n".join(f"| {self.inlines(line)}" for line in lines)

    def _division(self, content: Sequence[Any]) -> str:
        start = self._page(content[0])
        return "\n\n".join(part for part in (start, self.blocks(content[1])) if part)

    def _figure(self, content: Sequence[Any]) -> str:
        _, (_, caption), blocks = content
        return "\n\n".join(part for part in (self.blocks(blocks), self.blocks(caption)) if part)

    def _table(self, content: Sequence[Any]) -> str:
        _, (_, caption), columns, head, bodies, foot = content
        above = self.blocks(caption)
        parts = (head[1], *(rows for body in bodies for rows in body[2:4]), foot[1])
        lines = [line for rows in parts for line in self._rows(rows, len(columns))]
        if not head[1]:
            lines.insert(0, "|" + "  |" * len(columns))
        lines.insert(1, "|" + " --- |" * len(columns))
        return "\n\n".join(part for part in (above, "\n".join(lines)) if part)

    def _rows(self, rows: Sequence[Any], columns: int) -> Iterator[str]:
        """Yield rows, with empty cells for the rest of a cell that spans rows or columns."""
        taken: Counter[tuple[int, int]] = Counter()
        for number, row in enumerate(rows):
            cells: dict[int, str] = {}
            for _, _, height, width, blocks in row[1]:
                if height > 1 or width > 1:
                    self.dropped["cell that takes several rows or columns, written once"] += 1
                place = next(n for n in count() if n not in cells and not taken[number, n])
                cells[place] = " ".join(self.blocks(blocks).replace("|", "\\|").split())
                cells |= dict.fromkeys(range(place + 1, place + width), "")
                taken.update(
                    (number + down, place + right)
                    for down in range(1, height)
                    for right in range(width)
                )
            last = max([columns - 1, *cells])
            yield f"| {' | '.join(cells.get(place, '') for place in range(last + 1))} |"

    def _raw(self, content: Sequence[str]) -> str:
        form, text = content
        if not text.lstrip().startswith("<!--"):
            self.dropped[f"raw {form}"] += 1
        return ""

    # --- inlines ---

    def inlines(self, inlines: Sequence[Node]) -> str:
        """Return inlines as Markdown; a line end in them is a line end of the text."""
        return write_atoms(self._atoms(inlines, ""))

    def _atoms(self, inlines: Iterable[Node], style: str) -> Iterator[Atom]:
        for inline in inlines:
            kind: str = inline["t"]
            content: Any = inline.get("c")
            if kind == "Str":
                yield Atom(content, style)
            elif kind in ("Space", "SoftBreak"):
                yield Atom(" ")
            elif kind == "LineBreak":
                yield Atom("\n")
            elif kind in _STYLES:
                yield from self._atoms(content, style or _STYLES[kind])
            elif kind == "Quoted":
                opening, closing = _QUOTES[content[0]["t"]]
                yield from (Atom(opening, style), *self._atoms(content[1], style))
                yield Atom(closing, style)
            elif kind in _BARE:
                yield from self._atoms(content, style)
            elif kind == "Span":
                yield Atom(self._page(content[0]), ready=True)
                yield from self._atoms(content[1], style)
            else:
                yield Atom(self._ready(kind, content), ready=True)

    def _ready(self, kind: str, content: object) -> str:
        make = _INLINES.get(kind)
        if make is None:
            self.dropped[kind] += 1
            return ""
        return make(self, content)

    def _note(self, blocks: Sequence[Node]) -> str:
        key = self._keys[id(blocks)]
        if key not in self._written:
            self._written.add(key)
            place = len(self.notes)
            self.notes.append("")
            self.notes[place] = note(key, [self.blocks(blocks)])
        return f"[^{key}]"

    def _link(self, content: Sequence[Any]) -> str:
        _, inlines, (address, _) = content
        words = self.inlines(inlines)
        if address.startswith("#"):
            self.dropped["link within the file, of which the words are kept"] += 1
            return words
        if not words.strip():
            return words
        return f"[{words}]({_write_address(address)})"

    def _image(self, content: Sequence[Any]) -> str:
        _, inlines, (address, _) = content
        self.images += 1
        if address.startswith("data:"):
            self.dropped["image within the file, of which the place is kept"] += 1
            address = "embedded"
        return f"![{self.inlines(inlines)}]({_write_address(address)})"

    def _cite(self, content: Sequence[Any]) -> str:
        citations, inlines = content
        if words := plain(inlines):
            return words
        return f"[{'; '.join(map(_write_citation, citations))}]"

    def _verbatim(self, content: Sequence[Any]) -> str:
        return escape(content[-1])

    def _raised(self, inlines: Sequence[Node]) -> str:
        return f"<sup>{self.inlines(inlines)}</sup>"

    def _lowered(self, inlines: Sequence[Node]) -> str:
        return f"<sub>{self.inlines(inlines)}</sub>"

    def _page(self, attributes: Attributes) -> str:
        """Return the start of a page, labelled by the page list or the element; empty if none."""
        name, _, pairs = attributes
        values = dict(pairs)
        types = f"{values.get('epub:type', '')} {values.get('type', '')} {values.get('role', '')}"
        listed = self._labels.get(name.rpartition("_")[2]) or self._labels.get(name)
        if "pagebreak" not in types and listed is None:
            return ""
        label = listed or values.get("title") or values.get("aria-label") or ""
        if not label.strip():
            self.dropped["start of a page without a label"] += 1
            return ""
        self.pages += 1
        return page_start(label.strip())


def _is_line(block: Node) -> bool:
    """Return whether a division is a line of verse: text that is not in a paragraph."""
    if block["t"] != "Div" or "pagebreak" in block["c"][0][1]:
        return False
    return [child["t"] for child in block["c"][1]] == ["Plain"] and plain(block).strip() != ""


def _write_citation(citation: Mapping[str, Any]) -> str:
    before, after = (plain(citation[name]) for name in ("citationPrefix", "citationSuffix"))
    cited = f"{escape(before)} @{citation['citationId']}".strip()
    return ", ".join(part for part in (cited, escape(" ".join(after.split()))) if part)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _write_address(address: str) -> str:
    return _TARGET.sub(lambda match: f"%{ord(match[0]):02X}", address)


_STYLES: Final = {"Emph": "*", "Strong": "**", "Strikeout": "~~"}
_BARE: Final = frozenset({"SmallCaps", "Underline"})
"""Styles that Markdown does not have; only their text is written."""

_BLOCKS: Final[Mapping[str, Callable[[PandocWriter, Any], str]]] = {
    "Para": PandocWriter._paragraph,
    "Plain": PandocWriter._paragraph,
    "Header": PandocWriter._heading,
    "BlockQuote": PandocWriter._quotation,
    "BulletList": PandocWriter._bullets,
    "OrderedList": PandocWriter._ordered,
    "DefinitionList": PandocWriter._definitions,
    "CodeBlock": PandocWriter._code,
    "LineBlock": PandocWriter._lines,
    "Div": PandocWriter._division,
    "Figure": PandocWriter._figure,
    "Table": PandocWriter._table,
    "RawBlock": PandocWriter._raw,
    "HorizontalRule": lambda writer, content: "* * *",
}
_INLINES: Final[Mapping[str, Callable[[PandocWriter, Any], str]]] = {
    "Note": PandocWriter._note,
    "Link": PandocWriter._link,
    "Image": PandocWriter._image,
    "Cite": PandocWriter._cite,
    "Code": PandocWriter._verbatim,
    "Math": PandocWriter._verbatim,
    "Superscript": PandocWriter._raised,
    "Subscript": PandocWriter._lowered,
    "RawInline": PandocWriter._raw,
}
