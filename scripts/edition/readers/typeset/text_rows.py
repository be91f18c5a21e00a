"""Rows of the running text: lines with their page, their width, and what kind they are of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from edition.readers.captions import caption_label
from edition.readers.chunks import ends_sentence, indent_of
from edition.readers.inference.paragraphs import SMALL_WORDS
from edition.readers.lines import Line
from edition.readers.list_items import is_ornament
from edition.readers.typeset.book import BookPage
from edition.readers.typeset.measures import (
    FULL,
    LONG,
    NEARLY_FULL,
    SHORT,
    SPREAD,
    Measures,
    Setting,
)


class RowKind(Enum):
    """What a line of the running text is."""

    TEXT = auto()
    QUOTATION = auto()
    VERSE = auto()
    CAPTION = auto()
    TIMELINE = auto()
    ORNAMENT = auto()
    TITLE = auto()
    """The heading of a division, found by the table of contents."""
    HEADING = auto()
    """A heading inside a division."""
    TABLE_HEADING = auto()
    CONTENTS = auto()
    TITLE_PAGE = auto()
    IMPRINT = auto()
    MOVED = auto()
    """Words torn from their place, put back by a restoration."""


@dataclass(slots=True)
class Row:
    """A line that is not blank."""

    line: Line
    page: int
    width: float
    gap: bool
    """True if a blank line, the start of the page or a loss stands before it."""
    kind: RowKind = RowKind.TEXT
    begins: bool = False
    """True if a block begins here whatever stands before: caption, title, ornament."""
    loose: bool = False
    """True if one blank line stands before it, and white space on that line.

    So some extractors part lines that are set one by one: verse, dialogue, entries of a table.
    """

    @property
    def text(self) -> str:
        """The line without white space at either end."""
        return self.line.text.strip()

    @property
    def indent(self) -> int:
        """The number of blanks before the line; a single one may be the sign of a page end."""
        text = self.line.text
        return indent_of(text.lstrip("\f")) if text[:1].isspace() else 0


NOTE_SIGNS = frozenset(("*", "**", "\u2020", "\u2021"))
"""Signs of notes that may stand alone on a line, torn from their words."""
ITEM_MARK = re.compile(r"(?P<mark>\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\u2022)\s+(?=\S)")
DEFINITION = re.compile(r"[A-Z][\w/]{1,12}:\s\S")
"""An entry of a list of abbreviations."""
_TIMELINE = re.compile(r"(?:Timeline|Chronology)\b")
_HEAD = 14
"""Characters of the heading of a timeline, its first colon included."""
_SLIM = 0.4
"""Share of the measure of the text that a caption beside a picture does not reach."""
_LOWER_END = re.compile(r"(?:\b[a-z\u00df-\u00ff]+|[-,;:(\u2013]|\u2019s?)$")


def make_rows(setting: Setting, pages: Sequence[BookPage]) -> list[Row]:
    """Return the rows of all pages in reading order."""
    rows: list[Row] = []
    for index, page in enumerate(pages):
        gap, blank = True, [""]
        for line in page.text:
            if line.blank:
                gap = True
                blank.append(line.text.strip("\r"))
                continue
            lost = gap or line.start in page.losses
            loose = len(blank) == 1 and bool(blank[0])
            rows.append(Row(line, index, setting.width(line), lost, loose=loose))
            gap, blank = False, []
    return rows


def groups_of(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield ``[start, end)`` of every run of rows without a gap."""
    start = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or rows[index].gap:
            if start < index:
                yield start, index
            start = index


