"""Words reduced to what spelling, hyphens and line ends leave unchanged.

A folded text has neither spaces nor signs, only letters and figures without marks and case, so
that “Kan-ichirō”, “Kan’ichiro” and “Kanichirô” are one; offsets lead back to the words as read.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_INSIDE = frozenset("’'ʼʹʺ‘`´\u00ad")
"""Signs inside words: soft and hard signs of transliterations, apostrophes."""


_PIECE = re.compile(r"([A-Za-z0-9]+)([\s!-&(-/:-@\[-_{-~]*)|(.)", re.DOTALL)
"""Plain letters and figures with what parts them from the next word, or any one character."""


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Return the letters or figures that a character stands for; empty if it is neither."""
    plain = unicodedata.normalize("NFKD", character.casefold())
    letters = "".join(c for c in plain if c.isalnum())
    return "".join(_LETTERS.get(c, c) for c in letters)


def fold(text: str) -> str:
    """Return a text folded."""
    return "".join(map(fold_character, text))


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A folded text with the way back."""

    text: str
    at: tuple[int, ...]
    """For each folded character, its index in the text as read."""
    starts: tuple[int, ...]
    """Where words begin, in the folded text."""
    heads: tuple[int, ...]
    """Those of the starts that a title can have: not at a small letter."""
    ends: frozenset[int]
    """Where words end, in the folded text."""

    def index(self, offset: int) -> int:
        """Return the first folded character at or after an index in the text as read."""
        return bisect_left(self.at, offset)

    def end_of(self, index: int) -> int:
        """Return the index in the text as read after the folded text up to ``index``."""
        return self.at[index - 1] + 1


def fold_text(text: str) -> Folded:
    """Fold a text and keep where its characters come from."""
    out: list[str] = []
    at: list[int] = []
    starts: list[int] = []
    ends: set[int] = set()
    inside = False
    for piece in _PIECE.finditer(text):
        word, gap, character = piece.groups()
        index = piece.start()
        if word:
            # Letters and figures without marks need no look at each.
            if not inside:
                starts.append(len(at))
            out.append(word.lower())
            at += range(index, index + len(word))
            inside = not gap
            if gap:
                ends.add(len(at))
            continue
        letters = fold_character(character)
        if letters:
            if not inside:
                starts.append(len(at))
                inside = True
            out.append(letters)
            at += [index] * len(letters)
        elif inside and character not in _INSIDE and not unicodedata.combining(character):
            ends.add(len(at))
            inside = False
    if inside:
        ends.add(len(at))
    heads = tuple(start for start in starts if not text[at[start]].islower())
    return Folded("".join(out), tuple(at), tuple(starts), heads, frozenset(ends))
