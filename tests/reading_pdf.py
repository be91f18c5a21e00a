"""Reads a PDF with poppler: its words with their places, in the order of the pages.

Notes are told from the text above them by the size of their letters; what stands in the margins is
the edition's.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest

_WORD = re.compile(
    r'<page |<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
)
SOFT_HYPHEN = "\xad"
HEAD, SIDE, PAGE = 60.0, 82.0, 442.2
"""Points: the text is below the first and, on one side of a page, inside of the second."""
_RATIO = 1.14
"""Height of a word for each point of the typeface of the book."""
_RAISED = 0.6
"""Size of a raised sign beside that of the letters round it."""
_EDITORS = 0.58
"""Size of the sign of an editors' note beside that of the letters round it."""
_SIZES = {
    8: "editors",
    8.5: "note", 8.75: "apart", 9: "caption", 9.25: "fragment", 7.5: "body", 9.5: "body",
    10.5: "body", 11: "body", 13: "body", 17: "body",
}  # fmt: skip


@dataclass(slots=True)
class Read:
    """What a PDF has on the pages of a text."""

    streams: dict[str, str] = field(default_factory=dict)
    """The characters of body, captions, notes and notes without a marker; ``\n`` ends a line."""
    signs: list[tuple[list[str], list[str]]] = field(default_factory=list)
    """For each page the markers, and the signs of the notes that begin at its foot."""
    margin: str = ""
    """The printed numbers."""


def read_pages(path: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """Return the words of each page, with their edges, in the order in which the page has them."""
    if shutil.which("pdftotext") is None:
        pytest.fail("pdftotext is missing: it is in poppler-utils")
    command = ("pdftotext", "-raw", "-bbox", str(path), "-")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages: list[list[tuple[float, float, float, float, str]]] = []
    for match in _WORD.finditer(said):
        if match[5] is None:
            pages.append([])
        else:
            left, top, right, bottom = map(float, match.groups()[:4])
            pages[-1].append((left, top, right, bottom, unescape(match[5])))
    return pages


def read_text(path: Path, opening: str) -> Read:
    """Return what a PDF has from the page on that begins with some solid characters."""
    read = Read()
    for number, words in enumerate(read_pages(path), 1):
        solid = "".join(word for _, top, _, _, word in words if top > HEAD)
        if not read.signs and not solid.startswith(opening):
            continue
        read.signs.append(([], []))
        last, kind = 0.0, "body"
        for left, top, right, bottom, word in words:
            if top < HEAD:
                continue
            if right < SIDE if number % 2 == 0 else left > PAGE - SIDE:
                read.margin += word
                continue
            before = kind
            kind, raised = _classify(bottom - top, kind)
            if kind == "editors":
                kind = before
                continue
            if raised:
                read.signs[-1][kind == "note"].append(word)
                continue
            line = "\n" if bottom > last + 2 or bottom < last - 9 else ""
            read.streams[kind] = read.streams.get(kind, "") + line + word
            last = bottom
    return read


def _classify(height: float, before: str) -> tuple[str, bool]:
    """Return what a word of a height is of, and whether it is raised; else that of the last one."""
    for size, kind in _SIZES.items():
        if abs(height - size * _RATIO) < 0.02:
            return kind, False
        if abs(height - size * _RATIO * _RAISED) < 0.02:
            return kind, True
        if abs(height - size * _RATIO * _EDITORS) < 0.01:
            return "editors", False
    return before, False


def compare(found: str, wanted: str, added: Sequence[str] = ()) -> str:
    """Return where two texts differ beyond hyphens at line ends and what the edition adds."""
    at = done = 0
    while at < len(found) or done < len(wanted):
        if found[at : at + 1] == "\n":
            at += 1
        elif at < len(found) and found[at] == wanted[done : done + 1]:
            at, done = at + 1, done + 1
        elif found[at : at + 1] == SOFT_HYPHEN:
            at += 1
        elif skipped := _skip(found, at, added):
            at, done = at + skipped[0], done - skipped[1]
        else:
            around = (text[max(0, n - 60) : n + 60] for text, n in ((found, at), (wanted, done)))
            return " for ".join(map(repr, around))
    return ""


def _skip(found: str, at: int, added: Sequence[str]) -> tuple[int, int] | None:
    """Return how far words of the edition go on from here, and how many of them seemed to match."""
    for words in added:
        for length in range(len(words)):
            if found.startswith(words, at - length):
                return len(words) - length, length
    return None
