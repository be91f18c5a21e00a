"""Composes a typeset book whose pages and notes are inferred; its lines decide the rest.

Lines of a printed book keep the width to which they were set: by it quotations, paragraphs and
verse are recognised, notes that lost a part are put together, and what was displaced is found.
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
    """Make the document of a book; see ``inference.options``.

    ``options["restorations"]`` may hold restorations of the record, see ``restorations``.
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
    """Return the series of numbers, in the order of the text, without gaps between them.

    They begin again with each largest division if the numbers do so.
    """
    length = len(book.source.text)
    largest = [title for title in book.titles if title.entry.level == 1]
    bounds = pairwise([0, *(title.start for title in largest[1:]), length])
    parts = [Series(one.name, range(*ends)) for one, ends in zip(largest, bounds, strict=False)]
    numbers = [n.opening for n in notes if n.opening.label.kind is LabelKind.NUMBER]
    again = [b.start for a, b in pairwise(numbers) if b.label <= a.label]
    if parts and (numbering == "division" or (numbering == "auto" and again)):
        return parts
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
