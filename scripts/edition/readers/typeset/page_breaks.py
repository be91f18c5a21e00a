"""Stretches of a witness that hold one printed page each, told by the running text in them.

A page end is left as a form feed, as a single space before the first word of the page, or as a
run of blank lines. A single space may also mean that the extraction lost text there; which of
the two it is, is told by what follows: a page has lines of the running text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from edition.model.document import PageEvidence
from edition.readers.chunks import ends_sentence
from edition.readers.typeset.measures import NEARLY_FULL, SHORT, Setting

_NARROWEST = 0.8
"""Share of the measure of the text that full lines of quotations reach."""
_WIDEST = 1.1
"""Share of the measure of the text above which a line is none of it, or several in one."""


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


def split_stretches(
    setting: Setting, signs: Sequence[tuple[int, bool]], noted: Collection[int]
) -> Iterator[Stretch]:
    """Part the lines at every sign of a page end and say which stretches look like pages.

    ``signs`` are the indices of the lines behind them, and whether each is firm; ``noted`` the
    indices of the lines of notes.
    """
    ends = [*signs, (len(setting.lines), True)]
    for (start, firm), (end, _) in pairwise(ends):
        if any(not line.blank for line in setting.lines[start:end]):
            yield _measure(setting, Stretch(start, end, firm, 0, firm), noted)


def _measure(setting: Setting, stretch: Stretch, noted: Collection[int]) -> Stretch:
    inside = range(stretch.start, stretch.end - 1)
    stretch.weight = sum(_is_text_line(setting, index, noted) for index in inside)
    if not stretch.firm:
        stretch.weight *= stretch.start not in noted
        stretch.weight += _falls_short(setting, stretch, noted)
        stretch.is_page = stretch.weight > 0
        stretch.rooted = _is_rooted(setting, stretch.start)
    return stretch


def _falls_short(setting: Setting, stretch: Stretch, noted: Collection[int]) -> bool:
    """True if the first line goes on but does not fill the measure of notes: it is none of one."""
    first, following = stretch.start, stretch.start + 1
    if following >= stretch.end or setting.lines[following].blank or {first, following} & {*noted}:
        return False
    return 0 < setting.width(setting.lines[first]) < NEARLY_FULL * setting.measures.note


def _is_rooted(setting: Setting, start: int) -> bool:
    """True if a full line or the end of a sentence stands before a sign of a page end."""
    last = next((i for i in range(start - 1, -1, -1) if not setting.lines[i].blank), start)
    full = setting.width(setting.lines[last]) > SHORT * setting.measures.body
    return full or ends_sentence(setting.lines[last].text)


def _is_text_line(setting: Setting, index: int, noted: Collection[int]) -> bool:
    """True for a full line of text or quotation that another line of it follows at once."""
    lines, measures = setting.lines, setting.measures
    if lines[index + 1].blank or index in noted or index + 1 in noted:
        return False
    return (
        _NARROWEST * measures.body
        <= setting.width(lines[index])
        <= min(measures.note_limit, _WIDEST * measures.body)
    )
