"""Reads a book with notes at the foot of each page, as ``pdftotext`` and its like leave it.

Method: the measures of the lines are learned; the witness is cut into pages, which the table of
contents and the page numbers prove; the foot of each page is told from its
text by measure; notes and markers are the likeliest rising sequences; what is left is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Document, Note
from edition.readers import Options, Reading
from edition.readers.hyphens import settle_hyphens
from edition.readers.inference.options import OPTIONS, name_titles
from edition.readers.page_foot.book import Book, Title, open_book
from edition.readers.page_foot.book_text import BookText, compose_text, read_text
from edition.readers.page_foot.foot_notes import FootNotes, Series, note_place, read_foot_notes
from edition.readers.page_foot.note_fragments import choose_openings
from edition.readers.page_foot.pages import BookPage
from edition.records.options import settle
from edition.text.source import Source
from edition.text.span import Span

# --- Where the numbers of foot notes begin again: with each largest division, or nowhere ---


_FIRST = 3
"""A series whose first note that is left has a number up to this one begins at 1."""


def find_series(
    pages: Sequence[BookPage],
    opening: re.Pattern[str],
    titles: Sequence[Title],
    numbering: str,
    length: int,
) -> list[Series]:
    """Return the series of numbers, in the order of the text, without gaps between them."""
    series = _by_division(titles, length)
    if numbering == "auto" and not _begin_again(pages, opening, series):
        series = []
    return series if series and numbering != "book" else [Series("", 0, length)]


def _by_division(titles: Sequence[Title], length: int) -> list[Series]:
    largest = [title for title in titles if title.entry.level == 1]
    if not largest:
        return []
    bounds = [0, *(title.start for title in largest[1:]), length]
    return [
        Series(title.name, start, end)
        for title, start, end in zip(largest, bounds, bounds[1:], strict=False)
    ]


def _begin_again(
    pages: Sequence[BookPage], opening: re.Pattern[str], series: Sequence[Series]
) -> bool:
    firsts = [
        min(
            (int(sign) for sign in choose_openings(pages, opening, one.start, one.end).values()),
            default=0,
        )
        for one in series
    ]
    used = [first for first in firsts if first]
    return sum(first <= _FIRST for first in used) * 2 > len(used)


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
    series = find_series(
        book.pages, book.setting.opening, book.titles, settings["numbering"], len(source.text)
    )
    notes = read_foot_notes(source, book.setting, book.pages, series, book.hyphenation)
    text = read_text(book, notes, settings["ornaments"], options.get("restorations", ()))
    front, divisions = compose_text(book, notes, text)
    document = Document(
        front,
        divisions,
        notes=_all_notes(notes, text),
        pages=tuple(page.page for page in book.pages),
        furniture=tuple(book.furniture),
        restorations=text.restorations,
        length=len(source.text),
    )
    return Reading(document, tuple(_report(book, notes)))


def _all_notes(notes: FootNotes, text: BookText) -> tuple[Note, ...]:
    return tuple(sorted([*notes.notes, *text.captioned.notes], key=note_place))


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
