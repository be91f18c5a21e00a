"""Divide the TEI of a text by the pages of the edition, and by the pages of the original.

A text is written once, and its parts are composed of the written elements. A part ends with the
notes that it calls, and has the wrapper that Distributed Text Services requires.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from edition.model.addresses import note_address, page_address, page_at
from edition.model.document import Document, Note, Page
from edition.model.edition import Edition
from edition.model.layout import ContentsEntry, TextFile, split_document
from edition.text.escape import escape_html
from edition.writers.books.markup import element, xml_id
from edition.writers.books.tei import TEI, Body, compose_tei, wrap_division, write_body
from edition.writers.books.tei_header import Publication

PAGE_FILES: Final = 60
"""Maximum number of documents with pages of a text; long texts have several pages in each."""
DTS: Final = "https://w3id.org/api/dts#"
_TAG: Final = re.compile(r"<(/?)([\w:]+)([^<>]*?)(/?)>")
_NOTES: Final = re.compile(r"\n?<noteGrp>.*?</noteGrp>", re.DOTALL)
_IDENTITY: Final = re.compile(r'xml:id="([^"]+)"')
_CALL: Final = re.compile(r'<ref type="noteMarker" target="#([^"]+)"')


@dataclass(frozen=True, slots=True)
class Unit:
    """A page of the edition as a part of a text, with the divisions below it."""

    name: str
    entry: ContentsEntry
    level: int
    """1 for the outermost units."""
    parent: str
    """Name of the parent unit, or empty for the outermost."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A complete text as TEI, and its parts by name."""

    whole: str
    units: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    """Runs of pages of the original, by the address of the first page."""


def list_units(edition: Edition) -> list[Unit]:
    """Return the pages of a text in the edition, in order."""
    return [
        Unit(stem(place.entry.file), place.entry, len(place.path) + 1, stem(above))
        for place in edition.layout.places()
        for above in [place.path[-1].file if place.path else ""]
    ]


def group_pages(document: Document) -> list[tuple[Page, ...]]:
    """Divide the pages of the original into at most ``PAGE_FILES`` runs of equal length."""
    pages = document.pages
    run = -(-len(pages) // PAGE_FILES)
    return [pages[at : at + run] for at in range(0, len(pages), run or 1)]


def stem(file: str) -> str:
    """Return a file name without its extension ``.md``."""
    return file.removesuffix(".md")


def part_tei(edition: Edition, publication: Publication, terms: str) -> Parts:
    """Return a text as TEI, or only its description if it is not published in full.

    ``terms`` is a statement of provenance and terms in each part. Raises EditionError without the
    witness.
    """
    if not edition.allowed.full_text:
        return Parts(compose_tei(edition, publication, None))
    body = write_body(edition)
    packer = _Packer(edition, body, f"<!-- {escape_html(terms).replace('--', '- -')} -->")
    whole = compose_tei(edition, publication, body.text)
    return Parts(whole, dict(packer.pack_units()), dict(packer.pack_pages()))


class _Packer:
    """Composes the parts of a text."""

    def __init__(self, edition: Edition, body: Body, terms: str) -> None:
        assert edition.document is not None
        self._edition, self._document, self._body = edition, edition.document, body
        self._terms = terms
        self._by_id = {xml_id(note_address(key)): note for key, note in body.notes.items()}

    def pack_units(self) -> Iterator[tuple[str, str]]:
        """Yield name and TEI of each page of the edition."""
        record = self._edition.record
        files = {f.name: f for f in split_document(self._document, record.title, record.split)}
        units = [unit for unit in list_units(self._edition) if unit.name in files]
        below: dict[str, list[str]] = {}
        for unit in units:
            below.setdefault(unit.parent, []).append(unit.name)
        made: dict[str, str] = {}
        for name in reversed([unit.name for unit in units]):
            made[name] = self._write(files[name], [made[child] for child in below.get(name, ())])
        notes = self._edition.layout.group_by_file(self._document.notes, _address)
        uncalled = {stem(file): list(map(_address, in_file)) for file, in_file in notes.items()}
        for unit in units:
            inside = [unit.name, *_list_below(unit.name, below)]
            own = [xml_id(address) for name in inside for address in uncalled.get(name, ())]
            yield unit.name, self._pack(made[unit.name], own)

    def _write(self, file: TextFile, below: Iterable[str]) -> str:
        written, division = self._body.written, file.division
        head = [self._body.heads[division.name]] if division is not None else []
        own = [*head, *(_NOTES.sub("", written[id(node)]) for node in file.content)]
        content = "\n".join(filter(None, [*own, *below]))
        return content if division is None else wrap_division(division, content)

    def pack_pages(self) -> Iterator[tuple[str, str]]:
        """Yield address and TEI of each run of pages."""
        groups = group_pages(self._document)
        firsts = {page_address(page): page_address(run[0]) for run in groups for page in run}
        pages = {xml_id(page_address(run[0])): page_address(run[0]) for run in groups}
        uncalled: dict[str, list[str]] = {}
        for note in self._document.notes:
            if note.marker is None and note.segments:
                page = page_at(self._document.pages, note.segments[0].start)
                if page is not None:
                    first = firsts[page_address(page)]
                    uncalled.setdefault(first, []).append(xml_id(_address(note)))
        for name, content in _cut(_NOTES.sub("", self._body.text), pages):
            if name in pages:
                yield pages[name], self._pack(content, uncalled.get(pages[name], ()))

    def _pack(self, content: str, notes: Iterable[str]) -> str:
        """Return a part with the notes that it calls and the given notes."""
        queue, named = [*_CALL.findall(content), *notes], dict[str, str]()
        for identity in queue:  # The list grows while notes call further notes.
            if identity in self._by_id and identity not in named:
                named[identity] = self._by_id[identity]
                queue += _CALL.findall(named[identity])
        listed = "\n".join(named.values())
        notes_group = element("noteGrp", f"\n{listed}\n") + "\n" if named else ""
        language = self._edition.record.language
        wrapped = f'<dts:wrapper xmlns:dts="{DTS}">\n{content}\n{notes_group}</dts:wrapper>'
        root = element("TEI", f"\n{wrapped}\n", xmlns=TEI, xml__lang=language)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{self._terms}\n{root}\n'


def _address(note: Note) -> str:
    return note_address(note.key)


def _list_below(name: str, below: Mapping[str, list[str]]) -> Iterator[str]:
    for child in below.get(name, ()):
        yield child
        yield from _list_below(child, below)


def _cut(body: str, firsts: Collection[str]) -> Iterator[tuple[str, str]]:
    """Cut a body at page breaks; elements that continue are closed and opened again."""
    opened: list[tuple[str, str]] = []
    name, start, before = "", 0, ""
    for tag in _TAG.finditer(body):
        closes, element_name, attributes, empty = tag.groups()
        if element_name == "pb":
            identity = _IDENTITY.search(attributes)
            if identity is None or identity[1] not in firsts:
                continue
            at = tag.start()
            if body.endswith("</fw>", start, at):  # The printed number precedes the page break.
                at = body.rindex("<fw", start, at)
            yield name, before + body[start:at] + _close(opened)
            name, start = identity[1], at
            before = "".join(written for _, written in opened)
        elif closes:
            opened.pop()
        elif not empty:
            opened.append((element_name, tag[0]))
    yield name, before + body[start:] + _close(opened)


def _close(opened: Iterable[tuple[str, str]]) -> str:
    return "".join(f"</{name}>" for name, _ in reversed([*opened]))
