"""Sheets: the stretches of a witness that hold one printed page each.

A page end is left as a form feed, as a single space before the first word of the page, or as a
run of blank lines. A single space may also mean that the extraction lost text there; which of
the two it is, is told by what follows: a page has lines of the running text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edition.model.document import PageEvidence
from edition.readers.chunks import ends_sentence
from edition.readers.page_foot.measure import Setting


@dataclass(slots=True)
class Stretch:
    """Lines from one sign of a page end to the next. ``start`` and ``end`` are indices."""

    start: int
    end: int
    firm: bool
    """True if the sign can mean nothing but a page end."""
    weight: int
    """Lines of running text in it; a stretch without any is no page."""
    is_page: bool
    rooted: bool = True
    """False if the line before the sign is too short for the last line of a page."""
    label: str = ""
    evidence: tuple[PageEvidence, ...] = ()


def split_stretches(setting: Setting, signs: Sequence[tuple[int, bool]]) -> list[Stretch]:
    """Part the lines at every sign of a page end and say which stretches look like pages.

    ``signs`` are the indices of the lines behind them, and whether each is firm.
    """
    lines = setting.lines
    ends = [index for index, _ in signs[1:]] + [len(lines)]
    return [
        _measure(setting, Stretch(start, end, firm, 0, firm))
        for (start, firm), end in zip(signs, ends, strict=True)
        if any(not line.blank for line in lines[start:end])
    ]


def _measure(setting: Setting, stretch: Stretch) -> Stretch:
    inside = range(stretch.start, stretch.end - 1)
    stretch.weight = sum(_is_text_line(setting, index) for index in inside)
    if stretch.firm:
        return stretch
    opens_note = setting.opens_clearly(setting.lines[stretch.start])
    if opens_note or setting.widths[stretch.start] > setting.measures.note_limit:
        stretch.weight = 0
    elif _falls_short(setting, stretch):
        stretch.weight += 1
    stretch.is_page = stretch.weight > 0
    stretch.rooted = _is_rooted(setting, stretch.start)
    return stretch


def _falls_short(setting: Setting, stretch: Stretch) -> bool:
    """True if the first line goes on but does not fill the measure of notes: it is none of one."""
    lines, following = setting.lines, stretch.start + 1
    if following >= stretch.end or lines[following].blank:
        return False
    if lines[following].number in setting.openings:
        return False
    return 0 < setting.widths[stretch.start] < 0.9 * setting.measures.note


def _is_rooted(setting: Setting, start: int) -> bool:
    """True if a full line or the end of a sentence stands before a sign of a page end."""
    last = next((i for i in range(start - 1, -1, -1) if not setting.lines[i].blank), start)
    full = setting.widths[last] > 0.8 * setting.measures.body
    return full or ends_sentence(setting.lines[last].text)


def _is_text_line(setting: Setting, index: int) -> bool:
    """True for a full line of text or quotation that another line of it follows at once."""
    lines, measures = setting.lines, setting.measures
    if lines[index + 1].blank:
        return False
    if any(line.number in setting.openings for line in lines[index : index + 2]):
        return False
    low = 0.93 * (measures.quotation or measures.body)
    return low <= setting.widths[index] <= min(measures.note_limit, 1.1 * measures.body)
