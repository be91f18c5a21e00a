"""Rows put together to paragraphs, quotations' paragraphs, headings, captions and the like.

A paragraph goes on over a page end, a caption or a blank line that the extraction made beside a
raised marker; whether it does is told by its last stop, by the next line's first letter and, where
these leave it open, by the width of the next line: the first line of a paragraph is indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from edition.readers.assembly import HYPHENS
from edition.readers.chunks import ends_sentence
from edition.readers.typeset.measures import FULL, LONG, NEARLY_FULL, SHORT, SPREAD, Measures
from edition.readers.typeset.text_rows import (
    DEFINITION,
    ITEM_MARK,
    Row,
    RowKind,
    begins_sentence,
)

_ODDS_PAGE_END = 1.1
"""Log odds that a full line with a stop at a page end goes on: measured within pages."""
_ODDS_MARKER = -0.4
"""The same for a blank line after a full line that ends in a marker."""
_LEADS_IN = re.compile(r":[\u2013\u2014]?$")
_SPEAKS = re.compile(r"(?:q|a|[a-z]+)\.?:\s|[\u2014\u2013]\s?[^\W\d_a-z]")
"""Question and answer in small capitals, which the extraction writes small; dashes of speech."""


@dataclass(slots=True)
class Unit:
    """Rows that make one block."""

    kind: RowKind
    rows: list[Row] = field(default_factory=list)
    mark: str = ""
    """The mark of a list's item at its start."""


def make_units(rows: Iterable[Row], measures: Measures) -> list[Unit]:
    """Put rows together; captions stand after the paragraph or quotation that they cut."""
    units: list[Unit] = []
    going: Unit | None = None
    waiting: list[Unit] = []
    for row in rows:
        if row.kind is RowKind.MOVED:
            continue
        if row.kind is RowKind.CAPTION:
            _add_caption(waiting, row)
            continue
        if going and going.kind is row.kind and not row.begins and _goes_on(going, row, measures):
            going.rows.append(row)
            continue
        if not (going and going.kind is row.kind is RowKind.QUOTATION):
            units += waiting
            waiting = []
        going = Unit(row.kind, [row], _item_mark(row, going))
        units.append(going)
    return units + waiting


def _add_caption(waiting: list[Unit], row: Row) -> None:
    if row.begins or not waiting:
        waiting.append(Unit(RowKind.CAPTION))
    waiting[-1].rows.append(row)


def _goes_on(unit: Unit, row: Row, measures: Measures) -> bool:
    if row.kind not in (RowKind.TEXT, RowKind.QUOTATION):
        return row.kind is not RowKind.HEADING
    if DEFINITION.match(row.text) and DEFINITION.match(unit.rows[0].text):
        return False
    return goes_on(unit.rows[-1], row, measures)


def goes_on(before: Row, row: Row, measures: Measures) -> bool:
    """True if a row of text or quotation goes on with the paragraph of the row before it."""
    measure = measures.quotation if row.kind is RowKind.QUOTATION else measures.body
    ends = ends_sentence(before.text)
    if before.text[-1] in HYPHENS:
        return True
    if DEFINITION.match(row.text) and before.width < NEARLY_FULL * measure:
        return False
    if row.kind is RowKind.TEXT and row.indent > 1 >= before.indent and ends:
        return False
    if not row.gap:
        begins = begins_sentence(row.text) or bool(_SPEAKS.match(row.text))
        return not (ends and before.width < LONG * measure and begins)
    if not ends:
        led_in = _LEADS_IN.search(before.text) and not _cut_by_page(before, row, measure)
        return not led_in and not _new_item(before, row)
    if row.text[0].islower():
        # A paragraph may begin with small capitals, which the extraction writes small.
        return before.page != row.page or before.width >= SHORT * measure
    if before.width < FULL * measure:
        return False
    return _odds(before, row, measures, measure) > 0


def _cut_by_page(before: Row, row: Row, measure: float) -> bool:
    """True if a page ends behind a colon in the middle of a paragraph: what follows is text."""
    text = before.kind is row.kind is RowKind.TEXT and not ITEM_MARK.match(row.text)
    return text and before.page != row.page and before.width >= FULL * measure


def _new_item(before: Row, row: Row) -> bool:
    return bool(ITEM_MARK.match(row.text)) and before.text[-1:] in ";,"


def _odds(before: Row, row: Row, measures: Measures, measure: float) -> float:
    """Return the log odds that a line is not indented, the look of the line before included."""
    if before.page != row.page:
        prior = _ODDS_PAGE_END
    elif before.text[-1].isdigit():
        prior = _ODDS_MARKER
    else:
        return -1.0
    if not measure or row.width < NEARLY_FULL * measure:
        return prior
    spread = SPREAD * measure
    indented = (row.width - measure + measures.indent) / spread
    level = (row.width - measure) / spread
    return prior + (indented**2 - level**2) / 2


def _item_mark(row: Row, before: Unit | None) -> str:
    """Return the mark of a list's item; the first of a list is 1, (1), a) or the like."""
    if row.kind not in (RowKind.TEXT, RowKind.QUOTATION):
        return ""
    match = ITEM_MARK.match(row.text)
    if not match:
        return ""
    mark = match["mark"]
    if re.fullmatch(r"\(?(?:1|a|i)[.)]|\u2022", mark) or (before and before.mark):
        return mark
    return ""


def single_items(units: Sequence[Unit]) -> None:
    """Take the mark from items that stand alone: one mark makes no list."""
    for index, unit in enumerate(units):
        near = [u for u in units[max(0, index - 1) : index + 2] if u is not unit]
        if unit.mark and not any(u.mark for u in near):
            unit.mark = ""
