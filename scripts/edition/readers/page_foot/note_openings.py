"""How the notes of a book open: a number glued to the first word, or one with a space after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edition.readers.lines import Line

GLUED = re.compile(r"\s?(?P<sign>(?P<number>\d{1,3}))(?=[^\W\d_]|[\u201c\u2018\u201e\u00ab(\[])")
SPACED = re.compile(
    r"\s?(?P<sign>(?P<number>\d{1,3})[.)]?)\s+(?=[A-Z\u00c0-\u00de\u201c\u2018\u201e\u00ab\"(\[])"
)
_CLEAR = re.compile(r"\s?\d{1,3}(?:[^\W\d_a-z]|[\u201c\u201e(\[])")
"""A glued opening that cannot be a marker that slid to the start of its line."""
_MARKER = re.compile(r"[^\W\d_.,;:!?\"\u201d\u2019)][.,;:!?\"\u201d\u2019)]{0,3}(\d{1,3})(?!\w)")
_DIGIT = re.compile(r"\d")
_FEW = 3


def learn_opening(lines: Sequence[Line]) -> re.Pattern[str]:
    """Return the form in which notes open: glued, unless openings with a space prevail by far.

    An item of a list looks like a note with a space; a note has its number in the text before.
    """
    glued = spaced = marked = 0
    seen: set[str] = set()
    for line in lines:
        if not _DIGIT.search(line.text):
            continue
        glued += bool(_CLEAR.match(line.text))
        match = SPACED.match(line.text)
        if match:
            spaced += 1
            marked += match["number"] in seen
        seen.update(_MARKER.findall(line.text))
    prevails = marked >= _FEW and marked * 3 >= spaced * 2 and spaced > 3 * glued
    return SPACED if prevails else GLUED


def is_clear(text: str) -> bool:
    """True unless a small letter follows the number, as after a marker that slid."""
    return bool(_CLEAR.match(text) or SPACED.match(text))
