"""Turn cross-references and citations in the words of a text into links.

The words become the text of a link unchanged. If a page or a marker interrupts them, there are two
links to the same target. A cross-reference within a citation takes precedence; the citation is
linked before and after it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from edition.linking.layout import number_faults
from edition.model.addresses import page_address
from edition.model.citation import Citation
from edition.model.document import (
    Document,
    Emended,
    Inline,
    Join,
    LineBreak,
    Matter,
    MatterKind,
    Reference,
    Text,
)
from edition.model.layout import ERRATA
from edition.model.traversal import running_text, walk
from edition.text.escape import escape_attribute
from edition.text.span import Span

BIBLIOGRAPHY: Final = "../../bibliography"
"""The bibliography, from the folder of a text."""
_LAST_NUMBER = re.compile(r"(?<=[\s.])(\d+|[ivxlc]+)\s*$")


@dataclass(frozen=True, slots=True)
class Link:
    """A passage of the witness with the target of its link."""

    parts: tuple[Span, ...]
    """Spans of the passage, in reading order."""
    href: str
    title: str = ""
    after: str = ""
    """Markdown to insert after the passage, in an element that is not part of the text."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked run of text; its children are text, joins and emendations."""

    children: tuple[Inline, ...]
    href: str
    title: str
    after: str = ""


def link_references(references: Sequence[Reference], files: Mapping[str, str]) -> Iterator[Link]:
    """Yield the links of cross-references; ``files`` has the file of each address."""
    faults = number_faults(references)
    for reference in references:
        address = reference.target_address
        if address in files:
            fault = faults.get(reference)
            sic = f'<ins class="erratum">[[sic]({ERRATA}#{fault})]</ins>' if fault else ""
            href = f"{files[address]}#{address}"
            yield Link(reference.parts, href, preview_title(reference), sic)


def preview_title(reference: Reference) -> str:
    """Return the title of a link: an excerpt of the target, escaped for Markdown and HTML."""
    return escape_attribute(reference.preview)


def link_contents(document: Document, files: Mapping[str, str]) -> Iterator[Link]:
    """Yield a link for each page number at the end of a line in a printed table of contents."""
    addresses = {page.label: page_address(page) for page in document.pages}
    for matter in walk(running_text(document), Matter):
        lines = matter.inlines if matter.kind is MatterKind.CONTENTS else ()
        for inline, after in zip(lines, (*lines[1:], None), strict=False):
            if isinstance(inline, Text) and (after is None or isinstance(after, LineBreak)):
                match = _LAST_NUMBER.search(inline.text)
                address = addresses.get(match[1]) if match else None
                if match and address and address in files:
                    start = inline.span.start + match.start(1)
                    span = Span(start, start + len(match[1]))
                    yield Link((span,), f"{files[address]}#{address}")


def link_citations(citations: Iterable[Citation], pages: Mapping[str, str]) -> Iterator[Link]:
    """Yield the links of resolved citations; ``pages`` has the page of each key.

    A key without a page is linked to the first page of the bibliography.
    """
    for citation in citations:
        if citation.key is not None:
            page = pages.get(citation.key)
            folder = f"{BIBLIOGRAPHY}/{page}" if page else BIBLIOGRAPHY
            yield Link(citation.parts, f"{folder}.md#{citation.key}")


