"""Write the edited text and the diplomatic transcription as Markdown files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from edition.linking.layout import divide_views
from edition.model.addresses import (
    name_label,
    note_address,
    page_address,
    transcription_address,
)
from edition.model.citation import Citation
from edition.model.document import Document, Page
from edition.model.layout import DIPLOMATIC_PREFIX, Layout, Place, TextFile, split_document
from edition.model.links import Links, Redirects
from edition.text.escape import escape_markdown, escape_yaml, replace_controls
from edition.text.interface import _
from edition.text.sections import PANELS
from edition.text.shortening import shorten_words
from edition.text.source import Source
from edition.text.span import Span
from edition.writers.annotations import list_authorities
from edition.writers.incoming import ReferenceWriter
from edition.writers.links import TextLinks, link_citations, link_contents, link_references
from edition.writers.markdown import MarkdownWriter
from edition.writers.page import NOT_SEARCHED, Anchors, Annotation, Heading, write_page
from edition.writers.page import link_contents as link_description
from edition.writers.redirects import write_moved

_BACKTICKS = re.compile(r"`{3,}")
_LONGEST_STEP: Final = 60
"""Maximum characters of the title of a parent division, as displayed without scripts."""


@dataclass(slots=True)
class _Body:
    file: TextFile
    writer: MarkdownWriter
    text: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class TextContext:
    """The parts of the files of a text that come from other texts and the bibliography."""

    entry_pages: Mapping[str, str] = field(default_factory=dict)
    """The page of the bibliography for each key; other keys are linked to its first page."""
    annotations: Mapping[str, Sequence[Annotation]] = field(default_factory=dict)
    """The annotations of each file."""
    links: Links = field(default_factory=Links)
    list_marks: Callable[[str], Mapping[int, str]] = lambda file: MappingProxyType({})
    """Returns the markers of editors' notes in a file, by offset in the witness."""


def write_text(
    document: Document,
    heading: Heading,
    layout: Layout,
    citations: Iterable[Citation] = (),
    context: TextContext | None = None,
) -> dict[str, str]:
    """Return the files with the running text and the notes of a document, by name.

    Every note is written once, in the file that the layout assigns to it.
    """
    context = context or TextContext()
    files = split_document(document, heading.title, heading.split)
    links = TextLinks(
        [
            *link_references(document.references, layout.addresses),
            *link_contents(document, layout.addresses),
        ],
        link_citations(citations, context.entry_pages),
    )
    pages = layout.group_by_file(document.pages, page_address)
    known = frozenset(note.key for note in document.notes)
    bodies = [
        _write_file(file, pages.get(file.path, ()), known, links, context, heading, document.plain)
        for file in files
    ]
    _write_notes(document, bodies, layout)
    return {
        place.entry.file: _assemble(
            body,
            place,
            heading,
            write_moved(context.links.redirects.leaving(place.entry.file)),
        )
        for body, place in zip(bodies, layout.places(), strict=True)
    }


def write_incoming(document: Document, layout: Layout, links: Links) -> dict[str, str]:
    """Return the list of references to the places in each file of a text."""
    incoming = layout.group_by_file(links.incoming.items(), itemgetter(0))
    references = ReferenceWriter(document, layout.addresses)
    return {
        file: references.write_incoming(dict(incoming.get(file, ())), list_authorities(links, file))
        for file in layout.text_files
    }


def _write_file(
    file: TextFile,
    pages: Sequence[Page],
    known: frozenset[str],
    links: TextLinks,
    context: TextContext,
    heading: Heading,
    plain: Sequence[int],
) -> _Body:
    writer = MarkdownWriter(
        pages,
        known,
        links,
        Anchors(context.links.redirects.within(file.path)),
        context.annotations.get(file.path, ()),
        context.list_marks(file.path),
        heading.original,
        plain,
    )
    return _Body(file, writer, _write_body(writer, file))


def _write_body(writer: MarkdownWriter, file: TextFile) -> str:
    base = file.level or 1
    parts = []
    if file.division is not None:
        parts.append(writer.division_heading(file.division, base))
    else:
        parts.append(f"# {escape_markdown(file.title)}")
    parts.append(writer.blocks(file.blocks, base))
    nested = base if file.level else 0
    parts += [writer.division(child, nested) for child in file.children]
    parts.append(writer.anchors_until(file.span.end))
    parts.append(writer.remaining_annotations())
    return "\n\n".join(part for part in parts if part)


