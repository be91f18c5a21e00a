"""Write the chronology: dated events and the dates of the texts in one chronological list.

The list is plain Markdown. Its dates have their EDTF value, from which the site draws a timeline:
see ``publishing/dialect/timeline.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from edition.model.links import LocatedEntry
from edition.records.record import Record
from edition.text.dates import read_span
from edition.text.escape import escape_markdown
from edition.text.interface import _
from edition.writers.correspondences import PAGE, link_place
from edition.writers.page import NAME_ATTRIBUTE
from edition.writers.shelf import kind_of, name_date, write_date

LEAST = 2
"""Minimum number of dates for a timeline."""


@dataclass(frozen=True, slots=True)
class _Row:
    date: str
    """EDTF; empty for an undated text."""
    shown: str
    """The date in Markdown."""
    words: str
    """Markdown."""


def write_chronology(
    dated: Sequence[LocatedEntry], records: Sequence[Record], folder: str, heading: str
) -> str:
    """Return Markdown with a heading and an item for each date, undated texts last.

    ``folder`` is the path to the editions. With fewer than ``LEAST`` dates the result is empty.
    """
    rows = [_write_dated(entry, folder) for entry in dated]
    rows += [_write_text(record, folder) for record in records]
    if sum(read_span(row.date) is not None for row in rows) < LEAST:
        return ""
    items = "\n".join(
        f'- <span data-date="{row.date}">{row.shown}</span> {row.words}'
        for row in sorted(rows, key=_order)
    )
    return (
        f"## {heading}\n\n{_write_lead(dated)}\n\n"
        f'<div class="chronology" data-search-exclude=""{_list_names(dated)} markdown="1">'
        f"\n\n{items}\n\n</div>"
    )


def _list_names(dated: Sequence[LocatedEntry]) -> str:
    """Return the short titles with a comma as attributes.

    A link reads “Short Title, p. 29”, so the timeline could not find the end of such a title.
    """
    titles = {place.source: place.short_title for entry in dated for place in entry.places}
    return "".join(
        f' {NAME_ATTRIBUTE}{id}="{escape(title)}"' for id, title in titles.items() if ", " in title
    )


def _order(row: _Row) -> tuple[bool, float]:
    span = read_span(row.date)
    return span is None, span[0] if span else 0.0


def _write_lead(dated: Sequence[LocatedEntry]) -> str:
    if not dated:
        return _("The dates of the texts.")
    # The lead has no number or range of dates, so that dates added on two branches merge.
    return _(
        "Dates that the texts give, with the passages that give them; the dates of the texts "
        "themselves are in bold."
    )


def _write_dated(dated: LocatedEntry, folder: str) -> _Row:
    entry, title = dated.entry, escape_markdown(dated.entry.title)
    date = escape_markdown(write_date(entry.date))
    if entry.period:
        place = dated.places[0]
        words = f"*{link_place(place, folder, title)}*, {escape_markdown(place.short_title)}"
        return _Row(entry.date, date, words)
    places = ", ".join(link_place(place, folder) for place in dated.places)
    compared = f" ([{_('compared')}]({folder}{PAGE}#{entry.event}))" if entry.event else ""
    return _Row(entry.date, date, f"{title}: {places}{compared}")


def _write_text(record: Record, folder: str) -> _Row:
    title, kind = escape_markdown(record.title), kind_of(record)
    words = f"{kind[:1].upper()}{kind[1:]}: **[{title}]({folder}{record.id}/index.md)**"
    return _Row(record.date.value if record.date else "", name_date(record), words)
