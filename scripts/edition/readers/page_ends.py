"""Find page ends: form feeds, lines indented by one blank, and runs of blank lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from edition.readers.lines import Line

AUTO: Final = "auto"
URL_ONLY: Final = re.compile(r"(?:https?:|mailto:|www\.)\S+")
"""A line that consists of a web address."""
_HEAD: Final = re.compile(r"(?:\d{1,4}|[ivxlc]{1,7})\s+\D.*|\D.*\s(?:\d{1,4}|[ivxlc]{1,7})")
_GAP: Final = 3
"""Fewest blank lines that separate pages."""
_FEWEST: Final = 3
_SET_IN: Final = 0.75
"""Least share of the indented lines that are indented by one blank, if it marks page ends."""
_MOST_SET_IN: Final = 0.1
"""Greatest share of all lines that mark page ends: pages have more than ten lines."""
_LONGEST: Final = 200
"""Number of characters of a line that are examined."""


def find_signs(lines: Sequence[Line], page_ends: str = AUTO) -> list[tuple[int, bool]]:
    """Return the index of the first line of each page, and whether its sign is firm.

    ``page_ends`` is ``form-feed``, ``space``, ``blank-lines``, or ``auto`` for any of them.
    """
    feeds = find_form_feeds(lines) if page_ends in (AUTO, "form-feed") else []
    if feeds or page_ends == "form-feed":
        return [(0, True), *((index, True) for index in feeds)]
    set_in = {AUTO: find_set_in, "space": _begin_with_blank}.get(page_ends)
    spaced = frozenset(set_in(lines) if set_in else ())
    signs = [(0, True)]
    blank, begun = 0, False
    for index, line in enumerate(lines):
        if line.blank:
            blank += 1
            continue
        if begun and (blank >= _GAP or (blank == 2 and _after_two(lines, index))):
            signs.append((index, True))
        elif index in spaced:
            signs.append((index, False))
        blank, begun = 0, True
    return signs


def find_form_feeds(lines: Sequence[Line]) -> list[int]:
    """Return the indices of the first lines after form feeds."""
    found = []
    for index, line in enumerate(lines):
        if "\f" in line.text:
            before = line.text.split("\f", 1)[0]
            found.append(index + 1 if before.strip() else index)
    return [index for index in found if 0 < index < len(lines)]


def find_set_in(lines: Sequence[Line]) -> list[int]:
    """Return the indices of lines indented by one blank, if few lines are indented otherwise.

    Some extractions leave a blank where a page began.
    """
    found = _begin_with_blank(lines)
    set_in = sum(line.text[:1].isspace() and not line.blank for line in lines)
    if not max(_FEWEST, _SET_IN * set_in) <= len(found) <= _MOST_SET_IN * len(lines):
        return []
    return [index for index in found if index]


def _begin_with_blank(lines: Sequence[Line]) -> list[int]:
    """Return the indices of lines indented by one blank, excluding rules and ornaments."""
    return [
        index
        for index, line in enumerate(lines)
        if line.text[:1] == " " and line.text[1:2].strip() and any(map(str.isalnum, line.text))
    ]


def _after_two(lines: Sequence[Line], index: int) -> bool:
    """True if two blank lines follow a link annotation or precede a numbered running head."""
    before = next((line.text for line in reversed(lines[:index]) if not line.blank), "")
    if URL_ONLY.fullmatch(before.strip()):
        return True
    text = lines[index].text.strip()[:_LONGEST]
    return bool(_HEAD.fullmatch(text)) and text == text.lower() and "." not in text
