"""Reading of running text from tables with a word in each row: word lists, OCR, parsed text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from edition.model.parameters import LEAK_ROW, LEAK_STRAYS, LEAK_WORDS

_MEMBER = re.compile(r'"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_CONTENT = re.compile(r'\bCONTENT="([^"]*)"')
"""The ALTO attribute for a word."""
_SIGNS: Final = "\t,;|"
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
"""The space between columns of a page."""


def read_columns(text: str) -> Iterator[str]:
    """Yield the text of each column of a table, of JSON members with the same name, and of ALTO."""
    if 'CONTENT="' in text:
        yield " ".join(_CONTENT.findall(text))
    if text.lstrip()[:1] in ("{", "["):
        members = defaultdict(list)
        for name, value in _MEMBER.findall(text):
            members[name].append(value)
        yield from (" ".join(values) for values in members.values() if len(values) >= LEAK_WORDS)
    lines = text[: LEAK_WORDS * LEAK_ROW].split("\n", 2 * LEAK_WORDS)
    head = [line for line in lines[:-1] if line[:1] not in ("#", "<")][:LEAK_WORDS]
    if len(head) >= LEAK_STRAYS and all(_GAP.search(row) for row in head):
        rows = [_GAP.split(row.strip(), maxsplit=1) for row in text.splitlines()]
        yield "\n".join(row[at] for at in (0, 1) for row in rows if at < len(row))
    for sign in _SIGNS if len(head) == LEAK_WORDS else "":
        if head[1].count(sign) and len({row.count(sign) for row in head}) == 1:
            rows = [row.split(sign) for row in text.splitlines()]
            width = head[1].count(sign) + 1
            yield from (" ".join(row[at] for row in rows if at < len(row)) for at in range(width))