def loose_groups_of(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the groups of ``groups_of``; lines that are set one by one make one group."""
    spans = list(groups_of(rows))
    place = 0
    while place < len(spans):
        start, end = spans[place]
        while end - spans[place][0] == 1 and _is_set_alone(rows, spans[place + 1 : place + 2]):
            place += 1
            end = spans[place][1]
        yield start, end
        place += 1


def _is_set_alone(rows: Sequence[Row], spans: Sequence[tuple[int, int]]) -> bool:
    return any(end - start == 1 and rows[start].loose for start, end in spans)


def mark_matter(rows: Sequence[Row], measures: Measures, ornaments: Collection[str]) -> None:
    """Mark ornaments, captions and timelines."""
    spans = list(groups_of(rows))
    place = 0
    while place < len(spans):
        start, end = spans[place]
        text = rows[start].text
        if rows[start].kind is not RowKind.TEXT:
            place += 1
        elif end - start == 1 and (is_ornament(text) or text in ornaments):
            place = _mark(rows, spans, place, place + 1, RowKind.ORNAMENT)
        elif caption_label(text):
            place = _mark(
                rows, spans, place, _caption_end(rows, spans, place, measures), RowKind.CAPTION
            )
        elif _TIMELINE.match(text) and (text.rstrip(":").isalpha() or ":" in text[:_HEAD]):
            place = _mark(rows, spans, place, _timeline_end(rows, spans, place), RowKind.TIMELINE)
        else:
            place += 1


def _mark(
    rows: Sequence[Row], spans: Sequence[tuple[int, int]], start: int, end: int, kind: RowKind
) -> int:
    for row in rows[spans[start][0] : spans[end - 1][1]]:
        row.kind = kind
    rows[spans[start][0]].begins = True
    return end


def _caption_end(
    rows: Sequence[Row], spans: Sequence[tuple[int, int]], place: int, measures: Measures
) -> int:
    """Return the place after the caption; it goes on over blank lines while it is unfinished."""
    end = place + 1
    while end < len(spans) and rows[spans[end][0]].page == rows[spans[place][0]].page:
        before = rows[spans[place][0] : spans[end - 1][1]]
        following = rows[spans[end][0] : spans[end][1]]
        if following[0].kind is not RowKind.TEXT or caption_label(following[0].text):
            break
        if not _caption_goes_on(before, following, measures):
            break
        end += 1
    return end


def _caption_goes_on(before: Sequence[Row], following: Sequence[Row], measures: Measures) -> bool:
    if following[0].text in NOTE_SIGNS:
        return True
    last = next((row.text for row in reversed(before) if row.text not in NOTE_SIGNS), "")
    width = max(row.width for row in before)
    unfinished = bool(_LOWER_END.search(last)) and not ends_sentence(last)
    if width > SHORT * measures.body and unfinished:
        return True
    slim = width < _SLIM * measures.body and last[-1:].isalpha()
    narrow = all(row.width < SHORT * measures.body for row in following)
    return narrow and (unfinished or slim or following[0].text.startswith("("))


def _timeline_end(rows: Sequence[Row], spans: Sequence[tuple[int, int]], place: int) -> int:
    """Return the place after the timeline: behind its last bar, or where its sentence ends."""
    end = place + 1
    while end < len(spans):
        following = rows[spans[end][0] : spans[end][1]]
        last = rows[spans[end - 1][1] - 1]
        barred = any("\u2016" in row.text for row in following)
        ended = ends_sentence(last.text) and not barred
        if following[0].kind is not RowKind.TEXT or ended:
            break
        end += 1
    return end


# --- Headings and verse among the rows of the running text, told by their short lines ---


_BEGINS = re.compile(r"[\"\u201c\u2018(\[]?[A-Z\u00c0-\u00de\u0100-\u017e\d]")
_CLOSED = re.compile(r"[.,;:\u2014\u2013-]$")
_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?\s+[A-Z]")
_WORDS = 14
"""Words of the longest heading."""
_STANZA = 3
"""Lines from which short ones are verse; two are after other verse."""
_LEAD = 16
"""Characters at the end of a line that lead verse in: “he wrote: a song”."""


def begins_sentence(text: str) -> bool:
    """True if a line begins with a capital, a figure or an opening quotation mark."""
    return bool(_BEGINS.match(text))


def mark_headings(rows: Sequence[Row], measures: Measures) -> None:
    """Mark the lines that stand as headings between paragraphs."""
    plain = [row for row in rows if row.kind not in (RowKind.CAPTION, RowKind.MOVED)]
    for index, row in enumerate(plain[:-1]):
        alone = row.gap and plain[index + 1].gap
        widest = (FULL if alone else SHORT) * measures.body
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
        and words[-1] not in SMALL_WORDS
    )


def _stands_free(before: Row | None, row: Row, after: Row, measures: Measures) -> bool:
    """True if a sentence ended before the line and another begins behind it."""
    if after.kind not in (RowKind.TEXT, RowKind.TIMELINE) or not begins_sentence(after.text):
        return False
    if after.width < LONG * measures.body:
        return False
    if before is not None and before.kind is RowKind.TEXT and not ends_sentence(before.text):
        # Only a number makes a heading behind lines that do not end in stops, such as a list.
        short = before.width < SHORT * measures.body and row.gap
        return short and bool(_NUMBERED.match(row.text))
    return row.gap or not ends_sentence(row.text)


def mark_verse(rows: Sequence[Row], measures: Measures) -> None:
    """Mark groups of short lines as verse: three or more, and what follows in the same form."""
    going = False
    for start, end in loose_groups_of(rows):
        group = rows[start:end]
        short = all(row.width < SHORT * measures.body for row in group)
        plain = all(row.kind is RowKind.TEXT and not DEFINITION.match(row.text) for row in group)
        enough = len(group) >= _STANZA or (going and len(group) == 2)
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
        before.text.endswith(":") or ends_sentence(before.text) or ":" in before.text[-_LEAD:]
    )


# --- Block quotations, told by the measure of their lines -----------------------------
#
# A chain of two states, text and quotation, runs over all lines; full lines speak by their width,
# sentences and blank lines by what they make likely, and the cheapest chain is taken (Viterbi).
# Single lines are so decided by their neighbours, also over page ends.

_CAP = 5.0
"""The most that one line can say."""
_NO_TEXT = 30.0
"""What it costs to take a heading or an ornament for quotation."""
_NEVER = 12.0
"""What it costs to enter or leave a quotation where no paragraph ends, …"""
_OPENED = 2.5
"""… to enter one below a colon that ends a short line, …"""
_INTRODUCED = 0.3
"""… to enter one behind a colon or dash and a blank line, …"""
_UNSAID = 3.0
"""… to enter one that nothing leads in, …"""
_DOUBTED = 6.0
"""… to enter or leave one inside a sentence, …"""
_CUT = 4.0
"""… and to leave one that comes to no stop."""
_LED_IN = 2.0
"""What it costs to go on with text below a colon."""
_NEARLY_ALL = 0.9
_NARROW = 0.91
"""Share of a wide line of the text that no line of a quotation reaches."""
_LEADS_IN = (":", ":\u2014", "\u2014")


def mark_quotations(rows: Sequence[Row], measures: Measures) -> None:
    """Mark the rows of block quotations among the rows of the text."""
    _mark_indented(rows)
    if not measures.quotation:
        _mark_led_in(rows)
        return
    plain = [row for row in rows if row.kind in (RowKind.TEXT, RowKind.HEADING, RowKind.ORNAMENT)]
    cost = [0.0, 2.0]
    back: list[tuple[int, int]] = []
    for index, row in enumerate(plain):
        previous = plain[index - 1] if index else None
        following = plain[index + 1] if index + 1 < len(plain) else None
        enter, leave = _turns(previous, row, following, measures)
        from_text = (cost[0] + _stay(previous, row), cost[1] + leave)
        from_quotation = (cost[0] + enter, cost[1])
        back.append((int(from_text[1] < from_text[0]), int(from_quotation[1] <= from_quotation[0])))
        text, quotation = _speak(previous, row, following, measures)
        cost = [min(from_text) + text, min(from_quotation) + quotation]
    state = int(cost[1] < cost[0])
    for index in range(len(plain) - 1, -1, -1):
        if state and plain[index].kind is RowKind.TEXT:
            plain[index].kind = RowKind.QUOTATION
        state = back[index][state]


def _mark_indented(rows: Sequence[Row]) -> None:
    """Mark what is indented line by line, where the text keeps its indents and has few."""
    text = [row for row in rows if row.kind is RowKind.TEXT]
    indented = sum(row.indent > 1 for row in text)
    if not 0 < 2 * indented <= len(text):
        return
    for start, end in groups_of(rows):
        group = rows[start:end]
        plain = all(row.kind is RowKind.TEXT for row in group)
        if plain and end - start > 1 and all(row.indent > 1 for row in group):
            _mark_quoted(group)


def _mark_led_in(rows: Sequence[Row]) -> None:
    """Mark the narrow paragraphs behind a colon, in a text whose quotations have no measure."""
    widths = sorted(row.width for row in rows if row.kind is RowKind.TEXT)
    if not widths:
        return
    narrow = _NARROW * widths[int(_NEARLY_ALL * len(widths))]
    led = False
    for start, end in groups_of(rows):
        group = rows[start:end]
        plain = all(row.kind is RowKind.TEXT for row in group) and not ITEM_MARK.match(
            group[0].text
        )
        long = sum(row.width > SHORT * narrow for row in group) > 1
        if led and plain and long and all(row.width < narrow for row in group):
            _mark_quoted(group)
            continue
        led = group[-1].text.endswith(_LEADS_IN[:2]) and group[-1].kind is RowKind.TEXT


def _mark_quoted(rows: Sequence[Row]) -> None:
    for row in rows:
        row.kind = RowKind.QUOTATION


def _turns(
    previous: Row | None, row: Row, following: Row | None, measures: Measures
) -> tuple[float, float]:
    """Return the cost of going over into a quotation before a row, and of leaving one."""
    if previous is None:
        return 1.0, 1.0
    if row.kind is not RowKind.TEXT or previous.kind is not RowKind.TEXT:
        return _NEVER, 0.0
    if not row.gap:
        short = previous.width < NEARLY_FULL * measures.body
        opens = short and previous.text.endswith(_LEADS_IN[:2])
        return (_OPENED if opens else _NEVER), _NEVER
    if previous.text.endswith(_LEADS_IN):
        return _INTRODUCED, _DOUBTED
    ended = ends_sentence(previous.text)
    reaches = previous.width > NEARLY_FULL * measures.body
    enter = _DOUBTED if reaches and not ended else _UNSAID
    alone = row.loose and (following is None or following.gap)
    return enter, 1.0 if ended and not alone else _CUT


def _stay(previous: Row | None, row: Row) -> float:
    """Return the cost of going on with text: a colon above a blank line leads something in."""
    if previous is None or not row.gap or previous.page != row.page:
        return 0.0
    leads = previous.kind is row.kind is RowKind.TEXT and previous.text.endswith(_LEADS_IN[:2])
    listed = ITEM_MARK.match(row.text) or DEFINITION.match(row.text)
    return _LED_IN if leads and not listed else 0.0


def _speak(
    previous: Row | None, row: Row, following: Row | None, measures: Measures
) -> tuple[float, float]:
    """Return what it costs to take a row for text, and for quotation."""
    if row.kind is not RowKind.TEXT:
        return 0.0, _NO_TEXT
    first = row.gap and (
        previous is None or ends_sentence(previous.text) or previous.page != row.page
    )
    indents = (0.0, measures.indent) if first else (0.0,)
    text = min(_distance(row.width + indent, measures.body) for indent in indents)
    quotation = min(_distance(row.width + indent, measures.quotation) for indent in indents)
    runs_on = following is not None and not following.gap
    if not runs_on and row.width < FULL * measures.quotation:
        # A short line without a stop leads in what follows; it is no end of a quotation.
        alone = row.gap and following is not None and following.page == row.page
        return 0.0, _CAP if alone and not ends_sentence(row.text) else 0.0
    if row.width > measures.quotation:
        text = min(text, quotation) if not runs_on else text
    return min(text, _CAP), min(quotation, _CAP)


def _distance(width: float, measure: float) -> float:
    return ((width - measure) / (SPREAD * measure)) ** 2 / 2
