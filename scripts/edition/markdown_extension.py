"""Python-Markdown extension for the dialect that the generated editions are written in.

It gives notes their printed signs, page starts a number in the margin, and every address an
element with that id. It reads marks of the dialect alone: the text around them stays inert.
"""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

SIGNS = {
    "asterisk": "*",
    "double-asterisk": "**",
    "triple-asterisk": "***",
    "quadruple-asterisk": "****",
    "dagger": "†",
    "double-dagger": "‡",
}
"""Printed signs that cannot stand in an address, by the name that stands for them."""

_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*", re.MULTILINE)
_MARKER = r"\[\^([^\]\s]+)\]"
_ANCHOR = r'<a id="([^"<>\s]+)">(?:\[([^\]<>]*)\])?</a>'
_INDENT = " " * 4
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CITABLE = _HEADINGS | {"p", "li", "dt", "dd", "td", "th"}
# Class of an anchor until it is known which element it names; never in the output.
_UNPLACED = "unplaced-address"


def printed_sign(key: str) -> str:
    """Return the sign that is shown for a note: ``2.178`` gives ``178``, ``p40.dagger`` ``†``."""
    name = key.rsplit(".", 1)[-1]
    return SIGNS.get(name, name)


class NoteDefinitions(BlockProcessor):
    """Takes ``[^KEY]: text`` out of the running text and keeps it, in the order of the source."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.texts: dict[str, str] = {}
        self.order: list[str] = []

    def test(self, parent: Element, block: str) -> bool:
        """Return whether a definition begins in the block."""
        return _DEFINITION.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Keep the definitions of the first block, and the indented blocks that go on with them."""
        before, *pairs = _DEFINITION.split(blocks.pop(0))
        texts = pairs[1::2]
        while blocks and blocks[0].startswith(_INDENT):
            texts[-1] += "\n\n" + blocks.pop(0)
        for key, text in zip(pairs[::2], texts, strict=True):
            self._keep(key, _dedent(text).strip("\n"))
        if before.strip():
            blocks.insert(0, before.rstrip("\n"))
        return True

    def _keep(self, key: str, text: str) -> None:
        # A second definition of a key is an error elsewhere; here no text may be lost.
        if key in self.texts:
            text = f"{self.texts[key]}\n\n{text}"
        else:
            self.order.append(key)
        self.texts[key] = text

    def forget(self) -> None:
        """Forget the notes of the page before."""
        self.texts.clear()
        self.order.clear()


def _dedent(text: str) -> str:
    return "\n".join(line.removeprefix(_INDENT) for line in text.split("\n"))


class NoteMarkers(InlineProcessor):
    """Turns ``[^KEY]`` into a raised link; a key without a definition stays as it is."""

    def __init__(self, md: Markdown, definitions: NoteDefinitions) -> None:
        super().__init__(_MARKER, md)
        self.definitions = definitions

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str, int, int]:
        """Return the marker of a known note, else the characters themselves."""
        key = m[1]
        if key not in self.definitions.texts:
            return AtomicString(m[0]), m.start(), m.end()
        raised = Element("sup", {"class": "marker"})
        link = SubElement(raised, "a", {"role": "doc-noteref", "href": f"#n{key}"})
        link.text = AtomicString(printed_sign(key))
        return raised, m.start(), m.end()


class Anchors(InlineProcessor):
    """Turns ``<a id="p118">[p. 118]</a>`` and ``<a id="p118.2"></a>`` into elements of the tree."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(_ANCHOR, md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return a margin number for a page start, else an anchor that is yet to be placed."""
        name, label = m[1], m[2]
        link = Element("a", {"id": name, "href": f"#{name}"})
        if label is None:
            link.set("class", _UNPLACED)
        else:
            _label_page(link, label)
        return link, m.start(), m.end()


def _label_page(link: Element, label: str) -> None:
    # The number is no text: it would break a word in two and turn up in searches.
    number = label.removeprefix("p. ")
    inferred = number == label
    link.set("class", "page inferred" if inferred else "page")
    link.set("data-label", label.removeprefix("leaf ") if inferred else number)
    link.set("aria-label", label.capitalize() if inferred else f"Page {number}")


class NoteList(Treeprocessor):
    """Sets the notes at the end of the page, before their inline marks are read."""

    def __init__(self, md: Markdown, definitions: NoteDefinitions) -> None:
        super().__init__(md)
        self.definitions = definitions

    def run(self, root: Element) -> None:
        """Append the section of notes, if the page has any."""
        if not self.definitions.order:
            return
        section = SubElement(root, "section", {"class": "notes", "role": "doc-endnotes"})
        section.set("aria-labelledby", "endnotes")
        SubElement(section, "h2", {"id": "endnotes"}).text = "Notes"
        notes = SubElement(section, "ol")
        # Parsing a note may define another, which then joins the list.
        for key in self.definitions.order:
            self._append(notes, key)

    def _append(self, notes: Element, key: str) -> None:
        item = SubElement(notes, "li", {"id": f"n{key}"})
        sign = SubElement(item, "a", {"class": "sign", "href": f"#n{key}"})
        sign.text = AtomicString(printed_sign(key))
        body = SubElement(item, "div")
        assert self.md is not None
        self.md.parser.parseChunk(body, self.definitions.texts[key])


