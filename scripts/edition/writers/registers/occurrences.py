"""Find the mentions of each entry in the published texts by chapter, printed page and note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from edition.model.addresses import page_at, parse_address
from edition.model.document import Division
from edition.model.edition import Collection, Edition
from edition.model.index import AddressKind
from edition.model.links import Place
from edition.model.note_keys import printed_mark
from edition.model.traversal import walk
from edition.text.escape import escape_markdown
from edition.text.shortening import shorten_words
from edition.writers.address_names import plain_name
from edition.writers.incoming import division_name

_LONGEST: Final = 40
"""Maximum characters of the title of a chapter without number."""


class Occurrence(NamedTuple):
    """A place that names an entry: the text of a page, or a note on it."""

    file: str
    address: str
    page: str
    """Label of the printed page or leaf; empty in a text without pages."""
    note: str
    """Printed mark of the note; empty in the running text."""

    @property
    def name(self) -> str:
        """The place as in an index: ``153``, ``155 n. 12``."""
        note = f"n.\u00a0{self.note}" if self.note else ""
        return "\u00a0".join(filter(None, (self.page, note))) or plain_name(self.address)

    @property
    def label(self) -> str:
        """The name as Markdown."""
        return escape_markdown(self.name)


Occurrences: TypeAlias = Mapping[str, Mapping[str, Sequence[Occurrence]]]
"""Occurrences by id of the entry and id of the text, in order, each page and note once."""


class TextPages:
    """The printed pages and chapters of a text that is published in full."""

    def __init__(self, edition: Edition) -> None:
        document = edition.document
        assert document is not None
        self.edition = edition
        self.pages = document.pages
        self._order = {page.label: number for number, page in enumerate(document.pages)}
        named = {d.name: division_name(d) for d in walk(document.divisions, Division)}
        contents = edition.layout.contents
        self.chapters = {
            e.file: shorten_words(named.get(e.file.removesuffix(".md")) or e.title, _LONGEST)
            for e in (contents if len(contents) > 1 else ())
        }
        """The chapter name of each file, if the text has several files."""

    @property
    def is_of_leaves(self) -> bool:
        """True if the page numbers are those of leaves."""
        return bool(self.pages) and self.pages[-1].leaf

    def order(self, page: str) -> int:
        """Return the number of a page in the order of the text."""
        return self._order[page]

    def locate(self, address: str, start: int) -> Occurrence | None:
        """Return the place of words, or None if their address is unpublished."""
        file = self.edition.layout.addresses.get(address)
        if file is None:
            return None
        page, parsed = page_at(self.pages, start), parse_address(address)
        note = printed_mark(parsed.key) if parsed.kind is AddressKind.NOTE else ""
        return Occurrence(file, address, page.label if page else "", note)


def list_texts(editions: Iterable[Edition]) -> dict[str, TextPages]:
    """Return the pages of each text that this build publishes in full."""
    return {
        edition.record.id: TextPages(edition)
        for edition in editions
        if edition.document is not None and edition.allowed.full_text and edition.layout.text_files
    }


def find_occurrences(texts: Mapping[str, TextPages]) -> Occurrences:
    """Return the occurrences of each entry."""
    found: dict[str, dict[str, dict[tuple[str, ...], Occurrence]]] = defaultdict(dict)
    for id, text in texts.items():
        for mention in text.edition.mentions:
            place = text.locate(mention.address, mention.span.start) if mention.entry else None
            if place is not None:
                places = found[mention.entry].setdefault(id, {})
                places.setdefault((place.file, place.label), place)
    return {
        entry: {id: list(places.values()) for id, places in by_text.items()}
        for entry, by_text in found.items()
    }


def write_occurrences(text: TextPages, places: Sequence[Occurrence]) -> str:
    """Return the places in one text by chapter, as Markdown links for pages of the registers."""
    by_file: dict[str, list[str]] = {}
    folder = f"../{text.edition.record.id}/"
    for place in places:
        link = f"[{place.label}]({folder}{place.file}#{place.address})"
        by_file.setdefault(place.file, []).append(link)
    ordered = [name for name in text.edition.layout.text_files if name in by_file]
    parts = []
    for name in ordered:
        chapter = escape_markdown(text.chapters.get(name, ""))
        parts.append((f"**{chapter}** " if chapter else "") + ", ".join(by_file[name]))
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Quoted:
    """The correspondences and dated events with quoted words that name an entry."""

    compared: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """Titles of events of the correspondences by id, for each id of an entry."""
    dated: dict[str, dict[int, Place]] = field(default_factory=lambda: defaultdict(dict))
    """Passages of the chronology by number of the event, for each id of an entry."""


def find_quoted(collection: Collection, texts: Mapping[str, TextPages]) -> Quoted:
    """Return the correspondences and the dated events whose quoted words name each entry."""
    quoted = Quoted()
    named: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for id, text in texts.items():
        source = text.edition.source
        for mention in text.edition.mentions if source is not None else ():
            if mention.entry and source is not None:
                words = " ".join(source.slice(mention.span).split())
                named[id, mention.address].append((words, mention.entry))
    for link in collection.correspondences:
        for place in (link.origin, link.target):
            for entry in _list_named(named, place):
                quoted.compared[entry][link.event.name] = link.event.title
    for number, dated in enumerate(collection.chronology):
        for place in dated.places if not dated.entry.period else ():
            for entry in _list_named(named, place):
                quoted.dated[entry].setdefault(number, place)
    return quoted


def _list_named(
    named: Mapping[tuple[str, str], Sequence[tuple[str, str]]], place: Place
) -> list[str]:
    end = place.end
    return [id for words, id in named.get((end.source, end.address), ()) if words in end.words]
