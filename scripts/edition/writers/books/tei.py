"""Write a text as TEI P5, valid against ``tei_all``; see docs/data.md.

A text that must not be adapted is reproduced without changes. Editorial statements are always
separate from the text, with ``resp="#editors"``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from edition.diagnostics.diagnostic import EditionError
from edition.linking.page_proofs import Numbering, infer_numbering
from edition.model import document as nodes
from edition.model.addresses import note_address, page_address, page_at
from edition.model.edition import Edition
from edition.records.registers import EntryClass
from edition.text.source import Source
from edition.writers.books.markup import (
    URL_CHARACTERS,
    MarkupWriter,
    element,
    escape_xml,
    xml_id,
)
from edition.writers.books.tei_header import (
    Publication,
    write_editors_note,
    write_header,
    write_when,
)
from edition.writers.links import Link, Linked, LinkLayer
from edition.writers.tables import split_inlines, table_rows

EDITORS: Final = "#editors"
ENTRY: Final = "bib."
"""Prefix of the keys of bibliography entries."""
_STYLES: Final[Mapping[nodes.Style, tuple[str, str]]] = MappingProxyType({
    nodes.Style.ITALIC: ("hi", "italic"), nodes.Style.BOLD: ("hi", "bold"),
    nodes.Style.SUPERSCRIPT: ("hi", "superscript"), nodes.Style.SUBSCRIPT: ("hi", "subscript"),
    nodes.Style.STRUCK: ("del", "strikethrough"), nodes.Style.UNCLEAR: ("unclear", ""),
    nodes.Style.DAMAGED: ("damage", ""), nodes.Style.SUPPLIED: ("supplied", ""),
    nodes.Style.EXPANDED: ("ex", ""), nodes.Style.ADDED: ("add", ""),
    nodes.Style.SURPLUS: ("surplus", ""),
})  # fmt: skip
"""The element of a style and its rendition."""
_ATTRIBUTES: Final = MappingProxyType({
    nodes.Style.UNCLEAR: "reason", nodes.Style.DAMAGED: "agent", nodes.Style.SUPPLIED: "reason",
    nodes.Style.ADDED: "place", nodes.Style.SURPLUS: "reason",
})  # fmt: skip
"""The attribute for the remark of the witness on a style."""
_READINGS: Final = MappingProxyType({
    "corrected": ("sic", "corr"), "regularized": ("orig", "reg"), "written out": ("abbr", "expan"),
})  # fmt: skip
"""The elements of a pair of readings, by the function of the second."""
_CERTAINTY: Final = MappingProxyType({
    nodes.Verdict.PROVED: "high", nodes.Verdict.PLAUSIBLE: "medium",
    nodes.Verdict.CONTRADICTED: "low", nodes.Verdict.MISSING: "unknown",
})  # fmt: skip
_NAMED: Final = MappingProxyType({
    EntryClass.PERSON: ("persName", ""), EntryClass.PLACE: ("placeName", ""),
    EntryClass.ORGANISATION: ("orgName", ""), EntryClass.EVENT: ("name", "event"),
    EntryClass.TERM: ("term", ""),
})  # fmt: skip
"""The element of a name with an entry in a register, and its type if the element is general."""


def write_tei(edition: Edition, publication: Publication, *, whole: bool) -> str:
    """Return a text as TEI, or only its description if not ``whole``.

    Raises EditionError if its witness is missing or cannot be read.
    """
    if not whole:
        return compose_tei(edition, publication, None)
    return compose_tei(edition, publication, write_body(edition).text)


@dataclass(slots=True)
class Body:
    """The body of a text and its written parts."""

    text: str = ""
    written: dict[int, str] = field(default_factory=dict)
    """All blocks and divisions, by Python ``id``."""
    heads: dict[str, str] = field(default_factory=dict)
    """The heads of divisions, by name."""
    notes: dict[str, str] = field(default_factory=dict)
    """All notes, by key."""


def write_body(edition: Edition) -> Body:
    """Return the body of a text. Raises EditionError if its witness cannot be read."""
    if edition.document is None or edition.source is None:
        raise EditionError(*edition.diagnostics)
    writer = _TeiWriter(edition, edition.document, edition.source)
    writer.body.text = writer.write()
    return writer.body


def compose_tei(edition: Edition, publication: Publication, body: str | None) -> str:
    """Return a TEI document with a body, or with the description of the text if it is None."""
    stand_off = "" if body is None else _write_stand_off(edition, publication)
    content = publication.describe(edition.record) if body is None else body
    parts = [
        write_header(edition, publication, whole=body is not None),
        f"<text>\n<body>\n{content or '<p/>'}\n</body>\n</text>",
        stand_off,
    ]
    language = edition.record.language
    root = element(
        "TEI", "\n" + "\n".join(filter(None, parts)) + "\n", xmlns=TEI, xml__lang=language
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'


TEI: Final = "http://www.tei-c.org/ns/1.0"


def _write_stand_off(edition: Edition, publication: Publication) -> str:
    """Write the cited works and the editors' notes."""
    keys = dict.fromkeys(c.key for c in edition.citations if c.key is not None)
    entries = [
        element("bibl", publication.entry(key), xml__id=xml_id(ENTRY + key)) for key in sorted(keys)
    ]
    parts = [element("listBibl", "\n" + "\n".join(entries) + "\n")] if entries else []
    record, links = edition.record, edition.links
    parts += [write_editors_note(record, None, part, publication) for part in links.head_note]
    parts += [write_editors_note(record, note, note, publication) for note in links.notes]
    return element("standOff", "\n" + "\n".join(parts) + "\n", resp=EDITORS) if parts else ""


