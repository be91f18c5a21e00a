"""Addresses of the dialect in Python-Markdown: page starts, paragraphs, headings.

A page start becomes a link without text, so that it neither splits a word nor appears in search
results; style sheets show its label. The address of a paragraph or heading becomes its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER_RE, STX, AtomicString

from edition.text.interface import N_, _, ngettext
from edition.writers.address_names import plain_name

# --- counts of references -------------------------------------------------------------------

# A sign has no text: style sheets show its count, so that it is not part of the text of the page.

_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dd", "dt"})
_PREFIX = "from-"
_WITH = "with-"
_PASSAGES = "correspondence"


@dataclass(slots=True)
class _Incoming:
    """The references to the addresses in a block."""

    items: list[str]
    """Ids of the items of the list."""
    names: list[str]
    references: int


class Correspondences(Treeprocessor):
    """Moves corresponding passages into a list at the end, and adds a sign to each passage."""

    def run(self, root: Element) -> None:
        """Move the blocks; a block that follows no passage stays in its place."""
        entries: Element | None = None
        bodies: dict[str, tuple[Element, Element]] = {}
        for parent, block in [
            (p, b) for p in root.iter() for b in p if b.get("class") == _PASSAGES
        ]:
            at = list(parent).index(block)
            passage = parent[at - 1] if at else block
            ids = (inner.get("id") for inner in passage.iter() if inner.tag in _CITABLE)
            names = [id for id in ids if id]
            if not names:
                continue
            address = names[-1]
            _remove(parent, block)
            entries = _add_correspondences(root) if entries is None else entries
            if address not in bodies:
                bodies[address] = _add_entry(entries, address), _add_sign(passage, address)
            body, sign = bodies[address]
            body.extend(block)
            sign.set("data-count", str(len(body)))


def _add_correspondences(root: Element) -> Element:
    section = SubElement(root, "section", {"class": "correspondences", "data-search-exclude": ""})
    section.set("aria-labelledby", "corresponding")
    SubElement(section, "h2", {"id": "corresponding"}).text = _("Corresponding passages")
    return SubElement(section, "ol")


def _add_entry(entries: Element, address: str) -> Element:
    item = SubElement(entries, "li", {"id": f"{_WITH}{address}"})
    link = SubElement(item, "a", {"class": "sign", "href": f"#{address}"})
    link.text = AtomicString(plain_name(address))
    return SubElement(item, "div", {"class": _PASSAGES})


def _add_sign(passage: Element, address: str) -> Element:
    name = plain_name(address)
    sign = SubElement(_last_block(passage), "a", {"class": "corresponding-sign"})
    sign.set("href", f"#{_WITH}{address}")
    sign.set("data-items", f"{_WITH}{address}")
    sign.set("aria-label", _("{place}: corresponding passages", place=name))
    return sign


class Incoming(Treeprocessor):
    """Links every block that is referred to with the items of the list of incoming references."""

    def run(self, root: Element) -> None:
        """Open the list, move it to the end, give its items ids, and add the signs."""
        for parent, section in [(p, c) for p in root.iter() for c in p if c.tag == "details"]:
            if section.get("class") == "incoming":
                section.set("open", "open")
                _remove(parent, section)
                section.tail = None
                root.append(section)
                _add_incoming_signs(root, list(section.iter("li")))


def _add_incoming_signs(root: Element, items: list[Element]) -> None:
    blocks = dict(_list_blocks(root))
    incoming: dict[Element, _Incoming] = {}
    for item in items:
        target, *sources = item.iter("a")
        address = target.get("href", "").removeprefix("#")
        item.set("id", _PREFIX + address)
        if address in blocks:
            found = incoming.setdefault(blocks[address], _Incoming([], [], 0))
            found.items.append(_PREFIX + address)
            found.names.append("".join(target.itertext()))
            found.references += len(sources)
    for block, found in incoming.items():
        _add_incoming_sign(block, found)


def _add_incoming_sign(block: Element, incoming: _Incoming) -> None:
    link = SubElement(block, "a", {"class": "incoming-sign", "href": f"#{incoming.items[0]}"})
    link.set("data-count", str(incoming.references))
    link.set("data-items", " ".join(incoming.items))
    places = ngettext("one place", "{count} places", incoming.references)
    names = ", ".join(incoming.names)
    link.set("aria-label", _("{names}: referred to from {places}", names=names, places=places))


def _list_blocks(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield each address with the block that gets its sign."""
    for parent in root.iter():
        children = list(parent)
        for number, child in enumerate(children):
            if child.tag == "li" and child.get("id"):
                yield child.get("id", ""), _last_block(child)
            elif child.tag in _BLOCKS:
                block = child
                if child.get("class") == "page-start" and number + 1 < len(children):
                    block = _last_block(children[number + 1])
                for element in child.iter():
                    if name := element.get("id"):
                        yield name, block


