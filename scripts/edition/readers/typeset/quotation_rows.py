"""Tells block quotations from the text around them by the measure of their lines.

Method: a chain of two states, text and quotation, over all lines; full lines speak by their
width, sentences and blank lines by what they make likely, and the cheapest chain is taken
(Viterbi). Single lines are so decided by their neighbours, also over page ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from edition.readers.chunks import ends_sentence
from edition.readers.typeset.measures import Measures
from edition.readers.typeset.text_rows import DEFINITION, ITEM_MARK, Row, RowKind, groups_of

_SPREAD = 0.028
"""Standard deviation of a full line's estimated width, as a share of its measure."""
_CAP = 5.0
"""The most that one line can say."""
_LED_IN = 2.0
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
            _mark(group)


def _mark_led_in(rows: Sequence[Row]) -> None:
    """Mark the narrow paragraphs behind a colon, in a text whose quotations have no measure."""
    widths = sorted(row.width for row in rows if row.kind is RowKind.TEXT)
    if not widths:
        return
    narrow = _NARROW * widths[int(0.9 * len(widths))]
    led = False
    for start, end in groups_of(rows):
        group = rows[start:end]
        plain = all(row.kind is RowKind.TEXT for row in group) and not ITEM_MARK.match(
            group[0].text
        )
        long = sum(row.width > 0.8 * narrow for row in group) > 1
        if led and plain and long and all(row.width < narrow for row in group):
            _mark(group)
            continue
        led = group[-1].text.endswith(_LEADS_IN[:2]) and group[-1].kind is RowKind.TEXT


def _mark(rows: Sequence[Row]) -> None:
    for row in rows:
        row.kind = RowKind.QUOTATION


def _turns(
    previous: Row | None, row: Row, following: Row | None, measures: Measures
) -> tuple[float, float]:
    """Return the cost of going over into a quotation before a row, and of leaving one."""
    if previous is None:
        return 1.0, 1.0
    if row.kind is not RowKind.TEXT or previous.kind is not RowKind.TEXT:
        return 12.0, 0.0
    if not row.gap:
        opens = previous.text.endswith(_LEADS_IN[:2]) and previous.width < 0.9 * measures.body
        return (2.5 if opens else 12.0), 12.0
    if previous.text.endswith(_LEADS_IN):
        return 0.3, 6.0
    ended = ends_sentence(previous.text)
    reaches = previous.width > 0.9 * measures.body
    enter = 6.0 if reaches and not ended else 3.0 if ended else 3.5
    alone = row.loose and (following is None or following.gap)
    return enter, 1.0 if ended and not alone else 4.0


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
        return 0.0, 30.0
    first = row.gap and (
        previous is None or ends_sentence(previous.text) or previous.page != row.page
    )
    indents = (0.0, measures.indent) if first else (0.0,)
    text = min(_distance(row.width + indent, measures.body) for indent in indents)
    quotation = min(_distance(row.width + indent, measures.quotation) for indent in indents)
    runs_on = following is not None and not following.gap
    if not runs_on and row.width < 0.93 * measures.quotation:
        # A short line without a stop leads in what follows; it is no end of a quotation.
        alone = row.gap and following is not None and following.page == row.page
        return 0.0, _CAP if alone and not ends_sentence(row.text) else 0.0
    if row.width > measures.quotation:
        text = min(text, quotation) if not runs_on else text
    return min(text, _CAP), min(quotation, _CAP)


def _distance(width: float, measure: float) -> float:
    return 0.5 * ((width - measure) / (_SPREAD * measure)) ** 2
