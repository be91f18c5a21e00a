"""Reads the full citations in a note, in the form that Chicago prescribes for notes.

Given name first; the title; place and year in parentheses, no publisher needed; for an article
the journal, its volume and number, the date in parentheses and the pages. What does not follow
the form is left alone: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from edition.linking.citations.citation_parts import (
    AUTHORS,
    IMPRINT,
    LEADS,
    POSSESSIVE,
    THESIS,
    UPPER,
    Creator,
    looks_like_names,
    read_creator,
    read_imprint,
    read_owner,
    split_helpers,
    write_date,
)
from edition.model.parameters import CUE_LENGTH, TITLE_LONGEST
from edition.text.dates import MONTH
from edition.text.scripts import CJK
from edition.text.span import Span

_QUOTED = re.compile(r"“\s?(?P<title>[^“”]{3,400}?)(?P<stop>[,.?!]*)\s?”[,.]?\s?")
_JOURNAL = re.compile(
    # A town or a university may stand in parentheses after the journal's name.
    rf"(?:in: ?)?(?P<journal>{UPPER}[^“”();:\d]*?)(?: \([A-Z][^()\d]*\))?,?"
    r"(?: (?P<volume>\d+(?:[./–-]\d+)?|[IVXL]+(?:[–-][IVXL]+)?))?"
    r"(?:,? [nN]os?\. (?P<number>\d+(?:\s?[–-]\s?\d+)?(?: \(\d+\))?))?"
    r" \((?P<date>(?:\d{1,2} )?(?:[A-Z][a-z]+ ?){0,2}\d{4}(?:[/–-](?:\d{4}|\d\d))?)\)"
    r"(?:[:,] ?(?:pp?\. ?|S\. ?)?(?P<pages>\d[\d–-]*))?"
)
_WEB = re.compile(
    r"(?:(?P<organization>[^“”;:()]{2,80}?), )?(?:[Aa]ccessed (?P<urldate>[^;:()]{6,20}), )?"
    r"(?P<url>https?://[^\s;<>]+[^\s;<>.,)])"
    r"(?:,? \(?[Aa]ccessed (?P<later>[^;:()]{6,20}?)(?=[).;]|$))?"
)
_PRESS = re.compile(
    rf"(?P<journal>{UPPER}[^“”();:\d]*?),? "
    rf"(?P<date>(?:\d{{1,2}} )?{MONTH} \d{{4}}|{MONTH} \d{{1,2}}, \d{{4}})"
)
_NO_NAME = re.compile(r"\. [A-Z]|\bSee\b|\b[Aa]ccessed\b")
"""What the name of a journal does not hold."""
_LEAD_IN = re.compile(
    r"(?:^|(?<=\) )and |\be\.g\.,? |\b[Cc]f\. |\b[Vv]gl\. "
    r"|\b(?:[Ss]iehe|[Vv]oir|[Сс]м\.)(?: auch| aussi| также)? |(?<=[;:(\[] )"
    r"|(?<=[(\[])|(?<![ .][A-Z])(?<!Jr)(?<=[.?!]) |(?<=[.?!]”) "
    r"|\b(?:[Ss]ee|also|compare|example|instance|[Ii]n|on|is|his|her|their|work|biography|memoir"
    r"|classic|by"
    r"|to|with|however|recently|study|account|book)[,:]? |—for example, )"
)
"""What stands before the first word of a citation."""
_WITHIN = re.compile(r"(?:, in|[Qq]uoted in|in his|in her) $")
_HARD = re.compile(r"; |”[.,]? (?=See)|(?:, |:)\d+(?:–\d{1,3})?\. (?=[A-Z])")
"""What no citation goes beyond."""
_PROSE = re.compile(
    r"\b(?:Quoted|is|are|was|were|has|have|had|did|says|said|[Ss]ee|that|which|does|do|not|wrote"
    r"|uses)\b"
)
_TRANSLATION = re.compile(rf"\bas ?[{CJK}]")


@dataclass(frozen=True, slots=True)
class FullCitation:
    """A work cited in full."""

    type: str
    """Type of entry: ``book``, ``article``, ``incollection`` or ``newspaper``."""
    title: str
    creators: tuple[Creator, ...]
    fields: dict[str, str]
    span: Span
    """Within the text that was read."""


def read_full_citations(text: str) -> tuple[FullCitation, ...]:
    """Return the works cited in full, in the order of the text; never raises."""
    found: list[FullCitation] = []
    for citation in (*_read_quoted(text), *_read_books(text)):
        if not any(_overlap(citation.span, other.span) for other in found):
            found.append(citation)
    return tuple(sorted(found, key=lambda citation: citation.span.start))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


# --- articles, chapters, newspapers -------------------------------------------------------------

_Read: TypeAlias = tuple[str, dict[str, str], tuple[Creator, ...], int]
"""Type, fields, more people, and the length of what follows the title."""


def _read_quoted(text: str) -> Iterator[FullCitation]:
    for quoted in _QUOTED.finditer(text):
        start, creators = _find_creators(text, quoted.start())
        title = quoted["title"].strip() + quoted["stop"].strip(",.")
        if quoted["stop"].startswith(".") and re.search(r"\b[a-z]{1,2}$", title):
            title += "."
        after = text[quoted.end() :]
        read = _read_chapter(creators, after) or _read_serial(after) or _read_thesis(after)
        if read is None and "," in quoted["stop"]:
            read = _read_chapter(creators, f"in {after}")
        read = read or _read_web(after)
        if read is not None:
            kind, fields, more, length = read
            end = min(len(text), quoted.end() + length)
            yield FullCitation(kind, title, (*creators, *more), fields, Span(start, end))


def _find_creators(text: str, end: int) -> tuple[int, tuple[Creator, ...]]:
    """Return who stands before a quoted title, and where the names begin."""
    start = _find_hard_break(text, end)
    for place in sorted({start, *(match.end() for match in _LEAD_IN.finditer(text, start, end))}):
        names = AUTHORS.match(text, place, end + 1)
        if names and names.end() >= end - 1 and looks_like_names(names["names"]):
            return place, (read_creator(names),)
    return end, ()


def _read_chapter(creators: tuple[Creator, ...], after: str) -> _Read | None:
    imprint = IMPRINT.search(after)
    if not after.startswith("in ") or not imprint or re.search("[“;]", after[: imprint.start()]):
        return None
    book, more, extra = split_helpers(after[len("in ") : imprint.start()].strip(" ,"))
    before = AUTHORS.match(book)
    if before and before["role"]:
        more = (*more, read_creator(before))
    if before and (before["role"] or looks_like_names(before["names"])):
        # The name of the book's editor, or of the author of the works that it collects.
        book = book[before.end() :]
    if not _is_title(book) or _PROSE.search(book):
        return None
    fields = {"booktitle": book.strip(" ,"), **extra, **read_imprint(imprint)}
    return "incollection", fields, more, imprint.end()


def _read_serial(after: str) -> _Read | None:
    serial = _JOURNAL.match(after)
    if serial and not _NO_NAME.search(serial["journal"]):
        names = ("journal", "volume", "number", "pages")
        fields = {name: serial[name].strip(" ,") for name in names if serial[name]}
        return "article", {**fields, "date": write_date(serial["date"])}, (), serial.end()
    press = _PRESS.match(after)
    if press and not _NO_NAME.search(press["journal"]):
        fields = {"journal": press["journal"].strip(" ,"), "date": write_date(press["date"])}
        return "newspaper", fields, (), press.end()
    return None


def _read_thesis(after: str) -> _Read | None:
    found = THESIS.match(after)
    return ("thesis", found.groupdict(), (), found.end()) if found else None


def _read_web(after: str) -> _Read | None:
    found = _WEB.match(after)
    if found is None:
        return None
    visited = found["urldate"] or found["later"]
    fields = {"url": found["url"]}
    if found["organization"]:
        fields["organization"] = found["organization"].strip()
    if visited and re.fullmatch(r"\d{4}-\d\d-\d\d", day := write_date(visited)):
        fields["urldate"] = day
    return "online", fields, (), found.end()


# --- books --------------------------------------------------------------------------------------


def _read_books(text: str) -> Iterator[FullCitation]:
    for imprint in IMPRINT.finditer(text):
        start = _find_hard_break(text, imprint.start())
        found = _find_book(text, start, imprint.start())
        if found is None:
            continue
        begin, creators, rest = found
        title, more, extra = split_helpers(rest)
        if len(title) > 2:
            fields = {**extra, **read_imprint(imprint)}
            yield FullCitation(
                "book", title, (*creators, *more), fields, Span(begin, imprint.end())
            )


def _find_hard_break(text: str, end: int) -> int:
    found = [*_HARD.finditer(text, 0, end), *IMPRINT.finditer(text, 0, end)]
    return max((match.end() for match in found), default=0)


def _find_book(text: str, start: int, end: int) -> tuple[int, tuple[Creator, ...], str] | None:
    """Return where a book's citation begins, who made it, and its title with what follows."""
    places = sorted({start, *(match.end() for match in _LEAD_IN.finditer(text, start, end))})
    for place in places:
        names = AUTHORS.match(text, place, end)
        rest = text[names.end() : end] if names else ""
        if names and looks_like_names(names["names"]) and _is_title(rest, lead="“‘"):
            return place, (read_creator(names),), rest.strip(" ,")
    within = [place for place in places if _WITHIN.search(text, max(0, place - CUE_LENGTH), place)]
    for place in [*within, *places]:
        rest = text[place:end].strip(" ,")
        if _is_title(rest) and not _is_sentence(rest):
            owner = POSSESSIVE.match(rest)
            if owner and looks_like_names(owner["names"]) and _is_title(rest[owner.end() :]):
                return place, (read_owner(owner),), rest[owner.end() :]
            return place, (), rest
    return None


def _is_sentence(text: str) -> bool:
    return text.split()[0].strip(",") in LEADS - {"The", "A", "On"} or bool(_PROSE.search(text))


def _is_title(text: str, lead: str = "“‘1234567890") -> bool:
    text = text.strip(" ,")
    # A quotation with a comma at its end is the title of an article.
    if (
        not 2 < len(text) < TITLE_LONGEST
        or re.match(r"“[^”]*,”", text)
        or _TRANSLATION.search(text)
    ):
        return False
    return text[0].isupper() or text[0] in lead
