"""Match full citations with known works by their titles, and find the names before a title."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache

from edition.linking.citations.drafts import Draft
from edition.linking.citations.passages import Passage
from edition.linking.citations.words import CitationWords
from edition.linking.citations.works import Match, Titles, Work, name_forms
from edition.model.citation import CitationKind
from edition.model.parameters import NAME_BEGINNING, NAME_MISPRINTED, NAME_WINDOW, TITLE_SHARES
from edition.text.folding import Folded, fold_letters
from edition.text.scripts import CAPITALS

_OTHER_GROUPS = frozenset({"archive", "newspaper", "intercept"})
"""Groups whose titles are never those of a full citation."""
_MOST_OF_TITLE, _HALF_OF_TITLE = TITLE_SHARES
"""Shares of a printed title that a known title must cover."""


def match_article(passage: Passage, draft: Draft, titles: Titles) -> Draft:
    """Return a draft with the works whose title it has in quotation marks."""
    folded = passage.folded
    position = passage.text.find("“", draft.start, draft.end)
    start = folded.index(position + 1)
    if position < 0 or start >= len(folded.at):
        return draft
    stop = folded.index(position + 1 + len(draft.title))
    matches = [
        match
        for match in titles.match(folded, start)
        if match.work.group not in _OTHER_GROUPS and _has_title(match, stop, draft)
    ]
    best = max((match.end for match in matches), default=0)
    return replace(draft, matches=tuple(match for match in matches if match.end == best))


def _has_title(match: Match, stop: int, draft: Draft) -> bool:
    """Return True if a work has the quoted title, which a short citation may shorten."""
    if match.end < stop:
        return match.complete and match.end - match.start >= _HALF_OF_TITLE * (stop - match.start)
    shortened = draft.kind in (CitationKind.SHORT, CitationKind.IBID)
    return shortened or match.whole or bool(draft.names)


def match_printed(passage: Passage, draft: Draft, titles: Titles) -> Draft:
    """Return a draft with the works whose title begins its title, or begins with it."""
    position = passage.text.find(draft.title, draft.start, draft.end) if draft.title else -1
    start, stop = passage.folded.index(position), passage.folded.index(position + len(draft.title))
    if position < 0 or start >= len(passage.folded.at):
        return draft
    matches = [
        match
        for match in titles.match(passage.folded, start)
        if match.work.group not in _OTHER_GROUPS and (match.end >= stop or match.whole)
    ]
    best = max((match.end for match in matches), default=0)
    return replace(draft, matches=tuple(match for match in matches if match.end == best))


def match_book(
    passage: Passage, draft: Draft, limit: int, titles: Titles, words: CitationWords
) -> Draft:
    """Return a draft with the works whose title ends before its imprint, and its exact start."""
    folded, text = passage.folded, passage.text
    title = text.find(draft.title, draft.start, draft.end) if draft.title else draft.start
    bracket = max(title, draft.start) + len(draft.title)
    stop, first = folded.index(bracket), folded.index(draft.start)
    best: tuple[tuple[bool, int, int], Match, int | None] | None = None
    same: list[Match] = []
    lowest = folded.index(limit)
    first_head, after_heads = (bisect_left(folded.heads, place) for place in (lowest, stop))
    for start in folded.heads[first_head:after_heads]:
        for match in titles.match(folded, start):
            if _fits(match, stop, start >= first, draft):
                names = find_own_names(passage, limit, match, words)
                # A title may end with another (“Collected Letters” with “Letters”): prefer the
                # title whose author precedes it, then the longest, then the first.
                rank = (names is not None, min(match.end, stop) - start, -start)
                if best is None or rank > best[0]:
                    best, same = (rank, match, names), [match]
                elif rank == best[0]:
                    same.append(match)
    if best is None:
        return draft
    _, match, names = best
    position = folded.at[match.start]
    named = names
    if names is None and text[limit:position].rstrip().endswith(","):
        named = find_names(text, limit, position, words)
    start_at = position if named is None else named
    while start_at > limit and text[start_at - 1] in "“‘":
        start_at -= 1
    return replace(
        draft,
        start=start_at,
        matches=tuple(same),
        title=text[position:bracket].strip(),
        names="" if named is None else text[named:position].strip(" ,“"),
    )


def find_own_names(passage: Passage, limit: int, match: Match, words: CitationWords) -> int | None:
    """Return the start of the names before a title if they are names of the work, else None."""
    position = passage.folded.at[match.start]
    forms = name_forms(match.work)
    named = find_names(passage.text, limit, position, words)
    if named is not None and has_names(passage.text[named:position], forms, words):
        return named
    if not passage.text[limit:position].rstrip("“‘ ").endswith((",", ":")):
        return None
    known = find_known_names(passage.folded, limit, position, forms, words)
    return min(known, named) if known is not None and named is not None else known


def _fits(match: Match, stop: int, inside: bool, draft: Draft) -> bool:
    """Return True if a title may be the one before an imprint that begins at ``stop``."""
    if match.work.group in _OTHER_GROUPS:
        return False
    covered = (min(match.end, stop) - match.start) / (stop - match.start)
    if match.end >= stop or covered >= _MOST_OF_TITLE:
        # A main title alone may be the end of another title.
        return match.complete or match.end > stop or _is_of_year(match.work, draft)
    return inside and match.whole and (covered >= _HALF_OF_TITLE or _is_of_year(match.work, draft))


def _is_of_year(work: Work, draft: Draft) -> bool:
    return not work.years or not draft.year or draft.year in work.years


# --- Names before titles --------------------------------------------------------------------------


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


def find_names(text: str, limit: int, position: int, words: CitationWords) -> int | None:
    """Return the start of the names that end before ``position``, or None if there are none."""
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
    # The same text is searched for every work whose title begins at a place.
    match = _LIST.search(text)
    return match.start() if match else None


def has_names(text: str, names: tuple[str, ...], words: CitationWords) -> bool:
    """Return True if a printed list of names ends or begins with one of the folded names."""
    folded = _bare(text, words.editors)
    return any(
        _differs_by_letter(folded, name)
        or folded.endswith(name)
        or folded.startswith(name)
        or (len(folded) >= NAME_BEGINNING and name.startswith(folded))
        for name in names
    )


def _differs_by_letter(folded: str, name: str) -> bool:
    """Return True if two names differ by one letter."""
    if abs(len(folded) - len(name)) > 1 or folded[:1] != name[:1] or len(name) < NAME_MISPRINTED:
        return False
    short, long = sorted((folded, name), key=len)
    same = next(
        (i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")


@lru_cache(maxsize=4096)
def _bare(text: str, editors: frozenset[str]) -> str:
    """Return a list of names folded, without brackets and words such as “eds.”."""
    kept = [
        word
        for word in _BRACKETED.sub(" ", text).replace("’s ", " ").split()
        if fold_letters(word) not in editors and word not in {"et", "al.", "al.,"}
    ]
    return fold_letters(" ".join(kept))


def find_known_names(
    folded: Folded, limit: int, position: int, names: tuple[str, ...], words: CitationWords
) -> int | None:
    """Return the start of the folded names directly before ``position``, or None."""
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
    """Return True if a folded text has a word or words that end at an index."""
    first = end - len(word)
    if first < 0 or not folded.text.startswith(word, first):
        return False
    at = bisect_left(folded.starts, first)
    return at < len(folded.starts) and folded.starts[at] == first
