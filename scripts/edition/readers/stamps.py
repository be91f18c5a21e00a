"""Recognise stamps of offices on papers by the words of a convention.

A line is a stamp if it matches one of the words, ignoring case. ``…`` in a word matches any text,
after a space any text from the end of the preceding word on; ``#`` matches a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from edition.readers.chunks import Chunk
from edition.records.options import NOTHING, Option, OptionType

STAMPS: Final = Option(
    "stamps",
    OptionType.TEXTS,
    (),
    "How lines of stamps begin: `…` is for anything, `#` for a digit.",
)
NO_STAMPS: Final = re.compile(NOTHING)
_BOXES = re.compile("[\u2610-\u2612]")


@lru_cache(maxsize=16)
def compile_stamps(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that matches a complete stamp."""
    return re.compile("|".join(map(_pattern, words)) or NOTHING, re.IGNORECASE | re.DOTALL)


def _pattern(word: str) -> str:
    parts = [re.escape(part).replace(r"\#", r"\d") for part in word.replace(" …", "\0…").split("…")]
    return ".*".join(parts).replace("\0", r"\b")


def find_stamps(chunks: Iterable[Chunk], words: Iterable[str]) -> int:
    """Count the chunks that are stamps."""
    pattern = compile_stamps(tuple(words))
    return sum(is_stamp(chunk, pattern) for chunk in chunks)


def is_stamp(chunk: Chunk, stamps: re.Pattern[str] = NO_STAMPS) -> bool:
    """True for a stamp: check boxes, or words of an office."""
    return bool(_BOXES.search(chunk.text)) or bool(stamps.fullmatch(chunk.text.strip("~* ")))
