"""Sheets: the stretches of a witness that hold one printed page each.

A page end is left as a form feed, as a single space before the first word of the page, or as a
run of blank lines. A single space may also mean that the extraction lost text there; which of
the two it is, is told by what follows: a page has lines of the running text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edition.readers.contents import Contents, match_titles
from edition.readers.lines import Line
from edition.readers.measure import Measures

CAPTION = re.compile(
    r"\s?(?:Figure|Fig\.|Map|Table|Plate|Illustration)\s+"
    r"(?P<label>(?:[A-Z]\.)?\d+(?:\.\d+)*)\s?[.:]\s"
)
"""The first line of a caption."""

NOTE_OPENING = re.compile(r"\s?(?P<number>\d{1,3})(?=[^\W\d_]|[\u201c\u2018\u201e\u00ab(\[])")
"""A line that may begin a note: digits glued to its first word."""

URL_ONLY = re.compile(r"(?:https?:|mailto:|www\.)\S+")
"""A line that holds an address and nothing else."""

_HEAD = re.compile(r"(?:\d{1,4}|[ivxlc]{1,7})\s+\D.*|\D.*\s(?:\d{1,4}|[ivxlc]{1,7})")
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
    evidence: tuple[str, ...] = ()


def split_stretches(
    lines: Sequence[Line], widths: Sequence[float], measures: Measures, contents: Contents
) -> list[Stretch]:
    """Part the lines at every sign of a page end and say which stretches look like pages."""
    signs = _find_signs(lines)
    ends = [index for index, _ in signs[1:]] + [len(lines)]
    titled = {lines[start].number for _, start, _ in match_titles(lines, contents.entries, 0)}
    return [
        _measure(lines, widths, measures, Stretch(start, end, firm, 0, firm), titled)
        for (start, firm), end in zip(signs, ends, strict=True)
        if any(not line.blank for line in lines[start:end])
    ]


def _find_signs(lines: Sequence[Line]) -> list[tuple[int, bool]]:
    """Return the index of the first line of each stretch, and whether its sign is firm."""
    signs = [(0, True)]
    if any("\f" in line.text for line in lines):
        return signs + [(i, True) for i, line in enumerate(lines) if i and line.text[:1] == "\f"]
    spaced = spaces_part_pages(lines)
    blank = 0
    for index, line in enumerate(lines):
        if line.blank:
            blank += 1
            continue
        if index and (blank >= _GAP or (blank == 2 and _after_two(lines, index))):
            signs.append((index, True))
        elif spaced and index and re.match(r" \S", line.text):
            signs.append((index, False))
        blank = 0
    return signs


def spaces_part_pages(lines: Sequence[Line]) -> bool:
    """True if the text has no indents, so that a single space before a line is a sign."""
    single = sum(1 for line in lines if re.match(r" \S", line.text))
    more = sum(1 for line in lines if re.match(r"(?: {2,}|\t)\S", line.text))
    return single > 4 and more * 5 < single


def _after_two(lines: Sequence[Line], index: int) -> bool:
    """Two blank lines part pages after a link annotation and before a numbered running head."""
    before = next((line.text for line in reversed(lines[:index]) if not line.blank), "")
    if URL_ONLY.fullmatch(before.strip()):
        return True
    text = lines[index].text.strip()
    return bool(_HEAD.fullmatch(text)) and text == text.lower() and "." not in text


def _measure(
    lines: Sequence[Line],
    widths: Sequence[float],
    measures: Measures,
    stretch: Stretch,
    titled: set[int],
) -> Stretch:
    inside = range(stretch.start, stretch.end - 1)
    stretch.weight = sum(_is_text_line(lines, widths, measures, index) for index in inside)
    first = lines[stretch.start].text
    if stretch.firm:
        return stretch
    opens_note = NOTE_OPENING.match(first) and not re.match(r"\s?\d+[a-z]", first)
    if opens_note or widths[stretch.start] > measures.note_limit:
        stretch.weight = 0
    elif CAPTION.match(first) or lines[stretch.start].number in titled:
        stretch.weight += 2
    elif _falls_short(lines, widths, measures, stretch):
        stretch.weight += 1
    stretch.is_page = stretch.weight > 0
    stretch.rooted = _is_rooted(lines, widths, measures, stretch.start)
    return stretch


def _falls_short(
    lines: Sequence[Line], widths: Sequence[float], measures: Measures, stretch: Stretch
) -> bool:
    """True if the first line goes on but does not fill the measure of notes: it is none of one."""
    following = stretch.start + 1
    goes_on = following < stretch.end and not lines[following].blank
    goes_on = goes_on and not NOTE_OPENING.match(lines[following].text)
    return goes_on and 0 < widths[stretch.start] < 0.9 * measures.note


def _is_rooted(
    lines: Sequence[Line], widths: Sequence[float], measures: Measures, start: int
) -> bool:
    """True if notes, a full line or the end of a sentence stand before a sign of a page end."""
    before = [i for i in range(max(0, start - 12), start) if not lines[i].blank][-5:]
    if any(widths[i] > measures.note_limit or NOTE_OPENING.match(lines[i].text) for i in before):
        return True
    last = before[-1] if before else start
    return widths[last] > 0.8 * measures.body or lines[last].text.rstrip()[-1:] in ".\u201d)"


def _is_text_line(
    lines: Sequence[Line], widths: Sequence[float], measures: Measures, index: int
) -> bool:
    """True for a full line of text or quotation that another line of it follows at once."""
    if lines[index + 1].blank:
        return False
    if NOTE_OPENING.match(lines[index + 1].text) or NOTE_OPENING.match(lines[index].text):
        return False
    low = 0.93 * (measures.quotation or measures.body)
    return low <= widths[index] <= min(measures.note_limit, 1.1 * measures.body)
