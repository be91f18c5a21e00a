"""Parse a TEI text into a tree of elements with their places in the witness."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from xml.parsers import expat

from edition.text.source import Source
from edition.text.span import Span

_TOKEN: Final = re.compile(
    r"""<!--.*?-->                                   # a comment
      | <!\[CDATA\[.*?\]\]>                          # a stretch of text without markup
      | <[?!].*?>                                    # a declaration or an instruction
      | <(?P<closing>/?)(?P<name>[\w:.-]+)
        (?P<pairs>(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?P<empty>/?)>
    """,
    re.VERBOSE | re.DOTALL,
)
_PAIR: Final = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CDATA: Final = "<![CDATA["
DEEPEST: Final = 150
"""Greatest depth of nested elements."""


@dataclass(slots=True)
class Element:
    """An element: its name without a prefix, its attributes, and its children."""

    name: str
    attributes: dict[str, str]
    tag: Span
    """Span of its start tag."""
    end: int = 0
    """Offset after its end tag."""
    children: list[Child] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return the value of an attribute, or ``""``."""
        return self.attributes.get(name, "")

    def find(self, name: str) -> Element | None:
        """Return the first child element with a name, or None."""
        return next((child for child in self.elements() if child.name == name), None)

    def elements(self) -> Iterator[Element]:
        """Yield the children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def walk(self) -> Iterator[Element]:
        """Yield the element and its descendants, in reading order."""
        pending = [self]
        while pending:
            element = pending.pop()
            yield element
            pending += [*element.elements()][::-1]


Child: TypeAlias = Element | Span
"""An element, or a stretch of text."""


class XmlError(Exception):
    """A fault of the markup at an offset of the witness."""

    def __init__(self, fact: str, offset: int) -> None:
        super().__init__(fact)
        self.offset = offset


def parse_tree(source: Source) -> Element:
    """Return the root of a text, an element without a name.

    Only the predefined entities of XML are supported, and nothing outside the text is read.
    Raise XmlError if the text is not well-formed, declares entities, or is nested too deeply.
    """
    _check(source)
    root = Element("", {}, Span(0, 0))
    stack = [root]
    position = 0
    for match in _TOKEN.finditer(source.text):
        if match.start() > position:
            stack[-1].children.append(Span(position, match.start()))
        position = match.end()
        if match[0].startswith(_CDATA):
            inner = Span(match.start() + len(_CDATA), match.end() - 3)
            stack[-1].children.append(inner)
            continue
        if not match["name"]:
            continue
        if match["closing"]:
            stack.pop().end = match.end()
            continue
        element = Element(_local(match["name"]), _read_pairs(match["pairs"]), Span(*match.span()))
        element.end = match.end()
        stack[-1].children.append(element)
        if not match["empty"]:
            stack.append(element)
            if len(stack) > DEEPEST:
                raise XmlError(f"elements are nested more than {DEEPEST} deep", match.start())
    return root


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _read_pairs(text: str) -> dict[str, str]:
    return {name: " ".join(html.unescape(a or b).split()) for name, a, b in _PAIR.findall(text)}


def _check(source: Source) -> None:
    """Parse the text with Expat, which finds every fault of well-formedness."""
    parser = expat.ParserCreate("utf-8")

    def refuse(*declaration: object) -> None:
        raise XmlError("the text declares entities", _offset(source, parser))

    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = None
    try:
        parser.Parse(source.text.encode(), True)
    except expat.ExpatError as error:
        fact = f"it is not well-formed: {expat.ErrorString(error.code)}"
        offset = source.line_starts[min(error.lineno, len(source.line_starts)) - 1]
        raise XmlError(fact, min(offset + error.offset, len(source.text))) from error


def _offset(source: Source, parser: expat.XMLParserType) -> int:
    return source.line_starts[min(parser.CurrentLineNumber, len(source.line_starts)) - 1]
