"""Make the rows of running text, with page and width, and mark rows that are not paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Final

from edition.readers.captions import caption_label
from edition.readers.chunks import Chunk, ends_sentence, indent_of, is_enclosed
from edition.readers.columns import find_cells
from edition.readers.inference.paragraphs import SMALL_WORDS
from edition.readers.lines import Line
from edition.readers.list_items import is_ornament
from edition.readers.matter import is_date, is_imprint
from edition.readers.widths import estimate_width


class Kind(IntEnum):
    """The kind of a row of running text."""

    TEXT = auto()
    QUOTATION = auto()
    VERSE = auto()
    HEADING = auto()
    """A heading inside a division."""
    CAPTION = auto()
    TIMELINE = auto()
    ORNAMENT = auto()
    TITLE = auto()
    """The heading of a division, found through the table of contents."""
    TABLE_HEADING = auto()
    CONTENTS = auto()
    TITLE_PAGE = auto()
    IMPRINT = auto()
    TABLE = auto()
    MOVED = auto()
    """Displaced words, moved by a restoration."""
    OTHER = auto()


@dataclass(slots=True)
class Row:
    """A line of running text that is not blank."""

    line: Line
    page: int
    width: float
    gap: bool
    """True if a blank line, the start of the page or a loss precedes it."""
    offset: int = 0
    """Indentation from the margin of its page, in blanks."""
    kind: Kind = Kind.TEXT
    begins: bool = False
    """True if a block begins with this row in any context."""
    loose: bool = False
    """True if exactly one blank line precedes it and that line contains white space.

    Some extractors separate lines that are set singly in this way: verse, dialogue, table entries.
    """
    text: str = ""
    """The text of the line without white space at either end."""

    def __post_init__(self) -> None:
        self.text = self.line.text.strip()


def make_rows(
    lines: Sequence[Line], apart: Iterable[int], breaks: Iterable[int], torn: Iterable[int] = ()
) -> list[Row]:
    """Return the rows of running text; the other arguments are indices of lines.

    ``apart`` are the lines of notes and furniture, ``breaks`` the first lines of pages, and
    ``torn`` the lines before which the extraction lost text.
    """
    rows: list[Row] = []
    excluded, begins, lost = frozenset(apart), frozenset(breaks), frozenset(torn)
    page, gap = 0, True
    blank = [""]
    for index, line in enumerate(lines):
        page += index in begins
        gap = gap or index in begins or index in lost or line.blank
        if line.blank:
            blank.append(line.text.strip("\r"))
        elif index not in excluded:
            loose = len(blank) == 1 and bool(blank[0])
            rows.append(Row(line, page, estimate_width(line.text), gap, loose=loose))
            gap, blank = False, []
    _measure_offsets(rows)
    return rows


def _measure_offsets(rows: Sequence[Row]) -> None:
    """Set the offset of each row from the margin of its page, in blanks."""
    blanks = [indent_of(row.line.text.lstrip("\f")) for row in rows]
    margins: dict[int, int] = {}
    for row, count in zip(rows, blanks, strict=True):
        margins[row.page] = min(count, margins.get(row.page, count))
    for row, count in zip(rows, blanks, strict=True):
        row.offset = count - margins[row.page]


def groups_of(rows: Sequence[Row], short: float = 0.0) -> list[Sequence[Row]]:
    """Return groups of rows separated by blank lines; also separate captions from adjacent text.

    A row narrower than ``short`` (in ems) that ends a sentence ends a caption.
    """
    groups: list[Sequence[Row]] = []
    start = 0
    for index in range(1, len(rows) + 1):
        if (
            index == len(rows)
            or rows[index].gap
            or _is_divided(rows[start:index], rows[index], short)
        ):
            groups.append(rows[start:index])
            start = index
    return [group for group in groups if group]


def _is_divided(group: Sequence[Row], row: Row, short: float) -> bool:
    """True if a caption, dated line or reference begins or ends here without a blank line."""
    last = group[-1]
    if _is_reference(group, short) or (_is_reference([row], short) and ends_sentence(last.text)):
        return True
    if caption_label(group[0].text):
        return last.width < short and ends_sentence(last.text)
    if caption_label(row.text):
        return ends_sentence(last.text)
    return is_dated(group) or (is_dated([row]) and last.text.split()[-1] not in SMALL_WORDS)


def _is_reference(group: Sequence[Row], short: float) -> bool:
    """True for a short line in square brackets, such as an archival reference or an omission."""
    row = group[0]
    alone = len(group) == 1 and row.width < short
    return alone and row.text.startswith("[") and is_enclosed(row.text)


def is_dated(group: Sequence[Row]) -> bool:
    """True for a line with a date; a line with more than two commas is a heading."""
    text = group[0].text if len(group) == 1 else ""
    return bool(text) and is_date(text) and text.count(",") <= 2


# --- rows that are not paragraphs, recognised by their words ---

NOTE_SIGNS: Final = frozenset(("*", "**", "\u2020", "\u2021"))
"""Signs of notes that may be alone on a line, separated from their words."""
_TIMELINE: Final = re.compile(r"(?:Timeline|Chronology)\b")
_HEAD: Final = 14
"""Length in characters of the heading of a timeline, including its first colon."""
_SLIM: Final = 0.5
"""Share of the width of a short line that a caption beside a picture does not reach."""
_LOWER_END: Final = re.compile(r"(?:\b[a-z\u00df-\u00ff]+|[-,;:(\u2013]|\u2019s?)$")
_TALLEST: Final = 4
"""Lines of the tallest heading above a date."""
_IMPRINT: Final = 12
"""Lines of the longest paragraph of an imprint."""


def mark_matter(rows: Sequence[Row], short: float, ornaments: Collection[str] = ()) -> None:
    """Mark ornaments, captions, timelines, tables and other rows that are not paragraphs.

    A row narrower than ``short`` (in ems) was not ended by the margin.
    """
    groups = groups_of(rows, short)
    place = 0
    while place < len(groups):
        kind, end = _classify(groups, place, short, ornaments)
        if kind is not Kind.TEXT:
            for group in groups[place:end]:
                for row in group:
                    row.kind = kind
            groups[place][0].begins = True
        place = end


def _classify(
    groups: Sequence[Sequence[Row]], place: int, short: float, ornaments: Collection[str]
) -> tuple[Kind, int]:
    """Return the kind of a group and the index after the last group that belongs to it."""
    group, after = groups[place], place + 1
    text = group[0].text
    if group[0].kind is not Kind.TEXT:
        return Kind.TEXT, after
    if len(group) == 1 and (is_ornament(text) or text in ornaments):
        return Kind.ORNAMENT, after
    if caption_label(text):
        return Kind.CAPTION, _find_caption_end(groups, place, short)
    if _TIMELINE.match(text) and (text.rstrip(":").isalpha() or ":" in text[:_HEAD]):
        return Kind.TIMELINE, _find_timeline_end(groups, place)
    if _is_reference(group, short):
        return Kind.OTHER, after
    headed = len(group) <= _TALLEST and after < len(groups) and is_dated(groups[after])
    if headed or is_dated(group) or (len(group) <= _IMPRINT and is_imprint(text)):
        return Kind.OTHER, after
    return Kind.TABLE if find_cells(Chunk(tuple(r.line for r in group))) else Kind.TEXT, after


def _find_caption_end(groups: Sequence[Sequence[Row]], place: int, short: float) -> int:
    """Return the index after a caption, which continues over blank lines while unfinished."""
    end = place + 1
    while end < len(groups) and groups[end][0].page == groups[place][0].page:
        following = groups[end]
        if following[0].kind is not Kind.TEXT or caption_label(following[0].text):
            break
        before = [row for group in groups[place:end] for row in group]
        if not _continues_caption(before, following, short):
            break
        end += 1
    return end


def _continues_caption(before: Sequence[Row], following: Sequence[Row], short: float) -> bool:
    if following[0].text in NOTE_SIGNS:
        return True
    last = next((row.text for row in reversed(before) if row.text not in NOTE_SIGNS), "")
    width = max(row.width for row in before)
    unfinished = bool(_LOWER_END.search(last)) and not ends_sentence(last)
    slim = width < _SLIM * short and last[-1:].isalpha()
    narrow = all(row.width < short for row in following)
    begun = unfinished or slim or following[0].text.startswith("(")
    return (width > short and unfinished) or (narrow and begun)


def _find_timeline_end(groups: Sequence[Sequence[Row]], place: int) -> int:
    """Return the index after a timeline, which ends after its last bar or with its sentence."""
    end = place + 1
    while end < len(groups) and groups[end][0].kind is Kind.TEXT:
        barred = any("\u2016" in row.text for row in groups[end])
        if ends_sentence(groups[end - 1][-1].text) and not barred:
            break
        end += 1
    return end
