"""Read TEI: make a document of its divisions, blocks and notes; record other markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import (
    Block,
    Caption,
    Division,
    Document,
    Fragment,
    Furniture,
    Heading,
    Inline,
    ItemList,
    Join,
    JoinKind,
    ListItem,
    Matter,
    MatterKind,
    Note,
    NoteMarker,
    NoteState,
    Paragraph,
    Quotation,
    Supplied,
    Table,
    Text,
    Verse,
)
from edition.model.ledger import list_claims
from edition.model.note_keys import NoteKeys, letter_mark
from edition.model.traversal import span_of, walk
from edition.readers import Options, Reading
from edition.readers.headings import slug
from edition.readers.tei.inlines import (
    CELL_END,
    LOOSE,
    NOTE_MARKER,
    Found,
    InlineMaker,
    is_own,
    list_readings,
    plain_words,
    set_apart,
)
from edition.readers.tei.tree import Child, Element, XmlError, parse_tree
from edition.records.options import Option
from edition.text.source import Source
from edition.text.span import Span
from edition.text.unique_names import UniqueNames

OPTIONS: tuple[Option, ...] = ()
_MATTER: Final[Mapping[str, MatterKind]] = {
    "dateline": MatterKind.DATELINE,
    "signed": MatterKind.SIGNATURE,
    "byline": MatterKind.SIGNATURE,
    "docTitle": MatterKind.TITLE,
    "docImprint": MatterKind.IMPRINT,
    "docAuthor": MatterKind.SIGNATURE,
    "docDate": MatterKind.DATELINE,
}
_OUTER: Final = frozenset({"", "TEI", "teiCorpus", "text", "front", "body", "back", "group"})
"""Elements that contain divisions."""
_THROUGH: Final = frozenset({
    "titlePage", "closer", "opener", "postscript", "floatingText", "argument", "epigraph", "figure",
    "cit", "noteGrp", "sp", "body", "standOff",
})  # fmt: skip
"""Elements that contain blocks but are not blocks themselves."""
_DIVISIONS: Final = frozenset({"div", *(f"div{n}" for n in range(1, 8))})
_BLOCKS: Final = frozenset({
    "list", "quote", "q", "lg", "table", "p", "ab", "figure", "figDesc", "floatingText",
    "listPerson", "listBibl", "egXML",
})  # fmt: skip
"""Elements that interrupt a paragraph."""
_MADE_BLOCKS: Final = _BLOCKS | _MATTER.keys()


def read_tei(source: Source, options: Options) -> Reading:
    """Read a TEI text; the reader has no options."""
    try:
        root = parse_tree(source)
    except XmlError as error:
        end = min(error.offset + 1, len(source.text))
        fault = report_at(source, Span(min(error.offset, end), end), "S006", str(error))
        furniture = (Furniture("markup", Span(0, len(source.text))),)
        return Reading(Document((), (), (), (), furniture, length=len(source.text)), (fault,))
    return _TeiReader(source, root).read()


class _TeiReader:
    """The reader of one text."""

    def __init__(self, source: Source, root: Element) -> None:
        self._source = source
        self._root = root
        self._own = is_own(root)
        if self._own:
            set_apart(root)
        self._elements = tuple(root.walk())
        self._found = Found()
        self._markers: dict[int, NoteMarker] = {}
        self._names = UniqueNames()
        self._notes = list(self._name_notes())
        self._maker = InlineMaker(source, self._found, self._markers)

    def read(self) -> Reading:
        """Return the document, and report the TEI elements without a model (S007)."""
        front: list[Block] = []
        divisions: list[Division] = []
        self._read_children(self._root, 0, front, divisions)
        notes = tuple(self._make_note(*named_note) for named_note in self._notes)
        document = Document(
            front=tuple(front),
            divisions=tuple(divisions),
            notes=notes,
            pages=tuple(sorted(self._found.pages.values(), key=lambda page: page.start)),
            length=len(self._source.text),
            names=tuple(sorted(self._found.names, key=lambda name: name.span)),
        )
        furniture = tuple(self._find_furniture(document))
        return Reading(replace(document, furniture=furniture), tuple(self._report()))

    # --- divisions ---

    def _read_children(
        self, element: Element, level: int, blocks: list[Block], divisions: list[Division]
    ) -> None:
        """Add the blocks and divisions of an element; append blocks after a division to it."""
        for child in element.children:
            if isinstance(child, Element) and child.name in _OUTER | _DIVISIONS:
                if child.name in _DIVISIONS and (child.find("head") or _label(child)):
                    divisions.append(self._division(child, level + 1))
                else:
                    self._read_children(child, level, blocks, divisions)
            elif not isinstance(child, Element) or child.name != "teiHeader":
                made = list(
                    self._block(child) if isinstance(child, Element) else self._paragraphs([child])
                )
                if divisions and made:
                    last = divisions[-1]
                    span = Span(last.span.start, max(last.span.end, made[-1].span.end))
                    divisions[-1] = _append(last, made, span)
                else:
                    blocks += made

    def _division(self, element: Element, level: int) -> Division:
        head = element.find("head")
        heading: tuple[Inline, ...]
        if head is None:
            rest = element
            place = Span(element.tag.end, element.tag.end)
            heading = (Supplied(_label(element), "The TEI text has no heading here.", place),)
        else:
            # Children before the heading, such as page starts, are read as part of it.
            before = element.children[: element.children.index(head)]
            heading = self._maker.make([*before, *head.children])
            place = _span(heading, head)
            rest = Element("", {}, head.tag, children=element.children[len(before) + 1 :])
        name = self._names.take(self._slug(element))
        blocks: list[Block] = []
        divisions: list[Division] = []
        self._read_children(rest, level, blocks, divisions)
        return Division(
            name=name,
            level=level,
            number=element.get("n"),
            heading=heading,
            heading_span=place,
            blocks=tuple(blocks),
            divisions=tuple(divisions),
            span=Span(element.tag.start, element.end),
            supplied=head is None,
        )

    def _slug(self, element: Element) -> str:
        head = element.find("head")
        words = plain_words(self._source, head) if head else _label(element)
        return slug(element.get("xml:id") or words)

    # --- blocks ---

    def _block(self, element: Element) -> Iterator[Block]:
        name = element.name
        if name in _MATTER:
            inlines = self._maker.make(element.children, keep_lines=True)
            if inlines:
                yield Matter(_MATTER[name], inlines, _span(inlines, element))
        elif name in ("list", "listPerson", "listBibl"):
            yield from self._list(element)
        elif name in ("quote", "q"):
            inner = tuple(self._blocks(element))
            if inner:
                yield Quotation(inner, span_of(inner))
        elif name in ("lg", "table"):
            yield from self._lines(element)
        elif name == "figDesc":
            inlines = self._maker.make(element.children)
            if inlines:
                yield Caption("", inlines, _span(inlines, element))
        elif self._own and name == "ab" and element.get("type"):
            yield from self._own_block(element)
        elif self._own and name == "figure":
            for head in element.elements():
                inlines = self._maker.make(head.children)
                yield Caption(element.get("n"), inlines, _span(inlines, head))
        elif name == "head":
            inlines = self._maker.make(element.children)
            if inlines:
                yield Heading(6, inlines, _span(inlines, element))
        elif name in _THROUGH:
            yield from self._blocks(element)
        else:
            yield from self._paragraphs(element.children if name in ("p", "ab") else [element])

    def _own_block(self, element: Element) -> Iterator[Block]:
        """Yield a block for which TEI has no element, in the form of ``writers/books/tei.py``."""
        kind = element.get("type")
        inlines = self._maker.make(element.children, keep_lines=True)
        span = _span(inlines, element)
        if kind == "heading":
            yield Heading(int(element.get("subtype")), inlines, span)
        elif kind == "fragment":
            yield Fragment(inlines, span)
        else:
            known = kind in list(MatterKind)
            yield Matter(MatterKind(kind), inlines, span) if known else Verse(inlines, span)

    def _blocks(self, element: Element) -> Iterator[Block]:
        """Yield the blocks of an element that may also contain text."""
        if _MADE_BLOCKS.isdisjoint(child.name for child in element.elements()):
            yield from self._paragraphs(element.children)
            return
        loose: list[Child] = []
        for child in element.children:
            if isinstance(child, Element) and child.name in _MADE_BLOCKS | _THROUGH:
                yield from self._paragraphs(loose)
                loose = []
                yield from self._block(child)
            else:
                loose.append(child)
        yield from self._paragraphs(loose)

    def _paragraphs(self, children: Sequence[Child]) -> Iterator[Block]:
        """Yield a paragraph, or its parts and the blocks between them."""
        parts: list[list[Child]] = [[]]
        for child in children:
            if isinstance(child, Element) and child.name in _BLOCKS:
                parts += [[child], []]
            else:
                parts[-1].append(child)
        for number, part in enumerate(parts):
            if number % 2:
                assert isinstance(part[0], Element)
                yield from self._block(part[0])
                continue
            inlines = self._maker.make(part)
            marked = any(isinstance(inline, NoteMarker) for inline in inlines)
            if marked or any(walk(inlines, Text)):
                yield Paragraph(inlines, _span(inlines, None), continued=number > 0)

    def _list(self, element: Element) -> Iterator[Block]:
        items: list[ListItem] = []
        mark = Span(0, 0)
        for child in self._entries(element):
            if child.name in ("head", "label") and len(mark):
                items.append(ListItem(self._source.slice(mark), mark, (), mark))
                mark = Span(0, 0)
            if child.name == "head":
                if items:
                    yield ItemList(tuple(items), span_of(items))
                items = []
                yield from self._block(child)
            elif child.name == "label":
                mark = self._mark(child)
            elif child.name == "pb":
                self._maker.make([child])
            elif (blocks := tuple(self._blocks(child))) or len(mark):
                start = blocks[0].span.start if blocks else mark.start
                place = mark if len(mark) else Span(start, start)
                span = Span(place.start, blocks[-1].span.end if blocks else mark.end)
                items.append(ListItem(self._source.slice(place), place, blocks, span))
                mark = Span(0, 0)
        if items:
            yield ItemList(tuple(items), span_of(items))

    def _entries(self, element: Element) -> list[Element]:
        """Return the parts of a list; add notes and text between items to the preceding item."""
        entries: list[Element] = []
        for child in element.children:
            if isinstance(child, Element) and child.name not in LOOSE:
                entries.append(child)
            elif isinstance(child, Element) or self._source.slice(child).strip():
                if not entries or entries[-1].name != "item":
                    entries.append(Element("item", {}, element.tag))
                entries[-1].children.append(child)
        return entries

    def _mark(self, label: Element) -> Span:
        texts = [child for child in label.children if not isinstance(child, Element)]
        if len(texts) != 1 or len(label.children) != 1:
            return Span(0, 0)
        text = self._source.slice(texts[0])
        start = texts[0].start + len(text) - len(text.lstrip())
        return Span(start, start + len(text.strip()))

    def _lines(self, element: Element) -> Iterator[Block]:
        """Yield the headings of stanzas or of a table, and the lines or rows between them."""
        lines: list[Element] = []
        for row in _list_rows(element):
            if row.name != "head":
                lines.append(row)
                continue
            if any(line.name != "pb" for line in lines):
                yield from self._stanza(element, lines)
                lines = []
            # Page starts before a heading are read as part of it.
            yield from self._block(replace(row, children=[*lines, *row.children]))
            lines = []
        yield from self._stanza(element, lines)

    def _stanza(self, element: Element, lines: Sequence[Element]) -> Iterator[Block]:
        """Yield a stanza or a table, with each line or row on a separate line."""
        table = element.name == "table"
        rows: list[Child] = []
        for line in lines:
            if line.name == "pb":
                rows.append(line)
                continue
            if rows:
                rows.append(Element("lb", {}, line.tag, line.tag.start))
            for cell in line.children:
                rows.append(cell)
                if table and isinstance(cell, Element) and cell.name == "cell":
                    rows.append(Element(CELL_END, {}, cell.tag, cell.end))
        inlines = self._maker.make(rows, keep_lines=True)
        if any(walk(inlines, Text)):
            if table:
                row = next((line for line in lines if line.name == "row"), None)
                headed = row is not None and row.get("role") == "label"
                yield Table(inlines, _span(inlines, element), headed=headed)
            else:
                yield Verse(inlines, _span(inlines, element))

    # --- notes ---

    def _name_notes(self) -> Iterator[tuple[Element, NoteMarker | None, str, str]]:
        """Yield each note and variant reading with its marker, its key and its mark."""
        notes = [element for element in self._elements if element.name == "note"]
        targets = self._find_callers()
        marks = [note.get("n") or str(number) for number, note in enumerate(notes, 1)]
        homes = self._find_homes()
        repeated = len(set(marks)) < len(marks)
        keys = NoteKeys()
        holders = (element for element in self._elements if element.name in _HOLDERS)
        separate = {id(child) for holder in holders for child in holder.elements()}
        for element, mark in zip(notes, marks, strict=True):
            key = keys.name(homes.get(id(element), "") if repeated else "", mark)
            # A note inside a paragraph is its own marker; a separate note is called by references.
            is_separate = id(element) in separate
            callers = targets.get(element.get("xml:id"), []) if is_separate else [element]
            marker = None
            for caller in reversed(callers):
                span = caller.tag if caller is element else Span(caller.tag.start, caller.end)
                marker = self._markers[id(caller)] = NoteMarker(key, mark, span)
            yield element, marker, key, mark
        apparatus = (element for element in self._elements if element.name == "app")
        for number, entry in enumerate(apparatus, 1):
            if len(list_readings(entry)) > 1:
                mark = letter_mark(number)
                key = keys.name("app", mark)
                marker = self._markers[id(entry)] = NoteMarker(key, mark, entry.tag)
                yield entry, marker, key, mark

    def _find_callers(self) -> dict[str, list[Element]]:
        """Return the references to each note, by its id: all that are marked, or else the last."""
        callers: dict[str, list[Element]] = {}
        references = [element for element in self._elements if element.name in ("ref", "ptr")]
        marked = [element for element in references if element.get("type") == NOTE_MARKER]
        for reference in marked or references:
            if reference.get("target").startswith("#"):
                callers.setdefault(reference.get("target")[1:], []).append(reference)
        return callers if marked else {name: found[-1:] for name, found in callers.items()}

    def _find_homes(self) -> dict[int, str]:
        """Return the name of the division of each note, by ``id()`` of its element."""
        homes: dict[int, str] = {}
        for division in self._elements:
            if division.name in _DIVISIONS and (division.find("head") or _label(division)):
                name = self._slug(division)
                homes |= {id(note): name for note in division.walk() if note.name == "note"}
        return homes

    def _make_note(self, element: Element, marker: NoteMarker | None, key: str, mark: str) -> Note:
        variants = element.name == "app"
        blocks = tuple(self._variants(element) if variants else self._blocks(element))
        spans = tuple(text.span for text in walk(blocks, Text))
        segments = (Span(spans[0].start, spans[-1].end),) if spans else ()
        state = NoteState.WHOLE if marker else NoteState.UNMARKED
        series = key.rpartition(".")[0]
        place = marker.span if marker else None
        return Note(
            key, series, mark, blocks, segments, None, state if blocks else NoteState.MISSING, place
        )

    def _variants(self, apparatus: Element) -> Iterator[Block]:
        """Yield each reading that is not in the text, with the sigla of its witnesses."""
        lemma, *variants = list_readings(apparatus)
        if witnesses := _sigla(lemma):
            place = Span(apparatus.tag.end, apparatus.tag.end)
            yield Paragraph((Supplied(f"text: {witnesses}", _SIGLA, place),), place)
        for variant in variants:
            place = Span(variant.end, variant.end)
            blocks = [*self._blocks(variant)] or [Paragraph((), place)]
            *before, last = blocks
            yield from before
            sigla = _sigla(variant) if len(last.span) else f"left out {_sigla(variant)}".strip()
            if sigla and isinstance(last, Paragraph):
                signs = (Join(JoinKind.SPACE, place), Supplied(sigla, _SIGLA, place))
                last = replace(last, inlines=(*last.inlines, *signs[not last.inlines :]))
            yield last

    # --- parts of the file outside the document ---

    def _find_furniture(self, document: Document) -> Iterator[Furniture]:
        """Yield the stretches of the file without a node: markup, header, omitted elements."""
        taken = sorted(entry.span for entry in list_claims(document))
        position = 0
        for span in [*taken, Span(len(self._source.text), len(self._source.text))]:
            gap = self._source.text[position : span.start]
            if gap.strip():
                start = position + len(gap) - len(gap.lstrip())
                yield Furniture("markup", Span(start, position + len(gap.rstrip())))
            position = max(position, span.end)

    def _report(self) -> Iterator[Diagnostic]:
        """Yield S007 for each kind of element that is omitted or of which only the words remain."""
        left: dict[str, list[Element]] = {}
        for element in self._elements:
            if element.name in _LEFT_OUT:
                left.setdefault(element.name, []).append(element)
        plain = self._found.plain
        for found, fate in (
            (plain, ", whose words are kept as they stand"),
            (left, " is left out"),
        ):
            for name, elements in sorted(found.items()):
                fact = f"{len(elements)} \u00d7 <{name}>{fate}"
                yield report_at(self._source, elements[0].tag, "S007", fact)


_LEFT_OUT: Final = frozenset({"graphic", "fw", "media", "index", "space", "handShift"})
_SIGLA: Final = "Sigla of the witnesses that have this reading."
_HOLDERS: Final = frozenset({"div", "body", "back", "noteGrp", "front", "text", "standOff"})


def _label(division: Element) -> str:
    """Return the type and number of a division, which replace a missing heading."""
    kind = division.get("subtype") or division.get("type")
    words = ["" if kind == "textpart" else kind, division.get("n")]
    return " ".join(filter(None, words)).replace("_", " ").capitalize()


def _list_rows(element: Element) -> Iterator[Element]:
    """Yield the outermost headings, lines, rows and page starts inside an element."""
    for child in element.elements():
        if child.name in ("head", "l", "row", "pb"):
            yield child
        elif child.name != "note":
            yield from _list_rows(child)


def _sigla(reading: Element) -> str:
    named = reading.get("wit") or reading.get("source") or reading.get("resp")
    return ", ".join(siglum.rpartition("#")[2].rpartition(":")[2] for siglum in named.split())


def _append(division: Division, blocks: Iterable[Block], span: Span) -> Division:
    if division.divisions:
        inner = _append(division.divisions[-1], blocks, span)
        return replace(division, divisions=(*division.divisions[:-1], inner), span=span)
    return replace(division, blocks=(*division.blocks, *blocks), span=span)


def _span(inlines: Sequence[Inline], element: Element | None) -> Span:
    spans = [inline.span for inline in inlines]
    if not spans and element is not None:
        return Span(element.tag.end, element.tag.end)
    return Span(spans[0].start, max(span.end for span in spans))
