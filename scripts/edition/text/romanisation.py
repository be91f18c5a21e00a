"""Writes a Chinese name in pinyin in Wade-Giles and in Palladius's Cyrillic, by declared tables.

``romanisation.json`` has both forms of each initial, final and irregular syllable. What they give
serves to find a name; it is attested nowhere, and no name of anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).with_suffix(".json")


@cache
def _load() -> dict[str, tuple[str, str]]:
    """Return every syllable in Wade-Giles and in Cyrillic."""
    table = json.loads(_TABLE.read_text(encoding="utf-8"))
    parts = {
        initial + final: (first[0] + last[0], first[1] + last[1])
        for initial, first in table["initials"].items()
        for final, last in table["finals"].items()
    }
    return parts | {name: (both[0], both[1]) for name, both in table["whole"].items()}


def derive_forms(name: str) -> list[str]:
    """Return a name in Wade-Giles and in Cyrillic; nothing if a word of it is no pinyin."""
    words = [_split(word.lower()) for word in re.split(r"[\s-]+", name)]
    if not all(words):
        return []
    known = _load()
    latin = " ".join("-".join(known[one][0] for one in word) for word in words)
    cyrillic = " ".join("".join(known[one][1] for one in word) for word in words)
    return [latin.title(), cyrillic.title()]


@cache
def _split(word: str) -> tuple[str, ...]:
    """Return the syllables of a word, the first as long as can be; nothing if it has others."""
    return next(_divide(word.replace("’", "'")), ())


def _divide(word: str) -> Iterator[tuple[str, ...]]:
    if not word:
        yield ()
    for end in range(min(len(word), 6), 0, -1):
        if word[:end] in _load():
            for rest in _divide(word[end:].removeprefix("'")):
                yield word[:end], *rest
