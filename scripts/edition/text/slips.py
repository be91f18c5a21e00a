"""Finds the one name that is meant by another that is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

_NEAR: Final = 0.75
"""How near a name must be to another that is meant for certain; 1 is the same."""
_FEWEST_LETTERS: Final = 4
"""Letters that a word has at least in which one may be missing: ``ii`` is another than ``i``."""
_ROMAN: Final = re.compile("[ivxlcdm]+")
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the question whether the nearest of some names is meant; nothing if none is near."""
    close = get_close_matches(name, list(known), n=1)
    return f"Did you mean `{close[0]}`?" if close else ""


def find_only_match(name: str, known: Iterable[str]) -> str:
    """Return the one name that another is so near to that no other can be meant, or nothing."""
    close = get_close_matches(name, list(known), n=2, cutoff=_NEAR)
    return close[0] if len(close) == 1 else ""


def find_intended(
    id: str, known: Iterable[str], former: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the id that was renamed from another, or of which that is a slip of the pen."""
    return former.get(id) or find_slip(id, known)


def find_slip(id: str, known: Iterable[str]) -> str:
    """Return the one id of which another is a slip of the pen, or nothing.

    Ids distinguish things by a figure or a letter. So one letter of a word may be missing, added or
    misplaced, and capitals and signs may differ, but nothing may be in the place of another.
    """
    meant = [one for one in known if _is_slip(id, one)]
    return meant[0] if len(meant) == 1 else ""


def _is_slip(id: str, other: str) -> bool:
    ours, theirs = _WORD.findall(id.casefold()), _WORD.findall(other.casefold())
    differing = [pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]]
    if len(ours) != len(theirs) or len(differing) > 1:
        return False
    return all(_can_slip(one) and _differ(one, two) for one, two in differing)


def _can_slip(word: str) -> bool:
    # A numeral is another with each letter.
    return word.isalpha() and len(word) >= _FEWEST_LETTERS and not _ROMAN.fullmatch(word)


def _differ(one: str, two: str) -> bool:
    """Return whether one letter is missing in one of two words, or two letters are exchanged."""
    shorter, longer = sorted((one, two), key=len)
    if len(shorter) == len(longer):
        return any(one[:n] + one[n : n + 2][::-1] + one[n + 2 :] == two for n in range(len(one)))
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))