def _last_block(element: Element) -> Element:
    """Return the last block in an element, or the element itself."""
    found = [inner for inner in element.iter() if inner.tag in _BLOCKS]
    return found[-1] if found else element


ANCHOR = r'<a id="([^"<>\s]+)">(?:\[([^\]<>]*)\])?</a>'
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CITABLE = _HEADINGS | {"p", "li", "dt", "dd", "td", "th"}
# Python-Markdown replaces raw HTML of the source with a placeholder between STX and ETX.
_STASHED = "(?:\\x02[^\\x03]*\\x03)?"
_ORDINAL = re.compile(
    rf"\s*({_STASHED}\[?(?:chapter|part|book|section|lecture|act|letter)\s+(?:\d+|[ivxlc]+)\]?"
    rf"{_STASHED})(?=[\s.:]|$)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][\da-fA-F]+|\w+);")
# Class of an anchor until it is assigned to an element; never in the output.
_UNPLACED = "unplaced-address"
# The landmarks of a page must have different names.
_NAVIGATION_LABELS = MappingProxyType({
    "nav-top": N_("Divisions of this text"),
    "nav-end": N_("Divisions of this text (end of page)"),
    "nav-parts": N_("Parts of the bibliography"),
    "nav-on": N_("Previous and next parts of the bibliography"),
})  # fmt: skip


class Anchors(InlineProcessor):
    """Turns ``<a id="p118">[p. 118]</a>`` and ``<a id="p118.2"></a>`` into elements of the tree."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(ANCHOR, md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return a link with a label for a page start, else an unplaced anchor."""
        name, label = m[1], m[2]
        link = Element("a", {"id": name, "href": f"#{name}"})
        if label is None:
            link.set("class", _UNPLACED)
        else:
            _label_page(link, label)
        return link, m.start(), m.end()


def _label_page(link: Element, label: str) -> None:
    name, __, printed = label.partition("; printed: ")
    name, __, numbering = name.partition(", ")
    word, __, number = name.rpartition(" ")
    kinds = ["page", *(["inferred"] if word == "leaf" else []), *filter(None, [numbering])]
    link.set("class", " ".join(kinds))
    link.set("data-label", number)
    spoken = _("Page {number}", number=number)
    if word != "p.":
        spoken = _("Leaf {number}", number=number) if word == "leaf" else name.capitalize()
    if printed:
        link.set("data-printed", printed)
    if numbering or printed:
        facts = [
            _(numbering),
            _("the witness prints “{number}”", number=printed) if printed else "",
        ]
        link.set("title", f"{spoken}: {'; '.join(filter(None, facts))}")
    link.set("aria-label", spoken)


class Addresses(Treeprocessor):
    """Makes every address the id of the element that begins with it."""

    def run(self, root: Element) -> None:
        """Assign the addresses; one in the middle of an element becomes an anchor there."""
        for item in root.iter("li"):
            _wrap_mark(item)
        for element in root.iter():
            if element.tag in _CITABLE:
                _adopt_address(element)
        for stray in list(root.iter("a")):
            if stray.get("class") == _UNPLACED:
                # An empty link would be invisible.
                stray.tag = "span"
                stray.attrib = {"class": "anchor", "id": stray.get("id", "")}


def _wrap_mark(item: Element) -> None:
    """Wrap the printed mark before the address of a list item."""
    parent = item[0] if len(item) and item[0].tag == "p" and not _has_words(item.text) else item
    if _has_words(parent.text) and len(parent) and parent[0].get("class") == _UNPLACED:
        mark = Element("span", {"class": "mark"})
        mark.text, parent.text = parent.text, None
        parent.insert(0, mark)


def _adopt_address(element: Element) -> None:
    anchor = _find_leading_anchor(element)
    if anchor is not None:
        name = anchor.get("id", "")
        element.set("id", name)
        _mark_opening_pages(element, anchor)
        _remove(element, anchor)
        if name.startswith("nav-"):
            _make_navigation(element)
        elif element.tag not in _HEADINGS:
            _add_permalink(element)
    elif element.tag == "p" and _is_page_only(element):
        element.set("class", "page-start")


