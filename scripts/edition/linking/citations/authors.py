"""Works cited by their author with less than the beginning of a title, or with none.

“Averil, op. cit., 12”; “Averil, pp. 12–14”; “Averil, *Closing*, 12” of *A History of the Closing*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from edition.linking.citations.drafts import Draft
from edition.linking.citations.locators import LOCATOR
from edition.linking.citations.words import Words
from edition.model.citation import CitationKind
from edition.text.folding import fold_letters
from edition.text.scripts import CAPITALS

_WORD = rf"[{CAPITALS}][\w.’-]*"
_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,3}}"
_NAMES = rf"(?P<names>{_NAME}(?:(?:,\s+{_NAME})*,?\s+(?:and|und|et|и|&)\s+{_NAME})?)"
_TITLE = rf"[{CAPITALS}][^;:()“”\n,]{{3,60}}?"
_PLACE = rf"(?P<locator>{LOCATOR})(?=\.?\s*(?:[;)\n]|$))"
_ALONE = re.compile(rf"(?<![\w’-]){_NAMES},\s+{_PLACE}")
_TITLED = re.compile(rf"(?<![\w’-]){_NAMES},\s+“?(?P<title>{_TITLE})[,.]?”?,?\s+{_PLACE}")
_BEFORE = ";:(.[—\n"


def find_authors(
    text: str, words: Words, families: frozenset[str], taken: list[tuple[int, int]]
) -> Iterator[Draft]:
    """Yield a draft for every citation by an author outside of what is ``taken``.

    Without a word such as “op. cit.” the author must be one of the folded ``families``, and
    nothing but the author, words of a title and the place may stand between two stops.
    """
    repeated = _repeated(words.opcit)
    told = (repeated,) if re.search(words.opcit, text) else ()
    for pattern in (*told, _ALONE, _TITLED):
        for match in pattern.finditer(text):
            start = _skip_cues(text, match.start(), match.end("names"), words)
            if any(low < match.end() and start < high for low, high in taken):
                continue
            names = text[start : match.end("names")]
            if pattern is not repeated and not (
                _begins(text, start, words) and fold_letters(names.split()[-1]) in families
            ):
                continue
            located = match.span("locator") if match["locator"] else (0, 0)
            taken = [*taken, (start, match.end())]
            title = match["title"] if pattern is _TITLED else ""
            yield Draft(start, match.end(), CitationKind.SHORT, located, title=title, names=names)


@lru_cache(maxsize=8)
def _repeated(opcit: str) -> re.Pattern[str]:
    """Return the pattern of an author with a word such as “op. cit.”."""
    return re.compile(rf"(?<![\w’-]){_NAMES},?\s+{opcit}(?:,?\s+(?:at\s+)?(?P<locator>{LOCATOR}))?")


def _skip_cues(text: str, start: int, end: int, words: Words) -> int:
    """Return where the names begin after words such as “See”."""
    while (first := re.match(r"[\w.]+,?\s+", text[start:end])) is not None:
        if first[0].strip(" ,\n").casefold() not in words.cues:
            break
        start += first.end()
    return start


def _begins(text: str, start: int, words: Words) -> bool:
    before = text[:start].rstrip(" “(")
    return not before or before[-1] in _BEFORE or bool(words.find_cue(before + " "))