def _write_notes(document: Document, bodies: Sequence[_Body], layout: Layout) -> None:
    # The number of a leaf was supplied by the edition, so readers cannot look it up.
    leaves = {page.label for page in document.pages if page.leaf}
    notes = {
        note.key: replace(note, page="") if note.page in leaves else note for note in document.notes
    }
    marked = {key for body in bodies for key in body.writer.notes}
    unmarked = layout.group_by_file(
        (note for note in document.notes if note.key not in marked),
        lambda note: note_address(note.key),
    )
    placed: set[str] = set()
    for body in bodies:
        keys = body.writer.notes
        keys += [note.key for note in unmarked.get(body.file.path, ())]
        parts = []
        for key in keys:  # The list grows while notes refer to further notes.
            if key not in placed:
                placed.add(key)
                parts.append(body.writer.note(notes[key]))
        body.notes = "\n\n".join(parts)


def _assemble(body: _Body, place: Place, heading: Heading, moved: str) -> str:
    title = place.entry.title
    end = _write_navigation("nav-end", place)
    return write_page(
        heading,
        title,
        (body.text, PANELS, moved, end, body.notes),
        own=heading.cite(place.entry),
        edition=_describe_place(place),
        navigation=_write_navigation("nav-top", place),
        show_title=False,
    )


def _describe_place(place: Place) -> Iterator[str]:
    """Yield the front matter with the position of a page in its text."""
    entry = place.entry
    yield f"  division: {escape_yaml(entry.file.removesuffix('.md'))}"
    if entry.extent:
        yield f"  pages: {escape_yaml(entry.extent)}"
    if place.path:
        steps = (_write_step(parent.file, parent.title) for parent in place.path)
        yield f"  path: [{', '.join(steps)}]"
    for name, neighbour in (("previous", place.before), ("next", place.after)):
        if neighbour:
            yield f"  {name}: {escape_yaml(neighbour.file)}"


def _write_step(file: str, title: str) -> str:
    """Return a step of the path to a page, for front matter."""
    title = escape_yaml(shorten_words(title, _LONGEST_STEP))
    return f"{{file: {escape_yaml(file)}, title: {title}}}"


def _write_navigation(address: str, place: Place) -> str:
    links = [link_description(address)]
    if place.before:
        links.append(f"[\u2190 {escape_markdown(place.before.title)}]({place.before.file})")
    if place.after:
        links.append(f"[{escape_markdown(place.after.title)} \u2192]({place.after.file})")
    links.append(f"[{_('Diplomatic transcription')}]({DIPLOMATIC_PREFIX}{place.entry.file})")
    return " \u00b7 ".join(links)


# --- Diplomatic transcription ---------------------------------------------------------------------


def write_witness_views(
    source: Source, document: Document, heading: Heading, redirects: Redirects | None = None
) -> dict[str, str]:
    """Return the files of the diplomatic transcription, by name.

    The witness is reproduced page by page and line by line, with its line ends, hyphens, running
    heads, page numbers and line numbers. Only control characters are replaced by pictures.
    """
    redirects = redirects or Redirects()
    sheets = [
        (file, name, parts)
        for file in split_document(document, heading.title, heading.split)
        for name, parts in divide_views(source, document, (file,)).items()
    ]
    views = {}
    for place, (file, name, parts) in enumerate(sheets):
        before = sheets[place - 1] if place else None
        after = sheets[place + 1] if place + 1 < len(sheets) else None
        links = [f"[{_('Edited text')}]({file.path})"]
        links += [f"[\u2190 {escape_markdown(before[0].title)}]({before[1]})"] if before else []
        if after:
            is_part = after[0] is file
            title = _("Continued") if is_part else escape_markdown(after[0].title)
            links.append(f"[{title} \u2192]({after[1]})")
        top, end = (
            " \u00b7 ".join((link_description(address), *links))
            for address in ("nav-top", "nav-end")
        )
        views[name] = write_page(
            heading,
            _("{title}: diplomatic transcription", title=file.title),
            (*_transcribe(source, parts, Anchors(redirects.within(name))), end),
            own=(NOT_SEARCHED,),
            edition=(f"  path: [{_write_step(file.path, file.title)}]",),
            navigation=top,
        )
    return views


def _transcribe(
    source: Source, parts: Iterable[tuple[Span, Page | None]], anchors: Anchors
) -> Iterator[str]:
    for span, page in parts:
        if page is not None:
            anchor = anchors.empty(transcription_address(page))
            name = name_label(page).replace("p. ", _("page") + " ", 1)
            yield f"## {anchor}{escape_markdown(name[0].upper() + name[1:])}"
        first = source.place(span.start).line
        lines = replace_controls(source.slice(span)).removesuffix("\n").split("\n")
        body = "\n".join(f"{number:6}  {line}".rstrip() for number, line in enumerate(lines, first))
        fence = "`" * (max([2, *(len(run) for run in _BACKTICKS.findall(body))]) + 1)
        yield f"{fence}text\n{body}\n{fence}"