class Addresses(Treeprocessor):
    """Gives addresses to the elements that they name, and links notes back to their markers."""

    def run(self, root: Element) -> None:
        """Place every address and number the markers in reading order."""
        for element in root.iter():
            if element.tag in _CITABLE:
                _adopt_address(element)
        for stray in root.iter("a"):
            if stray.get("class") == _UNPLACED:
                stray.set("class", "anchor")
        _link_back(root, _name_markers(root))


def _adopt_address(element: Element) -> None:
    anchor = _leading_anchor(element)
    if anchor is not None:
        name = anchor.get("id", "")
        element.set("id", name)
        _remove(element, anchor)
        if name.startswith("nav-"):
            _make_navigation(element)
        elif element.tag not in _HEADINGS:
            _add_permalink(element, f"Link to {name}")
    elif element.tag == "p" and len(element) and _is_page_only(element):
        element.set("class", "page-start")


def _leading_anchor(element: Element) -> Element | None:
    """Return the address that the element begins with; page starts may stand before it."""
    if (element.text or "").strip():
        return None
    for child in element:
        if child.get("class") == _UNPLACED:
            return child
        if (child.tail or "").strip() or "data-label" not in child.attrib:
            return None
    return None


def _is_page_only(paragraph: Element) -> bool:
    texts = [paragraph.text, *(child.tail for child in paragraph)]
    return all("data-label" in child.attrib for child in paragraph) and not any(
        text and text.strip() for text in texts
    )


def _remove(parent: Element, child: Element) -> None:
    place = list(parent).index(child)
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)


def _make_navigation(element: Element) -> None:
    element.tag = "nav"
    element.set("class", "division-links")
    element.set("aria-label", "Divisions of this text")
    element.set("data-search-exclude", "")


def _add_permalink(element: Element, label: str) -> None:
    link = Element("a", {"class": "permalink", "href": f"#{element.get('id')}"})
    link.set("aria-label", label)
    link.tail, element.text = element.text, None
    element.insert(0, link)


def _name_markers(root: Element) -> dict[str, list[str]]:
    """Give each marker its id; return the ids by the address of the note."""
    names: dict[str, list[str]] = defaultdict(list)
    for link in root.iter("a"):
        if link.get("role") == "doc-noteref":
            note = link.get("href", "")
            count = len(names[note]) + 1
            name = "r" + note.removeprefix("#n") + (f"-{count}" if count > 1 else "")
            link.set("id", name)
            names[note].append(name)
    return names


def _link_back(root: Element, markers: dict[str, list[str]]) -> None:
    for section in root.findall("section[@role='doc-endnotes']"):
        for item in section.iter("li"):
            sign, body = item.find("a[@class='sign']"), item.find("div")
            if sign is None or body is None:
                continue
            names = markers.get(f"#{item.get('id')}", [])
            if not names:
                item.set("class", "unmarked")
                sign.set("title", "No marker in the text points to this note")
            _append_backlinks(body, names)


def _append_backlinks(body: Element, names: list[str]) -> None:
    last = body[-1] if len(body) and body[-1].tag == "p" else None
    for name in names:
        holder = last = SubElement(body, "p") if last is None else last
        # The selector U+FE0E keeps the arrow from being shown as a picture.
        back = SubElement(holder, "a", {"role": "doc-backlink", "href": f"#{name}"})
        back.set("aria-label", "Back to the text")
        back.text = AtomicString("↩\ufe0e")


class HeadingLinks(Treeprocessor):
    """Gives every heading a permalink, once the table of contents has given each an id."""

    def run(self, root: Element) -> None:
        """Add the permalinks."""
        for heading in _headings(root):
            if heading.get("id"):
                _add_permalink(heading, "Link to this heading")


class HeadingLabels(Treeprocessor):
    """Keeps note markers out of the table of contents."""

    def run(self, root: Element) -> None:
        """Set the label of each heading that has a marker."""
        for heading in _headings(root):
            if heading.find(".//a[@role='doc-noteref']") is not None:
                heading.set("data-toc-label", _text_without_markers(heading).strip())


def _headings(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag in _HEADINGS)


def _text_without_markers(element: Element) -> str:
    if element.get("class") == "marker":
        return ""
    inner = (_text_without_markers(child) + (child.tail or "") for child in element)
    return (element.text or "") + "".join(inner)


class EditionExtension(Extension):
    """Reads the dialect; brings ``md_in_html`` with it, which the dialect is built on."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the processors; the numbers place them among those of Python-Markdown."""
        md.registerExtension(self)
        md.registerExtensions(["md_in_html"], {})
        # CommonMark lets every punctuation mark be escaped; the editions are escaped for both.
        md.ESCAPED_CHARS = list(string.punctuation)
        self.definitions = NoteDefinitions(md.parser)
        md.parser.blockprocessors.register(self.definitions, "edition-notes", 17)
        md.inlinePatterns.register(Anchors(md), "edition-anchors", 178)
        md.inlinePatterns.register(NoteMarkers(md, self.definitions), "edition-markers", 175)
        md.treeprocessors.register(NoteList(md, self.definitions), "edition-notes", 50)
        md.treeprocessors.register(Addresses(md), "edition-addresses", 14)
        md.treeprocessors.register(HeadingLabels(md), "edition-labels", 12)
        md.treeprocessors.register(HeadingLinks(md), "edition-permalinks", 4)

    def reset(self) -> None:
        """Forget the notes of the page before."""
        self.definitions.forget()


def makeExtension(**options: object) -> EditionExtension:  # noqa: N802
    """Return the extension, as Python-Markdown asks for it."""
    return EditionExtension(**options)
