"""Write the pages of a text as XHTML for a book: the running text with its notes at the end.

Additions of the edition have the same markup as on the site, so that the same proof applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote

from edition.model import document as nodes
from edition.model.addresses import marker_address, name_label, note_address, page_address
from edition.model.edition import Edition
from edition.model.layout import TextFile, split_document
from edition.model.traversal import walk
from edition.text.interface import _
from edition.text.source import Source
from edition.writers.books.apparatus import list_marks
from edition.writers.books.markup import (
    MISSING_NOTE,
    URL_CHARACTERS,
    MarkupWriter,
    element,
    escape_xml,
    find_links,
    xml_id,
)
from edition.writers.inlines import space_lacunae
from edition.writers.links import Linked
from edition.writers.tables import table_rows

BIBLIOGRAPHY_FILE: Final = "bibliography.xhtml"
_STYLES: Final[Mapping[nodes.Style, str]] = {
    nodes.Style.ITALIC: "em", nodes.Style.BOLD: "strong", nodes.Style.STRUCK: "s",
    nodes.Style.SUPERSCRIPT: "sup", nodes.Style.SUBSCRIPT: "sub",
}  # fmt: skip
_DEEPEST: Final = 6


def book_file(name: str) -> str:
    """Return the name in a book of a Markdown file of the edition."""
    return f"{xml_id(name.removesuffix('.md'))}.xhtml"


def name_notes(edition: Edition) -> str:
    """Return the name of the file of a book with the editors' notes on a text."""
    return f"notes-{edition.record.id}.xhtml"


def write_chapters(edition: Edition, document: nodes.Document, source: Source) -> dict[str, str]:
    """Return the bodies of the files of a text, in order."""
    writer = _XhtmlWriter(edition, document, source)
    files = split_document(document, edition.record.title, edition.record.split)
    return {book_file(file.path): writer.write(file, last=file is files[-1]) for file in files}


