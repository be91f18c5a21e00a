"""Sets the lines of a printed table of contents: title, leader, page number at the margin.

The dots that the witness has stay in the page, letter for letter; the style sheet draws them in the
room between the title and the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

Item: TypeAlias = "Element | str"
_CONTENTS: Final = "contents"
"""Class of the block that the lines are in."""
_LEADER: Final = re.compile(r"\s*(?:(?:[.·…]\s?){3,}|\s{2,})\s*$")
"""Dots, spaced or not, or the white space that takes their place."""
_BEFORE_LINK: Final = re.compile(r"(?:\s*(?:[.·…]\s?){3,}|\s+(?:[.·…]\s?)*)\s*$")
"""The same before a number that is a link, where one space is enough."""
_TAG: Final = re.compile(HTML_PLACEHOLDER % r"(\d+)")
"""What stands for a tag until all marks are read."""
_BREAK: Final = re.compile(r"<br\s*/?>")
_NUMBER: Final = re.compile(r"[\divxlcIVXLC–-]{1,12}")
_BEGUN: Final = re.compile(r"\s*(?:[A-Z]\.)?\d+(?:\.\d+)*\.?\s+\S")
"""The first line of a numbered entry; one without a page number goes on in the next."""
_UNLINKED: Final = re.compile(rf"(.*\S)({_LEADER.pattern[:-1]})({_NUMBER.pattern})\s*$", re.DOTALL)


class Leaders(Treeprocessor):
    """Wraps each line that ends in a page number, and in it its title and its leader."""

    def run(self, root: Element) -> None:
        """Change the paragraphs of all printed tables of contents."""
        for block in root.iter("div"):
            if _CONTENTS in block.get("class", "").split():
                for paragraph in block.iter("p"):
                    self._set_lines(paragraph)

    def _set_lines(self, paragraph: Element) -> None:
        lines = [*_split(self._list_items(paragraph))]
        paragraph.text = ""
        paragraph[:] = []
        begun: list[Item] = []
        for line, end in lines:
            items = [*begun, *line] if begun and not _BEGUN.match(_read_all(line)) else line
            if items is line:
                _append(paragraph, begun)
            begun = []
            entry, tail = _set_line(items), [end] if end is not None else []
            if entry is items and end is not None and _BEGUN.match(_read_all(items)):
                begun = [*items, end]
            else:
                _append(paragraph, [*entry, *tail])

    def _list_items(self, paragraph: Element) -> Iterator[Item]:
        """Yield what a paragraph holds, with the breaks that were written as tags as elements."""
        yield from self._divide(paragraph.text or "")
        for child in list(paragraph):
            tail, child.tail = child.tail or "", ""
            yield child
            yield from self._divide(tail)

    def _divide(self, text: str) -> Iterator[Item]:
        at = 0
        for match in _TAG.finditer(text):
            if _BREAK.fullmatch(str(self.md.htmlStash.rawHtmlBlocks[int(match[1])])):
                yield text[at : match.start()]
                yield Element("br")
                at = match.end()
        yield text[at:]


def _split(items: Iterable[Item]) -> Iterator[tuple[list[Item], Element | None]]:
    """Yield the items of each line, and the break that ends it."""
    line: list[Item] = []
    for item in items:
        if not isinstance(item, str) and item.tag == "br":
            yield line, item
            line = []
        else:
            line.append(item)
    yield line, None


def _append(parent: Element, items: list[Item]) -> None:
    for item in items:
        if not isinstance(item, str):
            parent.append(item)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + item
        else:
            parent.text = (parent.text or "") + item


def _set_line(line: list[Item]) -> list[Item]:
    """Return a line with its parts wrapped; one that ends in no page number as it is."""
    parts = [*line]
    while parts and isinstance(parts[-1], str) and not parts[-1].strip():
        parts.pop()
    number: Item = parts.pop() if parts else ""
    if isinstance(number, str):
        found = _UNLINKED.match(number)
        if found is None:
            return line
        parts.append(found[1] + found[2])
        number = found[3]
    text = parts.pop() if parts else ""
    form = _LEADER if isinstance(number, str) else _BEFORE_LINK
    leader = form.search(text) if isinstance(text, str) else None
    if not isinstance(text, str) or leader is None or not _NUMBER.fullmatch(_read(number)):
        return line
    anchors: list[Item] = [
        one for one in parts if not isinstance(one, str) and one.tag != "br" and not _read(one)
    ]
    kind = "leader" if leader[0].strip() else "leader blank"
    title, dots = Element("span"), Element("span", {"class": kind})
    _append(title, [*(one for one in parts if one not in anchors), text[: leader.start()]])
    dots.text = leader[0]
    entry = Element("span", {"class": "contents-line"})
    _append(entry, [title, dots, number])
    return [*anchors, entry]


def _read_all(line: list[Item]) -> str:
    return "".join(map(_read, line))


def _read(item: Item) -> str:
    return (item if isinstance(item, str) else "".join(item.itertext())).strip()
