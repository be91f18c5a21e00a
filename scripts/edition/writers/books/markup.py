"""What the writers of books share: they write an edition in one pass, in reading order.

Pages begin where they begin in the witness, a note is written after the division that calls it,
and every address of the edition is an ``xml:id``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape
from operator import attrgetter
from typing import Any, ClassVar, Final, TypeAlias

from edition.model.addresses import marker_address
from edition.model.document import (
    Block,
    Document,
    ExternalLink,
    Heading,
    Inline,
    ItemList,
    ListItem,
    Matter,
    Note,
    NoteMarker,
    Page,
    PageStart,
    Paragraph,
    Quotation,
    Styled,
    Table,
    Text,
    Verse,
)
from edition.model.edition import Edition
from edition.model.traversal import map_nodes, running_text, walk
from edition.text.escape import show_controls
from edition.text.interface import N_
from edition.text.source import Source
from edition.writers.links import Link, Linked, LinkLayer, Mark, link_contents, set_marks

NO_CHARACTERS: Final = re.compile("[\ud800-\udfff]")
"""Surrogates, which XML cannot contain."""
Marks: TypeAlias = tuple[Mapping[int, str], Mapping[str, str]]
"""Where a text shows the editors' notes, see ``apparatus.list_marks``."""
MISSING_NOTE: Final = N_("[Text missing from this witness.]")
ADDRESS_SIGNS: Final = "~:/?#@!$&+,;=%-"
"""Signs that an address in the web may have as they are."""
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9.-]")


def escape_xml(text: str) -> str:
    """Return text as content of an element or of an attribute."""
    return escape(NO_CHARACTERS.sub("\ufffd", show_controls(text)))


def xml_id(address: str) -> str:
    """Return an address as a name in XML; docs/addresses.md explains the rule to readers.

    What is no ASCII letter, digit, full stop or hyphen becomes its code point between underscores;
    before a digit or a sign is an underscore.
    """
    name = _NO_NAME.sub(lambda match: f"_{ord(match[0]):x}_", address)
    return f"_{name}" if name[:1].isdigit() or name[:1] in ".-" else name


def element(name: str, content: str | None = None, /, **attributes: str) -> str:
    """Return an element; without content it is empty, and so are attributes without a value.

    A name of an attribute has ``__`` for a colon, and may end with ``_``.
    """
    pairs = (
        f' {key.rstrip("_").replace("__", ":")}="{escape_xml(value)}"'
        for key, value in attributes.items()
        if value
    )
    tag = f"{name}{''.join(pairs)}"
    return f"<{tag}/>" if content is None else f"<{tag}>{content}</{name}>"


def strip_markup(document: Document) -> Document:
    """Return a document whose blocks are paragraphs of text and note markers, without links.

    Captions and fragments stay, because they are no part of the text around them.
    """
    divided = map_nodes(map_nodes(document, _part_list, ItemList), attrgetter("blocks"), Quotation)
    plain = map_nodes(divided, _make_paragraph, *_WITH_MARKUP)
    return replace(map_nodes(plain, attrgetter("children"), *_AROUND_WORDS), references=())


_Marked: TypeAlias = Heading | Verse | Table | Matter
_WITH_MARKUP: Final[tuple[type[_Marked], ...]] = (Heading, Verse, Table, Matter)
_AROUND_WORDS: Final[tuple[type[Styled | ExternalLink], ...]] = (Styled, ExternalLink)


def _part_list(block: ItemList) -> tuple[Block, ...]:
    return tuple(part for item in block.items for part in _part_item(item))


def _part_item(item: ListItem) -> Iterator[Block]:
    if item.mark:
        yield Paragraph((Text(item.mark, item.mark_span),), item.mark_span)
    yield from item.blocks


def _make_paragraph(block: _Marked) -> Paragraph:
    return Paragraph(block.inlines, block.span, block.address)


