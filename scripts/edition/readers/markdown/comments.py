"""Comments of a Markdown text: they are not shown, and some of them say where a page begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Page
from edition.text.source import Source
from edition.text.span import Span

_COMMENT: Final = r"<!--(?:(?!-->).){0,400}-->"
"""A comment; it has a length, so that signs that begin none are soon passed."""
COMMENT: Final = re.compile(_COMMENT, re.DOTALL)
_PAGE: Final = re.compile(r"<!-- ?(page|leaf) (\S(?:[^\n<>]{0,40}?\S)?) ?-->")
_ALONE: Final = re.compile(rf"^[ \t]*(?:{_COMMENT}[ \t]*)+$", re.MULTILINE | re.DOTALL)
_FRONT: Final = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_FENCES: Final = re.compile(
    r"^:{3,}[ \t]*(?:\{[^{}\n]*\}|[\w.-]+(?=[ \t:]*$))?[ \t:]*|^\([\w-]+\)=[ \t]*$", re.MULTILINE
)
_ATTRIBUTES: Final = re.compile(r"(?<!\\)\{[#.][\w#.:][^{}\n]*\}|(?<!\\)\{[\w:-]+\}(?=`)")
"""What says how words look or what they are: it is not shown."""
_GAP: Final = re.compile(rf"(?:\s|{_COMMENT})*", re.DOTALL)
FILLER: Final = "\u2060"
"""Stands for each character of a comment within a line: no white space, and no notation."""


def mask_comments(text: str) -> str:
    """Return a text of the same length without its comments and front matter.

    White space stands for a comment on lines of its own, and fillers for any other.
    """
    text = _FENCES.sub(lambda match: " " * len(match[0]), text)
    text = _ATTRIBUTES.sub(lambda match: FILLER * len(match[0]), text)
    text = _FRONT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text, count=1)
    if "<!--" not in text:
        return text
    masked = _ALONE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return COMMENT.sub(lambda match: re.sub(r"[^\n]", FILLER, match[0]), masked)


def find_pages(source: Source) -> tuple[tuple[Page, ...], list[Diagnostic]]:
    """Return the pages that comments begin (``<!-- page 12 -->``, ``<!-- leaf 3 -->``).

    A label that an earlier page has is reported (S003), and begins no page.
    """
    pages: dict[str, Page] = {}
    found = []
    for match in _PAGE.finditer(source.text):
        gap = _GAP.match(source.text, match.end())
        start = gap.end() if gap else match.end()
        if start == len(source.text):
            continue
        if match[2] in pages:
            fact = f"page {match[2]} began before"
            found.append(report_at(source, Span(*match.span()), "S003", fact))
        else:
            pages[match[2]] = Page(match[2], start, inferred=False, leaf=match[1] == "leaf")
    return tuple(pages.values()), found


def trim(masked: str, pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Return pieces without the comments and white space at their ends; empty ones are left out."""
    trimmed = []
    for piece in pieces:
        text = masked[piece.start : piece.end]
        inner = text.strip(f"{FILLER} \t")
        if inner:
            start = piece.start + text.index(inner)
            trimmed.append(Span(start, start + len(inner)))
    return tuple(trimmed)