class _TeiWriter(MarkupWriter):
    def __init__(self, edition: Edition, document: nodes.Document, source: Source) -> None:
        known = edition.layout.addresses
        references = [_link_reference(r) for r in document.references if r.target_address in known]
        cited = [
            Link(citation.parts, _start("bibl", corresp=f"#{xml_id(ENTRY + citation.key)}"))
            for citation in edition.citations
            if citation.key is not None
        ]
        layers = (references, cited, _link_names(document), *_link_mentions(edition))
        super().__init__(edition, document, source, map(LinkLayer, layers))
        self._place = _find_place(document)
        self.body = Body()

    def write(self) -> str:
        """Return the content of the body."""
        parts = [self.blocks(self.document.front)]
        first = self.document.divisions[:1]
        parts += self._notes_group(first[0].span.start if first else self.document.length)
        for division in self.document.divisions:
            parts.append(self._division(division, nested=False))
        parts += [self.pages_until(self.document.length), *self._notes_group(None)]
        return "\n".join(filter(None, parts))

    def _division(self, division: nodes.Division, *, nested: bool = True) -> str:
        before = self.pages_until(division.heading_span.start)
        head = element("head", self.inlines(division.heading))
        self.body.heads[division.name] = "\n".join(filter(None, [before, head]))
        parts = [before, head, self.blocks(division.blocks)]
        parts += map(self._division, division.divisions)
        if not nested:
            parts += [self.pages_until(division.span.end - 1)]
            parts += self._notes_group(division.span.end)
        content = "\n".join(filter(None, parts))
        self.body.written[id(division)] = written = wrap_division(division, content)
        return written

    def blocks(self, blocks: Iterable[nodes.Block]) -> str:
        """Write blocks, each on a line."""
        listed = [*blocks]
        written = [self.makers[type(block)](self, block) for block in listed]
        self.body.written.update(zip(map(id, listed), written, strict=True))
        return "\n".join(written)

    def _notes_group(self, end: int | None) -> list[str]:
        notes = self.notes_until(self.document.length + 1 if end is None else end)
        return [element("noteGrp", "\n" + "\n".join(notes) + "\n")] if notes else []

    # --- Pages, notes and links ---

    def page(self, page: nodes.Page) -> str:
        numbering = infer_numbering(page)
        type_ = "leaf" if page.leaf else "page"
        kind = "" if numbering is Numbering.PRINTED else str(numbering)
        image = quote(page.image, safe=URL_CHARACTERS)
        printed = element("fw", escape_xml(page.printed), type="pageNum") if page.printed else ""
        identity = xml_id(page_address(page))
        return printed + element(
            "pb", n=page.label, xml__id=identity, type_=type_, subtype=kind, facs=image
        )

    def marker(self, marker: nodes.NoteMarker, address: str) -> str:
        target = f"#{xml_id(note_address(marker.note))}" if address else ""
        identity = xml_id(address) if address else ""
        return element(
            "ref", escape_xml(marker.mark), type="noteMarker", target=target, xml__id=identity
        )

    def linked(self, linked: Linked) -> str:
        words = self.plain(linked.children)
        return f"<{linked.href}>{words}</{linked.href.split()[0]}>"

    def note(self, note: nodes.Note) -> str:
        content = self.blocks(note.blocks)
        if note.state is nodes.NoteState.MISSING:
            content += _gap("The text of the note is missing from the witness.")
        state = "" if note.state is nodes.NoteState.WHOLE else str(note.state)
        identity = xml_id(note_address(note.key))
        self.body.notes[note.key] = written = element(
            "note", content, n=note.mark, place=self._place, xml__id=identity, subtype=state
        )
        return written

    # --- Inlines ---

    def join(self, join: nodes.Join) -> str:
        if join.kind is nodes.JoinKind.SPACE:
            return "\n"
        hyphen = escape_xml(self.source.slice(join.span)) if len(join.span) else ""
        if hyphen and join.kind is nodes.JoinKind.HYPHEN_JOINED:
            hyphen = element("pc", hyphen, force="weak")
        return (join.text or hyphen) + '<lb break="no"/>'

    def styled(self, styled: nodes.Styled) -> str:
        content = self.inlines(styled.children)
        if styled.style is nodes.Style.READING:
            return _write_reading(styled.remark, content)
        name, look = _STYLES[styled.style]
        if name == "ex" and "<" in content:
            return element("seg", content, type="expansion")
        attributes = {}
        if styled.style in _ATTRIBUTES:
            remark = styled.remark.removeprefix(nodes.EDITORIAL[styled.style][2]).strip(", ")
            attributes[_ATTRIBUTES[styled.style]] = remark
        return element(name, content, rend=look, **attributes)

    def external(self, link: nodes.ExternalLink) -> str:
        return element(
            "ref", self.plain(link.children), target=quote(link.address, safe=URL_CHARACTERS)
        )

    def emended(self, emended: nodes.Emended) -> str:
        if unescape(emended.original) == emended.text:
            return escape_xml(
                emended.text
            )  # The original is a character reference of a markup language.
        old = element("sic", escape_xml(emended.original))
        if not self.edition.record.rights.derivatives:
            return old
        return element("choice", old + element("corr", escape_xml(emended.text), resp=EDITORS))

    # --- Blocks ---

    def _address(self, block: nodes.InlineBlock) -> str:
        return xml_id(block.address) if block.address else ""

    def _leaf(self, name: str, block: nodes.InlineBlock, **attributes: str) -> str:
        content = self.pages_until(block.span.start) + self.inlines(block.inlines)
        return element(name, content, xml__id=self._address(block), **attributes)

    def paragraph(self, block: nodes.Paragraph) -> str:
        return self._leaf("p", block, part="F" if block.continued else "")

    def verse(self, block: nodes.Verse) -> str:
        pages = self.pages_until(block.span.start)
        lines = [
            element("l", self.inlines(run)) for run in split_inlines(block.inlines, nodes.LineBreak)
        ]
        return element("lg", pages + "\n".join(lines), xml__id=self._address(block))

    def ornament(self, block: nodes.Ornament) -> str:
        lines = "<lb/>\n".join(map(escape_xml, block.shown.split("\n")))
        return element("ab", self.pages_until(block.span.start) + lines, type="ornament")

    def caption(self, block: nodes.Caption) -> str:
        content = self.pages_until(block.span.start) + self.inlines(block.inlines)
        return element(
            "figure", element("head", content), xml__id=self._address(block), n=block.label
        )

    def table(self, block: nodes.Table) -> str:
        rows = [self.pages_until(block.span.start)]
        for number, cells in enumerate(table_rows(block)):
            content = "\n".join(element("cell", self.inlines(cell)) for cell in cells)
            role = "label" if block.headed and not number else ""
            rows.append(element("row", content, role=role))
        return element("table", "\n".join(filter(None, rows)), xml__id=self._address(block))

    def quotation(self, block: nodes.Quotation) -> str:
        return element("quote", f"\n{self.blocks(block.blocks)}\n")

    def item_list(self, block: nodes.ItemList) -> str:
        marked, parts = any(item.mark for item in block.items), []
        for item in block.items:
            parts += [element("label", escape_xml(item.mark))] if marked else []
            parts.append(element("item", self.blocks(item.blocks)))
        return element("list", "\n" + "\n".join(parts) + "\n")

    makers = {  # noqa: RUF012 - the base declares it
        nodes.Join: join,
        nodes.Styled: styled,
        nodes.ExternalLink: external,
        nodes.Markup: lambda writer, node: "",
        nodes.LineBreak: lambda writer, node: "<lb/>\n",
        nodes.CellEnd: lambda writer, node: "\n",
        nodes.Supplied: lambda writer, node: _supply(node),
        nodes.Lacuna: lambda writer, node: _gap(node.reason),
        nodes.Emended: emended,
        nodes.Paragraph: paragraph,
        nodes.Heading: lambda writer, node: writer._leaf(
            "ab", node, type="heading", subtype=str(node.level)
        ),
        nodes.Verse: verse,
        nodes.Table: table,
        nodes.Matter: lambda writer, node: writer._leaf("ab", node, type=str(node.kind)),
        nodes.Caption: caption,
        nodes.Ornament: ornament,
        nodes.Fragment: lambda writer, node: writer._leaf("ab", node, type="fragment"),
        nodes.ItemList: item_list,
        nodes.Quotation: quotation,
    }


