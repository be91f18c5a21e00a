"""Lay out an edition: its files, its contents, and the file and words of each address.

The layout is computed from the document before any file is written, so that links between texts can
be resolved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from edition.model.addresses import (
    abstract_address,
    is_numbered,
    marker_address,
    name_extent,
    note_address,
    page_address,
    page_at,
    transcription_address,
)
from edition.model.counts import count_document
from edition.model.document import (
    Caption,
    Division,
    Document,
    Fragment,
    Heading,
    Inline,
    Lacuna,
    Leaf,
    Matter,
    Note,
    NoteMarker,
    Page,
    Reference,
    Supplied,
    Table,
    Verdict,
    Verse,
)
from edition.model.edition import Edition
from edition.model.index import AddressKind, Index, IndexEntry
from edition.model.layout import (
    DESCRIPTION,
    DIPLOMATIC_PREFIX,
    ERRATA,
    REPORTS,
    ContentsEntry,
    FileKind,
    Layout,
    TextFile,
    split_contents,
    split_document,
)
from edition.model.parameters import BYTES_ADDED, SHEET_BYTES, SHEET_CUT
from edition.model.traversal import LEAVES, SHOWN, inlines_of, walk, walk_leaves
from edition.records.publication import AllowedContent
from edition.records.record import Record, Split
from edition.text.folding import fold_spaces
from edition.text.source import Source
from edition.text.span import Span

_MATTER = (Verse, Table, Matter, Caption)


def lay_out(
    record: Record, allowed: AllowedContent, source: Source | None, document: Document | None
) -> tuple[Layout, Index]:
    """Return the layout and the index of the published parts of a text."""
    if not allowed.description:
        return Layout(), Index()
    abstract = tuple(
        IndexEntry(abstract_address(p.of), DESCRIPTION, AddressKind.ABSTRACT, fold_spaces(p.text))
        for p in record.abstract
    )
    if source is None or document is None or not allowed.full_text:
        return Layout({DESCRIPTION: FileKind.DESCRIPTION}), Index(abstract)
    files = split_document(document, record.title, record.split)
    texts = list(_divide_text(document, files))
    layout = _lay_out_text(document, texts)
    notes = layout.group_by_file(document.notes, lambda note: note_address(note.key))
    known = frozenset(note.key for note in document.notes)
    faults = [(ERRATA, address) for address in number_faults(document.references).values()]
    sheets = divide_views(source, document, files)
    views = [(name, page) for name, parts in sheets.items() for _, page in parts if page]
    index = [
        *abstract,
        *(entry for text in texts for entry in text.index(notes.get(text.file.path, ()), known)),
        *(
            IndexEntry(transcription_address(p), name, AddressKind.DIPLOMATIC_PAGE)
            for name, p in views
        ),
        *(IndexEntry(address, name, AddressKind.ERRATUM) for name, address in faults),
    ]
    kinds = _list_files(document, files, split_contents(layout.contents), sheets)
    return replace(layout, files=kinds), Index(tuple(index))


def lay_out_edition(edition: Edition) -> Edition:
    """Return an edition with its layout, index and counts, or unchanged if it has errors."""
    if edition.has_errors:
        return edition
    record, document, allowed = edition.record, edition.document, edition.allowed
    layout, index = lay_out(record, allowed, edition.source, document)
    counts = count_document(document) if document is not None and allowed.full_text else None
    return replace(edition, counts=counts, layout=layout, index=index)


def lay_out_text(document: Document, title: str, split: Split) -> Layout:
    """Return the layout of the pages of the text, without the pages about it."""
    return _lay_out_text(
        document, list(_divide_text(document, split_document(document, title, split)))
    )


def _lay_out_text(document: Document, texts: Sequence[TextLayout]) -> Layout:
    contents = tuple(
        ContentsEntry(
            text.file.path, text.file.title, text.file.level, page_range(pages), name_extent(pages)
        )
        for text in texts
        for pages in (text.find_pages(document),)
    )
    files = {text.file.path: FileKind.TEXT for text in texts}
    return Layout(files, contents, _list_addresses(document, texts))


def _list_files(
    document: Document, files: Sequence[TextFile], contents: Iterable[str], views: Iterable[str]
) -> dict[str, FileKind]:
    kinds = {DESCRIPTION: FileKind.DESCRIPTION}
    kinds |= dict.fromkeys(contents, FileKind.CONTENTS)
    kinds |= {file.path: FileKind.TEXT for file in files}
    kinds |= dict.fromkeys(views, FileKind.DIPLOMATIC)
    if number_faults(document.references) or list_missing_targets(document.references):
        kinds[ERRATA] = FileKind.ERRATA
    return {**kinds, **REPORTS}


def number_faults(references: Iterable[Reference]) -> dict[Reference, str]:
    """Return the address on the errata page of every reference that contradicts itself."""
    faults = [r for r in references if r.verdict is Verdict.CONTRADICTED]
    return {reference: f"erratum-{number}" for number, reference in enumerate(faults, 1)}


def list_missing_targets(references: Iterable[Reference]) -> list[Reference]:
    """Return the references whose target is missing in the text."""
    return [reference for reference in references if reference.verdict is Verdict.MISSING]


# --- Text -----------------------------------------------------------------------------------------


class TextLayout:
    """A file of the text with the pages that begin in it and its notes."""

    def __init__(self, file: TextFile, pages: Sequence[Page], notes: Mapping[str, Note]) -> None:
        self.file = file
        self.pages = pages
        heading = file.division.heading if file.division else ()
        called = (marker.note for marker in walk((*heading, *file.content), NoteMarker))
        self.markers = Counter(key for key in called if key in notes)
        self.notes = list(_follow_notes(self.markers, notes))
        """Keys of the notes called in the file, and of the notes that these call in turn."""

    def parts(self) -> Iterator[Division | Leaf]:
        """Yield the divisions and blocks of the file that have an address, in reading order."""
        if self.file.division is not None:
            yield self.file.division
        yield from (part for part in walk(self.file.content, Division, *LEAVES) if part.address)

    def find_pages(self, document: Document) -> Sequence[Page]:
        """Return the pages of the file, including the page that continues at its start."""
        first = page_at(document.pages, self.file.span.start)
        return self.pages if first is None or first in self.pages else [first, *self.pages]

    def addresses(self) -> Iterator[str]:
        """Yield the addresses in the file: pages, divisions, blocks and notes."""
        yield from (page_address(page) for page in self.pages)
        yield from (part.address for part in self.parts())
        yield from (note_address(key) for key in self.notes)

    def index(self, notes: Sequence[Note], known: frozenset[str]) -> Iterator[IndexEntry]:
        """Yield the entries of the file and its ``notes``; ``known`` has the keys of all notes."""
        path = self.file.path
        for page in self.pages:
            yield IndexEntry(page_address(page), path, AddressKind.PAGE)
        for part in self.parts():
            words = read_words(inlines_of(part), known)
            yield IndexEntry(part.address, path, _kind_of(part), words)
        yield from self._index_notes(notes, known)

    def _index_notes(self, notes: Sequence[Note], known: frozenset[str]) -> Iterator[IndexEntry]:
        markers = self.markers.copy()
        for note in notes:
            markers.update(marker.note for marker in walk(note, NoteMarker))
            runs = (read_words(inlines_of(leaf), known) for leaf in walk_leaves(note))
            words = " ".join(filter(None, runs))
            yield IndexEntry(note_address(note.key), self.file.path, AddressKind.NOTE, words)
        for note in notes:
            for number in range(1, markers[note.key] + 1):
                address = marker_address(note.key, number)
                yield IndexEntry(address, self.file.path, AddressKind.MARKER)


def _divide_text(document: Document, files: Sequence[TextFile]) -> Iterator[TextLayout]:
    notes = {note.key: note for note in document.notes}
    starts = [page.start for page in document.pages]
    first = 0
    for file in files:
        last = len(starts) if file is files[-1] else bisect_left(starts, file.span.end, first)
        yield TextLayout(file, document.pages[first:last], notes)
        first = last


def _list_addresses(document: Document, texts: Sequence[TextLayout]) -> dict[str, str]:
    """Return the file of every address; a note is in the file of its first marker.

    A note without a marker is in the file whose span contains it.
    """
    found: dict[str, str] = {}
    for text in texts:
        for address in text.addresses():
            found.setdefault(address, text.file.path)
    for note in document.notes:
        if note_address(note.key) not in found:
            files = (text.file for text in texts)
            paths = (f.path for f in files if f.span.start <= note.place < f.span.end)
            found[note_address(note.key)] = next(paths, texts[-1].file.path)
    return found


def _kind_of(part: Division | Leaf) -> AddressKind:
    if isinstance(part, Division):
        return AddressKind.DIVISION
    if isinstance(part, Heading):
        return AddressKind.HEADING
    if isinstance(part, Fragment):
        return AddressKind.FRAGMENT
    return AddressKind.MATTER if isinstance(part, _MATTER) else AddressKind.PARAGRAPH


def _follow_notes(keys: Iterable[str], notes: Mapping[str, Note]) -> dict[str, None]:
    """Return the keys, and the keys of the notes that these notes call in turn, in order."""
    found = dict.fromkeys(keys)
    pending = list(found)
    for key in pending:  # The list grows while notes call further notes.
        for marker in walk(notes[key], NoteMarker):
            if marker.note in notes and marker.note not in found:
                found[marker.note] = None
                pending.append(marker.note)
    return found


def page_range(pages: Sequence[Page]) -> str:
    """Return the first and last number of a sequence of pages, or an empty string."""
    numbered = [page for page in pages if is_numbered(page)]
    if not numbered:
        return ""
    first, last = numbered[0].label, numbered[-1].label
    return first if first == last else f"{first}\u2013{last}"


def read_words(inlines: tuple[Inline, ...], known: frozenset[str]) -> str:
    """Return the displayed text of inlines on one line, without page numbers.

    Markers of ``known`` notes are omitted; any other marker is part of the text.
    """
    return " ".join("".join(text for text, _ in read_pieces(inlines, known)).split())


def read_pieces(inlines: tuple[Inline, ...], known: frozenset[str]) -> Iterator[tuple[str, Inline]]:
    """Yield the displayed text of each inline, with the inline."""
    for inline in walk(inlines, *SHOWN, NoteMarker, Lacuna):
        if isinstance(inline, NoteMarker):
            yield "" if inline.note in known else inline.mark, inline
        elif isinstance(inline, Lacuna):
            yield " [\u2026] ", inline
        else:
            yield f"[{inline.text}]" if isinstance(inline, Supplied) else inline.text, inline


# --- Diplomatic transcription ---------------------------------------------------------------------


def divide_views(
    source: Source, document: Document, files: Iterable[TextFile]
) -> dict[str, list[tuple[Span, Page | None]]]:
    """Return the spans in each file of the transcription, each with its page.

    Each file of the text has one; a file larger than ``SHEET_BYTES`` is continued in others.
    """
    views: dict[str, list[tuple[Span, Page | None]]] = {}
    for file in files:
        name, count, size = f"{DIPLOMATIC_PREFIX}{file.path}", 1, 0
        views[name] = []
        for span, page in _cut_spans(source, _divide_view(source, document, file)):
            added = _count_bytes(source.slice(span))
            if views[name] and size + added > SHEET_BYTES:
                count, size = count + 1, 0
                name = f"{DIPLOMATIC_PREFIX}{file.name}-continued-{count}.md"
                views[name] = []
            views[name].append((span, page))
            size += added
    return views


def _count_bytes(text: str) -> int:
    """Return the size of a text on a built page, in bytes of HTML."""
    return len(text.encode()) + sum(text.count(char) * added for char, added in BYTES_ADDED.items())


def _cut_spans(
    source: Source, parts: Iterable[tuple[Span, Page | None]]
) -> Iterator[tuple[Span, Page | None]]:
    """Yield the spans of a view; those over ``SHEET_BYTES`` are cut at line ends.

    Only a line over the limit is cut within. The first part has the page, the others None.
    """
    for span, page in parts:
        start, shown = span.start, page
        while (
            span.end - start > SHEET_BYTES
            or _count_bytes(source.text[start : span.end]) > SHEET_BYTES
        ):
            end = start + SHEET_CUT
            cut = source.text.rfind("\n", start, end) + 1
            end = cut if cut > start else end
            yield Span(start, end), shown
            start, shown = end, None
        yield Span(start, span.end), shown


def _divide_view(
    source: Source, document: Document, file: TextFile
) -> Iterator[tuple[Span, Page | None]]:
    """Yield the span of the lines of each page of a file, with the page.

    Lines before the first page of the file have no page.
    """
    start = _find_line_start(source, file.span.start)
    length = len(source.text)
    end = _find_line_start(source, file.span.end) if file.span.end < length else length
    # The pages are in the order of the text, and so are the starts of their lines.
    first, last = (
        bisect_left(document.pages, place, key=lambda page: _find_line_start(source, page.start))
        for place in (start, end)
    )
    places = [(_find_line_start(source, page.start), page) for page in document.pages[first:last]]
    for (begin, page), (following, _) in pairwise([(start, None), *places, (end, None)]):
        if begin < following:
            yield Span(begin, following), page


def _find_line_start(source: Source, offset: int) -> int:
    return source.line_starts[source.place(offset).line - 1]
