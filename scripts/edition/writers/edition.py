"""Write all files of a text from its linked Edition and the bibliography.

Some data are scripts: the table of contents, the list of pages, the names on each page. The reason
is that a page opened from a disk may load scripts, but not read data files.
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
from edition.model.counts import find_losses
from edition.model.edition import Edition
from edition.model.index import AddressKind
from edition.model.layout import DESCRIPTION, ERRATA, FIDELITY, ContentsEntry
from edition.text.escape import escape_script
from edition.writers.annotations import NoteWriter
from edition.writers.correspondences import annotate
from edition.writers.description import DescriptionContext, write_contents_pages, write_description
from edition.writers.errata import write_errata
from edition.writers.fidelity import write_fidelity
from edition.writers.page import GENERATED_MARK, Anchors, Annotation, Heading
from edition.writers.page_citation import FILE as CITATION
from edition.writers.page_citation import list_lines, page_citer, write_citation_file
from edition.writers.redirects import (
    write_moved,
    write_moved_pages,
    write_withdrawn_pages,
)
from edition.writers.registers.named import RegisterPlaces, write_named
from edition.writers.shelf import link_original
from edition.writers.text import TextContext, write_incoming, write_text, write_witness_views

CONTENTS: Final = "contents.js"
LINES: Final = "lines.js"
"""Script with the lines of the witness by address, for reports of misreadings."""
PAGES: Final = "pages.js"


class Part(StrEnum):
    """A part of the files of a text that may be cached."""

    PAGES = "pages"
    """The pages of a text that is published in full."""
    NAMES = "names"
    """The names of the registers on each page, which do not depend on the record."""


Recall: TypeAlias = Callable[[Part, str, Callable[[], dict[str, str]]], dict[str, str]]
"""Returns a part from the cache or from a function; the text is the key of its other inputs."""


def write_edition(
    edition: Edition,
    bibliography: Bibliography,
    entry_pages: Mapping[str, str] = MappingProxyType({}),
    recall: Recall = lambda _, __, make: make(),
) -> dict[str, str]:
    """Return the files of a text by name; the result is empty if nothing is published.

    ``entry_pages`` has the page of the bibliography for each key; other citations are linked to its
    first page. ``recall`` may return a part from a cache; its second argument is a key of all
    inputs other than the text.
    """
    if edition.links.withdrawn:
        entry = _cite(bibliography, edition.record.citation)
        return write_withdrawn_pages(edition.record, edition.links.withdrawn, entry)
    if not edition.layout.files:
        return {}
    heading = _make_heading(edition)
    notes = NoteWriter(edition, bibliography, entry_pages)
    annotations = _merge(annotate(edition), notes.annotate())
    description = DescriptionContext(
        _make_anchors(edition, DESCRIPTION),
        annotations.get(DESCRIPTION, ()),
        notes.write_head_note(),
    )
    files = {DESCRIPTION: _write_description(edition, heading, bibliography, description)}
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
    """Return the panels of each file of a text, and the scripts with the names on them."""
    document, layout = edition.document, edition.layout
    if document is None or not layout.text_files or edition.links.withdrawn:
        return {}
    places = repr(dict(registers.files))
    named = recall(Part.NAMES, places, partial(write_named, edition, registers))
    incoming = write_incoming(document, layout, edition.links)
    panels = ((name, (panel, named.get(name, ""))) for name, panel in incoming.items())
    return named | {name: "\n\n".join(filter(None, parts)) for name, parts in panels}


def _merge(*parts: Mapping[str, Sequence[Annotation]]) -> dict[str, list[Annotation]]:
    """Return the annotations of each file, in the order of the parts."""
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: [a for part in parts for a in part.get(name, ())] for name in names}


def _write_shared(edition: Edition, bibliography: Bibliography) -> dict[str, str]:
    """Return the files shared by all pages of a text."""
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
    """Return an entry as Markdown; it is empty for a draft without one."""
    return bibliography.format_entry(key) if key in bibliography else ""


def _make_anchors(edition: Edition, file: str) -> Anchors:
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
    if errata := write_errata(document, heading, layout, _make_anchors(edition, ERRATA)):
        files[ERRATA] = errata
    files |= write_contents_pages(heading, layout, document.pages)
    losses = edition.counts.losses if edition.counts else find_losses(document)
    files[FIDELITY] = write_fidelity(
        edition.record, heading, source, document, ledger, layout, losses
    )
    return files


def _write_end(edition: Edition, name: str, notes: str) -> str:
    """Return the end of a file: its former addresses and the editors' notes.

    A file of the text has its former addresses before its navigation.
    """
    moved = write_moved(edition.links.redirects.leaving(name))
    parts = (moved if name not in edition.layout.text_files else "", notes)
    return "".join(f"\n{part}\n" for part in parts if part)


# --- Scripts --------------------------------------------------------------------------------------


def write_contents_file(contents: Iterable[ContentsEntry]) -> str:
    """Return the table of contents as a script that sets ``editionContents``.

    It is a list of the pages of the text in order, each with file, title and level.
    """
    rows = ([_name_built_page(e.file), e.title, e.level] for e in contents)
    return _write_script("editionContents", rows)


def write_page_list(edition: Edition) -> str:
    """Return the list of printed pages as a script, or an empty string for a text without pages.

    The script sets ``editionPages`` to a list of pairs: the file of a built page, and the addresses
    of the printed pages that begin in it.
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
