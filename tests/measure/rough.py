"""A rough division of a witness into body lines, note lines and captions, for drawing only.

It finds places worth labelling and may be wrong about any of them: what a place is, the person
who labels it says. Nothing here is shared with a reader, so that the measure stays independent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from edition.readers.lines import Line

_NOTE = re.compile(r" ?(\d{1,3})(?=[^\W\d_a-z]|[“‘\[])")
_RUNNING_HEAD = re.compile(r"(?:\d+|[ivxl]+) [a-z, ]+$|[a-z, :]+ \d+$|\d+$|[ivxl]+$")
_ADDRESS = re.compile(r"https?://\S+$|mailto:\S+$")
_CAPTION = re.compile(r"(?:Figure|Map|Plate) [A-Z]?\.?\d")
_NOTE_STEP = 40
"""A line's number may be this much higher than the last note's: lost notes lie between."""


@dataclass(frozen=True, slots=True)
class RoughLine:
    """A line that is not blank, with a guess at what it is."""

    line: Line
    role: str
    """``body``, ``note``, ``caption`` or ``furniture``."""
    division: str
    page: int
    gap: bool
    """True if a blank line stands before it."""
    number: int = 0
    """Number at the start of a note."""


def classify_lines(lines: list[Line], divisions: Mapping[str, int]) -> list[RoughLine]:
    """Guess the role of every line that is not blank, from the first division on."""
    return list(_classify(lines, divisions))


def _classify(lines: list[Line], divisions: Mapping[str, int]) -> Iterator[RoughLine]:
    starts = {line: name for name, line in divisions.items()}
    division, role, page, last, gap = "", "body", 0, 0, True
    for line in lines:
        if line.number in starts:
            division, role, last, page = starts[line.number], "body", 0, page + 1
        if line.blank or not division:
            gap, role = True, "body" if role == "caption" else role
            continue
        text, number = line.text.strip(), 0
        found = _NOTE.match(line.text)
        if _RUNNING_HEAD.match(text) or _ADDRESS.match(text):
            head = _RUNNING_HEAD.match(text) and " " in text
            role, page = ("body", page + 1) if head else (role, page)
            yield RoughLine(line, "furniture", division, page, gap)
            gap = True
            continue
        if found and last < int(found[1]) <= last + _NOTE_STEP:
            role, number = "note", int(found[1])
            last = number
        elif line.text.startswith(" "):
            role, page = "body", page + 1
        if _CAPTION.match(text) and (gap or line.text.startswith(" ")):
            role = "caption"
        yield RoughLine(line, role, division, page, gap, number)
        gap = False
