"""Proves the Markdown of a text before it is written: renders it and compares it with the witness.

A block whose markup hides or changes its words, or turns them into elements, is written without
markup. Decisions depend only on the text and its record, so all commands decide the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from typing import Any, Final

import markdown

from edition.checking.verification import BuiltPage, find_differences
from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.linking.layout import lay_out_text
from edition.model.addresses import note_address
from edition.model.citation import Citation
from edition.model.document import Block, Division, Document
from edition.model.ledger import NOTE, Ledger
from edition.model.traversal import running_text, walk, walk_leaves
from edition.publishing.mkdocs import read_defaults
from edition.records.record import Record
from edition.text.digest import digest, digest_package
from edition.text.front_matter import split_front_matter
from edition.text.results import Results
from edition.text.source import Source
from edition.text.span import Span
from edition.writers.page import Heading
from edition.writers.text import write_text

_ELEMENTS: Final = "|".join(
    """
    a abbr article blockquote br code dd details div dl dt em h1 h2 h3 h4 h5 h6 hr ins li nav ol p
    pre s section span strong sub summary sup table tbody td th thead time tr ul
""".split()
)
_ATTRIBUTES: Final = "|".join(
    """
    aria-[a-z]+ class data-[a-z-]+ datetime dir hidden id lang open role scope start tabindex title
