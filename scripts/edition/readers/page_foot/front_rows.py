"""The front matter of a book: title pages, imprint, and tables that are kept line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edition.readers.contents import Contents
from edition.readers.page_foot.book_divisions import Title
from edition.readers.page_foot.measure import Measures
from edition.readers.page_foot.pages import BookPage
from edition.readers.page_foot.text_rows import ENDS, Row, RowKind, groups_of

_IMPRINT = re.compile(
    r"\bisbn\b|first published|\u00a9|copyright|all rights reserved|cataloging|cataloguing", re.I
)


def mark_front(
    rows: Sequence[Row],
    pages: Sequence[BookPage],
    contents: Contents,
    titles: Sequence[Title],
    measures: Measures,
) -> None:
    """Mark the lines of tables, of title pages and of the imprint; leave prose as it is."""
    for row in rows:
        if row.line.number in contents.lines and row.kind is RowKind.TEXT:
            row.kind = RowKind.CONTENTS
    first = titles[0].start if titles else _first_prose(rows, measures)
    imprints = {
        index
        for index, page in enumerate(pages)
        if page.start < first and any(_IMPRINT.search(line.text) for line in page.text)
    }
    for start, end in groups_of(rows):
        group = rows[start:end]
        if group[0].line.start >= first:
            break
        if all(row.kind is RowKind.TEXT for row in group) and not _is_prose(group, measures):
            kind = RowKind.IMPRINT if group[0].page in imprints else RowKind.TITLE_PAGE
            for row in group:
                row.kind = kind
            group[0].begins = True
    mark_table_heading(rows, contents)


def _first_prose(rows: Sequence[Row], measures: Measures) -> int:
    """Return the offset of the first row on the first page that has prose on it."""
    for start, end in groups_of(rows):
        if _is_prose(rows[start:end], measures):
            return next(row.line.start for row in rows if row.page == rows[start].page)
    return 0


def _is_prose(group: Sequence[Row], measures: Measures) -> bool:
    full = any(row.width > 0.86 * measures.body for row in group[:-1] or group)
    return full and bool(ENDS.search(group[-1].text))


def mark_table_heading(rows: Sequence[Row], contents: Contents) -> None:
    """Mark the heading of the table of contents, which the table itself does not list."""
    for row in rows:
        if contents.lines and row.line.number == contents.lines.start:
            row.kind, row.begins = RowKind.TABLE_HEADING, True
