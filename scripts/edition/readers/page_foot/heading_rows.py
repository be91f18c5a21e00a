"""Headings and verse among the rows of the running text, told by their short lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edition.readers.page_foot.measure import Measures
from edition.readers.page_foot.text_rows import DEFINITION, ENDS, Row, RowKind, loose_groups_of

_BEGINS = re.compile(r"[\"\u201c\u2018(\[]?[A-Z\u00c0-\u00de\u0100-\u017e\d]")
_CLOSED = re.compile(r"[.,;:\u2014\u2013-]$")
_SMALL_WORDS = frozenset(
    "a an and as at because but by for from in of on or that the to which with".split()
)
_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?\s+[A-Z]")
_WORDS = 14


def begins_sentence(text: str) -> bool:
    """True if a line begins with a capital, a figure or an opening quotation mark."""
    return bool(_BEGINS.match(text))


def mark_headings(rows: Sequence[Row], measures: Measures) -> None:
    """Mark the lines that stand as headings between paragraphs."""
    plain = [row for row in rows if row.kind not in (RowKind.CAPTION, RowKind.MOVED)]
    for index, row in enumerate(plain[:-1]):
        alone = row.gap and plain[index + 1].gap
        widest = (0.95 if alone else 0.8) * measures.body
        if row.kind is not RowKind.TEXT or not _looks_like_heading(row, widest):
            continue
        before = plain[index - 1] if index else None
        if _stands_free(before, row, plain[index + 1], measures):
            row.kind, row.begins = RowKind.HEADING, True


def _looks_like_heading(row: Row, widest: float) -> bool:
    text = row.text
    words = text.split()
    return (
        row.width < widest
        and len(text) > 2
        and len(words) <= _WORDS
        and begins_sentence(text)
        and any(character.isalpha() for character in text)
        and not _CLOSED.search(text)
        and not re.search(r"[a-z\u201d\u2019)?!.,]\d{1,3}$", text)
        and words[-1] not in _SMALL_WORDS
    )


def _stands_free(before: Row | None, row: Row, after: Row, measures: Measures) -> bool:
    """True if a sentence ended before the line and another begins behind it."""
    if after.kind not in (RowKind.TEXT, RowKind.TIMELINE) or not begins_sentence(after.text):
        return False
    if after.width < 0.85 * measures.body:
        return False
    if before is not None and before.kind is RowKind.TEXT and not ENDS.search(before.text):
        # Only a number makes a heading behind lines that do not end in stops, such as a list.
        short = before.width < 0.8 * measures.body and row.gap
        return short and bool(_NUMBERED.match(row.text))
    return row.gap or not ENDS.search(row.text)


def mark_verse(rows: Sequence[Row], measures: Measures) -> None:
    """Mark groups of short lines as verse: three or more, and what follows in the same form."""
    going = False
    for start, end in loose_groups_of(rows):
        group = rows[start:end]
        short = all(row.width < 0.78 * measures.body for row in group)
        plain = all(row.kind is RowKind.TEXT and not DEFINITION.match(row.text) for row in group)
        enough = len(group) >= 3 or (going and len(group) == 2)
        if not (short and plain and enough and begins_verse(rows, start, going=going)):
            going = False
            continue
        for row in group:
            row.kind = RowKind.VERSE
        group[0].begins = going = True


def begins_verse(rows: Sequence[Row], start: int, *, going: bool) -> bool:
    """True if verse may begin here: after verse, a colon, the end of a sentence, or a lead-in."""
    if going or start == 0:
        return True
    before = rows[start - 1]
    return before.kind is not RowKind.CAPTION and (
        before.text.endswith(":") or bool(ENDS.search(before.text)) or ":" in before.text[-16:]
    )
