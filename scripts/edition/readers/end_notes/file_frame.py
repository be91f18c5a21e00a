"""What a text archive puts around a text in the file: its notice before and after."""

from __future__ import annotations

import re

from edition.model.document import Furniture
from edition.text.source import Source
from edition.text.span import Span

_START = re.compile(
    r"^[ \t]*\*{3}[ \t]*START OF (?:THE|THIS) .{0,20}E-?(?:BOOK|TEXT).*$", re.I | re.M
)
_END = re.compile(r"^[ \t]*\*{3}[ \t]*END OF (?:THE|THIS) .{0,20}E-?(?:BOOK|TEXT).*$", re.I | re.M)


def find_frame(source: Source) -> tuple[Furniture, ...]:
    """Return the notices as furniture (``file-header``, ``file-footer``)."""
    found: list[Furniture] = []
    start = _START.search(source.text)
    end = _END.search(source.text, start.end() if start else 0)
    if start:
        found.append(Furniture("file-header", Span(0, start.end())))
    if end:
        found.append(Furniture("file-footer", Span(end.start(), len(source.text))))
    return tuple(found)