class LinkLayer:
    """Turns passages that do not overlap into links."""

    def __init__(self, links: Iterable[Link]) -> None:
        pairs = [(part, link) for link in links for part in link.parts]
        self._pairs = sorted(pairs, key=lambda pair: pair[0])
        self._starts = [part.start for part, _ in self._pairs]
        self.hrefs = {link.href for _, link in self._pairs}

    def cut(self, inlines: Iterable[Inline | Linked]) -> Iterator[Inline | Linked]:
        """Yield the inlines of a run with every passage turned into a link."""
        inlines = tuple(inlines)
        return self._cut(inlines) if self._is_touched(inlines) else iter(inlines)

    def _is_touched(self, inlines: Iterable[Inline | Linked]) -> bool:
        """Return True if a run may contain a link; most runs do not and are returned unchanged."""
        spans = [inline.span for inline in inlines if isinstance(inline, Text | Emended)]
        if not spans or not self._pairs:
            return False
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        first = max(0, bisect_right(self._starts, start) - 1)
        before, after = self._pairs[first][0], self._starts[first + 1 : first + 2]
        return (before.end > start and before.start < end) or any(start < end for start in after)

    def _cut(self, inlines: Iterable[Inline | Linked]) -> Iterator[Inline | Linked]:
        held: list[Inline] = []
        current: Link | None = None
        for piece, link in self._pieces(inlines):
            if link is None and current is not None and isinstance(piece, Join):
                held.append(piece)
                continue
            if link is not current or link is None:
                yield from self._close(held, current)
                held, current = [], link
            if link is None or isinstance(piece, Linked):
                yield piece
            else:
                held.append(piece)
        yield from self._close(held, current)

    def _close(self, held: list[Inline], link: Link | None) -> Iterator[Inline | Linked]:
        """Yield a complete link; joins after its last word are outside it."""
        if link is None:
            yield from held
            return
        last = max(i for i, piece in enumerate(held) if isinstance(piece, Text | Emended))
        ends = held[last].span.end >= link.parts[-1].end
        children = tuple(held[: last + 1])
        yield Linked(children, link.href, link.title, link.after if ends else "")
        yield from held[last + 1 :]

    def _pieces(
        self, inlines: Iterable[Inline | Linked]
    ) -> Iterator[tuple[Inline | Linked, Link | None]]:
        for inline in inlines:
            if isinstance(inline, Text):
                yield from self._split(inline)
            elif isinstance(inline, Emended):
                yield inline, self._find(inline.span)
            else:
                yield inline, None

    def _find(self, span: Span) -> Link | None:
        """Return the link that overlaps a span, or None."""
        index = bisect_left(self._starts, span.end) - 1
        part, link = self._pairs[index] if index >= 0 else (Span(0, 0), None)
        return link if part.end > span.start else None

    def _split(self, text: Text) -> Iterator[tuple[Text, Link | None]]:
        start, end = text.span.start, text.span.end
        position = start
        first = max(0, bisect_right(self._starts, start) - 1)
        for index in range(first, len(self._pairs)):
            part, link = self._pairs[index]
            if part.start >= end:
                break
            low, high = max(part.start, position), min(part.end, end)
            if low >= high:
                continue
            if low > position:
                yield part_of(text, position, low), None
            yield part_of(text, low, high), link
            position = high
        if position < end:
            yield part_of(text, position, end), None


def part_of(text: Text, start: int, end: int) -> Text:
    """Return the part of a text between two offsets of the witness."""
    if (start, end) == (text.span.start, text.span.end):
        return text
    offset = text.span.start
    return Text(text.text[start - offset : end - offset], Span(start, end))


@dataclass(frozen=True, slots=True)
class Mark:
    """A place at which Markdown is inserted that is not part of the text."""

    at: int
    """Offset in the witness."""


def set_marks(
    inlines: Iterable[Inline | Linked], marked: Sequence[int]
) -> Iterator[Inline | Linked | Mark]:
    """Yield inlines with marks inserted at offsets, but not within links."""
    for inline in inlines:
        if marked and isinstance(inline, Text | Emended | Linked):
            yield from _split_at(inline, marked)
        else:
            yield inline


def _split_at(
    inline: Text | Emended | Linked, marked: Sequence[int]
) -> Iterator[Inline | Linked | Mark]:
    pieces = inline.children if isinstance(inline, Linked) else (inline,)
    spans = [piece.span for piece in pieces if isinstance(piece, Text | Emended)]
    start, end = spans[0].start, spans[-1].end
    here = marked[bisect_right(marked, start) : bisect_right(marked, end)]
    if isinstance(inline, Text):
        for at in here:
            yield part_of(inline, start, at)
            yield Mark(at)
            start = at
        if start < end:
            yield part_of(inline, start, end)
    else:
        yield inline
        yield from map(Mark, here)


class TextLinks:
    """All links of a text: cross-references first, then citations in the remaining text."""

    def __init__(self, references: Iterable[Link], citations: Iterable[Link] = ()) -> None:
        self._layers = (LinkLayer(references), LinkLayer(citations))

    def cut(self, inlines: Iterable[Inline | Linked]) -> Iterator[Inline | Linked]:
        """Yield the inlines of a run with every reference and citation turned into a link."""
        for layer in self._layers:
            inlines = layer.cut(inlines)
        return iter(inlines)
