"""Short citations: known titles, as far as they are repeated, with their authors and places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.linking.citations.drafts import Draft
from edition.linking.citations.locators import LOCATOR
from edition.linking.citations.matching import find_own_names
from edition.linking.citations.names import find_names
from edition.linking.citations.passages import Passage
from edition.linking.citations.words import Words
from edition.linking.citations.works import Match, Titles
from edition.model.citation import CitationKind
from edition.model.parameters import MARK_BEFORE, TITLE_ALONE, TITLE_TELLING
from edition.text.dates import YEAR

_VOLUME = re.compile(r",\s\d+$")
_EDITION = re.compile(rf"\s?\(({YEAR})\)")
_CLOSING = re.compile(r"[,.?!]?[”’\"]{0,2}")
_PLACE = re.compile(
    rf"\.?\s?(?:\([^()]{{1,24}}\)\s?)?(?:[,:]\s*|\s(?=\d))(?P<locator>{LOCATOR})"
    r"(?!\s[A-Z][a-z]+ \d{4})"
)
_ENDING = re.compile(r"\s?(?:[,.;:)\]”\n]|\(|-?\s*$)")


def find_shortened(
    passage: Passage, titles: Titles, words: Words, taken: list[tuple[int, int]]
) -> Iterator[Draft]:
    """Yield a draft for every known title that is cited outside of what is ``taken``."""
    limit = 0
    for start in passage.folded.heads:
        position = passage.folded.at[start]
        if position < limit or any(low <= position < high for low, high in taken):
            continue
        limit = max([limit, *(high for _, high in taken if high <= position)])
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
    opened = _opens(text, limit, position, words)
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
        if not (place or quoted or _ENDING.match(text, end)):
            continue
        if _accept(match, agreed, names is not None, opened, place is not None or quoted, passage):
            year = edition[1] if edition else ""
            possible.append((agreed, match, end, place, names, note, year))
    if not possible:
        return None
    agreed = any(item[0] for item in possible)
    kept = [item for item in possible if item[0] == agreed]
    best = max(item[1].end for item in kept)
    kept = [item for item in kept if item[1].end == best]
    _, match, end, place, names, note, year = kept[0]
    start = names if names is not None else position
    while start and text[start - 1] in "“‘":
        start -= 1
    return Draft(
        start,
        place.end() if place else end,
        CitationKind.FULL if _is_cut(passage, end) else CitationKind.SHORT,
        place.span("locator") if place else (0, 0),
        matches=tuple(item[1] for item in kept),
        title=text[position:end].strip(" “”,"),
        names=text[start:position].strip(" ,“"),
        volume=note,
        year=year,
    )


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
        # Another name, or the same in another form: the title must be long enough to tell.
        return match.whole and placed and match.end - match.start >= TITLE_TELLING
    if not opened:
        return match.complete and placed and count > 2 and not match.work.names
    if not placed:
        return match.complete and not match.work.names and count > 2
    return count > 2 or match.whole


def _opens(text: str, limit: int, position: int, words: Words) -> bool:
    before = text[limit:position].rstrip(' “‘"')
    return not before or before[-1] in ";:(.[—\n,”" or bool(words.find_cue(before + " "))
