"""Lays out the lines of a printed table of contents: title, leader, page number at the margin.

The dots of the witness stay in the page unchanged; the style sheet draws a leader between the title
and the number in their place.
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
"""Class of the block with the lines."""
_LEADER: Final = re.compile(r"\s*(?:(?:[.·…]\s?){3,}|\s{2,})\s*$")
"""Dots, spaced or not, or white space in their place."""
_BEFORE_LINK: Final = re.compile(r"(?:\s*(?:[.·…]\s?){3,}|\s+(?:[.·…]\s?)*)\s*$")
"""The same before a linked number, where a single space is enough."""
_TAG: Final = re.compile(HTML_PLACEHOLDER % r"(\d+)")
"""Placeholder of a raw HTML tag."""
_BREAK: Final = re.compile(r"<br\s*/?>")
_NUMBER: Final = re.compile(r"[\divxlcIVXLC–-]{1,12}")
_ENTRY_START: Final = re.compile(r"\s*(?:[A-Z]\.)?\d+(?:\.\d+)*\.?\s+\S")
"""First line of a numbered entry; without a page number, the entry continues on the next line."""
_UNLINKED: Final = re.compile(rf"(.*\S)({_LEADER.pattern[:-1]})({_NUMBER.pattern})\s*$", re.DOTALL)

_SPACED: Final = re.compile(r"(.*\S)(\s)(\d{1,3})\s*$", re.DOTALL)
"""A number after a single space; one of four digits may be a year."""


class Leaders(Treeprocessor):
    """Wraps each line that ends in a page number, and the title and the leader in it."""

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
        pending: list[Item] = []  # first lines of an entry without a page number
        last = 0
        for line, end in lines:
            continues = pending and not _ENTRY_START.match(_read_all(line))
            items = [*pending, *line] if continues else line
            if items is line:
                _append(paragraph, pending)
            pending = []
            entry, tail = _set_line(items, last), [end] if end is not None else []
            if entry is not items and (number := _read_all(entry).split()[-1]).isdecimal():
                last = int(number)
            if entry is items and end is not None and _ENTRY_START.match(_read_all(items)):
                pending = [*items, end]
            else:
                _append(paragraph, [*entry, *tail])

    def _list_items(self, paragraph: Element) -> Iterator[Item]:
        """Yield the content of a paragraph, with raw HTML breaks as elements."""
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
    """Yield the items of each line and the break that ends it."""
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


def _set_line(line: list[Item], last: int) -> list[Item]:
    """Return a line with its parts wrapped, or the line itself if no page number ends it.

    After a single space, a number that is not linked is a page number if it does not fall below
    ``last``, the page number of an earlier line.
    """
    parts = [*line]
    while parts and isinstance(parts[-1], str) and not parts[-1].strip():
        parts.pop()
    number: Item = parts.pop() if parts else ""
    if isinstance(number, str):
        found = _UNLINKED.match(number) or (_SPACED.match(number) if last else None)
        if found is None or (found.re is _SPACED and int(found[3]) < last):
            return line
        parts.append(found[1] + found[2])
        number = found[3]
    text = parts.pop() if parts else ""
    leader = _BEFORE_LINK.search(text) if isinstance(text, str) else None
    if not isinstance(text, str) or leader is None or not _NUMBER.fullmatch(_read(number)):
        return line
    kind = "leader" if leader[0].strip() else "leader blank"
    title, dots = Element("span"), Element("span", {"class": kind})
    _append(title, [*parts, text[: leader.start()]])
    dots.text = leader[0]
    entry = Element("span", {"class": "contents-line"})
    _append(entry, [title, dots, number])
    return [entry]


def _read_all(line: list[Item]) -> str:
    return "".join(map(_read, line))


def _read(item: Item) -> str:
    return (item if isinstance(item, str) else "".join(item.itertext())).strip()
