"""Reads a book with notes at the foot of each page, as ``pdftotext`` and its like leave it.

Method: the measures of the lines are learned; the witness is cut into pages, which the table of
contents and the page numbers prove; the foot of each page is told from its
text by measure; notes and markers are the likeliest rising sequences; what is left is prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document
from edition.readers import Options, Reading
from edition.readers.hyphens import settle_hyphens
from edition.readers.inference.options import OPTIONS, name_titles
from edition.readers.page_foot.book import Book, open_book
from edition.readers.page_foot.book_text import compose_text, read_text
from edition.readers.page_foot.foot_notes import FootNotes, Series, note_place, read_foot_notes
from edition.readers.page_foot.note_fragments import choose_openings
from edition.records.options import settle
from edition.text.source import Source
from edition.text.span import Span

# --- Where the numbers of foot notes begin again: with each largest division, or nowhere ---


def find_series(book: Book, numbering: str) -> list[Series]:
    """Return the series of numbers, in the order of the text, without gaps between them.

    They begin again with each largest division if more notes are found so.
    """
    length = len(book.source.text)
    largest = [title for title in book.titles if title.entry.level == 1]
    bounds = pairwise([0, *(title.start for title in largest[1:]), length])
    parts = [Series(one.name, range(*ends)) for one, ends in zip(largest, bounds, strict=False)]
    whole = [Series("", range(length))]
    if numbering != "auto":
        return parts if parts and numbering == "division" else whole

    def count(series: Sequence[Series]) -> int:
        openings = book.setting.openings
        return sum(len(choose_openings(book.pages, openings, one.offsets)) for one in series)

    return max(whole, parts, key=count)


def read_page_foot(source: Source, options: Options) -> Reading:
    """Read a book; see ``inference.options``.

    ``options["restorations"]`` may hold restorations of the record, see ``reordering``.
    """
    settings = settle(OPTIONS, options)
    book = open_book(
        source,
        settings["contents"],
        name_titles(settings["names"]),
        settings["page_ends"],
        settle_hyphens(source, settings),
    )
    series = find_series(book, settings["numbering"])
    notes = read_foot_notes(source, book.setting, book.pages, series, book.hyphenation)
    text = read_text(book, notes, settings["ornaments"], options.get("restorations", ()))
    front, divisions = compose_text(book, notes, text)
    document = Document(
        front,
        divisions,
        notes=tuple(sorted([*notes.notes, *text.captioned], key=note_place)),
        pages=tuple(page.page for page in book.pages),
        furniture=tuple(book.furniture),
        restorations=text.restorations,
        length=len(source.text),
    )
    return Reading(document, tuple(_report(book, notes)))


def _report(book: Book, notes: FootNotes) -> Iterable[Diagnostic]:
    for title in book.titles:
        if not title.lines:
            fact = f"the heading \u201c{title.entry.title}\u201d is not on page {title.entry.label}"
            yield report_at(book.source, Span(title.start, title.start), "S001", fact)
        elif title.chapter_lost:
            fact = f"the line \u201c{title.chapter_line}\u201d is not on page {title.entry.label}"
            yield report_at(book.source, Span(title.start, title.start), "S001", fact)
    for anchor in book.contradictions:
        named = anchor.evidence.sign.replace("-", " ")
        fact = f"{named}: {anchor.evidence.detail} does not agree with the pages around it"
        yield Diagnostic("S003", fact, book.source.path)
    for _, fragment in notes.fragments:
        fact = "there is note text here whose number is missing from the witness"
        yield report_at(book.source, fragment.span, "N005", fact)