class _XhtmlWriter(MarkupWriter):
    def __init__(self, edition: Edition, document: nodes.Document, source: Source) -> None:
        files = edition.layout.addresses
        layers = find_links(
            edition,
            document,
            lambda address: f"{book_file(files[address])}#{xml_id(address)}",
            lambda key: f"../{BIBLIOGRAPHY_FILE}#{xml_id(key)}",
        )
        super().__init__(edition, document, source, layers, list_marks(edition))
        self._base = self._level = 1

    def write(self, file: TextFile, *, last: bool) -> str:
        """Return the body of one file."""
        self._base, self._level = file.level or 1, 0 if file.division else 1
        end = self.document.length + 1 if last else file.span.end
        if file.division is None:
            title = element("h1", escape_xml(file.title))
        else:
            title = self._heading(file.division)
        parts = [title, self.blocks(file.blocks)]
        for part in walk(file.children, nodes.Division):
            parts += self._heading(part), self.blocks(part.blocks)
        if pages := self.pages_until(end - 1):
            parts.append(element("div", pages))
        if notes := self.notes_until(end):
            listed = element("ul", "\n".join(notes))
            parts.append(element("section", f"<h2>{_('Notes')}</h2>\n{listed}", class_="notes",
                                 epub__type="endnotes", role="doc-endnotes"))  # fmt: skip
        return element("article", "\n".join(filter(None, parts)))

    def _heading(self, division: nodes.Division) -> str:
        pages = self.pages_until(division.heading_span.start)
        title = self.inlines(division.heading)
        name = self._next_heading(division.level)
        heading = element(name, pages + title, id=xml_id(division.address))
        return heading + self.editors_markers_after(division.address)

    def _next_heading(self, level: int) -> str:
        """Return the element of a heading; a heading may not skip a level."""
        level = max(1, level - self._base + 1)
        self._level = min(_DEEPEST, level, self._level + 1)
        return f"h{self._level}"

    # --- Pages, notes and links ---

    def page(self, page: nodes.Page) -> str:
        label = {"aria-label": name_label(page)}
        identity = xml_id(page_address(page))
        return element(
            "span", "", id=identity, epub__type="pagebreak", role="doc-pagebreak", **label
        )

    def marker(self, marker: nodes.NoteMarker, address: str) -> str:
        sign = escape_xml(marker.mark)
        if address:
            href = f"#{xml_id(note_address(marker.note))}"
            sign = element(
                "a", sign, id=xml_id(address), href=href, epub__type="noteref", role="doc-noteref"
            )
        return element("sup", sign, class_="marker")

    def linked(self, linked: Linked) -> str:
        role = "doc-biblioref" if linked.href.startswith("../") else ""
        return element("a", self.plain(linked.children), href=linked.href, role=role)

    def note(self, note: nodes.Note) -> str:
        body = self.blocks(note.blocks)
        if note.state is nodes.NoteState.MISSING and not body:
            body = element("ins", _(MISSING_NOTE))
        sign, back = escape_xml(note.mark), f"#{xml_id(marker_address(note.key))}"
        if self._met[note.key]:
            sign = element("a", sign, class_="sign", href=back, role="doc-backlink")
        else:
            sign = element("ins", sign)
        body += self.editors_markers_after(note_address(note.key))
        identity = xml_id(note_address(note.key))
        return element("li", f"{sign} {body}", id=identity, epub__type="endnote")

    def editors_marker(self, address: str, letter: str, *, after_passage: bool) -> str:
        """Write the marker of an editors' note."""
        href = f"../{name_notes(self.edition)}#{xml_id(address)}"
        label = {"aria-label": _("Editors’ note {number}", number=letter)}
        link = element(
            "a", escape_xml(letter), id=xml_id(marker_address(address)), href=href,
            epub__type="noteref", role="doc-noteref", **label,
        )  # fmt: skip
        if not after_passage:
            return element("ins", link, class_="editors")
        words = element("ins", _("Editors’ note {number}", number=link))
        return f"\n{element('div', words, class_='editors-beside')}"

    # --- Inlines ---

    def inlines(self, inlines: Iterable[nodes.Inline]) -> str:
        """Write a run of inlines, with spaces between lacunae and adjacent words."""
        return space_lacunae(super().inlines(inlines))

    def styled(self, styled: nodes.Styled) -> str:
        content = self.inlines(styled.children)
        if styled.style not in nodes.EDITORIAL:
            return element(_STYLES[styled.style], content)
        opening, closing, meaning = nodes.EDITORIAL[styled.style]
        before, after = (
            element("ins", escape_xml(sign)) if sign else "" for sign in (opening, closing)
        )
        title = styled.remark or meaning
        return element("span", before + content + after, class_="editorial", title=title)

    def external(self, link: nodes.ExternalLink) -> str:
        words, address = self.plain(link.children), quote(link.address, safe=URL_CHARACTERS)
        return element("a", words, href=address) if "//" in address else words

    def emended(self, emended: nodes.Emended) -> str:
        title = _(
            "The witness reads: {original}. {reason}",
            original=emended.original,
            reason=emended.reason,
        )
        return element("ins", escape_xml(emended.text), class_="emended", title=title)

    # --- Blocks ---

    def _leaf(self, name: str, block: nodes.InlineBlock) -> str:
        content = self.pages_until(block.span.start) + self.inlines(block.inlines)
        return element(name, content, id=xml_id(block.address) if block.address else "")

    def heading(self, block: nodes.Heading) -> str:
        return self._leaf(self._next_heading(max(block.level, self._base + 1)), block)

    def in_element(self, block: nodes.InlineBlock, kind: str) -> str:
        return element("div", self._leaf("p", block), class_=kind)

    def ornament(self, block: nodes.Ornament) -> str:
        sign = "<br/>".join(map(escape_xml, block.shown.split("\n")))
        if block.shown != block.text:
            title = _("An ornament in print; the witness has “{text}”.", text=block.text)
            sign = element("ins", sign, class_="emended", title=title)
        return element("p", self.pages_until(block.span.start) + sign, class_="ornament")

    def table(self, block: nodes.Table) -> str:
        pages, rows = self.pages_until(block.span.start), []
        for number, cells in enumerate(table_rows(block)):
            name = "th" if block.headed and not number else "td"
            rows.append(element("tr", "".join(element(name, self.inlines(cell)) for cell in cells)))
        identity = xml_id(block.address) if block.address else ""
        body = element("table", element("tbody", "\n".join(rows)), id=identity)
        return element("div", pages + body, class_="table")

    def item_list(self, block: nodes.ItemList) -> str:
        items = [
            element("li", escape_xml(item.mark) + " " * bool(item.mark) + self.blocks(item.blocks))
            for item in block.items
        ]
        marked = any(item.mark for item in block.items)
        return element("ul", "\n".join(items), class_="marked" if marked else "")

    makers = {  # noqa: RUF012 - the base declares it
        nodes.Join: lambda writer, node: node.text,
        nodes.Styled: styled,
        nodes.ExternalLink: external,
        nodes.Markup: lambda writer, node: "",
        nodes.LineBreak: lambda writer, node: "<br/>\n",
        nodes.CellEnd: lambda writer, node: " ",
        nodes.Supplied: lambda writer, node: element(
            "ins", f"[{escape_xml(node.text)}]", title=node.reason
        ),
        nodes.Lacuna: lambda writer, node: element("ins", "[\u2026]", title=node.reason),
        nodes.Emended: emended,
        nodes.Paragraph: lambda writer, node: writer._leaf("p", node),
        nodes.Heading: heading,
        nodes.Verse: lambda writer, node: writer.in_element(node, "verse"),
        nodes.Table: table,
        nodes.Matter: lambda writer, node: writer.in_element(node, f"matter {node.kind}"),
        nodes.Caption: lambda writer, node: writer.in_element(node, "caption"),
        nodes.Fragment: lambda writer, node: writer.in_element(node, "fragment"),
        nodes.Ornament: ornament,
        nodes.ItemList: item_list,
        nodes.Quotation: lambda writer, node: element("blockquote", writer.blocks(node.blocks)),
    }


def list_pages(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the label and the address in the book of each page of a text."""
    for page in edition.document.pages if edition.document is not None else ():
        address = page_address(page)
        file = edition.layout.addresses.get(address)
        if file is not None:
            yield page.label, f"{book_file(file)}#{xml_id(address)}"
