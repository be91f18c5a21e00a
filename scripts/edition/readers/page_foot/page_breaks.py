"""Sheets: the stretches of a witness that hold one printed page each.

A page end is left as a form feed, as a single space before the first word of the page, or as a
run of blank lines. A single space may also mean that the extraction lost text there; which of
the two it is, is told by what follows: a page has lines of the running text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from edition.model.document import PageEvidence
from edition.readers.captions import caption_label
from edition.readers.lines import Line
from edition.readers.page_foot.measure import Setting, is_clear

URL_ONLY = re.compile(r"(?:https?:|mailto:|www\.)\S+")
"""A line that holds an address and nothing else."""

_HEAD = re.compile(r"(?:\d{1,4}|[ivxlc]{1,7})\s+\D.*|\D.*\s(?:\d{1,4}|[ivxlc]{1,7})")
_SINGLE = re.compile(r" \S")
_INDENT = re.compile(r"(?: {2,}|\t)\S")
_GAP = 3
"""Blank lines that part pages."""


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
    setting: Setting, signs: Sequence[tuple[int, bool]], titled: Collection[int]
) -> list[Stretch]:
    """Part the lines at every sign of a page end and say which stretches look like pages.

    ``signs`` are the indices of the lines behind them, and whether each is firm; ``titled`` the
    numbers of lines that bear titles of the table of contents.
    """
    lines = setting.lines
    ends = [index for index, _ in signs[1:]] + [len(lines)]
    return [
        _measure(setting, Stretch(start, end, firm, 0, firm), titled)
        for (start, firm), end in zip(signs, ends, strict=True)
        if any(not line.blank for line in lines[start:end])
    ]


def find_signs(lines: Sequence[Line], page_ends: str = "auto") -> list[tuple[int, bool]]:
    """Return the index of the first line of each stretch, and whether its sign is firm.

    ``page_ends`` is ``form-feed``, ``space``, ``blank-lines``, or ``auto`` for what is found.
    """
    if page_ends == "auto":
        page_ends = _guess_page_ends(lines)
    if page_ends == "form-feed":
        return [(0, True)] + [
            (i, True) for i, line in enumerate(lines) if i and line.text[:1] == "\f"
        ]
    signs = [(0, True)]
    blank = 0
    for index, line in enumerate(lines):
        if line.blank:
            blank += 1
            continue
        if index and (blank >= _GAP or (blank == 2 and _after_two(lines, index))):
            signs.append((index, True))
        elif page_ends == "space" and index and _SINGLE.match(line.text):
            signs.append((index, False))
        blank = 0
    return signs


def _guess_page_ends(lines: Sequence[Line]) -> str:
    if any("\f" in line.text for line in lines):
        return "form-feed"
    return "space" if spaces_part_pages(lines) else "blank-lines"


def spaces_part_pages(lines: Sequence[Line]) -> bool:
    """True if the text has no indents, so that a single space before a line is a sign."""
    single = sum(1 for line in lines if _SINGLE.match(line.text))
    more = sum(1 for line in lines if _INDENT.match(line.text))
    return single > 4 and more * 5 < single


def _after_two(lines: Sequence[Line], index: int) -> bool:
    """Two blank lines part pages after a link annotation and before a numbered running head."""
    before = next((line.text for line in reversed(lines[:index]) if not line.blank), "")
    if URL_ONLY.fullmatch(before.strip()):
        return True
    text = lines[index].text.strip()[:200]
    return bool(_HEAD.fullmatch(text)) and text == text.lower() and "." not in text


def _measure(setting: Setting, stretch: Stretch, titled: Collection[int]) -> Stretch:
    lines, widths = setting.lines, setting.widths
    inside = range(stretch.start, stretch.end - 1)
    stretch.weight = sum(_is_text_line(setting, index) for index in inside)
    if stretch.firm:
        return stretch
    first = lines[stretch.start].text
    opens_note = setting.opening.match(first) and is_clear(first)
    if opens_note or widths[stretch.start] > setting.measures.note_limit:
        stretch.weight = 0
    elif caption_label(first.strip()) or lines[stretch.start].number in titled:
        stretch.weight += 2
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
    if setting.opening.match(lines[following].text):
        return False
    return 0 < setting.widths[stretch.start] < 0.9 * setting.measures.note


def _is_rooted(setting: Setting, start: int) -> bool:
    """True if notes, a full line or the end of a sentence stand before a sign of a page end."""
    lines, widths, measures = setting.lines, setting.widths, setting.measures
    before = [i for i in range(max(0, start - 12), start) if not lines[i].blank][-5:]
    if any(widths[i] > measures.note_limit or setting.opening.match(lines[i].text) for i in before):
        return True
    last = before[-1] if before else start
    return widths[last] > 0.8 * measures.body or lines[last].text.rstrip()[-1:] in ".\u201d)"


def _is_text_line(setting: Setting, index: int) -> bool:
    """True for a full line of text or quotation that another line of it follows at once."""
    lines, measures = setting.lines, setting.measures
    if lines[index + 1].blank:
        return False
    if setting.opening.match(lines[index + 1].text) or setting.opening.match(lines[index].text):
        return False
    low = 0.93 * (measures.quotation or measures.body)
    return low <= setting.widths[index] <= min(measures.note_limit, 1.1 * measures.body)
