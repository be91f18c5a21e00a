"""The common base of the writers of books, which write an edition in one pass in reading order.

Pages begin at their place in the witness, notes follow the division that calls them, and every
address of the edition becomes an ``xml:id``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html import escape
from operator import attrgetter
from typing import Any, ClassVar, Final, TypeAlias

from edition.model import document as nodes
from edition.model.addresses import marker_address
from edition.model.edition import Edition
from edition.model.traversal import map_nodes, running_text, walk
from edition.text.escape import show_controls
from edition.text.interface import N_
from edition.text.source import Source
from edition.writers.links import Link, Linked, LinkLayer, Mark, link_contents, set_marks

SURROGATES: Final = re.compile("[\ud800-\udfff]")
"""Surrogates, which XML cannot contain."""
Marks: TypeAlias = tuple[Mapping[int, str], Mapping[str, str]]
"""The places of the markers of editors' notes, see ``apparatus.list_marks``."""
MISSING_NOTE: Final = N_("[Text missing from this witness.]")
URL_CHARACTERS: Final = "~:/?#@!$&+,;=%-"
"""Characters of web addresses that need no percent-encoding."""
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9.-]")


def escape_xml(text: str) -> str:
    """Return text escaped for the content of an element or attribute."""
    return escape(SURROGATES.sub("\ufffd", show_controls(text)))


def xml_id(address: str) -> str:
    """Return an address as an XML name; docs/addresses.md explains the rule to readers.

    A character other than an ASCII letter, digit, full stop or hyphen becomes its code point
    between underscores; a name that begins with a digit or sign gets an initial underscore.
    """
    name = _NO_NAME.sub(lambda match: f"_{ord(match[0]):x}_", address)
    return f"_{name}" if name[:1].isdigit() or name[:1] in ".-" else name


def element(name: str, content: str | None = None, /, **attributes: str) -> str:
    """Return an element, which is empty if ``content`` is None, without empty attributes.

    In the name of an attribute ``__`` becomes a colon, and a final ``_`` is dropped.
    """
    pairs = (
        f' {key.rstrip("_").replace("__", ":")}="{escape_xml(value)}"'
        for key, value in attributes.items()
        if value
    )
    tag = f"{name}{''.join(pairs)}"
    return f"<{tag}/>" if content is None else f"<{tag}>{content}</{name}>"


def strip_markup(document: nodes.Document) -> nodes.Document:
    """Return a document whose blocks are paragraphs of text and note markers, without links.

    Captions and fragments are preserved, because they are not part of the surrounding text.
    """
    divided = map_nodes(
        map_nodes(document, _flatten_list, nodes.ItemList), attrgetter("blocks"), nodes.Quotation
    )
    plain = map_nodes(divided, _make_paragraph, *_BLOCK_MARKUP)
    return replace(map_nodes(plain, attrgetter("children"), *_INLINE_MARKUP), references=())


_Marked: TypeAlias = nodes.Heading | nodes.Verse | nodes.Table | nodes.Matter
_BLOCK_MARKUP: Final[tuple[type[_Marked], ...]] = (
    nodes.Heading,
    nodes.Verse,
    nodes.Table,
    nodes.Matter,
)
_INLINE_MARKUP: Final[tuple[type[nodes.Styled | nodes.ExternalLink], ...]] = (
    nodes.Styled,
    nodes.ExternalLink,
)


def _flatten_list(block: nodes.ItemList) -> tuple[nodes.Block, ...]:
    found: list[nodes.Block] = []
    for item in block.items:
        if item.mark:
            found.append(nodes.Paragraph((nodes.Text(item.mark, item.mark_span),), item.mark_span))
        found += item.blocks
    return tuple(found)


def _make_paragraph(block: _Marked) -> nodes.Paragraph:
    return nodes.Paragraph(block.inlines, block.span, block.address)