def wrap_division(division: nodes.Division, content: str) -> str:
    """Return the content of a division as an element."""
    identity = xml_id(division.address) if division.address else ""
    return element("div", f"\n{content}\n", xml__id=identity, n=division.number)


def _supply(supplied: nodes.Supplied) -> str:
    return element("supplied", escape_xml(supplied.text), resp=EDITORS)


def _gap(reason: str) -> str:
    return element("gap", element("desc", escape_xml(reason)), reason="lost")


def _write_reading(remark: str, content: str) -> str:
    """Write words to which the witness has another reading or a remark."""
    function, _, words = remark.partition(": ")
    if function in _READINGS and words:
        first, second = _READINGS[function]
        words = "" if words == "left out" else escape_xml(words)
        return element("choice", element(first, content) + element(second, words))
    return element("sic" if remark.startswith("so in") else "seg", content)


def _start(name: str, **attributes: str) -> str:
    """Return a start tag without its angle brackets."""
    return element(name, "", **attributes)[1:].partition(">")[0]


def _link_reference(reference: nodes.Reference) -> Link:
    target, certainty = f"#{xml_id(reference.target_address)}", _CERTAINTY[reference.verdict]
    start = _start("ref", type=str(reference.kind), target=target, cert=certainty)
    return Link(reference.parts, start)


