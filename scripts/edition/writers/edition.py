"""Writes an edition: every file of a text, from the linked Edition and the bibliography.

Some of the files are scripts that set data: the table of contents, the list of the pages, the names
on each page. They are no data files, because a page that is opened from a disk may load a script
but not read a file beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final, TypeAlias

from edition.bibliography.database import Bibliography
from edition.model.edition import Edition
from edition.model.index import AddressKind
from edition.model.layout import DESCRIPTION, ERRATA, FIDELITY, ContentsEntry
from edition.model.losses import find_losses
from edition.text.escape import escape_script
from edition.writers.anchors import Anchors, Annotation
from edition.writers.annotations import NoteWriter
from edition.writers.correspondences import annotate
from edition.writers.description import DescriptionContext, write_contents_pages, write_description
from edition.writers.errata import write_errata
from edition.writers.fidelity import write_fidelity
from edition.writers.page import GENERATED_MARK, Heading
from edition.writers.page_citation import FILE as CITATION
from edition.writers.page_citation import list_lines, page_citer, write_citation_file
from edition.writers.redirects import write_moved, write_moved_pages
from edition.writers.registers.named import RegisterPlaces, write_named
from edition.writers.shelf import link_original
from edition.writers.text import TextContext, write_incoming, write_text, write_witness_views
from edition.writers.withdrawn import write_withdrawn_pages

CONTENTS: Final = "contents.js"
LINES: Final = "lines.js"
"""The lines of the witness by address, for reports of misreadings."""
PAGES: Final = "pages.js"


class Part(StrEnum):
    """What is written of a text, and may have been kept."""

    PAGES = "pages"
    """What is read in full."""
    NAMES = "names"
    """What the registers have of the names on each page: the record is not consulted."""


Recall: TypeAlias = Callable[[Part, str, Callable[[], dict[str, str]]], dict[str, str]]
"""Returns a part that a function writes, for a description of what it is written from beside."""


def write_edition(
    edition: Edition,
    bibliography: Bibliography,
    entry_pages: Mapping[str, str] = MappingProxyType({}),
    recall: Recall = lambda _, __, make: make(),
) -> dict[str, str]:
    """Return the files of a text by name; none for a text of which nothing is published.

    ``entry_pages`` has the page of the bibliography for each key; without it citations lead to
    its first page. ``recall`` is given all that a part depends on beside the text, and may have
    kept it.
    """
    if edition.links.withdrawn:
        entry = _cite(bibliography, edition.record.citation)
        return write_withdrawn_pages(edition.record, edition.links.withdrawn, entry)
    if not edition.layout.files:
        return {}
    heading = _make_heading(edition)
    notes = NoteWriter(edition, bibliography, entry_pages)
    annotations = _merge(annotate(edition), notes.annotate())
    beside = DescriptionContext(
        _anchors(edition, DESCRIPTION),
        annotations.get(DESCRIPTION, ()),
        notes.write_head_note(),
    )
    files = {DESCRIPTION: _write_description(edition, heading, bibliography, beside)}
    if edition.layout.text_files:
        context = TextContext(entry_pages, annotations, edition.links, notes.list_marks)
        files |= recall(
            Part.PAGES,
            repr((edition.allowed, dict(entry_pages), annotations, edition.links)),
            partial(_write_full_text, edition, heading, context),
        )
    files = {
        name: content + _write_end(edition, name, notes.write_notes(name))
        for name, content in files.items()
    }
    files |= write_moved_pages(edition.links.redirects, edition.layout, heading)
    return files | _write_shared(edition, bibliography)


def write_panels(edition: Edition, registers: RegisterPlaces, recall: Recall) -> dict[str, str]:
    """Return for each file of a text its panels, and the script with the names on it."""
    document, layout = edition.document, edition.layout
    if document is None or not layout.text_files or edition.links.withdrawn:
        return {}
    places = repr(dict(registers.files))
    named = recall(Part.NAMES, places, partial(write_named, edition, registers))
    incoming = write_incoming(document, layout, edition.links)
    both = ((name, (incoming[name], named.get(name, ""))) for name in incoming)
    return named | {name: "\n\n".join(filter(None, found)) for name, found in both}


def _merge(*parts: Mapping[str, Sequence[Annotation]]) -> dict[str, list[Annotation]]:
    """Return what is shown in each file, in the order of the parts."""
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: [one for part in parts for one in part.get(name, ())] for name in names}


def _write_shared(edition: Edition, bibliography: Bibliography) -> dict[str, str]:
    """Return the files that all pages of a text read."""
    contents = edition.layout.contents
    lines = list_lines(edition) if edition.layout.text_files else {}
    forms = write_citation_file(
        edition.record, bibliography, contents=bool(contents), lines=bool(lines)
    )
    files = {CITATION: forms}
    if contents:
        files[CONTENTS] = write_contents_file(contents)
    if lines:
        rows = ([_name_built_page(file), listed] for file, listed in lines.items())
        files[LINES] = _write_script("editionLines", rows)
    if pages := write_page_list(edition):
        files[PAGES] = pages
    return files


def _make_heading(edition: Edition) -> Heading:
    record, document = edition.record, edition.document
    leaves = document is not None and all(page.inferred for page in document.pages)
    return Heading(
        record.id,
        record.title,
        record.short_title,
        str(record.rights.publish),
        record.split,
        link_original(record),
        page_citer(leaves=leaves),
    )


def _write_description(
    edition: Edition,
    heading: Heading,
    bibliography: Bibliography,
    context: DescriptionContext,
) -> str:
    document, layout = edition.document, edition.layout
    return write_description(
        edition.record,
        heading,
        edition.counts,
        layout,
        document.pages if document is not None and layout.text_files else (),
        partial(_cite, bibliography),
        context,
    )


def _cite(bibliography: Bibliography, key: str) -> str:
    """Return an entry as Markdown; empty for a draft that has none yet."""
    return bibliography.format_entry(key) if key in bibliography else ""


def _anchors(edition: Edition, file: str) -> Anchors:
    return Anchors(edition.links.redirects.within(file))


def _write_full_text(edition: Edition, heading: Heading, context: TextContext) -> dict[str, str]:
    document, source, ledger, layout = (
        edition.document,
        edition.source,
        edition.ledger,
        edition.layout,
    )
    if document is None or source is None or ledger is None:
        return {}
    files = write_text(document, heading, layout, edition.citations, context)
    redirects = edition.links.redirects
    files |= write_witness_views(source, document, heading, redirects)
    if errata := write_errata(document, heading, layout, _anchors(edition, ERRATA)):
        files[ERRATA] = errata
    files |= write_contents_pages(heading, layout, document.pages)
    losses = edition.counts.losses if edition.counts else find_losses(document)
    files[FIDELITY] = write_fidelity(
        edition.record, heading, source, document, ledger, layout, losses
    )
    return files


def _write_end(edition: Edition, name: str, notes: str) -> str:
    """Return what follows the content of a file: addresses that moved, and the editors' notes.

    A file of the text has the addresses before its navigation.
    """
    moved = write_moved(edition.links.redirects.leaving(name))
    parts = (moved if name not in edition.layout.text_files else "", notes)
    return "".join(f"\n{part}\n" for part in parts if part)


# --- scripts -------------------------------------------------------------------------------------


def write_contents_file(contents: Iterable[ContentsEntry]) -> str:
    """Return the table of contents as a script, which sets ``editionContents``.

    It is a list of the pages of the text in their order, each as its file, title and level.
    """
    rows = ([_name_built_page(e.file), e.title, e.level] for e in contents)
    return _write_script("editionContents", rows)


def write_page_list(edition: Edition) -> str:
    """Return the list of the pages as a script; empty for a text without pages.

    The script sets ``editionPages`` to a list of pairs: the file of a built page, and the
    addresses of the pages that begin in it.
    """
    pages: dict[str, list[str]] = {}
    for entry in edition.index.entries:
        if entry.kind is AddressKind.PAGE:
            pages.setdefault(entry.file, []).append(entry.address)
    rows = ([_name_built_page(name), " ".join(addresses)] for name, addresses in pages.items())
    return _write_script("editionPages", rows) if pages else ""


def _name_built_page(file: str) -> str:
    return str(PurePosixPath(file).with_suffix(".html"))


def _write_script(name: str, rows: Iterable[object]) -> str:
    lines = "".join(f"{escape_script(json.dumps(row, ensure_ascii=False))},\n" for row in rows)
    return f"// {GENERATED_MARK}.\nwindow.{name} = [\n{lines}];\n"