class MarkupWriter(ABC):
    """Writes the blocks of one text, and tracks the pages and notes that it has written."""

    makers: ClassVar[dict[type, Callable[[Any, Any], str]]]
    """The function that writes each type of node."""

    def __init__(
        self,
        edition: Edition,
        document: nodes.Document,
        source: Source,
        layers: Iterable[LinkLayer],
        marks: Marks = ({}, {}),
    ) -> None:
        self.edition, self.document, self.source = edition, document, source
        self._layers = tuple(layers)
        self._markers_within, self._markers_after = marks
        self._marked = sorted(self._markers_within)
        self._note_letters = {note.address: note.mark for note in edition.links.notes}
        self._pages = list(document.pages)[::-1]
        self._notes = {note.key: note for note in document.notes}
        called = self._find_called(document)
        uncalled = (note for note in document.notes if note.key not in called)
        self._uncalled = sorted(uncalled, key=attrgetter("place"), reverse=True)
        self._begun: set[str] = set()
        self._queue: list[str] = []
        self._met: Counter[str] = Counter()

    @abstractmethod
    def page(self, page: nodes.Page) -> str:
        """Write the beginning of a page."""

    @abstractmethod
    def marker(self, marker: nodes.NoteMarker, address: str) -> str:
        """Write a marker, which has no address if its note is unknown."""

    @abstractmethod
    def linked(self, linked: Linked) -> str:
        """Write a link added by the edition."""

    @abstractmethod
    def note(self, note: nodes.Note) -> str:
        """Write a note."""

    def editors_marker(self, address: str, letter: str, *, after_passage: bool) -> str:
        """Write the marker of an editors' note, within the text or ``after_passage``."""
        raise NotImplementedError

    # --- Pages and notes ---

    def _find_called(self, document: nodes.Document) -> set[str]:
        """Return the keys of the notes called by the running text or by called notes."""
        found: set[str] = set()
        fresh = {marker.note for marker in walk(running_text(document), nodes.NoteMarker)}
        while fresh:
            found |= fresh
            notes = [self._notes[key] for key in fresh if key in self._notes]
            fresh = {marker.note for marker in walk(notes, nodes.NoteMarker)} - found
        return found

    def pages_until(self, offset: int) -> str:
        """Write the unwritten pages that begin at or before an offset."""
        written = []
        while self._pages and self._pages[-1].start <= offset:
            written.append(self.page(self._pages.pop()))
        return "".join(written)

    def notes_until(self, end: int) -> list[str]:
        """Write the notes called so far, and the uncalled notes before an offset."""
        while self._uncalled and self._uncalled[-1].place < end:
            note = self._uncalled.pop()
            if note.key not in self._begun:
                self._begun.add(note.key)
                self._queue.append(note.key)
        written = []
        while self._queue:  # The queue grows while notes call further notes.
            written.append(self.note(self._notes[self._queue.pop(0)]))
        return written

    def _marker(self, marker: nodes.NoteMarker) -> str:
        if marker.note not in self._notes:
            return self.marker(marker, "")
        self._met[marker.note] += 1
        if marker.note not in self._begun:
            self._begun.add(marker.note)
            return self.call(marker, self._notes[marker.note])
        return self.marker(marker, marker_address(marker.note, self._met[marker.note]))

    def call(self, marker: nodes.NoteMarker, note: nodes.Note) -> str:
        """Write the first marker of a note; the note itself follows later."""
        self._queue.append(note.key)
        return self.marker(marker, marker_address(note.key))

    # --- Nodes ---

    def text(self, text: str) -> str:
        """Write characters of the witness."""
        return escape_xml(text)

    def inlines(self, inlines: Iterable[nodes.Inline]) -> str:
        """Write a run of inlines."""
        cut: Iterable[nodes.Inline | Linked] = inlines
        for layer in self._layers:
            cut = layer.cut(cut)
        return "".join(map(self._inline, set_marks(cut, self._marked)))

    def _inline(self, inline: nodes.Inline | Linked | Mark) -> str:
        if isinstance(inline, nodes.Text):
            return self.text(inline.text)
        if isinstance(inline, nodes.PageStart):
            return self.pages_until(inline.span.start)
        if isinstance(inline, nodes.NoteMarker):
            return self._marker(inline)
        if isinstance(inline, Linked):
            return self.linked(inline)
        if isinstance(inline, Mark):
            notes = self._markers_within[inline.at].split()
            return "".join(
                self.editors_marker(a, self._note_letters[a], after_passage=False) for a in notes
            )
        return self.makers[type(inline)](self, inline)

    def editors_markers_after(self, address: str) -> str:
        """Write the markers of the editors' notes after a passage."""
        notes = self._markers_after.get(address, "").split()
        return "".join(
            self.editors_marker(a, self._note_letters[a], after_passage=True) for a in notes
        )

    def plain(self, inlines: Iterable[nodes.Inline]) -> str:
        """Write the inlines of a link without nested links."""
        return "".join(map(self._inline, inlines))

    def blocks(self, blocks: Iterable[nodes.Block]) -> str:
        """Write blocks, each on a line."""
        return "\n".join(map(self.block, blocks))

    def block(self, block: nodes.Block) -> str:
        """Write a block and the markers of editors' notes after it."""
        return self.makers[type(block)](self, block) + self.editors_markers_after(
            getattr(block, "address", "")
        )


def find_links(
    edition: Edition,
    document: nodes.Document,
    name_place: Callable[[str], str],
    name_entry: Callable[[str], str],
) -> tuple[LinkLayer, LinkLayer]:
    """Return the links of a text to its own addresses, and those of its citations to entries.

    ``name_place`` returns the target in the book of an address of the text, ``name_entry`` that of
    a key of the bibliography.
    """
    places = edition.layout.addresses
    references = [
        Link(reference.parts, name_place(reference.target_address))
        for reference in document.references
        if reference.target_address in places
    ]
    # Page numbers of a printed table of contents; with empty files the links are ``#`` and address.
    printed = link_contents(document, dict.fromkeys(places, ""))
    references += [Link(link.parts, name_place(link.href[1:])) for link in printed]
    cited = (Link(c.parts, name_entry(c.key)) for c in edition.citations if c.key is not None)
    return LinkLayer(references), LinkLayer(cited)