def _find_leading_anchor(element: Element) -> Element | None:
    """Return the address at the start of an element, after page starts or a mark, or None."""
    if _has_words(element.text):
        return None
    for child in element:
        if child.get("class") == _UNPLACED:
            return child
        if _has_words(child.tail) or not _may_precede(child):
            return None
    return None


def _may_precede(child: Element) -> bool:
    return "data-label" in child.attrib or child.get("class") == "mark"


def _mark_opening_pages(element: Element, anchor: Element) -> None:
    # A page that begins with the paragraph needs no separate sign in the text.
    for child in element:
        if child is anchor:
            return
        if "data-label" in child.attrib:
            child.set("class", f"{child.get('class')} opening")


def _is_page_only(paragraph: Element) -> bool:
    return (
        len(paragraph) > 0
        and not _has_words(paragraph.text)
        and all("data-label" in child.attrib and not _has_words(child.tail) for child in paragraph)
    )


def _has_words(text: str | None) -> bool:
    return bool(text and text.strip())


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
    label = _NAVIGATION_LABELS.get(element.get("id", ""), _NAVIGATION_LABELS["nav-top"])
    element.set("aria-label", _(label))
    element.set("data-search-exclude", "")
    for link in element.iter("a"):
        # Keep arrows on the line of their words; style sheets draw the dots between the links.
        link.text = (
            (link.text or "").replace("\u2190 ", "\u2190\u00a0").replace(" \u2192", "\u00a0\u2192")
        )
        link.tail = (link.tail or "").replace("\u00b7", "")


def _add_permalink(element: Element) -> None:
    link = Element("a", {"class": "permalink", "href": f"#{element.get('id')}"})
    # Screen readers would read it out in every heading and paragraph, and the tab key would stop
    # at each; the theme has a key for it instead.
    link.set("aria-hidden", "true")
    link.set("tabindex", "-1")
    link.tail, element.text = element.text, None
    element.insert(0, link)


class SpeltLinks(Treeprocessor):
    """Marks links whose words are their address, which print need not add then."""

    def run(self, root: Element) -> None:
        """Set the class ``spelt`` on these links."""
        for link in root.iter("a"):
            if (href := self._read(link.get("href", ""))).startswith("http"):
                words = self._read("".join(link.itertext())).replace(" ", "")
                if words and words in href:
                    link.set("class", "spelt")

    def _read(self, text: str) -> str:
        """Return text of the tree with the placeholders of escaped characters resolved."""
        text = HTML_PLACEHOLDER_RE.sub(self._restore, text).replace(AMP_SUBSTITUTE, "&")
        text = _REFERENCE.sub(lambda match: unescape(match[0]), text)
        return _ESCAPED.sub(lambda match: chr(int(match[1])), text)

    def _restore(self, match: re.Match[str]) -> str:
        blocks = self.md.htmlStash.rawHtmlBlocks
        return str(blocks[int(match[1])]) if int(match[1]) < len(blocks) else match[0]


class Ordinals(Treeprocessor):
    """Marks the number at the start of titles: ``chapter 3``, ``Part II``."""

    def run(self, root: Element) -> None:
        """Wrap the numbers in spans of the class ``ordinal``."""
        for heading in root.iter("h1"):
            _wrap_ordinal(heading)


def _wrap_ordinal(heading: Element) -> None:
    """Wrap the number at the start of a heading, which may follow page starts."""
    place, text = 0, heading.text or ""
    while not _has_words(text) and place < len(heading) and _may_precede(heading[place]):
        text = heading[place].tail or ""
        place += 1
    match = _ORDINAL.match(text)
    if match is None:
        return
    span = Element("span", {"class": "ordinal"})
    span.text, span.tail = match[1], text[match.end() :]
    if place:
        heading[place - 1].tail = None
    else:
        heading.text = None
    heading.insert(place, span)


class HeadingLabels(Treeprocessor):
    """Keeps note markers out of the table of contents."""

    def run(self, root: Element) -> None:
        """Set the label of each heading with a marker."""
        for heading in _headings(root):
            if heading.find(".//a[@role='doc-noteref']") is not None:
                heading.set("data-toc-label", _text_without_markers(heading).strip())


class HeadingLinks(Treeprocessor):
    """Adds a permalink to every heading, once the table of contents has given each an id."""

    def run(self, root: Element) -> None:
        """Add the permalinks."""
        for heading in _headings(root):
            if heading.get("id"):
                _add_permalink(heading)


def _headings(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag in _HEADINGS)


def _text_without_markers(element: Element) -> str:
    if (element.get("class") or "").startswith("marker"):
        return ""
    inner = (_text_without_markers(child) + (child.tail or "") for child in element)
    return (element.text or "") + "".join(inner)
