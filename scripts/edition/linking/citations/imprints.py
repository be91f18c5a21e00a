"""Books cited in full: what stands before place and year in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.linking.citations.drafts import Draft
from edition.linking.citations.locators import LOCATOR
from edition.linking.citations.names import find_names
from edition.linking.citations.words import Words
from edition.model.citation import CitationKind
from edition.model.parameters import VOLUMES_YEARS
from edition.text.dates import YEAR
from edition.text.scripts import CAPITALS, CJK, CYRILLIC

_INSIDE = (
    rf"(?P<place>(?:[{CAPITALS}\[“]|n\.p|(?=[^\x00-\u02ff]))[^()\[\]\d;:]{{1,90}}?(?:\[[^\[\]]*\])?)"
    rf"(?::\s*(?P<publisher>[^()\d]{{2,60}}?))?,\s*"
    rf"(?P<years>(?:ca\.\s*)?(?P<year>{YEAR})(?:[–/-]\d{{1,4}})?)\.?"
)
IMPRINT = rf"(?P<imprint>\(\s?{_INSIDE}\))"
"""Place and year in round brackets: ``(Albany, NY, 1997)``, ``(London: Example Press, 1933)``."""
_AFTER = rf"(?:,?:?\s*(?P<locator>{LOCATOR}))?"
_IMPRINT = re.compile(rf"{IMPRINT}{_AFTER}")
_BRACKETED = re.compile(rf"(?P<imprint>\[\s?{_INSIDE}\]){_AFTER}")
_FIELDS = re.compile(rf".\s?{_INSIDE}.")
_CUT = re.compile(rf"\((?P<place>[{CAPITALS}][^()\d]{{0,60}})?\s*$")
"""An imprint that the end of the text cuts off."""


def find_books(text: str, words: Words, broken: bool) -> Iterator[Draft]:
    """Yield a draft for every imprint, from the authors or the title to the locator.

    If the text is ``broken`` off, an imprint that is cut at its end counts as well.
    """
    limit = 0
    matches = sorted(
        [*_IMPRINT.finditer(text), *_BRACKETED.finditer(text)], key=lambda match: match.start()
    )
    for match in matches:
        if match.start() < limit or re.fullmatch(words.month, match["place"].strip(" .")):
            continue
        if _is_life(match):
            continue
        start, title = find_start(text, limit, match.start(), words)
        located = match.span("locator") if match["locator"] else (0, 0)
        yield Draft(
            start,
            match.end(),
            CitationKind.FULL,
            located,
            title=text[title : match.start()].strip(),
            names=text[start:title].strip(" ,"),
            year=match["year"],
            imprint=match.span("imprint"),
        )
        limit = match.end()
    cut = _CUT.search(text, limit) if broken else None
    if cut:
        start, title = find_start(text, limit, cut.start(), words)
        yield Draft(
            start,
            len(text.rstrip()),
            CitationKind.FULL,
            title=text[title : cut.start()].strip(),
            names=text[start:title].strip(" ,"),
        )


def _is_life(match: re.Match[str]) -> bool:
    """True for years of birth and death: ``(李鴻章, 1823–1901)``."""
    years = re.findall(
        r"\d{4}", match[0][match.start("year") - match.start() : match[0].find(")") + 1]
    )
    long = len(years) == 2 and int(years[1]) - int(years[0]) > VOLUMES_YEARS
    return long or not re.search(rf"[A-Za-zÀ-ž{CYRILLIC}]", match["place"])


def read_imprint(printed: str) -> dict[str, str]:
    """Return place, publisher and year of an imprint in brackets, by the names of their fields.

    There are none if it has Chinese or Japanese letters: a publisher is given in both scripts.
    """
    found = _FIELDS.fullmatch(printed)
    if found is None or re.search(f"[{CJK}]", printed):
        return {}
    fields = {"location": found["place"], "publisher": found["publisher"], "year": found["years"]}
    fields = {name: value.strip(" ,") for name, value in fields.items() if value}
    # "Albany, NY." is the abbreviation of a state with a full stop too many.
    fields["location"] = re.sub(r"(?<=[A-Z]{2})\.$", "", fields["location"])
    return fields


_STOP = re.compile(
    r"(?:, [\d:–, -]+\.\s+|(?<=[a-z)\]\d])[.?!][”’]?\s+|:\s+)(?=[^\W\d_a-z“])|;\s+|\n"
)
_SMALL = re.compile(r"[^A-Z\u0100-\u017F“”(]*")


def find_start(text: str, limit: int, end: int, words: Words) -> tuple[int, int]:
    """Return where a citation that ends with an imprint begins, and where its title does."""
    start = _after_cue(text, limit, end, words)
    for stop in _STOP.finditer(text, start, end):
        ahead = text[start : stop.start()]
        if stop.start() < start:
            continue
        if stop[0].startswith((";", "\n", ", ")) or words.prose.search(ahead):
            start = _after_cue(text, stop.end(), end, words)
    for same in words.ibid.finditer(text, start, end):
        stopped = _STOP.search(text, same.end() + 1, end)
        start = _after_cue(text, stopped.end() if stopped else same.end(), end, words)
    while start < end and text[start] in " ,;:.“)(—":
        start += 1
    return start, _after_names(text, start, end, words)


def _after_names(text: str, start: int, end: int, words: Words) -> int:
    """Return where the title begins: after the names and words such as “eds.”, if there are any."""
    commas = [start + m.end() for m in re.finditer(r", ", text[start:end])]
    listed = [c for c in commas if find_names(text, start, c, words) == start]
    if not listed or listed[0] != commas[0]:
        return start
    title = listed[0]
    for comma in listed[1:]:
        piece = text[title : comma - 2]
        if (
            _is_role(piece, words)
            or re.match(r"and\s", piece)
            or (
                " and " in text[title:]
                and any(
                    re.match(r"and\s", text[c:end]) or _is_role(text[c : text.find(",", c)], words)
                    for c in listed
                    if c > title and ":" not in text[title:c]
                )
            )
        ):
            title = comma
        else:
            break
    return title


def _is_role(piece: str, words: Words) -> bool:
    return bool(piece) and all(re.sub(r"\W", "", word) in words.editors for word in piece.split())


def _after_cue(text: str, start: int, end: int, words: Words) -> int:
    """Return where the words begin that stand after the last cue before a capital letter."""
    best = start
    for word in re.finditer(r"(?<=[\s(])(?=[^\W\d_a-z“‘])", text[start:end]):
        position = start + word.start()
        before = text[start:position]
        cue = words.find_cue(before)
        if cue and (
            _is_strong(cue[0], words)
            or re.search(r"\d{4},\s*$", before[: cue.start()])
            or _opens(text[best : start + cue.start()], words)
        ):
            best = position
    return best


def _is_strong(cue: str, words: Words) -> bool:
    return cue.strip(" ,:").casefold() in words.strong


def _opens(before: str, words: Words) -> bool:
    """True if nothing but small words stands before a cue, so that it opens the citation."""
    bare = re.sub(words.month, "", before).strip(" ,;")
    first = bare.partition(" ")[0]
    if first.casefold() in words.cues:
        bare = bare[len(first) :]
    return bool(_SMALL.fullmatch(bare))
