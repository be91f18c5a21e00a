"""Read Markdown texts: footnotes, headings, lists, block quotations, emphasis."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import (
    Block,
    Division,
    Document,
    Furniture,
    Heading,
    ItemList,
    ListItem,
    Matter,
    MatterKind,
    Note,
    NoteMarker,
    NoteState,
    Ornament,
    Quotation,
    Table,
    Verse,
)
from edition.model.traversal import span_of
from edition.readers import Options, Reading
from edition.readers.composition import make_paragraph, merge_pieces
from edition.readers.headings import Title, chapter_title, slug
from edition.readers.lines import Line, split_lines
from edition.readers.markdown.comments import find_pages, mask_comments
from edition.readers.markdown.inlines import MarkdownInlines, is_line_block
from edition.readers.markdown.tree import Node, parse_blocks, walk_nodes
from edition.records.options import Option, OptionType, resolve_options
from edition.text.source import Source
from edition.text.span import Span
from edition.text.unique_names import UniqueNames

_NUMBER_WORDS: Final = 2
"""Greatest number of words of a heading with a number only, such as ``Chapter I``."""

# --- Blocks, divisions and notes of a Markdown text, built from its tree ---------------


class MarkdownBuilder:
    """Builder of the blocks of one text, which records the stretches that they cover."""

    def __init__(self, source: Source, lines: Sequence[Line], inlines: MarkdownInlines) -> None:
        self._source = source
        self._lines = lines
        self._pieces = inlines.pieces
        self._tables = inlines.tables
        self._labels = inlines.labels
        self._markers = inlines.markers
        self._inline_builder = inlines.inline_builder
        self._sign = inlines.sign
        self._inline = inlines.notes
        inner = [pieces for _, pieces in inlines.notes]
        self._covered = [p for pieces in (*inlines.pieces.values(), *inner) for p in pieces]
        self._names = UniqueNames()
        self._signed: dict[int, int] = {}
        """End of the item marks or note signs on a line, by the start of the line."""

    # --- divisions ---

    def build_divisions(
        self, nodes: Sequence[Node]
    ) -> tuple[tuple[Block, ...], tuple[Division, ...]]:
        """Divide the text at its headings; a single largest heading at its start is the title.

        Divisions are nested by the levels of their headings. A heading without words below it, such
        as a line of a title page, does not open a division: it is a block of the enclosing one.
        """
        levels = Counter(node.level for node in nodes if node.kind == "heading")
        titled = bool(nodes) and bool(self._pieces[id(nodes[0])])
        titled = titled and nodes[0].kind == "heading" and levels[nodes[0].level] == 1
        titled = titled and nodes[0].level == min(levels)
        front = [self._title(nodes[0])] if titled else []
        rest = nodes[1:] if titled else nodes
        openings = self._find_openings(rest)
        ranks = sorted({node.level for node in rest if id(node) in openings})
        blocks, divisions = self._divide(rest, openings, ranks)
        return (*front, *blocks), divisions

    def _find_openings(self, nodes: Sequence[Node]) -> frozenset[int]:
        """Return the identities of the headings with words below them."""
        found: list[Node] = []
        wordless: list[Node] = []
        for node in nodes:
            if node.kind == "heading":
                wordless = [heading for heading in wordless if heading.level < node.level]
                wordless += [node] if self._pieces[id(node)] else []
            elif node.kind in self._MAKERS and node.kind != "hr":
                found += wordless
                wordless = []
        return frozenset(map(id, found))

    def _divide(
        self, nodes: Sequence[Node], openings: frozenset[int], ranks: Sequence[int]
    ) -> tuple[tuple[Block, ...], tuple[Division, ...]]:
        """Build the blocks before the first division of ``nodes``, and the divisions."""
        inner = [i for i, node in enumerate(nodes) if id(node) in openings]
        if not inner:
            return self.build(nodes), ()
        cuts, largest = [inner[0]], nodes[inner[0]].level
        for i in inner[1:]:
            if nodes[i].level <= largest:
                cuts, largest = [*cuts, i], nodes[i].level
        divisions = []
        for first, end in pairwise([*cuts, len(nodes)]):
            below = first + self._count_headings(nodes[first:end], openings)
            opening = self._open(nodes[first:below], ranks)
            blocks, within = self._divide(nodes[below:end], openings, ranks)
            reached = [opening.span.end, *(node.span.end for node in (*blocks, *within))]
            span = Span(opening.span.start, max(reached))
            divisions.append(replace(opening, blocks=blocks, divisions=within, span=span))
        return self.build(nodes[: cuts[0]]), tuple(divisions)

    def _count_headings(self, nodes: Sequence[Node], openings: frozenset[int]) -> int:
        """Return the number of nodes that make up the heading of a division.

        A number only, such as ``Chapter I``, includes the heading below it if the division has no
        further heading of that level or a larger one.
        """
        if not (len(nodes) > 1 and id(nodes[1]) in openings and self._is_number(nodes[0])):
            return 1
        if (below := self._read_title(nodes[1])) and below.number:
            return 1
        rivals = (node for node in nodes[2:] if id(node) in openings)
        return 1 if any(node.level <= nodes[1].level for node in rivals) else 2

    def _is_number(self, node: Node) -> bool:
        title = self._read_title(node)
        return bool(title and title.number) and len(self._words(node).split()) <= _NUMBER_WORDS

    def _read_title(self, node: Node) -> Title | None:
        return chapter_title(self._words(node))

    def _words(self, node: Node) -> str:
        return " ".join(self._source.slice(piece) for piece in self._pieces[id(node)])

    def _open(self, headings: Sequence[Node], ranks: Sequence[int]) -> Division:
        """Return a division with its heading and without content."""
        pieces = [piece for heading in headings for piece in self._pieces[id(heading)]]
        text = " ".join(map(self._words, headings))
        title = chapter_title(text)
        span = _extent(pieces, self._line_span(headings[0]))
        return Division(
            name=self._names.take(title.name if title else slug(text)),
            level=ranks.index(headings[0].level) + 1,
            number=title.number if title else "",
            heading=self._inline_builder.write(pieces),
            heading_span=span,
            blocks=(),
            divisions=(),
            span=span,
        )

    def _title(self, node: Node) -> Block:
        pieces = self._pieces[id(node)]
        span = _extent(pieces, self._line_span(node))
        return Matter(MatterKind.TITLE, self._inline_builder.write(pieces, keep_lines=True), span)

    def _line_span(self, node: Node) -> Span:
        if not self._lines:
            return Span(0, 0)
        return self._lines[min(node.first, len(self._lines) - 1)].content

    # --- blocks ---

    def build(self, nodes: Iterable[Node]) -> tuple[Block, ...]:
        """Build blocks; skip definitions of footnotes."""
        made = (self._MAKERS[n.kind](self, n) for n in nodes if n.kind in self._MAKERS)
        return tuple(block for block in made if block is not None)

    def _paragraph(self, node: Node) -> Block | None:
        pieces = self._pieces[id(node)]
        if not pieces:
            return None
        if id(node) in self._tables:
            inlines = self._inline_builder.write(pieces, keep_lines=True)
            span = Span(pieces[0].start, pieces[-1].end)
            return Table(inlines, span, headed=self._tables[id(node)])
        if is_line_block(self._source, pieces):
            return self._verse(node)
        return make_paragraph(self._inline_builder, pieces)

    def _verse(self, node: Node) -> Block | None:
        pieces = self._pieces[id(node)]
        if not pieces:
            return None
        return Verse(
            self._inline_builder.write(pieces, keep_lines=True),
            Span(pieces[0].start, pieces[-1].end),
        )

    def _heading(self, node: Node) -> Block | None:
        pieces = self._pieces[id(node)]
        if not pieces:
            return None
        return Heading(
            node.level, self._inline_builder.write(pieces), Span(pieces[0].start, pieces[-1].end)
        )

    def _rule(self, node: Node) -> Block:
        span = self._pieces[id(node)][0]
        return Ornament(self._source.slice(span), span)

    def _quotation(self, node: Node) -> Block | None:
        blocks = self.build(node.children)
        if not blocks:
            return None
        return Quotation(blocks, span_of(blocks))

    def _list(self, node: Node) -> Block | None:
        items = tuple(self._item(child) for child in node.children)
        return ItemList(items, span_of(items)) if items else None

    def _item(self, node: Node) -> ListItem:
        mark_span = self._find_mark(node)
        blocks = self.build(node.children)
        start = min([mark_span.start, *(block.span.start for block in blocks)])
        end = max([mark_span.end, *(block.span.end for block in blocks)])
        return ListItem(self._source.slice(mark_span), mark_span, blocks, Span(start, end))

    def _find_mark(self, node: Node) -> Span:
        """Return the span of the number of an item; empty for a bullet, which is notation."""
        line = self._lines[node.first]
        nothing = Span(line.content.start, line.content.start)
        taken = self._signed.get(line.start, line.start)
        column = line.text.find(node.info, taken - line.start) if node.info else -1
        span = Span(line.start + max(column, 0), line.start + max(column, 0) + len(node.info))
        content = min((p.start for p in self._content_of(node)), default=line.end)
        if column < 0 or span.end > content:
            return nothing
        self._signed[line.start] = span.end
        self._covered.append(span)
        return span

    def _content_of(self, node: Node) -> list[Span]:
        return [p for child in walk_nodes(node.children) for p in self._pieces[id(child)]]

    _MAKERS: Mapping[str, Callable[[MarkdownBuilder, Node], Block | None]] = {
        "paragraph": _paragraph,
        "heading": _heading,
        "blockquote": _quotation,
        "bullet_list": _list,
        "ordered_list": _list,
        "code_block": _verse,
        "fence": _verse,
        "hr": _rule,
    }

    # --- notes ---

    def build_notes(self, nodes: Sequence[Node]) -> Iterator[Note]:
        """Yield the defined notes, then those that are called but not defined."""
        first = {m.note: m.span for m in sorted(self._markers, key=lambda m: m.span, reverse=True)}
        defined: set[str] = set()
        for node in walk_nodes(nodes):
            if node.kind == "footnote_reference":
                key = self._labels[node.info]
                defined.add(key)
                yield self._note(node, key, first.get(key))
        for marker, pieces in self._inline:
            defined.add(marker.note)
            yield self._inline_note(marker, pieces)
        for marker in self._markers:
            if marker.note not in defined:
                defined.add(marker.note)
                yield Note(
                    marker.note, "", marker.mark, (), (), None, NoteState.MISSING, marker.span
                )

    def _note(self, node: Node, key: str, marker: Span | None) -> Note:
        line = self._lines[node.first]
        # A definition can begin with another definition, even one of the same label.
        taken = self._signed.get(line.start, line.start)
        start = line.start + line.text.find(f"[^{node.info}]:", taken - line.start)
        sign = Span(start, start + len(node.info) + len("[^]:"))
        self._signed[line.start] = sign.end
        self._covered.append(sign)
        pieces = [self._pieces[id(child)] for child in walk_nodes(node.children)]
        blocks = self.build(node.children)
        state = NoteState.WHOLE if marker else NoteState.UNMARKED
        return Note(
            key=key,
            series="",
            mark=self._sign(node.info),
            blocks=blocks,
            segments=merge_pieces(self._source, sorted(pieces)),
            mark_span=sign,
            state=state if blocks else NoteState.MISSING,
            marker=marker,
        )

    def _inline_note(self, marker: NoteMarker, pieces: Sequence[Span]) -> Note:
        blocks = (make_paragraph(self._inline_builder, pieces),) if pieces else ()
        segments = merge_pieces(self._source, [pieces])
        state = NoteState.WHOLE if blocks else NoteState.MISSING
        return Note(marker.note, "", marker.mark, blocks, segments, None, state, marker.span)

    def furniture(self) -> tuple[Furniture, ...]:
        """Return the stretches not covered by a block: prefixes and rules of the notation."""
        free = bytearray(b"x") * len(self._source.text)
        for span in self._covered:
            free[span.start : span.end] = bytes(len(span))
        found = []
        for match in re.finditer(r"\S+", self._source.text):
            for run in re.finditer(rb"x+", free[match.start() : match.end()]):
                span = Span(match.start() + run.start(), match.start() + run.end())
                found.append(Furniture("markup", span))
        return tuple(found)


def _extent(pieces: Sequence[Span], otherwise: Span) -> Span:
    return Span(pieces[0].start, pieces[-1].end) if pieces else otherwise


OPTIONS: tuple[Option, ...] = (
    Option("series", OptionType.FLAG, False, "A label such as 2.45 is number 45 of series 2."),
)


def read_markdown(source: Source, options: Options) -> Reading:
    """Read a Markdown text; see ``OPTIONS``."""
    masked = Source(source.path, mask_comments(source.text))
    lines = split_lines(masked)
    nodes = parse_blocks(masked.text)
    pages, repeated = find_pages(source)
    series = resolve_options(OPTIONS, options)["series"]
    inlines = MarkdownInlines(source, masked, nodes, pages, series=series)
    builder = MarkdownBuilder(source, lines, inlines)
    front, divisions = builder.build_divisions(nodes)
    document = Document(
        front=front,
        divisions=divisions,
        notes=tuple(builder.build_notes(nodes)),
        pages=pages,
        furniture=builder.furniture(),
        length=len(source.text),
    )
    dropped = _report_dropped(source, masked)
    return Reading(document, (*repeated, *dropped, *_report_nothing(source, document, nodes)))


_DROPPED: Final = (
    (re.compile(r"\A---[ \t]*\n"), "front matter is left out"),
    (
        re.compile(r"(?<!\\)!\[[^\]\n]{0,300}\]\([^)\n]{0,300}\)"),
        "image, of which the words are kept",
    ),
    (
        re.compile(r"(?<![\\!])\[[^\[\]^][^\[\]]*\]\((?!https?:|mailto:)[^()\s]*\)"),
        "link that leads not to the web, of which the words are kept",
    ),
    (re.compile(r"^:{3,}.*$", re.MULTILINE), "fence of a division, left out"),
    (re.compile(r"^\([\w-]+\)=\s*$", re.MULTILINE), "label of a place, left out"),
    (re.compile(r"(?<!\\)\{[#.][\w#.:][^{}\n]*\}"), "attributes, left out"),
    (re.compile(r"(?<!\\)\{[\w:-]+\}(?=`)"), "role of MyST, whose words are kept"),
    (re.compile(r"^`{3,}[ \t]*\{[\w:-]+\}", re.MULTILINE), "directive of MyST, kept as lines"),
    (
        re.compile(r"</?(?!su[bp]>)[a-zA-Z][\w-]*(?:\s[^<>\n]*)?/?>"),
        "tag of HTML stays in the text",
    ),
)
"""Notation without a model in the edition, each with a fact about its treatment."""


def _report_dropped(source: Source, masked: Source) -> Iterator[Diagnostic]:
    """Report each kind of notation that is dropped or not interpreted (S007)."""
    for pattern, fact in _DROPPED:
        whole = pattern.pattern.startswith(("\\A", "^:", "^\\(", "(?<!\\\\)\\{"))
        text = source.text if whole else masked.text
        found = list(pattern.finditer(text))
        if found:
            span = Span(*found[0].span())
            yield report_at(source, span, "S007", f"{len(found)} \u00d7 {fact}")


def _report_nothing(
    source: Source, document: Document, nodes: Sequence[Node]
) -> tuple[Diagnostic, ...]:
    if document.notes or any(node.kind != "paragraph" for node in nodes):
        return ()
    return (report_at(source, Span(0, 0), "S002", "no Markdown syntax was found"),)
