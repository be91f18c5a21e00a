"""Compose a typeset book from its inferred pages and notes and from the widths of its lines.

The lines of a printed book preserve the measure to which they were set. It shows quotations,
paragraphs and verse, helps to assemble damaged notes, and reveals displaced text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document
from edition.readers import Options, Reading
from edition.readers.hyphens import settle_hyphens
from edition.readers.inference.extents import Extents, FoundNote
from edition.readers.inference.labels import LabelKind
from edition.readers.inference.options import name_titles
from edition.readers.inference.pages import PageLayout, list_furniture
from edition.readers.typeset.book import Book, BookLayout, Title, make_pages, open_book
from edition.readers.typeset.foot_notes import (
    Candidates,
    FootNotes,
    Series,
    note_place,
    read_foot_notes,
)
from edition.readers.typeset.rows import make_rows
from edition.readers.typeset.running_text import compose_text, read_text
from edition.text.source import Source
from edition.text.span import Span


def compose_book(
    source: Source,
    book: BookLayout,
    layout: PageLayout,
    extents: Extents,
    candidates: Candidates,
    options: Options,
) -> Reading:
    """Make the document of a book; for the options see ``inference.options``.

    ``options["restorations"]`` may hold the restorations of the record, see ``restorations``.
    """
    lines = book.metrics.lines
    pages = make_pages(lines, book, layout, extents)
    names, hyphens = name_titles(options["names"]), settle_hyphens(source, options)
    opened = open_book(source, book, pages, names, hyphens)
    series = find_series(opened, extents.notes, options["numbering"])
    notes = read_foot_notes(
        source, book.metrics, pages, series, extents.notes, candidates, opened.hyphenation
    )
    rows = make_rows(lines, {*layout.furniture, *extents.lines}, layout.breaks, layout.torn)
    text = read_text(opened, rows, notes, options)
    front, divisions = compose_text(opened, notes, text)
    document = Document(
        front,
        divisions,
        notes=tuple(sorted([*notes.notes, *text.captioned], key=note_place)),
        pages=tuple(page.page for page in pages),
        furniture=tuple(list_furniture(lines, layout)),
        restorations=text.restorations,
        length=len(source.text),
    )
    return Reading(document, tuple(_report(source, opened.titles, book, notes)))


def find_series(book: Book, notes: Sequence[FoundNote], numbering: str) -> list[Series]:
    """Return the series of note numbers as adjacent stretches, in the order of the text.

    Each top-level division is a series if ``numbering`` or the numbers themselves restart there.
    """
    length = len(book.source.text)
    largest = [title for title in book.titles if title.entry.level == 1]
    bounds = pairwise([0, *(title.start for title in largest[1:]), length])
    names = (title.name for title in largest)
    by_division = [Series(name, range(*ends)) for name, ends in zip(names, bounds, strict=False)]
    numbers = [note.opening for note in notes if note.opening.label.kind is LabelKind.NUMBER]
    restarts = any(after.label <= before.label for before, after in pairwise(numbers))
    if by_division and (numbering == "division" or (numbering == "auto" and restarts)):
        return by_division
    return [Series("", range(length))]


def _report(
    source: Source, titles: Iterable[Title], book: BookLayout, notes: FootNotes
) -> Iterable[Diagnostic]:
    for title in titles:
        if not title.lines:
            fact = f"the heading \u201c{title.entry.title}\u201d is not on page {title.entry.label}"
            yield report_at(source, Span(title.start, title.start), "S001", fact)
        elif title.chapter_lost:
            fact = f"the line \u201c{title.chapter_line}\u201d is not on page {title.entry.label}"
            yield report_at(source, Span(title.start, title.start), "S001", fact)
    for anchor in book.contradictions:
        named = anchor.evidence.sign.replace("-", " ")
        fact = f"{named}: {anchor.evidence.detail} does not agree with the pages around it"
        yield Diagnostic("S003", fact, source.path)
    for _, fragment in notes.fragments:
        fact = "there is note text here whose number is missing from the witness"
        yield report_at(source, fragment.span, "N005", fact)