""".split()
)
_MADE: Final = re.compile(
    rf"""<(?!
    (?:{_ELEMENTS})
    (?:\s+(?:(?:{_ATTRIBUTES})="[^"<>]*" | href="(?!\s*(?:javascript|data|vbscript):)[^"<>]*"))*
    \s*/?>
    | /(?:{_ELEMENTS})> | !--[^<>]*-->
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Start of a tag that pages of texts contain only if words of a text made it."""
_ID: Final = re.compile(r'\sid="([^"]*)"')
_TAG_SHOWN: Final = 40
_ROUNDS: Final = 6
"""Greatest number of rounds; each removes the markup of the blocks in which pages differ."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """A difference between a page and the witness."""

    stream: str
    """Empty if the address of the block is known."""
    span: Span
    code: str
    fact: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit that is written with or without markup: an outermost block or a heading."""

    span: Span
    addresses: frozenset[str]
    stream: str
    """The stream of its note; empty in the running text."""

    def has(self, fault: _Fault) -> bool:
        """Return whether it contains a fault."""
        if fault.address:
            return fault.address in self.addresses
        within = self.span.start <= fault.span.start <= self.span.end
        return within and self.is_of(fault.stream)

    def is_of(self, stream: str) -> bool:
        """Return whether it belongs to a stream."""
        return self.stream == stream or not (self.stream or stream.startswith(NOTE))


def prove_markup(
    source: Source,
    document: Document,
    ledger: Ledger,
    citations: Sequence[Citation],
    record: Record,
    kept: Results | None = None,
) -> tuple[Document | None, list[Diagnostic]]:
    """Return a document whose pages show its words, and V008 for each block without markup.

    ``kept`` caches rendered pages, so that only changed ones are rendered. Returns None and one of
    V001 to V004 if the document cannot be proved in any way.
    """
    units = list(_list_units(document))
    everything = frozenset(unit.span.start for unit in units)
    pages = _Pages(source, document, ledger, citations, record)
    pages.recall(kept)
    plain: dict[int, _Fault] = {}
    rounds = 0
    while faults := pages.find_faults(plain):
        rounds += 1
        blamed = _blame(units, plain, faults) if rounds < _ROUNDS else {}
        blamed = blamed or dict.fromkeys(everything - plain.keys(), faults[0])
        if not blamed:
            return None, [report_at(source, faults[0].span, faults[0].code, faults[0].fact)]
        plain |= blamed
    pages.keep(kept)
    return _settle(source, document, units, plain)


def _settle(
    source: Source, document: Document, units: Iterable[_Unit], plain: dict[int, _Fault]
) -> tuple[Document, list[Diagnostic]]:
    spans = {unit.span.start: unit.span for unit in units}
    found = [
        report_at(source, spans[start], "V008", f"its pages would be wrong: {fault.fact}")
        for start, fault in sorted(plain.items())
    ]
    return (replace(document, plain=tuple(sorted(plain))) if plain else document), found


def _list_units(document: Document) -> Iterator[_Unit]:
    def of(blocks: Iterable[Block], stream: str = "", *addresses: str) -> Iterator[_Unit]:
        for block in blocks:
            found = (leaf.address for leaf in walk_leaves((block,)))
            yield _Unit(block.span, frozenset((*found, *addresses)), stream)

    yield from of(document.front)
    for division in walk(running_text(document), Division):
        yield _Unit(division.heading_span, frozenset((division.address, division.name)), "")
        yield from of(division.blocks)
    for note in document.notes:
        yield from of(note.blocks, NOTE + note.key, note_address(note.key))


def _blame(
    units: Sequence[_Unit], plain: Iterable[int], faults: Iterable[_Fault]
) -> dict[int, _Fault]:
    """Return the units with faults that still have markup, or else their neighbours."""
    written = set(plain)
    blamed: dict[int, _Fault] = {}
    for fault in faults:
        for unit in units:
            if unit.has(fault) and unit.span.start not in written:
                blamed.setdefault(unit.span.start, fault)
    if blamed:
        return blamed
    for fault in faults:
        here = fault.span.start
        near = {u.span.start for u in units if u.is_of(fault.stream)} - written
        before, after = ({s for s in near if s <= here}, {s for s in near if s > here})
        beside = (*sorted(before)[-1:], *sorted(after)[:1])
        blamed |= dict.fromkeys(() if fault.address else beside, fault)
    return blamed


class _Pages:
    """The rendered pages of a text; the same Markdown is rendered only once."""

    def __init__(
        self,
        source: Source,
        document: Document,
        ledger: Ledger,
        citations: Sequence[Citation],
        record: Record,
    ) -> None:
        self._source, self._document, self._ledger = source, document, ledger
        self._citations = citations
        self._heading = Heading(record.id, record.title, record.short_title, "full", record.split)
        self._layout = lay_out_text(document, record.title, record.split)
        self._before: dict[str, str] = {}
        self._rendered: dict[str, str] = {}
        """Pages by the digest of their Markdown."""
        self._key = digest(digest_package(), markdown.__version__)
        self._name = f"proved pages of {record.id}"

    def recall(self, kept: Results | None) -> None:
        """Read the cached pages."""
        self._before = (kept.get(self._name, self._key) if kept else None) or {}

    def keep(self, kept: Results | None) -> None:
        """Cache the rendered pages."""
        if kept and self._before != self._rendered:
            kept.put(self._name, self._key, self._rendered)

    def find_faults(self, plain: Iterable[int]) -> list[_Fault]:
        """Return the faults of the pages if the blocks at some offsets are written plainly."""
        document = replace(self._document, plain=tuple(sorted(plain)))
        try:
            files = write_text(document, self._heading, self._layout, self._citations)
            pages = [self._render(name, content) for name, content in files.items()]
        except Exception as error:  # of any kind: the text is then written without markup
            return [_Fault("", Span(0, 0), "V001", f"writing it ends with {type(error).__name__}")]
        faults = [fault for page in pages for fault in self._find_made(str(page.content))]
        differences = find_differences(self._source, self._ledger.entries, pages)
        found = (_Fault(d.stream, d.span, d.code, f"in {d.stream}, {d.fact}") for d in differences)
        return [*faults, *found]

    def _render(self, name: str, content: str) -> BuiltPage:
        key = digest(content)
        page = self._rendered.get(key) or self._before.get(key) or render_article(content)
        self._rendered[key] = page
        return BuiltPage(name.removesuffix(".md"), page)

    def _find_made(self, page: str) -> Iterator[_Fault]:
        """Yield each element of a page that comes from words of the text."""
        for match in _MADE.finditer(page):
            start = match.start()
            ids = [unescape(match[1]) for match in _ID.finditer(page, 0, start)]
            address = next((id for id in reversed(ids) if id in self._layout.addresses), "")
            tag = page[start : start + _TAG_SHOWN].partition(">")
            fact = f"\u201c{tag[0]}{tag[1]}\u201d is a tag"
            yield _Fault("", Span(0, 0), "V002", fact, address)


@cache
def _read_extensions() -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Return the Markdown extensions of a new project, and their settings."""
    settings: dict[str, dict[str, Any]] = {}
    for extension in read_defaults()["markdown_extensions"]:
        settings |= extension if isinstance(extension, dict) else {extension: {}}
    return list(settings), settings


def render_article(content: str) -> str:
    """Return the HTML of a Markdown file of a text, in an article element."""
    names, settings = _read_extensions()
    body = split_front_matter(content)[1]
    page = markdown.markdown(body, extensions=names, extension_configs=settings)
    return f"<article>{page}</article>"
