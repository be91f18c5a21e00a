"""Conversion of Chinese names from pinyin to Wade-Giles and to Palladius's Cyrillic.

``romanisation.json`` has both forms of each initial, final and irregular syllable. The results
serve to find a name in a text; they are not attested as names.
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
    """Return the Wade-Giles and Cyrillic forms of every syllable."""
    table = json.loads(_TABLE.read_text(encoding="utf-8"))
    parts = {
        initial + final: (first[0] + last[0], first[1] + last[1])
        for initial, first in table["initials"].items()
        for final, last in table["finals"].items()
    }
    return parts | {name: (forms[0], forms[1]) for name, forms in table["whole"].items()}


def derive_forms(name: str) -> list[str]:
    """Return a name in Wade-Giles and in Cyrillic; nothing if one of its words is not pinyin."""
    words = [_split(word.lower()) for word in re.split(r"[\s-]+", name)]
    if not all(words):
        return []
    forms = _load()
    latin = " ".join("-".join(forms[syllable][0] for syllable in word) for word in words)
    cyrillic = " ".join("".join(forms[syllable][1] for syllable in word) for word in words)
    return [latin.title(), cyrillic.title()]


@cache
def _split(word: str) -> tuple[str, ...]:
    """Return the syllables of a word, preferring long ones; nothing if it is not pinyin."""
    return next(_list_divisions(word.replace("’", "'")), ())


def _list_divisions(word: str) -> Iterator[tuple[str, ...]]:
    if not word:
        yield ()
    for end in range(min(len(word), 6), 0, -1):
        if word[:end] in _load():
            for rest in _list_divisions(word[end:].removeprefix("'")):
                yield word[:end], *rest
