"""Find short citations: shortened titles, authors alone, and the form without a known title.

Citations by the author alone are “Averil, op. cit., 12”, “Averil, pp. 12–14”, and “Averil,
*Closing*, 12” for *A History of the Closing*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from edition.linking.citations.drafts import LOCATOR, Draft, Taken, locator_span
from edition.linking.citations.matching import find_names, find_own_names
from edition.linking.citations.passages import Passage
from edition.linking.citations.words import CitationWords
from edition.linking.citations.works import Match, Titles
from edition.model.citation import CitationKind
from edition.model.parameters import CUE_WORD, MARK_BEFORE, TITLE_ALONE, TITLE_DISTINCTIVE
from edition.text.dates import YEAR
from edition.text.folding import fold_letters
from edition.text.scripts import CAPITALS, is_cjk

# --- Authors alone: “Averil, op. cit., 12”; “Averil, pp. 12–14” -----------------------------------


_WORD = rf"[{CAPITALS}][\w.’-]*"
_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,3}}"
_NAMES = rf"(?P<names>{_NAME}(?:(?:,\s+{_NAME}){{0,12}},?\s+(?:and|und|et|и|&)\s+{_NAME})?)"
_TITLE = rf"[{CAPITALS}][^;:()“”\n,]{{3,60}}?"
_AT_END = rf"(?P<locator>{LOCATOR})(?=\.?\s*(?:[;)\n]|$))"
_AUTHOR_ALONE = re.compile(rf"(?<![\w’-]){_NAMES},\s+{_AT_END}")
_AUTHOR_AND_TITLE = re.compile(
    rf"(?<![\w’-]){_NAMES},\s+“?(?P<title>{_TITLE})[,.]?”?,?\s+{_AT_END}"
)
_STOPS = ";:(.[—\n"


def find_authors(
    text: str, words: CitationWords, families: frozenset[str], taken: Taken
) -> Iterator[Draft]:
    """Yield a draft for every citation by an author outside the ``taken`` characters.

    Without a word such as “op. cit.” the author must be one of the folded ``families``, and the
    stretch between two stops may contain only the author, a title and the locator.
    """
    repeated = _make_opcit_pattern(words.opcit)
    explicit = (repeated,) if re.search(words.opcit, text) else ()
    for pattern in (*explicit, _AUTHOR_ALONE, _AUTHOR_AND_TITLE):
        for match in pattern.finditer(text):
            start = words.skip_cues(text, match.start(), match.end("names"))
            if taken.touches(start, match.end()):
                continue
            names = text[start : match.end("names")]
            if pattern is not repeated and not (
                words.can_begin_after(text[:start].rstrip(" “("), _STOPS)
                and fold_letters(names.split()[-1]) in families
            ):
                continue
            located = locator_span(match)
            taken.add(start, match.end())
            title = match["title"] if pattern is _AUTHOR_AND_TITLE else ""
            yield Draft(start, match.end(), CitationKind.SHORT, located, title=title, names=names)


@lru_cache(maxsize=8)
def _make_opcit_pattern(opcit: str) -> re.Pattern[str]:
    """Return the pattern for an author followed by “op. cit.” or similar words."""
    return re.compile(rf"(?<![\w’-]){_NAMES},?\s+{opcit}(?:,?\s+(?:at\s+)?(?P<locator>{LOCATOR}))?")


# --- The form of a short citation without a known title -------------------------------------------


_GUESS = re.compile(
    r"(?P<title>[^\W\d_a-z][^;“”()\n]{1,90}?,\s+|“[^“”]{2,90}”,?\s+)"
    rf"(?P<locator>{LOCATOR})(?=[.;:)\]]|$|\n|,? see| \()"
)


def find_unmatched(
    text: str, words: CitationWords, taken: list[tuple[int, int]]
) -> Iterator[Draft]:
    """Yield a draft for text with the form of a short citation but without a known title."""
    for low, high in _list_gaps(text, taken):
        for clause in re.finditer(r"[^;\n]+", text[low:high]):
            first, last = low + clause.start(), low + clause.end()
            draft = _guess(text, first, last, words)
            if draft is not None:
                yield draft


def _guess(text: str, first: int, last: int, words: CitationWords) -> Draft | None:
    for start in [first, *(first + m.end() for m in re.finditer(r"\s|[(“]", text[first:last]))]:
        if start >= last or not (text[start].isupper() or text[start] == "“"):
            continue
        before = text[first:start].rstrip(" “(")
        first_word = re.split(r"\W", text[start : start + CUE_WORD], maxsplit=1)[0]
        if not words.can_begin_after(before, ".;:(") or first_word.casefold() in words.cues:
            continue
        match = _GUESS.match(text, start, last)
        if match and not words.prose.search(match["title"]):
            if re.search(rf"{words.month}\s\d{{1,2}},\s+$", match["title"]):
                continue  # The number is the year of a date.
            names, _, title = match["title"].rstrip(" ,").rpartition(", ")
            if words.internal.match(title) or match["locator"].startswith("p"):
                continue
            if (title[:1].isupper() or title[:1] == "“") and (
                names or title[:1] == "“" or title.count(" ") > 1
            ):
                return Draft(
                    start,
                    match.end(),
                    CitationKind.SHORT,
                    match.span("locator"),
                    title=title.strip("“”,. "),
                    names=names.strip("“, "),
                    known=False,
                )
    return None


def _list_gaps(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for low, high in sorted(taken):
        if low > position:
            yield position, low
        position = max(position, high)
    yield position, len(text)


_VOLUME = re.compile(r",\s\d+$")
_EDITION = re.compile(rf"\s?\(({YEAR})\)")
_CLOSING = re.compile(r"[,.?!]?[”’\"]{0,2}")
_PLACE = re.compile(
    rf"\.?\s?(?:\([^()]{{1,24}}\)\s?)?(?:[,:]\s*|\s(?=\d))(?P<locator>{LOCATOR})"
    r"(?!\s[A-Z][a-z]+ \d{4})"
)
_ENDING = re.compile(r"\s?(?:[,.;:)\]”\n]|\(|-?\s*$)")


def find_shortened(
    passage: Passage, titles: Titles, words: CitationWords, taken: Taken
) -> Iterator[Draft]:
    """Yield a draft for every known title that is cited outside the ``taken`` characters."""
    limit = 0
    for start in passage.folded.heads:
        position = passage.folded.at[start]
        if position < limit or position in taken:
            continue
        limit = max(limit, taken.end_before(position, limit))
        matches = titles.match(passage.folded, start)
        if matches:
            draft = _read(passage, position, limit, matches, words)
            if draft is not None:
                limit = draft.end
                yield draft


def _read(
    passage: Passage, position: int, limit: int, matches: list[Match], words: CitationWords
) -> Draft | None:
    text = passage.text
    named = find_names(text, limit, position, words)
    opened = words.can_begin_after(text[limit:position].rstrip(' “‘"'), ";:(.[—\n,”")
    possible = []
    for match in matches:
        own = find_own_names(passage, limit, match, words)
        agreed = own is not None
        names = named if own is None else own
        end = passage.folded.end_of(match.end)
        if text[end : end + 1] == ":" and (volume := _VOLUME.search(text, position, end)):
            # The number of the volume belongs to the locator even if the title contains it.
            end = volume.start()
        if text[end : end + 1] == ")" and "(" in text[position:end]:
            end += 1
        closed = _CLOSING.match(text, end)
        end = closed.end() if closed and "”" in closed[0] else end
        volume = words.volume.match(text, end)
        end = volume.end() if volume else end
        note = volume[0] if volume else ""
        edition = _EDITION.match(text, end)
        place = _PLACE.match(text, end)
        quoted = text[end - 1] == "”" and "“" in text[max(0, position - MARK_BEFORE) : position]
        alone = _is_cjk_title(text, position, end) and match.complete
        if not (place or quoted or alone or _ENDING.match(text, end)):
            continue
        placed = place is not None or quoted
        if alone or _is_citation(match, agreed, names is not None, opened, placed, passage):
            year = edition[1] if edition else ""
            possible.append((agreed, match, end, place, names, note, year))
    if not possible:
        return None
    # Prefer works whose names agree, then the longest title.
    agreed, best = max((item[0], item[1].end) for item in possible)
    kept = [item for item in possible if (item[0], item[1].end) == (agreed, best)]
    _, match, end, place, names, note, year = kept[0]
    alone = _is_cjk_title(text, position, end) and match.complete
    start = names if names is not None else position
    while start and text[start - 1] in "“‘":
        start -= 1
    return Draft(
        start,
        place.end() if place else end,
        CitationKind.FULL if alone or _is_cut(passage, end) else CitationKind.SHORT,
        place.span("locator") if place else (0, 0),
        matches=tuple(item[1] for item in kept),
        title=text[position:end].strip(" “”,"),
        names=text[start:position].strip(" ,“"),
        volume=note,
        year=year,
    )


def _is_cjk_title(text: str, start: int, end: int) -> bool:
    """Return True for a title in CJK characters between words of an alphabet, except a gloss."""
    around = text[start - 1 : start] + text[end : end + 1]
    is_title = is_cjk(text[start]) and end - start >= TITLE_ALONE
    return is_title and not any(map(is_cjk, around)) and text[start - 1 : start] not in ("(", "[")


def _is_cut(passage: Passage, end: int) -> bool:
    """Return True if the text breaks off after a title, so that its imprint may be missing."""
    return passage.broken and not passage.text[end:].strip(" -(\n")


def _is_citation(
    match: Match, agreed: bool, named: bool, opened: bool, placed: bool, passage: Passage
) -> bool:
    """Return True if the words of a title are a citation of the work.

    ``agreed`` and ``named`` are True if names of the work, or any names, precede the title;
    ``opened`` if a citation can begin there; ``placed`` if a locator follows, or the title is
    quoted.
    """
    count = sum(match.start < end <= match.end for end in passage.folded.ends)
    if match.work.group in {"archive", "newspaper", "intercept"}:
        return False
    short = match.end - match.start < TITLE_ALONE
    if short and not agreed and not (match.complete and opened and placed):
        return False
    if agreed:
        return count > 1 or match.end - match.start > 2
    if match.work.names and named:
        # With another name, or a variant of it, the title must be long enough to identify the work.
        return match.whole and placed and match.end - match.start >= TITLE_DISTINCTIVE
    if not opened:
        return match.complete and placed and count > 2 and not match.work.names
    if not placed:
        return match.complete and not match.work.names and count > 2
    return count > 2 or match.whole
