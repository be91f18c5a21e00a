"""Search for the name that was intended by an unknown or misspelt one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

_NEAR: Final = 0.75
"""Similarity from which the intended name is certain; 1 is identity."""
_FEWEST_LETTERS: Final = 4
"""Letters of the shortest word that may be misspelt: ``ii`` is not a slip for ``i``."""
_ROMAN: Final = re.compile("[ivxlcdm]+")
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")


def suggest(name: str, known: Iterable[str]) -> str:
    """Return a question with the most similar name; empty if none is similar."""
    close = get_close_matches(name, list(known), n=1)
    return f"Did you mean `{close[0]}`?" if close else ""


def find_only_match(name: str, known: Iterable[str]) -> str:
    """Return the only name that is very similar to another, or an empty string."""
    close = get_close_matches(name, list(known), n=2, cutoff=_NEAR)
    return close[0] if len(close) == 1 else ""


def find_intended(
    id: str, known: Iterable[str], former: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the id that replaced ``id`` (by former id), or of which ``id`` is a misspelling."""
    return former.get(id) or find_slip(id, known)


def find_slip(id: str, known: Iterable[str]) -> str:
    """Return the only id of which ``id`` is a misspelling, or an empty string.

    Ids may differ in a single digit or letter. So one letter of a word may be missing, added or
    transposed, and capitals and signs may differ, but no character may replace another.
    """
    intended = [candidate for candidate in known if _is_slip(id, candidate)]
    return intended[0] if len(intended) == 1 else ""


def _is_slip(id: str, other: str) -> bool:
    ours, theirs = _WORD.findall(id.casefold()), _WORD.findall(other.casefold())
    differing = [pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]]
    if len(ours) != len(theirs) or len(differing) > 1:
        return False
    return all(_can_slip(our) and _is_misspelling(our, their) for our, their in differing)


def _can_slip(word: str) -> bool:
    # Another letter in a Roman numeral makes another number.
    return word.isalpha() and len(word) >= _FEWEST_LETTERS and not _ROMAN.fullmatch(word)


def _is_misspelling(word: str, other: str) -> bool:
    """Return whether one of two words lacks one letter of the other, or two are transposed."""
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) == len(longer):
        swapped = (word[:n] + word[n : n + 2][::-1] + word[n + 2 :] for n in range(len(word)))
        return other in swapped
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))
