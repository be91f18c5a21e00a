"""Mask the comments of a Markdown text, and find the pages that some of them mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from edition.diagnostics.diagnostic import Diagnostic, report_at
from edition.model.document import Page
from edition.text.source import Source
from edition.text.span import Span

_COMMENT: Final = r"<!--(?:(?!-->).){0,400}-->"
"""A comment of limited length, so that a stray opening sign is rejected quickly."""
COMMENT: Final = re.compile(_COMMENT, re.DOTALL)
_PAGE: Final = re.compile(r"<!-- ?(page|leaf) (\S(?:[^\n<>]{0,40}?\S)?) ?-->")
_ALONE: Final = re.compile(rf"^[ \t]*(?:{_COMMENT}[ \t]*)+$", re.MULTILINE | re.DOTALL)
_FRONT: Final = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_FENCES: Final = re.compile(
    r"^:{3,}[ \t]*(?:\{[^{}\n]*\}|[\w.-]+(?=[ \t:]*$))?[ \t:]*|^\([\w-]+\)=[ \t]*$", re.MULTILINE
)
_ATTRIBUTES: Final = re.compile(r"(?<!\\)\{[#.][\w#.:][^{}\n]*\}|(?<!\\)\{[\w:-]+\}(?=`)")
"""Attributes and roles of words, which are not shown."""
_GAP: Final = re.compile(rf"(?:\s|{_COMMENT})*", re.DOTALL)
FILLER: Final = "\u2060"
"""Substitute for each character of a comment within a line: neither white space nor notation."""


def mask_comments(text: str) -> str:
    """Return a text of the same length with its comments and front matter masked.

    White space replaces comments on separate lines, and ``FILLER`` replaces all others.
    """
    text = _FENCES.sub(lambda match: " " * len(match[0]), text)
    text = _ATTRIBUTES.sub(lambda match: FILLER * len(match[0]), text)
    text = _FRONT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text, count=1)
    if "<!--" not in text:
        return text
    masked = _ALONE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return COMMENT.sub(lambda match: re.sub(r"[^\n]", FILLER, match[0]), masked)


def find_pages(source: Source) -> tuple[tuple[Page, ...], list[Diagnostic]]:
    """Return the pages marked by comments (``<!-- page 12 -->``, ``<!-- leaf 3 -->``).

    Report a label that is repeated (S003); it does not begin a page.
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
    """Strip comments and white space from both ends of pieces, and omit empty pieces."""
    trimmed = []
    for piece in pieces:
        text = masked[piece.start : piece.end]
        inner = text.strip(f"{FILLER} \t")
        if inner:
            start = piece.start + text.index(inner)
            trimmed.append(Span(start, start + len(inner)))
    return tuple(trimmed)
