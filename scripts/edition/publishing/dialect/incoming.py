"""Signs beside what is referred to, in Python-Markdown: how many places refer to it.

The list at the end of the page tells which they are; each of its items leads back. A sign has no
text of its own, so that it does not get into the text that it stands beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dd", "dt"})
_PREFIX = "from-"


@dataclass(slots=True)
class _Sign:
    """What is told at the end of one block."""

    items: list[str]
    """Addresses of the items of the list."""
    names: list[str]
    count: int


class Incoming(Treeprocessor):
    """Links every block that is referred to with the items of the list that tell from where."""

    def run(self, root: Element) -> None:
        """Name the items of the list, open it, and set the signs."""
        for section in root.iter("details"):
            if section.get("class") == "incoming":
                section.set("open", "open")
                _set_signs(root, list(section.iter("li")))


def _set_signs(root: Element, items: list[Element]) -> None:
    blocks = dict(_list_blocks(root))
    signs: dict[Element, _Sign] = {}
    for item in items:
        target, *sources = item.iter("a")
        address = target.get("href", "").removeprefix("#")
        item.set("id", _PREFIX + address)
        if address in blocks:
            sign = signs.setdefault(blocks[address], _Sign([], [], 0))
            sign.items.append(_PREFIX + address)
            sign.names.append("".join(target.itertext()))
            sign.count += len(sources)
    for block, sign in signs.items():
        _append_sign(block, sign)


def _append_sign(block: Element, sign: _Sign) -> None:
    link = SubElement(block, "a", {"class": "incoming-sign", "href": f"#{sign.items[0]}"})
    link.set("data-count", str(sign.count))
    link.set("data-items", " ".join(sign.items))
    places = "one place" if sign.count == 1 else f"{sign.count} places"
    link.set("aria-label", f"{', '.join(sign.names)}: referred to from {places}")


def _list_blocks(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield each address with the block at whose end its sign stands."""
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
    """Return the paragraph that ends an element, or the element itself."""
    found = [inner for inner in element.iter() if inner.tag in _BLOCKS]
    return found[-1] if found else element
