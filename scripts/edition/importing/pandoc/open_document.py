"""Rewrite an ODT file so that pandoc reads all of it, and report the marks of its notes.

Pandoc loses content controls and the paragraphs of shapes, merges ruby readings with their
characters, includes hidden text, and ignores the title style. Elements follow OpenDocument 1.3,
part 3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.dom.minidom import Document, Element, parseString

from edition.importing.pandoc.elements import (
    Prepared,
    around,
    children,
    find,
    free_paragraphs,
    insert,
    pack,
    read_number,
    remove,
    text_of,
    unpack,
)
from edition.importing.pandoc.word import NUMBER_FORMATS

_CONTENT: Final = "content.xml"
_STYLES: Final = "styles.xml"
_PARAGRAPHS: Final = ("text:p", "text:h")
_LEFT_OUT: Final = (
    ("office:annotation", "comment, which is left out"),
    ("text:deletion", "passage that was deleted, and is left out"),
    ("text:insertion", "passage that was inserted, and is in the text"),
)


def prepare_open_document(data: bytes) -> Prepared:
    """Return an ODT file in which pandoc finds all text.

    Raises ExpatError for a document that is not XML.
    """
    members = unpack(data)
    if _CONTENT not in members:
        return Prepared(data)
    document = parseString(members[_CONTENT])
    left_out = Counter({what: len(_named(document, name)) for name, what in _LEFT_OUT})
    for name in ("text:tracked-changes", "office:annotation"):
        for element in _named(document, name):
            remove(element)
    left_out["hidden passage, which is left out"] += _drop_hidden(document)
    left_out["reading beside characters, in brackets after them"] += _write_readings(document)
    for name in ("loext:content-control", "text:meta"):
        for element in _named(document, name):
            for child in [*element.childNodes]:
                insert(child, element, element.parentNode)
            remove(element)
    _number_headings(document, parseString(members[_STYLES]) if _STYLES in members else None)
    for paragraph in _named(document, *_PARAGRAPHS):
        shape = paragraph.parentNode
        anchor = around(paragraph, *_PARAGRAPHS)
        if anchor and isinstance(shape, Element) and shape.tagName.startswith("draw:"):
            free_paragraphs(shape, anchor)
    marks = tuple(text_of(mark).strip() for mark in _named(document, "text:note-citation"))
    title = next(_find_titles(document), "")
    members[_CONTENT] = document.toxml("utf-8")
    return Prepared(pack(members), marks, +left_out, title)


def _named(document: Document, *names: str) -> list[Element]:
    return [element for element in document.getElementsByTagName("*") if element.tagName in names]


def _drop_hidden(document: Document) -> int:
    """Remove hidden spans; return the number of those that had text."""
    hidden = {
        style.getAttribute("style:name")
        for style in _named(document, "style:style")
        for properties in children(style, "style:text-properties")
        if properties.getAttribute("text:display") == "none"
    }
    dropped = 0
    for span in _named(document, "text:span"):
        if span.getAttribute("text:style-name") in hidden:
            dropped += bool(text_of(span).strip())
            remove(span)
    return dropped


def _write_readings(document: Document) -> int:
    """Move ruby readings into brackets after their characters; return their number."""
    found = _named(document, "text:ruby")
    for ruby in found:
        base, reading = find(ruby, "text:ruby-base"), find(ruby, "text:ruby-text")
        if base is None or reading is None:
            continue
        words = document.createTextNode(f"（{text_of(reading)}）")
        for part in (*base.childNodes[:], words):
            insert(part, ruby, ruby.parentNode)
        remove(ruby)
    return len(found)


_LEVELS: Final = ("text:outline-level-style", "text:list-level-style-number")
_OUTLINE: Final = "text:outline-style"


def _number_headings(document: Document, styles: Document | None) -> None:
    """Insert the numbers of headings before their text, and take headings out of lists."""
    lists: dict[str, dict[int, Element]] = {}
    for part in filter(None, (styles, document)):
        for style in _named(part, "text:list-style", _OUTLINE):
            name = "" if style.tagName == _OUTLINE else style.getAttribute("style:name")
            levels = (level for kind in _LEVELS for level in children(style, kind))
            lists[name] = {read_number(level.getAttribute("text:level")): level for level in levels}
    counts: dict[str, Counter[int]] = {}
    for heading in _named(document, "text:h"):
        name, level = _free_heading(heading)
        if not text_of(heading).strip() or level not in lists.get(name, {}):
            continue
        own = counts.setdefault(name, Counter())
        for lower in [lower for lower in own if lower > level]:
            del own[lower]
        own[level] += 1
        number = _write_number(lists[name], own, level)
        if number:
            insert(document.createTextNode(number + " "), heading.firstChild, heading)


def _free_heading(heading: Element) -> tuple[str, int]:
    """Move a heading out of its lists; return the style and level of its number."""
    name, depth = "", 0
    while (item := heading.parentNode) and isinstance(item, Element):
        if item.tagName not in ("text:list", "text:list-item"):
            break
        if item.tagName == "text:list":
            depth += 1
            name = item.getAttribute("text:style-name") or name
        insert(heading, item, item.parentNode)
        if not text_of(item).strip():
            remove(item)
    return name, depth or read_number(heading.getAttribute("text:outline-level"), 1)


def _write_number(levels: Mapping[int, Element], counts: Mapping[int, int], level: int) -> str:
    """Return the number of a heading in the format of its level; empty if it has none."""
    style = levels[level]
    if not style.getAttribute("style:num-format"):
        return ""
    shown = read_number(style.getAttribute("text:display-levels"), 1)
    numbers = [
        _NUMBER_FORMATS.get(levels[number].getAttribute("style:num-format"), str)(
            counts.get(number, 1)
        )
        for number in range(max(1, level - shown + 1), level + 1)
        if number in levels
    ]
    around = style.getAttribute("style:num-prefix"), style.getAttribute("style:num-suffix")
    return around[0] + ".".join(numbers) + around[1]


_NUMBER_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "I": NUMBER_FORMATS["upperRoman"],
    "i": NUMBER_FORMATS["lowerRoman"],
    "A": NUMBER_FORMATS["upperLetter"],
    "a": NUMBER_FORMATS["lowerLetter"],
}


def _find_titles(document: Document) -> Iterator[str]:
    """Yield the text of paragraphs with the title style."""
    named = {
        style.getAttribute("style:name"): style.getAttribute("style:parent-style-name")
        for style in _named(document, "style:style")
    }
    for paragraph in _named(document, "text:p"):
        style = paragraph.getAttribute("text:style-name")
        if "Title" in (style, named.get(style)):
            yield " ".join(text_of(paragraph).split())
