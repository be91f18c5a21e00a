"""Names before titles: where the list of authors or editors begins that ends before a title."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from edition.linking.citations.words import Words
from edition.model.parameters import NAME_BEGINNING, NAME_MISPRINTED, NAME_WINDOW
from edition.text.folding import Folded, fold_letters
from edition.text.scripts import CAPITALS

_WORD = rf"(?:[{CAPITALS}]\w?\.(?:[\s-]?[{CAPITALS}]\w?\.)*|(?:[dl]’)?[{CAPITALS}][\w’'ʼ\u0307-]*)"
_PARTICLE = r"(?:de|von|van|der|den|du|la|le|et|al\.)"
_NAME = rf"{_WORD}(?:\s+(?:{_PARTICLE}|{_WORD})){{0,6}}"
_BRACKET = r"(?:\s*[(\[][^()\[\]]{1,60}[)\]])?"
_ROLE = r"(?:,?\s+(?:eds?|comps?|trans|tr)\.?|,?\s+et al\.|,\s+(?:Jr|Sr)\.)"
_LIST = re.compile(
    rf"(?<![\w’'.])(?:{_NAME}{_BRACKET}(?:,\s+(?:and\s+)?|\s+(?:and|–)\s+|/))*{_NAME}{_BRACKET}{_ROLE}*"
    r"[,:.]\s*[“‘\"]?\s*$"
)
_LEADING = re.compile(r"[\w.]+\s+|[“\"]")


def find_names(text: str, limit: int, position: int, words: Words) -> int | None:
    """Return where the names begin that end before ``position``, or None if there are none."""
    low = max(limit, position - NAME_WINDOW)
    if not text[low:position].rstrip('“‘" ').endswith((",", ":")) and not (
        text[low:position].endswith(". “")
        or (text[low:position].endswith(". ") and text[position : position + 1] == "“")
    ):
        return None
    index = _find_list(text[low:position])
    if index is None:
        return None
    start = low + index
    while True:
        first = _LEADING.match(text, start, position)
        # "E.G." are initials, "e.g." is a cue.
        if first is None or first[0].isupper() or first[0].strip().casefold() not in words.cues:
            break
        start = first.end()
    return start if text[start:position].strip(' ,:“‘"') else None


@lru_cache(maxsize=4096)
def _find_list(text: str) -> int | None:
    # Every work whose title begins at a place asks for the names before it.
    match = _LIST.search(text)
    return match.start() if match else None


def agree(text: str, names: tuple[str, ...], words: Words) -> bool:
    """True if a list of names, as printed, ends or begins with one of the folded names."""
    folded = bare_names(text, words)
    return any(
        _nearly(folded, name)
        or folded.endswith(name)
        or folded.startswith(name)
        or (len(folded) >= NAME_BEGINNING and name.startswith(folded))
        for name in names
    )


def _nearly(folded: str, name: str) -> bool:
    """True if two names differ by one letter."""
    if abs(len(folded) - len(name)) > 1 or folded[:1] != name[:1] or len(name) < NAME_MISPRINTED:
        return False
    short, long = sorted((folded, name), key=len)
    same = next(
        (i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")


def bare_names(text: str, words: Words) -> str:
    """Return a list of names folded, without brackets and words such as “eds.”."""
    return _bare(text, words.editors)


@lru_cache(maxsize=4096)
def _bare(text: str, editors: frozenset[str]) -> str:
    kept = [
        word
        for word in _BRACKETED.sub(" ", text).replace("’s ", " ").split()
        if fold_letters(word) not in editors and word not in {"et", "al.", "al.,"}
    ]
    return fold_letters(" ".join(kept))


def find_known_names(
    folded: Folded, limit: int, position: int, names: tuple[str, ...], words: Words
) -> int | None:
    """Return where the folded names begin that stand directly before ``position``, or None."""
    roles = [role for role in (*words.editors, *words.joiners) if role]
    end, start = folded.index(position), None
    while True:
        mark = end
        while (role := next((r for r in roles if _ends(folded, mark, r)), "")) != "":
            mark -= len(role)
        name = next((n for n in names if _ends(folded, mark, n)), "")
        if not name or folded.at[mark - len(name)] < limit:
            return start
        end = mark - len(name)
        start = folded.at[end]


def _ends(folded: Folded, end: int, word: str) -> bool:
    """True if a folded text has a word, or several, that end at an index."""
    first = end - len(word)
    if first < 0 or not folded.text.startswith(word, first):
        return False
    at = bisect_left(folded.starts, first)
    return at < len(folded.starts) and folded.starts[at] == first