class MarkupWriter(ABC):
    """Writes the blocks of one text, and keeps track of the pages and notes already written."""

    makers: ClassVar[dict[type, Callable[[Any, Any], str]]]
    """How each type of node is written."""

    def __init__(
        self,
        edition: Edition,
        document: Document,
        source: Source,
        layers: Iterable[LinkLayer],
        marks: Marks = ({}, {}),
    ) -> None:
        self.edition, self.document, self.source = edition, document, source
        self._layers = tuple(layers)
        self._among, self._beside = marks
        self._marked = sorted(self._among)
        self._letters = {one.address: one.mark for one in edition.links.notes}
        self._pages = list(document.pages)[::-1]
        self._notes = {note.key: note for note in document.notes}
        called = self._find_called(document)
        uncalled = (note for note in document.notes if note.key not in called)
        self._uncalled = sorted(uncalled, key=attrgetter("place"), reverse=True)
        self._begun: set[str] = set()
        self._queue: list[str] = []
        self._met: Counter[str] = Counter()

    @abstractmethod
    def page(self, page: Page) -> str:
        """Write the beginning of a page."""

    @abstractmethod
    def marker(self, marker: NoteMarker, address: str) -> str:
        """Write a marker; it has no address if its note is not known."""

    @abstractmethod
    def linked(self, linked: Linked) -> str:
        """Write a link that the edition makes of words."""

    @abstractmethod
    def note(self, note: Note) -> str:
        """Write a note."""

    def sign(self, address: str, letter: str, *, beside: bool) -> str:
        """Write the sign of an editors' note, among words or beside their passage."""
        raise NotImplementedError

    # --- pages and notes ---

    def _find_called(self, document: Document) -> set[str]:
        """Return the notes that the running text calls, and those that called notes call."""
        found: set[str] = set()
        fresh = {marker.note for marker in walk(running_text(document), NoteMarker)}
        while fresh:
            found |= fresh
            notes = [self._notes[key] for key in fresh if key in self._notes]
            fresh = {marker.note for marker in walk(notes, NoteMarker)} - found
        return found

    def pages_until(self, offset: int) -> str:
        """Write the pages that begin at or before an offset and are not written."""
        written = []
        while self._pages and self._pages[-1].start <= offset:
            written.append(self.page(self._pages.pop()))
        return "".join(written)

    def notes_until(self, end: int) -> list[str]:
        """Write the notes called so far, and those before an offset that nothing calls."""
        while self._uncalled and self._uncalled[-1].place < end:
            note = self._uncalled.pop()
            if note.key not in self._begun:
                self._begun.add(note.key)
                self._queue.append(note.key)
        written = []
        while self._queue:  # notes may call notes
            written.append(self.note(self._notes[self._queue.pop(0)]))
        return written

    def _marker(self, marker: NoteMarker) -> str:
        if marker.note not in self._notes:
            return self.marker(marker, "")
        self._met[marker.note] += 1
        if marker.note not in self._begun:
            self._begun.add(marker.note)
            return self.call(marker, self._notes[marker.note])
        return self.marker(marker, marker_address(marker.note, self._met[marker.note]))

    def call(self, marker: NoteMarker, note: Note) -> str:
        """Write the first marker of a note, which follows later."""
        self._queue.append(note.key)
        return self.marker(marker, marker_address(note.key))

    # --- nodes ---

    def text(self, text: str) -> str:
        """Write characters of the witness."""
        return escape_xml(text)

    def inlines(self, inlines: Iterable[Inline]) -> str:
        """Write a run of inlines."""
        cut: Iterable[Inline | Linked] = inlines
        for layer in self._layers:
            cut = layer.cut(cut)
        return "".join(map(self._inline, set_marks(cut, self._marked)))

    def _inline(self, inline: Inline | Linked | Mark) -> str:
        if isinstance(inline, Text):
            return self.text(inline.text)
        if isinstance(inline, PageStart):
            return self.pages_until(inline.span.start)
        if isinstance(inline, NoteMarker):
            return self._marker(inline)
        if isinstance(inline, Linked):
            return self.linked(inline)
        if isinstance(inline, Mark):
            notes = self._among[inline.at].split()
            return "".join(self.sign(one, self._letters[one], beside=False) for one in notes)
        return self.makers[type(inline)](self, inline)

    def signs_beside(self, address: str) -> str:
        """Write the signs of the editors' notes that are beside a passage."""
        notes = self._beside.get(address, "").split()
        return "".join(self.sign(one, self._letters[one], beside=True) for one in notes)

    def plain(self, inlines: Iterable[Inline]) -> str:
        """Write the inlines of a link, without links inside."""
        return "".join(map(self._inline, inlines))

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Write blocks, one on a line."""
        return "\n".join(map(self.block, blocks))

    def block(self, block: Block) -> str:
        """Write a block, and the signs beside it."""
        return self.makers[type(block)](self, block) + self.signs_beside(
            getattr(block, "address", "")
        )


def find_links(
    edition: Edition,
    document: Document,
    name_place: Callable[[str], str],
    name_entry: Callable[[str], str],
) -> tuple[LinkLayer, LinkLayer]:
    """Return the links of a text to its own addresses, and those of citations to entries.

    ``name_place`` gives the address in the book for an address of the text, ``name_entry`` for a
    key of the bibliography.
    """
    places = edition.layout.addresses
    references = [
        Link(one.parts, name_place(one.target_address))
        for one in document.references
        if one.target_address in places
    ]
    # Page numbers of a printed table of contents; without a file a link is ``#`` and the address.
    printed = link_contents(document, dict.fromkeys(places, ""))
    references += [Link(one.parts, name_place(one.href[1:])) for one in printed]
    cited = (Link(o.parts, name_entry(o.key)) for o in edition.citations if o.key is not None)
    return LinkLayer(references), LinkLayer(cited)
