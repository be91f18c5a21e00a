"""Reads running text out of tables that have a word in each row: word lists, OCR, parsed text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from edition.model.parameters import LEAK_ROW, LEAK_WORDS

_MEMBER = re.compile(r'"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_CONTENT = re.compile(r'\bCONTENT="([^"]*)"')
"""The attribute in which ALTO has each word."""
_SIGNS: Final = "\t,;|"


def read_columns(text: str) -> Iterator[str]:
    """Yield what stands in each column of a table, in members of JSON with one name, in ALTO."""
    if 'CONTENT="' in text:
        yield " ".join(_CONTENT.findall(text))
    if text.lstrip()[:1] in ("{", "["):
        members = defaultdict(list)
        for name, value in _MEMBER.findall(text):
            members[name].append(value)
        yield from (" ".join(values) for values in members.values() if len(values) >= LEAK_WORDS)
    head = text[: LEAK_WORDS * LEAK_ROW].split("\n", LEAK_WORDS)[:LEAK_WORDS]
    for sign in _SIGNS if len(head) == LEAK_WORDS else "":
        if head[1].count(sign) and len({row.count(sign) for row in head}) == 1:
            rows = [row.split(sign) for row in text.splitlines()]
            width = head[1].count(sign) + 1
            yield from (" ".join(row[at] for row in rows if at < len(row)) for at in range(width))
