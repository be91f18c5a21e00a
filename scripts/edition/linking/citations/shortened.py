"""Short citations: known titles as far as they are repeated, authors alone, and unmatched forms.

An author alone is read in “Averil, op. cit., 12”, in “Averil, pp. 12–14”, and in “Averil,
*Closing*, 12” of *A History of the Closing*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from edition.linking.citations.drafts import LOCATOR, Draft, Taken, locator_span
from edition.linking.citations.matching import find_names, find_own_names
from edition.linking.citations.passages import Passage
from edition.linking.citations.words import Words
from edition.linking.citations.works import Match, Titles
from edition.model.citation import CitationKind
from edition.model.parameters import CUE_WORD, MARK_BEFORE, TITLE_ALONE, TITLE_DISTINCTIVE
from edition.text.dates import YEAR
from edition.text.folding import fold_letters
from edition.text.scripts import CAPITALS, is_cjk

# --- Authors alone: “Averil, op. cit., 12”; “Averil, pp. 12–14” ---------------------------------


_WORD = rf"[{CAPITALS}][\w.’-]*"
_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,3}}"
_NAMES = rf"(?P<names>{_NAME}(?:(?:,\s+{_NAME}){{0,12}},?\s+(?:and|und|et|и|&)\s+{_NAME})?)"
_TITLE = rf"[{CAPITALS}][^;:()“”\n,]{{3,60}}?"
_AT_END = rf"(?P<locator>{LOCATOR})(?=\.?\s*(?:[;)\n]|$))"
_ALONE = re.compile(rf"(?<![\w’-]){_NAMES},\s+{_AT_END}")
_TITLED = re.compile(rf"(?<![\w’-]){_NAMES},\s+“?(?P<title>{_TITLE})[,.]?”?,?\s+{_AT_END}")
_BEFORE = ";:(.[—\n"


def find_authors(
    text: str, words: Words, families: frozenset[str], taken: Taken
) -> Iterator[Draft]:
    """Yield a draft for every citation by an author outside of what is ``taken``.

    Without a word such as “op. cit.” the author must be one of the folded ``families``, and
    nothing but the author, words of a title and the place may be between two stops.
    """
    repeated = _repeated(words.opcit)
    explicit = (repeated,) if re.search(words.opcit, text) else ()
    for pattern in (*explicit, _ALONE, _TITLED):
        for match in pattern.finditer(text):
            start = words.skip_cues(text, match.start(), match.end("names"))
            if taken.touches(start, match.end()):
                continue
            names = text[start : match.end("names")]
            if pattern is not repeated and not (
                words.can_begin_after(text[:start].rstrip(" “("), _BEFORE)
                and fold_letters(names.split()[-1]) in families
            ):
                continue
            located = locator_span(match)
            taken.add(start, match.end())
            title = match["title"] if pattern is _TITLED else ""
            yield Draft(start, match.end(), CitationKind.SHORT, located, title=title, names=names)


@lru_cache(maxsize=8)
def _repeated(opcit: str) -> re.Pattern[str]:
    """Return the pattern of an author with a word such as “op. cit.”."""
    return re.compile(rf"(?<![\w’-]){_NAMES},?\s+{opcit}(?:,?\s+(?:at\s+)?(?P<locator>{LOCATOR}))?")


# --- Unmatched: the form of a short citation without a known title ------------------------------


_GUESS = re.compile(
    r"(?P<title>[^\W\d_a-z][^;“”()\n]{1,90}?,\s+|“[^“”]{2,90}”,?\s+)"
    rf"(?P<locator>{LOCATOR})(?=[.;:)\]]|$|\n|,? see| \()"
)


def find_unmatched(text: str, words: Words, taken: list[tuple[int, int]]) -> Iterator[Draft]:
    """Yield a draft for what has the form of a short citation, though no title is known."""
    for low, high in _gaps(text, taken):
        for clause in re.finditer(r"[^;\n]+", text[low:high]):
            first, last = low + clause.start(), low + clause.end()
            draft = _guess(text, first, last, words)
            if draft is not None:
                yield draft


def _guess(text: str, first: int, last: int, words: Words) -> Draft | None:
    for start in [first, *(first + m.end() for m in re.finditer(r"\s|[(“]", text[first:last]))]:
        if start >= last or not (text[start].isupper() or text[start] == "“"):
            continue
        before = text[first:start].rstrip(" “(")
        if not words.can_begin_after(before, ".;:(") or _is_cue(text, start, words):
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


def _is_cue(text: str, start: int, words: Words) -> bool:
    return re.split(r"\W", text[start : start + CUE_WORD], maxsplit=1)[0].casefold() in words.cues


def _gaps(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
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


def find_shortened(passage: Passage, titles: Titles, words: Words, taken: Taken) -> Iterator[Draft]:
    """Yield a draft for every known title that is cited outside of what is ``taken``."""
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
    passage: Passage, position: int, limit: int, matches: list[Match], words: Words
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
            # The number of the volume belongs to the locator, though the title has it as well.
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
        alone = _is_in_characters(text, position, end) and match.complete
        if not (place or quoted or alone or _ENDING.match(text, end)):
            continue
        placed = place is not None or quoted
        if alone or _accept(match, agreed, names is not None, opened, placed, passage):
            year = edition[1] if edition else ""
            possible.append((agreed, match, end, place, names, note, year))
    if not possible:
        return None
    agreed = any(item[0] for item in possible)
    kept = [item for item in possible if item[0] == agreed]
    best = max(item[1].end for item in kept)
    kept = [item for item in kept if item[1].end == best]
    _, match, end, place, names, note, year = kept[0]
    alone = _is_in_characters(text, position, end) and match.complete
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


def _is_in_characters(text: str, start: int, end: int) -> bool:
    """True if a title in characters stands for itself among words in an alphabet, in no gloss."""
    around = text[start - 1 : start] + text[end : end + 1]
    inside = is_cjk(text[start]) and end - start >= TITLE_ALONE
    return inside and not any(map(is_cjk, around)) and text[start - 1 : start] not in ("(", "[")


def _is_cut(passage: Passage, end: int) -> bool:
    """True if the text breaks off at the end of a title, so that what it gave is not known."""
    return passage.broken and not passage.text[end:].strip(" -(\n")


def _accept(
    match: Match, agreed: bool, named: bool, opened: bool, placed: bool, passage: Passage
) -> bool:
    """True if the words are a citation of the work, not merely the same words."""
    count = sum(match.start < end <= match.end for end in passage.folded.ends)
    if match.work.group in {"archive", "newspaper", "intercept"}:
        return False
    short = match.end - match.start < TITLE_ALONE
    if short and not agreed and not (match.complete and opened and placed):
        return False
    if agreed:
        return count > 1 or match.end - match.start > 2
    if match.work.names and named:
        # Another name, or the same in another form: the title must be long enough to identify it.
        return match.whole and placed and match.end - match.start >= TITLE_DISTINCTIVE
    if not opened:
        return match.complete and placed and count > 2 and not match.work.names
    if not placed:
        return match.complete and not match.work.names and count > 2
    return count > 2 or match.whole
