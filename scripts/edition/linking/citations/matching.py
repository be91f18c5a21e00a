"""Known works in full citations: by their titles in quotation marks, or before place and year."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from edition.linking.citations.drafts import Draft
from edition.linking.citations.names import agree, find_known_names, find_names
from edition.linking.citations.passages import Passage
from edition.linking.citations.words import Words
from edition.linking.citations.works import Match, Titles, Work, name_forms
from edition.model.citation import CitationKind
from edition.model.parameters import TITLE_SHARES

_APART = frozenset({"archive", "newspaper", "intercept"})
"""Groups whose titles no other citation has."""
_MOST, _HALF = TITLE_SHARES
"""Shares of a printed title that a known one must cover."""


def match_article(passage: Passage, draft: Draft, titles: Titles) -> Draft:
    """Give a draft that has a title in quotation marks the works with that title."""
    folded = passage.folded
    position = passage.text.find("“", draft.start, draft.end)
    start = folded.index(position + 1)
    if position < 0 or start >= len(folded.at):
        return draft
    stop = folded.index(position + 1 + len(draft.title))
    matches = [
        match
        for match in titles.match(folded, start)
        if match.work.group not in _APART and _has_title(match, stop, draft)
    ]
    best = max((match.end for match in matches), default=0)
    return replace(draft, matches=tuple(match for match in matches if match.end == best))


def _has_title(match: Match, stop: int, draft: Draft) -> bool:
    """True if a work has the title in quotation marks, which a short citation may shorten."""
    if match.end < stop:
        return match.complete and match.end - match.start >= _HALF * (stop - match.start)
    shortened = draft.kind in (CitationKind.SHORT, CitationKind.IBID)
    return shortened or match.whole or bool(draft.names)


def match_printed(passage: Passage, draft: Draft, titles: Titles) -> Draft:
    """Give a draft the works that begin with its title, or whose title begins it."""
    position = passage.text.find(draft.title, draft.start, draft.end) if draft.title else -1
    start, stop = passage.folded.index(position), passage.folded.index(position + len(draft.title))
    if position < 0 or start >= len(passage.folded.at):
        return draft
    matches = [
        match
        for match in titles.match(passage.folded, start)
        if match.work.group not in _APART and (match.end >= stop or match.whole)
    ]
    best = max((match.end for match in matches), default=0)
    return replace(draft, matches=tuple(match for match in matches if match.end == best))


def match_book(passage: Passage, draft: Draft, limit: int, titles: Titles, words: Words) -> Draft:
    """Give a draft with an imprint the works whose title ends before it, and its exact start."""
    folded, text = passage.folded, passage.text
    bracket = _imprint_start(text, draft)
    stop, first = folded.index(bracket), folded.index(draft.start)
    best: tuple[tuple[bool, int, int], Match, int | None] | None = None
    same: list[Match] = []
    lowest = folded.index(limit)
    first_head, after_heads = (bisect_left(folded.heads, place) for place in (lowest, stop))
    for start in folded.heads[first_head:after_heads]:
        for match in titles.match(folded, start):
            if _fits(match, stop, start >= first, draft):
                names = find_own_names(passage, limit, match, words)
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


def find_own_names(passage: Passage, limit: int, match: Match, words: Words) -> int | None:
    """Return where the names begin that stand before a title, if they are those of the work."""
    position = passage.folded.at[match.start]
    forms = name_forms(match.work)
    named = find_names(passage.text, limit, position, words)
    if named is not None and agree(passage.text[named:position], forms, words):
        return named
    if not passage.text[limit:position].rstrip("“‘ ").endswith((",", ":")):
        return None
    known = find_known_names(passage.folded, limit, position, forms, words)
    return min(known, named) if known is not None and named is not None else known


def _fits(match: Match, stop: int, inside: bool, draft: Draft) -> bool:
    """True if a title may be the one before an imprint that begins at ``stop``."""
    if match.work.group in _APART:
        return False
    covered = (min(match.end, stop) - match.start) / (stop - match.start)
    if match.end >= stop or covered >= _MOST:
        # A main title alone may be the end of another title.
        return match.complete or match.end > stop or _is_of_year(match.work, draft)
    return inside and match.whole and (covered >= _HALF or _is_of_year(match.work, draft))


def _is_of_year(work: Work, draft: Draft) -> bool:
    return not work.years or not draft.year or draft.year in work.years


def _imprint_start(text: str, draft: Draft) -> int:
    title = text.find(draft.title, draft.start, draft.end) if draft.title else draft.start
    return max(title, draft.start) + len(draft.title)