def _link_names(document: nodes.Document) -> Iterator[Link]:
    """Yield the names marked in the witness; of nested names only the outermost."""
    end = 0
    for name in sorted(document.names, key=lambda name: (name.span.start, -name.span.end)):
        if name.span.start >= end:
            end = name.span.end
            when = write_when(name.target) if name.kind == "date" else ""
            key = "" if name.kind in ("date", "gloss") else name.target
            yield Link((name.span,), _start(name.kind, when=when, key=key))


def _link_mentions(edition: Edition) -> Iterator[list[Link]]:
    """Yield the links of names with an entry in a register, then those of complete dates."""
    yield [
        Link((m.span,), _start(name, ref=f"{m.entry_class}:{m.entry}", type_=kind))
        for m in edition.mentions
        for name, kind in [_NAMED[m.entry_class]]
        if m.entry
    ]
    yield [
        Link((date.span,), _start("date", when=when))
        for date in edition.dates
        for when in [write_when(date.edtf)]
        if when
    ]


def _find_place(document: nodes.Document) -> str:
    """Return the place of most notes: ``bottom`` of the page that calls them, or ``end``."""
    places: Counter[str] = Counter()
    for note in document.notes:
        if note.marker is not None and note.segments:
            starts = (note.marker.start, note.segments[0].start)
            pages = [page_at(document.pages, start) for start in starts]
            places["bottom" if pages[0] is not None and pages[0] == pages[1] else "end"] += 1
    return places.most_common(1)[0][0] if places else "end"
