"""Archives: call numbers by fond, opis, delo and list; shelf marks; papers, boxes and folders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.citations.drafts import Draft
from edition.citations.model import CitationKind
from edition.citations.names import UPPER
from edition.citations.words import Words

_FOLIO = r"[A-Z]?\d+\w?(?:[/-]\w+)*(?:\s?ob\.?)?(?:[–-]\d+(?:\s?ob\.?)?)?"
_VALUE = rf"{_FOLIO}(?!\w)(?:(?:,? and |, ){_FOLIO}(?![\w:]))*"
_SYMBOL = r"(?=\w*[A-Z\u0307]\w*\s?[A-Z])[A-Z][\w\u0307]*(?:\s[A-Z\u0307][A-Z\u0307]+)?"
_ASIDE = r"(?:\s?\([^()]{1,70}\))?"
_MARK = (
    r"(?:[A-Z][\w.]*,?\s)?(?:[a-z]+\s)?(?:no\.\s)?(?:[A-Z]{0,3}[-\s]?[\dI][\w/.–-]*[\w]|\d+|n\.p\.)"
)


SHELF = rf"[A-Z]{{2,6}},?\s{_MARK}(?:,\s{_MARK})*"
"""A shelf mark without the name of the archive: ``FO 371/13164, F 200/7/10, 1–2``."""


class Holdings:
    """Patterns for documents in archives."""

    def __init__(self, words: Words) -> None:
        level = rf"(?<!\w){words.level},?[\s-]*{_VALUE}"
        levels = rf"{level}(?:,?\s+{level})*"
        self.levels = re.compile(levels)
        self.call = re.compile(rf"(?<!\w)(?P<name>{_SYMBOL}),?\s+(?P<locator>{levels})")
        self.next = re.compile(rf"{_ASIDE}(?:;|,? and)\s+(?P<locator>{levels})")
        self.shelf = re.compile(
            rf"(?<!\w)(?P<name>[A-Z]{{2,6}})(?P<comma>,)?\s(?P<locator>{_MARK}(?:,\s{_MARK})*)"
        )
        number = rf"(?:{words.container}\s?|(?<!\w)[A-Z]-)[\w./:()–-]*\d[\w./:–-]*"
        name = rf"(?:[{UPPER}][\w’.\u0307-]*\s+(?:[a-z]{{2,6}}\s+)?){{0,6}}"
        tail = rf"[^;“”\n]{{0,160}}?{number}(?:[^;\n(.]|\.(?=\w)|\((?=\d))*"
        place = r"(?:,\s+[A-Z][^;\n(.]*)?"
        self.papers = re.compile(
            rf"(?<![\w-])(?P<name>{name}{words.holding})(?P<locator>{tail}|{place})"
        )
        self.doc = re.compile(
            r"(?<!\w)(?P<name>[A-Z]\w+\s[A-Z]\w+)"
            r"(?P<locator>(?:,\s[A-Z]\w+)*[,:]?\s(?:https?:\S+ ?\S*,\s)?"
            rf"{words.container}\s?\d{{3}}-\d[\d-]+\w*(?:(?:\s\([^()]*\))?,\s[\d-]{{8,}})*)"
        )


def find_next(text: str, position: int, holdings: Holdings) -> Iterator[Draft]:
    """Yield a draft for every further unit of the archive whose citation ends at a position."""
    while (match := holdings.next.match(text, position)) is not None:
        yield Draft(*match.span("locator"), CitationKind.ARCHIVE, match.span("locator"))
        position = match.end()


_CUE = re.compile(r"([\w.]+)\s+")


def find_holdings(text: str, holdings: Holdings, words: Words) -> Iterator[Draft]:
    """Yield a draft for every document in an archive that is named with its call number."""
    taken: list[tuple[int, int]] = []
    for pattern in (holdings.call, holdings.papers, holdings.doc, holdings.shelf):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if not _is_holding(text, match, holdings):
                continue
            end = match.start() + len(match[0].rstrip(" ,."))
            first = match.end("name")
            while first < end and text[first] in " ,:":
                first += 1
            taken.append((match.start(), end))
            begin = match.start()
            while (cue := _CUE.match(text, begin, match.end("name"))) and (
                cue[1].casefold() in words.cues
            ):
                begin = cue.end()
            yield from find_next(text, end, holdings)
            yield Draft(
                begin,
                end,
                CitationKind.ARCHIVE,
                (first, end) if first < end else (0, 0),
                container=text[begin : match.end("name")],
            )


def _is_holding(text: str, match: re.Match[str], holdings: Holdings) -> bool:
    if match.re is holdings.shelf:
        mark = match["locator"]
        if re.fullmatch("[IVXLC]+", match["name"]):
            return False
        return (
            bool(match["comma"] or "/" in mark)
            and not re.fullmatch(r"(?:1[5-9]|20)\d\d", mark.split(",")[0].strip())
            and bool(re.match(r".*[A-Z].*\d", mark))
        )
    if match.re is holdings.papers:
        named = len(match["name"].split()) > 1 or match["locator"].startswith(" of ")
        return match["locator"].count(",") > 0 and named
    return True
